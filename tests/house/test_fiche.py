"""The page that follows the coach's offer names commands, rules and tests that exist."""

import re
from pathlib import Path

import pytest

from phmcoach.cli.app import PANELS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "fiche.md").read_text("utf-8")
ROWS = [
    row.strip("|").split("|")
    for row in TEXT.splitlines()
    if row.startswith("| ") and "`coach " in row
]
COMMANDS = {name for panel in PANELS for name in panel.names}


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize("row", ROWS, ids=[row[0].strip()[:60] for row in ROWS])
def test_a_statement_names_a_command_a_rule_and_a_test_that_exist(row: list[str]) -> None:
    _, command, rule, test = row
    assert {name.removeprefix("coach ") for name in named(command)} <= COMMANDS

    path, *names = named(rule)
    found = [base / path for base in (ROOT / "src" / "phmcoach", ROOT) if (base / path).is_file()]
    assert found, path
    source = found[0].read_text("utf-8")
    assert [name for name in names if name not in source] == []

    module, _, function = named(test)[0].partition("::")
    assert f"\ndef {function}(" in (ROOT / module).read_text("utf-8")


def test_the_page_has_a_row_for_each_part_of_the_offer() -> None:
    assert re.findall(r"^## (.+)$", TEXT, re.MULTILINE) == [
        "Why: a person, a purpose, an end",
        "For whom: the situations",
        "How: two demands, four steps",
        "The rules",
        "How long",
        "In practice",
        "The price",
    ]

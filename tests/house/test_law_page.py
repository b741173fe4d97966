"""docs/law.md explains every list and key of the law data, and its examples are valid files."""

import re
from pathlib import Path

import pytest

from phmcoach.domain.records.law_rules import Dated, OwnLaw, Rules, find_contradictions
from phmcoach.law import load_law
from phmcoach.store.records import parse_record
from phmcoach.value import field_names

PAGE = (Path(__file__).parents[2] / "docs" / "law.md").read_text("utf-8")
EXAMPLES = re.findall(r"^ {4}schema = 1\n(?:(?: {4}.*)?\n)+", PAGE, re.MULTILINE)
FILE = Path("law/2027.toml")


def read_example(text: str) -> OwnLaw:
    lines = (line.removeprefix("    ") for line in text.split("\n"))
    return parse_record("\n".join(lines).encode(), FILE, OwnLaw).value


def test_there_is_an_example_of_every_list() -> None:
    shown = [name for text in EXAMPLES for name in field_names(Rules) if f"[[{name}]]" in text]
    assert sorted(shown) == sorted(field_names(Rules))


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_is_a_valid_file_that_shows_every_key(text: str) -> None:
    own = read_example(text)
    rules: list[Dated] = [rule for name in field_names(Rules) for rule in getattr(own, name)]
    (rule,) = rules
    optional = {"valid_to", "months_after"} - set(re.findall(r"\w+", text))
    assert set(re.findall(r"^ {4}(\w+) = ", text, re.MULTILINE)) - {"schema"} == (
        set(field_names(type(rule))) - optional
    )


def test_all_examples_together_contradict_neither_each_other_nor_themselves() -> None:
    law = Rules()
    for text in EXAMPLES:
        own = read_example(text)
        assert list(find_contradictions(law, own)) == []
        law = Rules(
            **{name: getattr(law, name) + getattr(own, name) for name in field_names(Rules)}
        )
    assert list(find_contradictions(law, law)) == []


def test_the_page_names_every_list_key_and_id() -> None:
    law = load_law()
    ids = {each.id for name in ("rates", "limits", "durations") for each in getattr(law, name)}
    keys = {key for name in field_names(Rules) for rule in getattr(law, name) for key in rule.keys}
    named = set(re.findall(r"`([\w-]+)`", PAGE)) | set(
        re.findall(r"^ {4}(\w+) = ", PAGE, re.MULTILINE)
    )
    assert {*field_names(Rules), *keys, *ids} - named == set()

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phmcoach.cli.shell.json_output import encode_json
from phmcoach.domain.base import COACH, Record
from phmcoach.domain.values.marks import Key
from phmcoach.errors import Place, Problem
from phmcoach.remedy import Remedy
from phmcoach.value import Value


class Level(Enum):
    """A closed word."""

    OK = "ok"


class Session(Value):
    """A value of the program."""

    on: date
    rate: Decimal
    level: Level


class Client(Record):
    """A record of the program."""

    schema_version: Annotated[int, Key("schema"), COACH] = 1
    name: Annotated[str, COACH]


def describe(problem: Problem) -> str:
    return f"Told: {problem.message}."


def test_values_are_written_without_loss() -> None:
    value = {
        "session": Session(date(2026, 2, 3), Decimal("118.40"), Level.OK),
        "at": datetime(2026, 2, 3, 12, tzinfo=UTC),
        "hour": time(14, 30),
        "big": Decimal("1E+3"),
        "file": Path("ledger/head.toml"),
        "refs": ("b", "a"),
        "levels": {"z", "a"},
        "client": Client(name="Société Générale"),
        "none": None,
        "yes": True,
        "n": 3,
    }
    assert encode_json(value, describe) == (
        "{\n"
        '  "session": {\n'
        '    "on": "2026-02-03",\n'
        '    "rate": "118.40",\n'
        '    "level": "ok"\n'
        "  },\n"
        '  "at": "2026-02-03T12:00:00+00:00",\n'
        '  "hour": "14:30:00",\n'
        '  "big": "1000",\n'
        '  "file": "ledger/head.toml",\n'
        '  "refs": [\n    "b",\n    "a"\n  ],\n'
        '  "levels": [\n    "a",\n    "z"\n  ],\n'
        '  "client": {\n'
        '    "schema": 1,\n'
        '    "name": "Société Générale"\n'
        "  },\n"
        '  "none": null,\n'
        '  "yes": true,\n'
        '  "n": 3\n'
        "}"
    )


@pytest.mark.parametrize("value", [1.5, object(), b"x"])
def test_what_has_no_meaning_outside_the_program_is_a_bug(value: object) -> None:
    with pytest.raises(TypeError):
        encode_json(value, describe)


@given(st.text(st.characters()), st.booleans())
def test_text_reads_back_as_itself_and_never_drives_a_terminal(text: str, ascii_only: bool) -> None:
    written = encode_json([text], describe, ascii_only=ascii_only)
    assert json.loads(written) == [text]
    assert len(written.splitlines()) == 3
    assert not any("\x7f" <= letter <= "\x9f" or letter == "\x1b" for letter in written)


def test_a_stream_without_accents_gets_escapes() -> None:
    assert encode_json("é€", describe, ascii_only=True) == '"\\u00e9\\u20ac"'


def test_a_problem_is_written_with_its_code_its_facts_and_its_remedy() -> None:
    inner = Problem("a.b", {"on": date(2026, 2, 3)}, ref="dupont", remedy=Remedy.EDIT)
    place = Place(Path("practice.toml"), 3, "name")
    assert json.loads(encode_json(Problem("c.d", {"problem": inner}, place=place), describe)) == {
        "code": "c.d",
        "sentence": "Told: c.d.",
        "args": {
            "problem": {
                "code": "a.b",
                "sentence": "Told: a.b.",
                "args": {"on": "2026-02-03"},
                "fix": None,
                "place": None,
            }
        },
        "fix": "coach edit dupont",
        "place": {"file": "practice.toml", "line": 3, "key": "name"},
    }


def test_what_only_the_command_needs_is_no_fact_of_a_problem() -> None:
    words = {"dropped": ("o1", "o2")}
    problem = Problem("a.b", ref="dupont", remedy=Remedy.ADD_BY_AMENDMENT, words=words)
    found = json.loads(encode_json(problem, describe))
    new = '--add-objective "…" --result "…" --indicator "…"'
    line = f"coach amend dupont --drop-objective o1 --drop-objective o2 {new}"
    assert (found["args"], found["fix"]) == ({}, line)

"""What `check-cadence` prints on its own, with `--verbose`, and under what it found."""

import json

import pytest
from tests.cli.conftest import Ran, Run


@pytest.fixture
def check(coach: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Make the demo practice, and check its cadence on a day."""
    coach("demo", "demo", language="fr")

    def run(today: str, *words: str) -> Ran:
        monkeypatch.setenv("COACH_TODAY", today)
        return coach("-C", "demo", "check-cadence", *words)

    return run


@pytest.fixture(autouse=True)
def _french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_LANG", "fr")
    monkeypatch.setenv("COACH_TODAY", "2026-03-25")


def test_one_line_says_that_the_rhythm_is_kept(check: Run) -> None:
    assert check("2026-03-25", "martin") == (0, "1 accompagnement, rythme tenu.\n", "")


def test_engagements_without_a_rhythm_yet_are_counted_apart(check: Run) -> None:
    assert check("2026-03-25").out == (
        "1 accompagnement, rythme tenu."
        " Sans rythme à suivre pour le moment\u202f: 2 accompagnements.\n"
    )
    assert check("2026-03-25", "petit").out == (
        "Sans rythme à suivre pour le moment\u202f: 1 accompagnement.\n"
    )


def test_only_what_is_wrong_is_printed_and_the_last_line_counts_it(check: Run) -> None:
    ran = check("2026-05-29")
    assert ran.code == 1
    assert "petit-2026" not in ran.out
    assert "conforme" not in ran.out
    assert ran.out.splitlines()[-1] == (
        "À revoir\u202f: 1 accompagnement sur 3."
        " Sans rythme à suivre pour le moment\u202f: 2 accompagnements."
    )


def test_verbose_also_prints_what_is_in_order(check: Run) -> None:
    ran = check("2026-05-29", "--verbose")
    assert ran.code == 1
    assert "petit-2026   conforme" in ran.out
    assert "  conforme  Séances décomptées\u202f: 6 sur 12\u202f; prévues\u202f: 0.\n" in ran.out
    assert ran.out.splitlines()[-1] == check("2026-05-29").out.splitlines()[-1]


def test_verbose_changes_nothing_in_the_json(check: Run) -> None:
    ran = check("2026-05-29", "--json")
    assert ran == check("2026-05-29", "--json", "--verbose")
    assert len(json.loads(ran.out)["engagements"]) == 3

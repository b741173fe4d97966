"""Where a private client signs: it is asked on a terminal, for their right of withdrawal."""

import tomllib
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.road import IN, INIT
from tests.cli.shell.test_prompts import Ask, person

TERMS = (
    *(*IN, "set-terms", "hugo", "--sessions", "2", "--hours", "2"),
    *("--start", "2026-02-01", "--months", "2", "--rate", "120"),
)

__all__ = ["person"]


@pytest.fixture
def hugo(coach: Run) -> None:
    for words in (
        INIT,
        (*IN, "new-client", "petit", "--kind", "private", "--name", "Hugo Petit"),
        (
            *(*IN, "new-engagement", "hugo", "--client", "petit"),
            *("--beneficiary", "Hugo Petit", "--situation", "new-role", "--profile", "short"),
            *("--received-on", "2026-01-02"),
        ),
    ):
        ran = coach(*words)
        assert ran.code == 0, ran


def place() -> str | None:
    found = tomllib.loads(Path("practice/engagements/hugo.toml").read_text("utf-8"))
    where: str | None = found["terms"].get("concluded")
    return where


@pytest.mark.usefixtures("hugo")
def test_a_person_says_where_a_private_client_signs(person: Ask) -> None:
    ran = person(*TERMS, answers="at-distance\n")
    assert ran.code == 0, ran
    assert place() == "at-distance"


@pytest.mark.usefixtures("hugo")
def test_nobody_is_asked_for_a_place_that_was_given(person: Ask) -> None:
    ran = person(*TERMS, "--concluded", "off-premises", answers="")
    assert ran.code == 0, ran
    assert place() == "off-premises"


@pytest.mark.usefixtures("hugo")
def test_a_script_signs_at_the_premises_as_before(coach: Run) -> None:
    assert coach(*TERMS).code == 0
    assert place() is None

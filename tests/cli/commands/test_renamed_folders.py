"""A folder of the practice that is there under another name only, as of a synchronisation."""

from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, ROAD

SAID = "The folder {0} is missing, and is probably there under another name: {1}."


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    """Make a practice with one engagement, which has a session to bill."""
    return begin_after(*ROAD) / "practice"


@pytest.mark.parametrize("renamed", ["Engagements", "engagements 2", "Copie de engagements"])
@pytest.mark.parametrize(
    "words", [("list",), ("invoice", "--all"), ("show", "martin")], ids=" ".join
)
def test_a_renamed_folder_of_engagements_is_never_taken_for_an_empty_one(
    coach: Run, practice: Path, renamed: str, words: tuple[str, ...]
) -> None:
    (practice / "engagements").rename(practice / renamed)
    if (practice / "engagements").exists():
        pytest.skip("this file system does not tell the two names apart")
    ran = coach(*IN, *words)
    assert (ran.code, ran.out) == (7, "")
    assert SAID.format("engagements", renamed) in ran.err


@pytest.mark.parametrize("name", ["engagements", "clients", "documents"])
def test_the_doctor_names_a_renamed_folder(coach: Run, practice: Path, name: str) -> None:
    (practice / name).rename(practice / f"{name} (1)")
    ran = coach(*IN, "doctor")
    assert ran.code == 1
    assert SAID.format(name, f"{name} (1)") in ran.out


@pytest.mark.parametrize("name", ["engagements", "clients", "documents", "ledger"])
def test_nothing_is_billed_while_a_folder_has_another_name(
    coach: Run, practice: Path, name: str
) -> None:
    (practice / name).rename(practice / f"{name} 2")
    ran = coach(*IN, "invoice", "martin")
    assert ran.code == 7
    assert SAID.format(name, f"{name} 2") in ran.err
    assert not [*practice.glob("ledger*/*/*.pdf")]


def test_two_folders_that_may_be_the_missing_one_are_both_named(coach: Run, practice: Path) -> None:
    (practice / "Engagements").mkdir()
    (practice / "Engagements" / "martin.toml").write_text("", encoding="utf-8")
    (practice / "engagements").rename(practice / "engagements 2")
    assert "under another name: Engagements and engagements 2." in coach(*IN, "list").err


def test_a_folder_that_holds_something_else_is_no_renamed_one(coach: Run, practice: Path) -> None:
    (practice / "archives 2024").mkdir()
    (practice / "archives 2024" / "note.toml").write_text("", encoding="utf-8")
    assert coach(*IN, "list").code == 0

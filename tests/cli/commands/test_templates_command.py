"""The coach's own templates, and the contract of a pair."""

import json
from pathlib import Path

import pytest
from tests.cli.commands.test_money_commands import speak
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, INIT, ROAD

CLAUSE = "templates/fr/clauses/25-amendments.md.j2"


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    return begin_after(INIT) / "practice"


def test_a_clause_is_copied_once_and_checked(coach: Run, practice: Path) -> None:
    speak(practice, "fr")
    copied = coach(*IN, "templates", "copy", "25-amendments")
    again = coach(*IN, "templates", "copy", "25-amendments")
    tried = coach(*IN, "templates", "check")

    assert copied.code == 0, copied
    assert copied.out.strip().endswith(CLAUSE)
    assert "coach -C practice templates essayer" in copied.err
    assert again.code == 6
    assert "Vous avez déjà votre version de ce modèle" in again.err
    assert (tried.code, tried.out) == (0, "Votre modèle est utilisable.\n")


@pytest.mark.usefixtures("only_source")
def test_a_broken_clause_is_reported_with_its_line_and_breaks_no_other_command(
    coach: Run, practice: Path
) -> None:
    speak(practice, "fr")
    coach(*IN, "templates", "copy", "25-amendments")
    (practice / CLAUSE).write_text("## Avenants\n\n{{ nobody }}\n", "utf-8")

    tried = coach(*IN, "templates", "check")
    for_programs = coach(*IN, "templates", "check", "--json")

    assert tried.code == 1
    assert f"{CLAUSE}:3" in tried.out
    assert tried.out.endswith("Défauts trouvés\u202f: 1.\n")
    assert (for_programs.code, json.loads(for_programs.out)["checked"]) == (1, 1)
    assert coach(*IN, "list").code == 0


def test_the_list_marks_the_templates_of_the_coach(coach: Run, practice: Path) -> None:
    speak(practice, "en")
    coach(*IN, "templates", "copy", "25-amendments", "--language", "en")
    listed = coach(*IN, "templates", "list", "--language", "en").out.splitlines()
    data = json.loads(coach(*IN, "templates", "list", "--json").out)

    assert [line for line in listed if line.endswith("yes")] == [
        next(line for line in listed if line.startswith("clauses/25-amendments.md.j2"))
    ]
    assert {each["own"] for each in data["templates"]} == {None}


def test_missing_and_unknown_words_are_reported(coach: Run, practice: Path) -> None:
    assert practice.is_dir()
    assert coach(*IN, "templates").code == 2
    assert coach(*IN, "templates", "copy").code == 2
    assert coach(*IN, "templates", "throw").code == 2
    assert coach(*IN, "templates", "copy", "nothing-of-the-kind").code == 3


def test_a_pair_is_written_as_three_papers_each_on_a_line(
    coach: Run, begin_after: BeginAfter
) -> None:
    folder = begin_after(*ROAD[:-3], (*ROAD[-3], "--contract", "pair"))
    personal = ("--statement", "A", "--result", "B", "--indicator", "C", "--personal")
    coach(*IN, "add-objective", "martin", *personal)
    written = coach(*IN, "contract", "martin")

    assert written.code == 0, written
    names = [Path(line).name for line in written.out.splitlines()]
    assert names == [
        "contrat-prestation-martin.pdf",
        "contrat-beneficiaire-martin.pdf",
        "annexe-personnelle-martin.pdf",
    ]
    assert all((folder / "practice" / line).is_file() for line in written.out.splitlines())

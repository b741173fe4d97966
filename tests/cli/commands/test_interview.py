"""The interview of a new engagement: what is asked, put off, interrupted and gone on with."""

import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Ran, Run
from tests.cli.shell.test_prompts import Keyboard

Ask = Callable[..., Ran]

INIT = (
    *("init", ".", "--name", "Camille Durand", "--siret", "90000000100017", "--city", "Paris"),
    *("--address", "1 rue X", "--postcode", "75000", "--email", "a@example.org"),
    *("--iban", "FR7699999000010000000000115", "--bic", "TESTFRPPXXX"),
    *("--vat-regime", "franchise", "--language", "fr"),
)
ACME = ("new-client", "acme", "--kind", "company-fr", "--name", "Acme SA")
MADE = (
    *("new-engagement", "martin-2026", "--client", "acme", "--beneficiary", "Claire Martin"),
    *("--situation", "new-role", "--received-on", "2026-02-01"),
)

ANSWERS = (
    *("Claire Martin", "", "Acme SA"),
    *("company-fr", "811222330", "10 avenue X", "69000", "Lyon", "drh@example.org"),
    *("1, 3", "2026-02-01"),
    *("2026-02-02", "Trouver ma place.", "n"),
    *("Déléguer.", "L’équipe les traite.", "Dossiers gardés.", "2"),
    "",
    *("12", "2", "", "6", "n"),
    "y",
)
"""From an empty practice to the papers of the contract."""


@pytest.fixture
def person(coach: Run, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run a real command with a person who types the answers and then nothing more."""

    def run(*argv: str, answers: Iterator[str] | tuple[str, ...] = ()) -> Ran:
        keyboard = Keyboard("".join(f"{answer}\n" for answer in answers))
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", keyboard)
            patch.setattr("phmcoach.cli.shell.state.is_terminal", lambda _: True)
            return coach(*argv)

    return run


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def lines_to_type(ran: Ran) -> list[list[str]]:
    """Return the command lines that the end of a run names."""
    _, _, told = plain(ran.err).partition("Pour reprendre où vous en étiez, sans rien retaper :")
    return [shlex.split(line.removeprefix("  coach ")) for line in told.splitlines() if line]


def records(folder: Path) -> dict[str, str]:
    """Return what the files of a practice contain."""
    found = (*folder.glob("clients/*"), *folder.glob("engagements/*"), *folder.glob("documents/*"))
    return {path.name: path.read_text("utf-8") if path.is_file() else "folder" for path in found}


def test_an_interview_leads_from_nothing_to_the_papers(
    person: Ask, begin_after: BeginAfter
) -> None:
    folder = begin_after(INIT)
    ran = person("new-engagement", answers=ANSWERS)
    assert ran.code == 0, ran.err
    assert [Path(line).relative_to(folder) for line in ran.out.splitlines()] == [
        Path("clients/acme-sa.toml"),
        Path("engagements/martin-2026.toml"),
        Path("documents/martin-2026/contrat-martin-2026.pdf"),
        Path("documents/martin-2026/choix-du-beneficiaire-martin-2026.pdf"),
    ]


def test_an_interview_that_stops_at_every_question_loses_no_answer(
    person: Ask, begin_after: BeginAfter
) -> None:
    whole = begin_after(INIT)
    assert person("new-engagement", answers=ANSWERS).code == 0
    expected = records(whole)
    for made in (*whole.glob("clients/*"), *whole.glob("engagements/*")):
        made.unlink()
    for paper in (*whole.glob("documents/*/*"), *whole.glob("documents/*")):
        paper.unlink() if paper.is_file() else paper.rmdir()
    waiting, answers = [["new-engagement"]], list(ANSWERS)
    while waiting:
        assert answers
        line, typed = waiting.pop(0), [answers.pop(0)]
        if typed == [""]:  # what is put off is not kept: it is offered again
            typed.append(answers.pop(0))
        ran = person(*line, answers=tuple(typed))
        if ran.code != 0:
            assert ran.code == 130, ran
            named = lines_to_type(ran)
            waiting = [*named, *(each for each in waiting if each not in named)]
    assert answers == []
    assert records(whole) == expected


def test_an_objective_stays_between_the_two_unless_the_beneficiary_agrees(
    person: Ask, begin_after: BeginAfter
) -> None:
    folder = begin_after(INIT, ACME, MADE)
    given = ("--statement", "Dire non.", "--result", "Fait.", "--indicator", "Carnet.")
    assert person("add-objective", "martin", *given, answers=("", "")).code == 0
    assert "personal = true" in (folder / "engagements" / "martin-2026.toml").read_text("utf-8")


def test_a_list_that_no_option_takes_is_answered_by_its_numbers(
    person: Ask, begin_after: BeginAfter
) -> None:
    folder = begin_after(INIT, ACME, MADE)
    given = ("--statement", "Dire non.", "--result", "Fait.", "--indicator", "Carnet.")
    ran = person("add-objective", "martin", *given, answers=("partagé", "oui"))
    assert ran.code == 0, ran
    told = "Erreur : « partagé » n’est pas dans la liste : répondez par un numéro, de 1 à 2."
    assert told in plain(ran.err)
    assert "personal = false" in (folder / "engagements" / "martin-2026.toml").read_text("utf-8")


def test_a_shared_objective_is_asked_for_as_long_as_there_is_none(
    person: Ask, begin_after: BeginAfter
) -> None:
    """What was recorded before the question is not offered again after a Ctrl-C."""
    folder = begin_after(INIT, ACME, MADE)
    given = ("--statement", "Dire non.", "--result", "Fait.", "--indicator", "Carnet.")
    stopped = person("add-objective", "martin", *given, answers=("",))
    assert (stopped.code, lines_to_type(stopped)) == (130, [["add-objective", "martin"]])
    answers = ("Écouter.", "Fait.", "Carnet.", "", "Déléguer.", "Fait.", "Dossiers.")
    ran = person("add-objective", "martin", answers=answers)
    assert (ran.code, ran.err.count("Il manque un objectif partagé")) == (0, 1)
    again = person("add-objective", "martin", *given, answers=("",))
    assert (again.code, "Il manque un objectif partagé" in again.err) == (0, False)
    written = (folder / "engagements" / "martin-2026.toml").read_text("utf-8")
    assert (written.count("[[objectives]]"), written.count("personal = true")) == (4, 3)


def test_a_missing_shared_objective_is_asked_for(person: Ask, begin_after: BeginAfter) -> None:
    folder = begin_after(INIT, ACME, MADE)
    answers = ("", "Dire non.", "Fait.", "Carnet.", "", "Déléguer.", "Fait.", "Dossiers.")
    ran = person("new-engagement", "martin-2026", answers=answers)
    assert "Il manque un objectif partagé" in ran.err
    written = (folder / "engagements" / "martin-2026.toml").read_text("utf-8")
    assert written.count("personal = true") == 1
    assert written.count("[[objectives]]") == 2


def test_a_private_client_s_objective_is_not_asked_about(
    person: Ask, begin_after: BeginAfter
) -> None:
    made = tuple(each.replace("acme", "zoe") for each in MADE)
    begin_after(INIT, ("new-client", "zoe", "--kind", "private", "--name", "Zoé"), made)
    given = ("--statement", "Dire non.", "--result", "Fait.", "--indicator", "Carnet.")
    assert person("add-objective", "martin", *given).code == 0


def test_an_engagement_that_is_signed_is_not_interviewed_again(
    person: Ask, begin_after: BeginAfter
) -> None:
    begin_after(INIT)
    assert person("new-engagement", answers=ANSWERS).code == 0
    assert person("sign", "martin", answers=("",)).code == 0
    ran = person("new-engagement", "martin-2026", answers=("Claire Martin",))
    assert ran.code == 6


def test_what_the_profile_forbids_is_asked_again_at_once(
    person: Ask, begin_after: BeginAfter
) -> None:
    begin_after(INIT, ACME, MADE)
    answers = ("8", "12", "4", "2", "", "9", "6", "n")
    ran = person("set-terms", "martin", answers=answers)
    assert ran.code == 0, ran.err
    said = [line.partition("Erreur : ")[2] for line in plain(ran.err).splitlines()]
    assert [line for line in said if line] == [
        "8 séances : le profil en permet de 10 à 20.",
        "Séances de 4 h : le profil permet de 1 h à 3 h.",
        "Du 3 février 2026 au 2 novembre 2026, soit 9 mois : le profil permet au plus 6 mois.",
    ]


def test_a_debrief_is_said_to_be_included_in_the_length(
    person: Ask, begin_after: BeginAfter
) -> None:
    begin_after(INIT)
    assert person("new-engagement", answers=ANSWERS).code == 0
    assert person("sign", "martin", answers=("",)).code == 0
    facts = ("--type", "shadowing", "--proposed-by-beneficiary", "--debrief", "1h")
    ran = person("log-session", "martin", *facts, answers=("", "3"))
    assert "Les 3 h comprennent le débriefing de 1 h." in plain(ran.err)


def test_a_wrong_answer_is_explained_without_the_option_that_nobody_typed(
    person: Ask, begin_after: BeginAfter
) -> None:
    begin_after(INIT)
    answers = ("Claire Martin", "", "Acme SA", "company-fr", "123", "811222330")
    ran = person("new-engagement", answers=answers)
    wrong = (
        "Ce n’est pas un SIREN valable : neuf chiffres, dont le dernier est une clé de contrôle."
    )
    assert f"[plus tard] : Erreur : {wrong}\n" in plain(ran.err)


def test_a_pause_that_ends_before_it_begins_is_asked_again_at_once(
    person: Ask, begin_after: BeginAfter
) -> None:
    folder = begin_after(INIT)
    assert person("new-engagement", answers=ANSWERS).code == 0
    assert person("sign", "martin", answers=("",)).code == 0
    ran = person("pause", "martin", answers=("10/02/2026", "09/02/2026", "12/02/2026", "2"))
    assert ran.code == 0, ran
    told = "Erreur : La pause se termine le 09/02/2026, avant de commencer le 10/02/2026.\n"
    assert plain(ran.err).replace("\n", " ").count(told.strip()) == 1
    written = (folder / "engagements" / "martin-2026.toml").read_text("utf-8")
    assert 'start_on = 2026-02-10\nend_on = 2026-02-12\nreason = "illness"\n' in written


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("pay", "Il ne reste rien à régler."),
        ("credit", "Aucun document de cette sorte n’est encore émis."),
    ],
)
def test_what_has_nothing_to_choose_from_says_so_before_it_asks(
    person: Ask, begin_after: BeginAfter, command: str, told: str
) -> None:
    begin_after(INIT)
    ran = person(command)
    assert ran.code == 130
    assert plain(ran.err).startswith(f"{told}\nQuelle facture (son numéro) : ")


def test_a_number_that_no_client_of_the_list_has_is_asked_again(
    person: Ask, coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(INIT)
    assert coach(*ACME).code == 0
    ran = person("new-engagement", answers=("Claire Martin", "", "7", "1"))
    told = "« 7 » n’est pas dans la liste : répondez par un numéro, de 1 à 1."
    assert told in plain(ran.err)
    assert "--client acme" in ran.err

import io
import json
import shlex
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.conftest import Ran, Run

from phmcoach.actions.sessions.recording import Logged
from phmcoach.cli.pages import session
from phmcoach.cli.shell import kinds
from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.state import CliState
from phmcoach.cli.shell.terminal import ask_yes
from phmcoach.errors import RuleRefusedError
from phmcoach.exits import ExitCode
from phmcoach.i18n import Translator
from phmcoach.store.interrupts import heed_interrupts

Ask = Callable[..., Ran]


class Keyboard(io.StringIO):
    """What a person types on a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.fixture
def ask_coach(run_coach: Run, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run the probe with a person who types the answers; results go to a pipe."""

    def run(*argv: str, answers: str, language: str = "en") -> Ran:
        monkeypatch.setattr(sys, "stdin", Keyboard(answers))
        monkeypatch.setattr("phmcoach.cli.shell.state.is_terminal", lambda _: True)
        return run_coach(*argv, language=language)

    return run


@pytest.fixture
def person(coach: Run, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run a real command with a person who types the answers."""

    def run(*argv: str, answers: str) -> Ran:
        monkeypatch.setattr(sys, "stdin", Keyboard(answers))
        monkeypatch.setattr("phmcoach.cli.shell.state.is_terminal", lambda _: True)
        return coach(*argv)

    return run


@pytest.mark.parametrize(
    "command", ["log-session", "new-client", "new-engagement", "set-terms", "add-objective"]
)
def test_a_missing_folder_is_reported_before_any_question(person: Ask, command: str) -> None:
    ran = person("-C", "nowhere", command, answers="")
    assert ran.code != 130
    assert "nowhere" in ran.err
    assert "?" not in ran.err
    assert "To fix it: coach init" in ran.err


def test_an_unknown_engagement_is_reported_before_the_next_question(person: Ask) -> None:
    Path("practice/engagements").mkdir(parents=True)
    Path("practice/practice.toml").touch()
    Path("practice/engagements/martin.toml").touch()
    given = person("-C", "practice", "end", "zz", answers="")
    assert given.err.startswith("Error: There is no open engagement “zz”")
    typed = person("-C", "practice", "end", answers="zz\nmart\n")
    assert "There is no open engagement “zz”" in typed.err
    assert typed.err.count("Which engagement") == 2


@pytest.mark.parametrize("line", ["credit 9999", "credit 9999 --renew", "pay 9999"])
def test_the_number_of_no_document_is_reported_before_the_next_question(
    person: Ask, line: str
) -> None:
    assert person("demo", "practice", answers="").code == 0
    ran = person("-C", "practice", *line.split(), answers="")
    assert ran.err.endswith(
        "Erreur\u202f: Aucun document ne porte le numéro 9999.\n"
        "  Pour y remédier\u202f: coach -C practice ledger\n"
    )
    assert (ran.code, "?" in ran.err) == (3, False)


def test_an_email_is_asked_again_at_once(person: Ask) -> None:
    answers = "\nCamille Durand\n90000000100017\n1 rue X\n123\n75000\nParis\nnone\na@example.org\n"
    ran = person("init", "practice", answers=answers)
    assert "A French postcode has five digits" in ran.err
    assert "This is not an e-mail address" in ran.err
    assert "IBAN" in ran.err


def test_init_loses_no_answer_to_an_interruption(person: Ask) -> None:
    answers = ["", "", "Zoé", "90000000100017", "1 rue X", "75000", "Paris", "a@example.org"]
    answers += ["FR7699999000010000000000115", "TESTFRPPXXX", "monthly", "", "", "", "0600000000"]
    line = ["init"]
    for answer in answers:
        ran = person(*line, answers=f"{answer}\n")
        assert ran.code == 130
        line = shlex.split(ran.err.splitlines()[-1].removeprefix("  coach "))
    assert person(*line, answers="Assur\nP-1\n").code == 0
    written = Path("practice/practice.toml").read_text("utf-8")
    assert 'vat_number = "FR68900000001"' in written
    assert 'policy = "P-1"' in written
    assert "hourly = 260\n" in written


def test_a_practice_that_exists_is_said_before_the_next_question(person: Ask) -> None:
    assert person("demo", "p", answers="").code == 0
    ran = person("init", answers="p\n")
    assert ran.code == 130
    assert ran.err.count("p/practice.toml") + ran.err.count("There is already a practice") == 1


def test_a_practice_that_exists_is_said_before_any_question_about_it(person: Ask) -> None:
    assert person("demo", "p", answers="").code == 0
    ran = person("init", "p", answers="")
    assert (ran.code, ran.out) == (6, "")
    assert ran.err.startswith("Error: There is already a practice in p.\n")


def test_the_vat_number_of_another_company_is_asked_again(person: Ask) -> None:
    given = ["--name", "Zoé", "--siret", "90000000100017", "--address", "X", "--postcode", "75000"]
    given += ["--city", "Paris", "--email", "a@example.org", "--bic", "TESTFRPPXXX"]
    given += ["--iban", "FR7699999000010000000000115", "--vat-regime", "monthly"]
    ran = person("init", "p", *given, answers="\nFR40303265045\n\n\n\n\n\n")
    assert ran.code == 0, ran.err
    assert ran.err.count("Error:") == 1


GIVEN = (
    *("log-session", "dupont", "--kind", "private", "--situation", "delegation", "--on"),
    *("2026-02-03", "--hours", "2", "--rate", "260", "--number", "12", "--name", "Zoé"),
)


def without(option: str) -> list[str]:
    """Return a command line in which one option is left out."""
    at = GIVEN.index(option)
    return [*GIVEN[:at], *GIVEN[at + 2 :]]


def test_nothing_is_asked_when_all_is_given(ask_coach: Ask) -> None:
    assert ask_coach(*GIVEN, answers="").err == ""


def test_each_missing_value_is_asked_with_its_default(ask_coach: Ask) -> None:
    ran = ask_coach(
        "log-session", answers="dupont\n2\n3, delegation\n\n\n\n12\n  Zoé Dupont \n", language="fr"
    )
    assert (ran.code, json.loads(ran.out)) == (
        0,
        {
            "schema": 1,
            "ref": "dupont",
            "kind": "private",
            "situations": ["delegation"],
            "on": "2026-02-03",
            "minutes": 120,
            "rate": "260",
            "number": 12,
            "name": "Zoé Dupont",
        },
    )
    assert ran.err.replace("\u202f", " ").replace("\u00a0", " ") == (
        "Quel accompagnement (sa référence) : "
        "Quel accompagnement (sa référence) :\n"
        "   1  organisation en France\n"
        "   2  particulier\n"
        "   3  entreprise d’un autre pays de l’Union\n"
        "   4  organisme public\n"
        "   5  association\n"
        "Numéro ou mot : "
        "Quel accompagnement (sa référence) :\n"
        "   1  prise de fonction, réorientation\n"
        "   2  animation d’équipe\n"
        "   3  délégation\n"
        "   4  situation managériale difficile\n"
        "   5  persuasion, coopération, confiance\n"
        "   6  changement d’organisation\n"
        "   7  environnement changeant ou conflictuel\n"
        "   8  décision à fort enjeu\n"
        "   9  problème ou échec\n"
        "  10  équilibre entre vie professionnelle et vie personnelle\n"
        "  11  autre\n"
        "Numéros ou mots, séparés par des virgules : "
        "À quelle date [03/02/2026] : "
        "À quelle date [2 h] : "
        "À quelle date [260,00 €] : "
        "À quelle date : "
        "À quelle date : "
    )


def test_a_long_choice_is_folded_at_its_words(
    ask_coach: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("phmcoach.cli.shell.output.is_terminal", lambda _stream: True)
    monkeypatch.setenv("COLUMNS", "50")
    asked = ask_coach(*without("--situation"), answers="1\n", language="fr").err
    assert (
        "  10  équilibre entre vie professionnelle et vie\n      personnelle\n  11  autre\n"
    ) in asked


def test_an_answer_that_cannot_be_read_is_explained_and_asked_again(ask_coach: Ask) -> None:
    ran = ask_coach(*without("--on"), answers="soon\nhier\n")
    assert json.loads(ran.out)["on"] == "2026-02-02"
    assert ran.err == (
        "On which day [2026-02-03]: "
        "Error: “soon” is not a date; write 2026-02-03, 03/02/2026, today, yesterday or"
        " tomorrow.\n"
        "On which day [2026-02-03]: "
    )


def test_a_day_of_an_earlier_year_is_confirmed(ask_coach: Ask) -> None:
    ran = ask_coach(*without("--on"), answers="2025-02-03\nn\n2025-02-02\ny\n")
    assert json.loads(ran.out)["on"] == "2025-02-02"
    assert ran.err.count("is the year right?") == 2


def test_a_day_of_last_december_is_usual_in_january(ask_coach: Ask) -> None:
    ran = ask_coach(*without("--on"), answers="2025-12-20\n")
    assert json.loads(ran.out)["on"] == "2025-12-20"


def test_a_blank_answer_takes_the_default(ask_coach: Ask) -> None:
    ran = ask_coach(*without("--on"), answers="  \n")
    assert json.loads(ran.out)["on"] == "2026-02-03"


def test_an_empty_answer_without_a_default_is_asked_again(ask_coach: Ask) -> None:
    ran = ask_coach(*without("--name"), answers="\n  \nZoé\n")
    assert json.loads(ran.out)["name"] == "Zoé"
    assert ran.err == (
        "On which day: An answer is needed; Ctrl-C to give up.\n" * 2 + "On which day: "
    )


@pytest.mark.parametrize(
    "answer", ["2", "private", "PRIVATE", "private person", "priv", "Particulier", "part"]
)
def test_a_choice_can_be_answered_by_number_word_meaning_or_beginning(
    ask_coach: Ask, answer: str
) -> None:
    ran = ask_coach(*without("--kind"), answers=f"{answer}\n")
    assert json.loads(ran.out)["kind"] == "private"


@pytest.mark.parametrize("answer", ["0", "6", "p", "privately", "²"])
def test_a_choice_that_is_not_in_the_list_is_asked_again(ask_coach: Ask, answer: str) -> None:
    ran = ask_coach(*without("--kind"), answers=f"{answer}\n1\n")
    assert json.loads(ran.out)["kind"] == "company-fr"
    told = f"Error: “{answer}” is not in the list: answer with a number from 1 to 5."
    assert told in ran.err


def test_several_choices_can_be_answered_at_once(ask_coach: Ask) -> None:
    ran = ask_coach(*without("--situation"), answers=" ,\nother, 1 ;delegation,other\n")
    assert json.loads(ran.out)["situations"] == ["other", "new-role", "delegation"]


def test_an_answer_that_is_not_text_is_asked_again(
    ask_coach: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    bytes_typed = io.TextIOWrapper(io.BytesIO(b"\xff\n"), encoding="utf-8")
    typed = iter([bytes_typed.readline, lambda: "Zoé\n"])
    monkeypatch.setattr(Keyboard, "readline", lambda _: next(typed)())
    ran = ask_coach(*without("--name"), answers="")
    assert json.loads(ran.out)["name"] == "Zoé"
    assert "Error: This answer is not text in the encoding of this terminal.\n" in ran.err


def test_the_end_of_input_is_an_interruption(ask_coach: Ask) -> None:
    ran = ask_coach(*without("--name"), answers="")
    assert (ran.code, ran.out) == (130, "")
    assert ran.err == "On which day: \nInterrupted.\n"


def test_an_interruption_names_the_line_with_all_answers(ask_coach: Ask) -> None:
    ran = ask_coach("log-session", answers="dupont\n2\n3, other\nhier\n\n")
    assert ran.err.endswith(
        "\nInterrupted.\nTo go on from here without typing anything again:\n"
        "  coach log-session dupont --kind private --situation delegation --situation other"
        " --on 2026-02-02 --hours 2h\n"
    )


def test_a_line_with_answers_has_the_words_of_the_session(ask_coach: Ask) -> None:
    typed = ("-C", "mon cabinet", "log-session")
    ran = ask_coach(*typed, answers="dupont\n2\n1\nhier\n\n", language="fr")
    assert ran.err.endswith(
        "  coach -C 'mon cabinet' log-session dupont --kind particulier"
        " --situation prise-de-fonction --on 2026-02-02 --hours 2h\n"
    )


def test_the_line_of_an_interruption_asks_only_for_the_rest(ask_coach: Ask) -> None:
    line = "log-session dupont --kind private --situation delegation --on 2026-02-02"
    ran = ask_coach(*line.split(), answers="\n\n12\nZoé\n")
    assert ran.code == 0
    assert ran.err.count("On which day") == 4


@pytest.mark.parametrize("stop", ["once", "twice", "refused"])
def test_no_line_records_again_what_is_recorded(
    person: Ask, monkeypatch: pytest.MonkeyPatch, stop: str
) -> None:
    """Whether a Ctrl-C waits for the answer, or a second one or an error comes before it."""
    show = session.show_logged

    def interrupt(out: Output, logged: Logged, *, json: bool) -> None:
        if stop == "refused":
            raise RuleRefusedError.of("session.no-moment")
        signal.raise_signal(signal.SIGINT)
        if stop == "twice":
            signal.raise_signal(signal.SIGINT)
        show(out, logged, json=json)

    assert person("demo", "p", answers="").code == 0
    monkeypatch.setattr(session, "show_logged", interrupt)
    ran = person("-C", "p", "log-session", "martin", answers="2026-02-02\n\n\n")
    with suppress(KeyboardInterrupt):
        heed_interrupts()  # the process would have ended
    assert ran.code == (ExitCode.RULE_REFUSED if stop == "refused" else ExitCode.INTERRUPTED)
    assert "on = 2026-02-02" in Path("p/engagements/martin-2026.toml").read_text("utf-8")
    assert "log-session" not in ran.err, ran.err


def test_a_refusal_at_the_end_loses_no_answer(person: Ask) -> None:
    assert person("demo", "p", answers="").code == 0
    ran = person("-C", "p", "pause", "martin-2026", answers="2030-01-01\n2030-01-02\nautre\n")
    assert ran.code == 5
    assert ran.err.replace("\u202f", " ").endswith(
        "Vos réponses sont dans cette ligne, à corriger :\n"
        "  coach -C p pause martin-2026 --from 2030-01-01 --to 2030-01-02 --reason autre\n"
    )


def test_nothing_is_asked_about_a_demand_that_is_validated_already(person: Ask) -> None:
    assert person("demo", "p", answers="").code == 0
    ran = person("-C", "p", "validate-demand", "martin-2026", answers="")
    assert ran.code == 5
    assert ran.err.replace("\u202f", " ").replace("\xa0", " ") == (
        "Erreur : La demande est déjà validée depuis le 20 novembre 2025.\n"
        "  Pour y remédier : coach -C p show martin-2026\n"
    )


@pytest.mark.parametrize(
    ("answer", "kept"), [("hier 18h", "2026-02-02 18:00"), ("", "2026-02-03 12:00")]
)
def test_a_moment_is_kept_so_that_it_is_the_same_on_any_day(
    person: Ask, answer: str, kept: str
) -> None:
    assert person("demo", "p", answers="").code == 0
    ran = person("-C", "p", "cancel-session", "martin", answers=f"s99\n{answer}\n")
    assert ran.err.endswith(
        f"  coach -C p cancel-session martin --session s99 --notified '{kept}'\n"
    )


@given(
    kind=st.sampled_from([kinds.DATE, kinds.MOMENT, kinds.MINUTES, kinds.AMOUNT, kinds.INTEGER]),
    data=st.data(),
)
def test_a_kept_answer_is_read_as_the_same_value(
    kind: kinds.Kind[object], data: st.DataObject
) -> None:
    days = st.dates(date(2000, 1, 1), date(2099, 1, 1))
    times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
    values: dict[str, st.SearchStrategy[object]] = {
        kinds.DATE.metavar: days,
        kinds.MOMENT.metavar: st.builds(datetime.combine, days, times),
        kinds.MINUTES.metavar: st.integers(1, kinds.LONGEST),
        kinds.AMOUNT.metavar: st.decimals(0, 99999, places=2),
        kinds.INTEGER.metavar: st.integers(0, 999_999_999),
    }
    value = data.draw(values[kind.metavar])
    tr = Translator("fr")
    (word,) = kind.spell(value)
    assert kind.parse(word, CliState(tr, Output(tr))) == value


def test_a_corrected_line_contains_the_answers(person: Ask) -> None:
    assert person("demo", "p", answers="").code == 0
    ran = person("-C", "p", "receive", answers="90\n--\n2027-05-01\n3\n")
    assert ran.code == 5
    assert ran.err.endswith("coach -C p receive --amount 90 --label=-- --by chèque --on DATE\n")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("y\n", True), ("OUI\n", True), ("\n", False), ("n\n", False), ("maybe\no\n", True)],
)
def test_a_confirmation_needs_a_clear_yes(
    monkeypatch: pytest.MonkeyPatch, typed: str, answer: bool
) -> None:
    monkeypatch.setattr(sys, "stdin", Keyboard(typed))
    err = io.StringIO()
    output = Output(Translator("en"), stdout=io.StringIO(), stderr=err)
    assert ask_yes(output, "Issue F-2026-0007?") is answer
    again = "Please answer y or n.\nIssue F-2026-0007? [y/N] " if "maybe" in typed else ""
    assert err.getvalue() == "Issue F-2026-0007? [y/N] " + again


def test_a_refused_confirmation_stops_the_command(ask_coach: Ask) -> None:
    ran = ask_coach("invoice", answers="n\n")
    assert ran == (0, "", "On which day [y/N] Interrupted.\n")

"""The value of an option is a word of the session's language; both languages are accepted."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from typer.core import TyperOption

from phmcoach.cli.app import build_program
from phmcoach.cli.commands import PANELS
from phmcoach.cli.shell.chosen_remedies import CHOSEN, CORRECTIONS, FLAGS, HELP
from phmcoach.cli.shell.command_page import spell
from phmcoach.cli.shell.remedies import COMMANDS
from phmcoach.domain.records.practice import default_profiles
from phmcoach.i18n import Translator
from phmcoach.typed_words import (
    FRENCH,
    TAKE_WORDS,
    begin_words,
    fold,
    read_word,
    spell_line,
    spell_word,
)

BeginAfter = Callable[..., Path]

OWN_READER = {"--profile", "--schedule", "--undo"}
"""Options that read a word of the table besides another kind of value."""
SAME_IN_CAPITALS = {"DATE", "H", "HH", "ID", "M", "MM", "N", "TYPE"}
"""The open places of a command that have the same name in both languages."""

OWN_PROFILE = "[profiles.court]\nsessions_min = 1\nsessions_max = 3\n"


def closed_lists() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield each command with an option or an argument that takes a word, and its words."""
    program = build_program()
    for name in (name for panel in PANELS for name in panel.names):
        for param in program.commands[name].params:
            choices = getattr(param.type, "choices", ())
            if choices:
                taker = spell(Translator("en"), param) if isinstance(param, TyperOption) else ""
                yield name, taker, choices


LISTS = list(closed_lists())


def test_every_word_that_is_typed_has_a_french_one() -> None:
    assert {word for *_, words in LISTS for word in words} - set(FRENCH) == set()


def test_every_french_word_is_one_that_can_be_typed() -> None:
    typed = {word for *_, words in LISTS for word in words} | {"last", *default_profiles()}
    assert {word for word in FRENCH if not word.isupper()} - typed == set()


@pytest.mark.parametrize("words", sorted({words for *_, words in LISTS}))
def test_no_word_means_two_values_of_one_option(words: tuple[str, ...]) -> None:
    meant = {spelled: word for word in words for spelled in (fold(word), fold(FRENCH[word]))}
    for word in words:
        assert (meant[fold(word)], meant[fold(FRENCH[word])]) == (word, word)


def test_a_french_word_is_one_word_of_a_shell() -> None:
    words = [french for french in FRENCH.values() if not french.isupper()]
    assert [
        french for french in words if not re.fullmatch(r"[a-zà-ÿ0-9]+(-[a-zà-ÿ0-9]+)*", french)
    ] == []


def test_the_options_that_take_a_word_are_known_to_the_lines_that_are_written() -> None:
    named = {each for each in TAKE_WORDS if each.startswith("--")} - OWN_READER
    free = {
        option
        for command in build_program().commands.values()
        for param in (each for each in command.params if isinstance(each, TyperOption))
        if not getattr(param.type, "choices", ())
        for option in param.opts
    }
    taking = {option for _, option, _ in LISTS if option}
    assert named == taking - free
    assert {f"{name} {option}".strip() for name, option, _ in LISTS if option not in named} == {
        each for each in TAKE_WORDS if not each.startswith("--")
    }


def test_every_open_place_of_a_command_has_a_french_name() -> None:
    lines = [*COMMANDS.values(), *HELP.values(), *FLAGS.values(), *CORRECTIONS.values()]
    lines += [line for line in CHOSEN.values() if line]
    places = {place for line in lines for place in re.findall(r"(?<![{\w])[A-Z]+\b", line)}
    assert places - set(FRENCH) <= SAME_IN_CAPITALS


def test_every_argument_has_a_french_name() -> None:
    program = build_program()
    arguments = [each for command in program.commands.values() for each in command.params]
    names = {
        str(each.metavar).strip("[]") for each in arguments if not isinstance(each, TyperOption)
    }
    assert names - set(FRENCH) == set()


def test_a_line_that_lacks_an_argument_names_it_in_the_language(coach: Run) -> None:
    lines = [coach("pay", language=each).err.splitlines()[-1] for each in ("fr", "en")]
    assert [line.split("coach ")[1] for line in lines] == [
        "pay NUMÉRO --on 2026-02-03 --by virement",
        "pay NUMBER --on 2026-02-03 --by transfer",
    ]


def test_a_word_is_read_in_both_languages_with_or_without_accents() -> None:
    for *_, words in LISTS:
        for word in words:
            french = FRENCH[word]
            for typed in (word, french, fold(french), french.upper(), f" {french} "):
                assert read_word(typed, words) == word


@pytest.mark.parametrize(
    ("text", "found"),
    [("an", ["cancelled", "cancelled-by-coach"]), ("h", ["held"]), ("ten", ["held"]), ("x", [])],
)
def test_a_beginning_names_the_words_of_both_languages(text: str, found: list[str]) -> None:
    assert begin_words(text, ("cancelled", "cancelled-by-coach", "held")) == found


@pytest.mark.parametrize(
    ("line", "french"),
    [
        (
            "log-session martin --session s3 --on DATE --status STATUS",
            "log-session martin --session s3 --on DATE --status STATUT",
        ),
        ("log-session martin --status no-show", "log-session martin --status absent"),
        ("log-session martin --status=held", "log-session martin --status=tenue"),
        ("pay F-1 --refund --by transfer", "pay F-1 --refund --by virement"),
        ("end martin --on DATE --by PARTY", "end martin --on DATE --by QUI"),
        ("pause martin --reason leave", "pause martin --reason congés"),
        ("credit F-1 --reason leave --rebill", "credit F-1 --reason leave --rebill"),
        ('credit F-1 --reason "paid by transfer"', 'credit F-1 --reason "paid by transfer"'),
        (
            "new-client acme --kind private --name held",
            "new-client acme --kind particulier --name held",
        ),
        ("templates list", "templates lister"),
        ("list --archived", "list --archived"),
        ("pay --undo last", "pay --undo dernière"),
        ("pay --undo 12", "pay --undo 12"),
        ("new-engagement martin --profile follow-up", "new-engagement martin --profile suivi"),
        (
            "set-terms martin --mode video --mode in-person",
            "set-terms martin --mode visio --mode présence",
        ),
        ("report martin --for 'bénéficiaire'", "report martin --for bénéficiaire"),
        ("-C p pause martin --reason leave", "-C p pause martin --reason congés"),
        ("new-engagement m --profile 'mon offre'", "new-engagement m --profile 'mon offre'"),
        ("--status planned", "--status prévue"),
        ("demo DIR", "demo DOSSIER"),
    ],
)
def test_a_line_is_written_with_the_words_of_the_language(line: str, french: str) -> None:
    assert (spell_line(line, "en"), spell_line(line, "fr")) == (line, french)


def test_a_word_is_spelled_in_the_language() -> None:
    assert (spell_word("no-show", "en"), spell_word("no-show", "fr")) == ("no-show", "absent")


@pytest.fixture
def demo(coach: Run, tmp_path: Path) -> Path:
    assert coach("demo", "p", language="fr").code == 0
    return tmp_path / "p"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("word", ["unpaid", "impayées", "impayees", "IMPAYÉES"])
def test_each_session_accepts_the_words_of_both_languages(
    coach: Run, monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    monkeypatch.setenv("COACH_LANG", language)
    ran = coach("-C", "p", "ledger", "--view", word, "--json")
    assert (ran.code, ran.err, json.loads(ran.out)["view"]) == (0, "", "unpaid")


def test_a_file_keeps_the_english_word(coach: Run, demo: Path) -> None:
    line = ("log-session", "martin-2026", "--on", "2026-02-02", "--status", "absent")
    ran = coach("-C", "p", *line, "--notified", "2026-02-02 08:00", language="fr")
    assert (ran.code, ran.out) == (0, "")
    written = (demo / "engagements" / "martin-2026.toml").read_text(encoding="utf-8")
    assert ('status = "no-show"' in written, "absent" in written) == (True, False)


@pytest.mark.parametrize(("own", "stored"), [("", "short"), (OWN_PROFILE, "court")])
def test_a_profile_is_named_in_french_unless_the_practice_has_one_of_that_name(
    coach: Run, demo: Path, own: str, stored: str
) -> None:
    with (demo / "practice.toml").open("a", encoding="utf-8") as file:
        file.write(own)
    who = ("--client", "acme", "--beneficiary", "Zoé Roy", "--situation", "autre")
    ran = coach(
        "-C", "p", "new-engagement", "roy", *who, "--situation-text", "…", "--profile", "court"
    )
    assert ran.code == 0, ran.err
    written = (demo / "engagements" / "roy.toml").read_text(encoding="utf-8")
    assert f'profile = "{stored}"' in written


@pytest.mark.usefixtures("demo")
def test_a_remedy_is_written_in_the_language_of_the_session(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = []
    for language in ("fr", "en"):
        monkeypatch.setenv("COACH_LANG", language)
        lines.append(coach("-C", "p", "report", "martin-2026").err.splitlines()[-1])
    assert [line.partition("coach ")[2] for line in lines] == [
        "-C p report martin-2026 --for bénéficiaire",
        "-C p report martin-2026 --for beneficiary",
    ]


@pytest.mark.usefixtures("demo")
def test_a_remedy_in_json_is_in_english(coach: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_LANG", "fr")
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    assert " --status STATUT\n" in coach("-C", "p", "today").out
    assert ' --status STATUS"' in coach("-C", "p", "today", "--json").out


def test_the_help_shows_the_words_of_the_language(coach: Run) -> None:
    def help_of_pay(language: str) -> str:
        return " ".join(coach("pay", "--help", language=language).out.split())

    assert "[virement, carte, chèque, espèces]" in help_of_pay("fr")
    assert "[transfer, card, cheque, cash]" in help_of_pay("en")

"""Options that contradict each other are refused, and no option is silently ignored.

One test walks the table of `exclusive`. Another one finds pairs that the table lacks: it types each
option of a command that writes, and if two options change the same key, both together.
"""

import shlex
import shutil
import tomllib
from itertools import combinations
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, INVOICED, ROAD
from typer.core import TyperOption

from phmcoach.cli.app import build_program
from phmcoach.cli.shell.contradictions import NEEDS
from phmcoach.cli.shell.exclusive import EXCLUSIVE
from phmcoach.typed_words import FRENCH

pytestmark = pytest.mark.usefixtures("only_source")

PROGRAM = build_program().commands
VALUES = {
    "metavar.amount": "90",
    "metavar.date": "2026-02-02",
    "metavar.entry": "3",
    "metavar.file": "levels.txt",
    "metavar.folder": "practice",
    "metavar.interval": "2w",
    "metavar.length": "1h30",
    "metavar.moment": "2026-02-01 08:00",
    "metavar.lengths": "1h-2h",
    "metavar.month": "2026-01",
    "metavar.number": "3",
    "metavar.objective": "o1",
    "metavar.percent": "12",
    "metavar.range": "2-3",
    "metavar.text": "other",
    "metavar.time": "08:30",
    "metavar.weight": "2",
    "metavar.year": "2026",
}
OWN_VALUES = {
    ("credit", "--amount"): "1=50",
    ("set-terms", "--schedule"): "30/70",
    ("new-engagement", "--profile"): "short",
    ("new-engagement", "--client"): "acme",
    ("set-terms", "--client"): "acme",
    ("new-engagement", "--beneficiary-id"): "zoe-2",
    ("new-engagement", "--follow-up-of"): "martin",
    ("init", "--vat-number"): "FR11900000001",
    ("evaluate", "--from"): "none.toml",
    ("set-practice", "--vat-number"): "FR68900000001",
    ("set-practice", "--iban"): "FR7699999000020000000000294",
    ("set-practice", "--bic"): "TESTFRPP",
    ("set-practice", "--accent"): "#112233",
    ("set-practice", "--profile"): "short",
    ("set-practice", "--time-zone"): "Indian/Reunion",
    ("set-practice", "--email"): "z@example.org",
    ("set-practice", "--postcode"): "06000",
    ("new-client", "--country"): "FR",
    ("set-client", "--country"): "FR",
    ("new-client", "--email"): "z@example.org",
    ("set-client", "--email"): "z@example.org",
    ("new-engagement", "--email"): "z@example.org",
    ("new-client", "--postcode"): "06000",
    ("set-client", "--postcode"): "06000",
    ("new-client", "--rna"): "W751234567",
    ("set-client", "--rna"): "W751234567",
    ("new-client", "--vat-number"): "FR52811222330",
    ("set-client", "--vat-number"): "FR52811222330",
    ("new-client", "--billing-email"): "f@example.org",
    ("set-client", "--billing-email"): "f@example.org",
    ("set-client", "--electronic-address"): "811222330_2",
    ("set-practice", "--siret"): "90000000100033",
    ("set-practice", "--prefix"): "Z",
    ("set-practice", "--quote-prefix"): "Z",
    ("invoice", "--today-is"): "2026-02-03",
    ("credit", "--today-is"): "2026-02-03",
    ("receive", "--today-is"): "2026-02-03",
    ("pay", "--today-is"): "2026-02-03",
    ("credit", "--on"): "2026-02-03",
    ("credit", "--session"): "s1",
    ("credit", "--lines"): "1",
    ("evaluate", "--plan"): "2026-02-06",
    ("pause", "--to"): "2026-02-24",
    ("new-client", "--siren"): "811222330",
    ("new-client", "--siret"): "81122233000011",
    ("set-client", "--siren"): "811222330",
    ("set-client", "--siret"): "81122233000011",
    ("amend", "--beneficiary"): "Claire Martin-Roy",
    ("amend", "--client"): "beta",
    ("amend", "--pause-from"): "2026-02-10",
    ("amend", "--pause-to"): "2026-02-20",
    ("amend", "--end"): "2026-07-05",
    ("amend", "--start"): "2026-01-13",
    ("amend", "--sessions"): "14",
    ("amend", "--months"): "5",
    ("amend", "--effective"): "2026-02-10",
    ("amend", "--applies-from"): "2026-01-08",
    ("set-terms", "--end"): "2026-06-30",
    ("set-terms", "--sessions"): "14",
    ("set-terms", "--months"): "5",
    ("log-session", "--session"): "s1",
    ("plan", "--on"): "2026-02-26",
    ("reschedule", "--to"): "2026-02-26",
    ("log-session", "--status"): "no-show",
}
LINES = (
    (4, "new-client zed --kind company-fr --name Zed"),
    (4, "set-client acme --city Nice"),
    (5, "new-engagement zed-2026 --client acme --beneficiary Zoé --situation new-role"),
    (5, 'validate-demand martin --request "Ma place." --on 2026-02-01'),
    (7, "add-objective martin --shared --statement A --result B --indicator C"),
    (7, "add-objective martin --objective o1 --statement A"),
    (7, "set-terms martin --sessions 12 --hours 2 --start 2026-01-12 --months 6"),
    (10, "amend martin --place Lyon"),
    (10, "plan martin --on 2026-02-20"),
    (10, "log-session martin --on 2026-02-03"),
    (10, "log-session martin --session s1"),
    (10, "log-session martin --on 2026-02-03 --type three-way --purpose final --hours 1"),
    (
        10,
        "log-session martin --on 2026-02-03 --type shadowing --hours 2 --proposed-by-beneficiary",
    ),
    (11, "reschedule martin --session s2 --to 2026-02-25 --by coach"),
    (11, "cancel-session martin --session s2 --notified 2026-02-01T10:00"),
    (10, "pause martin --from 2026-02-10 --to 2026-02-20 --reason leave"),
    (10, "end martin --by coach --on 2026-02-01"),
    (7, "decline martin --by coach --on 2026-02-02"),
    (4, "set-practice --phone 01"),
    (8, "sign martin --on 2026-01-10"),
    (10, "evaluate martin --plan 2026-02-05"),
    (10, "invoice martin"),
    (10, "receive --amount 10 --label Atelier --on 2026-02-03 --by cheque"),
    (12, "credit 1 --reason X"),
    (12, "pay 1 --on 2026-02-03 --by transfer"),
)
"""How much of the road comes before a command that writes, and the command."""

_ADDED = ("--add-objective", "Z", "--result", "Z", "--indicator", "Z")
_REWORDED = ("--reword-objective", "o1")
_PAUSED = ("--pause-from", "2026-02-10", "--pause-to", "2026-02-20")
_ADDRESSES = {
    option: tuple(
        word for other, value in parts.items() if other != option for word in (other, value)
    )
    for parts in (
        {"--address": "1 rue", "--postcode": "06000", "--city": "Nice"},
        {"--billing-address": "1 rue", "--billing-postcode": "06000", "--billing-city": "Nice"},
    )
    for option in parts
}
COMPANIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "new-client": {**_ADDRESSES, "--country": _ADDRESSES["--city"] + ("--city", "Nice")},
    "set-client": _ADDRESSES,
    "set-terms": {"--schedule": ("--package", "900")},
    "new-engagement": {"--situation": ("--situation-text", "Autre")},
    "plan": {"--times": ("--every", "2w"), "--every": ("--times", "2")},
    "credit": {"--vat": ("--renew",)},
    "invoice": {"--paid-on": ("--by", "card"), "--by": ("--paid-on", "2026-02-03")},
    "set-practice": {
        "--insurer": ("--policy", "12"),
        "--policy": ("--insurer", "Assureur"),
        "--rate-for": ("--rate", "90"),
        "--from": ("--rate", "90"),
        "--closed-from": ("--closed-to", "2026-02-20"),
        "--closed-to": ("--closed-from", "2026-02-01"),
        "--vat-regime": ("--from", "2026-02-02", "--vat-number", "FR68900000001"),
        "--declaration": ("--from", "2026-01-01"),
        "--tax-regime": ("--from", "2026-01-01"),
        "--mediator": ("--mediator-address", "1 rue", "--mediator-website", "https://m.example"),
        "--sessions": ("--profile", "short"),
        "--hours": ("--profile", "short"),
        "--months": ("--profile", "short"),
        "--per-month": ("--profile", "short"),
    },
    "log-session": {
        "--travel": ("--travel-label", "Train"),
        "--travel-label": ("--travel", "12"),
    },
    "amend": {
        "--succession": ("--client", "beta"),
        "--client": ("--succession",),
        "--result": _REWORDED,
        "--statement": _REWORDED,
        "--indicator": _REWORDED,
        "--weight": _REWORDED,
        "--scale-file": _REWORDED,
        "--reword-objective": ("--result", "Z"),
        "--add-objective": _ADDED[2:],
        "--drop-objective": _ADDED,
        "--contact-role": ("--contact", "Zoé"),
        "--pause-from": _PAUSED[2:],
        "--pause-to": _PAUSED[:2],
        "--pause-reason": _PAUSED,
    },
}
"""What an option of a command is typed with, because it says nothing alone."""

WRITES_NOTHING = ("--dry-run", "--preview", "--propose")
"""The options with which a command shows what it would do."""

BETA = ("new-client", "beta", "--kind", "company-fr", "--name", "Beta", "--siren", "552100554")
PLANNED = (
    *(*ROAD[:2], (*IN, *BETA), *ROAD[2:]),
    *((*IN, "plan", "martin", "--on", "2026-02-20"), (*IN, "invoice", "martin")),
)


def values(command: str) -> dict[str, tuple[str, ...]]:
    """Return each option of a command, as it is typed."""
    given: dict[str, tuple[str, ...]] = {}
    for param in PROGRAM[command].params:
        if isinstance(param, TyperOption):
            name = max(param.opts, key=len)
            choices = getattr(param.type, "choices", ())
            value = choices[-1] if choices else VALUES.get(param.metavar or "", "")
            value = OWN_VALUES.get((command, name), value)
            given[name] = (name,) if param.is_flag else (name, value)
    return given


def typed(command: str, term: str) -> tuple[str, ...]:
    """Return a term of the table as words of a command line."""
    name, _, value = term.partition(" ")
    if not name.startswith("-"):
        return (value or ("3" if name == "NUMBER" else "x"),)
    if name == "--folder":
        return ()  # typed before the command
    return (name, value) if value else values(command)[name]


def contradictions() -> list[tuple[str, str, str]]:
    return [
        (command, rule.one, other)
        for command, rules in EXCLUSIVE.items()
        for rule in rules
        for other in rule.others
    ]


def spelled(term: str, language: str) -> str:
    """Return a term as a sentence names it: REF is the name of an argument in each language."""
    name, _, value = term.partition(" ")
    word = FRENCH.get(value, value) if language == "fr" else value
    return f"{name} {word}".strip() if name.startswith("-") else word


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("command", "one", "other"), contradictions())
def test_two_terms_that_contradict_each_other_are_refused_by_a_sentence_that_names_both(
    coach: Run, tmp_path: Path, command: str, one: str, other: str, language: str
) -> None:
    terms = [typed(command, each) for each in (one, other)]
    is_folder = other == "--folder"
    words = ("-C", "x", command, "y") if is_folder else (command, *terms[0], *terms[1])
    if command == "templates" and other == "--language":
        words = (command, "check", "--language", "fr")
    ran = coach(*words, language=language)
    assert (ran.code, ran.out) == (2, "")
    assert spelled(one, language) in ran.err
    assert spelled(other, language) in ran.err
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("command", "option"),
    [
        (command, each)
        for command, needs in NEEDS.items()
        for need in needs
        for each in need.options
    ],
)
def test_an_option_that_means_nothing_alone_is_refused(
    coach: Run, tmp_path: Path, command: str, option: str, language: str
) -> None:
    ran = coach(command, *typed(command, option), language=language)
    assert (ran.code, ran.out) == (2, "")
    assert option in ran.err
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        ("quote martin --take-back", "quote martin --take-back --accept"),
        ("report martin --take-back", "report martin --take-back --agreed"),
        ("report martin --on 2026-06-01", "report martin --on 2026-06-01 --agreed"),
        ("mail 12 --plain", "mail 12 --plain --duplicate"),
        ("end martin --not-informed", "end martin --not-informed --withdrawal"),
    ],
)
def test_the_flag_that_an_option_needs_completes_the_line_that_was_typed(
    coach: Run, words: str, instead: str
) -> None:
    ran = coach(*words.split())
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[-1] == f"  To fix it: coach {instead}"


@pytest.mark.parametrize(
    "words",
    ["set-terms --end 2026-06-30 --end 2026-07-30", "amend --session-dates --no-session-dates"],
)
def test_an_option_with_one_value_is_given_once(coach: Run, words: str) -> None:
    option = words.split()[1]
    ran = coach(*words.split())
    assert (ran.code, ran.out) == (2, "")
    assert "given more than once" in ran.err
    assert option in ran.err


def test_an_option_that_has_several_values_may_be_repeated(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*ROAD[:6])
    terms = "set-terms martin --sessions 12 --hours 2 --start 2026-01-12 --months 6"
    modes = "--mode video --mode in-person"
    assert coach(*IN, *terms.split(), *modes.split()).code == 0


@pytest.mark.parametrize(
    ("selection", "named"),
    [
        ("--amount 1=20 --amount 1=30", "--amount"),
        ("--lines 1 --amount 1=20", "--lines"),
        ("--session s1 --amount 1=20", "--session"),
    ],
)
def test_a_line_is_credited_in_one_way(
    coach: Run, begin_after: BeginAfter, selection: str, named: str
) -> None:
    begin_after(*INVOICED)
    ran = coach(*IN, "credit", "1", "--reason", "x", *selection.split())
    assert (ran.code, ran.out) == (2, "")
    assert named in ran.err


def excluded(command: str, one: str, other: str) -> bool:
    return any(
        {one, other} == {rule.one, each}
        for rule in EXCLUSIVE.get(command, ())
        for each in rule.others
    )


def line_of(words: list[str], options: tuple[tuple[str, ...], ...], command: str) -> list[str]:
    """Return a command line with options in the place of those of the same name or excluded."""
    names = [option[0] for option in options]
    kept, position = [], 0
    while position < len(words):
        word = words[position]
        length = 2 if word.startswith("--") else 1
        gone = word in names or any(excluded(command, word, name) for name in names)
        kept += [] if gone and length == 2 else words[position : position + length]
        position += length
    for option in options:
        companion = COMPANIONS.get(command, {}).get(option[0], ())
        kept += option
        if companion and not {companion[0]} & {*names, *kept}:
            kept += companion
    return kept


class Folder:
    """A practice that is restored before each command; what a command writes is compared."""

    def __init__(self, coach: Run, original: Path, words: list[str]) -> None:
        self.coach, self.original, self.words = coach, original, words
        self.written: dict[tuple[tuple[str, ...], ...], dict[object, object]] = {}

    def write(self, *options: tuple[str, ...]) -> dict[object, object] | None:
        """Return what is in the files after a command with options, by key; None if refused."""
        shutil.rmtree("practice", ignore_errors=True)
        shutil.copytree(self.original, "practice")
        ran = self.coach(*IN, *line_of(self.words, options, self.words[0]))
        assert ran.code in (0, 2, 3, 5), ran
        if ran.code:
            return None
        return {
            (path.name, *key): value
            for path in sorted(Path("practice").rglob("*.toml"))
            for key, value in flatten(tomllib.loads(path.read_text("utf-8")))
        }


def flatten(data: object, *keys: object) -> list[tuple[tuple[object, ...], object]]:
    """Return all values of a TOML file with their keys."""
    if isinstance(data, dict):
        return [each for key, value in data.items() for each in flatten(value, *keys, key)]
    if isinstance(data, list) and data and isinstance(data[0], dict):
        return [each for at, value in enumerate(data) for each in flatten(value, *keys, at)]
    return [(keys, data)]


@pytest.mark.parametrize(("place", "line"), LINES, ids=[line.split()[0] for _, line in LINES])
def test_two_options_that_change_the_same_key_are_refused_or_both_count(
    coach: Run,
    begin_after: BeginAfter,
    tmp_path_factory: pytest.TempPathFactory,
    place: int,
    line: str,
) -> None:
    begin_after(*PLANNED[:place])
    Path("levels.txt").write_text("a\nb\nc\nd\ne\n", "utf-8")
    original = shutil.copytree("practice", tmp_path_factory.mktemp("original") / "practice")
    words = shlex.split(line)
    folder = Folder(coach, original, words)
    base = folder.write()
    assert base is not None, line
    alone, changed = {}, {}
    for name, option in values(words[0]).items():
        if name in WRITES_NOTHING:
            continue
        written = folder.write(option)
        if written is not None:
            alone[name] = written
            keys = written.keys() | base.keys()
            changed[name] = {key for key in keys if written.get(key) != base.get(key)}
    silent, company = [], COMPANIONS.get(words[0], {})
    for one, other in combinations(alone, 2):
        together = {*company.get(one, ()), *company.get(other, ())} & {one, other}
        if changed[one] & changed[other] and not together:
            both = folder.write(values(words[0])[one], values(words[0])[other])
            if both is not None and both in (alone[one], alone[other]):
                silent.append((one, other))
    assert silent == []


def options_of(name: str) -> set[str]:
    """Return the options of a command, each by its first name."""
    params = (each for each in PROGRAM[name].params if isinstance(each, TyperOption))
    return {each.opts[0] for each in params} - {"--help"}


TAKEN_BACK = [name for name in PROGRAM if "--take-back" in options_of(name)]
WITH_TAKE_BACK = {
    "pause": {"--from", "--to"},
    "quote": {"--accept"},
    "report": {"--agreed"},
    "sign": {"--amendment", "--party"},
}
"""The options that say what is taken back; what these exclude is excluded with them."""


@pytest.mark.parametrize("name", TAKEN_BACK)
def test_what_is_taken_back_is_combined_with_no_option_that_records(name: str) -> None:
    asking = {"--take-back", *WITH_TAKE_BACK.get(name, ())}
    rules = (each for each in EXCLUSIVE.get(name, ()) if each.one in asking)
    others = {option for each in rules for option in each.others}
    allowed = {"--json", *asking}
    assert options_of(name) - allowed == others - allowed

"""What scripts meet: everything that is missing at once, JSON, wrong values, hostile text."""

import json
import re
import shlex
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, INIT, ROAD

from phmcoach.cli.app import PANELS
from phmcoach.typed_words import spell_word
from phmcoach.words import Language


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    """Make a practice with a client and an engagement that all signed, on 3 February 2026."""
    return begin_after(*ROAD) / "practice"


NEEDED = {
    "init": "DIR --name --siret --address --postcode --city --email --iban --bic --vat-regime",
    "templates": "ACTION",
    "new-client": "CLIENT --kind --name",
    "set-client": "CLIENT",
    "new-engagement": "REF --client --beneficiary --situation",
    "validate-demand": "REF --on --request",
    "quote": "REF",
    "quote --accept": "REF --on",
    "add-objective": "REF --statement --result --indicator",
    "set-terms": "REF",
    "contract": "REF",
    "sign": "REF --on",
    "pause": "REF --from --to --reason",
    "decline": "REF --by --on",
    "end": "REF --by --on",
    "close": "REF",
    "amend": "REF",
    "add-objective --scale --objective=o1": "REF --scale",
    "evaluate": "REF",
    "report": "REF --for",
    "report --agreed": "REF --on",
    "edit": "REF",
    "prepare": "REF",
    "show": "REF",
    "plan": "REF --on",
    "reschedule": "REF --session --to --notified",
    "cancel-session": "REF --session --notified",
    "log-session": "REF --on",
    "attendance": "REF",
    "privacy": "WHAT PERSON --to",
    "privacy export": "PERSON --to",
    "note": "WHAT",
    "note show": "NAME",
    "note search": "NAME",
    "invoice": "REF",
    "credit": "NUMBER --reason",
    "pay": "NUMBER --on --by",
    "receive": "--amount --label --on --by",
    "export": "WHAT",
    "import": "WHAT FILE",
    "backup": "FILE",
    "restore": "FILE DIR",
    "mail": "NUMBER",
    "mail --duplicate": "NUMBER",
    "mail --paper contract": "NUMBER",
}
"""What each command, and each act that an option makes of it, cannot do without, in this order."""

NEEDS_NOTHING = {
    *("demo", "doctor", "help", "archive", "list", "check-cadence", "ledger", "recover", "remind"),
    "today",
    "sync",
    "undo",
    "dashboard",
    "set-practice",  # one change, whichever
}


def test_every_command_says_what_it_needs_or_needs_nothing() -> None:
    known = {name for panel in PANELS for name in panel.names}
    assert known == {line.split()[0] for line in NEEDED} | NEEDS_NOTHING


DONE = (
    *("new-engagement", "validate-demand", "reschedule", "cancel-session"),
    *("quote --accept", "credit", "pay"),
)
"""What is done for `martin` already, or is not there, and is refused before anything is asked."""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_everything_missing_is_reported_at_once(
    coach: Run, practice: Path, language: Language
) -> None:
    """Each command bare, then with its first word alone: nothing is asked, nothing is written.

    The line that is named gives each option that is missing a value.
    """
    settings = practice / "practice.toml"
    text = settings.read_text("utf-8").replace('language = "en"', f'language = "{language}"')
    settings.write_text(text, "utf-8")
    before = {path: path.stat().st_mtime_ns for path in practice.rglob("*")}
    word = "manque" if language == "fr" else "is missing"
    wanted: dict[str, list[str]] = {}
    for command, needed in NEEDED.items():
        words = [spell_word(each, language) for each in needed.split()]
        wanted[command] = words
        if language == "fr" or command in DONE:
            continue
        if words[1:] and words[0].isupper() and words[0] != "WHAT":
            wanted[f"{command} martin"] = words[1:]
    reported: dict[str, list[str]] = {}
    for line, missing in wanted.items():
        where = () if line.startswith("init") else IN  # -C names the folder of a new practice too
        ran = coach(*where, *line.split(), language=language)
        reported[line] = re.findall(rf"(\S+) {word}", ran.err)
        assert (ran.code, ran.out) == (2, ""), line
        named = shlex.split(ran.err.splitlines()[-1])
        valued = {one for one, value in pairwise(named) if not value.startswith("--")}
        assert {each for each in missing if each.startswith("-")} <= valued, named
    assert reported == wanted
    assert {path: path.stat().st_mtime_ns for path in practice.rglob("*")} == before


def test_what_an_acceptance_lacks_is_explained_as_such(coach: Run, practice: Path) -> None:
    del practice
    assert coach(*IN, "quote", "--accept").err == (
        "Error: REF is missing: The number of the quote, or the reference of the engagement (its"
        " last quote).\n"
        "Error: --on is missing: The day of the acceptance.\n"
        "  To fix it: coach -C practice quote REF --accept --on 2026-02-03\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "reported"),
    [
        (("new-client", "x", "--kind", "privat", "--name", "X"), 2, "private"),
        (("new-client", "X y", "--kind", "private", "--name", "X"), 2, "x-y"),
        (("new-client", "acme", "--kind", "private", "--name", "X"), 6, "acme"),
        (("new-client", "x", "--kind", "company-fr", "--name", "X", "--siren", "1"), 2, "--siren"),
        (("set-client", "nobody", "--city", "Lyon"), 3, "nobody"),
        (("show", "nobody"), 3, "nobody"),
        (("log-session", "martin", "--on", "2026-02-30"), 2, "2026-02-30"),
        (("log-session", "martin", "--on", "2026-01-20", "--hours", "long"), 2, "long"),
        (("log-session", "martin", "--on", "2026-01-20", "--session", "s7"), 3, "s7"),
        (("set-terms", "martin", "--sessions", "12", "--hours", "2"), 5, "amend martin"),
        (("sign", "martin", "--on", "2026-01-10"), 5, "already recorded"),
        (("contract", "martin", "--nonsense"), 2, "--nonsense"),
        (("invioce", "martin"), 2, "invoice"),
    ],
)
def test_a_wrong_word_gets_one_clear_message_and_nothing_is_written(
    coach: Run, practice: Path, words: tuple[str, ...], code: int, reported: str
) -> None:
    files = {path: path.read_bytes() for path in practice.rglob("*.toml")}
    ran = coach(*IN, *words)
    assert (ran.code, ran.out) == (code, "")
    assert reported in ran.err
    assert {path: path.read_bytes() for path in practice.rglob("*.toml")} == files


@pytest.mark.parametrize(
    ("option", "value", "reported"),
    [
        ("--siret", "90000000100018", "SIRET"),
        ("--iban", "FR7699999000010000000000116", "IBAN"),
        ("--bic", "NOPE", "BIC"),
        ("--vat-regime", "monthly", "--vat-number"),
        ("--name", "Camille\x1b[31m", "invisible"),
        ("--city", "\u202eParis", "invisible"),
    ],
)
def test_an_invalid_identity_makes_no_practice(
    coach: Run, tmp_path: Path, option: str, value: str, reported: str
) -> None:
    words = list(INIT)
    words[words.index(option) + 1] = value
    ran = coach(*words)
    assert ran.code == 2
    assert re.search(reported, ran.err)
    assert "\x1b" not in ran.err
    assert not (tmp_path / "practice").exists()


def test_init_does_not_touch_a_practice_that_is_there(coach: Run, practice: Path) -> None:
    before = (practice / "practice.toml").read_bytes()
    assert coach(*INIT).code == 6
    assert (practice / "practice.toml").read_bytes() == before


HOSTILE = [
    '#read("/etc/passwd")',
    '"); #panic("out"); (',
    "{{ 7*7 }} {% raw %}",
    "**gras** `code` [lien](https://x.example) <b>",
    "$ x^2 $ // \\ @ref <label>",
    "]]> & </ram:Name>",
]


@pytest.mark.usefixtures("practice")
@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_any_field_is_only_text(coach: Run, text: str) -> None:
    """Every field that is printed takes the text; the documents are made and show it."""
    coach(*IN, "new-client", "hostile", "--kind", "private", "--name", text)
    coach(
        *IN,
        "set-client",
        "hostile",
        "--address",
        text,
        "--postcode",
        "1000",
        "--city",
        text,
        "--country",
        "BE",
    )
    coach(
        *(*IN, "new-engagement", "hostile-1", "--client", "hostile", "--beneficiary", text),
        *("--situation", "other", "--situation-text", text, "--profile", "short"),
        *("--received-on", "2026-01-02", "--beneficiary-id", "hostile"),
    )
    coach(*IN, "validate-demand", "hostile-1", "--on", "2026-01-05", "--request", text)
    coach(
        *(*IN, "add-objective", "hostile-1"),
        *("--statement", text, "--result", text, "--indicator", text),
    )
    coach(
        *(*IN, "set-terms", "hostile-1", "--sessions", "2", "--hours", "1", "--rate", "120"),
        *("--start", "2026-01-12", "--months", "1", "--place", text, "--purchase-order", text),
    )
    contract = coach(*IN, "contract", "hostile-1")
    coach(*IN, "sign", "hostile-1", "--on", "2026-01-10")
    coach(
        *(*IN, "log-session", "hostile-1", "--on", "2026-01-13"),
        *("--travel", "10", "--travel-label", text),
    )
    invoice = coach(*IN, "invoice", "hostile-1")
    for made in (contract, invoice):
        assert made.code == 0, made.err
        pages = PdfReader(made.out.strip()).pages
        shown = "".join("".join(page.extract_text() for page in pages).split())
        assert "".join(text.split()) in shown.replace("\u200b", "").replace("\u2060", "")
    assert coach(*IN, "doctor").code == 0


@pytest.mark.usefixtures("practice")
def test_the_cadence_as_json_has_its_figures_and_reasons(coach: Run) -> None:
    ran = coach(*IN, "check-cadence", "--json")
    (found,) = json.loads(ran.out)["engagements"]
    assert (ran.code, ran.err) == (0, "")
    assert {key: found[key] for key in ("ref", "level", "counted", "contracted", "as_of")} == {
        "ref": "martin",
        "level": "ok",
        "counted": 1,
        "contracted": 12,
        "as_of": "2026-02-03",
    }
    assert found["months"][0] == {
        "start_on": "2026-01-12",
        "end_on": "2026-02-11",
        "state": "current",
        "counted": 1,
        "planned": 0,
        "required": 1,
        "paused_days": 0,
        "level": "ok",
    }
    assert {verdict["code"] for verdict in found["verdicts"]} == {
        "cadence.counted",
        "cadence.counting-contract",
        "cadence.longest-gap",
        "cadence.pace-kept",
    }


def test_an_invoice_as_json_is_the_record_of_the_ledger(coach: Run, practice: Path) -> None:
    (dry,) = json.loads(coach(*IN, "invoice", "martin", "--dry-run", "--json").out)["invoices"]
    (issued,) = json.loads(coach(*IN, "invoice", "martin", "--json").out)["invoices"]
    assert Path(issued.pop("path")).is_file()
    assert issued.pop("number") == "SPECIMEN-2026-0001"
    assert issued == {key: value for key, value in dry.items() if key not in ("number", "path")}
    assert (issued["total_gross"], issued["due_on"]) == ("520.00", "2026-03-05")
    assert [session["id"] for session in issued["lines"][0]["sessions"]] == ["s1"]
    assert practice.exists()


def test_show_list_and_doctor_speak_json(coach: Run, practice: Path) -> None:
    shown = json.loads(coach(*IN, "show", "martin", "--json").out)
    listed = json.loads(coach(*IN, "list", "--json").out)
    checked = json.loads(coach(*IN, "doctor", "--json").out)
    assert (shown["ref"], shown["state"], shown["next_steps"]) == ("martin", "active", [])
    assert shown["sessions"][0]["invoice"] is None
    assert [(each["ref"], each["counted"]) for each in listed["engagements"]] == [("martin", 1)]
    assert checked == {
        "schema": 1,
        "healthy": True,
        "engagements": 1,
        "clients": 1,
        "entries": 0,
        "findings": [],
    }
    assert practice.exists()


def test_a_reference_may_be_shortened_until_it_is_ambiguous(coach: Run, practice: Path) -> None:
    assert coach(*IN, "show", "mar").code == 0
    coach(
        *(*IN, "new-engagement", "marie", "--client", "acme", "--beneficiary", "Marie Roche"),
        *("--situation", "delegation", "--received-on", "2026-01-02"),
    )
    ran = coach(*IN, "show", "mar")
    assert (ran.code, "marie and martin" in ran.err) == (2, True)
    assert practice.exists()


def test_a_breach_sets_the_exit_code_and_a_risk_does_not(coach: Run, practice: Path) -> None:
    assert coach(*IN, "check-cadence", "--as-of", "2026-02-11").code == 0
    assert coach(*IN, "check-cadence", "--as-of", "2026-03-20").code == 1
    assert practice.exists()


def test_the_demo_is_walked_and_healthy(coach: Run, tmp_path: Path) -> None:
    ran = coach("demo", "essai", language="fr")
    assert (ran.code, ran.err) == (0, "")
    for command in re.findall(r"^  coach (.+)$", ran.out, re.MULTILINE):
        again = coach(*command.split(), language="fr")
        assert again.code == 0, again
    assert coach("demo", "essai").code == 6
    assert list((tmp_path / "essai" / "ledger").rglob("facture-SPECIMEN-*.pdf"))


@pytest.mark.parametrize("command", [("list",), ("check-cadence", "--verbose")])
def test_a_file_that_cannot_be_read_hides_no_other(
    coach: Run, practice: Path, command: tuple[str, ...]
) -> None:
    (practice / "engagements" / "broken.toml").write_text("schema = 1\nclent = 'x'\n", "utf-8")
    ran = coach(*IN, *command)
    assert ran.code == 4
    assert "martin" in ran.out
    assert "broken.toml:2" in ran.err


@pytest.mark.usefixtures("practice")
def test_a_refusal_names_the_line_that_was_typed(coach: Run) -> None:
    typed = (*IN, "log-session", "martin", "--on", "2026-01-02", "--hours", "1.5")
    ran = coach(*typed)
    assert ran.code == 5
    assert f"coach {' '.join(typed)} --anyway\n" in ran.err


@pytest.mark.usefixtures("practice")
def test_a_command_to_type_names_the_folder_that_was_given(coach: Run) -> None:
    assert "coach -C practice list\n" in coach(*IN, "show", "nobody").err


@pytest.mark.usefixtures("practice")
def test_a_name_that_reads_like_a_command_is_printed_as_it_was_typed(coach: Run) -> None:
    ran = coach(
        *(*IN, "new-engagement", "sport", "--client", "acme"),
        *("--beneficiary", "Jean: coach sportif", "--situation", "new-role"),
    )
    assert ran.err == (
        "Demand recorded: Jean: coach sportif. Next: coach -C practice validate-demand sport\n"
    )


SPORT = (
    *(*IN, "new-engagement", "sport", "--client", "acme"),
    *("--beneficiary", "Jean Sport", "--situation", "new-role"),
)


@pytest.mark.usefixtures("practice")
def test_a_rate_that_the_card_knows_is_never_missing(coach: Run) -> None:
    coach(*SPORT)
    ran = coach(*IN, "set-terms", "sport", "--sessions", "12", "--hours", "2", "--months", "6")
    assert ran.code == 2
    assert "--start" in ran.err
    assert "--rate" not in ran.err


@pytest.mark.usefixtures("practice")
@pytest.mark.parametrize(
    ("given", "missing"), [("--travel-label", "--travel"), ("--travel", "--travel-label")]
)
def test_a_travel_cost_has_its_amount_and_its_label(coach: Run, given: str, missing: str) -> None:
    ran = coach(*IN, "log-session", "martin", "--on", "2026-02-02", given, "12")
    assert ran.code == 2
    assert f"{missing} " in ran.err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "--travel 20 --travel-label Train --travel 30 --travel-label Taxi",
            ["Travel costs: Train €20.00 and Taxi €30.00."],
        ),
        ("--travel 0", []),
    ],
)
def test_all_travel_costs_of_a_session_are_typed_at_once(
    coach: Run, practice: Path, typed: str, said: list[str]
) -> None:
    assert practice.is_dir()
    logged = (*IN, "log-session", "martin", "--on", "2026-02-02")
    assert coach(*logged, "--anyway", "--travel", "12", "--travel-label", "Bus").code == 0
    ran = coach(*IN, "log-session", "martin", "--session", "s1", *typed.split())
    assert [line for line in ran.err.splitlines() if "Travel" in line] == said


@pytest.mark.usefixtures("practice")
def test_a_wrong_name_is_reported_with_its_option(coach: Run) -> None:
    demand = (*IN, "new-engagement", "roux", "--client", "acme", "--situation", "new-role")
    ran = coach(*demand, "--beneficiary", "Zoé\x1b[31m")
    assert ran.code == 2
    assert "--beneficiary" in ran.err


@pytest.mark.usefixtures("practice")
@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("new-client", "x", "--kind", "private", "--name", "X", "--address", "y"), "“--postcode”"),
        (
            (
                *("set-terms", "martin", "--sessions", "12", "--hours", "0"),
                *("--start", "2026-01-12", "--months", "6"),
            ),
            "“--hours”",
        ),
    ],
)
def test_a_wrong_value_is_named_by_its_option_and_not_by_a_key(
    coach: Run, command: tuple[str, ...], said: str
) -> None:
    if command[0] == "set-terms":
        shutil.copy("practice/engagements/martin.toml", "practice/engagements/other.toml")
        path = Path("practice/engagements/other.toml")
        unsigned = path.read_text("utf-8").split("[signatures]")[0]
        path.write_text(unsigned.replace('id = "claire-martin"', 'id = "zoe-roux"'), "utf-8")
        command = ("set-terms", "other", *command[2:])
    ran = coach(*IN, *command)
    assert ran.code == 2
    assert said in ran.err


@pytest.mark.usefixtures("practice")
def test_a_french_postcode_has_five_digits(coach: Run) -> None:
    place = ("--address", "x", "--city", "y", "--postcode", "123")
    ran = coach(*IN, "new-client", "bib", "--kind", "company-fr", "--name", "B", *place)
    assert ran.code == 2
    assert "--postcode: A French postcode has five digits" in ran.err
    assert coach(*IN, "new-client", "be", "--kind", "private", "--name", "B", *place).code == 2
    abroad = (*place, "--country", "BE")
    assert coach(*IN, "new-client", "be", "--kind", "private", "--name", "B", *abroad).code == 0


@pytest.mark.usefixtures("practice")
def test_a_contract_that_all_have_signed_asks_for_no_signature(coach: Run) -> None:
    ran = coach(*IN, "contract", "martin")
    assert ran.code == 0
    assert "has signatures already" in ran.err
    assert "coach" not in ran.err


@pytest.mark.usefixtures("practice")
def test_what_only_the_coach_knows_of_the_terms_is_left_open(coach: Run) -> None:
    coach(*SPORT)
    ran = coach(*IN, "set-terms", "sport", "--sessions", "12", "--hours", "2")
    assert ran.err.rstrip().endswith("--sessions 12 --hours 2 --start DATE --months M")

"""A clock that is wrong once: what is asked before, what is reported after, and the way out."""

import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, INVOICED, ROAD

from phmcoach.cli.shell import terminal
from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.state import CliState

pytestmark = pytest.mark.usefixtures("only_source")

AHEAD, TODAY = "2026-09-01", "2026-02-03"
LOGGED = (*IN, "log-session", "martin", "--on", "2026-01-27")
BILL = (*IN, "invoice", "martin")
RECEIVE = (*IN, "receive", "--amount", "9", "--label", "A", "--on", TODAY, "--by", "card")
WRITERS = (
    BILL,
    (*IN, "invoice", "--all"),
    (*BILL, "--deposit", "100"),
    (*IN, "credit", "1", "--reason", "X."),
    (*IN, "pay", "1", "--on", TODAY, "--by", "card"),
    RECEIVE,
    (*IN, "receive", "--nature", "opening", "--amount", "9"),
)
"""What adds an entry to the ledger, except a quote: the contract of this road is signed."""

OPENING = (*IN, "receive", "--nature", "opening", "--amount", "9")
HOPELESS = (
    "invoice martin --through 2026-02-03",
    "invoice martin --through 2026-02-03 --dry-run",
    "invoice martin --instalment 1",
    "invoice nobody",
    "invoice --all",
    "invoice --all --dry-run",
    "quote martin",
    "credit 1 --reason X. --session s9",
    "credit 9 --reason X.",
    "credit 1 --renew --vat included",
    "pay 9 --on 2026-02-03 --by card",
    "pay 1 1 --on 2026-02-03 --by card",
    "pay 1 --refund --on 2026-02-03 --by card",
    "pay --undo 9",
    "receive --nature opening --amount 9",
)
"""What nothing would come of on the right day either: no question is worth asking for it."""


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the clock."""
    return lambda day: monkeypatch.setenv("COACH_TODAY", day)


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], list[str]]:
    """Sit down at a terminal and answer every question in the same way; return the questions."""

    def sit_down(agreed: bool) -> list[str]:
        asked: list[str] = []

        def ask(out: Output, question: str) -> bool:
            del out
            asked.append(question.replace("\u00a0", " "))
            return agreed

        monkeypatch.setattr(CliState, "interactive", True)
        monkeypatch.setattr(terminal, "ask_yes", ask)
        return asked

    return sit_down


@pytest.fixture
def dated_ahead(coach: Run, begin_after: BeginAfter, on: Callable[[str], None]) -> Path:
    """Bill and receive on a day to come, and set the clock right."""
    root = begin_after(*INVOICED, LOGGED)
    on(AHEAD)
    sure = ("--today-is", AHEAD)
    assert coach(*BILL, *sure).code == 0
    assert coach(*IN, "pay", "2", "--on", AHEAD, "--by", "card", "--amount", "50").code == 0
    on(TODAY)
    return root / "practice"


def entries(root: Path) -> int:
    return len(list(root.glob("practice/ledger/*/*.toml")))


@pytest.mark.parametrize("typed", WRITERS, ids=lambda words: " ".join(words[2:4]))
def test_a_jump_of_the_clock_is_refused_off_a_terminal_unless_it_is_confirmed(
    coach: Run, begin_after: BeginAfter, on: Callable[[str], None], typed: tuple[str, ...]
) -> None:
    root = begin_after(*INVOICED, LOGGED)
    on(AHEAD)
    refused = coach(*typed)
    assert (refused.code, entries(root)) == (5, 1), refused
    assert "--today-is 2026-09-01" in refused.err
    assert coach(*typed, "--today-is", "2026-09-01").code == 0
    assert entries(root) == 2


def test_a_jump_of_the_clock_is_refused_before_a_quote(
    coach: Run, begin_after: BeginAfter, on: Callable[[str], None]
) -> None:
    begin_after(*ROAD[:-2], RECEIVE)
    on(AHEAD)
    assert "--today-is 2026-09-01" in coach(*IN, "quote", "martin").err


@pytest.mark.parametrize("typed", HOPELESS)
def test_what_is_refused_on_any_day_is_refused_before_the_clock_is_doubted(
    coach: Run, begin_after: BeginAfter, on: Callable[[str], None], typed: str
) -> None:
    begin_after(*INVOICED, OPENING)
    refused = coach(*IN, *typed.split())
    on(AHEAD)
    again = coach(*IN, *typed.split())
    assert (again.code, again.out, again.err) == (refused.code, refused.out, refused.err)
    assert "--today-is" not in again.err


@pytest.mark.parametrize(("day", "code"), [("2026-06-03", 0), ("2026-06-04", 5)])
def test_the_clock_is_doubted_after_120_days(
    coach: Run, begin_after: BeginAfter, on: Callable[[str], None], day: str, code: int
) -> None:
    begin_after(*INVOICED)
    on(day)
    assert coach(*RECEIVE).code == code


def test_a_confirmed_day_is_that_of_the_clock(coach: Run, begin_after: BeginAfter) -> None:
    root = begin_after(*INVOICED, LOGGED)
    ran = coach(*BILL, "--today-is", "2026-02-04")
    assert (ran.code, entries(root)) == (2, 1)
    assert "it says 3\u00a0February\u00a02026, not 4\u00a0February\u00a02026" in ran.err


def test_on_a_terminal_the_day_is_asked_about_once(
    coach: Run,
    begin_after: BeginAfter,
    on: Callable[[str], None],
    answer: Callable[[bool], list[str]],
) -> None:
    begin_after(*INVOICED, LOGGED)
    on(AHEAD)
    asked = answer(True)
    assert coach(*BILL).code == 0
    about_today, about_the_invoice = asked
    assert about_today == (
        "Your computer says 1 September 2026, and the last entry of the ledger is of "
        "3 February 2026: is that really today?"
    )
    assert about_the_invoice.startswith("Issue this invoice of €520.00 to Acme SA?")


@pytest.mark.parametrize("typed", [BILL, RECEIVE])
def test_on_a_terminal_a_wrong_day_ends_the_command(
    coach: Run,
    begin_after: BeginAfter,
    on: Callable[[str], None],
    answer: Callable[[bool], list[str]],
    typed: tuple[str, ...],
) -> None:
    root = begin_after(*INVOICED, LOGGED)
    on(AHEAD)
    asked = answer(False)
    ran = coach(*typed)
    assert (ran.code, len(asked), entries(root)) == (0, 1, 1)
    assert ran.err.endswith("Set the computer’s clock, then try again.\n")


@pytest.mark.usefixtures("dated_ahead")
def test_papers_are_held_up_until_the_wrong_clock_is_recorded(coach: Run) -> None:
    credit = (*IN, "credit", "1", "--reason", "X.")
    refused = coach(*credit)
    assert refused.code == 5
    assert "the last document issued, is of 1\u00a0September\u00a02026" in refused.err
    assert "coach -C practice recover" in refused.err
    assert coach(*IN, "recover", "clock", "--today-is", TODAY).code == 0
    assert coach(*credit).code == 0


@pytest.mark.usefixtures("dated_ahead")
def test_the_recovery_says_from_when_to_when_the_clock_was_wrong(
    coach: Run, tmp_path: Path
) -> None:
    ran = coach(*IN, "recover", "clock", "--today-is", TODAY)
    text = (tmp_path / "practice/ledger/2026/000004.toml").read_text("utf-8")
    head, _, body = text.partition("\n[recovery]\n")
    assert head.startswith('schema = 2\nplace = 4\nkind = "recovery"\n')
    assert body == (
        "specimen = true\nwrong_from = 2026-09-01\nwrong_to = 2026-09-01\nright_on = 2026-02-03\n"
    )
    assert ran.out.startswith("Noted (entry 4): the computer’s clock was wrong from")


@pytest.mark.usefixtures("dated_ahead")
def test_what_bears_a_wrong_day_is_named_until_it_is_taken_back(coach: Run) -> None:
    coach(*IN, "recover", "clock", "--today-is", TODAY)
    listed = coach(*IN, "recover").out
    assert listed.startswith("To recover: ")
    assert [line for line in listed.splitlines() if "coach" in line] == [
        "  To fix it: coach -C practice pay --undo 3",
        '  To fix it: coach -C practice credit SPECIMEN-2026-0002 --rebill --reason "…"',
    ]
    assert coach(*IN, "pay", "--undo", "3").code == 0
    assert coach(*IN, "credit", "2", "--rebill", "--reason", "X.").code == 0
    assert coach(*IN, "recover").out.startswith("Nothing to recover")
    assert coach(*BILL).code == 0
    assert coach(*IN, "doctor").code == 0


@pytest.mark.usefixtures("dated_ahead")
def test_a_receipt_of_a_day_to_come_is_undone_on_its_own_day(coach: Run) -> None:
    coach(*IN, "recover", "clock", "--today-is", TODAY)
    assert "1\u00a0September\u00a02026" in coach(*IN, "pay", "--undo", "3").out
    shown = coach(*IN, "ledger", "--view", "turnover", "--json").out
    (total,) = (each for each in json.loads(shown)["totals"] if each["span"] == "year")
    assert total["turnover_received"] == "0.00"


@pytest.mark.usefixtures("dated_ahead")
def test_the_doctor_finds_entries_of_days_to_come(coach: Run) -> None:
    ran = coach(*IN, "doctor")
    assert ran.code == 1
    assert "2 (SPECIMEN-2026-0002 and 000003)" in ran.out
    assert "coach -C practice recover clock --today-is 2026-02-03" in ran.out


@pytest.mark.usefixtures("dated_ahead")
def test_the_views_of_the_ledger_name_a_wrong_clock(coach: Run) -> None:
    coach(*IN, "recover", "clock", "--today-is", TODAY)
    for view in ("sales", "receipts", "turnover"):
        assert "entry 000004 noted it" in coach(*IN, "ledger", "--view", view).err
    assert "000004" not in coach(*IN, "ledger", "--year", "2025").err


@pytest.mark.usefixtures("dated_ahead")
def test_the_clock_is_recovered_off_a_terminal_only_with_its_day(coach: Run) -> None:
    ran = coach(*IN, "recover", "clock")
    assert (ran.code, "--today-is 2026-02-03" in ran.err) == (5, True)


@pytest.mark.parametrize("agreed", [True, False])
@pytest.mark.usefixtures("dated_ahead")
def test_on_a_terminal_the_clock_is_recovered_after_a_question(
    coach: Run, answer: Callable[[bool], list[str]], tmp_path: Path, agreed: bool
) -> None:
    asked = answer(agreed)
    assert coach(*IN, "recover", "clock").code == 0
    assert asked == ["Your computer says 3 February 2026: is that really today?"]
    assert entries(tmp_path) == 3 + agreed


def test_nothing_is_recovered_without_an_entry_of_a_day_to_come(
    coach: Run, begin_after: BeginAfter
) -> None:
    root = begin_after(*INVOICED)
    assert coach(*IN, "recover").out.startswith("Nothing to recover")
    confirmed = coach(*IN, "recover", "clock", "--today-is", TODAY)
    assert confirmed.code == 5
    assert coach(*IN, "recover", "clock") == confirmed
    assert entries(root) == 1


def test_a_lost_pdf_is_named_with_the_command_that_puts_it_back(
    coach: Run, begin_after: BeginAfter
) -> None:
    root = begin_after(*INVOICED)
    pdf = next(root.glob("practice/ledger/*/facture-SPECIMEN-2026-0001.pdf"))
    issued = pdf.read_bytes()
    pdf.unlink()
    ran = coach(*IN, "recover")
    assert "To recover: The PDF of SPECIMEN-2026-0001 is missing" in ran.out
    assert "To fix it: coach -C practice mail SPECIMEN-2026-0001 --duplicate" in ran.out
    assert coach(*IN, "mail", "SPECIMEN-2026-0001", "--duplicate").code == 0
    assert pdf.read_bytes() == issued
    assert coach(*IN, "recover").out.startswith("Nothing to recover")


@pytest.mark.usefixtures("dated_ahead")
def test_an_archive_has_the_entries_of_a_wrong_clock_and_names_it(
    coach: Run, on: Callable[[str], None]
) -> None:
    coach(*IN, "recover", "clock", "--today-is", TODAY)
    on("2027-01-04")
    made = coach(*IN, "export", "archive", "--year", "2026")
    assert made.code == 0, made
    with ZipFile(made.out.strip()) as archive:
        notice = archive.read("LISEZMOI.txt").decode()
        assert "registre/2026/000004.toml" in archive.namelist()
    assert "Elle était fausse du 1er\u00a0septembre\u00a02026" in notice

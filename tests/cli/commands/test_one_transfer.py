"""One transfer that pays several invoices: all of them to the cent, or none."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import BeginAfter, Ran, Run
from tests.cli.road import IN, INVOICED

from phmcoach.cli.shell import terminal
from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.state import CliState

pytestmark = pytest.mark.usefixtures("only_source")

TWO = (
    *INVOICED,
    (*IN, "log-session", "martin", "--on", "2026-02-02"),
    (*IN, "invoice", "martin"),
)
HOW = ("--on", "2026-02-03", "--by", "transfer")
UNPAID = (*IN, "ledger", "--view", "unpaid", "--json")


def data(ran: Ran) -> Any:  # noqa: ANN401 - JSON
    return json.loads(ran.out)


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Sit down at a terminal, and give the same answer to each question."""

    def say(answer: bool) -> None:
        def ask(out: Output, question: str) -> bool:
            del out, question
            return answer

        monkeypatch.setattr(CliState, "interactive", True)
        monkeypatch.setattr(terminal, "ask_yes", ask)

    return say


def entries(folder: Path) -> int:
    return len(list(folder.glob("practice/ledger/2026/*.toml")))


def unpaid(coach: Run) -> list[str]:
    return [str(line["invoice"])[-1:] for line in data(coach(*UNPAID))["lines"]]


def test_one_payment_pays_two_invoices(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*TWO)
    said = coach(*IN, "pay", "1", "2", *HOW).out
    assert (said.count("Received: €520.00"), unpaid(coach)) == (2, []), said


def test_another_sum_pays_none_of_the_invoices(
    coach: Run, begin_after: BeginAfter, tmp_path: Path
) -> None:
    begin_after(*TWO)
    before = entries(tmp_path)
    ran = coach(*IN, "pay", "1", "2", *HOW, "--amount", "1000")
    assert (ran.code, "€1,040.00" in ran.err, entries(tmp_path)) == (5, True, before), ran


def test_a_short_or_charged_payment_of_two_invoices_names_the_way(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*TWO)
    assert coach(*IN, "pay", "1", "2", *HOW, "--amount", "1000").err == (
        "Error: €1,040.00 is left to pay on these invoices in all, not €1,000.00: nothing is "
        "recorded. If the client paid less, or a bank kept its fees, pay each invoice by a command "
        "of its own.\n"
        "  To fix it: coach -C practice pay SPECIMEN-2026-0001 --on 2026-02-03 --by transfer "
        "--amount …\n"
    )
    fees = ("--amount", "1020", "--fees", "20")
    assert (
        "one invoice, not 2: type a command for each."
        in coach(*IN, "pay", "1", "2", *HOW, *fees).err
    )


def test_an_invoice_that_is_paid_lets_the_other_stand(
    coach: Run, begin_after: BeginAfter, tmp_path: Path
) -> None:
    begin_after(*TWO, (*IN, "pay", "2", *HOW))
    before = entries(tmp_path)
    assert (coach(*IN, "pay", "1", "2", *HOW).code, entries(tmp_path)) == (5, before)


def test_an_invoice_is_named_once(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*TWO)
    assert "named twice" in coach(*IN, "pay", "1", "1", *HOW).err


def test_a_refund_is_of_one_invoice(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*TWO)
    assert coach(*IN, "pay", "1", "2", *HOW, "--refund").code == 2


def test_an_amount_that_pays_another_invoice_too_is_refused_in_a_script(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*TWO)
    ran = coach(*IN, "pay", "1", *HOW, "--amount", "1040")
    line = "coach -C practice pay SPECIMEN-2026-0001 SPECIMEN-2026-0002 --on DATE --by transfer"
    assert (ran.code, line in ran.err) == (5, True), ran


@pytest.mark.parametrize(("answer", "left"), [(True, []), (False, ["2"])])
def test_a_person_is_asked_whether_an_amount_pays_both(
    coach: Run,
    begin_after: BeginAfter,
    say: Callable[[bool], None],
    answer: bool,
    left: list[str],
) -> None:
    begin_after(*TWO)
    say(answer)
    assert coach(*IN, "pay", "1", *HOW, "--amount", "1040").code == 0
    numbers = [each for each in unpaid(coach) if each != "1"]
    assert numbers == left


def test_a_surplus_that_pays_nothing_else_is_recorded(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*TWO)
    assert coach(*IN, "pay", "1", *HOW, "--amount", "600").code == 0


def test_the_answer_for_a_program_lists_the_receipts(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*TWO)
    receipts = data(coach(*IN, "pay", "1", "2", *HOW, "--json"))["receipts"]
    assert [(each["place"], each["outstanding"]) for each in receipts] == [(3, "0.00"), (4, "0.00")]


@pytest.mark.parametrize(
    ("answer", "entered", "left"),
    [("1", 1, []), ("2", 2, []), ("3", 1, ["1"])],
    ids=["bank-fees", "let-go", "still-due"],
)
def test_a_payment_that_is_a_little_short_asks_what_the_rest_is(
    coach: Run,
    begin_after: BeginAfter,
    say: Callable[[bool], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    answer: str,
    entered: int,
    left: list[str],
) -> None:
    begin_after(*INVOICED)
    say(True)
    answers = iter([answer, "Arrondi"])
    monkeypatch.setattr(terminal, "read_line", lambda *_: next(answers))
    before = entries(tmp_path)
    ran = coach(*IN, "pay", "1", *HOW, "--amount", "505")
    assert (ran.code, entries(tmp_path) - before, unpaid(coach)) == (0, entered, left), ran


def test_no_bank_is_asked_about_in_a_payment_in_cash(
    coach: Run,
    begin_after: BeginAfter,
    say: Callable[[bool], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    begin_after(*INVOICED)
    say(True)
    answers = iter(["1", "Arrondi"])
    monkeypatch.setattr(terminal, "read_line", lambda *_: next(answers))
    before = entries(tmp_path)
    ran = coach(*IN, "pay", "1", *HOW[:-1], "cash", "--amount", "505")
    assert (ran.code, entries(tmp_path) - before, unpaid(coach)) == (0, 2, []), ran


def test_a_payment_of_a_part_asks_nothing(
    coach: Run, begin_after: BeginAfter, say: Callable[[bool], None]
) -> None:
    begin_after(*INVOICED)
    say(False)
    assert coach(*IN, "pay", "1", *HOW, "--amount", "300").code == 0

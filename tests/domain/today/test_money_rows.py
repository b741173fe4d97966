"""The rows about money: what is to be invoiced together, and which client is late."""

from datetime import date, timedelta
from decimal import Decimal

from tests.domain.money.late_papers import DUE_ON, LAW, make_entries, make_paper, make_receipt

from phmcoach.domain.money.lateness import Lateness, find_unpaid
from phmcoach.domain.today.money import Billing, billing_rows, unpaid_rows
from phmcoach.domain.today.rows import Row
from phmcoach.errors import Problem
from phmcoach.value import replace
from phmcoach.words import ReminderLevel

MONTHS = Problem("step.months", {"amount": Decimal(520)})
ADDRESS = Problem("gate.client-without-address")


def test_what_a_round_bills_is_one_row_and_other_steps_have_their_own() -> None:
    found = [
        Billing("martin", "Acme SA", Decimal(520), MONTHS, stands_alone=False),
        Billing("roux", "Bare SA", Decimal(260), ADDRESS, stands_alone=True),
        Billing("petit", "Hugo Petit", Decimal("120.50"), MONTHS, stands_alone=False),
    ]
    args = {"count": 2, "amount": Decimal("640.50"), "refs": ("martin", "petit")}
    assert tuple(billing_rows(found)) == (
        Row("to-bill", Problem("due.to-bill", args)),
        Row("to-bill", replace(ADDRESS, ref="roux"), "roux", "Bare SA"),
    )


def test_without_anything_to_invoice_there_is_no_row() -> None:
    assert tuple(billing_rows([])) == ()


def late_on(on: date, letters: dict[ReminderLevel, date] | None = None) -> tuple[Lateness, ...]:
    papers, _ = find_unpaid(make_entries(make_paper()), LAW, as_of=on, specimen=False)
    return tuple(replace(each, letters=letters or {}) for each in papers)


def fact_of(days: int, letters: dict[ReminderLevel, date] | None = None) -> Problem | None:
    row = next(unpaid_rows(late_on(DUE_ON + timedelta(days=days), letters)), None)
    return None if row is None else row.fact


def test_an_invoice_that_is_not_yet_due_is_no_row() -> None:
    assert fact_of(0) is None


def test_a_late_invoice_is_paid_or_once_a_letter_is_due_reminded() -> None:
    paid, reminded = fact_of(1), fact_of(4)
    assert paid is not None
    assert reminded is not None
    assert (paid.message, reminded.message) == ("due.unpaid", "due.to-remind")


def test_a_letter_that_was_written_is_named_until_the_next_one_is_due() -> None:
    written = DUE_ON + timedelta(days=15)
    waiting, next_one = (fact_of(n, {"friendly": written}) for n in (16, 30))
    assert waiting is not None
    assert next_one is not None
    assert waiting.message == "due.reminded"
    assert (waiting.args["level"], waiting.args["on"]) == ("friendly", written)
    assert next_one.message == "due.to-remind"


def test_a_paid_invoice_is_no_row() -> None:
    paper = make_paper()
    entries = make_entries(paper, make_receipt(paper, DUE_ON, str(paper.price_owed)))
    papers, _ = find_unpaid(entries, LAW, as_of=DUE_ON + timedelta(days=9), specimen=False)
    assert tuple(unpaid_rows(papers)) == ()


def test_a_claim_that_has_expired_is_no_row_and_no_part_of_one() -> None:
    (late,) = late_on(DUE_ON + timedelta(days=9))
    paper = replace(late.paper, number="F-2020-0001", due_on=date(2020, 1, 31))
    barred = replace(late, paper=paper, claimable_until=date(2025, 1, 31))
    assert tuple(unpaid_rows([barred])) == ()
    assert tuple(unpaid_rows([barred, late])) == tuple(unpaid_rows([late]))


def test_a_client_has_one_row_for_all_late_invoices() -> None:
    one = late_on(DUE_ON + timedelta(days=9))
    two = (*one, *(replace(each, paper=replace(each.paper, number="F-2026-0099")) for each in one))
    (row,) = unpaid_rows(two)
    assert row.fact.args["count"] == 2
    assert row.fact.args["amount"] == one[0].balance.outstanding * 2
    assert (row.ref, row.on) == (one[0].paper.buyer.reference, DUE_ON)

"""Late invoices, and the reminder that is due."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.builders import make_client, make_private_client
from tests.domain.money.late_papers import (
    DUE_ON,
    LAW,
    make_credit,
    make_entries,
    make_paper,
    make_receipt,
)

from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.lateness import Claim, Lateness, find_unpaid, measure_lateness
from phmcoach.domain.money.receipt import Receipt
from phmcoach.domain.records.law import Law
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.value import replace
from phmcoach.words import ReminderLevel

PAPER = make_paper()
AUGUST = date(2026, 8, 31)


def late(*others: Invoice | Receipt, on: date = AUGUST, claim: Claim | None = None) -> Lateness:
    entries = make_entries(PAPER, *others)
    return measure_lateness(entries, PAPER, LAW, as_of=on, claim=claim or Claim())


def unpaid(
    *bodies: Invoice | Receipt, on: date = AUGUST, specimen: bool = False, law: Law = LAW
) -> tuple[list[str], list[str]]:
    """Return the numbers of unpaid invoices and the messages of the warnings."""
    found, warnings = find_unpaid(make_entries(*bodies), law, as_of=on, specimen=specimen)
    return [each.number for each in found], [problem.message for problem in warnings]


@pytest.mark.parametrize(
    ("days", "level"),
    [
        (-1, None),
        (0, None),
        (2, None),
        (3, "friendly"),
        (14, "friendly"),
        (15, "firm"),
        (29, "firm"),
        (30, "formal"),
        (400, "formal"),
    ],
)
def test_the_days_late_decide_which_reminder_is_proposed(
    days: int, level: ReminderLevel | None
) -> None:
    found = measure_lateness(
        make_entries(PAPER), PAPER, LAW, as_of=DUE_ON + timedelta(days=days), claim=None
    )
    assert (found.level, found.days) == (level, max(days, 0))


@pytest.mark.parametrize("written", ["firm", "formal"])
def test_no_milder_letter_follows_a_harder_one_that_was_written_early(
    written: ReminderLevel,
) -> None:
    on = DUE_ON + timedelta(days=3)
    found = replace(late(on=on), letters={written: on})
    assert (found.usual, found.level) == ("friendly", written)


def test_lateness_measures_the_outstanding_amount_and_its_cost() -> None:
    found = late()
    assert found.penalties is not None
    assert (found.balance.outstanding, found.penalties.interest, found.compensation) == (
        Decimal("3120.00"),
        Decimal("96.88"),
        Decimal("136.88"),
    )


def test_without_a_claim_no_rate_is_needed() -> None:
    found = measure_lateness(
        make_entries(PAPER), PAPER, Law(late_rules=LAW.late_rules), as_of=AUGUST
    )
    assert (found.penalties, found.compensation) == (None, Decimal("0.00"))


def test_a_credited_amount_bears_no_penalties() -> None:
    reduced = late(make_credit(PAPER, "F-2026-0002", "600"))
    assert reduced.balance.outstanding == Decimal("2400.00")
    assert reduced.penalties is not None
    assert {span.principal for span in reduced.penalties.spans} == {Decimal("2400.00")}


def test_paid_compensation_is_no_longer_owed() -> None:
    found = late(
        make_receipt(PAPER, AUGUST, "40", nature="indemnity"),
        make_receipt(PAPER, AUGUST, "90", nature="penalties"),
    )
    assert (found.compensated, found.compensation) == (Decimal(130), Decimal("6.88"))
    assert found.balance.outstanding == Decimal("3120.00")


def test_compensation_is_never_negative() -> None:
    assert late(make_receipt(PAPER, AUGUST, "500", nature="penalties")).compensation == 0


def test_a_claim_may_state_an_agreed_rate_but_a_business_needs_no_notice() -> None:
    agreed = late(claim=Claim(agreed=Decimal(15))).penalties
    assert agreed is not None
    assert {span.rate for span in agreed.spans} == {Decimal(15)}
    with pytest.raises(RuleRefusedError) as refused:
        late(claim=Claim(notified_on=AUGUST))
    assert refused.value.problems[0].message == "penalties.no-notice-needed"


def test_unpaid_invoices_are_listed_by_due_date_without_paid_or_credited_ones() -> None:
    older = make_paper("F-2026-0002", due_on=date(2026, 5, 1))
    paid = make_paper("F-2026-0003")
    gone = make_paper("F-2026-0004")
    bodies = (
        *(PAPER, older, paid, gone),
        make_receipt(paid, AUGUST, "3120"),
        make_credit(gone, "F-2026-0005"),
    )
    assert unpaid(*bodies) == (["F-2026-0002", "F-2026-0001"], [])


def test_an_invoice_that_is_not_due_is_listed_too() -> None:
    assert unpaid(PAPER, on=date(2026, 5, 2)) == (["F-2026-0001"], [])


def test_specimens_and_real_papers_are_never_listed_together() -> None:
    specimen = make_paper("SPECIMEN-2026-0001", specimen=True)
    assert unpaid(PAPER, specimen) == (["F-2026-0001"], [])
    assert unpaid(PAPER, specimen, specimen=True) == (["SPECIMEN-2026-0001"], [])


def test_an_unknown_half_year_is_reported_once_and_the_list_is_complete() -> None:
    other = make_paper("F-2026-0002")
    assert unpaid(PAPER, other, on=date(2027, 2, 1)) == (
        ["F-2026-0001", "F-2026-0002"],
        ["law.missing"],
    )


def test_receipts_without_an_invoice_are_ignored() -> None:
    other = replace(make_receipt(PAPER, AUGUST, "3120"), document=None)
    assert unpaid(PAPER, other)[0] == ["F-2026-0001"]


LONG_LAW = replace(
    LAW,
    half_years=(
        replace(LAW.half_years[-1], valid_from=date(2025, 1, 1), valid_to=date(2040, 12, 31)),
    ),
)


@pytest.mark.parametrize(
    ("on", "warned"),
    [
        (date(2028, 3, 1), []),
        (date(2028, 3, 2), ["remind.nearly-time-barred"]),
        (date(2028, 5, 31), ["remind.nearly-time-barred"]),
        (date(2028, 6, 1), ["remind.time-barred"]),
    ],
)
def test_a_claim_that_will_lapse_gives_a_warning_in_time(on: date, warned: list[str]) -> None:
    paper = make_paper(client=make_private_client())
    assert unpaid(paper, on=on, law=LONG_LAW) == (["F-2026-0001"], warned)


def test_a_lapsed_claim_gets_no_reminder() -> None:
    paper = make_paper(client=make_private_client())
    found = measure_lateness(make_entries(paper), paper, LONG_LAW, as_of=date(2028, 6, 1))
    assert (found.is_barred, found.level) == (True, None)
    assert replace(found, as_of=date(2028, 5, 31)).level == "formal"


def test_a_warning_names_the_invoice_and_the_day() -> None:
    paper = make_paper(client=make_client(kind="company-fr"))
    _, (warning,) = find_unpaid(
        make_entries(paper), LONG_LAW, as_of=date(2031, 5, 1), specimen=False
    )
    args = {"number": "F-2026-0001", "on": date(2031, 5, 31)}
    assert warning == Problem("remind.nearly-time-barred", args)


def test_a_credit_note_without_its_invoice_is_ignored() -> None:
    assert unpaid(make_credit(PAPER, "F-2026-0002")) == ([], [])


def test_a_list_as_of_an_earlier_day_ignores_later_entries() -> None:
    issued = PAPER.issued_on
    paid = make_receipt(PAPER, AUGUST, "3120.00")
    papers = make_entries(PAPER, paid)

    def listed(on: date) -> list[str]:
        return [each.number for each in find_unpaid(papers, LAW, as_of=on, specimen=False)[0]]

    assert listed(issued - timedelta(days=1)) == []
    assert listed(issued) == [PAPER.number]
    assert listed(AUGUST - timedelta(days=1)) == [PAPER.number]
    assert listed(AUGUST) == []

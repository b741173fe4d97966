from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import make_case, make_engagement, make_practice, make_vat_practice
from tests.store.ledger_samples import make_invoice

from phmcoach.actions.money.receipt_remarks import late_declaration
from phmcoach.domain.money.account import Account
from phmcoach.domain.money.dates import (
    Declared,
    PaperDay,
    case_day_problems,
    declarations_of,
    money_day_problems,
    paid_day_problems,
    paper_day_problem,
    refund_day_problem,
)
from phmcoach.domain.money.invoice import Corrected, Invoice
from phmcoach.domain.money.receipt import Receipt, ReceiptShare
from phmcoach.domain.money.sheet import Period
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import Problem
from phmcoach.law import load_law
from phmcoach.remedy import Remedy
from phmcoach.value import replace
from phmcoach.words import VAT_REGIMES, Direction, ReceiptNature, VatRegime

TODAY = date(2026, 11, 28)
CASE = make_case(make_engagement())
"""The demand is of 2 January 2026, the last signature of 10 January."""


PAPER = make_invoice("F-2026-0007", issued_on=date(2026, 3, 1))
"""An invoice of 312 euros, of 1 March."""


def moved(day: int, amount: str, direction: Direction = "in") -> Receipt:
    return Receipt(
        received_on=date(2026, 3, day),
        direction=direction,
        amount=Decimal(amount),
        document=PAPER.number,
        engagement=PAPER.engagement,
    )


def credited(day: int) -> Invoice:
    corrects = Corrected(number="F-2026-0007", issued_on=PAPER.issued_on, type="invoice")
    issued_on = date(2026, 3, day)
    return replace(
        PAPER, number="F-2026-0008", type="credit", corrects=corrects, issued_on=issued_on
    )


def refused(
    on: date, today: date = TODAY, regime: VatRegime = "franchise", last_on: date | None = None
) -> str | None:
    last = [make_invoice("F-2026-0007", issued_on=last_on)] if last_on else []
    problem = paper_day_problem(PaperDay(on, today, regime), last)
    return problem.message if problem else None


@pytest.mark.parametrize("on", [TODAY, date(2026, 11, 27), date(2026, 11, 23)])
def test_a_paper_bears_today_or_one_of_the_five_days_before(on: date) -> None:
    assert refused(on) is None


@pytest.mark.parametrize("on", [date(2026, 11, 22), date(2026, 7, 31)])
def test_a_paper_is_not_dated_more_than_five_days_back(on: date) -> None:
    problem = paper_day_problem(PaperDay(on, TODAY, "franchise"), [])
    args = {"issued_on": on, "first_on": date(2026, 11, 23), "days": 5}
    assert problem == Problem("ledger.issue-date-too-early", args, remedy=Remedy.OTHER_DAY)


def test_a_paper_is_not_dated_in_the_future() -> None:
    assert refused(date(2026, 11, 29)) == "ledger.issue-date-in-future"


@pytest.mark.parametrize("regime", VAT_REGIMES)
def test_a_paper_is_not_dated_in_the_year_before(regime: VatRegime) -> None:
    on, today = date(2026, 12, 31), date(2027, 1, 2)
    assert refused(on, today, regime) == "ledger.issue-date-other-year"


@pytest.mark.parametrize(
    ("regime", "on", "today", "expected"),
    [
        ("franchise", date(2026, 9, 30), date(2026, 10, 1), None),
        ("quarterly", date(2026, 9, 30), date(2026, 10, 1), "ledger.issue-date-other-vat-period"),
        ("quarterly", date(2026, 10, 31), date(2026, 11, 1), None),
        ("monthly", date(2026, 10, 31), date(2026, 11, 1), "ledger.issue-date-other-vat-period"),
        ("monthly", date(2026, 11, 1), date(2026, 11, 1), None),
    ],
)
def test_a_paper_is_not_dated_in_a_vat_period_that_is_over(
    regime: VatRegime, on: date, today: date, expected: str | None
) -> None:
    assert refused(on, today, regime) == expected


def test_no_vat_period_closes_a_quote() -> None:
    day = PaperDay(date(2026, 10, 31), date(2026, 11, 1), "monthly", is_quote=True)
    assert paper_day_problem(day, []) is None


def test_a_paper_is_not_dated_before_the_last_one() -> None:
    assert refused(date(2026, 11, 26), last_on=date(2026, 11, 26)) is None
    assert refused(date(2026, 11, 25), last_on=date(2026, 11, 26)) == (
        "ledger.issue-date-before-last"
    )


def test_the_limit_that_leaves_the_fewest_days_is_reported() -> None:
    on, today = date(2026, 7, 31), date(2026, 11, 2)
    assert refused(on, today, "franchise") == "ledger.issue-date-too-early"
    assert refused(on, today, "monthly") == "ledger.issue-date-other-vat-period"
    assert refused(on, today, "monthly", date(2026, 11, 2)) == "ledger.issue-date-before-last"


@given(today=st.dates(date(2026, 1, 1), date(2029, 12, 31)), regime=st.sampled_from(VAT_REGIMES))
def test_today_is_always_a_day_that_a_paper_may_bear(today: date, regime: VatRegime) -> None:
    assert refused(today, today, regime, today) is None


def test_a_paper_is_not_older_than_the_demand() -> None:
    args = {"issued_on": date(2026, 1, 1), "received_on": date(2026, 1, 2)}
    problem = Problem("billing.before-demand", args, remedy=Remedy.LATER_DAY)
    assert [*case_day_problems(CASE, date(2026, 1, 1))] == [problem]


def test_a_paper_is_not_older_than_the_signed_contract() -> None:
    args = {"issued_on": date(2026, 1, 9), "signed_on": date(2026, 1, 10)}
    problem = Problem("billing.before-contract", args, remedy=Remedy.LATER_DAY)
    assert [*case_day_problems(CASE, date(2026, 1, 9))] == [problem]
    assert [*case_day_problems(CASE, date(2026, 1, 10))] == []


@pytest.mark.parametrize(
    ("paid_on", "expected"),
    [
        (date(2026, 1, 1), ["pay.before-demand"]),
        (date(2026, 1, 2), []),
        (date(2026, 11, 26), []),
        (date(2026, 11, 27), ["pay.paid-after-issue"]),
        (date(2026, 11, 29), ["gate.in-the-future"]),
    ],
)
def test_money_that_came_before_its_invoice_came_after_the_demand(
    paid_on: date, expected: list[str]
) -> None:
    day = PaperDay(date(2026, 11, 26), TODAY, "franchise")
    assert [each.message for each in paid_day_problems([CASE], paid_on, day)] == expected


@pytest.mark.parametrize(
    ("papers", "receipts", "refund", "first_on"),
    [
        ((), [moved(10, "312")], moved(9, "312", "out"), 10),
        ((), [moved(10, "312")], moved(10, "312", "out"), None),
        ((credited(20),), [moved(10, "312")], moved(19, "312", "out"), 20),
        ((credited(20),), [moved(10, "312")], moved(20, "312", "out"), None),
        ((credited(20),), [moved(25, "312")], moved(20, "100", "out"), 25),
        ((), [moved(10, "312"), moved(15, "312")], moved(10, "312", "out"), 15),
        ((), [moved(10, "624"), moved(12, "312", "out")], moved(11, "312", "out"), None),
        ((), [moved(5, "100"), moved(6, "100", "out"), moved(9, "100")], moved(5, "100", "out"), 9),
    ],
    ids=[
        "before the payment",
        "on the day of the payment",
        "before the credit note",
        "on the day of the credit note",
        "after the credit note, before the payment",
        "before the overpayment",
        "before another refund, with money for both",
        "of money that went back and came again",
    ],
)
def test_money_goes_back_after_what_it_stands_on(
    papers: tuple[Invoice, ...], receipts: list[Receipt], refund: Receipt, first_on: int | None
) -> None:
    problem = refund_day_problem(Account((PAPER, *papers), tuple(receipts)), refund, TODAY)
    assert (problem and problem.args["first_on"]) == (first_on and date(2026, 3, first_on))


def test_a_payment_may_be_older_than_its_invoice() -> None:
    assert [*money_day_problems(date(2026, 1, 20), TODAY, [CASE])] == []
    assert refund_day_problem(Account((PAPER,)), moved(1, "312"), TODAY) is None


@pytest.mark.parametrize(("day", "is_refused"), [(19, True), (20, False)])
def test_what_a_wrong_clock_dated_ahead_is_given_back_today(day: int, is_refused: bool) -> None:
    """A refund of a day to come was undone on that day: the money never left."""
    wrong, undone = moved(30, "312", "out"), moved(30, "312")
    account = Account((PAPER,), (moved(10, "312"), wrong, undone))
    problem = refund_day_problem(account, moved(day, "312", "out"), date(2026, 3, 20))
    assert (problem is not None) == is_refused


LAW = load_law()
MICRO = make_practice()
MONTHLY = make_practice(declaration="monthly")
LIABLE = make_vat_practice(tax_regime="bnc-2035")


def paid(on: date, nature: ReceiptNature = "fees") -> Receipt:
    share = ReceiptShare(category="S", rate=Decimal(20), net=Decimal(100), vat=Decimal(20))
    return replace(moved(1, "120"), received_on=on, shares=(share,), nature=nature)


@pytest.mark.parametrize(
    ("practice", "on", "due_on"),
    [
        (MONTHLY, date(2026, 10, 1), date(2026, 11, 30)),
        (MONTHLY, date(2026, 12, 31), date(2027, 1, 31)),
        (MONTHLY, date(2027, 1, 31), date(2027, 2, 28)),
        (MICRO, date(2026, 7, 1), date(2026, 10, 31)),
        (MICRO, date(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_turnover_is_declared_by_the_end_of_the_month_after_its_period(
    practice: Practice, on: date, due_on: date
) -> None:
    (found,) = declarations_of(paid(on), practice, LAW)
    assert (found.declaration, found.due_on) == ("urssaf", due_on)
    assert found.period.holds(on)


def test_the_turnover_of_a_year_is_declared_in_may_by_who_declares_their_profit() -> None:
    practice = make_practice(tax_regime="bnc-2035")
    (found,) = declarations_of(paid(date(2026, 11, 28)), practice, LAW)
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert found == Declared("declaration-2035", year, date(2027, 5, 1), date(2027, 5, 18))


def test_a_year_that_was_filed_is_to_be_corrected() -> None:
    (found,) = declarations_of(paid(date(2025, 11, 28)), make_practice(tax_regime="bnc-2035"), LAW)
    args = {"declaration": "declaration-2035", "year": "2025", "due_on": date(2026, 5, 18)}
    assert late_declaration(found, TODAY) == Problem("declared.late-year", args)


def test_a_company_under_corporation_tax_declares_its_vat_alone() -> None:
    assert declarations_of(paid(date(2026, 11, 28)), make_practice(tax_regime="is"), LAW) == ()


def test_vat_is_declared_between_two_days_of_the_month_after_its_period() -> None:
    _, found = declarations_of(paid(date(2026, 11, 28)), LIABLE, LAW)
    assert found == Declared(
        "vat-return",
        Period(date(2026, 10, 1), date(2026, 12, 31)),
        date(2027, 1, 15),
        date(2027, 1, 24),
    )


@pytest.mark.parametrize("nature", ["penalties", "indemnity", "opening"])
def test_what_is_no_turnover_of_the_period_is_not_declared(nature: ReceiptNature) -> None:
    assert declarations_of(paid(date(2026, 11, 28), nature=nature), MICRO, LAW) == ()


@pytest.mark.parametrize(("today", "expected"), [(31, None), (32, "declared.late-quarter")])
def test_a_period_that_was_filed_is_to_be_corrected(today: int, expected: str | None) -> None:
    (found,) = declarations_of(paid(date(2026, 9, 30)), MICRO, LAW)
    problem = late_declaration(found, date(2026, 10, 1) + timedelta(days=today - 1))
    assert (problem and problem.message) == expected


def test_a_month_that_was_filed_is_named() -> None:
    (found,) = declarations_of(paid(date(2026, 9, 30)), MONTHLY, LAW)
    args = {
        "declaration": "urssaf",
        "month": date(2026, 9, 1),
        "due_on": date(2026, 10, 31),
    }
    assert late_declaration(found, TODAY) == Problem("declared.late-month", args)

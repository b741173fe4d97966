"""VAT follows the day of the service, in both directions, and a deposit follows its papers."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.builders import (
    make_case,
    make_client,
    make_engagement,
    make_practice,
    make_private_client,
    make_session,
    make_terms,
)

from phmcoach.domain.money.account import Account, balance_of
from phmcoach.domain.money.billed import billed_otherwise
from phmcoach.domain.money.credit import Selection, draft_credit
from phmcoach.domain.money.dates import declarations_of
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.due import draft_deposit, draft_due, draft_renewed
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.payment import draft_offsets, draft_receipt
from phmcoach.domain.money.quoting import draft_quote
from phmcoach.domain.money.thresholds import franchise_gate
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.session import Session
from phmcoach.domain.values.money import total
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.law import load_law
from phmcoach.value import replace

LAW = load_law()
TURN = date(2026, 3, 15)
MARCH_31 = date(2026, 3, 31)
NUMBER = "FR68900000001"


def turning(first: str = "franchise", then: str = "quarterly", on: date = TURN) -> Practice:
    changes = [{"valid_from": on, "regime": then}]
    return make_practice(vat_regime=first, vat_number=NUMBER, vat_regimes=changes)


def drafting(
    *sessions: Session,
    practice: Practice,
    on: date = MARCH_31,
    client: Client | None = None,
    account: Account | None = None,
    **terms: Any,  # noqa: ANN401 - terms of a contract
) -> Drafting:
    engagement = make_engagement(*sessions, terms=make_terms(**terms))
    return Drafting(
        case=make_case(engagement, client=client or make_client()),
        account=account or Account(),
        practice=practice,
        law=LAW,
        issued_on=on,
        specimen=False,
    )


def met(*days: date) -> tuple[Session, ...]:
    return tuple(make_session(number, day) for number, day in enumerate(days, 1))


def parts_of(papers: tuple[Invoice, ...]) -> list[tuple[date, date, str, str, str]]:
    return [
        (
            paper.lines[0].start_on,
            paper.lines[0].end_on,
            paper.seller.vat_regime,
            str(paper.total_net),
            str(paper.total_vat),
        )
        for paper in papers
    ]


@pytest.mark.parametrize(
    ("first", "then", "vat"),
    [
        ("franchise", "quarterly", ("0.00", "104.00")),
        ("quarterly", "franchise", ("104.00", "0.00")),
    ],
)
def test_a_month_in_which_the_regime_changes_has_two_invoices_each_with_its_own_vat(
    first: str, then: str, vat: tuple[str, str]
) -> None:
    sessions = met(date(2026, 3, 14), date(2026, 3, 15))
    due = draft_due(drafting(*sessions, practice=turning(first, then)), MARCH_31)
    assert parts_of(due.invoices) == [
        (date(2026, 3, 1), date(2026, 3, 14), first, "520.00", vat[0]),
        (date(2026, 3, 15), MARCH_31, then, "520.00", vat[1]),
    ]
    assert [each.message for each in due.warnings] == ["vat.two-invoices"]
    mentions = [[each.id for each in paper.mentions] for paper in due.invoices]
    assert ["franchise" in each for each in mentions] == [first == "franchise", then == "franchise"]


def test_an_old_session_that_is_billed_after_the_change_keeps_the_vat_of_its_day() -> None:
    due = draft_due(drafting(*met(date(2026, 2, 3)), practice=turning()), MARCH_31)
    assert parts_of(due.invoices) == [
        (date(2026, 2, 1), date(2026, 2, 28), "franchise", "520.00", "0.00")
    ]


def test_a_consumer_pays_the_agreed_price_before_and_after_the_change() -> None:
    sessions = met(date(2026, 3, 3), date(2026, 3, 17))
    due = draft_due(drafting(*sessions, practice=turning(), client=make_private_client()), MARCH_31)
    assert [(p.total_gross, p.total_vat) for p in due.invoices] == [
        (Decimal("520.00"), Decimal("0.00")),
        (Decimal("520.00"), Decimal("86.67")),
    ]


def test_a_client_who_owes_the_tax_has_one_invoice_for_the_month_of_the_change() -> None:
    client = make_client(
        kind="company-eu",
        siren=None,
        vat_number="DE136695976",
        address={"street": "1 Weg", "postcode": "10115", "city": "Berlin", "country": "DE"},
    )
    sessions = met(date(2026, 3, 3), date(2026, 3, 17))
    due = draft_due(drafting(*sessions, practice=turning(), client=client), MARCH_31)
    assert [paper.total_gross for paper in due.invoices] == [Decimal("1040.00")]


def test_a_package_is_one_service_with_the_vat_of_its_last_session() -> None:
    sessions = met(date(2026, 3, 3), date(2026, 3, 17))
    price = Decimal(1000)
    made = drafting(*sessions, practice=turning(), plan="package", package_price=price, sessions=2)
    due = draft_due(made, MARCH_31)
    assert [(paper.total_net, paper.total_vat) for paper in due.invoices] == [
        (Decimal("1000.00"), Decimal("200.00"))
    ]
    issued = replace(due.invoices[0], number="F-2026-0001")
    assert list(billed_otherwise(Account((issued,)), turning())) == []


def test_a_quote_shows_the_vat_of_the_day_on_which_the_sessions_begin() -> None:
    made = drafting(practice=turning(), on=date(2026, 3, 1), start_on=date(2026, 3, 16))
    quote = draft_quote(made, date(2026, 3, 10))
    assert (quote.seller.vat_regime, quote.vat[0].rate) == ("quarterly", Decimal(20))


def test_a_credit_note_after_the_change_keeps_the_vat_of_its_invoice() -> None:
    made = drafting(*met(date(2026, 3, 3)), practice=turning())
    paper = replace(draft_due(made, MARCH_31).invoices[0], number="F-2026-0001")
    credit = draft_credit(
        paper, Account((paper,)), Selection(), reason="Erreur", frees=True, issued_on=MARCH_31
    )
    assert (credit.seller.vat_regime, credit.vat[0].category) == ("franchise", "E")


def test_vat_is_declared_in_the_period_of_the_money_whatever_the_day_of_the_service() -> None:
    practice = turning("quarterly", "franchise")
    made = drafting(*met(date(2026, 3, 3)), practice=practice)
    paper = replace(draft_due(made, MARCH_31).invoices[0], number="F-2026-0001")
    paid = draft_receipt(paper, Account((paper,)), None, on=date(2026, 5, 4), method="transfer")
    found = {
        each.declaration: each.period.start_on for each in declarations_of(paid, practice, LAW)
    }
    assert found["vat-return"] == date(2026, 4, 1)


def with_deposit(practice: Practice, client: Client | None = None) -> tuple[Invoice, Account]:
    """Return a deposit of 500 € in February that was paid, and the account."""
    made = drafting(practice=practice, on=date(2026, 2, 2), client=client)
    deposit = replace(draft_deposit(made, Decimal(500)).invoices[0], number="F-2026-0001")
    account = Account((deposit,))
    paid = draft_receipt(deposit, account, None, on=date(2026, 2, 3), method="transfer")
    return deposit, Account((deposit,), (paid,))


def renewed(
    practice: Practice, *, is_included: bool, client: Client | None = None
) -> tuple[Invoice, Invoice, Account]:
    """Bill that deposit anew on the last day of March."""
    deposit, account = with_deposit(practice, client)
    credit = draft_credit(
        deposit, account, Selection(), reason="TVA", frees=False, issued_on=MARCH_31
    )
    credit = replace(credit, number="F-2026-0002")
    made = drafting(practice=practice, client=client, account=account)
    new = draft_renewed(made, credit, is_included=is_included)
    new = replace(new, number="F-2026-0003")
    account = Account((*account.papers, credit, new), account.receipts)
    while missing := draft_offsets(deposit, new, account, MARCH_31):
        account = Account(account.papers, (*account.receipts, missing[0]))
    return deposit, new, account


def test_an_invoice_waits_for_a_deposit_of_the_regime_before_and_those_before_it_do_not() -> None:
    _, account = with_deposit(turning())
    sessions = met(date(2026, 3, 3), date(2026, 3, 17))
    made = drafting(*sessions, practice=turning(), account=account, hourly_rate=Decimal(200))
    due = draft_due(made, MARCH_31)
    assert [paper.deducted for paper in due.invoices] == [Decimal("400.00")]
    assert [(each.message, each.level) for each in due.warnings] == [
        ("vat.deposit-outdated", "warning")
    ]
    alone = drafting(*met(date(2026, 3, 17)), practice=turning(), account=account)
    with pytest.raises(RuleRefusedError) as refused:
        draft_due(alone, MARCH_31)
    assert [each.message for each in refused.value.problems] == ["vat.deposit-outdated"]


def test_a_deposit_of_after_the_change_is_not_taken_off_older_services() -> None:
    made = drafting(practice=turning(), on=date(2026, 3, 20))
    deposit = replace(draft_deposit(made, Decimal(500)).invoices[0], number="F-2026-0001")
    account = Account((deposit,))
    paid = draft_receipt(deposit, account, None, on=date(2026, 3, 20), method="transfer")
    account = Account((deposit,), (paid,))
    sessions = met(date(2026, 3, 3), date(2026, 3, 17))
    due = draft_due(drafting(*sessions, practice=turning(), account=account), MARCH_31)
    assert [paper.deducted for paper in due.invoices] == [Decimal(0), Decimal("600.00")]


@pytest.mark.parametrize(
    ("first", "then", "is_included", "net", "vat", "owed_old", "owed_new"),
    [
        ("franchise", "quarterly", True, "416.67", "83.33", "0.00", "0.00"),
        ("franchise", "quarterly", False, "500.00", "100.00", "0.00", "100.00"),
        ("quarterly", "franchise", True, "600.00", "0.00", "0.00", "0.00"),
        ("quarterly", "franchise", False, "500.00", "0.00", "-100.00", "0.00"),
    ],
)
def test_a_deposit_is_billed_anew_and_no_money_moves(
    first: str, then: str, is_included: bool, net: str, vat: str, owed_old: str, owed_new: str
) -> None:
    old, new, account = renewed(turning(first, then), is_included=is_included)
    assert (new.total_net, new.total_vat) == (Decimal(net), Decimal(vat))
    assert balance_of(account, old).outstanding == Decimal(owed_old)
    assert balance_of(account, new).outstanding == Decimal(owed_new)
    assert total(each.signed for each in account.receipts) == account.receipts[0].amount
    assert [each.method for each in account.receipts] == ["transfer", None, None]


def test_a_sum_that_no_price_reaches_is_kept_to_the_cent_with_its_vat() -> None:
    made = drafting(practice=turning(), on=date(2026, 2, 2))
    deposit = replace(draft_deposit(made, Decimal("1000.05")).invoices[0], number="F-2026-0001")
    credit = draft_credit(
        deposit, Account((deposit,)), Selection(), reason="TVA", frees=False, issued_on=MARCH_31
    )
    new = draft_renewed(drafting(practice=turning()), credit, is_included=True)
    assert (new.total_net, new.total_vat) == (Decimal("833.37"), Decimal("166.68"))


def test_a_consumer_is_never_asked_for_vat_beyond_the_agreed_price() -> None:
    with pytest.raises(RuleRefusedError) as refused:
        renewed(turning(), is_included=False, client=make_private_client())
    assert [each.message for each in refused.value.problems] == ["renew.price-with-vat"]


def test_an_offset_of_which_only_the_first_half_was_recorded_goes_on() -> None:
    old, new, account = renewed(turning(), is_included=True)
    half = Account(account.papers, account.receipts[:2])
    (missing,) = draft_offsets(old, new, half, MARCH_31)
    assert missing == account.receipts[2]


@pytest.mark.parametrize(
    ("first", "then", "message"),
    [
        ("franchise", "quarterly", "vat.billed-without"),
        ("quarterly", "franchise", "vat.billed-with"),
    ],
)
def test_an_invoice_of_services_after_a_change_that_was_learnt_later_is_named(
    first: str, then: str, message: str
) -> None:
    before = make_practice(vat_regime=first, vat_number=NUMBER)
    made = drafting(*met(date(2026, 3, 3), date(2026, 3, 17)), practice=before)
    paper = replace(draft_due(made, MARCH_31).invoices[0], number="F-2026-0001")
    assert list(billed_otherwise(Account((paper,)), before)) == []
    (problem,) = billed_otherwise(Account((paper,)), turning(first, then))
    assert (problem.message, problem.args["on"]) == (message, date(2026, 3, 17))
    credit = draft_credit(
        paper, Account((paper,)), Selection(), reason="TVA", frees=True, issued_on=MARCH_31
    )
    credited = Account((paper, replace(credit, number="F-2026-0002")))
    assert list(billed_otherwise(credited, turning(first, then))) == []


@pytest.mark.parametrize(("day", "found"), [(3, []), (9, ["vat.franchise-over"])])
def test_services_from_the_day_on_which_the_franchise_was_lost_are_not_billed_without_vat(
    day: int, found: list[str]
) -> None:
    made = drafting(*met(date(2026, 3, day)), practice=make_practice())
    (paper,) = draft_due(made, MARCH_31).invoices
    lost = (Problem("threshold.franchise-lost", {"on": date(2026, 3, 9)}),)
    assert [each.message for each in franchise_gate(paper, lost)] == found


def test_services_that_bear_vat_do_not_wait_for_the_regime() -> None:
    made = drafting(*met(date(2026, 3, 9)), practice=turning(on=date(2026, 3, 1)))
    (paper,) = draft_due(made, MARCH_31).invoices
    lost = (Problem("threshold.franchise-lost", {"on": date(2026, 3, 9)}),)
    assert list(franchise_gate(paper, lost)) == []

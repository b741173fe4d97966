"""What exceeds what is due when a package ends early, although deposits are unpaid."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import SIGNED_ON
from tests.commands import command_of
from tests.domain.money.test_package import (
    credit_unpaid,
    drafting_on,
    due,
    ended,
    held,
    issued,
    package,
)

from phmcoach.actions.money.settling import report_settlement
from phmcoach.domain.money.account import Account, balance_of, deposits_of
from phmcoach.domain.money.credit import Selection, draft_credit
from phmcoach.domain.money.package import price_due
from phmcoach.domain.money.payment import draft_receipt
from phmcoach.domain.money.settlement import Settlement, open_balances, settle
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.values.money import total

ENDED_ON = date(2026, 2, 20)
ASKED = (Decimal("2160.00"), Decimal("2880.00"))  # 30 % and 40 % of 6 000 €, with VAT
UNPAID = Decimal("0.00")


def two_deposits(*paid: Decimal, sessions: int) -> tuple[Engagement, Account]:
    """Return a package of 12 sessions that ended after some, and what was paid of two deposits."""
    asked = package(*held(max(sessions, 6)))  # the second one is due after six sessions
    account = Account()
    for amount in paid:
        account = issued(account, due(asked, account, SIGNED_ON)[0], paid=False)
        if amount:
            deposit = account.papers[-1]
            receipt = draft_receipt(deposit, account, amount, on=SIGNED_ON, method="transfer")
            account = Account(account.papers, (*account.receipts, receipt))
    return ended(package(*held(sessions))), account


def settled(engagement: Engagement, account: Account) -> Settlement:
    return settle(drafting_on(engagement, account, ENDED_ON))


def named(engagement: Engagement, account: Account) -> list[tuple[str, str | None]]:
    """Return what is left to settle, in its order: the messages, and the commands that help."""
    steps = report_settlement(settled(engagement, account))
    return [(each.message, command_of(each.naming("martin"))) for each in steps]


CREDIT_FIRST = [
    ("settle.deposits", None),
    ("settle.package-to-bill", "coach invoice martin --credit-unpaid"),
]


@pytest.mark.parametrize(
    "paid",
    [(UNPAID, ASKED[1]), (ASKED[0], UNPAID), (Decimal(100), UNPAID)],
    ids=["first-unpaid", "second-unpaid", "hardly-paid"],
)
def test_a_client_who_owes_money_is_given_none_back(paid: tuple[Decimal, Decimal]) -> None:
    engagement, account = two_deposits(*paid, sessions=6)  # 3 600 € are due
    assert named(engagement, account) == CREDIT_FIRST


def test_what_is_left_to_pay_is_that_of_the_invoice_after_the_credit_notes() -> None:
    engagement, account = two_deposits(UNPAID, ASKED[1], sessions=6)
    step = report_settlement(settled(engagement, account))[0]
    assert step.args == {"amount": Decimal("2880.00"), "left": Decimal("720.00")}


def test_an_unpaid_deposit_of_less_than_what_is_due_is_paid_first() -> None:
    engagement, account = two_deposits(UNPAID, sessions=6)
    assert named(engagement, account) == [
        ("settle.deposits", None),
        ("billing.deposit-open", "coach pay F-2026-0001 --on DATE --by transfer"),
        ("settle.package-to-bill", "coach invoice martin --credit-unpaid"),
    ]


def test_a_deposit_of_which_too_much_was_paid_is_credited_with_its_unpaid_rest() -> None:
    engagement, account = two_deposits(Decimal("1800.00"), sessions=2)  # 1 200 € are due
    step = report_settlement(settled(engagement, account))[0]
    assert (step.message, step.args) == (
        "settle.deposit-partly-paid",
        {
            "number": "F-2026-0001",
            "amount": Decimal("960.00"),
            "unpaid": Decimal("360.00"),
            "back": Decimal("600.00"),
        },
    )
    assert command_of(step) == 'coach credit F-2026-0001 --amount 1=800.00 --reason "…"'


def test_a_deposit_that_was_not_paid_and_is_not_due_is_credited_and_nothing_given_back() -> None:
    engagement, account = two_deposits(UNPAID, sessions=0)
    (step,) = report_settlement(settled(engagement, account))
    assert (step.message, step.args) == (
        "settle.deposit-not-needed",
        {"number": "F-2026-0001", "amount": Decimal("2160.00")},
    )


def test_what_is_to_be_given_back_is_named_with_its_vat() -> None:
    engagement, account = two_deposits(ASKED[0], sessions=2)
    step = report_settlement(settled(engagement, account))[0]
    assert (step.message, step.args["amount"]) == ("settle.deposit-surplus", Decimal("960.00"))


@given(
    st.lists(st.integers(0, 100), min_size=1, max_size=2),
    st.integers(0, 12),
)
def test_what_is_named_leads_from_any_payments_to_the_price_and_what_is_too_much(
    percents: list[int], sessions: int
) -> None:
    paid = [ASKED[n] * percent / 100 for n, percent in enumerate(percents)]
    engagement, account = two_deposits(*paid, sessions=sessions)
    while surplus := settled(engagement, account).surplus:
        paper = account.paper(surplus[0].number)
        assert paper is not None
        part = Selection(amounts={1: surplus[0].price})
        note = draft_credit(paper, account, part, reason="X", frees=False, issued_on=ENDED_ON)
        account = issued(account, note, paid=False)
        assert account.papers[-1].total_gross == surplus[0].amount
    if settled(engagement, account).to_bill:
        for deposit in deposits_of(account):
            if deposit.balance.outstanding > 0:
                account = credit_unpaid(account, deposit.paper, ENDED_ON)
        account = issued(account, *due(engagement, account, ENDED_ON), paid=False)
    price = price_due(drafting_on(engagement, account, ENDED_ON)) * Decimal("1.2")
    unpaid, owed = open_balances(account)
    left = total(amount for _, amount in unpaid) - total(amount for _, amount, _ in owed)
    assert left == price - sum(paid)
    assert not (unpaid and owed)
    papers = [balance_of(account, each) for each in account.papers if each.type != "credit"]
    assert total(each.due - each.credited for each in papers) == price

"""What `show` lists of a package: the instalments that were asked for, paid, and are to come."""

from datetime import date
from decimal import Decimal

import pytest
from tests.builders import SIGNED_ON, make_case
from tests.domain.money.test_package import (
    credit_unpaid,
    drafting_on,
    due,
    ended,
    held,
    issued,
    package,
)

from phmcoach.actions.money.instalments import find_due, list_instalments
from phmcoach.domain.money.account import Account
from phmcoach.domain.money.due import NothingToBillError, draft_due
from phmcoach.domain.money.payment import draft_receipt
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.values.money import total


def listed(engagement: Engagement, account: Account) -> list[tuple[str | None, ...]]:
    """Return the number, what was asked, paid and left of each instalment."""
    lines = list_instalments(make_case(engagement), account)
    return [
        (each.number, *(str(one) for one in (each.asked, each.received, each.outstanding)))
        for each in lines
    ]


def partly_paid() -> tuple[Engagement, Account]:
    engagement = package(*held(12))
    account = issued(Account(), due(engagement, Account(), SIGNED_ON)[0])
    account = issued(account, *due(engagement, account, SIGNED_ON), paid=False)
    part = draft_receipt(
        account.papers[1], account, Decimal("1000.00"), on=SIGNED_ON, method="transfer"
    )
    return engagement, Account(account.papers, (*account.receipts, part))


def test_an_instalment_is_paid_or_owed_or_to_come() -> None:
    assert listed(*partly_paid()) == [
        ("F-2026-0001", "2160.00", "2160.00", "0.00"),
        ("F-2026-0002", "2880.00", "1000.00", "1880.00"),
        (None, "None", "None", "None"),
    ]


def test_what_was_credited_is_asked_for_by_the_last_invoice() -> None:
    engagement, account = partly_paid()
    account = credit_unpaid(account, account.papers[1], SIGNED_ON)
    account = issued(account, *due(engagement, account, SIGNED_ON), paid=False)
    assert listed(engagement, account) == [
        ("F-2026-0001", "2160.00", "2160.00", "0.00"),
        ("F-2026-0002", "1000.00", "1000.00", "0.00"),
        ("F-2026-0004", "4040.00", "0.00", "4040.00"),
    ]


def test_after_an_early_end_only_the_last_one_is_to_come() -> None:
    engagement = package(*held(5))
    account = issued(Account(), *due(engagement, Account(), SIGNED_ON))
    assert listed(ended(engagement), account) == [
        ("F-2026-0001", "2160.00", "2160.00", "0.00"),
        (None, "None", "None", "None"),
    ]


def test_hours_have_no_instalments() -> None:
    assert listed(package(plan="hourly", package_price=None, schedule=()), Account()) == []


@pytest.mark.parametrize("count", [0, 5, 6, 12])
@pytest.mark.parametrize("monthly", [False, True])
@pytest.mark.parametrize("on", [date(2026, 1, 12), date(2026, 4, 20), date(2026, 9, 1)])
def test_the_step_names_the_instalments_that_the_next_command_bills(
    count: int, on: date, *, monthly: bool
) -> None:
    schedule = {"schedule": (), "monthly": True} if monthly else {}
    drafting = drafting_on(package(*held(count), **schedule), Account(), on)
    steps, amount = find_due(drafting)
    try:
        papers = draft_due(drafting, on).invoices
    except NothingToBillError:
        papers = ()
    assert [step.args["due"] for step in steps] == (
        [[str(paper.lines[0].part) for paper in papers]] if papers else []
    )
    assert amount == total(paper.total_gross for paper in papers)

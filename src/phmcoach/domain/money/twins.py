"""What was recorded twice by mistake: a receipt or a deposit that equals an earlier one.

It may be right: two cheques of the same amount on one day. So it is asked about or remarked on,
never refused.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from phmcoach.domain.money.account import Account
from phmcoach.domain.money.receipt import Receipt
from phmcoach.errors import Problem
from phmcoach.value import replace


def find_receipt_twin(receipt: Receipt, earlier: Mapping[int, Receipt]) -> Problem | None:
    """Return a remark if a receipt equals an earlier one that was not undone; both by place.

    Day, amount, reference and all else that is typed are the same; the shares follow from them.
    """
    undone = {each.counters for each in earlier.values()}
    for place, each in earlier.items():
        if place not in undone and _typed(each) == _typed(receipt):
            args = {"amount": receipt.amount, "on": receipt.received_on, "entry": place}
            return Problem("pay.same-again", args)
    return None


def _typed(receipt: Receipt) -> Receipt:
    return replace(receipt, shares=(), surplus=Decimal(0))


def find_deposit_twin(account: Account, amount: Decimal, issued_on: date) -> Problem | None:
    """Return a remark if a deposit of this amount was issued on this day, and not credited."""
    same = (
        paper
        for paper in account.papers
        if paper.type == "deposit"
        and paper.issued_on == issued_on
        and amount in (paper.total_net, paper.total_gross)
        and not account.credits_of(paper.number or "")
    )
    for paper in same:
        args = {"amount": amount, "on": issued_on, "number": paper.number}
        return Problem("billing.same-deposit-again", args)
    return None

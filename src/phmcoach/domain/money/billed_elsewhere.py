"""What an invoice of another engagement already bills, because one file is a copy of the other.

The ledger identifies an engagement by its reference, the name of its file, so the sessions of a
renamed or copied file could be billed again under another name.
"""

from collections.abc import Iterable, Iterator

from phmcoach.domain.money.account import Account
from phmcoach.domain.money.credit_left import LineLeft, paper_left
from phmcoach.domain.money.invoice import BilledSession, Invoice
from phmcoach.value import Value


class Overlap(Value):
    """What two papers bill: a session of each, or the same instalment of a package."""

    own: BilledSession | None
    other: BilledSession | None
    part: int | None
    paper: Invoice


def find_overlaps(drafted: Invoice, account: Account) -> Iterator[Overlap]:
    """Yield what a draft would bill and the account of another engagement bills already.

    Sessions are compared by their day and length, because the ledger does not contain their hour,
    and instalments by their number and the day of the contract. What was credited is not billed.
    """
    for paper in account.papers:
        if paper.type == "credit" or _person(paper) != _person(drafted):
            continue
        left = [each for each in paper_left(paper, account).lines if not each.is_gone]
        for own in _timed_sessions(drafted):
            for other in _left_sessions(left):
                if (own.on, own.minutes) == (other.on, other.minutes):
                    yield Overlap(own, other, None, paper)
        if paper.contract_signed_on == drafted.contract_signed_on:
            parts = {each.line.part for each in left}
            for line in drafted.lines:
                if line.part is not None and line.part in parts:
                    yield Overlap(None, None, line.part, paper)


def _person(paper: Invoice) -> tuple[str, str, bool]:
    """Return what tells the person of a paper: names are shared, so also by the client."""
    return paper.beneficiary, paper.buyer.reference, paper.specimen


def _timed_sessions(paper: Invoice) -> Iterator[BilledSession]:
    for line in paper.lines:
        if line.kind != "travel":
            yield from line.sessions


def _left_sessions(left: Iterable[LineLeft]) -> Iterator[BilledSession]:
    for each in left:
        if each.line.kind != "travel":
            yield from each.sessions

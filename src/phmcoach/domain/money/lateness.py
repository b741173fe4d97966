"""Who is late, by how much, and what it has cost: read from the ledger and the day.

Nothing of it is stored. Whether a letter was sent is the coach's to know, for it leaves in his own
mail; so a level is a proposal, made from the days alone, and he may choose another.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from phmcoach.domain.money.account import Account, Balance, balance_of
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.domain.money.penalties import Penalties, find_penalties, find_time_bar, payments_of
from phmcoach.domain.records.law import Law
from phmcoach.domain.values.money import total
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.words import ReminderLevel

LEVEL_DAYS: Mapping[ReminderLevel, int] = {"formal": 30, "firm": 15, "friendly": 3}
"""From how many days after the due date each letter is usual, the latest first."""

BAR_WARNING_DAYS = 90
"""How long before a claim is lost the coach is told."""


@dataclass(frozen=True)
class Lateness:
    """A paper on a day: what is left to pay, and what its lateness has cost.

    `penalties` is None where they are not known or not looked for, `compensated` what was already
    received of them. After `claimable_until` the claim is lost.
    """

    paper: Invoice
    as_of: date
    balance: Balance
    claimable_until: date
    penalties: Penalties | None
    compensated: Decimal

    @property
    def number(self) -> str:
        """The number of the paper, which is issued."""
        return self.paper.number or ""

    @property
    def days(self) -> int:
        """How many days ago the paper was due; 0 before."""
        return max((self.as_of - self.paper.due_on).days, 0)

    @property
    def is_barred(self) -> bool:
        """Whether it is too late to claim."""
        return self.as_of > self.claimable_until

    @property
    def level(self) -> ReminderLevel | None:
        """The letter that it is time for, or None."""
        if self.is_barred:
            return None
        return next((level for level, days in LEVEL_DAYS.items() if self.days >= days), None)

    @property
    def compensation(self) -> Decimal:
        """What of interest and indemnity is still owed, as far as it is known."""
        cost = self.penalties.amount if self.penalties else Decimal("0.00")
        return max(cost - self.compensated, Decimal("0.00"))


@dataclass(frozen=True)
class Claim:
    """What a coach may add to the ledger's facts: the day of his formal notice, an agreed rate."""

    notified_on: date | None = None
    agreed: Decimal | None = None


def find_unpaid(
    entries: Iterable[LedgerEntry], law: Law, *, as_of: date, specimen: bool
) -> tuple[tuple[Lateness, ...], tuple[Problem, ...]]:
    """Return all papers of which something is left to pay on a day, the longest due first.

    What was issued or received later is not there yet. A paper whose penalties need a half-year
    that is not known has none, and a warning tells it, as it does a claim that is nearly lost.
    """
    found: list[Lateness] = []
    problems: list[Problem] = []
    real = (
        entry for entry in entries if entry.specimen == specimen and _happened_on(entry) <= as_of
    )
    for paper, own in _by_paper(real).values():
        late = _measure_price(paper, own, law, as_of)
        if late.balance.outstanding <= 0:
            continue
        try:
            late = _measure_cost(late, own, law, Claim())
        except RuleRefusedError as error:
            problems += (problem for problem in error.problems if problem not in problems)
        found.append(late)
    found.sort(key=lambda late: (late.paper.due_on, late.number))
    return tuple(found), (*problems, *(p for late in found for p in _near_the_bar(late)))


def _happened_on(entry: LedgerEntry) -> date:
    """Return the day of a paper's issue or of a receipt, which is not that of its recording."""
    if entry.receipt is not None:
        return entry.receipt.received_on
    return entry.document.issued_on if entry.document else date.max


def measure_lateness(
    entries: Iterable[LedgerEntry],
    paper: Invoice,
    law: Law,
    *,
    as_of: date,
    claim: Claim | None = None,
) -> Lateness:
    """Return where a paper stands on a day; `entries` may hold those of other papers too.

    Without a claim, what lateness cost is not looked for, and no rate needs to be known. Raises
    what `find_penalties` raises.
    """
    _, own = _by_paper(entries)[paper.number or ""]
    late = _measure_price(paper, own, law, as_of)
    return late if claim is None else _measure_cost(late, own, law, claim)


def _measure_cost(late: Lateness, own: Sequence[LedgerEntry], law: Law, claim: Claim) -> Lateness:
    penalties = find_penalties(
        kind=late.paper.buyer.kind,
        due_on=late.paper.due_on,
        owed=late.balance.due - late.balance.credited,
        payments=payments_of(own, late.number),
        as_of=late.as_of,
        law=law,
        notified_on=claim.notified_on,
        agreed=claim.agreed,
    )
    return replace(late, penalties=penalties)


def _near_the_bar(late: Lateness) -> Iterator[Problem]:
    args: dict[str, object] = {"number": late.number, "on": late.claimable_until}
    if late.is_barred:
        yield Problem("remind.barred", args)
    elif late.as_of >= late.claimable_until - timedelta(days=BAR_WARNING_DAYS):
        yield Problem("remind.near-the-bar", args)


def _measure_price(paper: Invoice, own: Sequence[LedgerEntry], law: Law, as_of: date) -> Lateness:
    """Measure what needs no rate."""
    account = Account(
        tuple(entry.invoice for entry in own if entry.invoice),
        tuple(receipt for entry in own if (receipt := entry.money)),
    )
    received = total(
        receipt.signed for receipt in account.receipts if not receipt.counts_as_turnover
    )
    bar = find_time_bar(
        kind=paper.buyer.kind,
        due_on=paper.due_on,
        payments=payments_of(own, paper.number or ""),
        law=law,
    )
    return Lateness(paper, as_of, balance_of(account, paper), bar, None, received)


def _by_paper(
    entries: Iterable[LedgerEntry],
) -> dict[str, tuple[Invoice, list[LedgerEntry]]]:
    """Gather each invoice with its credit notes and receipts, in one walk through the ledger."""
    found: dict[str, tuple[Invoice, list[LedgerEntry]]] = {}
    for entry in entries:
        paper, receipt = entry.invoice, entry.receipt
        number = entry.number or (receipt.document if receipt else None) or ""
        if paper is not None and paper.corrects is None:
            found[number] = (paper, [entry])
            continue
        if paper is not None and paper.corrects is not None:
            number = paper.corrects.number
        if number in found:
            found[number][1].append(entry)
    return found

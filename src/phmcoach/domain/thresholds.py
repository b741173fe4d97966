"""How near the year's receipts are to the amounts that change a practice's regime.

Crossing one is no fault, but it has a date: the coach owes VAT from a day on, or leaves the regime
of the micro-entrepreneur, and he wants to know before his client does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter

from phmcoach.domain.law import Law
from phmcoach.domain.ledger import LedgerEntry
from phmcoach.domain.ledger_views import received_before, turnover
from phmcoach.domain.practice import Practice
from phmcoach.domain.sheet import Period
from phmcoach.errors import Problem

LEVELS = (100, 90, 80)
"""From which percentages of a limit on the coach is told."""

FRANCHISE, FRANCHISE_UPPER, MICRO = "vat-franchise", "vat-franchise-upper", "micro"


@dataclass(frozen=True)
class Standing:
    """Where the receipts of a year stand to a limit; `reached_on` is the day that crossed it."""

    limit: str
    amount: Decimal
    received: Decimal
    reached_on: date | None

    @property
    def percent(self) -> int:
        """How much of the limit is received, in whole percent."""
        return int(self.received * 100 / self.amount)

    @property
    def level(self) -> int:
        """The highest level that is reached, or 0."""
        return next((level for level in LEVELS if self.received * 100 >= level * self.amount), 0)


def find_standings(
    entries: Iterable[LedgerEntry], practice: Practice, law: Law, year: int
) -> tuple[Standing, ...]:
    """Compare the receipts of a year with each limit that the practice's regimes have.

    Without VAT; whoever owes VAT has left the franchise, and a real regime has no ceiling.
    """
    period = Period(date(year, 1, 1), date(year, 12, 31))
    names = [FRANCHISE, FRANCHISE_UPPER] if practice.vat_regime == "franchise" else []
    names += [MICRO] if practice.tax_regime == "micro-bnc" else []
    entries = tuple(entries)
    before = (period.start_on, received_before(entries, period))
    received = [before, *sorted(turnover(entries, period), key=itemgetter(0))]
    return tuple(_measure(name, law.limit(name, period.end_on), received) for name in names)


def _measure(name: str, amount: Decimal, received: Iterable[tuple[date, Decimal]]) -> Standing:
    """Add up to the day that went beyond a limit; what goes back later does not undo it."""
    so_far, reached_on = Decimal(0), None
    for on, each in received:
        so_far += each
        if so_far > amount and reached_on is None:
            reached_on = on
    return Standing(name, amount, so_far, reached_on)


def threshold_problems(standings: Iterable[Standing]) -> Iterator[Problem]:
    """Tell each limit that is near or crossed, with what follows by law and from when.

    The franchise ends on the day that crosses the upper limit, else on 1 January after a year that
    ended above the base (CGI 293 B, II). The micro regime ends on 1 January after two years above
    (CGI 102 ter).
    """
    found = {standing.limit: standing for standing in standings}
    base, upper, micro = found.get(FRANCHISE), found.get(FRANCHISE_UPPER), found.get(MICRO)
    if upper and upper.reached_on:
        yield Problem("threshold.franchise-lost", _args(upper) | {"on": upper.reached_on})
    elif base and upper and base.reached_on:
        ends_on = date(base.reached_on.year + 1, 1, 1)
        yield Problem(
            "threshold.franchise-ending", _args(base) | {"on": ends_on, "upper": upper.amount}
        )
    elif base and base.level:
        yield Problem("threshold.franchise-near", _args(base))
    if micro and micro.reached_on:
        on = date(micro.reached_on.year + 1, 1, 1)
        yield Problem("threshold.micro-crossed", _args(micro) | {"on": on})
    elif micro and micro.level:
        yield Problem("threshold.micro-near", _args(micro))


def newly_reached(before: Iterable[Standing], after: Iterable[Standing]) -> Iterator[Problem]:
    """Tell what a receipt has changed: limits that reached another level by it."""
    levels = {standing.limit: (standing.level, standing.reached_on) for standing in before}
    moved = {each.limit for each in after if levels[each.limit] != (each.level, each.reached_on)}
    groups = ({FRANCHISE, FRANCHISE_UPPER}, {MICRO})
    for group in groups:
        if moved & group:
            yield from threshold_problems(each for each in after if each.limit in group)


def _args(standing: Standing) -> dict[str, object]:
    return {
        "received": standing.received,
        "limit": standing.amount,
        "percent": standing.percent,
    }

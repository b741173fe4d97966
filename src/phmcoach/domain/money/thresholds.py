"""How near the year's receipts are to the amounts that change a practice's regime.

Crossing one is no fault, but it has a date: the coach owes VAT from a day on, or leaves the regime
of the micro-entrepreneur, and he wants to know before his client does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter

from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.domain.money.sheet import Period
from phmcoach.domain.money.views import received_before, turnover
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import Problem

NOTED_PERCENTS = (100, 90, 80)
"""From which percentages of a limit on the coach is told."""

FRANCHISE, FRANCHISE_UPPER, MICRO = "vat-franchise", "vat-franchise-upper", "micro"


@dataclass(frozen=True)
class LimitStatus:
    """Where the receipts of a year stand to a limit; `reached_on` is the day that crossed it."""

    year: int
    limit: str
    amount: Decimal
    received: Decimal
    reached_on: date | None

    @property
    def percent(self) -> int:
        """How much of the limit is received, in whole percent."""
        return int(self.received * 100 / self.amount)

    @property
    def next_year_on(self) -> date:
        """The day from which on a year that ended above the limit counts."""
        return date(self.year + 1, 1, 1)

    @property
    def level(self) -> int:
        """The highest level that is reached, or 0."""
        return next(
            (level for level in NOTED_PERCENTS if self.received * 100 >= level * self.amount), 0
        )


def find_limit_statuses(
    entries: Iterable[LedgerEntry], practice: Practice, law: Law, year: int
) -> tuple[LimitStatus, ...]:
    """Compare the receipts of a year with each limit that the practice's regimes have.

    Without VAT; whoever owes VAT has left the franchise, and a real regime has no ceiling.
    """
    names = [FRANCHISE, FRANCHISE_UPPER] if practice.vat_regime == "franchise" else []
    names += [MICRO] if practice.tax_regime == "micro-bnc" else []
    received = _received(entries, year)
    end_on = date(year, 12, 31)
    return tuple(_measure(year, name, law.limit(name, end_on), received) for name in names)


def _received(entries: Iterable[LedgerEntry], year: int) -> list[tuple[date, Decimal]]:
    """Return the receipts of a year by day, what was received before the ledger first."""
    period = Period(date(year, 1, 1), date(year, 12, 31))
    entries = tuple(entries)
    before = (period.start_on, received_before(entries, period))
    return [before, *sorted(turnover(entries, period), key=itemgetter(0))]


def franchise_problems(
    entries: Iterable[LedgerEntry], practice: Practice, law: Law, year: int
) -> tuple[Problem, ...]:
    """Tell a practice that still bills in franchise that it is over, and since when.

    It ended in the year on the day that crossed the upper limit, or with the year before: no later
    receipt brings it back (CGI 293 B, II). Nothing where it holds.
    """
    if practice.vat_regime != "franchise":
        return ()
    entries = tuple(entries)
    before, now = (_franchise(entries, law, each) for each in (year - 1, year))
    if before and before[0].reached_on:
        base, upper = before
        crossed = upper if upper.reached_on else base
        on = upper.reached_on or base.next_year_on
        args = _args(crossed) | {"on": on, "year": f"{year - 1}"}
        return (Problem("threshold.franchise-lost-before", args),)
    return tuple(
        _report_lost(each) for each in now if each.limit == FRANCHISE_UPPER and each.reached_on
    )


def _franchise(entries: Iterable[LedgerEntry], law: Law, year: int) -> tuple[LimitStatus, ...]:
    """Measure the two limits of the franchise; nothing in a year without receipts."""
    received = _received(entries, year)
    if not any(amount for _, amount in received):
        return ()
    end_on = date(year, 12, 31)
    names = (FRANCHISE, FRANCHISE_UPPER)
    return tuple(_measure(year, name, law.limit(name, end_on), received) for name in names)


def limit_problems(
    statuses: Iterable[LimitStatus], franchise: Iterable[Problem]
) -> Iterator[Problem]:
    """Tell each limit, but instead of those of the franchise its end, where `franchise` says it."""
    over = tuple(franchise)
    yield from over
    yield from threshold_problems(each for each in statuses if not over or each.limit == MICRO)


def _measure(
    year: int, name: str, amount: Decimal, received: Iterable[tuple[date, Decimal]]
) -> LimitStatus:
    """Add up to the day that went beyond a limit; what goes back later does not undo it."""
    so_far, reached_on = Decimal(0), None
    for on, each in received:
        so_far += each
        if so_far > amount and reached_on is None:
            reached_on = on
    return LimitStatus(year, name, amount, so_far, reached_on)


def threshold_problems(statuses: Iterable[LimitStatus]) -> Iterator[Problem]:
    """Tell each limit that is near or crossed, with what follows by law and from when.

    The franchise ends on the day that crosses the upper limit, else on 1 January after a year that
    ended above the base (CGI 293 B, II). The micro regime ends on 1 January after two years above
    (CGI 102 ter).
    """
    found = {status.limit: status for status in statuses}
    base, upper, micro = found.get(FRANCHISE), found.get(FRANCHISE_UPPER), found.get(MICRO)
    if upper and upper.reached_on:
        yield _report_lost(upper)
    elif base and upper and base.reached_on:
        yield Problem("threshold.franchise-ending", _ends(base) | {"upper": upper.amount})
    elif base and upper and base.level:
        yield Problem("threshold.franchise-near", _ends(base) | {"upper": upper.amount})
    if micro and micro.reached_on:
        yield Problem("threshold.micro-crossed", _ends(micro))
    elif micro and micro.level:
        yield Problem("threshold.micro-near", _ends(micro))


def _report_lost(upper: LimitStatus) -> Problem:
    return Problem("threshold.franchise-lost", _args(upper) | {"on": upper.reached_on})


def newly_reached(before: Iterable[LimitStatus], after: Iterable[LimitStatus]) -> Iterator[Problem]:
    """Tell what a receipt has changed: limits that reached another level by it."""
    levels = {status.limit: (status.level, status.reached_on) for status in before}
    moved = {each.limit for each in after if levels[each.limit] != (each.level, each.reached_on)}
    groups = ({FRANCHISE, FRANCHISE_UPPER}, {MICRO})
    for group in groups:
        if moved & group:
            yield from threshold_problems(each for each in after if each.limit in group)


def _ends(status: LimitStatus) -> dict[str, object]:
    return _args(status) | {"on": status.next_year_on}


def _args(status: LimitStatus) -> dict[str, object]:
    return {
        "received": status.received,
        "limit": status.amount,
        "percent": status.percent,
    }

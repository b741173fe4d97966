"""Calendar months: the duration of a contract, and the months into which it is divided.

"Six months" from 1 January ends on 30 June for some people and on 1 July for others, and a
contract that starts on the 31st has no 31 February. One day of grace and one clamping rule settle
both, in this module only. Months are always counted from the first day, never from the previous
month: 31 January, 28 February, 31 March, not 28 March.
"""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from functools import total_ordering
from itertools import count, pairwise, takewhile

from phmcoach.domain.values.pauses import (
    ONE_DAY,
    DayRange,
    clip_pauses,
    count_days,
    count_open_days,
)
from phmcoach.value import Value
from phmcoach.words import MonthCounting

GRACE_DAYS = 1
"""The tolerance of an upper bound: 1 January to 1 July also counts as six months."""

SHORTEST_MONTH_DAYS = 15
"""A partial month at either end with fewer days is merged into its neighbour."""


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later (or earlier), or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def end_after_months(start: date, months: int) -> date:
    """Return the last day of a duration of whole months.

    Six months from 31 August end on 27 February, or on the 28th in a leap year.
    """
    return add_months(start, months) - ONE_DAY


@total_ordering
class Duration(Value):
    """A duration in whole calendar months and remaining days, as messages show it."""

    months: int
    days: int = 0

    def __lt__(self, other: "Duration") -> bool:
        """Compare months, then days."""
        return (self.months, self.days) < (other.months, other.days)


def measure_span(start: date, end: date, *, paused_days: int = 0) -> Duration:
    """Return the duration from `start` to `end`, both included, net of paused days.

    Paused days move the end back by as many days; if all days are paused, it is `Duration(0, 0)`.
    """
    after = max(start, end + ONE_DAY - timedelta(days=paused_days))
    months = (after.year - start.year) * 12 + after.month - start.month
    if add_months(start, months) > after:
        months -= 1
    return Duration(months, (after - add_months(start, months)).days)


def months_between(start: date, end: date, *, paused_days: int = 0) -> int:
    """Return the whole months of a duration: six from 1 January to 30 June, and to 1 July."""
    return measure_span(start, end, paused_days=paused_days).months


def months_begun(start: date, end: date, *, paused_days: int = 0) -> int:
    """Return the months of a duration, with the one that its last days begin.

    One day of grace begins no month: six from 1 January to 1 July, seven to 2 July.
    """
    span = measure_span(start, end, paused_days=paused_days)
    return span.months + (span.days > GRACE_DAYS)


class Month(Value):
    """One month of a contract, both days included."""

    start_on: date
    end_on: date

    def __contains__(self, day: date) -> bool:
        return self.start_on <= day <= self.end_on


def contract_months(
    start: date,
    end: date,
    pauses: Iterable[DayRange] = (),
    *,
    counting: MonthCounting = "contract",
) -> tuple[Month, ...]:
    """Return the consecutive months of a contract, from `start` to `end`.

    `contract`: month k begins k months after the start day. A pause stops the clock: every month
    that would begin after the first day of a pause is postponed by its length. So a pause lies
    within one month, and that month still has its full number of open days. A pause that begins on
    the first day of a month belongs to that month. A final partial month of fewer than 15 open days
    is merged into the previous month.

    `calendar`: calendar months, cut to the contract. A first partial month of fewer than 15 days is
    merged into the next month, a final one into the previous month. Pauses move nothing here. A
    calendar month without an open day is still a month of the contract; a rule that requires a
    session in each month must check for open days.
    """
    if counting == "calendar":
        firsts = _calendar_firsts(start, end)
    else:
        firsts = _contract_firsts(start, end, clip_pauses(pauses, start, end))
    ends = [following - ONE_DAY for following in firsts[1:]] + [end]
    return tuple(Month(first, last) for first, last in zip(firsts, ends, strict=True))


def _contract_firsts(start: date, end: date, pauses: tuple[DayRange, ...]) -> list[date]:
    """Return the first day of each contract month: counted in open days, then postponed."""
    end_of_clock = start + timedelta(days=count_open_days(start, end, pauses) - 1)
    firsts = _until(end_of_clock, (add_months(start, k) for k in count()))
    if len(firsts) > 1 and count_days(firsts[-1], end_of_clock) < SHORTEST_MONTH_DAYS:
        firsts.pop()
    return [start, *(_postpone(first, pauses) for first in firsts[1:])]


def _postpone(day: date, pauses: tuple[DayRange, ...]) -> date:
    for first, last in pauses:
        if first < day:
            day += timedelta(days=count_days(first, last))
    return day


def _calendar_firsts(start: date, end: date) -> list[date]:
    """Return the first day of each calendar month of a contract, short partial months merged."""
    month_start = start.replace(day=1)
    firsts = [start, *_until(end, (add_months(month_start, k) for k in count(1)))]
    lengths = [count_days(first, after - ONE_DAY) for first, after in pairwise(firsts)]
    if len(firsts) > 1 and count_days(firsts[-1], end) < SHORTEST_MONTH_DAYS:
        firsts.pop()
    if len(firsts) > 1 and lengths[0] < SHORTEST_MONTH_DAYS:
        del firsts[1]
    return firsts


def _until(end: date, days: Iterable[date]) -> list[date]:
    return list(takewhile(lambda day: day <= end, days))

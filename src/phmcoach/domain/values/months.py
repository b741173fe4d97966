"""Calendar months: how long a contract is, and which months it is made of.

Two people who write "six months" end it on 30 June or on 1 July, and a contract that starts on
the 31st has no 31 February. One day of grace and one way of clamping settle both, here and
nowhere else. Months are always reckoned from the first day, never from the month before:
31 January, 28 February, 31 March, not 28 March.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, pairwise, takewhile

from phmcoach.domain.values.pauses import (
    ONE_DAY,
    DayRange,
    clip_pauses,
    count_days,
    count_open_days,
)
from phmcoach.words import MonthCounting

GRACE_DAYS = 1
"""1 January to 1 July is six months too: people write both."""

SHORTEST_MONTH_DAYS = 15
"""A stub of fewer days than this is no month of its own."""


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later (or earlier), or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def end_after_months(start: date, months: int) -> date:
    """Return the last day of a span of whole months.

    31 August and six months give 27 February, 28 in a leap year.
    """
    return add_months(start, months) - ONE_DAY


@dataclass(frozen=True, order=True)
class Span:
    """Whole calendar months, and the days beyond them: what a message can say of a duration."""

    months: int
    days: int = 0


def measure_span(start: date, end: date, *, paused_days: int = 0) -> Span:
    """Return the duration from `start` to `end`, both included, net of paused days.

    Paused days take the end back by as many days; a span that is all pause is `Span(0, 0)`.
    """
    after = max(start, end + ONE_DAY - timedelta(days=paused_days))
    months = (after.year - start.year) * 12 + after.month - start.month
    if add_months(start, months) > after:
        months -= 1
    return Span(months, (after - add_months(start, months)).days)


def months_between(start: date, end: date, *, paused_days: int = 0) -> int:
    """Return the whole months of a span: six for 1 January to 30 June, and to 1 July."""
    return measure_span(start, end, paused_days=paused_days).months


def spans_at_least(start: date, end: date, months: int, *, paused_days: int = 0) -> bool:
    """Whether a lower bound is kept. No grace here: a day that lacks, lacks."""
    return measure_span(start, end, paused_days=paused_days) >= Span(months)


def spans_at_most(start: date, end: date, months: int, *, paused_days: int = 0) -> bool:
    """Whether an upper bound is kept, with one day of grace."""
    return measure_span(start, end, paused_days=paused_days) <= Span(months, GRACE_DAYS)


@dataclass(frozen=True)
class Month:
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
    """Return the months of a contract, which follow each other from `start` to `end`.

    `contract`: month k begins k months after the start day. A pause stops the clock: each month
    that would begin after a pause has begun is put off by the pause's length, so that a pause lies
    whole in one month, and the month has its full number of open days. A pause that begins with a
    month belongs to that month. A last stub of fewer than 15 open days joins the month before it.

    `calendar`: civil months, cut to the contract. A first stub of fewer than 15 days joins the
    month after it, a last one the month before it. Pauses move nothing here; a civil month without
    an open day is still a month of the contract, and whoever asks for a session in it must see
    that it has no open day.
    """
    if counting == "calendar":
        firsts = _civil_firsts(start, end)
    else:
        firsts = _contract_firsts(start, end, clip_pauses(pauses, start, end))
    ends = [following - ONE_DAY for following in firsts[1:]] + [end]
    return tuple(Month(first, last) for first, last in zip(firsts, ends, strict=True))


def _contract_firsts(start: date, end: date, pauses: tuple[DayRange, ...]) -> list[date]:
    """Return the first day of each contract month, reckoned in open days and then put off."""
    end_of_clock = start + timedelta(days=count_open_days(start, end, pauses) - 1)
    firsts = _until(end_of_clock, (add_months(start, k) for k in count()))
    if len(firsts) > 1 and count_days(firsts[-1], end_of_clock) < SHORTEST_MONTH_DAYS:
        firsts.pop()
    return [start, *(_put_off(first, pauses) for first in firsts[1:])]


def _put_off(day: date, pauses: tuple[DayRange, ...]) -> date:
    for first, last in pauses:
        if first < day:
            day += timedelta(days=count_days(first, last))
    return day


def _civil_firsts(start: date, end: date) -> list[date]:
    """Return the first day of each civil month of a contract, stubs joined to their neighbour."""
    civil = start.replace(day=1)
    firsts = [start, *_until(end, (add_months(civil, k) for k in count(1)))]
    lengths = [count_days(first, after - ONE_DAY) for first, after in pairwise(firsts)]
    if len(firsts) > 1 and count_days(firsts[-1], end) < SHORTEST_MONTH_DAYS:
        firsts.pop()
    if len(firsts) > 1 and lengths[0] < SHORTEST_MONTH_DAYS:
        del firsts[1]
    return firsts


def _until(end: date, days: Iterable[date]) -> list[date]:
    return list(takewhile(lambda day: day <= end, days))

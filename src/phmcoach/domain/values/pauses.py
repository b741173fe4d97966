"""Days on which the clock stands still: an engagement's pauses and the practice's closures.

A pause and the August closure often overlap, and a day cannot be deducted twice. Everything that
counts days therefore goes through here, where ranges are united before they are counted.
"""

from collections.abc import Iterable
from datetime import date, timedelta

DayRange = tuple[date, date]
"""A first and a last day, both included."""

ONE_DAY = timedelta(days=1)


def count_days(start: date, end: date) -> int:
    """Return how many days there are from `start` to `end`, both included, 0 where none."""
    return max(0, (end - start).days + 1)


def unite_pauses(pauses: Iterable[DayRange]) -> tuple[DayRange, ...]:
    """Return the same days as ranges in order that neither overlap nor touch."""
    united: list[DayRange] = []
    for start, end in sorted(pauses):
        if united and start <= united[-1][1] + ONE_DAY:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((start, end))
    return tuple(united)


def clip_pauses(pauses: Iterable[DayRange], start: date, end: date) -> tuple[DayRange, ...]:
    """Return the united pauses, cut to the days from `start` to `end`, both included."""
    if not pauses:
        return ()  # asked some twenty times for each engagement, and nearly always so
    cut = ((max(first, start), min(last, end)) for first, last in unite_pauses(pauses))
    return tuple((first, last) for first, last in cut if first <= last)


def count_paused_days(start: date, end: date, pauses: Iterable[DayRange]) -> int:
    """Return how many days from `start` to `end`, both included, are paused; each counts once."""
    return sum(count_days(first, last) for first, last in clip_pauses(pauses, start, end))


def count_open_days(start: date, end: date, pauses: Iterable[DayRange]) -> int:
    """Return how many days from `start` to `end`, both included, are not paused."""
    return count_days(start, end) - count_paused_days(start, end, pauses)

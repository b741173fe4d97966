"""Days on which the clock stops: an engagement's pauses and the practice's closures.

A pause and the August closure often overlap, and a day must not be deducted twice. All counting of
paused days therefore happens here, where overlapping ranges are merged first.
"""

from collections.abc import Iterable
from datetime import date, timedelta

DayRange = tuple[date, date]
"""A first and a last day, both included."""

ONE_DAY = timedelta(days=1)


def count_days(start: date, end: date) -> int:
    """Return the number of days from `start` to `end`, both included; 0 if `end` comes first."""
    return max(0, (end - start).days + 1)


def merge_pauses(pauses: Iterable[DayRange]) -> tuple[DayRange, ...]:
    """Return the same days as sorted ranges that neither overlap nor touch."""
    merged: list[DayRange] = []
    for start, end in sorted(pauses):
        if merged and start <= merged[-1][1] + ONE_DAY:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def clip_pauses(pauses: Iterable[DayRange], start: date, end: date) -> tuple[DayRange, ...]:
    """Return the merged pauses, cut to the days from `start` to `end`, both included."""
    if not pauses:
        return ()  # a shortcut: called about twenty times per engagement, nearly always without any
    cut = ((max(first, start), min(last, end)) for first, last in merge_pauses(pauses))
    return tuple((first, last) for first, last in cut if first <= last)


def count_paused_days(start: date, end: date, pauses: Iterable[DayRange]) -> int:
    """Return the number of paused days from `start` to `end`, both included."""
    return sum(count_days(first, last) for first, last in clip_pauses(pauses, start, end))


def count_open_days(start: date, end: date, pauses: Iterable[DayRange]) -> int:
    """Return the number of days from `start` to `end`, both included, that are not paused."""
    return count_days(start, end) - count_paused_days(start, end, pauses)


def find_open_ranges(start: date, end: date, pauses: Iterable[DayRange]) -> tuple[DayRange, ...]:
    """Return the days from `start` to `end`, both included, that are not paused, as ranges."""
    found, day = [], start
    for first, last in clip_pauses(pauses, start, end):
        if day < first:
            found.append((day, first - ONE_DAY))
        day = last + ONE_DAY
    return (*found, (day, end)) if day <= end else tuple(found)

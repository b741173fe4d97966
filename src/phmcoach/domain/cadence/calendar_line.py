"""The months of a contract as a line: what was held, missed and planned in each.

Months of the calendar are shown, because a coach thinks in them. The months of the contract, which
the floor judges, may begin on any day. The line judges nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import count, takewhile
from typing import Literal

from phmcoach.domain.cadence.rhythm import read_rhythm
from phmcoach.domain.case import Case
from phmcoach.domain.contract.ending import last_session_day
from phmcoach.domain.values.months import add_months
from phmcoach.domain.values.pauses import DayRange, clip_pauses
from phmcoach.value import Value

Mark = Literal["empty", "pause", "held", "missed", "unrecorded", "today", "planned", "end"]

_ORDER: tuple[Mark, ...] = (
    "pause",
    "held",
    "missed",
    "unrecorded",
    "today",
    "planned",
    "end",
)
"""The order of the marks of one day."""

_TODAY: Mark = "today"
_END: Mark = "end"


class MonthMarks(Value):
    """A calendar month, by its first day, and its marks in the order of their days."""

    first_on: date
    marks: tuple[Mark, ...]


class Course(Value):
    """The days of a contract: its first and its last one, its sessions and its pauses."""

    start_on: date
    end_on: date
    sessions: tuple[tuple[date, Mark], ...]
    pauses: tuple[DayRange, ...]


def find_course(case: Case, as_of: date) -> Course | None:
    """Return the days of a contract as known on a day; None before it is signed or used.

    Only sessions that count are marked. One may be before the start or after the end.
    """
    terms = case.agreed_terms
    if terms is None or not (case.contracted_on or case.engagement.sessions):
        return None
    stop = last_session_day(case)
    end_on = terms.end_on if stop is None else min(stop, terms.end_on)
    pauses = clip_pauses(case.pauses, terms.start_on, end_on)
    return Course(terms.start_on, end_on, tuple(_mark_sessions(case, as_of)), pauses)


def mark_months(case: Case, as_of: date) -> tuple[MonthMarks, ...]:
    """Mark the months of a contract as known on a day; none before it is signed or used.

    The line is longer if a session is before the start or after the end. A pause has a mark in each
    of its months, and a month with neither a session nor a pause is marked as empty. Today has a
    mark if its month is in the line.
    """
    course = find_course(case, as_of)
    if course is None:
        return ()
    marked = [(course.end_on, _END), *course.sessions, *_mark_pauses(course.pauses)]
    days = [course.start_on, *(on for on, _ in marked)]
    marked = sorted([*marked, (as_of, _TODAY)], key=lambda each: (each[0], _ORDER.index(each[1])))
    return tuple(
        MonthMarks(first, _or_empty(mark for on, mark in marked if on.replace(day=1) == first))
        for first in first_days(min(days), max(days))
    )


def _mark_sessions(case: Case, as_of: date) -> Iterator[tuple[date, Mark]]:
    rhythm = read_rhythm(case, as_of=as_of)
    yield from ((on, "held") for on in rhythm.met)
    yield from ((on, "missed") for on in rhythm.lost)
    yield from ((on, "planned") for on in rhythm.planned)
    yield from ((session.on, "unrecorded") for session in rhythm.unrecorded)


def _mark_pauses(pauses: Iterable[DayRange]) -> Iterator[tuple[date, Mark]]:
    for first, last in pauses:
        for month in first_days(first, last):
            yield max(first, month), "pause"


def first_days(first_on: date, last_on: date) -> Iterator[date]:
    """Return the first day of each calendar month from that of one day to that of another."""
    months = (add_months(first_on.replace(day=1), number) for number in count())
    return takewhile(lambda first: first <= last_on, months)


def _or_empty(found: Iterator[Mark]) -> tuple[Mark, ...]:
    marks = tuple(found)
    return marks if set(marks) - {_TODAY, _END} else ("empty", *marks)

"""Days for the sessions that are left of a contract, spread over the days that are free.

No session is proposed in a pause, a closure or on a public holiday, nor at an hour at which the
coach has another one. If the hour of either is not known, the whole day is kept free.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta

from phmcoach.domain.cadence.rhythm import usual_type
from phmcoach.domain.case import Case
from phmcoach.domain.contract.coverage import count_sessions, is_contracted_type
from phmcoach.domain.records.session import MEETING_KINDS, Session
from phmcoach.domain.values.holidays import is_holiday
from phmcoach.domain.values.months import add_months
from phmcoach.domain.values.pauses import ONE_DAY, DayRange
from phmcoach.formats import Interval
from phmcoach.value import Value
from phmcoach.words import WEEKDAYS, Weekday

WORKING_DAYS = 5
"""Monday to Friday: the days that are proposed if none is asked for."""


class Slot(Value):
    """An hour of a day that a session takes; without an hour, it may be any of the day."""

    on: date
    at: time | None
    minutes: int

    def meets(self, other: "Slot") -> bool:
        """Whether two sessions cannot both be held."""
        if self.on != other.on:
            return False
        if self.at is None or other.at is None:
            return True
        begins, other_begins = (datetime.combine(self.on, at) for at in (self.at, other.at))
        ends = begins + timedelta(minutes=self.minutes)
        return begins < other_begins + timedelta(minutes=other.minutes) and other_begins < ends


def count_left(case: Case) -> int:
    """Return how many sessions of a contract are neither used up nor planned."""
    terms = case.agreed_terms
    if terms is None:
        return 0
    planned = sum(
        session.status == "planned" and is_contracted_type(case, session.type)
        for session in case.engagement.sessions
    )
    return max(0, terms.sessions - count_sessions(case) - planned)


def taken_slots(sessions: Iterable[Session]) -> Iterator[Slot]:
    """Yield when the coach meets somebody, or will."""
    for each in sessions:
        if each.status in ("planned", "held") and MEETING_KINDS[each.type].meets is not None:
            yield Slot(each.on, each.at, each.minutes)


def usual_hour(case: Case) -> time | None:
    """Return the hour of the last session that has one."""
    known = [each for each in case.engagement.sessions if each.at is not None]
    return max(known, key=lambda each: each.on).at if known else None


def usual_weekdays(case: Case) -> tuple[Weekday, ...]:
    """Return the weekday of the last session of the usual type, else Monday to Friday."""
    days = [
        each.on
        for each in case.engagement.sessions
        if each.type == usual_type(case, each.on) and each.status in ("planned", "held")
    ]
    last = max(days, default=None)
    return WEEKDAYS[:WORKING_DAYS] if last is None else (WEEKDAYS[last.weekday()],)


def find_free_days(
    first_on: date,
    last_on: date,
    *,
    weekdays: Collection[Weekday],
    pauses: Iterable[DayRange],
    taken: Iterable[Slot],
    at: time | None,
    minutes: int,
) -> tuple[date, ...]:
    """Return the days from `first_on` to `last_on`, both included, on which a session can be."""
    count = (last_on - first_on).days + 1
    days = (first_on + ONE_DAY * number for number in range(count))
    slots, closed = tuple(taken), tuple(pauses)
    return tuple(
        on
        for on in days
        if WEEKDAYS[on.weekday()] in weekdays
        and not any(start <= on <= end for start, end in closed)
        and not is_holiday(on)
        and not any(Slot(on, at, minutes).meets(each) for each in slots)
    )


def choose_days(free: tuple[date, ...], count: int, every: Interval | None) -> tuple[date, ...]:
    """Return as many of the free days as are asked for, or all if there are fewer.

    With an interval, each is the first free one that long after the one before it; else they are
    spread evenly, with as much room before the first as after the last one.
    """
    if every is not None:
        return tuple(_spaced(free, count, every))
    if count >= len(free):
        return free
    return tuple(free[(2 * place + 1) * len(free) // (2 * count)] for place in range(count))


def _spaced(free: Iterable[date], count: int, every: Interval) -> Iterator[date]:
    earliest, found = date.min, 0
    for on in free:
        if found < count and on >= earliest:
            yield on
            earliest, found = after_interval(on, every), found + 1


def after_interval(on: date, every: Interval) -> date:
    """Return the day an interval after another one."""
    if every.unit == "month":
        return add_months(on, every.number)
    return on + ONE_DAY * every.number * (7 if every.unit == "week" else 1)

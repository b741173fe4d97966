"""The bounds that a profile sets for the terms of a contract; all broken ones are reported at once.

The contract keeps the bounds that were valid when its terms were set, so a later change of the
profile does not invalidate a signed contract.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import LiteralString

from phmcoach.domain.records.terms import Terms
from phmcoach.domain.values.months import measure_span, spans_at_least, spans_at_most
from phmcoach.domain.values.pauses import DayRange, count_paused_days
from phmcoach.value import Value


class BrokenBound(Value):
    """A bound that the terms break: the key of the terms, a message id and its arguments."""

    key: LiteralString
    message: LiteralString
    args: Mapping[str, object]


def broken_bounds(terms: Terms, pauses: Iterable[DayRange] = ()) -> tuple[BrokenBound, ...]:
    """Return every bound of `terms.bounds` that the terms break.

    `pauses` (the engagement's own and the practice's closures) are deducted from the span for the
    upper limit and for the sessions per month: a contract that was paused for a month may end a
    month later and needs fewer sessions. The lower limit ignores them: a pause never makes a
    contract too short, because only an amendment moves its end.
    """
    return tuple(_broken(terms, count_paused_days(terms.start_on, terms.end_on, tuple(pauses))))


def _broken(terms: Terms, paused_days: int) -> Iterator[BrokenBound]:
    bounds = terms.bounds
    if not bounds.sessions_min <= terms.sessions <= bounds.sessions_max:
        yield BrokenBound(
            "sessions",
            "bounds.sessions",
            {"sessions": terms.sessions, "low": bounds.sessions_min, "high": bounds.sessions_max},
        )
    if not bounds.session_minutes_min <= terms.session_minutes <= bounds.session_minutes_max:
        yield BrokenBound(
            "session_minutes",
            "bounds.session-length",
            {
                "minutes": terms.session_minutes,
                "low": bounds.session_minutes_min,
                "high": bounds.session_minutes_max,
            },
        )
    start, end, low, high = terms.start_on, terms.end_on, bounds.months_min, bounds.months_max
    span = measure_span(start, end, paused_days=paused_days)
    dates = {"start_on": start, "end_on": end, "span": span}
    if low is not None and not spans_at_least(start, end, low):
        yield BrokenBound("end_on", "bounds.span-short", dates | {"low": low})
    if high is not None and not spans_at_most(start, end, high, paused_days=paused_days):
        yield BrokenBound("end_on", "bounds.span-long", dates | {"high": high})
    floor = bounds.sessions_per_month_min
    if floor is not None and terms.sessions < floor * span.months:
        yield BrokenBound(
            "sessions",
            "bounds.sessions-per-month",
            {"sessions": terms.sessions, "months": span.months, "floor": floor},
        )

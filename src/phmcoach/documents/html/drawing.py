"""The positions of the parts of a drawing, in whole units of its width or height."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from phmcoach.domain.cadence.calendar_line import Course, Mark, first_days
from phmcoach.domain.money.sheet import Period
from phmcoach.value import Value

WIDTH = 1000
"""The width of a timeline."""

HEIGHT = 100
"""The height of the highest bar of a year."""

FULL = 100
"""The length of a bar that is full."""

MONTH = 100
"""The width of a month in the bars of a year."""

_NAMED_MONTHS = 14
"""So many months have all their names above a timeline; of more, every other one has."""


class Stretch(Value):
    """Some days of a timeline, from the beginning of the first to the end of the last."""

    x: int
    width: int


class Spot(Value):
    """A session on a timeline."""

    x: int
    mark: Mark


class Drawing(Value):
    """A contract on a timeline; `end` is None if its last day is not in the window."""

    contract: Stretch | None
    pauses: tuple[Stretch, ...]
    sessions: tuple[Spot, ...]
    end: int | None


class Tick(Value):
    """The first day of a month; its name is written if `named`, and its year if `with_year`."""

    x: int
    first_on: date
    named: bool
    with_year: bool


def draw_course(course: Course, window: Period) -> Drawing:
    """Draw a contract in a window of months; what is outside of it is left out."""
    stretches = (_stretch(first, last, window) for first, last in course.pauses)
    ends_inside = window.holds(course.end_on)
    return Drawing(
        _stretch(course.start_on, course.end_on, window),
        tuple(each for each in stretches if each),
        tuple(Spot(middle(on, window), mark) for on, mark in course.sessions if window.holds(on)),
        _place(2 * (course.end_on - window.start_on).days + 2, window) if ends_inside else None,
    )


def draw_ticks(window: Period) -> tuple[Tick, ...]:
    """Return the months of a window; the first one and each January have their year."""
    firsts = tuple(first_days(window.start_on, window.end_on))
    step = 1 if len(firsts) <= _NAMED_MONTHS else 2
    named = [place % step == 0 for place in range(len(firsts))]
    years = [first.year for first, is_named in zip(firsts, named, strict=True) if is_named]
    new = {place for place, year in enumerate(years) if place == 0 or years[place - 1] != year}
    return tuple(
        Tick(
            _place(2 * (first - window.start_on).days, window),
            first,
            named[place],
            named[place] and place // step in new,
        )
        for place, first in enumerate(firsts)
    )


def middle(on: date, window: Period) -> int:
    """Return the middle of a day."""
    return _place(2 * (on - window.start_on).days + 1, window)


def scale(amounts: Sequence[Decimal | int], full: int) -> tuple[int, ...]:
    """Return a length for each amount, `full` for the highest; less than nothing has none."""
    most = max(amounts, default=0)
    return tuple(int(max(each, 0) * full / most) if most > 0 else 0 for each in amounts)


def _stretch(first: date, last: date, window: Period) -> Stretch | None:
    start, end = max(first, window.start_on), min(last, window.end_on)
    if end < start:
        return None
    x = _place(2 * (start - window.start_on).days, window)
    return Stretch(x, _place(2 * (end - window.start_on).days + 2, window) - x)


def _place(half_days: int, window: Period) -> int:
    return half_days * WIDTH // (2 * ((window.end_on - window.start_on).days + 1))

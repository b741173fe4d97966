from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from phmcoach.domain.values.pauses import (
    DayRange,
    clip_pauses,
    count_days,
    count_open_days,
    count_paused_days,
    merge_pauses,
)

DAYS = st.dates(date(2026, 1, 1), date(2026, 4, 30))
RANGES = st.lists(st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair))), max_size=5)


def all_days(ranges: list[DayRange] | tuple[DayRange, ...]) -> set[date]:
    return {
        first + timedelta(days=n) for first, last in ranges for n in range((last - first).days + 1)
    }


def test_pauses_that_overlap_are_one() -> None:
    leave = (date(2026, 7, 25), date(2026, 8, 10))
    closure = (date(2026, 8, 1), date(2026, 8, 21))
    assert merge_pauses([closure, leave]) == ((date(2026, 7, 25), date(2026, 8, 21)),)


def test_a_pause_inside_another_adds_nothing() -> None:
    outer = (date(2026, 8, 1), date(2026, 8, 31))
    assert merge_pauses([outer, (date(2026, 8, 5), date(2026, 8, 6))]) == (outer,)


def test_pauses_that_touch_are_one() -> None:
    united = merge_pauses(
        [(date(2026, 8, 1), date(2026, 8, 10)), (date(2026, 8, 11), date(2026, 8, 12))]
    )
    assert united == ((date(2026, 8, 1), date(2026, 8, 12)),)


def test_a_day_between_keeps_pauses_apart() -> None:
    apart = ((date(2026, 8, 1), date(2026, 8, 10)), (date(2026, 8, 12), date(2026, 8, 12)))
    assert merge_pauses(apart) == apart


def test_pauses_are_cut_to_the_days_asked_for() -> None:
    pauses = [
        (date(2025, 12, 20), date(2026, 1, 4)),
        (date(2026, 1, 30), date(2026, 2, 5)),
        (date(2026, 3, 1), date(2026, 3, 2)),
    ]
    assert clip_pauses(pauses, date(2026, 1, 1), date(2026, 1, 31)) == (
        (date(2026, 1, 1), date(2026, 1, 4)),
        (date(2026, 1, 30), date(2026, 1, 31)),
    )


def test_days_include_both_ends() -> None:
    assert count_days(date(2026, 1, 1), date(2026, 1, 31)) == 31


def test_an_interval_that_ends_before_it_starts_has_no_day() -> None:
    assert count_days(date(2026, 1, 5), date(2026, 1, 1)) == 0
    assert count_open_days(date(2026, 1, 5), date(2026, 1, 1), [(date.min, date.max)]) == 0


@given(RANGES)
def test_uniting_keeps_exactly_the_same_days(ranges: list[DayRange]) -> None:
    assert all_days(merge_pauses(ranges)) == all_days(ranges)


@given(RANGES, DAYS, DAYS)
def test_every_day_is_open_or_paused_and_counted_once(
    ranges: list[DayRange], start: date, end: date
) -> None:
    paused = {d for d in all_days(ranges) if start <= d <= end}
    assert count_paused_days(start, end, ranges) == len(paused)
    assert count_open_days(start, end, ranges) == count_days(start, end) - len(paused)

"""The days that are proposed for the sessions that are left of a contract."""

from datetime import date, time

import pytest

from phmcoach.domain.cadence.proposal import Slot, choose_days, find_free_days
from phmcoach.domain.values.holidays import is_holiday
from phmcoach.domain.values.pauses import DayRange
from phmcoach.formats import Interval
from phmcoach.words import Weekday

AT_NINE = time(9)


def free(
    first: str,
    last: str,
    *weekdays: Weekday,
    pauses: tuple[DayRange, ...] = (),
    taken: tuple[Slot, ...] = (),
    at: time | None = AT_NINE,
) -> list[str]:
    days = find_free_days(
        date.fromisoformat(first),
        date.fromisoformat(last),
        weekdays=weekdays,
        pauses=pauses,
        taken=taken,
        at=at,
        minutes=120,
    )
    return [f"{on:%m-%d}" for on in days]


def test_only_the_weekdays_that_were_asked_for_are_free() -> None:
    assert free("2026-06-15", "2026-06-30", "tuesday", "friday") == [
        *("06-16", "06-19", "06-23", "06-26", "06-30"),
    ]


def test_the_first_and_the_last_day_may_be_free() -> None:
    assert free("2026-06-16", "2026-06-16", "tuesday") == ["06-16"]
    assert free("2026-06-17", "2026-06-16", "tuesday") == []


def test_no_day_is_free_in_a_pause_or_a_closure() -> None:
    pauses = ((date(2026, 6, 16), date(2026, 6, 22)), (date(2026, 6, 30), date(2026, 6, 30)))
    assert free("2026-06-15", "2026-07-07", "tuesday", pauses=pauses) == ["06-23", "07-07"]


@pytest.mark.parametrize(
    "day",
    [
        *("2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25"),
        *("2026-07-14", "2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25"),
    ],
)
def test_the_eleven_public_holidays_of_france_are_not_free(day: str) -> None:
    assert is_holiday(date.fromisoformat(day))


def test_tuesday_the_fourteenth_of_july_is_not_proposed() -> None:
    assert free("2026-07-07", "2026-07-21", "tuesday") == ["07-07", "07-21"]


@pytest.mark.parametrize(
    ("other", "is_free"),
    [
        (Slot(date(2026, 6, 16), time(10), 60), False),
        (Slot(date(2026, 6, 16), time(8), 61), False),
        (Slot(date(2026, 6, 16), time(8), 60), True),  # ends as this one begins
        (Slot(date(2026, 6, 16), time(11), 60), True),
        (Slot(date(2026, 6, 16), None, 60), False),  # nobody knows when
        (Slot(date(2026, 6, 17), time(9), 60), True),
    ],
)
def test_the_hour_of_another_session_is_not_free(other: Slot, is_free: bool) -> None:
    found = free("2026-06-16", "2026-06-16", "tuesday", taken=(other,))
    assert found == (["06-16"] if is_free else [])


def test_without_an_hour_a_day_with_another_session_is_not_free() -> None:
    other = Slot(date(2026, 6, 16), time(18), 60)
    assert free("2026-06-16", "2026-06-16", "tuesday", taken=(other,), at=None) == []


TUESDAYS = tuple(date(2026, 6, day) for day in (2, 9, 16, 23, 30))


def test_days_are_spread_evenly_over_those_that_are_free() -> None:
    assert [on.day for on in choose_days(TUESDAYS, 1, None)] == [16]
    assert [on.day for on in choose_days(TUESDAYS, 2, None)] == [9, 23]
    assert [on.day for on in choose_days(TUESDAYS, 3, None)] == [2, 16, 30]


def test_if_too_few_are_free_all_of_them_are_proposed_once() -> None:
    assert choose_days(TUESDAYS, 5, None) == choose_days(TUESDAYS, 9, None) == TUESDAYS


def test_an_interval_goes_on_from_the_day_that_was_free() -> None:
    without = TUESDAYS[:2] + TUESDAYS[3:]
    every = Interval(2, "week")
    assert [on.day for on in choose_days(without, 9, every)] == [2, 23]
    assert [on.day for on in choose_days(TUESDAYS, 2, every)] == [2, 16]
    assert [on.day for on in choose_days(TUESDAYS, 9, Interval(10, "day"))] == [2, 16, 30]
    assert [
        on.month for on in choose_days((*TUESDAYS, date(2026, 7, 7)), 9, Interval(1, "month"))
    ] == [6, 7]

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phmcoach.domain.values.months import (
    Duration,
    Month,
    add_months,
    contract_months,
    end_after_months,
    measure_span,
    months_begun,
    months_between,
)
from phmcoach.domain.values.pauses import DayRange, count_open_days
from phmcoach.words import MONTH_COUNTINGS, MonthCounting

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
LENGTHS = st.integers(min_value=0, max_value=400)
COUNTINGS = st.sampled_from(MONTH_COUNTINGS)
NUMBERS = st.integers(min_value=1, max_value=60)
# Pauses as (days after the start, length): before it, inside, over the end and after it.
OFFSETS = st.lists(st.tuples(st.integers(-60, 430), st.integers(1, 120)), max_size=4)


def pauses_from(start: date, offsets: list[tuple[int, int]]) -> list[DayRange]:
    firsts = [(start + timedelta(days=offset), length) for offset, length in offsets]
    return [(first, first + timedelta(days=length - 1)) for first, length in firsts]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_are_added_and_clamped_to_the_end_of_a_shorter_month(
    day: date, months: int, expected: date
) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 1, 1), 3, date(2026, 3, 31)),
        (date(2026, 1, 1), 6, date(2026, 6, 30)),
        (date(2026, 2, 3), 6, date(2026, 8, 2)),
        (date(2026, 8, 31), 6, date(2027, 2, 27)),
        (date(2027, 8, 31), 6, date(2028, 2, 28)),
    ],
)
def test_a_span_of_months_ends_the_day_before(start: date, months: int, expected: date) -> None:
    assert end_after_months(start, months) == expected


@pytest.mark.parametrize(
    ("end", "span"),
    [
        (date(2026, 1, 1), Duration(0, 1)),
        (date(2026, 2, 28), Duration(2, 0)),
        (date(2026, 3, 30), Duration(2, 30)),
        (date(2026, 3, 31), Duration(3, 0)),
        (date(2026, 6, 30), Duration(6, 0)),
        (date(2026, 7, 1), Duration(6, 1)),
        (date(2026, 7, 15), Duration(6, 15)),
    ],
)
def test_a_span_is_whole_months_and_days_with_both_ends_included(end: date, span: Duration) -> None:
    assert measure_span(date(2026, 1, 1), end) == span


def test_first_of_january_to_thirtieth_of_june_and_to_first_of_july_are_both_six_months() -> None:
    new_year = date(2026, 1, 1)
    assert months_between(new_year, date(2026, 6, 30)) == 6
    assert months_between(new_year, date(2026, 7, 1)) == 6


@pytest.mark.parametrize(
    ("end", "months"),
    [
        (date(2026, 6, 30), 6),
        (date(2026, 7, 1), 6),
        (date(2026, 7, 2), 7),
        (date(2026, 7, 15), 7),
        (date(2026, 7, 31), 7),
    ],
)
def test_a_month_is_begun_after_one_day_of_grace(end: date, months: int) -> None:
    assert months_begun(date(2026, 1, 1), end) == months


@pytest.mark.parametrize(
    ("end", "months"), [(date(2026, 3, 31), 3), (date(2026, 3, 30), 2), (date(2026, 2, 28), 2)]
)
def test_a_month_is_full_without_grace(end: date, months: int) -> None:
    assert months_between(date(2026, 1, 1), end) == months


def test_paused_days_take_the_end_back() -> None:
    start, end = date(2026, 1, 1), date(2026, 7, 21)
    assert months_begun(start, end) == 7
    assert months_begun(start, end, paused_days=21) == 6
    assert months_between(start, date(2026, 3, 31), paused_days=1) == 2
    assert months_between(start, end, paused_days=21) == 6


def test_a_span_that_is_all_pause_has_no_length() -> None:
    assert measure_span(date(2026, 1, 1), date(2026, 1, 31), paused_days=40) == Duration(0, 0)


@given(DAYS, NUMBERS)
def test_a_span_of_n_months_measures_n_months(start: date, months: int) -> None:
    assert measure_span(start, end_after_months(start, months)) == Duration(months, 0)
    assert months_between(start, end_after_months(start, months)) == months


@given(DAYS, NUMBERS)
def test_more_months_end_later(start: date, months: int) -> None:
    assert end_after_months(start, months) < end_after_months(start, months + 1)


@given(DAYS, LENGTHS)
def test_a_day_more_never_makes_a_span_shorter(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    assert measure_span(start, end) < measure_span(start, end + timedelta(days=1))


@given(DAYS, LENGTHS, LENGTHS)
def test_paused_days_measure_as_an_earlier_end(start: date, length: int, paused: int) -> None:
    end = start + timedelta(days=length + paused)
    net = measure_span(start, end, paused_days=paused)
    assert net == measure_span(start, start + timedelta(days=length))


def months_of(
    start: date, end: date, *pauses: DayRange, counting: MonthCounting = "contract"
) -> list[str]:
    months = contract_months(start, end, pauses, counting=counting)
    return [f"{month.start_on:%d/%m}-{month.end_on:%d/%m}" for month in months]


def test_contract_months_run_from_the_start_day() -> None:
    assert months_of(date(2026, 1, 15), date(2026, 4, 14)) == [
        "15/01-14/02",
        "15/02-14/03",
        "15/03-14/04",
    ]


def test_contract_months_are_clamped_from_the_start_day_and_not_from_the_month_before() -> None:
    assert months_of(date(2026, 1, 31), date(2026, 4, 29)) == [
        "31/01-27/02",
        "28/02-30/03",
        "31/03-29/04",
    ]


def test_a_last_stub_of_fourteen_days_joins_the_month_before_it() -> None:
    assert months_of(date(2026, 1, 1), date(2026, 3, 14)) == ["01/01-31/01", "01/02-14/03"]


def test_a_last_stub_of_fifteen_days_is_a_month() -> None:
    assert months_of(date(2026, 1, 1), date(2026, 3, 15)) == [
        "01/01-31/01",
        "01/02-28/02",
        "01/03-15/03",
    ]


def test_a_contract_of_a_few_days_is_one_month() -> None:
    for counting in MONTH_COUNTINGS:
        assert months_of(date(2026, 1, 28), date(2026, 2, 2), counting=counting) == ["28/01-02/02"]


def test_a_closure_puts_off_the_months_after_it() -> None:
    closure = (date(2026, 8, 1), date(2026, 8, 21))
    assert months_of(date(2026, 7, 15), date(2026, 11, 4), closure) == [
        "15/07-04/09",
        "05/09-05/10",
        "06/10-04/11",
    ]


def test_a_pause_over_the_end_of_a_month_lies_whole_in_the_month_that_it_begins_in() -> None:
    pause = (date(2026, 1, 25), date(2026, 2, 3))
    assert months_of(date(2026, 1, 1), date(2026, 3, 10), pause) == ["01/01-10/02", "11/02-10/03"]


def test_a_pause_that_begins_with_a_month_belongs_to_that_month() -> None:
    pause = (date(2026, 2, 1), date(2026, 2, 10))
    assert months_of(date(2026, 1, 1), date(2026, 3, 10), pause) == ["01/01-31/01", "01/02-10/03"]


def test_a_pause_put_off_by_an_earlier_one_is_met_where_it_stands() -> None:
    # The first pause takes the end of January to 5 February, so the second lies in that month.
    pauses = [(date(2026, 1, 10), date(2026, 1, 14)), (date(2026, 2, 3), date(2026, 2, 7))]
    assert months_of(date(2026, 1, 1), date(2026, 3, 10), *pauses) == ["01/01-10/02", "11/02-10/03"]


def test_pauses_that_overlap_put_off_once() -> None:
    pauses = [(date(2026, 1, 10), date(2026, 1, 19)), (date(2026, 1, 15), date(2026, 1, 19))]
    assert months_of(date(2026, 1, 1), date(2026, 3, 10), *pauses) == ["01/01-10/02", "11/02-10/03"]


def test_a_long_illness_makes_one_long_month() -> None:
    illness = (date(2026, 2, 10), date(2026, 5, 9))  # 89 days
    assert months_of(date(2026, 1, 1), date(2026, 6, 28), illness) == [
        "01/01-31/01",
        "01/02-28/05",
        "29/05-28/06",
    ]


def test_days_paused_before_the_start_and_after_the_end_change_nothing() -> None:
    pauses = [(date(2025, 12, 1), date(2025, 12, 31)), (date(2026, 3, 1), date(2026, 3, 31))]
    assert months_of(date(2026, 1, 1), date(2026, 2, 28), *pauses) == ["01/01-31/01", "01/02-28/02"]


def test_only_the_part_of_a_pause_inside_the_contract_puts_off() -> None:
    pauses = [(date(2025, 12, 1), date(2026, 1, 5)), (date(2026, 3, 1), date(2026, 3, 31))]
    assert months_of(date(2026, 1, 1), date(2026, 3, 5), *pauses) == ["01/01-05/02", "06/02-05/03"]


def test_a_contract_that_is_all_pause_is_one_month() -> None:
    pause = (date(2026, 1, 1), date(2026, 6, 30))
    assert months_of(date(2026, 1, 1), date(2026, 6, 30), pause) == ["01/01-30/06"]


def test_civil_months_are_cut_to_the_contract() -> None:
    assert months_of(date(2026, 1, 15), date(2026, 3, 20), counting="calendar") == [
        "15/01-31/01",
        "01/02-28/02",
        "01/03-20/03",
    ]


def test_short_civil_stubs_join_their_neighbours_at_both_ends() -> None:
    assert months_of(date(2026, 1, 19), date(2026, 4, 14), counting="calendar") == [
        "19/01-28/02",
        "01/03-14/04",
    ]


def test_civil_stubs_of_fifteen_days_are_months() -> None:
    assert months_of(date(2026, 1, 17), date(2026, 3, 15), counting="calendar") == [
        "17/01-31/01",
        "01/02-28/02",
        "01/03-15/03",
    ]


def test_a_short_first_civil_month_and_one_after_it_are_one() -> None:
    assert months_of(date(2026, 1, 25), date(2026, 2, 28), counting="calendar") == ["25/01-28/02"]


def test_pauses_do_not_move_civil_months() -> None:
    pause = (date(2026, 2, 1), date(2026, 2, 28))
    assert months_of(date(2026, 1, 1), date(2026, 3, 31), pause, counting="calendar") == [
        "01/01-31/01",
        "01/02-28/02",
        "01/03-31/03",
    ]


def test_a_month_holds_both_its_ends() -> None:
    month = Month(date(2026, 1, 1), date(2026, 1, 31))
    assert month.start_on in month
    assert month.end_on in month
    assert date(2026, 2, 1) not in month


@given(DAYS, LENGTHS, OFFSETS, COUNTINGS)
def test_months_cover_the_contract_without_hole_or_overlap(
    start: date, length: int, offsets: list[tuple[int, int]], counting: MonthCounting
) -> None:
    end = start + timedelta(days=length)
    months = contract_months(start, end, pauses_from(start, offsets), counting=counting)
    assert (months[0].start_on, months[-1].end_on) == (start, end)
    assert all(month.start_on <= month.end_on for month in months)
    assert all(a.end_on + timedelta(days=1) == b.start_on for a, b in pairwise(months))


@given(DAYS, LENGTHS, OFFSETS)
def test_pauses_leave_each_contract_month_its_open_days(
    start: date, length: int, offsets: list[tuple[int, int]]
) -> None:
    end = start + timedelta(days=length)
    pauses = pauses_from(start, offsets)
    open_days = count_open_days(start, end, pauses)
    paused = contract_months(start, end, pauses)
    unpaused = contract_months(start, start + timedelta(days=max(1, open_days) - 1))
    lengths = [count_open_days(m.start_on, m.end_on, pauses) for m in paused]
    expected = [count_open_days(m.start_on, m.end_on, ()) for m in unpaused]
    assert lengths == (expected if open_days else [0])


@given(DAYS, LENGTHS, OFFSETS, COUNTINGS)
def test_no_month_is_a_short_stub_unless_it_is_the_only_one(
    start: date, length: int, offsets: list[tuple[int, int]], counting: MonthCounting
) -> None:
    end = start + timedelta(days=length)
    pauses = pauses_from(start, offsets)
    months = contract_months(start, end, pauses, counting=counting)
    counted = pauses if counting == "contract" else []
    lengths = [count_open_days(month.start_on, month.end_on, counted) for month in months]
    assert len(months) == 1 or min(lengths) >= 15

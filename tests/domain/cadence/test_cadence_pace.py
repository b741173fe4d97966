from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.domain.cadence.cadence_samples import (
    SHORT,
    assess,
    codes,
    contract,
    day,
    meeting,
    verdict,
)

from phmcoach.domain.records.engagement import Outcome
from phmcoach.domain.records.practice import Profile

# Bounds without a floor, so that only the pace can be wrong.
FREE = Profile(sessions_min=1, sessions_max=200)


def test_on_the_first_day_the_required_gap_is_that_of_the_contract() -> None:
    report = assess(contract(), day(1, 1))
    assert verdict(report, "cadence.pace-kept").args == {
        "left": 10,
        "booked": 0,
        "days": 181,
        "required": Decimal("18.1"),
        "own": Decimal("18.1"),
    }


def test_before_the_start_the_pace_is_the_one_of_the_first_day() -> None:
    report = assess(contract(start=day(3, 1)), day(1, 15))
    assert report.pace is not None
    assert (report.pace.days_left, report.required_gap, report.own_gap) == (
        184,
        Decimal("18.4"),
        Decimal("18.4"),
    )


def test_twenty_sessions_in_three_months_are_ok_on_the_first_day() -> None:
    report = assess(contract(number=20, months=3), day(1, 1))
    assert report.level == "ok"
    assert report.own_gap == Decimal("4.5")


def test_one_session_a_month_keeps_the_floor_but_misses_ten_sessions() -> None:
    held = [day(month, 10) for month in range(1, 6)]
    report = assess(contract(*held), day(5, 31))
    assert verdict(report, "cadence.floor-kept").args == {"kept": 4, "judged": 4}
    assert report.level == "breach"
    assert verdict(report, "cadence.pace-lost").args == {
        "left": 5,
        "booked": 0,
        "days": 31,
        "required": Decimal("6.2"),
        "own": Decimal("18.1"),
    }


@pytest.mark.parametrize(
    ("days_left", "level"),
    # A contract of 120 days and 3 sessions has its own gap of 40; 2 are left.
    [(60, "ok"), (59, "risk"), (40, "risk"), (39, "breach")],
)
def test_a_gap_below_three_quarters_of_the_contract_is_a_risk_and_below_half_a_breach(
    days_left: int, level: str
) -> None:
    # 120 days: 1 January to 30 April.
    engagement = contract(day(1, 1), number=3, months=4, bounds=FREE)
    report = assess(engagement, day(4, 30) - timedelta(days=days_left - 1))
    assert report.pace is not None
    assert (report.pace.days_left, report.pace.level) == (days_left, level)


def test_less_than_a_day_per_session_is_a_breach_for_any_contract() -> None:
    report = assess(contract(number=32, months=1, bounds=FREE), day(1, 1))
    assert verdict(report, "cadence.pace-lost").args["required"] == Decimal("1.0")
    assert report.level == "breach"


def test_exactly_a_day_per_session_is_not_a_breach() -> None:
    report = assess(contract(number=31, months=1, bounds=FREE), day(1, 1))
    assert report.pace is not None
    assert report.pace.level == "ok"


def test_paused_days_count_neither_as_days_left_nor_in_the_gap_of_the_contract() -> None:
    report = assess(
        contract(pauses=[(day(3, 1), day(3, 10))]), day(1, 1), closures=[(day(3, 6), day(3, 31))]
    )
    assert report.pace is not None
    assert (report.pace.days_left, report.own_gap) == (150, Decimal("15.0"))


def test_a_no_show_counts_as_one_session_of_the_number() -> None:
    report = assess(contract(meeting(day(1, 10), "no-show")), day(1, 20))
    assert report.pace is not None
    assert report.pace.left == 9


def test_a_planned_session_still_counts_as_left() -> None:
    report = assess(contract(meeting(day(2, 10), "planned")), day(1, 20))
    assert report.pace is not None
    assert (report.pace.left, report.pace.booked) == (10, 1)


def test_bookings_for_all_remaining_sessions_lower_a_breach_to_a_risk() -> None:
    first = contract(day(1, 1), number=3, months=4, bounds=FREE)
    booked = [meeting(day(4, 15), "planned"), meeting(day(4, 30), "planned")]
    full = contract(day(1, 1), *booked, number=3, months=4, bounds=FREE)
    partly = contract(day(1, 1), booked[0], number=3, months=4, bounds=FREE)
    levels = [
        codes(assess(engagement, day(4, 10)), "breach", "risk")[0]
        for engagement in (first, partly, full)
    ]
    assert levels == ["cadence.pace-lost", "cadence.pace-lost", "cadence.pace-tight"]


def test_bookings_for_all_remaining_sessions_lower_a_risk_to_ok() -> None:
    booked = [meeting(day(4, 15), "planned"), meeting(day(4, 30), "planned")]
    full = contract(day(1, 1), *booked, number=3, months=4, bounds=FREE)
    partly = contract(day(1, 1), booked[0], number=3, months=4, bounds=FREE)
    assert codes(assess(partly, day(3, 5)), "risk") == ["cadence.pace-tight"]
    assert assess(full, day(3, 5)).level == "ok"


def test_a_booking_after_the_end_does_not_lower_the_level() -> None:
    late = [meeting(day(4, 15), "planned"), meeting(day(5, 1), "planned")]
    report = assess(contract(day(1, 1), *late, number=3, months=4, bounds=FREE), day(4, 10))
    assert "cadence.pace-lost" in codes(report, "breach")


def test_a_booked_last_session_is_ok_in_the_last_days() -> None:
    last = meeting(day(6, 29), "planned")
    engagement = contract(day(1, 10), day(3, 25), last, number=3, bounds=FREE)
    report = assess(engagement, day(6, 28))
    assert report.pace is not None
    assert (report.required_gap, report.pace.level) == (Decimal("3.0"), "ok")


def test_an_unbooked_last_session_is_not_ok_in_the_last_days() -> None:
    report = assess(contract(day(1, 10), day(3, 25), number=3, bounds=FREE), day(6, 28))
    assert "cadence.pace-lost" in codes(report, "breach")


def test_after_the_end_the_number_can_no_longer_be_reached() -> None:
    report = assess(contract(day(6, 1), number=10), day(7, 1))
    assert verdict(report, "cadence.pace-no-day-left").level == "breach"
    assert verdict(report, "cadence.pace-no-day-left").args == {"left": 9, "end_on": day(6, 30)}


def test_on_the_last_day_one_session_can_still_be_held() -> None:
    report = assess(contract(*[day(6, n) for n in range(1, 10)]), day(6, 30))
    assert "cadence.pace-no-day-left" not in codes(report, "breach")


def test_a_closure_until_the_end_leaves_no_open_day() -> None:
    report = assess(contract(day(6, 1)), day(6, 10), closures=[(day(6, 10), day(8, 1))])
    assert "cadence.pace-no-day-left" in codes(report, "breach")


def test_a_fully_paused_contract_has_no_open_day_and_does_not_divide_by_zero() -> None:
    report = assess(contract(pauses=[(day(1, 1), day(6, 30))]), day(1, 15))
    assert report.own_gap == Decimal("0.0")
    assert "cadence.pace-no-day-left" in codes(report, "breach")


def test_pace_and_drift_are_checked_for_a_profile_without_a_floor() -> None:
    report = assess(contract(number=3, bounds=SHORT), day(5, 20))
    assert codes(report, "breach", "risk") == ["cadence.pace-lost", "cadence.drift-from-start"]


def test_the_pace_is_not_checked_once_the_number_is_reached() -> None:
    report = assess(contract(day(1, 5), day(2, 5), number=2, bounds=SHORT), day(6, 30))
    assert report.pace is None
    assert verdict(report, "cadence.number-reached").args == {"on": day(2, 5)}


def test_the_pace_of_an_ended_engagement_is_not_checked() -> None:
    ended = Outcome(ended_on=date(2026, 3, 1))
    report = assess(contract(day(1, 5), outcome=ended), day(6, 30))
    assert (report.pace, report.required_gap, report.own_gap) == (None, None, None)
    assert report.level == "ok"

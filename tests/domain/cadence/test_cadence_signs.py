from datetime import date, datetime

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
from phmcoach.errors import Problem
from phmcoach.value import replace

BOOKED = meeting(day(6, 29), "planned")

# Drift


@pytest.mark.parametrize(("as_of", "drifts"), [(day(1, 31), False), (day(2, 1), True)])
def test_more_than_21_days_without_a_session_or_a_booking_is_a_risk(
    as_of: date, *, drifts: bool
) -> None:
    report = assess(contract(day(1, 10), number=6), as_of)
    assert ("cadence.drift" in codes(report, "risk")) is drifts


def test_a_drift_reports_since_when() -> None:
    report = assess(contract(day(1, 10), number=6), day(2, 1))
    assert verdict(report, "cadence.drift").args == {"since": day(1, 10), "days": 22, "limit": 21}


def test_the_coach_sets_the_limit_of_a_drift() -> None:
    report = assess(contract(day(1, 10)), day(1, 18), drift_days=7)
    assert verdict(report, "cadence.drift").args["limit"] == 7


def test_a_booked_session_ends_the_drift() -> None:
    engagement = contract(day(1, 10), meeting(day(2, 27), "planned"))
    assert "cadence.drift" not in codes(assess(engagement, day(2, 10)), "risk")


def test_a_session_planned_for_today_is_a_booking() -> None:
    report = assess(contract(day(1, 10), meeting(day(2, 10), "planned")), day(2, 10))
    assert report.next_planned_on == day(2, 10)
    assert "cadence.drift" not in codes(report, "risk")


def test_a_planned_observation_is_a_booking() -> None:
    observation = meeting(day(2, 27), "planned", "shadowing")
    assert assess(contract(observation), day(2, 10)).next_planned_on == day(2, 27)


def test_a_cancelled_future_session_is_not_a_booking() -> None:
    report = assess(contract(meeting(day(2, 27), "cancelled")), day(2, 10))
    assert report.next_planned_on is None


def test_a_past_planned_session_is_not_a_booking() -> None:
    report = assess(contract(day(1, 10), meeting(day(2, 9), "planned")), day(2, 10))
    assert (report.planned, report.next_planned_on) == (0, None)


def test_paused_days_do_not_count_in_a_drift() -> None:
    engagement = contract(day(1, 10), pauses=[(day(1, 20), day(2, 3))])
    assert "cadence.drift" not in codes(assess(engagement, day(2, 15)), "risk")
    report = assess(engagement, day(2, 16))
    assert verdict(report, "cadence.drift").args["days"] == 22


def test_without_any_session_a_drift_begins_at_the_start() -> None:
    assert "cadence.drift-from-start" not in codes(assess(contract(), day(1, 22)), "risk")
    report = assess(contract(), day(1, 23))
    assert verdict(report, "cadence.drift-from-start").args == {
        "since": day(1, 1),
        "days": 22,
        "limit": 21,
    }


def test_without_any_session_a_drift_begins_at_a_later_signature() -> None:
    report = assess(contract(signed_on=day(2, 1)), day(2, 23))
    assert verdict(report, "cadence.drift-from-start").args["since"] == day(2, 1)


def test_there_is_no_drift_before_the_start_or_after_the_end() -> None:
    before = assess(contract(start=day(4, 1)), day(3, 1))
    after = assess(contract(day(1, 10)), day(7, 1))
    assert not [c for c in codes(before, "risk") + codes(after, "risk") if "drift" in c]


# Missed in a row


def test_two_late_cancellations_in_a_row_are_a_risk() -> None:
    late = [meeting(day(1, n), "cancelled-late") for n in (12, 19)]
    report = assess(contract(day(1, 5), *late, BOOKED), day(1, 20))
    assert verdict(report, "cadence.missed-in-a-row") == Problem(
        "cadence.missed-in-a-row", {"times": 2, "since": day(1, 12), "on": day(1, 19)}, level="risk"
    )


def test_a_no_show_counts_as_missed() -> None:
    missed = [meeting(day(1, 12), "cancelled-late"), meeting(day(1, 19), "no-show")]
    assert "cadence.missed-in-a-row" in codes(assess(contract(*missed), day(1, 20)), "risk")


def test_one_late_cancellation_is_not_a_row() -> None:
    report = assess(contract(meeting(day(1, 12), "cancelled-late")), day(1, 20))
    assert "cadence.missed-in-a-row" not in codes(report, "risk")


@pytest.mark.parametrize("held_on", [day(1, 15), day(1, 20)])
def test_a_session_held_between_or_after_them_ends_the_row(held_on: date) -> None:
    late = [meeting(day(1, n), "cancelled-late") for n in (12, 19)]
    report = assess(contract(*late, held_on), day(1, 22))
    assert "cadence.missed-in-a-row" not in codes(report, "risk")


def test_a_session_cancelled_in_time_between_them_does_not_end_the_row() -> None:
    sessions = [
        meeting(day(1, 12), "cancelled-late"),
        meeting(day(1, 15), "cancelled"),
        meeting(day(1, 17), kind="phone"),
        meeting(day(1, 19), "cancelled-late"),
    ]
    assert "cadence.missed-in-a-row" in codes(assess(contract(*sessions), day(1, 20)), "risk")


def test_a_late_cancellation_counts_from_the_day_of_its_notice() -> None:
    announced = datetime(2026, 1, 20, 9, 0)  # noqa: DTZ001 - local, as the file holds it
    engagement = contract(meeting(day(1, 21), "cancelled-late", notified_at=announced))
    assert assess(engagement, day(1, 19)).counted == 0
    assert assess(engagement, day(1, 20)).counted == 1


# Evaluation


@pytest.mark.parametrize(
    ("as_of", "warned"), [(day(5, 30), False), (day(5, 31), True), (day(7, 15), True)]
)
def test_an_end_within_thirty_days_without_a_planned_evaluation_is_a_risk(
    as_of: date, *, warned: bool
) -> None:
    report = assess(contract(day(5, 20)), as_of)
    assert ("cadence.no-evaluation-date" in codes(report, "risk")) is warned


def test_a_missing_evaluation_date_is_reported_with_the_end_of_the_contract() -> None:
    report = assess(contract(day(5, 20)), day(6, 10))
    assert verdict(report, "cadence.no-evaluation-date").args == {"end_on": day(6, 30)}


def test_a_date_for_the_evaluation_removes_the_risk() -> None:
    planned = Outcome(evaluation_planned_on=day(7, 10))
    report = assess(contract(day(6, 1), outcome=planned), day(6, 10))
    assert "cadence.no-evaluation-date" not in codes(report, "risk")


def test_a_planned_final_meeting_of_three_is_a_date_for_the_evaluation() -> None:
    final = replace(meeting(day(6, 20), "planned", kind="three-way"), purpose="final")
    report = assess(contract(day(6, 1), final), day(6, 10))
    assert "cadence.no-evaluation-date" not in codes(report, "risk")


def test_a_reached_number_still_requires_an_evaluation() -> None:
    report = assess(contract(day(5, 1), day(6, 1), number=2, bounds=SHORT), day(6, 10))
    assert codes(report, "risk", "breach") == ["cadence.no-evaluation-date"]


def test_an_engagement_that_is_over_or_not_begun_requires_no_evaluation() -> None:
    over = assess(contract(day(5, 1), outcome=Outcome(ended_on=day(6, 1))), day(6, 10))
    early = assess(contract(start=day(2, 1), months=1, number=2, bounds=SHORT), day(1, 31))
    assert (over.level, early.level) == ("ok", "ok")

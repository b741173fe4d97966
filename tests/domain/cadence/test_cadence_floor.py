from datetime import date

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

from phmcoach.domain.cadence.floor import MonthFloor
from phmcoach.domain.records.practice import Profile
from phmcoach.errors import Problem
from phmcoach.words import SessionStatus, SessionType

AUGUST = (date(2026, 8, 1), date(2026, 8, 21))


def test_the_report_explains_a_kept_floor() -> None:
    report = assess(contract(day(1, 10), day(2, 10), day(3, 10), number=6), day(3, 31))
    assert report.level == "ok"
    assert verdict(report, "cadence.floor-kept").args == {"kept": 2, "judged": 2}
    assert verdict(report, "cadence.counting-contract").args == {"start_on": day(1, 1)}


def test_a_past_month_without_a_session_is_a_breach() -> None:
    report = assess(contract(day(1, 10), day(3, 1)), day(3, 2))
    assert verdict(report, "cadence.floor-broken").level == "breach"
    assert verdict(report, "cadence.floor-broken").args == {
        "from_on": day(2, 1),
        "to_on": day(2, 28),
        "count": 0,
        "required": 1,
    }


def test_a_month_is_not_over_on_its_last_day() -> None:
    engagement = contract(day(1, 10))
    assert "cadence.floor-broken" not in codes(assess(engagement, day(2, 28)), "breach")
    assert "cadence.floor-broken" in codes(assess(engagement, day(3, 1)), "breach")


def test_each_broken_month_is_reported() -> None:
    report = assess(contract(), day(3, 1))
    broken = [v for v in report.verdicts if v.message == "cadence.floor-broken"]
    assert [v.args["from_on"] for v in broken] == [day(1, 1), day(2, 1)]


def test_months_show_their_sessions_state_and_level() -> None:
    report = assess(contract(day(1, 10), meeting(day(3, 20), "planned"), months=4), day(3, 15))
    assert report.months == (
        MonthFloor(day(1, 1), day(1, 31), "past", 1, 0, 1, (), "ok"),
        MonthFloor(day(2, 1), day(2, 28), "past", 0, 0, 1, (), "breach"),
        MonthFloor(day(3, 1), day(3, 31), "current", 0, 1, 1, (), "ok"),
        MonthFloor(day(4, 1), day(4, 30), "future", 0, 0, 1, (), "ok"),
    )


def test_sessions_on_the_first_and_last_day_of_a_month_count_in_it() -> None:
    report = assess(contract(day(1, 31), day(2, 1), day(3, 31)), day(4, 1))
    assert [month.counted for month in report.months] == [1, 1, 1, 0, 0, 0]


@pytest.mark.parametrize(
    "status",
    ["cancelled", "cancelled-late", "no-show", "cancelled-by-coach", "force-majeure"],
)
def test_only_a_held_session_keeps_the_floor(status: SessionStatus) -> None:
    report = assess(contract(meeting(day(1, 10), status)), day(2, 1))
    assert "cadence.floor-broken" in codes(report, "breach")


@pytest.mark.parametrize("kind", ["in-person", "video"])
def test_face_to_face_meetings_keep_the_floor(kind: SessionType) -> None:
    report = assess(contract(meeting(day(1, 10), kind=kind)), day(2, 1))
    assert report.months[0].counted == 1


@pytest.mark.parametrize(
    "kind", ["phone", "letter", "email", "training-input", "three-way", "preliminary"]
)
def test_exchanges_and_extras_do_not_keep_the_floor(kind: SessionType) -> None:
    report = assess(contract(meeting(day(1, 10), kind=kind)), day(2, 1))
    assert "cadence.floor-broken" in codes(report, "breach")


def test_a_phone_session_keeps_the_floor_if_the_contract_allows_it() -> None:
    engagement = contract(meeting(day(1, 10), kind="phone"), modes=("in-person", "phone"))
    report = assess(engagement, day(2, 1))
    assert (report.counted, report.months[0].counted) == (1, 1)


def test_shadowing_with_a_debrief_keeps_the_floor() -> None:
    report = assess(contract(meeting(day(1, 10), kind="shadowing", debrief=45)), day(2, 1))
    assert (report.months[0].counted, report.coaching_minutes) == (1, 45)


def test_shadowing_without_a_debrief_is_not_a_session() -> None:
    report = assess(contract(meeting(day(1, 10), kind="shadowing")), day(2, 1))
    assert (report.counted, report.coaching_minutes) == (0, 0)
    assert "cadence.floor-broken" in codes(report, "breach")


def test_a_no_show_counts_in_the_number_but_not_for_the_floor_or_the_hours() -> None:
    report = assess(contract(meeting(day(1, 10), "no-show")), day(1, 20))
    assert (report.counted, report.coaching_minutes, report.last_on) == (1, 0, None)


def test_civil_months_miss_a_gap_of_58_days_that_the_longest_gap_shows() -> None:
    engagement = contract(day(1, 1), day(2, 28), start=date(2025, 12, 15), signed_on=day(1, 1))
    report = assess(engagement, day(3, 1), counting="calendar")
    assert "cadence.floor-broken" not in codes(report, "breach")
    assert verdict(report, "cadence.counting-calendar").args == {}
    assert verdict(report, "cadence.longest-gap").args == {
        "count": 58,
        "from_on": day(1, 1),
        "to_on": day(2, 28),
    }


def test_contract_months_detect_the_same_gap() -> None:
    engagement = contract(day(1, 1), day(2, 28), start=date(2025, 12, 15), signed_on=day(1, 1))
    report = assess(engagement, day(3, 1))
    assert verdict(report, "cadence.floor-broken").args["from_on"] == day(1, 15)


def test_a_closure_is_deducted_and_reported() -> None:
    engagement = contract(day(7, 20), start=day(7, 15), signed_on=day(7, 1), months=4)
    report = assess(engagement, day(10, 6), closures=[(date(2026, 9, 10), date(2026, 9, 12))])
    closed = {"reason": "closure", "from_on": day(9, 10), "to_on": day(9, 12)}
    assert verdict(report, "cadence.floor-broken-pauses").args == {
        "from_on": day(8, 15),
        "to_on": day(9, 17),
        "count": 0,
        "required": 1,
        "paused_days": 3,
        "pauses": (Problem("pause.days", closed),),
    }


def test_an_august_closure_extends_the_contract_month_by_its_days() -> None:
    engagement = contract(day(9, 2), start=day(7, 15), signed_on=day(7, 1))
    assert assess(engagement, day(9, 5)).months[0].level == "breach"
    month = assess(engagement, day(9, 5), closures=[AUGUST]).months[0]
    assert (month.end_on, month.paused_days, month.level) == (day(9, 4), 21, "ok")


def test_overlapping_leave_and_closure_are_deducted_once() -> None:
    engagement = contract(start=day(7, 15), signed_on=day(7, 1), pauses=[(day(7, 25), day(8, 5))])
    month = assess(engagement, day(9, 5), closures=[AUGUST]).months[0]
    assert month.pauses == ((day(7, 25), day(8, 21)),)


def test_several_pauses_in_a_month_are_reported_with_their_days() -> None:
    pauses = [(day(1, 5), day(1, 9)), (day(1, 20), day(1, 20))]
    report = assess(contract(pauses=pauses), day(2, 28))
    assert verdict(report, "cadence.floor-broken-pauses").args == {
        "from_on": day(1, 1),
        "to_on": day(2, 6),
        "count": 0,
        "required": 1,
        "paused_days": 6,
        "pauses": (
            Problem(
                "pause.other-days",
                {"reason": "other", "from_on": day(1, 5), "to_on": day(1, 9)},
            ),
            Problem("pause.other-day", {"reason": "other", "on": day(1, 20)}),
        ),
    }


def test_a_session_held_during_a_pause_counts_in_its_month() -> None:
    report = assess(contract(day(1, 15), pauses=[(day(1, 10), day(1, 20))]), day(2, 28))
    assert report.months[0].counted == 1


def test_a_pause_entered_afterwards_can_reveal_a_hidden_gap() -> None:
    engagement = contract(day(1, 1), day(2, 1), day(3, 31))
    assert assess(engagement, day(4, 1)).months[1].level == "ok"
    paused = contract(day(1, 1), day(2, 1), day(3, 31), pauses=[(day(1, 10), day(1, 14))])
    month = assess(paused, day(4, 1)).months[1]
    assert (month.start_on, month.end_on, month.level) == (day(2, 6), day(3, 5), "breach")


def test_a_long_illness_breaks_no_month() -> None:
    illness = (day(2, 2), day(5, 31))
    report = assess(contract(day(1, 10), pauses=[illness]), day(6, 1))
    assert report.months[1].start_on == day(2, 1)
    assert (report.months[1].state, report.months[1].level) == ("current", "ok")


def test_a_civil_month_without_an_open_day_requires_no_session() -> None:
    engagement = contract(day(1, 10), day(3, 10), pauses=[(day(1, 28), day(2, 28))])
    month = assess(engagement, day(4, 1), counting="calendar").months[1]
    assert (month.start_on, month.required, month.level) == (day(2, 1), 0, "ok")


def test_a_civil_month_with_one_open_day_requires_a_session() -> None:
    engagement = contract(day(1, 10), day(3, 10), pauses=[(day(1, 28), day(2, 27))])
    report = assess(engagement, day(4, 1), counting="calendar")
    assert report.months[1].level == "breach"
    assert report.months[1].pauses == ((day(2, 1), day(2, 27)),)


def test_a_month_with_eleven_open_days_left_is_not_a_risk_yet() -> None:
    assert assess(contract(), day(1, 21)).months[0].level == "ok"


def test_a_month_with_ten_open_days_left_and_no_session_is_a_risk() -> None:
    report = assess(contract(), day(1, 22))
    assert verdict(report, "cadence.floor-at-risk").level == "risk"
    assert verdict(report, "cadence.floor-at-risk").args == {
        "from_on": day(1, 1),
        "to_on": day(1, 31),
        "count": 0,
        "required": 1,
    }


def test_days_of_a_coming_closure_are_not_open_days() -> None:
    report = assess(contract(pauses=[(day(1, 12), day(1, 31))]), day(1, 5), counting="calendar")
    assert report.months[0].level == "risk"


@pytest.mark.parametrize(
    ("planned_on", "level"), [(day(1, 25), "ok"), (day(1, 31), "ok"), (day(2, 1), "risk")]
)
def test_a_session_booked_in_the_rest_of_the_month_removes_the_risk(
    planned_on: date, level: str
) -> None:
    report = assess(contract(meeting(planned_on, "planned")), day(1, 25))
    assert report.months[0].level == level


def test_a_past_planned_session_does_not_remove_the_risk() -> None:
    report = assess(contract(meeting(day(1, 20), "planned")), day(1, 25))
    assert report.months[0].level == "risk"


def test_a_booked_exchange_does_not_remove_the_risk() -> None:
    report = assess(contract(meeting(day(1, 28), "planned", "phone")), day(1, 25))
    assert report.months[0].level == "risk"


def test_the_floor_can_be_higher_than_one_session_a_month() -> None:
    twice = Profile(sessions_min=1, sessions_max=20, sessions_per_month_min=2)
    engagement = contract(day(1, 5), day(2, 3), day(2, 17), bounds=twice)
    assert [m.level for m in assess(engagement, day(3, 1)).months[:2]] == ["breach", "ok"]


def test_a_profile_without_a_floor_has_no_floor_verdict() -> None:
    report = assess(contract(bounds=SHORT, number=3), day(3, 15))
    assert {month.level for month in report.months} == {"ok"}
    about_floor = ("cadence.floor", "cadence.counting")
    assert not [v.message for v in report.verdicts if v.message.startswith(about_floor)]


def test_a_month_that_ended_before_the_signature_requires_no_session() -> None:
    report = assess(contract(day(2, 15), signed_on=day(2, 1)), day(3, 1))
    assert [(m.required, m.level) for m in report.months[:2]] == [(0, "ok"), (1, "ok")]
    assert verdict(report, "cadence.floor-kept").args == {"kept": 1, "judged": 1}


def test_the_month_of_the_signature_requires_a_session() -> None:
    report = assess(contract(signed_on=day(1, 31)), day(2, 1))
    assert report.months[0].level == "breach"


def test_before_the_start_all_months_are_in_the_future() -> None:
    report = assess(contract(start=day(3, 1)), day(2, 1))
    assert {month.state for month in report.months} == {"future"}
    assert report.level == "ok"

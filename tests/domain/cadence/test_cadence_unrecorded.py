"""Planned sessions that are past: they are named first, and may have been held."""

from tests.domain.cadence.cadence_samples import (
    assess,
    codes,
    contract,
    day,
    meeting,
    verdict,
)

from phmcoach.domain.cadence.summary import summarise_cadence
from phmcoach.domain.records.engagement import Outcome
from phmcoach.domain.records.session import Session
from phmcoach.errors import Problem

HELD = tuple(day(month, 10) for month in range(1, 6))


def planned(month: int, number: int) -> Session:
    return meeting(day(month, number), "planned")


def test_each_past_planned_session_is_named_with_its_day() -> None:
    session = planned(2, 20)
    report = assess(contract(*HELD[:2], session), day(2, 21))
    assert verdict(report, "session.unrecorded") == Problem(
        "session.unrecorded",
        {"id": session.id, "on": day(2, 20)},
        level="risk",
        ref=report.unrecorded[0].ref,
    )
    assert report.level == "risk"


def test_a_session_that_is_planned_today_is_still_to_come() -> None:
    report = assess(contract(*HELD[:2], planned(2, 20)), day(2, 20))
    assert (report.unrecorded, report.planned) == ((), 1)


def test_they_are_named_before_a_breach() -> None:
    report = assess(contract(planned(4, 20)), day(4, 21))
    assert codes(report, "breach", "risk")[:2] == ["session.unrecorded", "cadence.floor-broken"]


def test_the_number_can_still_be_reached_if_they_were_held() -> None:
    unrecorded = [planned(month, 20) for month in range(1, 6)]
    report = assess(contract(*HELD, *unrecorded[:4]), day(6, 1))
    assert codes(report, "breach") == []
    assert report.pace is not None
    assert report.pace.left == 1
    assert (report.counted, report.planned) == (5, 0)


def test_a_past_month_whose_only_session_is_not_recorded_is_at_risk_and_not_broken() -> None:
    report = assess(contract(day(1, 10), planned(2, 20), day(3, 10)), day(3, 15))
    assert [month.level for month in report.months[:3]] == ["ok", "risk", "ok"]
    assert codes(report, "breach", "risk") == ["session.unrecorded"]
    assert verdict(report, "cadence.floor-kept").args == {"kept": 1, "judged": 2}


def test_nothing_is_left_if_all_are_recorded_or_past() -> None:
    unrecorded = [planned(month, 20) for month in range(1, 6)]
    report = assess(contract(*HELD, *unrecorded), day(6, 30))
    assert codes(report, "breach") == []
    assert report.required_gap is None


def test_a_silence_begins_at_the_last_one() -> None:
    report = assess(contract(*HELD[:2], planned(2, 20)), day(3, 5))
    assert "cadence.drift" not in codes(report, "risk")


def test_the_summary_after_a_command_gives_them_as_its_reason() -> None:
    summary = summarise_cadence(assess(contract(*HELD[:2], planned(2, 20)), day(2, 21)))
    assert summary.reason is not None
    assert (summary.level, summary.reason.message) == ("risk", "session.unrecorded")


def test_the_summary_gives_a_breach_as_its_reason_although_one_is_not_recorded() -> None:
    summary = summarise_cadence(assess(contract(planned(4, 20)), day(4, 21)))
    assert summary.reason is not None
    assert (summary.level, summary.reason.message) == ("breach", "cadence.floor-broken")


def test_they_are_not_named_once_the_rhythm_has_stopped() -> None:
    outcome = Outcome(ended_on=day(2, 25))
    report = assess(contract(*HELD[:2], planned(2, 20), outcome=outcome), day(2, 26))
    assert report.unrecorded == ()

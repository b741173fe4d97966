from datetime import date

import pytest
from tests.builders import make_case
from tests.domain.cadence.cadence_samples import (
    NEW_YEAR,
    SHORT,
    assess,
    codes,
    contract,
    day,
    meeting,
    verdict,
)

from phmcoach.domain.cadence.report import CadenceReport, Gap, assess_cadence
from phmcoach.domain.records.amendment import Signatures
from phmcoach.domain.records.engagement import Engagement, Outcome
from phmcoach.domain.records.practice import CadenceHabits
from phmcoach.errors import Problem
from phmcoach.value import replace


def test_the_report_of_an_engagement_in_order_has_every_figure() -> None:
    engagement = contract(
        day(1, 10), day(1, 25), day(2, 10), meeting(day(3, 4), "planned"), number=10, months=6
    )
    report = assess(engagement, day(2, 20))
    assert report == CadenceReport(
        as_of=day(2, 20),
        counting="contract",
        answers=(
            Problem("cadence.floor-kept", {"kept": 1, "judged": 1}, level="ok"),
            Problem("cadence.counting-contract", {"start_on": day(1, 1)}, level="ok"),
            Problem(
                "cadence.pace-kept",
                {
                    "left": 7,
                    "booked": 1,
                    "days": 131,
                    "required": report.required_gap,
                    "own": report.own_gap,
                },
                level="ok",
            ),
        ),
        facts=(
            Problem("cadence.counted", {"counted": 3, "sessions": 10, "booked": 1}, level="ok"),
            Problem(
                "cadence.longest-gap",
                {"count": 16, "from_on": day(1, 25), "to_on": day(2, 10)},
                level="ok",
            ),
        ),
        counted=3,
        planned=1,
        contracted=10,
        coaching_minutes=360,
        last_on=day(2, 10),
        next_planned_on=day(3, 4),
        longest_gap=Gap(16, day(1, 25), day(2, 10)),
        pace=report.pace,
        months=report.months,
    )
    assert (report.level, str(report.required_gap), str(report.own_gap)) == ("ok", "18.7", "18.1")


def test_the_worst_verdicts_come_first_and_give_the_level() -> None:
    report = assess(contract(), day(6, 10))
    levels = [found.level for found in report.verdicts]
    assert levels == sorted(levels, key=("breach", "risk", "ok").index)
    assert report.level == "breach"


def test_a_report_with_only_a_risk_has_the_level_risk() -> None:
    report = assess(contract(day(1, 1), number=6), day(1, 25))
    assert codes(report, "breach", "risk") == ["cadence.drift"]
    assert report.level == "risk"


# Not started


def test_without_terms_nothing_is_checked() -> None:
    engagement = replace(contract(), terms=None)
    report = assess(engagement, day(3, 1))
    assert report.verdicts == (Problem("cadence.not-started-terms", level="ok"),)
    assert (report.level, report.contracted, report.pace, report.months) == ("ok", None, None, ())


@pytest.mark.parametrize("signed_on", [None, day(3, 2)])
def test_before_the_signature_nothing_is_checked(signed_on: date | None) -> None:
    report = assess(contract(signed_on=signed_on), day(3, 1))
    assert report.verdicts == (Problem("cadence.not-started-signature", level="ok"),)


def test_a_contract_with_a_company_is_unsigned_until_the_sponsor_signs() -> None:
    report = assess_cadence(make_case(contract()), habits=CadenceHabits(), as_of=day(3, 1))
    assert codes(report, "ok") == ["cadence.not-started-signature"]


def test_a_declined_demand_is_reported() -> None:
    engagement = contract(signed_on=None, outcome=Outcome(declined_on=day(2, 1)))
    report = assess(engagement, day(3, 1))
    assert report.verdicts == (Problem("cadence.stopped-declined", {"on": day(2, 1)}, level="ok"),)


# Sessions that the contract does not cover


def test_a_session_held_before_the_signature_is_a_breach() -> None:
    report = assess(contract(meeting(day(1, 5)), signed_on=day(1, 6)), day(1, 10))
    session_id = meeting(day(1, 5)).id
    assert verdict(report, "gate.session-before-signature") == Problem(
        "gate.session-before-signature", {"id": session_id, "on": day(1, 5)}, level="breach"
    )
    assert (report.counted, report.months[0].counted) == (0, 1)


def test_a_session_held_without_any_signature_is_a_breach() -> None:
    report = assess(contract(day(1, 5), signed_on=None), day(1, 10))
    assert codes(report, "breach") == ["gate.session-before-signature"]


def test_a_session_held_on_the_day_of_the_signature_is_in_order() -> None:
    assert assess(contract(day(1, 6), signed_on=day(1, 6)), day(1, 10)).level == "ok"


def test_a_preliminary_meeting_needs_no_signature() -> None:
    engagement = contract(meeting(day(1, 2), kind="preliminary"), signed_on=day(1, 6))
    assert assess(engagement, day(1, 10)).level == "ok"


def test_a_session_beyond_the_number_is_a_breach_and_is_not_counted() -> None:
    engagement = contract(day(1, 5), day(1, 20), day(2, 5), number=2, bounds=SHORT)
    report = assess(engagement, day(2, 10))
    assert verdict(report, "gate.session-beyond-number").args["on"] == day(2, 5)
    assert (report.counted, report.contracted) == (2, 2)


def test_a_session_after_the_end_is_a_breach() -> None:
    report = assess(contract(day(7, 1), number=3, bounds=SHORT), day(7, 2))
    assert "gate.session-after-end" in codes(report, "breach")


def test_an_exchange_after_the_end_is_not_a_breach() -> None:
    engagement = contract(day(1, 5), day(2, 5), meeting(day(7, 1), kind="phone"), number=2)
    assert codes(assess(engagement, day(7, 2)), "breach") == []


def test_breaches_of_the_contract_remain_after_the_cadence_stops() -> None:
    engagement = contract(day(1, 2), signed_on=day(1, 6), outcome=Outcome(evaluated_on=day(3, 1)))
    assert codes(assess(engagement, day(4, 1)), "breach") == ["gate.session-before-signature"]


# RhythmStop


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome(ended_on=day(3, 10)), "cadence.stopped-ended"),
        (Outcome(evaluated_on=day(3, 10)), "cadence.stopped-evaluated"),
        (Outcome(closed_on=day(3, 10)), "cadence.stopped-closed"),
        (Outcome(declined_on=day(3, 10)), "cadence.stopped-declined"),
    ],
)
def test_the_cadence_of_an_ended_engagement_is_not_checked(outcome: Outcome, code: str) -> None:
    engagement = contract(day(1, 10), outcome=outcome)
    report = assess(engagement, day(6, 20))
    assert codes(report, "ok") == [code, "cadence.counted", "cadence.longest-gap"]
    assert report.level == "ok"
    assert [month.required for month in report.months] == [1, 1, 0, 0, 0, 0]


def test_the_cadence_is_checked_on_the_day_before_the_end() -> None:
    engagement = contract(day(1, 10), outcome=Outcome(ended_on=day(3, 10)))
    assert "cadence.floor-broken" in codes(assess(engagement, day(3, 9)), "breach")


def test_the_cadence_is_not_checked_on_the_day_of_the_end() -> None:
    engagement = contract(day(1, 10), outcome=Outcome(ended_on=day(3, 10)))
    assert "cadence.stopped-ended" in codes(assess(engagement, day(3, 10)), "ok")


def test_a_month_that_ends_on_the_day_of_the_stop_requires_no_session() -> None:
    engagement = contract(day(1, 10), outcome=Outcome(ended_on=day(2, 28)))
    assert assess(engagement, day(3, 10)).months[1].required == 0


def test_the_first_of_several_stops_counts() -> None:
    outcome = Outcome(evaluated_on=day(3, 10), closed_on=day(4, 10))
    report = assess(contract(day(1, 10), outcome=outcome), day(6, 20))
    assert verdict(report, "cadence.stopped-evaluated").args == {"on": day(3, 10)}


def test_floor_and_drift_stop_when_the_number_is_reached() -> None:
    held = [day(1, n) for n in range(1, 11)]
    report = assess(contract(*held), day(5, 15))
    assert report.level == "ok"
    assert verdict(report, "cadence.number-reached").args == {"on": day(1, 10)}
    assert {month.level for month in report.months} == {"ok"}


def test_a_no_show_reaches_the_number_too() -> None:
    engagement = contract(day(1, 5), meeting(day(2, 5), "no-show"), number=2, bounds=SHORT)
    report = assess(engagement, day(2, 10))
    assert verdict(report, "cadence.number-reached").args == {"on": day(2, 5)}


# Longest gap


def test_the_longest_gap_counts_open_days_only() -> None:
    engagement = contract(day(1, 5), day(2, 20), pauses=[(day(1, 10), day(2, 8))])
    assert assess(engagement, day(2, 21)).longest_gap == Gap(16, day(1, 5), day(2, 20))


def test_the_time_before_the_first_session_is_a_gap() -> None:
    assert assess(contract(day(2, 20)), day(2, 21)).longest_gap == Gap(50, day(1, 1), day(2, 20))


def test_the_time_since_the_last_session_is_a_gap() -> None:
    assert assess(contract(day(1, 5)), day(2, 21)).longest_gap == Gap(47, day(1, 5), day(2, 21))


def test_the_gap_since_the_last_session_ends_with_the_contract() -> None:
    assert assess(contract(day(6, 20)), day(9, 1)).longest_gap == Gap(170, day(1, 1), day(6, 20))
    assert assess(contract(day(1, 5)), day(9, 1)).longest_gap == Gap(176, day(1, 5), day(6, 30))


def test_the_first_gap_begins_at_a_session_before_the_start() -> None:
    engagement = contract(date(2025, 12, 30), day(1, 20), signed_on=date(2025, 12, 1))
    gap = assess(engagement, day(1, 20)).longest_gap
    assert gap == Gap(21, date(2025, 12, 30), day(1, 20))


def test_no_gap_continues_once_the_number_is_reached() -> None:
    engagement = contract(day(1, 5), day(1, 20), number=2, bounds=SHORT)
    assert assess(engagement, day(6, 1)).longest_gap == Gap(15, day(1, 5), day(1, 20))


@pytest.mark.parametrize("engagement", [contract(), contract(NEW_YEAR)])
def test_there_is_no_gap_on_the_first_day(engagement: Engagement) -> None:
    report = assess(engagement, NEW_YEAR)
    assert report.longest_gap is None
    assert "cadence.longest-gap" not in codes(report, "ok")


# Reproducible


def test_a_session_held_today_counts() -> None:
    report = assess(contract(day(1, 20)), day(1, 20))
    assert (report.counted, report.last_on) == (1, day(1, 20))


def test_a_session_held_later_does_not_count_yet() -> None:
    early = contract(day(1, 5), day(1, 20))
    late = contract(day(1, 5), day(1, 20), day(2, 3), meeting(day(2, 10), "no-show"))
    assert assess(late, day(1, 31)) == assess(early, day(1, 31))


def test_a_later_signature_does_not_count_yet() -> None:
    engagement = contract()
    unsigned = replace(engagement, signatures=Signatures(coach=NEW_YEAR))
    report = assess(unsigned, day(2, 1))
    assert assess(contract(signed_on=day(2, 2)), day(2, 1)) == report

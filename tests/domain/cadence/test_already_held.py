"""Sessions that an earlier tool recorded and billed, on days that the file does not know."""

from datetime import date

import pytest
from tests.builders import make_case
from tests.domain.cadence.cadence_samples import assess, codes, contract, day, verdict

from phmcoach.domain.base import Reader
from phmcoach.domain.contract.agreement import recall_frame
from phmcoach.domain.contract.coverage import count_sessions, uncovered_sessions
from phmcoach.domain.contract.gates import already_held_problems
from phmcoach.domain.records.engagement import Engagement, Outcome
from phmcoach.value import replace


def begun(*days: date, already: int = 4, number: int = 10) -> Engagement:
    """Make an engagement of which some sessions were held before."""
    return replace(contract(*days, number=number), already_held=already)


def test_they_count_with_the_sessions_and_the_hours_of_coaching() -> None:
    report = assess(begun(day(3, 10), day(3, 24)), day(3, 31))
    assert (report.counted, report.coaching_minutes) == (6, 6 * 120)


def test_the_months_before_the_first_session_with_a_day_are_not_asked_for_one() -> None:
    report = assess(begun(day(3, 10)), day(5, 31))
    assert [month.required for month in report.months] == [0, 0, 0, 1, 1, 1]


def test_no_month_and_no_silence_is_judged_before_a_session_has_a_day() -> None:
    report = assess(begun(), day(4, 30))
    assert (codes(report, "breach"), codes(report, "risk")) == ([], ["cadence.pace-tight"])
    assert verdict(report, "cadence.already-held").args == {"count": 4}


def test_the_longest_gap_begins_at_the_first_session_with_a_day() -> None:
    gap = assess(begun(day(3, 10), day(3, 24)), day(3, 31)).longest_gap
    assert gap is not None
    assert (gap.days, gap.from_on, gap.to_on) == (14, day(3, 10), day(3, 24))


def test_the_rhythm_stops_with_the_last_session_of_the_contract() -> None:
    report = assess(begun(day(3, 10), already=9), day(5, 31))
    assert report.no_rhythm is not None
    assert (report.no_rhythm.message, report.no_rhythm.args) == (
        "cadence.number-reached",
        {"on": day(3, 10)},
    )


def test_a_contract_whose_sessions_were_all_held_before_has_no_rhythm() -> None:
    report = assess(begun(already=10), day(5, 31))
    assert report.no_rhythm is not None
    assert report.no_rhythm.message == "cadence.number-reached"


def test_a_session_beyond_the_number_is_not_covered() -> None:
    case = make_case(begun(day(3, 10), day(3, 24), already=9), private=True)
    assert list(uncovered_sessions(case).values()) == ["beyond-number"]
    assert count_sessions(case) == 10


def test_the_report_of_the_evaluation_recalls_them_as_held() -> None:
    outcome = Outcome(evaluated_on=day(4, 1))
    case = make_case(replace(begun(day(3, 10)), outcome=outcome), private=True)
    assert recall_frame(case, Reader.BENEFICIARY).held == 5


@pytest.mark.parametrize(("already", "found"), [(10, []), (11, ["gate.already-beyond-number"])])
def test_they_cannot_be_more_than_the_contract_has(already: int, found: list[str]) -> None:
    case = make_case(begun(already=already), private=True)
    assert [each.message for each in already_held_problems(case)] == found

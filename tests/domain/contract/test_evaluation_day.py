"""The day on which an evaluation is planned, and the last one that the contract allows."""

from datetime import date
from typing import Any

import pytest
from tests.builders import make_case, make_engagement, make_session, make_terms

from phmcoach.domain.contract.evaluation_day import (
    evaluation_day_gate,
    last_evaluation_day,
    late_evaluation,
    moved_evaluation,
    planned_evaluation,
)
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.session import Session
from phmcoach.value import replace
from phmcoach.words import MeetingPurpose, SessionStatus

FIRST, LAST, PLANNED = date(2026, 2, 3), date(2026, 6, 2), date(2026, 6, 20)
SESSIONS = [make_session(1, on=FIRST), make_session(2, on=LAST, status="planned")]


def meeting(purpose: MeetingPurpose, status: SessionStatus) -> Session:
    return replace(make_session(3, on=PLANNED, kind="three-way", status=status), purpose=purpose)


def engaged(*sessions: Session, **outcome: date) -> Engagement:
    return make_engagement(*SESSIONS, *sessions, outcome=outcome)


@pytest.mark.parametrize(
    ("engagement", "day"),
    [
        (engaged(), None),
        (engaged(evaluation_planned_on=PLANNED), PLANNED),
        (engaged(meeting("final", "planned")), PLANNED),
        (engaged(meeting("final", "held")), PLANNED),
        (engaged(meeting("final", "cancelled")), None),
        (engaged(meeting("mid-term", "planned")), None),
        (engaged(meeting("final", "planned"), evaluation_planned_on=LAST), LAST),
    ],
)
def test_the_day_is_recorded_or_that_of_the_final_meeting(
    engagement: Engagement, day: date | None
) -> None:
    assert planned_evaluation(make_case(engagement)) == day


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        ([], [meeting("final", "planned")], [PLANNED]),
        ([], [meeting("final", "held")], [PLANNED]),
        ([meeting("final", "planned")], [meeting("final", "held")], [PLANNED]),
        ([meeting("final", "held")], [meeting("final", "held")], []),
        ([meeting("final", "planned")], [meeting("final", "cancelled")], []),
        ([], [meeting("mid-term", "held")], []),
    ],
)
def test_a_final_meeting_takes_the_place_of_the_planned_day(
    before: list[Session], after: list[Session], moved: list[date]
) -> None:
    cases = [make_case(engaged(*each, evaluation_planned_on=LAST)) for each in (before, after)]
    assert [each.args for each in moved_evaluation(*cases)] == [
        {"was": LAST, "on": on} for on in moved
    ]


def test_a_final_meeting_on_the_planned_day_moves_nothing() -> None:
    planned = make_case(engaged(evaluation_planned_on=PLANNED))
    held = make_case(engaged(meeting("final", "held"), evaluation_planned_on=PLANNED))
    assert moved_evaluation(planned, held) == ()


def test_the_last_day_is_thirty_days_after_the_last_session_held_or_planned() -> None:
    assert last_evaluation_day(make_case(engaged())) == date(2026, 7, 2)
    assert last_evaluation_day(make_case(make_engagement())) is None


def test_a_later_day_is_remarked_on() -> None:
    case = make_case(make_engagement(*SESSIONS, terms=make_terms(sessions=2)))
    assert late_evaluation(case, date(2026, 7, 2)) == ()
    (remark,) = late_evaluation(case, date(2026, 7, 3))
    assert remark.message == "evaluate.planned-late"
    assert remark.args == {"on": date(2026, 7, 3), "last_on": date(2026, 7, 2)}


@pytest.mark.parametrize("engagement", [engaged(), make_engagement()])
def test_while_sessions_are_left_to_plan_the_last_one_may_be_on_the_last_day(
    engagement: Engagement,
) -> None:
    """The contract ends on 11 July."""
    assert late_evaluation(make_case(engagement), date(2026, 8, 10)) == ()
    (remark,) = late_evaluation(make_case(engagement), date(2026, 8, 11))
    assert remark.args == {"on": date(2026, 8, 11), "last_on": date(2026, 8, 10)}


def test_after_an_early_end_no_session_is_left_to_plan() -> None:
    (remark,) = late_evaluation(make_case(engaged(ended_on=LAST)), date(2026, 8, 1))
    assert remark.message == "evaluate.planned-late"


@pytest.mark.parametrize(
    ("changes", "on", "refused"),
    [
        ({}, PLANNED, []),
        ({"outcome": {"evaluation_planned_on": LAST}}, PLANNED, []),
        ({"outcome": {"ended_on": LAST}}, PLANNED, []),
        ({}, date(2026, 2, 2), ["evaluate.planned-before-session"]),
        ({}, date(2026, 2, 4), ["evaluate.planned-in-the-past"]),
        ({"signatures": {}}, PLANNED, ["gate.not-signed"] * 3),
        ({"outcome": {"evaluated_on": LAST}}, PLANNED, ["evaluate.already-evaluated"]),
        ({"outcome": {"evaluated_on": LAST, "closed_on": LAST}}, PLANNED, ["evaluate.closed"]),
        ({"signatures": {}, "outcome": {"declined_on": LAST}}, PLANNED, ["outcome.already-over"]),
    ],
)
def test_a_day_is_planned_between_the_signature_and_the_evaluation(
    changes: dict[str, Any], on: date, refused: list[str]
) -> None:
    case = make_case(make_engagement(*SESSIONS, **changes))
    found = evaluation_day_gate(case, on, today=date(2026, 2, 5))
    assert [each.message for each in found] == refused


def test_without_a_session_the_first_day_is_the_start_of_the_contract() -> None:
    case = make_case(make_engagement())
    today = date(2026, 1, 10)
    (problem,) = evaluation_day_gate(case, date(2026, 1, 11), today)
    assert problem.args == {"on": date(2026, 1, 11), "first_on": date(2026, 1, 12)}
    assert evaluation_day_gate(case, date(2026, 1, 12), today) == ()

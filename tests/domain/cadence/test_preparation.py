"""What is known of an engagement before its next session, and what comes after that session."""

from datetime import date

from tests.builders import make_case, make_engagement, make_session, make_terms

from phmcoach.domain.cadence.preparation import Preparation, Span, prepare_session
from phmcoach.domain.cadence.report import assess_cadence
from phmcoach.domain.cadence.summary import summarise_cadence
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.practice import CadenceHabits
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy

TODAY = date(2026, 2, 10)
COMING = make_session(5, date(2026, 2, 17), status="planned")
STEP = Problem("step.session", {"id": "s5", "on": COMING.on})


def prepare(engagement: Engagement, as_of: date = TODAY) -> Preparation:
    case = make_case(engagement)
    report = assess_cadence(case, habits=CadenceHabits(), as_of=as_of)
    return prepare_session(case, summarise_cadence(report), as_of)


def test_the_last_three_sessions_that_were_held_or_missed_are_known_the_latest_first() -> None:
    sessions = (
        make_session(1, date(2026, 1, 13)),
        make_session(2, date(2026, 1, 20), status="no-show"),
        make_session(3, date(2026, 1, 27), status="cancelled"),
        make_session(4, date(2026, 2, 3)),
        make_session(6, TODAY),
    )
    found = prepare(make_engagement(*sessions, COMING))
    assert [each.id for each in found.last] == ["s6", "s4", "s2"]


def test_the_coming_session_may_be_today_and_is_never_a_past_one() -> None:
    past = make_session(1, date(2026, 1, 13), status="planned")
    today = make_session(2, TODAY, status="planned")
    assert prepare(make_engagement(past, COMING, today)).coming == today
    assert prepare(make_engagement(past)).coming is None


def test_the_days_left_are_those_to_the_end_of_the_contract() -> None:
    start_on, end_on = date(2026, 1, 12), date(2026, 7, 11)
    assert prepare(make_engagement()).span == Span(start_on, end_on, 151)
    assert prepare(make_engagement(), end_on).span == Span(start_on, end_on, 0)
    assert prepare(make_engagement(), date(2026, 7, 12)).span == Span(start_on, end_on, -1)


def test_without_terms_there_is_no_span_and_no_objective_without_one() -> None:
    found = prepare(make_engagement(terms=None, signatures=None, objectives=None))
    assert (found.span, found.aims, found.last, found.coming) == (None, (), (), None)


def test_an_engagement_that_is_over_has_no_span_and_no_coming_session() -> None:
    ended = {"ended_on": date(2026, 2, 9), "ended_by": "coach"}
    found = prepare(make_engagement(COMING, outcome=ended))
    assert (found.span, found.coming) == (None, None)


def test_an_objective_has_its_rating_once_the_engagement_is_evaluated() -> None:
    rating = {"objective": "o1", "attainment": "Deux dossiers sur trois."}
    evaluation = {"mode": "two-way", "ratings": [rating]}
    outcome = {"evaluated_on": TODAY}
    (aim,) = prepare(make_engagement()).aims
    assert aim.rating is None
    held = make_session(1, date(2026, 1, 13))
    (aim,) = prepare(make_engagement(held, evaluation=evaluation, outcome=outcome)).aims
    assert aim.rating is not None
    assert aim.rating.attainment == "Deux dossiers sur trois."


def test_the_step_that_records_the_coming_session_asks_for_a_promise_too() -> None:
    found = prepare(make_engagement(COMING))
    assert found.after(STEP) == Problem("step.promise", {"id": "s5", "on": COMING.on})


def test_another_step_stays_as_it_is() -> None:
    known = prepare(make_engagement(COMING))
    moved = Problem("step.session-in-pause", {"id": "s5"}, remedy=Remedy.MOVE_SESSION)
    earlier = Problem("outcome.still-planned", {"id": "s1", "on": date(2026, 1, 13)})
    plan = Problem("step.plan", {"count": 3})
    assert [known.after(step) for step in (moved, earlier, plan, None)] == [
        moved,
        earlier,
        plan,
        None,
    ]
    assert prepare(make_engagement(terms=make_terms())).after(STEP) == STEP

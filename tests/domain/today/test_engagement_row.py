"""Which one thing is to be done in an engagement on a day, and what its agenda is."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from tests.builders import make_amendment, make_case, make_engagement, make_session, make_terms

from phmcoach.domain.cadence.report import assess_cadence
from phmcoach.domain.contract.next_step import Surroundings
from phmcoach.domain.records.practice import CadenceHabits
from phmcoach.domain.records.session import Session
from phmcoach.domain.today.engagement import Situation, engagement_row, meetings_of
from phmcoach.domain.today.rows import Meeting, Row
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy

TODAY = date(2026, 2, 3)
UNTIL = TODAY + timedelta(days=7)
HELD = make_session(1, on=date(2026, 1, 27))
BOOKED = make_session(2, on=date(2026, 2, 10), status="planned")
SHORT = make_terms(sessions=2, end_on=date(2026, 7, 11))


def row_of(
    *sessions: Session,
    today: date = TODAY,
    around: dict[str, Any] | None = None,
    quote: Problem | None = None,
    **changes: object,
) -> Row | None:
    case = make_case(make_engagement(*sessions, **changes))
    report = assess_cadence(case, habits=CadenceHabits(), as_of=today)
    surroundings = Surroundings(today, **(around or {}))
    until = today + timedelta(days=7)
    return engagement_row(Situation(case, report, surroundings, until, quote))


def fact_of(*sessions: Session, **given: Any) -> tuple[str, str] | None:  # noqa: ANN401
    row = row_of(*sessions, **given)
    return None if row is None else (row.kind, row.fact.message)


def test_an_engagement_in_order_has_no_row() -> None:
    assert row_of(HELD, BOOKED) is None


@pytest.mark.parametrize(
    ("start_on", "already_held", "found"),
    [
        (TODAY + timedelta(days=7), None, ("rhythm", "step.plan")),
        (TODAY + timedelta(days=8), None, None),
        (TODAY, 2, None),
    ],
)
def test_a_contract_that_begins_without_a_session_needs_one(
    start_on: date, already_held: int | None, found: tuple[str, str] | None
) -> None:
    terms = make_terms(start_on=start_on, end_on=date(2026, 7, 11))
    assert fact_of(terms=terms, already_held=already_held) == found


def test_a_planned_session_that_is_over_is_asked_about_first() -> None:
    forgotten = make_session(3, on=date(2026, 2, 2), status="planned")
    args = {"id": "s3", "on": date(2026, 2, 2)}
    assert row_of(HELD, forgotten, BOOKED) == Row(
        "unanswered",
        Problem("outcome.still-planned", args, ref="martin"),
        "martin",
        "Claire Martin",
        date(2026, 2, 2),
    )


def test_the_session_of_today_is_still_to_come() -> None:
    assert row_of(HELD, make_session(3, on=TODAY, status="planned"), BOOKED) is None


def test_after_an_early_end_every_planned_session_is_asked_about() -> None:
    outcome = {"ended_on": date(2026, 2, 1), "ended_by": "coach"}
    assert fact_of(HELD, BOOKED, outcome=outcome) == ("unanswered", "outcome.still-planned")


def test_a_silence_is_mended_by_another_session() -> None:
    row = row_of(make_session(1, on=date(2026, 1, 12)), today=date(2026, 2, 4))
    assert row is not None
    assert (row.kind, row.fact.message) == ("rhythm", "cadence.drift")
    assert row.fact.remedy is Remedy.PLAN


def test_a_month_about_to_end_without_a_session_is_a_row_until_one_is_booked() -> None:
    today = date(2026, 3, 6)
    held = make_session(1, on=date(2026, 1, 27))
    before = make_session(2, on=date(2026, 2, 11))
    after = make_session(3, on=date(2026, 3, 20), status="planned")
    within = make_session(4, on=date(2026, 3, 10), status="planned")
    assert fact_of(held, after, today=today) == ("rhythm", "cadence.floor-at-risk")
    assert fact_of(held, within, after, today=today) is None
    assert fact_of(held, before, today=date(2026, 2, 12)) is None


def test_a_month_that_is_over_without_a_session_is_a_row_until_it_is_explained() -> None:
    today = date(2026, 3, 20)
    held = make_session(1, on=date(2026, 1, 27))
    after = make_session(2, on=date(2026, 3, 19))
    row = row_of(held, after, today=today)
    assert row is not None
    assert (row.kind, row.fact.message) == ("rhythm", "cadence.floor-broken")
    assert row.fact.remedy is Remedy.EXPLAIN_MONTH
    why = {"month_on": row.fact.args["from_on"], "reason": "Ill."}
    assert fact_of(held, after, today=today, explanations=[why]) is None


def test_too_few_days_for_the_sessions_left_are_mended_by_a_later_end() -> None:
    terms = make_terms(end_on=date(2026, 4, 11))
    row = row_of(HELD, today=date(2026, 4, 8), terms=terms)
    assert row is not None
    assert (row.kind, row.fact.message) == ("rhythm", "cadence.pace-lost")
    assert row.fact.remedy is Remedy.LATER_LAST_DAY


def test_once_all_sessions_left_are_booked_a_tight_pace_needs_nothing() -> None:
    terms = make_terms(sessions=7, end_on=date(2026, 7, 11))
    today = date(2026, 6, 22)
    held = [HELD, *(make_session(10 + n, on=date(2026, n, 20)) for n in (2, 3, 4, 5))]
    days = (date(2026, 6, 29), date(2026, 7, 6))
    booked = [make_session(n, on=on, status="planned") for n, on in enumerate(days, start=2)]
    planned = {"evaluation_planned_on": date(2026, 7, 20)}
    assert fact_of(*held, booked[0], today=today, terms=terms) == ("rhythm", "cadence.pace-lost")
    assert fact_of(*held, *booked, today=today, terms=terms, outcome=planned) is None


def test_after_the_last_day_the_rhythm_is_left_alone() -> None:
    found = fact_of(HELD, today=date(2026, 7, 12))
    assert found == ("ends", "step.plan-evaluation-over")


def test_a_session_in_a_pause_is_to_be_moved() -> None:
    pause = {"start_on": date(2026, 2, 9), "end_on": date(2026, 2, 15)}
    assert fact_of(HELD, BOOKED, pauses=[pause]) == ("rhythm", "step.session-in-pause")


def test_a_missing_signature_says_whether_the_start_is_over() -> None:
    unsigned: dict[str, Any] = {"signatures": {"coach": date(2026, 1, 10)}}
    around = {"contract_written": True}
    before = row_of(today=date(2026, 1, 11), around=around, **unsigned)
    after = row_of(today=date(2026, 1, 12), around=around, **unsigned)
    assert before is not None
    assert after is not None
    assert before.fact == Problem("gate.not-signed", {"party": "beneficiary"}, ref="martin")
    args = {"party": "beneficiary", "start_on": date(2026, 1, 12)}
    assert after.fact == Problem("due.unsigned-since-start", args, ref="martin")
    assert before.kind == after.kind == "unsigned"


def test_all_signatures_are_one_fact_while_nobody_has_signed() -> None:
    around = {"contract_written": True}
    before = row_of(today=date(2026, 1, 11), around=around, signatures={})
    after = row_of(today=date(2026, 1, 12), around=around, signatures={})
    assert before is not None
    assert after is not None
    assert before.fact == Problem("due.to-sign", ref="martin")
    assert after.fact == Problem("due.nobody-signed", {"start_on": date(2026, 1, 12)}, ref="martin")


def test_the_steps_before_the_contract_are_rows() -> None:
    assert fact_of(signatures=None, terms=None) == ("unsigned", "gate.no-terms")
    assert fact_of(signatures=None) == ("unsigned", "step.contract")


def test_a_quote_that_is_about_to_lapse_goes_before_the_signature() -> None:
    quote = Problem("due.quote-lapses", {"number": "D-2026-0001", "until": UNTIL})
    assert fact_of(signatures=None, quote=quote) == ("others", "due.quote-lapses")


def test_an_unsigned_amendment_goes_before_the_rhythm_that_it_may_mend() -> None:
    amendment = make_amendment(signed=False, set_on=TODAY, effective_on=TODAY, sessions=13)
    around = {"amendment_written": True}
    silent = make_session(1, on=date(2026, 1, 12))
    found = fact_of(silent, today=date(2026, 2, 9), amendments=[amendment], around=around)
    assert found == ("unsigned", "amend.not-signed")


def test_the_evaluation_is_a_row_once_it_has_no_day_or_its_day_is_near() -> None:
    both = (HELD, make_session(2, on=date(2026, 1, 29)))
    near, far = ({"evaluation_planned_on": UNTIL + timedelta(days=n)} for n in (0, 1))
    assert fact_of(*both, terms=SHORT) == ("ends", "step.plan-evaluation")
    assert fact_of(*both, terms=SHORT, outcome=near) == ("ends", "step.evaluation-form")
    assert fact_of(*both, terms=SHORT, outcome=far) is None


def test_an_end_within_thirty_days_needs_a_day_for_the_evaluation() -> None:
    terms = make_terms(sessions=2, end_on=date(2026, 2, 28))
    booked = make_session(2, on=date(2026, 2, 20), status="planned")
    row = row_of(HELD, booked, terms=terms)
    assert row is not None
    assert (row.kind, row.fact.message) == ("ends", "cadence.no-evaluation-date")
    assert row.fact.remedy is Remedy.PLAN_EVALUATION


@pytest.mark.parametrize(
    ("around", "found"),
    [
        ({}, ("ends", "step.close")),
        ({"to_bill": (Problem("settle.to-bill"),)}, None),
        ({"to_remind": (Problem("step.remind"),)}, None),
    ],
)
def test_after_an_early_end_the_close_waits_for_the_money(
    around: dict[str, Any], found: tuple[str, str] | None
) -> None:
    outcome = {"ended_on": date(2026, 2, 1), "ended_by": "coach"}
    assert fact_of(HELD, outcome=outcome, around=around) == found


def test_the_agenda_has_the_planned_sessions_of_its_days_and_the_evaluation() -> None:
    sessions = (
        HELD,
        make_session(2, on=date(2026, 2, 2), status="planned"),
        make_session(3, on=TODAY, status="planned", at=time(9)),
        make_session(4, on=UNTIL, status="planned", kind="video"),
        make_session(5, on=UNTIL + timedelta(days=1), status="planned"),
        make_session(6, on=TODAY, status="cancelled"),
    )
    outcome = {"evaluation_planned_on": UNTIL}
    case = make_case(make_engagement(*sessions, outcome=outcome))
    assert tuple(meetings_of(case, TODAY, UNTIL)) == (
        Meeting(TODAY, time(9), "martin", "Claire Martin", "s3", "in-person"),
        Meeting(UNTIL, None, "martin", "Claire Martin", "s4", "video"),
        Meeting(UNTIL, None, "martin", "Claire Martin"),
    )


def test_after_an_early_end_nothing_is_in_the_agenda() -> None:
    outcome = {"ended_on": date(2026, 2, 1), "ended_by": "coach"}
    case = make_case(make_engagement(HELD, BOOKED, outcome=outcome))
    assert tuple(meetings_of(case, TODAY, UNTIL)) == ()

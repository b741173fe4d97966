"""The next step of an engagement, as the domain decides it; `test_next_step` of cli types them."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests.builders import make_amendment, make_case, make_engagement, make_session, make_terms

from phmcoach.domain.contract.next_step import Surroundings, next_step
from phmcoach.domain.records.session import Session
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy

TODAY = date(2026, 7, 11)
"""The last day of the contract."""

HELD = [make_session(number, on=date(2026, 1, 12 + number)) for number in range(1, 12)]


def step(
    *sessions: Session,
    today: date = TODAY,
    around: dict[str, Any] | None = None,
    **changes: object,
) -> Problem:
    case = make_case(make_engagement(*sessions, **changes))
    return next_step(case, Surroundings(today, **(around or {})))


def test_a_session_is_planned_as_long_as_the_contract_has_room_and_days_for_it() -> None:
    assert step(*HELD) == Problem("step.plan", {"count": 1})
    over = Problem("step.plan-evaluation-over", {"count": 1, "end_on": TODAY})
    assert step(*HELD, today=date(2026, 7, 12)) == over
    assert step(*HELD, make_session(12, on=TODAY, kind="phone")).message == "step.plan"
    assert step(*HELD[1:], make_session(12, on=TODAY)) == over


def test_a_billed_session_that_is_gone_is_put_back_before_another_takes_its_place() -> None:
    gone = Problem("billing.session-missing")
    planned = make_session(12, on=TODAY, status="planned")
    assert step(*HELD, around={"lost": (gone,)}) == gone
    assert step(*HELD, planned, around={"lost": (gone,)}) == gone


def test_while_the_client_may_withdraw_to_the_end_their_request_comes_before_a_session() -> None:
    terms = make_terms(concluded="at-distance")
    days = {"coach": date(2026, 7, 1), "beneficiary": date(2026, 7, 1)}

    def private_step(**request: date) -> Problem:
        engagement = make_engagement(terms=terms, signatures=days | request)
        return next_step(make_case(engagement, private=True), Surroundings(TODAY))

    assert private_step() == Problem("step.express-request", {"end_on": TODAY})
    asked = private_step(express_request_on=date(2026, 7, 2))
    assert asked == Problem("step.plan", {"count": 12})


def test_in_a_pause_the_next_session_comes_after_it() -> None:
    pause = {"start_on": date(2026, 7, 1), "end_on": date(2026, 7, 10)}
    found = step(*HELD, today=date(2026, 7, 2), pauses=[pause])
    assert found == Problem("step.plan-after-pause", {"count": 1, "until": date(2026, 7, 10)})


def test_a_session_in_a_pause_is_called_off_if_the_number_is_used_up() -> None:
    pause = {"start_on": date(2026, 7, 2), "end_on": date(2026, 7, 4)}
    planned = make_session(13, on=date(2026, 7, 3), status="planned")
    found = step(
        *HELD,
        make_session(12, on=date(2026, 2, 1)),
        planned,
        today=date(2026, 7, 1),
        pauses=[pause],
    )
    assert (found.message, found.remedy) == ("step.session-in-pause", Remedy.WAIVE_CANCELLATION)
    moved = step(*HELD, planned, today=date(2026, 7, 1), pauses=[pause])
    assert moved.remedy == Remedy.MOVE_SESSION


def test_a_pause_until_the_end_asks_for_an_end_that_makes_up_for_it() -> None:
    pause = {"start_on": date(2026, 7, 2), "end_on": TODAY}
    args, words = {"count": 1, "end_on": TODAY}, {"on": date(2026, 7, 21)}
    paused = Problem("step.plan-evaluation-paused", args, remedy=Remedy.LATER_END, words=words)
    assert step(*HELD, today=date(2026, 7, 2), pauses=[pause]) == paused
    over = Problem("step.plan-evaluation-over", args)
    assert step(*HELD, today=date(2026, 7, 12), pauses=[pause]) == over


def test_an_end_that_makes_up_for_a_pause_is_later_than_an_amended_one() -> None:
    end_on = date(2026, 9, 30)
    pause = {"start_on": date(2026, 9, 30), "end_on": end_on}
    found = step(*HELD, today=end_on, pauses=[pause], amendments=[make_amendment(end_on=end_on)])
    args, words = {"count": 1, "end_on": end_on}, {"on": date(2026, 10, 1)}
    remedy = Remedy.LATER_END_ANYWAY  # more than six months, and this amendment has no reason
    assert found == Problem("step.plan-evaluation-paused", args, remedy=remedy, words=words)


def test_the_last_day_for_the_evaluation_is_an_argument() -> None:
    found = step(*HELD, make_session(12, on=date(2026, 7, 1)))
    assert found == Problem("step.plan-evaluation", {"by": date(2026, 7, 31)})


def test_a_last_day_for_the_evaluation_that_is_past_is_said_to_be_past() -> None:
    found = step(*HELD, make_session(12, on=date(2026, 7, 1)), today=date(2026, 8, 1))
    assert found == Problem("step.plan-evaluation-late", {"by": date(2026, 7, 31)})


def test_a_contract_without_a_session_that_was_held_can_only_end() -> None:
    assert step(today=date(2026, 7, 12)) == Problem("step.end")


@pytest.mark.parametrize(
    ("on", "message"),
    [(date(2026, 7, 10), "outcome.still-planned"), (TODAY, "outcome.still-planned"),
     (date(2026, 7, 12), "step.session")],
)  # fmt: skip
def test_a_planned_session_comes_first_and_says_whether_it_is_to_come(
    on: date, message: str
) -> None:
    planned = make_session(12, on=on, status="planned")
    assert step(*HELD, planned) == Problem(message, {"id": "s12", "on": on})


def test_after_an_early_end_a_session_is_not_to_come_any_more() -> None:
    planned = make_session(12, on=date(2026, 8, 1), status="planned")
    outcome = {"ended_on": TODAY}
    assert step(*HELD, planned, outcome=outcome).message == "outcome.still-planned"


def test_an_amendment_that_cannot_be_signed_is_mended_first_and_taken_back_after_the_end() -> None:
    problem = Problem("amend.nothing", {"number": 1})
    draft = make_amendment(signed=False)
    around = {"amendment_problems": (problem,)}
    assert step(*HELD, amendments=[draft], around=around) == problem
    ended = step(*HELD, amendments=[draft], around=around, outcome={"ended_on": TODAY})
    assert ended == Problem("step.take-back-amendment")


def test_an_amendment_is_signed_after_an_evaluation_but_taken_back_after_an_end() -> None:
    draft, written = make_amendment(signed=False), {"amendment_written": True}
    evaluated = step(*HELD, amendments=[draft], around=written, outcome={"evaluated_on": TODAY})
    assert evaluated.message == "amend.not-signed"
    yesterday = TODAY - timedelta(days=1)
    ended = step(*HELD, amendments=[draft], around=written, outcome={"ended_on": yesterday})
    assert ended.message == "step.take-back-amendment"


def test_what_stops_a_signature_comes_before_the_paper_of_the_contract() -> None:
    problem = Problem("quote.other-terms", {"number": "D-2026-0001", "keys": ["sessions"]})
    around = {"signing_problems": (problem,)}
    assert step(signatures=None, around=around) == problem
    assert step(signatures=None) == Problem("step.contract")
    written = {"contract_written": True}
    assert step(signatures=None, around=written) == Problem("gate.not-signed", {"party": "coach"})


def test_terms_outside_the_bounds_are_set_again_before_anything_is_written() -> None:
    found = step(signatures=None, terms=make_terms(sessions=30))
    assert found.message == "bounds.sessions"

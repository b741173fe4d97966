from datetime import date

import pytest
from tests.builders import make_engagement, make_session

from phmcoach.domain.billed import compare_billed
from phmcoach.domain.invoice import BilledSession
from phmcoach.domain.session import Session


def billed_as(session: Session, **changes: object) -> dict[str, tuple[BilledSession, str]]:
    was = BilledSession(
        id=session.id,
        on=session.on,
        minutes=session.minutes,
        type=session.type,
        status=session.status,
    )
    return {session.id: (was.model_copy(update=changes), "F-2026-0001")}


def test_a_session_that_still_is_what_was_billed_is_no_problem() -> None:
    session = make_session(1, date(2026, 1, 13))
    assert compare_billed(make_engagement(session), billed_as(session), ref="x") == ()


@pytest.mark.parametrize(
    "changes",
    [{"on": date(2026, 1, 14)}, {"minutes": 90}, {"type": "video"}, {"status": "no-show"}],
)
def test_a_billed_session_that_changed_is_told(changes: dict[str, object]) -> None:
    session = make_session(1, date(2026, 1, 13))
    (problem,) = compare_billed(make_engagement(session), billed_as(session, **changes), ref="x")
    assert (problem.message, problem.args["number"]) == ("billing.session-changed", "F-2026-0001")


def test_a_billed_session_that_is_gone_is_told() -> None:
    gone = make_session(1, date(2026, 1, 13))
    (problem,) = compare_billed(make_engagement(), billed_as(gone), ref="martin")
    assert (problem.message, problem.fix) == ("billing.session-gone", "coach edit martin")

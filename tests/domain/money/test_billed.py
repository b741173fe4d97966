from collections import Counter
from datetime import date
from typing import Any

import pytest
from tests.builders import make_case, make_engagement, make_session
from tests.commands import command_of

from phmcoach.domain.money.account import BilledShares
from phmcoach.domain.money.billed import compare_billed
from phmcoach.domain.money.invoice import BilledSession
from phmcoach.domain.records.session import Session
from phmcoach.value import replace
from phmcoach.words import SessionType


def both(one: BilledShares, other: BilledShares) -> BilledShares:
    sessions = {**one.sessions, **other.sessions}
    return BilledShares(sessions, one.time | other.time, one.travel + other.travel)


def billed_as(session: Session, **changes: Any) -> BilledShares:  # noqa: ANN401 - fields
    was = BilledSession(
        id=session.id,
        on=session.on,
        minutes=session.minutes,
        type=session.type,
        status=session.status,
    )
    return BilledShares(
        {session.id: (replace(was, **changes), "F-2026-0001")},
        frozenset({session.id}),
        Counter((session.id, cost.label, cost.amount) for cost in session.travel),
    )


def test_a_billed_session_that_did_not_change_is_not_a_problem() -> None:
    session = make_session(1, date(2026, 1, 13))
    assert compare_billed(make_case(make_engagement(session), ref="x"), billed_as(session)) == ()


@pytest.mark.parametrize(
    "changes",
    [{"on": date(2026, 1, 14)}, {"minutes": 90}, {"type": "video"}, {"status": "no-show"}],
)
def test_a_changed_billed_session_is_reported(changes: dict[str, object]) -> None:
    session = make_session(1, date(2026, 1, 13))
    (problem,) = compare_billed(
        make_case(make_engagement(session), ref="x"), billed_as(session, **changes)
    )
    assert (problem.message, problem.args["number"]) == ("billing.session-changed", "F-2026-0001")


@pytest.mark.parametrize(
    ("kind", "reported"), [("video", 0), ("phone", 1), ("shadowing", 1), ("in-person", 0)]
)
def test_a_session_by_video_is_one_in_person_where_no_paper_says_which(
    kind: SessionType, reported: int
) -> None:
    session, was = make_session(1, date(2026, 1, 13)), {"type": kind}
    case = make_case(make_engagement(session), ref="x")
    unplaced = replace(billed_as(session, **was), unplaced=frozenset({"s1"}))
    assert len(compare_billed(case, unplaced)) == reported
    assert len(compare_billed(case, billed_as(session, **was))) == (kind != "in-person")


AS_BILLED = (
    "coach log-session martin --session s1 --on 2026-01-13 --hours 120min --type in-person"
    " --status held"
)


def test_a_removed_billed_session_is_reported() -> None:
    gone = make_session(1, date(2026, 1, 13))
    (problem,) = compare_billed(make_case(make_engagement()), billed_as(gone))
    assert (problem.message, command_of(problem, "martin")) == (
        "billing.session-missing",
        AS_BILLED,
    )


def test_a_changed_billed_session_is_reported_with_its_old_and_new_values() -> None:
    now = make_session(1, date(2026, 1, 14), minutes=90, status="no-show")
    was = billed_as(now, on=date(2026, 1, 13), minutes=120, status="held")
    (problem,) = compare_billed(make_case(make_engagement(now)), was)
    assert (problem.args, command_of(problem, "martin")) == (
        {
            "id": "s1",
            "number": "F-2026-0001",
            "was_on": date(2026, 1, 13),
            "was_minutes": 120,
            "on": date(2026, 1, 14),
            "minutes": 90,
            "was_type": "in-person",
            "type": "in-person",
            "was_status": "held",
            "status": "no-show",
        },
        AS_BILLED,
    )


def test_a_changed_billed_session_with_an_invoice_of_another_tool_is_edited() -> None:
    was = make_session(1, date(2026, 1, 13))
    now = replace(was, earlier_invoice="F-2025-0031")
    (problem,) = compare_billed(make_case(make_engagement(now)), billed_as(was))
    assert command_of(problem, "martin") == "coach edit martin"


def test_a_billed_travel_cost_that_was_changed_is_put_back_by_a_command() -> None:
    billed = make_session(1, date(2026, 1, 13), travel=[("118.40", "Train de nuit")])
    changed = [("9.00", "Taxi"), ("120.00", "Train de nuit")]
    now = make_session(1, date(2026, 1, 13), travel=changed)
    (problem,) = compare_billed(make_case(make_engagement(now)), billed_as(billed))
    restored = (
        "coach log-session martin --session s1 --travel 118.40 --travel 9.00"
        " --travel-label 'Train de nuit' --travel-label Taxi"
    )
    assert problem.message == "billing.travel-changed"
    assert command_of(problem, "martin") == restored


def test_only_billed_sessions_are_compared() -> None:
    first, second = make_session(1, date(2026, 1, 13)), make_session(2, date(2026, 1, 20))
    billed = both(billed_as(first, minutes=60), billed_as(make_session(3, date(2026, 1, 27))))
    problems = compare_billed(make_case(make_engagement(first, second), ref="x"), billed)
    assert [(problem.message, problem.args["id"]) for problem in problems] == [
        ("billing.session-changed", "s1"),
        ("billing.session-missing", "s3"),
    ]


def test_travel_or_a_debrief_added_after_billing_is_not_a_change() -> None:
    plain = make_session(1, date(2026, 1, 13))
    later = make_session(1, date(2026, 1, 13), debrief=30, travel=[("12.00", "Taxi")])
    assert compare_billed(make_case(make_engagement(later), ref="x"), billed_as(plain)) == ()

"""Two equal sessions of one engagement are one that was recorded twice, unless an hour differs."""

from collections import Counter
from datetime import date, time
from decimal import Decimal

import pytest
from tests.builders import make_case, make_engagement, make_session
from tests.commands import command_of

from phmcoach.domain.case import Case
from phmcoach.domain.money.account import BilledShares
from phmcoach.domain.money.invoice import BilledSession
from phmcoach.domain.money.twins import find_session_twins
from phmcoach.domain.records.session import Session
from phmcoach.value import replace
from phmcoach.words import Level, SessionStatus

ON = date(2026, 1, 13)
FIRST, SECOND = make_session(1, ON), make_session(2, ON)


def case_of(*sessions: Session) -> Case:
    return make_case(make_engagement(*sessions), ref="x")


def billing(*sessions: Session, credited: bool = False) -> BilledShares:
    names = frozenset(each.id for each in sessions)
    billed = {
        each.id: (
            BilledSession(
                id=each.id, on=each.on, minutes=each.minutes, type=each.type, status=each.status
            ),
            f"F-2026-000{each.id[1:]}",
        )
        for each in sessions
    }
    gone = names if credited else frozenset()
    return BilledShares(billed, names, Counter(), credited=gone)


def found(case: Case, *billed: BilledShares) -> list[tuple[str, Level, object]]:
    twins = find_session_twins(case, *billed)
    return [(each.message, each.level, each.args["id"]) for each in twins]


def test_a_session_that_equals_another_one_is_named_with_it() -> None:
    (problem,) = find_session_twins(case_of(FIRST, SECOND))
    assert (problem.message, dict(problem.args)) == (
        "billing.session-recorded-twice",
        {
            "id": "s2",
            "other": "s1",
            "on": ON,
            "minutes": 120,
            "type": "in-person",
            "status": "held",
        },
    )
    assert command_of(problem.naming("x")) == "coach log-session x --session s2 --at HH:MM"


@pytest.mark.parametrize(
    "other",
    [
        make_session(2, date(2026, 1, 14)),
        make_session(2, ON, minutes=90),
        make_session(2, ON, kind="video"),
        make_session(2, ON, status="no-show"),
        make_session(2, ON, at=time(14)),
    ],
    ids=["day", "length", "type", "status", "hour"],
)
def test_sessions_that_differ_in_one_thing_are_two(other: Session) -> None:
    assert found(case_of(FIRST, other)) == []


@pytest.mark.parametrize("status", ["planned", "cancelled"])
def test_sessions_that_nobody_pays_are_not_compared(status: SessionStatus) -> None:
    both = (make_session(number, ON, status=status) for number in (1, 2))
    assert found(case_of(*both)) == []


def test_the_session_that_is_not_billed_is_the_second_one() -> None:
    assert found(case_of(FIRST, SECOND), billing(SECOND)) == [
        ("billing.session-recorded-twice", "error", "s1")
    ]


def test_two_equal_sessions_that_are_billed_are_a_warning() -> None:
    assert found(case_of(FIRST, SECOND), billing(FIRST, SECOND)) == [
        ("billing.session-billed-twice", "warning", "s2")
    ]


def test_a_session_that_was_credited_is_not_compared() -> None:
    assert found(case_of(FIRST, SECOND), billing(SECOND, credited=True)) == []


def test_sessions_after_the_last_day_to_bill_are_not_compared() -> None:
    twins = find_session_twins(case_of(FIRST, SECOND), through=date(2026, 1, 12))
    assert list(twins) == []


MOVED = make_session(1, date(2026, 1, 14))


@pytest.mark.parametrize(
    "moved",
    [
        MOVED,
        make_session(1, ON, minutes=90),
        make_session(1, ON, kind="video"),
        make_session(1, ON, status="cancelled"),
        make_session(1, ON, status="cancelled-by-coach"),
        make_session(1, ON, status="no-show"),
    ],
    ids=["day", "length", "type", "cancelled", "cancelled by the coach", "no-show"],
)
def test_a_session_that_a_paper_bills_under_the_id_of_one_that_changed_is_named(
    moved: Session,
) -> None:
    (problem,) = find_session_twins(case_of(moved, SECOND), billing(FIRST))
    assert (problem.message, problem.level, dict(problem.args)) == (
        "billing.session-billed-as-other",
        "error",
        {
            "id": "s2",
            "other": "s1",
            "number": "F-2026-0001",
            "on": ON,
            "minutes": 120,
            "now_on": moved.on,
            "now_minutes": moved.minutes,
            "now_type": moved.type,
            "now_status": moved.status,
        },
    )
    assert command_of(problem.naming("x")) == "coach log-session x --session s2 --at HH:MM"


@pytest.mark.parametrize(
    "second",
    [make_session(2, ON, at=time(14)), make_session(2, ON, minutes=90), make_session(2, MOVED.on)],
    ids=["an hour", "another length", "another day"],
)
def test_another_session_than_the_one_that_was_billed_is_not_named(second: Session) -> None:
    moved = make_session(1, MOVED.on, kind="video")
    assert found(case_of(moved, second), billing(FIRST)) == []


def test_the_hour_of_a_session_that_was_moved_makes_no_other_one() -> None:
    moved, second = (replace(each, at=time(14)) for each in (MOVED, SECOND))
    assert found(case_of(moved, second), billing(FIRST)) == [
        ("billing.session-billed-as-other", "error", "s2")
    ]


def test_a_session_that_was_moved_and_credited_may_be_recorded_again() -> None:
    assert found(case_of(MOVED, SECOND), billing(FIRST, credited=True)) == []


@pytest.mark.parametrize("credited", [0, 1], ids=["billed", "credited"])
def test_travel_that_alone_was_billed_is_compared_with_a_session_that_has_travel(
    credited: int,
) -> None:
    second = make_session(2, ON, travel=[("9.00", "Taxi")])
    cancelled = make_session(1, ON, status="cancelled-by-coach")
    cost = ("s1", "Train", Decimal(20))
    shares = replace(
        billing(FIRST), time=frozenset(), travel=Counter([cost]), credited_travel={cost: credited}
    )
    expected = [] if credited else [("billing.session-billed-as-other", "error", "s2")]
    assert found(case_of(cancelled, second), shares) == expected


def test_a_session_of_an_earlier_tool_is_not_compared_with_one_that_was_moved_since() -> None:
    earlier = replace(SECOND, earlier_invoice="A-117")
    assert found(case_of(MOVED, earlier), billing(FIRST)) == []


def test_a_session_that_was_moved_is_no_fault_by_itself() -> None:
    assert found(case_of(MOVED), billing(FIRST)) == []

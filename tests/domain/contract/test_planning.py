"""Planned sessions: the limits of the contract, series, and the gap before each session."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.builders import make_amendment, make_case, make_engagement, make_session, make_terms
from tests.commands import command_of

from phmcoach.domain.cadence.rhythm import usual_type
from phmcoach.domain.case import Case
from phmcoach.domain.contract.notice import Notice
from phmcoach.domain.contract.planning import (
    days_since_previous,
    late_move_problems,
    planning_problems,
    remedied_planning_problems,
    repeat_days,
)
from phmcoach.domain.contract.remarks import lasting_remarks, session_remarks
from phmcoach.domain.records.session import Session
from phmcoach.formats import Interval
from phmcoach.remedy import Remedy
from phmcoach.value import replace
from phmcoach.words import SessionStatus, SessionType


def held(number: int) -> list[Session]:
    return [make_session(place, date(2026, 1, 12 + place)) for place in range(1, number + 1)]


def planned(number: int, on: date, kind: SessionType = "in-person") -> Session:
    return make_session(number, on, kind=kind, status="planned")


def messages(*sessions: Session, **changes: object) -> list[tuple[str, object]]:
    found = planning_problems(make_case(make_engagement(*sessions, **changes)))
    return [(problem.message, problem.args["id"]) for problem in found]


def test_planned_sessions_within_the_contract_are_no_problem() -> None:
    assert messages(*held(11), planned(12, date(2026, 7, 11))) == []


def test_the_session_recorded_last_is_the_one_beyond_the_number() -> None:
    sessions = (*held(11), planned(12, date(2026, 7, 11)), planned(13, date(2026, 6, 1)))
    assert messages(*sessions) == [("plan.beyond-number", "s13")]


@pytest.mark.parametrize(
    ("package_billed", "message", "remedy"),
    [
        (False, "plan.beyond-package", Remedy.MORE_SESSIONS_PRICED),
        (True, "plan.beyond-billed-package", Remedy.MORE_SESSIONS),
    ],
)
def test_a_session_beyond_a_package_is_free_unless_the_amendment_sets_a_price(
    package_billed: bool, message: str, remedy: Remedy
) -> None:
    """The price can be changed until an invoice bills it; the travel of a session does not."""
    terms = make_terms(plan="package", package_price=Decimal(5000), schedule=[Decimal(100)])
    sessions = (*held(12), planned(13, date(2026, 6, 1)))
    engagement = make_engagement(*sessions, terms=terms)
    case = make_case(engagement, billed=("s1",), package_billed=package_billed)
    (problem,) = remedied_planning_problems(case)
    assert (problem.message, problem.remedy) == (message, remedy)


def remedies(case: Case) -> list[tuple[str, Remedy | None, dict[str, object]]]:
    return [
        (each.message, each.remedy, dict(each.words)) for each in remedied_planning_problems(case)
    ]


def test_a_session_beyond_terms_that_nobody_signed_is_covered_by_other_terms() -> None:
    too_many = [planned(place, date(2026, 2, place)) for place in range(1, 14)]
    after, shorter = planned(1, date(2026, 7, 2)), make_terms(end_on=date(2026, 7, 1))
    assert remedies(make_case(make_engagement(*too_many, signatures=None))) == [
        ("plan.beyond-set-number", Remedy.SET_SESSIONS, {"room": 13})
    ]
    assert remedies(make_case(make_engagement(after, signatures=None, terms=shorter))) == [
        ("plan.after-set-end", Remedy.SET_END, {})
    ]


def test_a_series_beyond_the_number_needs_one_amendment_as_far_as_one_goes() -> None:
    series = [planned(place, date(2026, 6, place)) for place in range(13, 28)]
    found = remedies(make_case(make_engagement(*held(12), *series)))
    assert found == [
        *[("plan.beyond-number", Remedy.MORE_SESSIONS_ANYWAY, {"room": 25})] * 13,
        *[("plan.beyond-number", Remedy.REMOVE_SESSION, {})] * 2,
    ]


def test_a_series_after_the_end_needs_one_amendment_to_its_last_day() -> None:
    series = [planned(place, date(2026, 7, 12 + place)) for place in range(1, 4)]
    found = remedies(make_case(make_engagement(*series)))
    assert [(remedy, words.get("on")) for _, remedy, words in found] == [
        (Remedy.LATER_END_ANYWAY, date(2026, 7, 15)),
        (Remedy.LATER_END_ANYWAY, date(2026, 7, 15)),
        (Remedy.LATER_END_ANYWAY, None),  # its own day
    ]


def test_an_amendment_that_someone_signed_is_signed_before_one_covers_a_session() -> None:
    half = make_amendment(notice_hours=72, signatures={"coach": date(2026, 3, 2)})
    after = planned(1, date(2026, 7, 14))
    assert remedies(make_case(make_engagement(after, amendments=(half,)))) == [
        ("plan.after-end", Remedy.SIGN_AMENDMENT, {"number": 1})
    ]


@pytest.mark.parametrize(
    ("amended", "message", "remedy"),
    [
        ({"end_on": date(2026, 8, 1)}, "plan.beyond-number", Remedy.MORE_SESSIONS_ANYWAY),
        ({"sessions": 13}, "plan.after-end", Remedy.LATER_END_ANYWAY),
        ({"end_on": date(2026, 7, 20)}, "plan.after-end", Remedy.LATER_END_ANYWAY),
    ],
)
def test_a_draft_that_moves_one_limit_leaves_the_other_to_be_moved(
    amended: dict[str, Any], message: str, remedy: Remedy
) -> None:
    draft = make_amendment(**amended)
    sessions = (*held(12), planned(13, date(2026, 7, 28)))
    (found,) = remedies(make_case(make_engagement(*sessions, amendments=(draft,))))
    assert found[:2] == (message, remedy)


def test_a_late_cancellation_uses_up_a_session() -> None:
    late = make_session(12, date(2026, 3, 1), status="cancelled-late")
    assert messages(*held(11), late, planned(13, date(2026, 6, 1))) == [
        ("plan.beyond-number", "s13")
    ]


def test_no_session_can_be_planned_after_the_end() -> None:
    after = date(2026, 7, 12)
    assert messages(planned(1, after), planned(2, after, "shadowing")) == [
        ("plan.after-end", "s1"),
        ("plan.after-end", "s2"),
    ]


def test_a_meeting_that_is_never_billed_can_be_planned_after_the_end() -> None:
    assert messages(planned(1, date(2026, 7, 12), "three-way")) == []


def test_a_meeting_that_does_not_count_uses_up_no_session() -> None:
    assert messages(*held(12), planned(13, date(2026, 6, 1), "three-way")) == []


@pytest.mark.parametrize("fact", ["declined_on", "ended_on", "closed_on"])
def test_no_session_can_be_planned_after_the_close(fact: str) -> None:
    session = planned(1, date(2026, 5, 2))
    assert messages(session, outcome={fact: date(2026, 5, 1)}) == [("plan.after-close", "s1")]
    assert messages(session, outcome={fact: date(2026, 5, 2)}) == []


def test_any_session_can_be_planned_before_there_are_terms() -> None:
    assert messages(planned(1, date(2029, 5, 2)), terms=None) == []


def test_a_series_counts_months_from_its_first_day() -> None:
    assert repeat_days(date(2026, 1, 31), Interval(1, "month"), 3) == (
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
    )
    assert repeat_days(date(2026, 1, 31), Interval(2, "week"), 2)[1] == date(2026, 2, 14)
    assert repeat_days(date(2026, 1, 31), Interval(10, "day"), 2)[1] == date(2026, 2, 10)


@pytest.mark.parametrize(
    ("kind", "status", "days"),
    [
        ("in-person", "held", 4),
        ("video", "planned", 4),
        ("phone", "held", 10),
        ("shadowing", "held", 10),
        ("in-person", "no-show", 10),
        ("in-person", "cancelled", 10),
    ],
)
def test_the_gap_is_counted_from_a_session_that_takes_place(
    kind: SessionType, status: SessionStatus, days: int
) -> None:
    between = make_session(2, date(2026, 1, 19), kind=kind, status=status)
    new = planned(3, date(2026, 1, 23))
    engagement = make_engagement(*held(1), between, new)
    assert days_since_previous(make_case(engagement), new) == days


def test_the_first_session_and_an_exchange_have_no_gap() -> None:
    first, call = planned(1, date(2026, 1, 19)), planned(2, date(2026, 1, 23), "phone")
    engagement = make_engagement(first, call)
    assert days_since_previous(make_case(engagement), first) is None
    assert days_since_previous(make_case(engagement), call) is None


def test_a_preliminary_meeting_after_the_signature_is_remarked_on() -> None:
    before = make_session(1, date(2026, 1, 10), kind="preliminary")
    after = make_session(2, date(2026, 1, 11), kind="preliminary")
    engagement = make_engagement(before, after)
    (found,) = lasting_remarks(make_case(engagement))
    assert found.message == "session.preliminary-after-signature"
    assert command_of(found, "martin") == "coach log-session martin --session s2 --type TYPE"
    assert session_remarks(make_case(engagement), before) == ()


def test_a_session_before_the_start_of_the_contract_is_remarked_on() -> None:
    terms = make_terms(start_on=date(2026, 1, 19))
    sessions = (
        make_session(1, date(2026, 1, 9)),  # before the signature: the gates report it
        make_session(2, date(2026, 1, 16)),
        planned(3, date(2026, 1, 17)),
        make_session(4, date(2026, 1, 17), kind="phone"),
        make_session(5, date(2026, 1, 19)),
    )
    engagement = make_engagement(*sessions, terms=terms)
    found = lasting_remarks(make_case(engagement))
    assert [(each.message, command_of(each, "martin")) for each in found] == [
        ("session.before-start", "coach amend martin --start 2026-01-16"),
        (
            "session.before-start",
            "coach log-session martin --session s3 --on DATE --status planned",
        ),
    ]
    (said,) = session_remarks(make_case(engagement), sessions[1])
    assert said.args["start_on"] == date(2026, 1, 19)


def test_an_observation_without_a_debrief_is_remarked_on() -> None:
    session = make_session(1, date(2026, 1, 20), kind="shadowing")
    (found,) = session_remarks(make_case(make_engagement(session)), session)
    assert found.message == "session.no-debrief"
    assert command_of(found, "martin") == "coach log-session martin --session s1 --debrief H"


def test_a_length_outside_the_bounds_is_remarked_on_whatever_the_contract_says() -> None:
    session = make_session(1, date(2026, 1, 20), minutes=45)
    engagement = make_engagement(session, terms=make_terms())
    (found,) = session_remarks(make_case(engagement), session)
    assert found.args == {"minutes": 45, "low": 60, "high": 180}


def test_the_default_mode_of_a_session_is_that_of_the_terms_of_its_day() -> None:
    change = {"number": 1, "set_on": date(2026, 3, 1), "effective_on": date(2026, 3, 1),
              "modes": ["in-person", "video"], "signatures": {
                  "coach": date(2026, 3, 1), "beneficiary": date(2026, 3, 1),
                  "sponsor": date(2026, 3, 1)}}  # fmt: skip
    engagement = make_engagement(terms=make_terms(modes=["video", "phone"]), amendments=[change])
    assert usual_type(make_case(engagement), date(2026, 2, 28)) == "video"
    assert usual_type(make_case(engagement), date(2026, 3, 1)) == "in-person"
    assert usual_type(make_case(make_engagement(terms=None)), date(2026, 3, 1)) == "in-person"


@pytest.mark.parametrize(
    ("kind", "status", "reported"),
    [
        ("in-person", "held", True),
        ("in-person", "planned", True),
        ("in-person", "cancelled", False),
        ("video", "held", False),
        ("phone", "held", False),
        ("three-way", "held", False),
    ],
)
def test_a_mode_that_the_contract_does_not_name_is_remarked_on(
    kind: SessionType, status: SessionStatus, *, reported: bool
) -> None:
    session = make_session(1, date(2026, 1, 20), kind=kind, status=status)
    engagement = make_engagement(session, terms=make_terms(modes=["video"]))
    remarks = session_remarks(make_case(engagement), session)
    assert [each.message for each in remarks] == ["session.outside-modes"] * reported
    # It is a fact that needs no correction: it is reported once, and not by `coach doctor`.
    assert lasting_remarks(make_case(engagement)) == ()


@pytest.mark.parametrize(
    ("already", "minutes", "reported"),
    [
        (11, 2670, True),
        (11, 2880, False),  # in time: the old day does not count
        (10, 2670, False),  # both are within the number
        (12, 2670, False),  # the lateness changes nothing: the number was exceeded before
    ],
)
def test_a_late_move_names_its_notice_if_the_old_day_uses_up_the_number(
    already: int, minutes: int, *, reported: bool
) -> None:
    moved = planned(already + 1, date(2026, 6, 2))
    status: SessionStatus = "cancelled" if minutes == 2880 else "cancelled-late"
    old = replace(moved, status=status)
    engagement = make_engagement(*held(already), old, planned(already + 2, date(2026, 6, 9)))
    notice = Notice(minutes=minutes, asked_minutes=2880, to_end_of_day=False)
    found = late_move_problems(make_case(engagement), moved, f"s{already + 2}", notice)
    assert bool(found) is reported

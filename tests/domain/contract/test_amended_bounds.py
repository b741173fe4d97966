"""An amendment may exceed the number and the span of the offer with a reason, up to a limit."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import STANDARD, make_amendment, make_case, make_engagement, make_terms

from phmcoach.domain.case import Case
from phmcoach.domain.contract.amended_bounds import (
    agreed_exceptions,
    bounds_problems,
    contract_bounds,
    goes_further,
)
from phmcoach.domain.contract.bounds import (
    broken_bounds,
    refused_bounds,
    widen_by_exception,
    widen_to_agreed,
)
from phmcoach.domain.records.practice import Profile, default_profiles
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.shape.validation import validate
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import replace

WHY = "Un congé a décalé le calendrier."
OWN_WIDE = Profile(
    sessions_min=5, sessions_max=40, months_min=3, months_max=12, sessions_per_month_min=1
)


def case_of(*amendments: dict[str, Any], **changes: object) -> Case:
    """Return the case of a contract of twelve sessions from 12 January to 11 July, amended."""
    return make_case(make_engagement(amendments=list(amendments), **changes))


def found(case: Case, *, typed: bool = True) -> list[tuple[str, Remedy | None]]:
    """Return the problems of the last amendment, as Pydantic finds them, and their remedies."""
    problems = bounds_problems(case, case.history[-1], refused_bounds, typed=typed)
    return [(each.message, each.remedy) for each in problems]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sessions": 22}, "bounds.sessions"),
        ({"sessions": 8}, "bounds.sessions"),
        ({"end_on": date(2026, 7, 16)}, "bounds.span-long"),
        ({"end_on": date(2026, 3, 20)}, "bounds.span-short"),
    ],
)
def test_number_and_span_are_refused_without_a_reason_and_accepted_with_one(
    change: dict[str, Any], message: str
) -> None:
    assert found(case_of(make_amendment(signed=False, **change))) == [
        (message, Remedy.ANYWAY_WITH_REASON)
    ]
    assert found(case_of(make_amendment(signed=False, exception=WHY, **change))) == []


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"sessions": 25, "end_on": date(2026, 10, 11)}, []),
        ({"sessions": 25, "end_on": date(2026, 10, 12)}, []),  # the day of grace
        ({"sessions": 26}, ["amend.sessions-beyond-limit"]),
        ({"end_on": date(2026, 10, 13)}, ["amend.span-beyond-limit"]),
    ],
)
def test_a_reason_reaches_25_sessions_and_nine_months(
    change: dict[str, Any], refused: list[str]
) -> None:
    named = [(message, Remedy.NEW_ENGAGEMENT) for message in refused]
    assert found(case_of(make_amendment(signed=False, exception=WHY, **change))) == named


def test_nine_months_are_counted_without_the_pauses() -> None:
    longer = make_amendment(signed=False, exception=WHY, end_on=date(2026, 11, 11))
    pause = {"start_on": date(2026, 4, 1), "end_on": date(2026, 4, 30)}
    assert found(case_of(longer)) == [("amend.span-beyond-limit", Remedy.NEW_ENGAGEMENT)]
    assert found(case_of(longer, pauses=[pause])) == []


@pytest.mark.parametrize(
    ("change", "message", "remedy"),
    [
        ({"session_minutes": 240}, "bounds.session-length", Remedy.LENGTH),
        ({"session_minutes": 30}, "bounds.session-length", Remedy.LENGTH),
        ({"sessions": 5}, "bounds.sessions-per-month", Remedy.OTHER_SESSIONS),
    ],
)
def test_no_reason_waives_the_length_of_a_session_or_one_a_month(
    change: dict[str, Any], message: str, remedy: Remedy
) -> None:
    excepted = case_of(make_amendment(signed=False, exception=WHY, **change))
    assert found(excepted) == [(message, remedy)]
    assert found(excepted, typed=False) == [(message, Remedy.AMEND_TERMS)]


def test_without_a_reason_each_broken_bound_is_listed_with_the_option_that_mends_it() -> None:
    change: dict[str, Any] = {"sessions": 5, "session_minutes": 240, "end_on": date(2026, 7, 16)}
    assert found(case_of(make_amendment(signed=False, **change))) == [
        ("bounds.sessions", Remedy.ANYWAY_WITH_REASON),
        ("bounds.session-length", Remedy.LENGTH),
        ("bounds.span-long", Remedy.ANYWAY_WITH_REASON),
        ("bounds.sessions-per-month", Remedy.OTHER_SESSIONS),
    ]


def test_what_is_beyond_every_limit_needs_a_new_engagement_and_nothing_else() -> None:
    change: dict[str, Any] = {"sessions": 26, "session_minutes": 240, "end_on": date(2026, 7, 16)}
    assert found(case_of(make_amendment(signed=False, **change))) == [
        ("amend.sessions-beyond-limit", Remedy.NEW_ENGAGEMENT)
    ]


@pytest.mark.parametrize(
    ("signed", "change", "remedy"),
    [
        (False, {"sessions": 22}, Remedy.AMEND_ANYWAY),
        (False, {"sessions": 26}, Remedy.AMEND_TERMS),
        (True, {"sessions": 22}, Remedy.AMEND_ANYWAY),
        (True, {"sessions": 26, "exception": WHY}, Remedy.AMEND_TERMS),
    ],
)
def test_what_is_in_the_file_is_mended_by_the_amendment_or_by_another_one(
    *, signed: bool, change: dict[str, Any], remedy: Remedy
) -> None:
    case = case_of(make_amendment(signed=signed, **change))
    assert [each for _, each in found(case, typed=False)] == [remedy]


def test_what_only_some_have_signed_is_taken_back_first() -> None:
    begun = make_amendment(signed=False, sessions=22, signatures={"coach": date(2026, 6, 15)})
    assert found(case_of(begun), typed=False) == [("bounds.sessions", Remedy.TAKE_BACK_AMENDMENT)]


def test_signed_terms_are_judged_until_others_replace_them_or_the_engagement_is_over() -> None:
    first = make_amendment(end_on=date(2026, 7, 31))
    broken = [("bounds.span-long", Remedy.AMEND_ANYWAY)]

    def judged(*later: dict[str, Any], **changes: object) -> list[tuple[str, Remedy | None]]:
        case = case_of(first, *later, **changes)
        problems = bounds_problems(case, case.history[0], broken_bounds, typed=False)
        return [(each.message, each.remedy) for each in problems]

    assert judged() == broken
    assert judged(make_amendment(2, place="En visio.")) == broken
    assert judged(make_amendment(2, signed=False, end_on=date(2026, 7, 11))) == [
        ("bounds.span-long", Remedy.SIGN_AMENDMENT)
    ]
    assert judged(make_amendment(2, end_on=date(2026, 7, 11))) == []
    assert judged(make_amendment(2, exception=WHY)) == []
    assert judged(outcome={"ended_on": date(2026, 7, 20)}) == []


def test_a_reason_alone_waives_what_the_agreed_terms_break() -> None:
    agreed = make_amendment(end_on=date(2026, 7, 31))
    reason = make_amendment(2, signed=False, exception=WHY)
    assert found(case_of(agreed, reason)) == []
    beyond = make_amendment(end_on=date(2026, 12, 31))
    assert found(case_of(beyond, reason)) == [("amend.span-beyond-limit", Remedy.NEW_ENGAGEMENT)]


def test_terms_beyond_the_bounds_wait_for_an_amendment_that_only_some_have_signed() -> None:
    terms = make_terms(end_on=date(2026, 7, 31))
    half = make_amendment(notice_hours=72, signed=False, signatures={"coach": date(2026, 2, 2)})
    (problem,) = contract_bounds(case_of(half, terms=terms), validate(Terms, terms), broken_bounds)
    assert (problem.remedy, problem.words) == (Remedy.SIGN_AMENDMENT, {"number": 1})


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"signatures": None}, Remedy.SET_TERMS),
        ({"signatures": {"coach": date(2026, 1, 12)}}, Remedy.TAKE_BACK_SIGNATURES),
        ({}, Remedy.AMEND_ANYWAY),
        ({"outcome": {"ended_on": date(2026, 7, 20)}}, Remedy.EDIT),
    ],
)
def test_the_terms_of_a_contract_are_judged_until_an_amendment_replaces_them(
    changes: dict[str, Any], remedy: Remedy
) -> None:
    terms = make_terms(end_on=date(2026, 7, 31))
    agreed = validate(Terms, terms)

    def judged(case: Case) -> list[tuple[str, Remedy | None]]:
        problems = contract_bounds(case, agreed, broken_bounds)
        return [(each.message, each.remedy) for each in problems]

    assert judged(case_of(terms=terms, **changes)) == [("bounds.span-long", remedy)]
    assert judged(case_of(make_amendment(exception=WHY), terms=terms)) == []


def test_a_profile_with_larger_bounds_of_its_own_keeps_them_as_the_limit() -> None:
    terms = make_terms(bounds=OWN_WIDE, sessions=40, end_on=date(2027, 1, 11))
    more = make_amendment(signed=False, exception=WHY, sessions=41)
    longer = make_amendment(signed=False, exception=WHY, end_on=date(2027, 1, 20))
    assert found(case_of(more, terms=terms)) == [
        ("amend.sessions-beyond-limit", Remedy.NEW_ENGAGEMENT)
    ]
    assert found(case_of(longer, terms=terms)) == [
        ("amend.span-beyond-limit", Remedy.NEW_ENGAGEMENT)
    ]


def test_nine_months_are_the_limit_of_an_amendment_in_a_profile_without_a_span() -> None:
    terms = make_terms(bounds=default_profiles()["short"], sessions=3)
    nine, more = (dict[str, Any](end_on=date(2026, 10, day)) for day in (12, 13))
    assert found(case_of(make_amendment(signed=False, **nine), terms=terms)) == []
    reasons: tuple[dict[str, Any], ...] = ({}, {"exception": WHY})
    for reason in reasons:
        longer = make_amendment(signed=False, **more, **reason)
        assert found(case_of(longer, terms=terms)) == [
            ("amend.span-beyond-limit", Remedy.NEW_ENGAGEMENT)
        ]
    assert found(case_of(make_amendment(**more), terms=terms), typed=False) == []


def test_a_contract_that_is_longer_than_nine_months_keeps_its_span() -> None:
    year = make_terms(bounds=default_profiles()["short"], sessions=2, end_on=date(2027, 1, 11))
    assert found(case_of(make_amendment(signed=False, sessions=3), terms=year)) == []


@pytest.mark.parametrize(
    ("change", "is_further"),
    [
        ({"sessions": 22}, False),
        ({"sessions": 21}, False),
        ({"sessions": 22, "place": "En visio."}, False),
        ({"sessions": 23}, True),
        ({"sessions": 22, "end_on": date(2026, 7, 31)}, True),
    ],
)
def test_a_reason_is_about_the_bounds_that_it_was_given_for(
    *, change: dict[str, Any], is_further: bool
) -> None:
    before = case_of(make_amendment(signed=False, exception=WHY, sessions=22))
    after = case_of(make_amendment(signed=False, exception=WHY, **change))
    assert goes_further(before, after) == is_further


def test_a_contract_is_amended_within_the_bounds_that_it_was_validated_against() -> None:
    terms = make_terms(bounds=OWN_WIDE, sessions=20)
    within = make_amendment(signed=False, sessions=30, end_on=date(2026, 12, 11))
    assert found(case_of(within, terms=terms)) == []


def test_a_later_amendment_needs_a_reason_only_to_go_further() -> None:
    first = make_amendment(exception=WHY, sessions=23, end_on=date(2026, 8, 11))
    same = make_amendment(2, signed=False, session_minutes=90)
    less = make_amendment(2, signed=False, sessions=22)
    further = make_amendment(2, signed=False, sessions=24)
    assert found(case_of(first, same)) == []
    assert found(case_of(first, less)) == []
    assert found(case_of(first, further)) == [("bounds.sessions", Remedy.ANYWAY_WITH_REASON)]


def test_the_reason_of_an_unsigned_amendment_helps_no_later_one() -> None:
    first = make_amendment(signed=False, exception=WHY, sessions=23)
    second = make_amendment(2, signed=False, sessions=22)
    assert found(case_of(first, second)) == [("bounds.sessions", Remedy.ANYWAY_WITH_REASON)]


def test_each_bound_that_the_agreed_terms_exceed_is_named_with_its_reason() -> None:
    change = make_amendment(exception=WHY, sessions=22, end_on=date(2026, 7, 16))
    case = case_of(change)
    assert case.agreed_terms is not None
    assert tuple(agreed_exceptions(case)) == tuple(
        Problem("cadence.exception", {"broken": each, "number": 1, "reason": WHY}, level="ok")
        for each in broken_bounds(case.agreed_terms)
    )


def test_nothing_is_named_before_everyone_signed_or_once_the_bounds_are_kept_again() -> None:
    beyond: dict[str, Any] = {"exception": WHY, "sessions": 22}
    unsigned = case_of(make_amendment(signed=False, **beyond))
    again = case_of(make_amendment(**beyond), make_amendment(2, sessions=20))
    assert [*agreed_exceptions(unsigned), *agreed_exceptions(again)] == []


@given(
    st.sampled_from([STANDARD, OWN_WIDE, *default_profiles().values()]),
    st.integers(1, 60),
    st.integers(0, 500),
)
def test_wider_bounds_never_refuse_what_the_narrower_ones_accept(
    bounds: Profile, sessions: int, days: int
) -> None:
    end_on = date.fromordinal(date(2026, 1, 12).toordinal() + days)
    terms = validate(Terms, make_terms(bounds=bounds, sessions=sessions, end_on=end_on))
    broken = {each.figure for each in broken_bounds(terms)}
    for wider in (widen_by_exception(bounds), widen_to_agreed(terms)):
        assert {each.figure for each in refused_bounds(replace(terms, bounds=wider))} <= broken
    agreed = refused_bounds(replace(terms, bounds=widen_to_agreed(terms)))
    assert {each.figure for each in agreed} <= {"sessions_per_month"}

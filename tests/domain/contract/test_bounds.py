from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import STANDARD, make_case, make_engagement, make_terms

from phmcoach.domain.contract.bounds import broken_bounds, refused_bounds
from phmcoach.domain.contract.gates import breaches
from phmcoach.domain.records.practice import Profile, default_profiles
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.shape.validation import validate
from phmcoach.domain.values.months import Duration
from phmcoach.i18n import Translator
from phmcoach.value import replace


def broken(**changes: object) -> list[str]:
    """Return the bounds for which Pydantic refuses terms, in its order."""
    terms = validate(Terms, make_terms(**changes))  # type: ignore[arg-type]  # any key may be tried
    return [problem.message for problem in refused_bounds(terms)]


def test_the_standard_offer_is_within_its_bounds() -> None:
    assert broken() == []


@pytest.mark.parametrize(("sessions", "end_on"), [(9, date(2026, 3, 11)), (21, date(2026, 8, 11))])
def test_number_length_and_span_are_refused_together(sessions: int, end_on: date) -> None:
    found = broken(sessions=sessions, session_minutes=240, end_on=end_on)
    assert found[:2] == ["bounds.sessions", "bounds.session-length"]
    assert found[2] in ("bounds.span-short", "bounds.span-long")
    assert len(found) == 3


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("sessions", 10, None),
        ("sessions", 20, None),
        ("sessions", 9, "bounds.sessions"),
        ("sessions", 21, "bounds.sessions"),
        ("session_minutes", 60, None),
        ("session_minutes", 180, None),
        ("session_minutes", 59, "bounds.session-length"),
        ("session_minutes", 181, "bounds.session-length"),
        ("end_on", date(2026, 4, 11), None),
        ("end_on", date(2026, 4, 10), "bounds.span-short"),
        ("end_on", date(2026, 7, 12), None),
        ("end_on", date(2026, 7, 13), "bounds.span-long"),
    ],
)
def test_a_bound_includes_its_value_and_nothing_beyond(
    key: str, value: object, problem: str | None
) -> None:
    assert broken(**{key: value}) == ([problem] if problem else [])


@pytest.mark.parametrize("end_on", [date(2026, 6, 30), date(2026, 7, 1)])
def test_both_ways_of_writing_six_months_are_six_months(end_on: date) -> None:
    assert broken(start_on=date(2026, 1, 1), end_on=end_on) == []


def test_a_pause_is_deducted_from_the_span() -> None:
    terms = validate(Terms, make_terms(end_on=date(2026, 8, 11)))
    assert [bound.message for bound in broken_bounds(terms)] == ["bounds.span-long"]
    assert broken_bounds(terms, [(date(2026, 3, 1), date(2026, 3, 31))]) == ()


def test_a_span_that_is_too_long_names_the_days_that_are_deducted() -> None:
    terms = validate(Terms, make_terms(end_on=date(2026, 9, 11)))
    (bound,) = broken_bounds(terms, [(date(2026, 3, 1), date(2026, 3, 31))])
    assert (bound.message, bound.args["span"], bound.args["deducted"]) == (
        "bounds.span-long",
        Duration(7),
        31,
    )


def test_a_pause_makes_no_contract_too_short_and_lowers_the_required_number() -> None:
    often = replace(STANDARD, sessions_per_month_min=4)
    terms = validate(Terms, make_terms(bounds=often, sessions=13, end_on=date(2026, 4, 30)))
    assert broken_bounds(terms) == ()
    pauses = [(date(2026, 2, 1), date(2026, 3, 2))]
    assert broken_bounds(terms, pauses) == ()
    fewer = replace(terms, sessions=11)
    assert [bound.message for bound in broken_bounds(fewer)] == ["bounds.sessions-per-month"]
    assert broken_bounds(fewer, pauses) == ()


def test_two_sessions_a_month_are_required_if_the_practice_sets_it() -> None:
    often = replace(STANDARD, sessions_per_month_min=2)
    assert broken(bounds=often, sessions=11) == ["bounds.sessions-per-month"]
    assert broken(bounds=often, sessions=12) == []


def test_too_few_sessions_for_the_offer_and_for_the_months_are_both_reported() -> None:
    assert broken(sessions=4) == ["bounds.sessions", "bounds.sessions-per-month"]


OFTEN = replace(STANDARD, sessions_per_month_min=2)
PROFILES = [*default_profiles().values(), OFTEN, replace(OFTEN, months_min=None)]
DAYS = st.dates(date(2025, 12, 1), date(2027, 1, 31))


@given(
    st.sampled_from(PROFILES),
    st.integers(1, 25),
    st.integers(50, 200),
    DAYS,
    st.integers(0, 250),
    st.lists(st.tuples(DAYS, DAYS).map(lambda days: (min(days), max(days))), max_size=2),
)
def test_what_pydantic_refuses_is_what_is_listed_without_it(
    bounds: Profile,
    sessions: int,
    minutes: int,
    start_on: date,
    days: int,
    pauses: list[tuple[date, date]],
) -> None:
    data = make_terms(
        bounds=bounds,
        sessions=sessions,
        session_minutes=minutes,
        start_on=start_on,
        end_on=start_on + timedelta(days=days),
    )
    terms = validate(Terms, data)
    assert refused_bounds(terms, pauses) == broken_bounds(terms, pauses)


def test_the_short_form_has_two_or_three_sessions_and_no_span() -> None:
    short = default_profiles()["short"]
    year = {"bounds": short, "end_on": date(2027, 1, 11)}
    assert [broken(sessions=n, **year) for n in (1, 2, 3, 4)] == [
        ["bounds.sessions"],
        [],
        [],
        ["bounds.sessions"],
    ]


def test_a_contract_is_checked_against_the_bounds_of_its_own_terms() -> None:
    wide = Profile(sessions_min=5, sessions_max=20)
    terms: dict[str, Any] = make_terms(bounds=wide, sessions=6)
    assert breaches(make_case(make_engagement(terms=terms), ref="x")) == ()


@pytest.mark.parametrize(
    ("end_on", "span"),
    [(date(2026, 7, 2), "6 mois et 2 jours"), (date(2026, 1, 20), "20 jours")],
)
def test_a_span_is_reported_with_the_days_beyond_its_months(end_on: date, span: str) -> None:
    terms = validate(Terms, make_terms(start_on=date(2026, 1, 1), end_on=end_on))
    (bound,) = broken_bounds(terms)
    assert f"soit {span}\u202f:" in Translator("fr").text(bound.message, **bound.args)

from datetime import date, time, timedelta
from typing import Any

import pytest
from tests.builders import (
    SIGNED_ON,
    make_amendment,
    make_case,
    make_engagement,
    make_session,
    make_terms,
)
from tests.commands import command_of

from phmcoach.domain.contract.coverage import (
    count_sessions,
    coverage_problems,
    in_order,
    may_exceed_number,
    uncovered_sessions,
)
from phmcoach.domain.contract.gates import breaches
from phmcoach.domain.records.session import Session
from phmcoach.value import replace
from phmcoach.words import SessionStatus, SessionType


def test_sessions_outside_the_contract_each_have_their_reason() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 9)),
        *(make_session(n, date(2026, 1, 10 + n)) for n in range(2, 14)),
        make_session(14, date(2026, 2, 20)),
        make_session(15, date(2026, 7, 12)),
    )
    assert dict(uncovered_sessions(make_case(engagement))) == {
        "s1": "before-signature",
        "s14": "beyond-number",
        "s15": "after-end",
    }
    assert count_sessions(make_case(engagement)) == 12
    assert [p.message for p in breaches(make_case(engagement, ref="x"))] == [
        "gate.session-before-signature",
        "gate.session-beyond-number",
        "gate.session-after-end",
    ]


def test_sessions_use_up_the_number_by_day_and_not_by_order_of_recording() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 3, 3)),
        *(make_session(n, date(2026, 1, 10 + n)) for n in range(2, 14)),
    )
    assert dict(uncovered_sessions(make_case(engagement))) == {"s1": "beyond-number"}


def test_the_last_day_of_the_contract_is_part_of_it() -> None:
    engagement = make_engagement(make_session(1, date(2026, 7, 11)))
    assert dict(uncovered_sessions(make_case(engagement))) == {}


def test_the_earliest_end_counts() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 2, 2)),
        make_session(2, date(2026, 2, 3)),
        outcome={"ended_on": date(2026, 2, 2), "closed_on": date(2026, 3, 1)},
    )
    assert dict(uncovered_sessions(make_case(engagement))) == {"s2": "after-close"}


def test_a_session_after_an_early_end_is_not_covered() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 2, 3)), outcome={"ended_on": date(2026, 2, 2)}
    )
    assert dict(uncovered_sessions(make_case(engagement))) == {"s1": "after-close"}


@pytest.mark.parametrize("kind", ["preliminary", "three-way", "phone", "email"])
def test_a_meeting_that_does_not_count_needs_no_contract(kind: SessionType) -> None:
    free = replace(make_session(1, date(2026, 1, 3)), type=kind)
    assert dict(uncovered_sessions(make_case(make_engagement(free)))) == {}


@pytest.mark.parametrize("status", ["planned", "cancelled", "cancelled-by-coach", "force-majeure"])
def test_a_session_that_neither_counts_nor_is_billed_needs_no_contract(
    status: SessionStatus,
) -> None:
    session = replace(make_session(1, date(2026, 1, 3)), status=status)
    assert dict(uncovered_sessions(make_case(make_engagement(session)))) == {}


def test_sessions_of_one_day_use_up_the_number_by_hour_and_then_by_id() -> None:
    def at(number: int, hour: int | None) -> Session:
        moment = None if hour is None else time(hour)
        return replace(make_session(number, date(2026, 2, 3)), at=moment)

    sessions = (at(10, 14), at(9, 14), at(3, 16), at(2, 9), at(12, None))
    assert [session.id for session in in_order(sessions)] == ["s12", "s2", "s9", "s10", "s3"]


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 1, 9), "before-signature"),
        (date(2026, 1, 10), None),
        (date(2026, 7, 11), None),
        (date(2026, 7, 12), "after-end"),
    ],
)
@pytest.mark.parametrize("status", ["held", "no-show", "cancelled-late"])
def test_sessions_that_count_or_are_billed_lie_between_signature_and_end(
    status: SessionStatus, day: date, reason: str | None
) -> None:
    engagement = make_engagement(make_session(1, day, status=status))
    expected = {} if reason is None else {"s1": reason}
    assert dict(uncovered_sessions(make_case(engagement))) == expected


def test_a_session_uncovered_for_two_reasons_reports_the_first() -> None:
    full = [make_session(n, date(2026, 1, 10 + n)) for n in range(2, 14)]
    outcome = {"closed_on": date(2026, 7, 20)}
    engagement = make_engagement(
        *full,
        make_session(14, date(2026, 1, 9)),
        make_session(15, date(2026, 7, 15)),
        make_session(16, date(2026, 7, 21)),
        outcome=outcome,
    )
    assert dict(uncovered_sessions(make_case(engagement))) == {
        "s14": "before-signature",
        "s15": "after-end",
        "s16": "after-close",
    }


@pytest.mark.parametrize("missing", ["terms", "signatures"])
def test_without_terms_or_signatures_nothing_is_covered(missing: str) -> None:
    engagement = make_engagement(make_session(1, date(2026, 2, 3)), **{missing: None})
    assert dict(uncovered_sessions(make_case(engagement))) == {"s1": "before-signature"}
    assert count_sessions(make_case(engagement)) == 0


def test_a_declined_demand_covers_nothing_after_it() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 2, 3)), outcome={"declined_on": date(2026, 2, 2)}
    )
    assert dict(uncovered_sessions(make_case(engagement))) == {"s1": "after-close"}


def test_a_private_client_is_covered_without_the_signature_of_a_sponsor() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 2, 3)),
        signatures={"coach": SIGNED_ON, "beneficiary": SIGNED_ON},
    )
    assert dict(uncovered_sessions(make_case(engagement, private=True))) == {}
    assert list(uncovered_sessions(make_case(engagement))) == ["s1"]


def test_a_billed_exchange_needs_the_contract_but_uses_up_no_session() -> None:
    full = [make_session(n, date(2026, 1, 10 + n)) for n in range(2, 14)]
    engagement = make_engagement(
        *full,
        make_session(14, date(2026, 3, 3), kind="phone"),
        make_session(15, date(2026, 1, 9), kind="phone"),
        terms=make_terms(also_billed=["phone"]),
    )
    assert dict(uncovered_sessions(make_case(engagement))) == {"s15": "before-signature"}
    assert count_sessions(make_case(engagement)) == 12


def test_a_no_show_uses_up_a_session_and_a_cancellation_in_time_does_not() -> None:
    missed = make_session(1, date(2026, 1, 13), status="no-show")
    moved = make_session(2, date(2026, 1, 20), status="cancelled")
    held = make_session(3, date(2026, 1, 27))
    engagement = make_engagement(missed, moved, held)
    assert count_sessions(make_case(engagement)) == 2


def test_billed_sessions_are_counted_before_an_earlier_one_recorded_late() -> None:
    held = [make_session(n, date(2026, 1, 10 + n)) for n in range(2, 14)]
    engagement = make_engagement(*held, make_session(14, date(2026, 1, 11)))
    beyond = "beyond-number"
    assert dict(uncovered_sessions(make_case(engagement))) == {"s13": beyond}
    billed = [session.id for session in held]
    found = uncovered_sessions(make_case(engagement, billed=billed))
    assert dict(found) == {"s14": beyond}


def test_a_session_of_an_earlier_tool_is_counted_before_one_that_was_recorded_late() -> None:
    held = [make_session(n, date(2026, 1, 10 + n)) for n in range(2, 14)]
    *first, last = held
    late = make_session(14, date(2026, 1, 11))
    engagement = make_engagement(*first, replace(last, earlier_invoice="A-117"), late)
    assert dict(uncovered_sessions(make_case(engagement))) == {"s12": "beyond-number"}


@pytest.mark.parametrize(("held", "agreed", "may"), [(12, None, False), (12, 11, True)])
def test_more_sessions_than_some_terms_allow_may_exceed_the_number(
    held: int, agreed: int | None, *, may: bool
) -> None:
    sessions = [make_session(n, date(2026, 1, 10 + n)) for n in range(2, 2 + held)]
    planned = make_session(20, date(2026, 3, 1), status="planned")
    changes = [] if agreed is None else [make_amendment(sessions=agreed)]
    engagement = make_engagement(*sessions, planned, amendments=changes)
    assert may_exceed_number(make_case(engagement)) is may


# The remedy while an amendment is in preparation


def remedies(*amendments: dict[str, Any], sessions: int = 13) -> list[str | None]:
    """Return the remedies of the sessions beyond twelve and of one after the end."""
    engagement = make_engagement(
        *(make_session(n, date(2026, 1, 12 + n)) for n in range(1, sessions + 1)),
        make_session(sessions + 1, date(2026, 7, 20), kind="phone"),
        amendments=list(amendments),
        terms=make_terms(also_billed=["phone"]),
    )
    problems = coverage_problems(make_case(engagement, ref="martin"))
    return [command_of(each, "martin") for each in problems]


def test_without_one_a_session_that_is_not_covered_needs_an_amendment() -> None:
    assert remedies() == [
        "coach amend martin --sessions N",
        'coach amend martin --end 2026-07-20 --anyway "…"',
    ]


def test_an_amendment_in_preparation_that_covers_a_session_is_signed() -> None:
    """To amend again would replace the number that the parties are about to sign."""
    draft = make_amendment(signed=False, sessions=14)
    assert remedies(draft) == [
        "coach sign martin --amendment 1 --on DATE",
        'coach amend martin --end 2026-07-20 --anyway "…"',
    ]


def test_an_amendment_in_preparation_that_does_not_cover_a_session_is_changed() -> None:
    draft = make_amendment(signed=False, sessions=13)
    assert remedies(draft, sessions=14) == [
        "coach sign martin --amendment 1 --on DATE",
        "coach amend martin --sessions N",
        'coach amend martin --end 2026-07-20 --anyway "…"',
    ]


def test_an_amendment_that_someone_has_signed_is_signed_by_all_first() -> None:
    begun = make_amendment(signed=False, sessions=13, signatures={"coach": date(2026, 3, 2)})
    assert remedies(begun, sessions=14) == ["coach sign martin --amendment 1 --on DATE"] * 3


@pytest.mark.parametrize(
    ("terms", "on", "line"),
    [
        ({}, date(2026, 7, 12), "coach amend martin --end 2026-07-12"),
        ({}, date(2026, 7, 20), 'coach amend martin --end 2026-07-20 --anyway "…"'),
        (
            {},
            date(2026, 12, 20),
            (
                "coach new-engagement martin-2 --client acme --beneficiary 'Claire Martin'"
                ' --beneficiary-id claire-martin --situation new-role --justification "…"'
            ),
        ),
    ],
)
def test_an_amendment_beyond_the_bounds_is_named_with_its_reason(
    terms: dict[str, Any], on: date, line: str
) -> None:
    case = make_case(make_engagement(make_session(1, on), terms=make_terms(**terms)))
    (problem,) = coverage_problems(case)
    assert command_of(problem, "martin") == line


def test_more_sessions_than_the_bounds_allow_are_named_with_the_reason() -> None:
    days = [date(2026, 1, 13) + timedelta(days=7 * each) for each in range(21)]
    sessions = [make_session(place + 1, on) for place, on in enumerate(days)]
    case = make_case(make_engagement(*sessions, terms=make_terms(sessions=20)))
    (problem,) = coverage_problems(case)
    assert command_of(problem, "martin") == 'coach amend martin --sessions N --anyway "…"'

from datetime import date

import pytest
from tests.builders import make_engagement, make_session

from phmcoach.domain.coverage import count_sessions, uncovered_sessions
from phmcoach.domain.gates import breaches


def test_sessions_outside_the_contract_each_have_their_reason() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 9)),
        *(make_session(n, date(2026, 1, 10 + n)) for n in range(2, 14)),
        make_session(14, date(2026, 2, 20)),
        make_session(15, date(2026, 7, 12)),
    )
    assert dict(uncovered_sessions(engagement, private=False)) == {
        "s1": "gate.session-before-signature",
        "s14": "gate.session-beyond-number",
        "s15": "gate.session-after-end",
    }
    assert count_sessions(engagement, private=False) == 12
    assert [p.message for p in breaches(engagement, private=False, ref="x")] == [
        "gate.session-before-signature",
        "gate.session-beyond-number",
        "gate.session-after-end",
    ]


def test_the_number_is_used_up_by_day_and_not_by_the_order_of_writing() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 3, 3)),
        *(make_session(n, date(2026, 1, 10 + n)) for n in range(2, 14)),
    )
    assert dict(uncovered_sessions(engagement, private=False)) == {
        "s1": "gate.session-beyond-number"
    }


def test_the_last_day_of_the_contract_is_part_of_it() -> None:
    engagement = make_engagement(make_session(1, date(2026, 7, 11)))
    assert dict(uncovered_sessions(engagement, private=False)) == {}


def test_the_first_end_is_the_end() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 2, 2)),
        make_session(2, date(2026, 2, 3)),
        outcome={"ended_on": date(2026, 2, 2), "closed_on": date(2026, 3, 1)},
    )
    assert dict(uncovered_sessions(engagement, private=False)) == {"s2": "gate.session-after-close"}


def test_a_session_after_an_early_end_is_not_covered() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 2, 3)), outcome={"ended_on": date(2026, 2, 2)}
    )
    assert dict(uncovered_sessions(engagement, private=False)) == {"s1": "gate.session-after-close"}


@pytest.mark.parametrize("kind", ["preliminary", "three-way", "phone", "email"])
def test_a_meeting_that_is_no_session_needs_no_contract(kind: str) -> None:
    free = make_session(1, date(2026, 1, 3)).model_copy(update={"type": kind})
    assert dict(uncovered_sessions(make_engagement(free), private=False)) == {}


@pytest.mark.parametrize("status", ["planned", "cancelled", "cancelled-by-coach", "force-majeure"])
def test_what_neither_counts_nor_is_billed_needs_no_contract(status: str) -> None:
    session = make_session(1, date(2026, 1, 3)).model_copy(update={"status": status})
    assert dict(uncovered_sessions(make_engagement(session), private=False)) == {}

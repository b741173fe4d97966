"""One engagement with all that its rules ask, and the fold over its amendments."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.builders import (
    make_amendment,
    make_case,
    make_engagement,
    make_private_client,
    make_session,
    make_terms,
)

from phmcoach.domain import case as case_module
from phmcoach.domain import history
from phmcoach.domain.case import NOT_READ, Billed, Case, NotReadError
from phmcoach.domain.contract.coverage import count_sessions
from phmcoach.domain.contract.gates import breaches, contract_gate
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.practice import Closure
from phmcoach.domain.records.terms import Terms
from phmcoach.value import replace


def amended_pair(number: int) -> Engagement:
    """Return a pair of contracts that was amended so many times, each time for a later day."""
    on = date(2026, 2, 1)
    return make_engagement(
        *(make_session(place, on + timedelta(days=10 * place)) for place in range(1, 11)),
        terms=make_terms(contract="pair"),
        amendments=[
            make_amendment(
                place,
                set_on=on,
                effective_on=on + timedelta(days=place),
                notice_hours=place,
                late_cancel_percent=Decimal(place % 2 * 50),
            )
            for place in range(1, number + 1)
        ],
    )


def count_copies(monkeypatch: pytest.MonkeyPatch, number: int) -> int:
    """Return how often terms are made anew while every rule is asked of a case."""
    copies: list[Terms] = []
    case = make_case(amended_pair(number))
    with monkeypatch.context() as patch:

        def counted(terms: Terms, **changes: Any) -> Terms:  # noqa: ANN401 - fields
            copies.append(terms)
            return replace(terms, **changes)

        patch.setattr(history, "replace", counted)
        patch.setattr(case_module, "replace", counted)
        breaches(case)
        assert case.agreed_terms == case.terms_on(date.max)
    return len(copies)


def test_the_work_of_the_fold_grows_with_the_amendments_and_no_faster(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert [count_copies(monkeypatch, number) for number in (3, 6, 12)] == [6, 12, 24]


def test_a_copy_of_a_case_with_another_engagement_has_a_history_of_its_own() -> None:
    case = make_case(amended_pair(1))
    assert case.terms_on(date(2026, 3, 1)) == case.history[0].after.terms

    bare = case.having(make_engagement())
    assert bare.history == ()
    assert bare.terms_on(date(2026, 3, 1)) == make_engagement().terms


def test_the_terms_of_a_day_and_all_later_ones_begin_with_those_in_force() -> None:
    case = make_case(amended_pair(3))
    days = [date(2026, 1, 1), date(2026, 2, 2), date(2026, 2, 3), date(2026, 2, 4)]

    found = [[terms.notice_hours for terms in case.terms_since(day)] for day in days]
    assert found == [[48, 1, 2, 3], [1, 2, 3], [2, 3], [3]]
    assert make_case(make_engagement(terms=None)).terms_since(days[0]) == ()


@pytest.mark.parametrize("use", [len, list, bool, lambda billed: "s1" in billed])
def test_what_was_not_read_answers_nothing(use: Callable[[object], object]) -> None:
    with pytest.raises(NotReadError):
        use(NOT_READ)
    assert repr(NOT_READ) == "NOT_READ"


def test_no_rule_counts_sessions_while_nobody_has_read_which_are_billed() -> None:
    sessions = [make_session(n, date(2026, 1, 19 + n)) for n in (1, 2)]
    engagement = make_engagement(*sessions, terms=make_terms(sessions=1))
    unread = Case(
        "martin",
        engagement,
        make_private_client(),
        closures=(),
        billed=NOT_READ,
        time_zone=NOT_READ,
        signed=NOT_READ,
    )

    with pytest.raises(NotReadError):
        count_sessions(unread)
    assert count_sessions(unread.with_billed(Billed())) == 1


def test_sessions_within_the_number_are_counted_without_reading_which_are_billed() -> None:
    engagement = make_engagement(make_session(1, date(2026, 1, 20)))
    unread = Case(
        "martin",
        engagement,
        make_private_client(),
        closures=(),
        billed=NOT_READ,
        time_zone=NOT_READ,
        signed=NOT_READ,
    )

    assert count_sessions(unread) == 1


def test_the_pauses_of_a_case_include_the_closures_of_the_practice() -> None:
    pause = {"start_on": date(2026, 3, 1), "end_on": date(2026, 3, 7)}
    closure = Closure(start_on=date(2026, 8, 1), end_on=date(2026, 8, 21))

    assert make_case(make_engagement(pauses=[pause]), closures=[closure]).pauses == (
        (date(2026, 3, 1), date(2026, 3, 7)),
        (date(2026, 8, 1), date(2026, 8, 21)),
    )


def test_no_rule_measures_a_span_while_nobody_has_read_when_the_practice_is_closed() -> None:
    unread = Case(
        "martin",
        make_engagement(),
        make_private_client(),
        closures=NOT_READ,
        billed=Billed(),
        time_zone=NOT_READ,
        signed=NOT_READ,
    )

    with pytest.raises(NotReadError):
        contract_gate(unread)

"""The facts that end an engagement, and the one that defines its state."""

from datetime import date

import pytest
from tests.builders import make_case, make_engagement

from phmcoach.domain.case import Case
from phmcoach.domain.contract.ending import (
    Ending,
    ending_by,
    ending_of,
    endings,
    last_session_day,
)

JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)


def ended(**outcome: date) -> Case:
    return make_case(make_engagement(outcome=outcome))


def test_the_facts_are_named_in_the_order_in_which_they_can_happen() -> None:
    case = ended(closed_on=AUGUST, evaluated_on=JULY, ended_on=JUNE)

    assert endings(case) == (
        Ending("ended", JUNE),
        Ending("evaluated", JULY),
        Ending("closed", AUGUST),
    )
    assert endings(ended()) == ()


def test_the_close_defines_the_state_and_before_it_the_first_ending() -> None:
    case = ended(closed_on=AUGUST, evaluated_on=JULY, ended_on=JULY)

    assert ending_of(case) == ending_by(case, AUGUST) == Ending("closed", AUGUST)
    assert ending_by(case, JULY) == Ending("ended", JULY)
    assert ending_by(case, JUNE) is None
    assert ending_of(ended()) is None


@pytest.mark.parametrize(
    ("outcome", "last"),
    [
        ({}, None),
        ({"evaluated_on": JUNE}, None),
        ({"evaluated_on": JUNE, "closed_on": AUGUST}, AUGUST),
        ({"ended_on": JULY, "closed_on": AUGUST}, JULY),
        ({"declined_on": JUNE}, JUNE),
    ],
)
def test_sessions_belong_to_a_contract_until_it_ends_even_after_the_evaluation(
    outcome: dict[str, date], last: date | None
) -> None:
    assert last_session_day(ended(**outcome)) == last

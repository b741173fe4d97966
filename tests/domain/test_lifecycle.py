from datetime import date

import pytest
from tests.builders import SIGNED_ON, make_engagement, make_session

from phmcoach.domain.lifecycle import contracted_on, state_of

DEMAND = {"received_on": date(2026, 1, 2), "situations": ["new-role"]}


def test_a_contract_is_made_on_the_day_of_its_last_signature() -> None:
    late = date(2026, 1, 20)
    engagement = make_engagement(
        signatures={"coach": SIGNED_ON, "beneficiary": late, "sponsor": SIGNED_ON}
    )
    assert contracted_on(engagement, private=False) == late


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"demand": DEMAND, "signatures": None}, "demanded"),
        ({"signatures": None}, "validated"),
        ({}, "contracted"),
        ({"pauses": [{"start_on": date(2026, 2, 1), "end_on": date(2026, 2, 3)}]}, "paused"),
        ({"outcome": {"evaluated_on": date(2026, 2, 3)}}, "evaluated"),
        ({"outcome": {"ended_on": date(2026, 2, 3)}}, "ended"),
        ({"outcome": {"declined_on": date(2026, 2, 3)}}, "declined"),
        ({"outcome": {"closed_on": date(2026, 2, 3), "ended_on": date(2026, 2, 1)}}, "closed"),
        ({"outcome": {"closed_on": date(2026, 2, 4)}}, "contracted"),
    ],
)
def test_the_state_follows_from_the_facts_that_are_known_that_day(
    changes: dict[str, object], state: str
) -> None:
    assert state_of(make_engagement(**changes), private=False, as_of=date(2026, 2, 3)) == state


def test_an_engagement_is_active_from_its_first_session_on() -> None:
    engagement = make_engagement(make_session(1, date(2026, 1, 13)))
    days = [date(2026, 1, 12), date(2026, 1, 13)]
    assert [state_of(engagement, private=False, as_of=day) for day in days] == [
        "contracted",
        "active",
    ]

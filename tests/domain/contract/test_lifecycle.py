from datetime import date

import pytest
from tests.builders import SIGNED_ON, make_case, make_engagement, make_session, make_terms

from phmcoach.domain.contract.ending import Ending, ending_by
from phmcoach.domain.contract.lifecycle import (
    count_performed,
    missing_signatures,
    shown_state,
    state_of,
)
from phmcoach.value import replace
from phmcoach.words import SESSION_STATUSES, SessionStatus, SessionType

DEMAND = {"received_on": date(2026, 1, 2), "situations": ["new-role"]}


def test_a_contract_is_made_on_the_day_of_its_last_signature() -> None:
    late = date(2026, 1, 20)
    engagement = make_engagement(
        signatures={"coach": SIGNED_ON, "beneficiary": late, "sponsor": SIGNED_ON}
    )
    assert make_case(engagement).contracted_on == late


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
    assert state_of(make_case(make_engagement(**changes)), as_of=date(2026, 2, 3)) == state


def test_an_engagement_is_active_from_its_first_session_on() -> None:
    engagement = make_engagement(make_session(1, date(2026, 1, 13)))
    days = [date(2026, 1, 12), date(2026, 1, 13)]
    assert [state_of(make_case(engagement), as_of=day) for day in days] == [
        "contracted",
        "active",
    ]


def test_after_the_last_day_what_is_left_to_do_is_shown() -> None:
    """The contract ends on 11 July; a session that is still planned comes before the evaluation."""
    held, planned = (make_session(1, date(2026, 1, 13)), make_session(2, date(2026, 7, 10)))
    planned = replace(planned, status="planned")
    shown = {
        sessions: [
            shown_state(make_case(make_engagement(*sessions)), as_of=date(2026, 7, day))
            for day in (11, 12)
        ]
        for sessions in ((), (held,), (held, planned))
    }
    assert shown == {
        (): ["contracted", "past-term"],
        (held,): ["active", "to-evaluate"],
        (held, planned): ["active", "active"],
    }


def test_once_it_is_evaluated_or_over_that_is_shown() -> None:
    ended = make_engagement(outcome={"ended_on": date(2026, 3, 1)})
    assert shown_state(make_case(ended), as_of=date(2026, 8, 1)) == "ended"


def test_sessions_are_performed_once_they_were_held_by_a_day_and_are_covered() -> None:
    held, missed = make_session(1, date(2026, 1, 13)), make_session(2, date(2026, 1, 14))
    later, uncovered = make_session(3, date(2026, 1, 20)), make_session(4, date(2026, 1, 9))
    engagement = make_engagement(held, replace(missed, status="no-show"), later, uncovered)
    days = [date(2026, 1, 12), date(2026, 1, 19), date(2026, 1, 20)]
    assert [count_performed(make_case(engagement), day) for day in days] == [0, 1, 2]


@pytest.mark.parametrize("kind", ["preliminary", "three-way", "email", "letter", "training-input"])
def test_a_meeting_or_a_letter_that_does_not_count_starts_nothing(kind: SessionType) -> None:
    engagement = make_engagement(make_session(1, date(2026, 1, 13), kind=kind))
    assert state_of(make_case(engagement), as_of=date(2026, 2, 3)) == "contracted"


@pytest.mark.parametrize("named", [False, True])
def test_a_telephone_call_counts_if_the_contract_names_it(named: bool) -> None:
    modes = ["in-person", "phone"] if named else ["in-person"]
    call = make_session(1, date(2026, 1, 13), kind="phone")
    engagement = make_engagement(call, terms=make_terms(modes=modes))
    state = state_of(make_case(engagement), as_of=date(2026, 2, 3))
    assert state == ("active" if named else "contracted")


@pytest.mark.parametrize("status", [s for s in SESSION_STATUSES if s != "held"])
def test_a_session_that_was_not_held_starts_nothing(status: SessionStatus) -> None:
    engagement = make_engagement(make_session(1, date(2026, 1, 13), status=status))
    assert state_of(make_case(engagement), as_of=date(2026, 2, 3)) == "contracted"


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 1, 1), "demanded"),
        (date(2026, 1, 4), "demanded"),
        (date(2026, 1, 5), "validated"),
        (date(2026, 1, 9), "validated"),
        (date(2026, 1, 10), "contracted"),
        (date(2026, 1, 13), "active"),
        (date(2026, 1, 20), "paused"),
        (date(2026, 1, 31), "paused"),
        (date(2026, 2, 1), "active"),
        (date(2026, 3, 1), "evaluated"),
        (date(2026, 3, 9), "evaluated"),
        (date(2026, 3, 10), "closed"),
    ],
)
def test_one_engagement_goes_through_its_states_on_the_days_of_its_facts(
    on: date, state: str
) -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 13)),
        pauses=[{"start_on": date(2026, 1, 20), "end_on": date(2026, 1, 31)}],
        outcome={"evaluated_on": date(2026, 3, 1), "closed_on": date(2026, 3, 10)},
    )
    assert state_of(make_case(engagement), as_of=on) == state


def test_a_demand_can_be_declined_before_or_after_its_validation() -> None:
    for demand in (DEMAND, DEMAND | {"request": "Ma place.", "validated_on": date(2026, 1, 5)}):
        declined = make_engagement(
            demand=demand, signatures=None, outcome={"declined_on": date(2026, 1, 6)}
        )
        assert state_of(make_case(declined), as_of=date(2026, 1, 6)) == "declined"


def test_an_end_takes_precedence_over_a_pause() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 13)),
        pauses=[{"start_on": date(2026, 1, 20), "end_on": date(2026, 3, 31)}],
        outcome={"ended_on": date(2026, 2, 1)},
    )
    assert state_of(make_case(engagement), as_of=date(2026, 2, 3)) == "ended"
    assert ending_by(make_case(engagement), date(2026, 2, 1)) == Ending("ended", date(2026, 2, 1))
    assert ending_by(make_case(engagement), date(2026, 1, 31)) is None


@pytest.mark.parametrize("key", ["declined_on", "ended_on", "evaluated_on", "closed_on"])
def test_each_kind_of_ending_counts_from_its_day_on(key: str) -> None:
    engagement = make_engagement(outcome={key: date(2026, 2, 2)})
    days = [date(2026, 2, 1), date(2026, 2, 2)]
    known = [ending_by(make_case(engagement), day) for day in days]
    assert known == [None, Ending(key.removesuffix("_on"), days[1])]  # type: ignore[arg-type]  # one of four


@pytest.mark.parametrize(
    ("private", "missing"),
    [(False, ("coach", "beneficiary", "sponsor")), (True, ("coach", "beneficiary"))],
)
def test_the_beneficiary_signs_whoever_pays(private: bool, missing: tuple[str, ...]) -> None:
    assert (
        missing_signatures(make_case(make_engagement(signatures=None), private=private)) == missing
    )


@pytest.mark.parametrize("party", ["coach", "beneficiary", "sponsor"])
def test_there_is_no_contract_while_one_signature_is_missing(party: str) -> None:
    signed = {name: SIGNED_ON for name in ("coach", "beneficiary", "sponsor") if name != party}
    engagement = make_engagement(signatures=signed)
    assert make_case(engagement).contracted_on is None
    assert state_of(make_case(engagement), as_of=date(2026, 2, 3)) == "validated"

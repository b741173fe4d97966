from collections.abc import Mapping
from datetime import date

import pytest
from tests.builders import make_case, make_engagement, make_session
from tests.commands import command_of, flags_of

from phmcoach.domain.contract.renewal import closed_engagements, last_day, renewal_problems

DEMAND = {"received_on": date(2026, 1, 2), "situations": ["new-role"]}


def renew(received_on: date, other: Mapping[str, object], **changes: object) -> list[str]:
    new = make_engagement(
        demand=DEMAND | {"received_on": received_on}, terms=None, signatures=None, **changes
    )
    return [
        problem.message
        for problem in renewal_problems(
            make_case(new, ref="martin-2027"), {"martin-2026": make_case(make_engagement(**other))}
        )
    ]


def test_a_renewal_within_twelve_months_of_the_end_needs_a_justification() -> None:
    assert renew(date(2027, 7, 11), {}) == ["gate.renewal-without-justification"]
    assert renew(date(2027, 7, 12), {}) == []


def test_a_renewal_with_a_justification_is_accepted() -> None:
    assert renew(date(2026, 9, 1), {}, justification="Nouvelle fonction.") == []


def test_another_person_of_the_same_name_is_another_person() -> None:
    other = {"beneficiary": {"id": "claire-martin-2", "name": "Claire Martin"}}
    assert renew(date(2026, 9, 1), other) == []


def test_a_declined_demand_does_not_count_as_an_engagement() -> None:
    assert renew(date(2026, 9, 1), {"outcome": {"declined_on": date(2026, 1, 6)}}) == []


def test_the_twelve_months_start_at_an_early_end() -> None:
    ended = {"outcome": {"ended_on": date(2026, 2, 1)}}
    assert renew(date(2027, 2, 1), ended) == ["gate.renewal-without-justification"]
    assert renew(date(2027, 2, 2), ended) == []


def test_a_follow_up_needs_a_closed_engagement_of_the_same_person() -> None:
    assert renew(date(2026, 9, 1), {}, profile="follow-up") == ["gate.follow-up-without-closed"]
    closed = {"outcome": {"closed_on": date(2026, 8, 1)}}
    assert renew(date(2026, 9, 1), closed, profile="follow-up") == []


def test_a_follow_up_without_an_earlier_engagement_gets_another_profile() -> None:
    new = make_engagement(profile="follow-up", terms=None, signatures=None)
    case = make_case(new, ref="martin-2026")
    (typed,) = renewal_problems(case, {}, typed=True)
    (written,) = renewal_problems(case, {})
    assert flags_of([typed]) == ["--profile standard"]
    assert command_of(written, "martin-2026") == (
        "coach new-engagement martin-2026 --profile standard"
    )


def test_a_follow_up_of_an_open_engagement_names_the_one_to_finish() -> None:
    new = make_engagement(profile="follow-up", terms=None, signatures=None)
    (problem,) = renewal_problems(
        make_case(new, ref="suivi"), {"martin-2026": make_case(make_engagement())}
    )
    assert command_of(problem, "suivi") == "coach show martin-2026"


CLOSED = {"outcome": {"evaluated_on": date(2026, 7, 20), "closed_on": date(2026, 8, 1)}}


def test_a_follow_up_names_a_closed_engagement_of_the_same_person() -> None:
    follow_up = {"profile": "follow-up", "follow_up_of": "martin-2026"}
    assert renew(date(2026, 9, 1), CLOSED, **follow_up) == []
    assert renew(date(2026, 9, 1), {}, **follow_up) == ["gate.follow-up-without-closed"]
    other = CLOSED | {"beneficiary": {"id": "claire-martin-2", "name": "Claire Martin"}}
    assert renew(date(2026, 9, 1), other, **follow_up) == ["gate.follow-up-other-beneficiary"]


def test_a_follow_up_of_an_unknown_engagement_is_reported() -> None:
    follow_up = {"profile": "follow-up", "follow_up_of": "martin-2020"}
    assert renew(date(2026, 9, 1), CLOSED, **follow_up) == ["gate.follow-up-unknown"]


def test_an_engagement_that_follows_another_has_the_follow_up_profile() -> None:
    assert renew(date(2026, 9, 1), CLOSED, follow_up_of="martin-2026") == ["gate.follow-up-profile"]


def test_closed_engagements_are_listed_most_recent_first() -> None:
    first = {"outcome": {"evaluated_on": date(2025, 7, 1), "closed_on": date(2025, 8, 1)}}
    others = {
        name: make_case(make_engagement(**facts))
        for name, facts in (("a", first), ("b", CLOSED), ("c", {}))
    }
    assert closed_engagements("claire-martin", others) == ("b", "a")


def test_a_declined_demand_cannot_have_a_follow_up() -> None:
    declined = {"outcome": {"declined_on": date(2026, 1, 6), "closed_on": date(2026, 1, 6)}}
    assert renew(date(2026, 9, 1), declined, profile="follow-up") == [
        "gate.follow-up-without-closed"
    ]


def test_a_follow_up_cannot_follow_the_engagement_of_another_person() -> None:
    other = {
        "beneficiary": {"id": "claire-martin-2", "name": "Claire Martin"},
        "outcome": {"closed_on": date(2026, 8, 1)},
    }
    assert renew(date(2026, 9, 1), other, profile="follow-up") == ["gate.follow-up-without-closed"]


def test_the_earlier_of_two_engagements_is_not_a_renewal() -> None:
    assert renew(date(2026, 1, 1), {}) == []


def test_a_renewal_names_those_it_comes_after_and_what_justifies_it() -> None:
    new = make_engagement(demand=DEMAND | {"received_on": date(2026, 9, 1)})
    others = {name: make_case(make_engagement()) for name in ("martin-b", "martin-a")}
    case = make_case(new, ref="martin-2027")
    (problem,) = renewal_problems(case, others)
    (typed,) = renewal_problems(case, others, typed=True)
    assert problem.args == {
        "name": "Claire Martin",
        "others": ["martin-a", "martin-b"],
        "id": "claire-martin",
    }
    assert command_of(problem, "martin-2027") == (
        'coach new-engagement martin-2027 --justification "…"'
    )
    assert flags_of([typed]) == ['--justification "…"']


@pytest.mark.parametrize(
    ("other", "last"),
    [
        ({"terms": None, "signatures": None}, date(2026, 1, 2)),
        ({}, date(2026, 7, 11)),
        ({"outcome": {"evaluated_on": date(2026, 7, 20)}}, date(2026, 7, 20)),
        ({"outcome": {"closed_on": date(2026, 6, 1)}}, date(2026, 6, 1)),
        (
            {"outcome": {"ended_on": date(2026, 2, 1), "closed_on": date(2026, 3, 1)}},
            date(2026, 3, 1),
        ),
    ],
)
def test_the_last_day_is_the_latest_of_all_facts(other: dict[str, object], last: date) -> None:
    assert last_day(make_case(make_engagement(**other))) == last


def test_a_session_held_after_the_end_moves_the_last_day() -> None:
    held = make_session(1, date(2026, 7, 15))
    planned = make_session(2, date(2026, 8, 15), status="planned")
    assert last_day(make_case(make_engagement(held, planned))) == date(2026, 7, 15)


def test_if_two_demands_have_one_day_the_one_with_a_justification_is_the_second() -> None:
    justified = {"demand": DEMAND, "justification": "Autre poste."}
    assert renew(date(2026, 1, 2), justified) == []
    assert renew(date(2026, 1, 2), {"demand": DEMAND, "follow_up_of": "martin-2027"}) == []
    assert renew(date(2026, 1, 2), {"demand": DEMAND}) == ["gate.renewal-without-justification"]


def test_a_declined_demand_needs_no_justification() -> None:
    declined = {"declined_on": date(2026, 1, 6), "declined_by": "beneficiary"}
    assert renew(date(2026, 1, 2), {"demand": DEMAND}, outcome=declined) == []

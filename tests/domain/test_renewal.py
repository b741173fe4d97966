from collections.abc import Mapping
from datetime import date

from tests.builders import make_engagement

from phmcoach.domain.renewal import renewal_problems

DEMAND = {"received_on": date(2026, 1, 2), "situations": ["new-role"]}


def renew(received_on: date, other: Mapping[str, object], **changes: object) -> list[str]:
    new = make_engagement(
        demand=DEMAND | {"received_on": received_on}, terms=None, signatures=None, **changes
    )
    return [
        problem.message
        for problem in renewal_problems(
            new, {"martin-2026": make_engagement(**other)}, ref="martin-2027"
        )
    ]


def test_a_renewal_within_twelve_months_of_the_end_asks_for_a_justification() -> None:
    assert renew(date(2027, 7, 11), {}) == ["gate.renewal-without-justification"]
    assert renew(date(2027, 7, 12), {}) == []


def test_a_renewal_with_its_reason_is_accepted() -> None:
    assert renew(date(2026, 9, 1), {}, justification="Nouvelle fonction.") == []


def test_another_person_of_the_same_name_is_another_person() -> None:
    other = {"beneficiary": {"id": "claire-martin-2", "name": "Claire Martin"}}
    assert renew(date(2026, 9, 1), other) == []


def test_a_declined_demand_was_no_engagement() -> None:
    assert renew(date(2026, 9, 1), {"outcome": {"declined_on": date(2026, 1, 6)}}) == []


def test_an_early_end_is_the_end() -> None:
    ended = {"outcome": {"ended_on": date(2026, 2, 1)}}
    assert renew(date(2027, 2, 1), ended) == ["gate.renewal-without-justification"]
    assert renew(date(2027, 2, 2), ended) == []


def test_a_follow_up_needs_a_closed_engagement_of_the_same_person() -> None:
    assert renew(date(2026, 9, 1), {}, profile="follow-up") == ["gate.follow-up-without-closed"]
    closed = {"outcome": {"closed_on": date(2026, 8, 1)}}
    assert renew(date(2026, 9, 1), closed, profile="follow-up") == []

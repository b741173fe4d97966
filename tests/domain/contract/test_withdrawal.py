from datetime import date
from typing import Any

import pytest
from tests.builders import SIGNED_ON, make_case, make_engagement, make_session, make_terms

from phmcoach.domain.contract.coverage import uncovered_sessions
from phmcoach.domain.contract.withdrawal import (
    early_payment_problems,
    is_blocked_by_withdrawal,
    payment_opens_on,
    withdrawal_ends_on,
)
from phmcoach.domain.records.engagement import Engagement
from phmcoach.errors import Problem


def consumer(
    signed_on: date = SIGNED_ON, asked_on: date | None = None, concluded: str = "off-premises"
) -> Engagement:
    signatures: dict[str, Any] = {"coach": signed_on, "beneficiary": signed_on}
    if asked_on:
        signatures["express_request_on"] = asked_on
    return make_engagement(
        make_session(1, date(2026, 1, 13)),
        terms=make_terms(concluded=concluded),
        signatures=signatures,
    )


@pytest.mark.parametrize(
    ("signed_on", "last"),
    [
        (date(2026, 1, 12), date(2026, 1, 26)),
        (date(2026, 1, 10), date(2026, 1, 26)),  # the 24th is a Saturday
        (date(2025, 12, 11), date(2025, 12, 26)),  # the 25th is Christmas
        (date(2026, 3, 23), date(2026, 4, 7)),  # the 6th is Easter Monday
        (date(2026, 4, 17), date(2026, 5, 4)),  # Labour Day, then a weekend
    ],
)
def test_fourteen_days_end_on_a_working_day(signed_on: date, last: date) -> None:
    assert withdrawal_ends_on(make_case(consumer(signed_on), private=True)) == last


def test_only_a_consumer_who_signed_elsewhere_may_withdraw() -> None:
    assert withdrawal_ends_on(make_case(consumer(concluded="on-premises"), private=True)) is None
    assert withdrawal_ends_on(make_case(make_engagement())) is None


def test_a_session_in_the_withdrawal_period_needs_the_express_request() -> None:
    day = date(2026, 1, 13)
    assert is_blocked_by_withdrawal(make_case(consumer(), private=True), day)
    assert is_blocked_by_withdrawal(make_case(consumer(), private=True), date(2026, 1, 26))
    assert not is_blocked_by_withdrawal(make_case(consumer(), private=True), date(2026, 1, 27))
    assert not is_blocked_by_withdrawal(
        make_case(consumer(asked_on=date(2026, 1, 10)), private=True), day
    )
    assert is_blocked_by_withdrawal(
        make_case(consumer(asked_on=date(2026, 1, 14)), private=True), day
    )


def test_the_contract_does_not_cover_a_session_in_the_withdrawal_period() -> None:
    assert uncovered_sessions(make_case(consumer(), private=True)) == {"s1": "in-withdrawal"}
    assert uncovered_sessions(make_case(consumer(asked_on=SIGNED_ON), private=True)) == {}


@pytest.mark.parametrize(
    ("concluded", "opens_on"),
    [("off-premises", date(2026, 1, 18)), ("at-distance", None), ("on-premises", None)],
)
def test_no_money_is_taken_within_seven_days_of_a_signature_off_premises(
    concluded: str, opens_on: date | None
) -> None:
    assert payment_opens_on(make_case(consumer(concluded=concluded), private=True)) == opens_on


def test_a_payment_before_that_day_is_a_problem() -> None:
    case = make_case(consumer(), private=True)
    last, opens_on = date(2026, 1, 17), date(2026, 1, 18)
    days = {"on": last, "opens_on": opens_on}
    assert list(early_payment_problems(case, last)) == [Problem("pay.too-early", days)]
    assert list(early_payment_problems(case, opens_on)) == []

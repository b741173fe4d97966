from datetime import date
from typing import Any

import pytest
from tests.builders import SIGNED_ON, make_case, make_engagement, make_session, make_terms

from phmcoach.domain.contract.coverage import session_effects, uncovered_sessions
from phmcoach.domain.contract.gates import breaches
from phmcoach.domain.contract.lifecycle import count_performed
from phmcoach.domain.contract.withdrawal import (
    early_payment_remarks,
    is_blocked_by_withdrawal,
    last_day_to_withdraw,
    may_withdraw,
    payment_opens_on,
    refund_due_on,
    unsaid_withdrawal,
    withdrawal_ends_on,
    withdrawal_problems,
)
from phmcoach.domain.records.engagement import Engagement
from phmcoach.errors import Problem
from phmcoach.value import replace
from phmcoach.words import Party, Withdrawal


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


def organisation(*, small: bool | None = True, concluded: str = "off-premises") -> Engagement:
    return make_engagement(
        make_session(1, date(2026, 1, 13)),
        terms=make_terms(concluded=concluded, small_company=small),
    )


@pytest.mark.parametrize(
    ("small", "concluded", "has_right"),
    [
        (True, "off-premises", True),
        (None, "off-premises", False),
        (True, "at-distance", False),
        (True, "on-premises", False),
    ],
)
def test_an_organisation_may_withdraw_if_it_is_small_and_signed_off_the_premises(
    concluded: str, *, small: bool | None, has_right: bool
) -> None:
    case = make_case(organisation(small=small, concluded=concluded))
    assert may_withdraw(case) == has_right
    assert (withdrawal_ends_on(case) is not None) == has_right
    assert (payment_opens_on(case) is not None) == has_right
    assert is_blocked_by_withdrawal(case, date(2026, 1, 13)) == has_right


def test_the_terms_of_a_small_company_give_a_private_client_nothing() -> None:
    assert not may_withdraw(make_case(organisation(concluded="on-premises"), private=True))


def test_only_the_sponsor_withdraws_from_the_contract_of_a_small_company() -> None:
    remark = (Problem("outcome.may-withdraw", {"until": date(2026, 1, 26)}),)
    case = make_case(organisation())
    assert unsaid_withdrawal(case, on=date(2026, 1, 14), by="sponsor") == remark
    assert unsaid_withdrawal(case, on=date(2026, 1, 14), by="beneficiary") == ()


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


def test_a_payment_before_that_day_is_a_warning() -> None:
    case = make_case(consumer(), private=True)
    last, opens_on = date(2026, 1, 17), date(2026, 1, 18)
    days = {"on": last, "opens_on": opens_on}
    warning = Problem("pay.too-early", days, level="warning")
    assert list(early_payment_remarks((case,), last)) == [warning]
    assert list(early_payment_remarks((case,), opens_on)) == []


@pytest.mark.parametrize(
    ("signed_on", "last"),
    [
        (date(2026, 1, 12), date(2027, 1, 26)),
        (date(2026, 2, 13), date(2027, 3, 1)),  # to 27 February 2026, and to a Saturday in 2027
    ],
)
def test_without_the_information_the_period_is_twelve_months_longer(
    signed_on: date, last: date
) -> None:
    case = make_case(consumer(signed_on), private=True)
    assert last_day_to_withdraw(case, "not-informed") == last
    assert last_day_to_withdraw(case, "informed") == withdrawal_ends_on(case)


@pytest.mark.parametrize(
    ("withdrawal", "on", "message"),
    [
        ("informed", date(2026, 1, 26), None),
        ("informed", date(2026, 1, 27), "withdrawal.too-late"),
        ("not-informed", date(2027, 1, 26), None),
        ("not-informed", date(2027, 1, 27), "withdrawal.too-late-uninformed"),
    ],
)
def test_a_withdrawal_is_accepted_to_the_last_day_of_its_period(
    withdrawal: Withdrawal, on: date, message: str | None
) -> None:
    case = make_case(consumer(date(2026, 1, 12)), private=True)
    found = withdrawal_problems(case, withdrawal, on=on, performed=0)
    assert [each.message for each in found] == ([message] if message else [])


def test_a_contract_without_the_right_is_not_withdrawn_from() -> None:
    case = make_case(consumer(concluded="on-premises"), private=True)
    (problem,) = withdrawal_problems(case, "informed", on=SIGNED_ON, performed=0)
    assert problem.message == "withdrawal.no-right"


@pytest.mark.parametrize(
    ("asked_on", "withdrawal", "performed", "is_refused"),
    [
        (SIGNED_ON, "informed", 12, True),
        (SIGNED_ON, "informed", 11, False),
        (None, "informed", 12, False),
        (SIGNED_ON, "not-informed", 12, False),
    ],
)
def test_only_who_asked_for_it_and_was_informed_loses_the_right_with_the_last_session(
    asked_on: date | None, withdrawal: Withdrawal, performed: int, *, is_refused: bool
) -> None:
    case = make_case(consumer(asked_on=asked_on), private=True)
    found = withdrawal_problems(case, withdrawal, on=date(2026, 1, 14), performed=performed)
    args = {"count": 12, "asked_on": SIGNED_ON}
    assert found == ((Problem("withdrawal.fully-performed", args),) if is_refused else ())


def test_the_sessions_that_an_earlier_tool_recorded_were_performed_too() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 13)), make_session(2, date(2026, 1, 14)), already_held=4
    )
    assert count_performed(make_case(engagement), date(2026, 1, 13)) == 5


def withdrawn(withdrawal: Withdrawal) -> Engagement:
    return make_engagement(
        make_session(1, date(2026, 1, 13)),
        make_session(2, date(2026, 1, 14), status="no-show"),
        make_session(3, date(2026, 1, 15), status="cancelled-late"),
        terms=make_terms(concluded="at-distance"),
        signatures={
            "coach": SIGNED_ON,
            "beneficiary": SIGNED_ON,
            "express_request_on": SIGNED_ON,
        },
        outcome={
            "ended_on": date(2026, 1, 16),
            "ended_by": "beneficiary",
            "withdrawal": withdrawal,
        },
    )


@pytest.mark.parametrize("by", ["coach", None])
def test_a_withdrawal_that_the_client_did_not_decide_is_found(by: Party | None) -> None:
    engagement = withdrawn("informed")
    assert breaches(make_case(engagement, private=True)) == ()
    edited = replace(engagement, outcome=replace(engagement.outcome, ended_by=by))
    (problem,) = breaches(make_case(edited, private=True))
    assert problem.message == "withdrawal.not-by-client"


def test_what_is_owed_is_given_back_within_fourteen_days() -> None:
    assert refund_due_on(make_case(withdrawn("informed"), private=True)) == date(2026, 1, 30)
    assert refund_due_on(make_case(consumer(), private=True)) is None


def test_only_what_was_held_is_due_after_a_withdrawal() -> None:
    case = make_case(withdrawn("informed"), private=True)
    found = [session_effects(case, each) for each in case.engagement.sessions]
    assert [(each.counts, each.billed_minutes) for each in found] == [
        (True, 120),
        (False, 0),
        (False, 0),
    ]


def test_nothing_is_due_from_who_was_not_informed() -> None:
    case = make_case(withdrawn("not-informed"), private=True)
    found = [session_effects(case, each) for each in case.engagement.sessions]
    assert [(each.counts, each.billed_minutes) for each in found] == [
        (True, 0),
        (False, 0),
        (False, 0),
    ]


def test_an_end_by_the_client_within_the_period_may_be_a_withdrawal() -> None:
    case = make_case(consumer(date(2026, 1, 12)), private=True)
    last = date(2026, 1, 26)
    remark = (Problem("outcome.may-withdraw", {"until": last}),)
    assert unsaid_withdrawal(case, on=last, by="beneficiary") == remark
    assert unsaid_withdrawal(case, on=date(2026, 1, 27), by="beneficiary") == ()
    assert unsaid_withdrawal(case, on=last, by="coach") == ()

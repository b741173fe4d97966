"""A small company that signed off the premises is protected like a consumer (C. conso. L221-3)."""

import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.actions.conftest import bill, on_day
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.contracting import BillingTerms, add_objective, set_terms
from phmcoach.actions.contract.demands import validate_demand
from phmcoach.actions.contract.ending import end
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.contract.taking_back import take_back_signatures
from phmcoach.actions.money.credits import CreditRequest, issue_credit_note
from phmcoach.actions.money.payments import pay
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.sessions.planning import plan_sessions
from phmcoach.actions.sessions.recording import log_session
from phmcoach.domain.money.credit import Selection
from phmcoach.errors import RuleRefusedError
from phmcoach.words import ContractKind, Party

SIGNED_ON, LATER = date(2026, 6, 1), date(2026, 6, 9)
Agree = Callable[..., Context]


@pytest.fixture
def agree(context: Context, open_demand: Callable[..., Path]) -> Agree:
    """Set terms with an organisation off the premises, and return the context of that day."""

    def make(
        *,
        small: bool = True,
        contract: ContractKind | None = None,
    ) -> Context:
        open_demand("martin", profile="short")
        validate_demand(context, ref="martin", on=date(2026, 1, 5), request="X.")
        add_objective(context, ref="martin", statement="A", result="B", indicator="C")
        set_terms(
            context,
            ref="martin",
            sessions=3,
            minutes=120,
            start_on=SIGNED_ON,
            months=2,
            rate=Decimal(200),
            contract=contract,
            billing=BillingTerms(concluded="off-premises", small_company=small),
        )
        return on_day(context, SIGNED_ON)

    return make


def test_a_session_waits_for_the_express_request_of_the_sponsor(agree: Agree) -> None:
    today = agree()
    sign(today, ref="martin", on=SIGNED_ON)
    with pytest.raises(RuleRefusedError) as refused:
        log_session(today, ref="martin", on=SIGNED_ON)
    assert [each.message for each in refused.value.problems] == ["gate.session-in-withdrawal"]
    sign(today, ref="martin", on=SIGNED_ON, party="sponsor", express_request=True)
    log_session(today, ref="martin", on=SIGNED_ON)


def test_a_session_planned_within_the_period_names_the_request_until_it_is_there(
    agree: Agree,
) -> None:
    today, soon = agree(), SIGNED_ON + timedelta(days=7)
    sign(today, ref="martin", on=SIGNED_ON)
    planned = plan_sessions(today, ref="martin", days=[soon])
    asking = [("plan.in-withdrawal", "coach sign martin --express-request --on DATE")]
    assert [(each.message, command_of(each)) for each in planned.warnings] == asking
    shown = show_engagement(today, ref="martin")
    assert [(each.message, command_of(each)) for each in shown.later_steps] == asking
    sign(today, ref="martin", on=SIGNED_ON, express_request=True)
    assert show_engagement(today, ref="martin").later_steps == ()


def test_one_with_more_employees_has_no_right_and_is_asked_for_nothing(agree: Agree) -> None:
    today = agree(small=False)
    sign(today, ref="martin", on=SIGNED_ON)
    log_session(today, ref="martin", on=SIGNED_ON)
    with pytest.raises(RuleRefusedError) as refused:
        end(today, ref="martin", on=SIGNED_ON, withdrawal="informed")
    assert [each.message for each in refused.value.problems] == ["withdrawal.no-right"]


@pytest.mark.parametrize("contract", ["three-party", "pair"])
def test_the_sponsor_withdraws_owes_what_was_held_and_gets_the_rest_back(
    agree: Agree, contract: ContractKind
) -> None:
    today = agree(contract=contract)
    sign(today, ref="martin", on=SIGNED_ON, express_request=True)
    later = on_day(today, LATER)
    deposit = bill(later, ref="martin", deposit=Decimal(500))
    pay(later, number=deposit.number, on=LATER, method="transfer")
    log_session(later, ref="martin", on=date(2026, 6, 3))
    log_session(later, ref="martin", on=date(2026, 6, 4), status="no-show")
    ended = end(later, ref="martin", on=LATER, withdrawal="informed")
    outcome = show_engagement(later, ref="martin").engagement.outcome
    assert (outcome.ended_by, outcome.withdrawal) == ("sponsor", "informed")
    assert ended.steps[0].message == "settle.deposit-surplus"
    surplus = Selection(amounts={1: Decimal(100)})
    issue_credit_note(later, CreditRequest(deposit.number, surplus, reason="X."))
    assert bill(later, ref="martin").invoice.total_gross == Decimal("400.00")
    assert [each.message for each in examine(later).findings] == ["settle.refund"]
    pay(later, number=deposit.number, on=LATER, method="transfer", direction="out")
    assert examine(later).findings == ()


def test_money_within_seven_days_is_recorded_with_a_warning(agree: Agree) -> None:
    today = agree()
    sign(today, ref="martin", on=SIGNED_ON)
    deposit = bill(today, ref="martin", deposit=Decimal(200))
    paid = pay(today, number=deposit.number, on=SIGNED_ON, method="transfer")
    assert [each.message for each in paid.warnings] == ["pay.too-early"]


def test_the_doctor_finds_a_withdrawal_that_the_beneficiary_decided(agree: Agree) -> None:
    today = agree()
    sign(today, ref="martin", on=SIGNED_ON)
    end(today, ref="martin", on=SIGNED_ON, withdrawal="informed")
    file = today.folder.engagement_file("martin")
    text = file.read_text("utf-8").replace('ended_by = "sponsor"', 'ended_by = "beneficiary"')
    file.write_text(text, "utf-8")
    assert [each.message for each in examine(today).findings] == ["withdrawal.not-by-client"]


@pytest.mark.parametrize(("party", "is_kept"), [("sponsor", False), ("beneficiary", True)])
def test_the_request_goes_with_the_signature_of_the_sponsor(
    agree: Agree, party: Party, *, is_kept: bool
) -> None:
    today = agree()
    sign(today, ref="martin", on=SIGNED_ON, party="coach")
    later = on_day(today, date(2026, 6, 2))
    sign(later, ref="martin", on=later.today, express_request=True)
    take_back_signatures(later, ref="martin", party=party)
    data = tomllib.loads(today.folder.engagement_file("martin").read_text("utf-8"))
    assert ("express_request_on" in data["signatures"]) == is_kept


def test_that_a_company_is_small_is_sealed_with_the_terms(agree: Agree) -> None:
    today = agree()
    sign(today, ref="martin", on=SIGNED_ON)
    file = today.folder.engagement_file("martin")
    file.write_text(file.read_text("utf-8").replace("small_company = true\n", ""), "utf-8")
    (found,) = examine(today).findings
    assert (found.message, found.args["keys"]) == (
        "seal.contract-changed",
        ("terms.small_company",),
    )

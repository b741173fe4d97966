"""Changing a client: a signed contract keeps its company, an open one may learn its number."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from tests.actions.conftest import ADDRESS, bill, on_day
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.ending import archive, close, end
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.money.payments import pay
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.practice import new_client, set_client
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import Problem, RuleRefusedError

Signed = Callable[..., Path]

OTHER = "500000005"
FRENCH_VAT = "FR68900000001"


def refusal(context: Context, details: Mapping[str, str], ref: str = "acme") -> Problem:
    path = context.folder.client_file(ref)
    before = path.read_bytes()
    with pytest.raises(RuleRefusedError) as refused:
        set_client(context, ref=ref, details=details)
    assert path.read_bytes() == before
    return refused.value.problems[0]


def standing(problem: Problem) -> list[tuple[str, object]]:
    found = problem.args["standing"]
    assert isinstance(found, tuple)
    return [(each.message, *each.args.values()) for each in found]


@pytest.mark.parametrize("details", [{"siren": OTHER}, {"vat_number": FRENCH_VAT}])
def test_the_number_of_another_company_is_refused_while_a_contract_stands(
    context: Context, signed: Signed, details: Mapping[str, str]
) -> None:
    signed()
    problem = refusal(context, details)
    assert problem.message == "client.other-company"
    assert standing(problem) == [("client.standing-contract", "martin-2026")]
    assert command_of(problem) == 'coach new-client CLIENT --kind company-fr --name "…"'


def test_the_number_of_another_company_is_refused_while_an_invoice_is_unpaid(
    context: Context, signed: Signed
) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    bill(context, ref="martin")
    end(context, ref="martin", on=date(2026, 6, 1), by="coach")
    close(context, ref="martin", on=date(2026, 6, 2))

    problem = refusal(context, {"siren": OTHER})
    closed = ("client.standing-closed", "martin-2026")
    assert standing(problem) == [closed, ("client.standing-invoice", "F-2026-0001")]

    pay(context, number="F-2026-0001", on=context.today, method="transfer")
    assert standing(refusal(context, {"siren": OTHER})) == [closed]


def test_an_archived_contract_is_judged_by_the_client_who_signed_it(
    context: Context, signed: Signed
) -> None:
    signed()
    end(context, ref="martin", on=date(2026, 6, 1), by="coach")
    close(context, ref="martin", on=date(2026, 6, 2))
    archive(context, ref="martin")

    set_client(context, ref="acme", details={"siren": OTHER, "name": "Bigco SA"})

    assert examine(context).findings == ()
    shown = show_engagement(context, ref="martin")
    assert (shown.summary.client, shown.warnings) == ("Acme SA", ())


def test_nothing_stands_while_nobody_has_signed(context: Context, open_demand: Signed) -> None:
    open_demand("martin-2026")
    assert set_client(context, ref="acme", details={"siren": OTHER}).signed == ()


def test_a_number_that_was_missing_is_no_other_company(context: Context, signed: Signed) -> None:
    new_client(context, ref="roche", kind="company-fr", name="Roche SA", details=ADDRESS)
    signed(client="roche")
    changed = set_client(on_day(context, context.today), ref="roche", details={"siren": OTHER})
    assert changed.signed == ("martin-2026",)


@pytest.mark.parametrize(
    "details", [{"name": "Bigco SA"}, {"city": "Nice"}, {"contact": "Zoé Roy"}]
)
def test_another_name_or_address_is_accepted_and_the_signed_contract_is_named(
    context: Context, signed: Signed, details: Mapping[str, str]
) -> None:
    signed()
    assert set_client(context, ref="acme", details=details).signed == ("martin-2026",)

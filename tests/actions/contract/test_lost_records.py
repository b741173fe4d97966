"""A record of what was signed that is gone: lost if nothing gives its bytes again."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.actions.conftest import bill, on_day

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amending import amend, sign_amendment
from phmcoach.actions.contract.amendment_keys import TermsChange
from phmcoach.actions.contract.contracting import set_purchase_order
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.contract.papers import write_amendment, write_contract
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.contract.taking_back import take_back_signatures
from phmcoach.actions.money.credits import CreditRequest, issue_credit_note
from phmcoach.actions.money.invoices import Request, draft
from phmcoach.actions.money.payments import pay
from phmcoach.actions.opening import read_engagement
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.practice import set_client
from phmcoach.actions.sessions.recording import log_session
from phmcoach.domain.money.credit import Selection
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.store.signed import amendment_record_file, contract_record_file
from phmcoach.value import replace

REF = "martin-2026"
LATER = date(2026, 6, 20)
SOON = date(2026, 3, 2)
TERMS = TermsChange(sessions=14)
LOST = ["seal.record-lost"]


@pytest.fixture
def engagement(context: Context, signed: Callable[..., Path]) -> Path:
    """Sign an engagement, record a session that can be billed, and return the file."""
    path = signed()
    log_session(context, ref=REF, on=date(2026, 1, 13))
    return path


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), "utf-8")


def refused(work: Callable[[], object]) -> list[str]:
    with pytest.raises(RuleRefusedError) as error:
        work()
    return [problem.message for problem in error.value.problems]


def refusals(context: Context) -> list[list[str]]:
    """Return what stops each command that builds on what was signed."""
    return [
        refused(lambda: write_contract(context, ref=REF)),
        refused(lambda: amend(context, ref=REF, on=context.today, terms=TERMS)),
        refused(lambda: sign(context, ref=REF, on=context.today)),
        refused(lambda: bill(on_day(context, LATER), ref=REF)),
    ]


def findings(context: Context) -> list[str]:
    return [each.message for each in examine(context).findings]


def test_a_record_that_is_gone_with_its_paper_is_written_again_and_then_the_paper(
    context: Context, signed: Callable[..., Path]
) -> None:
    """Only the paper bears the day that it was made on, which the record has."""
    signed()
    take_back_signatures(context, ref=REF)
    paper = write_contract(on_day(context, date(2026, 6, 18)), ref=REF).paths[0]
    context = on_day(context, LATER)
    sign(context, ref=REF, on=LATER)
    record = contract_record_file(context.folder, REF)
    assert "made_on = 2026-06-18\n" in record.read_text("utf-8")
    both = (record, paper)
    before = [path.read_bytes() for path in both]
    for path in both:
        path.unlink()

    assert findings(context) == ["seal.record-missing", "seal.paper-missing"]
    write_contract(context, ref=REF)

    assert [path.read_bytes() for path in both] == before
    assert findings(context) == []


def test_a_price_that_was_changed_is_not_billed_though_the_record_is_gone(
    context: Context, engagement: Path
) -> None:
    contract_record_file(context.folder, REF).unlink()
    change(engagement, "hourly_rate = 260.0\n", "hourly_rate = 280.0\n")

    assert refusals(context) == [LOST] * 4
    assert findings(context) == LOST


def test_a_change_since_the_signature_is_shown_once_though_it_stops_the_invoice_too(
    context: Context, engagement: Path
) -> None:
    change(engagement, "hourly_rate = 260.0\n", "hourly_rate = 280.0\n")

    shown = show_engagement(on_day(context, LATER), ref=REF)

    said = (*shown.warnings, shown.next_step, *shown.later_steps)
    changed = [each for each in said if each and each.message == "seal.contract-changed"]
    assert changed == [each for each in shown.warnings if each.message == "seal.contract-changed"]
    assert len(changed) == 1


def test_an_end_that_was_changed_is_reported_as_lost_and_not_as_a_span_to_amend(
    context: Context, engagement: Path
) -> None:
    contract_record_file(context.folder, REF).unlink()
    agreed = read_engagement(context.folder, REF).case.agreed_terms
    assert agreed is not None
    change(engagement, f"end_on = {agreed.end_on}", "end_on = 2027-06-30")

    assert refused(lambda: bill(on_day(context, LATER), ref=REF)) == LOST
    assert findings(context) == LOST


def test_an_amendment_that_was_changed_stops_the_same_commands(
    context: Context, engagement: Path
) -> None:
    amend(context, ref=REF, on=context.today, terms=TERMS)
    sign_amendment(context, ref=REF, number=1, on=context.today)
    amendment_record_file(context.folder, REF, 1).unlink()
    change(engagement, "sessions = 14", "sessions = 15")

    assert refusals(context) == [LOST] * 4
    again = refused(lambda: sign_amendment(context, ref=REF, number=1, on=context.today))
    assert again == LOST
    assert refused(lambda: write_amendment(context, ref=REF, number=1)) == LOST
    assert findings(context) == LOST


def test_facts_are_recorded_and_shown_with_the_remark_that_the_record_is_lost(
    context: Context, engagement: Path
) -> None:
    number = bill(on_day(context, date(2026, 2, 1)), ref=REF).number or ""
    contract_record_file(context.folder, REF).unlink()
    change(engagement, "hourly_rate = 260.0\n", "hourly_rate = 280.0\n")
    remarks: list[Problem] = []
    desk = replace(on_day(context, date(2026, 3, 1)), remark=remarks.append)

    log_session(desk, ref=REF, on=date(2026, 2, 10))
    paid = pay(desk, number=number, on=date(2026, 2, 11), method="transfer")

    assert [each.message for each in remarks] == LOST
    assert [each.message for each in paid.warnings if each.message in LOST] == LOST
    shown = show_engagement(desk, ref=REF).warnings
    assert [each.message for each in shown if each.message in LOST] == LOST


@pytest.mark.usefixtures("engagement")
@pytest.mark.parametrize("details", [{"contact": "Zoé Roy"}, {"email": "new@acme.example"}])
def test_a_contact_or_an_address_that_changed_before_the_first_invoice_stops_only_the_copy(
    context: Context, details: dict[str, str]
) -> None:
    record = contract_record_file(context.folder, REF)
    record.unlink()
    set_client(context, ref="acme", details=details)
    desk = on_day(context, LATER)

    warned = [each.message for each in draft(desk, Request(REF)).warnings]

    assert [each for each in warned if each.startswith("seal.")] == ["seal.record-agreed"]
    assert bill(desk, ref=REF).number == "F-2026-0001"
    assert refused(lambda: write_contract(desk, ref=REF)) == LOST
    assert findings(desk) == LOST


@pytest.mark.usefixtures("engagement")
def test_another_client_than_the_record_knew_is_put_back_and_the_record_written_again(
    context: Context,
) -> None:
    record = contract_record_file(context.folder, REF)
    before = record.read_bytes()
    record.unlink()
    set_client(context, ref="acme", details={"name": "Bigco SA"})
    assert refusals(context) == [LOST] * 4

    set_client(context, ref="acme", details={"name": "Acme SA"})

    assert bill(on_day(context, LATER), ref=REF).number == "F-2026-0001"
    write_contract(context, ref=REF)
    assert record.read_bytes() == before


@pytest.mark.usefixtures("engagement")
def test_a_purchase_order_that_came_after_the_signature_loses_no_record(
    context: Context,
) -> None:
    set_purchase_order(context, ref=REF, number="BC-1")
    record = contract_record_file(context.folder, REF)
    before = record.read_bytes()
    record.unlink()

    assert findings(context) == ["seal.record-missing"]
    write_contract(context, ref=REF)
    assert record.read_bytes() == before


def test_a_change_of_address_does_not_stop_what_invoices_confirm_after_the_record_is_gone(
    context: Context, engagement: Path
) -> None:
    text = engagement.read_text("utf-8")  # as an earlier version sealed it
    engagement.write_text(re.sub(r"(?m)^agreed = .*\n", "", text), "utf-8")
    bill(on_day(context, date(2026, 2, 1)), ref=REF)
    set_client(context, ref="acme", details={"email": "new@acme.example"})
    log_session(on_day(context, date(2026, 2, 12)), ref=REF, on=date(2026, 2, 10))
    contract_record_file(context.folder, REF).unlink()
    remarks: list[Problem] = []
    desk = replace(on_day(context, SOON), remark=remarks.append)

    warned = draft(desk, Request(REF)).warnings
    bill(desk, ref=REF)
    amend(desk, ref=REF, on=SOON, terms=TERMS)
    sign_amendment(desk, ref=REF, number=1, on=SOON)

    assert "seal.record-confirmed" in [each.message for each in warned]
    assert {each.message for each in remarks} == {"seal.record-confirmed"}
    assert refused(lambda: write_contract(desk, ref=REF)) == LOST
    assert write_amendment(desk, ref=REF, number=1).paths
    assert findings(desk) == LOST


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hourly_rate = 260.0\n", "hourly_rate = 280.0\n"),
        (" = 2026-01-10\n", " = 2026-01-09\n"),
    ],
)
def test_what_an_invoice_contradicts_is_not_confirmed_by_it(
    context: Context, engagement: Path, old: str, new: str
) -> None:
    bill(on_day(context, date(2026, 2, 1)), ref=REF)
    contract_record_file(context.folder, REF).unlink()
    engagement.write_text(engagement.read_text("utf-8").replace(old, new), "utf-8")

    assert LOST[0] in refused(lambda: bill(on_day(context, SOON), ref=REF))


def test_a_credited_invoice_confirms_nothing(context: Context, engagement: Path) -> None:
    bill(on_day(context, date(2026, 2, 1)), ref=REF)
    issue_credit_note(on_day(context, SOON), CreditRequest("1", Selection(), "Erreur."))
    contract_record_file(context.folder, REF).unlink()
    change(engagement, "hourly_rate = 260.0\n", "hourly_rate = 280.0\n")

    assert refused(lambda: bill(on_day(context, SOON), ref=REF)) == LOST

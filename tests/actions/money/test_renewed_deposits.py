"""A deposit is billed anew after a change of the VAT regime: papers, and no money."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.actions.conftest import bill, bill_all, on_day

from phmcoach.actions.context import Context
from phmcoach.actions.money import renewed_deposits
from phmcoach.actions.money.credits import CreditRequest, draft_credit_note
from phmcoach.actions.money.invoices import Issued
from phmcoach.actions.money.payments import pay
from phmcoach.actions.money.reminders import list_unpaid
from phmcoach.actions.money.renewed_deposits import RenewRequest, draft_renewal, renew_deposit
from phmcoach.actions.money.undoing import undo_receipt
from phmcoach.actions.practice.practice_changes import PracticeRequest, set_practice
from phmcoach.actions.sessions.recording import log_session
from phmcoach.documents.papers.facturx import render_xml
from phmcoach.domain.money.account import balance_of
from phmcoach.domain.money.credit import Selection
from phmcoach.domain.values.money import total
from phmcoach.errors import RuleRefusedError
from phmcoach.store.ledger import find_invoice, read_ledger
from phmcoach.value import replace

TURN = date(2026, 6, 20)
LATER = date(2026, 6, 30)
REQUEST = RenewRequest("1", is_included=True)


@pytest.fixture
def outdated(context: Context, signed: Callable[..., Path]) -> Context:
    """Return the last day of June, after a deposit of 500 € in franchise and a session with VAT."""
    return before_the_change(context, signed, Decimal(500))


def before_the_change(
    context: Context, signed: Callable[..., Path], received: Decimal | None
) -> Context:
    """Bill a deposit of 500 € in franchise, receive a part of it, and leave the franchise."""
    signed()
    bill(context, ref="martin-2026", deposit=Decimal(500))
    if received is not None:
        pay(context, number="1", on=context.today, method="transfer", amount=received)
    set_practice(
        context,
        PracticeRequest(vat_regime="quarterly", valid_from=TURN, vat_number="FR68900000001"),
    )
    later = on_day(context, LATER)
    log_session(later, ref="martin-2026", on=date(2026, 6, 23), kind="in-person", minutes=120)
    return later


def renew(context: Context, request: RenewRequest = REQUEST) -> list[Issued]:
    """Bill a deposit anew, and return the papers that were issued."""
    issued: list[Issued] = []
    renew_deposit(context, request, issued.append)
    return issued


def numbers(context: Context) -> list[tuple[str, str, Decimal, Decimal]]:
    """Return the number, the type, the total and what is left of each paper."""
    ledger = read_ledger(context.folder)
    account = ledger.account("martin-2026", specimen=False)
    return [
        (p.number or "", p.type, p.total_gross, balance_of(account, p).outstanding)
        for p in account.papers
    ]


def test_an_invoice_after_the_change_names_the_deposit_and_then_deducts_the_new_one(
    outdated: Context,
) -> None:
    with pytest.raises(RuleRefusedError) as refused:
        bill_all(outdated, "martin-2026")
    assert [each.message for each in refused.value.problems] == ["vat.deposit-outdated"]
    credit, new = renew(outdated)
    assert (credit.invoice.reason, new.invoice.reason) == (
        "Changement de régime de TVA\u202f: la somme reste la même, TVA comprise",
        "Changement de régime de TVA\u202f: la somme reste la même, TVA comprise",
    )
    (paper,) = bill_all(outdated, "martin-2026")
    assert [each.number for each in paper.invoice.deductions] == ["F-2026-0003"]
    assert numbers(outdated) == [
        ("F-2026-0001", "deposit", Decimal("500.00"), Decimal("0.00")),
        ("F-2026-0002", "credit", Decimal("500.00"), Decimal("500.00")),
        ("F-2026-0003", "deposit", Decimal("500.00"), Decimal("0.00")),
        ("F-2026-0004", "invoice", Decimal("624.00"), Decimal("124.00")),
    ]


def test_the_draft_shows_both_papers_and_writes_nothing(outdated: Context) -> None:
    credit, new = draft_renewal(outdated, REQUEST).papers
    assert (credit.type, credit.number, new.type, new.number) == ("credit", None, "deposit", None)
    assert len(numbers(outdated)) == 1


@pytest.mark.parametrize("step", ["_issue", "record_receipts"])
def test_the_same_command_goes_on_after_an_interruption(
    outdated: Context, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def interrupt(*_: object, **__: Any) -> None:  # noqa: ANN401 - whatever it is called with
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(renewed_deposits, step, interrupt)
        with pytest.raises(KeyboardInterrupt):
            renew(outdated)
    renew(outdated)
    assert [(kind, left) for _, kind, _, left in numbers(outdated)] == [
        ("deposit", Decimal("0.00")),
        ("credit", Decimal("500.00")),
        ("deposit", Decimal("0.00")),
    ]


@pytest.mark.parametrize(
    ("step", "issued"),
    [("_issue", ["F-2026-0002"]), ("record_receipts", ["F-2026-0002", "F-2026-0003"])],
)
def test_what_was_issued_is_told_although_the_disk_refuses_the_rest(
    outdated: Context, monkeypatch: pytest.MonkeyPatch, step: str, issued: list[str]
) -> None:
    def fail(*_: object, **__: Any) -> None:  # noqa: ANN401 - whatever it is called with
        message = "no disk"
        raise OSError(message)

    monkeypatch.setattr(renewed_deposits, step, fail)
    told: list[str] = []
    with pytest.raises(OSError, match="no disk"):
        renew_deposit(outdated, REQUEST, lambda each: told.append(each.number))
    assert told == issued


def test_a_deposit_that_was_billed_anew_is_not_billed_anew_again(outdated: Context) -> None:
    renew(outdated)
    for number, message in (("1", "renew.nothing-left"), ("3", "renew.same-vat")):
        with pytest.raises(RuleRefusedError) as refused:
            renew(outdated, RenewRequest(number, is_included=True))
        assert [each.message for each in refused.value.problems] == [message]


def test_vat_in_addition_is_left_to_pay_on_the_new_deposit(outdated: Context) -> None:
    renew(outdated, RenewRequest("1", is_included=False))
    ledger = read_ledger(outdated.folder)
    paper = find_invoice(ledger, "3")
    account = ledger.account("martin-2026", specimen=False)
    assert (paper.total_vat, balance_of(account, paper).outstanding) == (Decimal(100), Decimal(100))


@pytest.mark.parametrize(
    ("received", "is_included", "gross", "carried_over", "due"),
    [
        ("500", True, "500.00", "500.00", "0.00"),
        ("500", False, "600.00", "500.00", "100.00"),
        ("100", True, "500.00", "100.00", "400.00"),
        ("100", False, "600.00", "100.00", "500.00"),
    ],
)
def test_the_new_deposit_asks_only_for_what_was_not_received_of_the_one_it_replaces(
    context: Context,
    signed: Callable[..., Path],
    received: str,
    is_included: bool,
    gross: str,
    carried_over: str,
    due: str,
) -> None:
    later = before_the_change(context, signed, Decimal(received))
    drafted = draft_renewal(later, RenewRequest("1", is_included)).papers[1]
    new = renew(later, RenewRequest("1", is_included))[1].invoice
    assert (new.replaces and new.replaces.number, new.renewed_vat) == (
        "F-2026-0001",
        "included" if is_included else "added",
    )
    found = (new.total_gross, new.carried_over, new.amount_due)
    assert found == (Decimal(gross), Decimal(carried_over), Decimal(due))
    assert drafted.amount_due == new.amount_due
    assert numbers(later)[-1][-1] == new.amount_due


def test_a_deposit_of_which_nothing_was_paid_is_billed_anew_in_full(
    context: Context, signed: Callable[..., Path]
) -> None:
    new = renew(before_the_change(context, signed, None))[1].invoice
    assert (new.carried_over, new.amount_due) == (None, Decimal(500))


def test_the_delay_of_an_unpaid_deposit_is_named_before_and_with_the_credit_note_that_ends_it(
    context: Context, signed: Callable[..., Path]
) -> None:
    overdue = on_day(before_the_change(context, signed, None), date(2026, 10, 1))
    (late,) = draft_renewal(overdue, REQUEST).late
    assert (late.message, late.level, late.args["number"]) == (
        "billing.deposit-late",
        "warning",
        "F-2026-0001",
    )
    credit, new = renew(overdue)
    assert (late in credit.warnings, late in new.warnings) == (True, False)


def test_a_deposit_is_not_late_at_once_if_what_was_carried_over_to_it_is_undone(
    outdated: Context,
) -> None:
    _, new = renew(outdated)
    undo_receipt(outdated, number="3")
    assert new.invoice.due_on == LATER + timedelta(days=30)
    later = list_unpaid(on_day(outdated, LATER + timedelta(days=10))).papers
    assert [(each.number, each.days) for each in later] == [("F-2026-0003", 0)]


def test_the_xml_of_a_deposit_that_was_paid_before_its_issue_is_due_on_that_day(
    outdated: Context,
) -> None:
    _, new = renew(outdated)
    (due,) = re.findall(r"<ram:DueDateDateTime>.*?(\d{8})", render_xml(new.invoice).decode())
    assert due == f"{LATER:%Y%m%d}"


def test_a_reason_of_the_coach_follows_the_words_about_the_vat(outdated: Context) -> None:
    credit, new = renew(outdated, replace(REQUEST, reason="Seuil dépassé"))
    said = "Changement de régime de TVA\u202f: la somme reste la même, TVA comprise – Seuil dépassé"
    assert (credit.invoice.reason, new.invoice.reason) == (said, said)


def test_a_credit_note_on_the_new_deposit_replaces_nothing(outdated: Context) -> None:
    renew(outdated)
    drafted = draft_credit_note(outdated, CreditRequest("3", Selection(), "Erreur"))
    assert (drafted.replaces, drafted.carried_over, drafted.renewed_vat) == (None, None, None)
    assert drafted.amount_due == Decimal(500)


def received(context: Context) -> list[tuple[str | None, Decimal]]:
    """Return the number of the paid paper and the amount of each receipt, in order."""
    account = read_ledger(context.folder).account("martin-2026", specimen=False)
    return [(each.document, each.signed) for each in account.receipts]


@pytest.mark.parametrize("undone", [{"number": "3"}, {"number": "1"}, {"place": 5}, {"place": 6}])
def test_undoing_a_half_of_what_was_carried_over_undoes_both(
    outdated: Context, undone: dict[str, Any]
) -> None:
    """The entries are the deposit, its payment, the two papers, and the halves 5 and 6."""
    renew(outdated)
    both = undo_receipt(outdated, **undone)
    assert [(each.receipt.counters, each.receipt.document) for each in both] == [
        (6, "F-2026-0003"),
        (5, "F-2026-0001"),
    ]
    assert [each.balance and each.balance.outstanding for each in both] == [
        Decimal(500),
        Decimal(-500),
    ]
    assert total(amount for _, amount in received(outdated)) == Decimal(500)
    (out, back) = both[1].receipt, both[0].receipt
    assert [(each.net, each.vat) for each in (*out.shares, *back.shares)] == [
        (Decimal(500), Decimal(0)),
        (Decimal("416.67"), Decimal("83.33")),
    ]


def test_what_was_undone_is_carried_over_again_or_its_payment_undone_too(
    outdated: Context,
) -> None:
    renew(outdated)
    undo_receipt(outdated, number="3")
    assert renew(outdated) == []
    assert [left for *_, left in numbers(outdated)] == [Decimal(0), Decimal(500), Decimal(0)]
    undo_receipt(outdated, number="1")
    (payment,) = undo_receipt(outdated, number="1")
    assert (payment.receipt.counters, payment.receipt.method) == (2, "transfer")
    assert total(amount for _, amount in received(outdated)) == Decimal(0)

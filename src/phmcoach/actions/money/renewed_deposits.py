"""Billing a deposit anew after a change of the VAT regime, without moving money.

A deposit has the VAT of the day on which it was billed; if its services fall after a change, it is
corrected by papers, never split: a credit note, and a new deposit invoice. What the client paid
moves from one to the other by two receipts. Each is an entry of its own; after an interruption the
same command goes on.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from phmcoach.actions.changing import check_lines
from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import (
    BillingContext,
    open_billing_context,
    refuse_unbillable,
)
from phmcoach.actions.money.credits import CreditRequest, draft_credit_note, issue_credit_note
from phmcoach.actions.money.invoices import Issued, issued_of
from phmcoach.actions.money.issuing import issue_paper
from phmcoach.actions.money.receipt_remarks import ReceiptNotes, receipt_notes
from phmcoach.actions.money.unpaid import report_owed_on
from phmcoach.actions.money.unpaid_deposits import report_late
from phmcoach.documents.papers.designation import designate
from phmcoach.domain.money.account import Account, balance_of, deposit_of
from phmcoach.domain.money.credit import Selection
from phmcoach.domain.money.credit_left import paper_left
from phmcoach.domain.money.due import draft_renewed
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.joint import have_one_vat
from phmcoach.domain.money.payment import draft_offsets
from phmcoach.domain.money.receipt import Receipt
from phmcoach.domain.values.money import total
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.i18n import Translator
from phmcoach.remedy import Remedy
from phmcoach.store.ledger import Ledger, find_invoice, open_ledger
from phmcoach.store.ledger_issue import record_receipts, unfinished_remarks
from phmcoach.value import Value, replace
from phmcoach.words import RenewedVat


class RenewRequest(Value):
    """The deposit to bill anew (`number` may be its last digits).

    `is_included`: the sum of the deposit stays, and the new VAT is included in it; else its price
    without VAT stays, and the VAT is added to it. The papers say which.
    """

    number: str
    is_included: bool
    reason: str | None = None
    on: date | None = None

    @property
    def vat(self) -> RenewedVat:
        """The word for it."""
        return "included" if self.is_included else "added"


class Renewed(Value):
    """The money carried over to the new deposit, and what the client is owed on the old one.

    They are owed money if the new deposit is less than they paid.
    """

    carried_over: Decimal
    owed: Decimal
    notes: ReceiptNotes = ReceiptNotes()

    @property
    def message(self) -> str:
        """The message that says what counts for the new deposit."""
        if not self.carried_over:
            return "said.renewed-unpaid"
        return "said.renewed-part" if self.owed else "said.renewed"


class Renewal(Value):
    """A deposit to bill anew: the old paper, and the new papers as far as they are issued."""

    old: Invoice
    note: CreditRequest
    credit: Invoice | None
    new: Invoice | None

    @property
    def reason(self) -> str:
        """The reason that both new papers state, by which they are found again."""
        return self.note.reason


class RenewalDraft(Value):
    """The drafts of the papers that are still to issue.

    `late` are the penalties that have run on the old deposit, which end with its credit note.
    """

    papers: tuple[Invoice, ...]
    late: tuple[Problem, ...] = ()


def draft_renewal(context: Context, request: RenewRequest) -> RenewalDraft:
    """Return the drafts of the papers that are still to issue; raises as `renew_deposit` does."""
    billing, renewal = _open(context, request)
    papers = _draft_left(context, billing, renewal, request)
    is_begun = renewal.credit is not None
    return RenewalDraft(papers, () if is_begun else _report_late(context, billing, renewal.old))


def _draft_left(
    context: Context, billing: BillingContext, renewal: Renewal, request: RenewRequest
) -> tuple[Invoice, ...]:
    """Return the drafts of the papers that are still to issue; then report a doubt of the clock."""
    papers: tuple[Invoice, ...] = ()
    if renewal.new is None:
        certain = replace(billing, doubt=None)
        credit = renewal.credit or draft_credit_note(context, renewal.note, certain)
        new = _draft(context, billing, credit, request)
        papers = (new,) if renewal.credit else (credit, new)
    if billing.doubt is not None:
        context.on_doubt(billing.doubt)
    return papers


def _report_late(context: Context, billing: BillingContext, old: Invoice) -> tuple[Problem, ...]:
    """Return a warning about the penalties that have run on a deposit, which end with it."""
    return tuple(report_late(context, billing, old.engagement, (old.number or "",)))


def renew_deposit(
    context: Context, request: RenewRequest, on_issued: Callable[[Issued], None]
) -> Renewed:
    """Credit what is left of a deposit, bill it anew, and move what the client paid.

    `on_issued` gets each paper when it is permanent, before anything else is tried; the credit note
    warns of the penalties that end with it, because the new deposit has its own due day. Returns
    what was carried over, with what is to say of it. Raises RuleRefusedError for another paper than
    a deposit, and for one that has the VAT of the day of issue already, or of which nothing is
    left.
    """
    check_lines(reason=request.reason)
    billing, renewal = _open(context, request)
    _draft_left(context, billing, renewal, request)  # or refuse
    credit, new = renewal.credit, renewal.new
    if credit is None:
        late = _report_late(context, billing, renewal.old)
        issued = issue_credit_note(context, renewal.note)
        on_issued(replace(issued, warnings=(*late, *issued.warnings)))
        credit = issued.invoice
    if new is None:
        billing = open_billing_context(context)
        issued = _issue(context, billing, credit, request)
        on_issued(issued)
        new = issued.invoice
    on = request.on or context.today
    receipts, ledger = _record_offsets(context, renewal.old.number or "", new.number or "", on)
    account = ledger.account(renewal.old.engagement, specimen=renewal.old.specimen)
    carried_over = total(each.amount for each in receipts if each.direction == "in")
    owed = max(-balance_of(account, renewal.old).outstanding, Decimal(0))
    if not receipts:
        return Renewed(carried_over, owed)
    notes = receipt_notes(ledger, billing.practice, billing.law, context.today)
    remarks = (*unfinished_remarks(ledger), *report_owed_on(ledger, renewal.old), *notes.remarks)
    return Renewed(carried_over, owed, replace(notes, remarks=remarks))


def check_renewal(context: Context, number: str, reason: str | None, on: date | None) -> None:
    """Refuse a deposit that cannot be billed anew with its VAT in either way."""
    try:
        draft_renewal(context, RenewRequest(number, is_included=True, reason=reason, on=on))
    except RuleRefusedError:
        draft_renewal(context, RenewRequest(number, is_included=False, reason=reason, on=on))


def _find_deposit(ledger: Ledger, number: str) -> Invoice:
    old = find_invoice(ledger, number)
    if old.type != "deposit":
        account = ledger.account(old.engagement, specimen=old.specimen)
        can_credit = old.type == "invoice" and paper_left(old, account).amount
        remedy = None if can_credit else Remedy.SHOW
        raise RuleRefusedError.of(
            "renew.no-deposit", number=old.number, about=old.engagement, remedy=remedy
        )
    return old


def _open(context: Context, request: RenewRequest) -> tuple[BillingContext, Renewal]:
    billing = open_billing_context(context)
    old = _find_deposit(billing.ledger, request.number)
    account = billing.ledger.account(old.engagement, specimen=old.specimen)
    note = _credit_request(request, old)
    if deposit_of(account, old).left:
        return billing, Renewal(old, note, None, None)
    notes = account.credits_of(old.number or "")
    credit = next((each for each in reversed(notes) if each.reason == note.reason), None)
    new = _replacement_of(account, credit) if credit else None
    on = request.on or context.today
    if credit is None or (new is not None and not draft_offsets(old, new, account, on)):
        raise RuleRefusedError.of("renew.nothing-left", number=old.number, about=old.engagement)
    return billing, Renewal(old, note, credit, new)


def _replacement_of(account: Account, credit: Invoice) -> Invoice | None:
    """Return the deposit invoice after a credit note that states its reason, or None."""
    later = account.papers[account.papers.index(credit) + 1 :]
    return next((p for p in later if p.type == "deposit" and p.reason == credit.reason), None)


def _credit_request(request: RenewRequest, old: Invoice) -> CreditRequest:
    """Return the request for the credit note; an instalment of a package is billed again."""
    message = "paper.renewed-included" if request.is_included else "paper.renewed-added"
    said = Translator(old.language).text(message)
    return CreditRequest(
        old.number or "",
        Selection(),
        f"{said} – {request.reason}" if request.reason else said,
        rebillable=old.lines[0].part is not None,
        on=request.on,
        renewed_vat=request.vat,
    )


def _draft(
    context: Context, billing: BillingContext, credit: Invoice, request: RenewRequest
) -> Invoice:
    """Return the new deposit invoice; raises RuleRefusedError if its VAT would be the old one."""
    issued_on = request.on or context.today
    opened = billing.open_engagement(context.folder, credit.engagement)
    refuse_unbillable(context, billing, opened, issued_on)
    drafting = billing.drafting_of(opened.case, issued_on)
    new = draft_renewed(drafting, credit, is_included=request.is_included)
    if have_one_vat(new, credit):
        number = credit.corrects.number if credit.corrects else None
        raise RuleRefusedError.of("renew.same-vat", number=number, about=opened.ref)
    return designate(new)


def _issue(
    context: Context, billing: BillingContext, credit: Invoice, request: RenewRequest
) -> Issued:
    def make_draft(now: BillingContext) -> Invoice:
        return _draft(context, now, credit, request)

    ledger, warnings = issue_paper(context, billing, make_draft, request.on)
    return issued_of(ledger, credit.engagement, (), warnings)


def _record_offsets(
    context: Context, old: str, new: str, on: date
) -> tuple[tuple[Receipt, ...], Ledger]:
    """Record the receipts that are missing, and return them and the ledger."""

    def missing(now: Ledger) -> tuple[Receipt, ...]:
        one, other = find_invoice(now, old), find_invoice(now, new)
        account = now.account(one.engagement, specimen=one.specimen)
        return draft_offsets(one, other, account, on)

    ledger = open_ledger(context.folder)
    receipts = missing(ledger)
    if receipts:
        ledger = record_receipts(context.folder, missing, recorded_at=context.now)
    return receipts, ledger

"""Drafting and issuing the invoices of recorded sessions.

An invoice covers one calendar month, so one command can issue several. Each one is a commit of its
own, drafted again under the folder's lock from the current ledger. After an interruption the next
command continues, because only the ledger says which sessions are billed.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.documents import Written, write_document
from phmcoach.actions.money.billed_elsewhere import refuse_billed_elsewhere
from phmcoach.actions.money.billing_context import (
    BillingContext,
    open_billing_context,
    refuse_unbillable,
)
from phmcoach.actions.money.issuing import issue_paper, settle_paper_day
from phmcoach.actions.money.paid_on_issue import as_paid
from phmcoach.actions.money.receipt_remarks import receipt_notes
from phmcoach.actions.opening import Opened
from phmcoach.documents.papers.file_names import invoice_preview_name
from phmcoach.documents.papers.paper_input import text_of
from phmcoach.domain.contract.ending import last_session_day
from phmcoach.domain.contract.lifecycle import amending_remedy
from phmcoach.domain.contract.paper_gates import address_remarks
from phmcoach.domain.money.account import Deposit, deduct_in_turn, deposits_of
from phmcoach.domain.money.billable import report_uncovered
from phmcoach.domain.money.dates import Declared
from phmcoach.domain.money.drafting import assumes_place
from phmcoach.domain.money.due import (
    NothingToBillError,
    draft_deposit,
    draft_due,
    draft_waived,
)
from phmcoach.domain.money.invoice import Invoice, PaidOnIssue
from phmcoach.domain.money.joint import by_month, join, joint_problems
from phmcoach.domain.money.repricing import contradicting_invoices
from phmcoach.domain.money.thresholds import until_franchise_lost
from phmcoach.domain.money.twins import find_deposit_twin
from phmcoach.domain.records.session import Session
from phmcoach.domain.records.terms import contract_papers
from phmcoach.errors import Problem, RuleRefusedError, about, refuse, warnings_of
from phmcoach.store.ledger import Ledger
from phmcoach.store.ledger_issue import unfinished_remarks
from phmcoach.value import Value, replace


class Request(Value):
    """The options of invoicing an engagement.

    `others` are further engagements, to bill on the same paper. `through` is the last day of the
    sessions to bill (default: the issue date), `on` the issue date (default: today). `deposit`
    bills a deposit of that amount instead, in the price basis of the contract. `instalment` bills
    that instalment of a package again, which a credit note waived. `paid` means that the invoice is
    paid on issue, `credit_unpaid` that what is unpaid of deposits is credited before.
    """

    ref: str
    others: tuple[str, ...] = ()
    through: date | None = None
    on: date | None = None
    deposit: Decimal | None = None
    instalment: int | None = None
    paid: PaidOnIssue | None = None
    credit_unpaid: bool = False


class Draft(Value):
    """The invoices that would be issued now: one per month, the oldest first.

    `uncovered` are sessions that the contract does not cover; `warnings` name billed sessions that
    were changed since. `twin` is the remark on a deposit that equals one of the same day.
    `deposits` are those that were still to be deducted.
    """

    ref: str
    invoices: tuple[Invoice, ...]
    uncovered: tuple[Session, ...] = ()
    warnings: tuple[Problem, ...] = ()
    twin: Problem | None = None
    deposits: tuple[Deposit, ...] = ()


class Issued(Value):
    """An issued invoice or credit note: its number, its PDF in the ledger, and its warnings.

    `declared` are the declarations that are still to file and that its payment belongs to.
    """

    ref: str
    number: str
    path: Path
    invoice: Invoice
    uncovered: tuple[Session, ...] = ()
    warnings: tuple[Problem, ...] = ()
    declared: tuple[Declared, ...] = ()


def draft(context: Context, request: Request, billing: BillingContext | None = None) -> Draft:
    """Return the drafts of invoices, and write nothing; `billing` avoids reading the ledger again.

    Raises RuleRefusedError if a gate is closed, if the date precedes the last document of the
    series, or if there is nothing to bill.
    """
    billing = billing or open_billing_context(context)
    _settle_day(context, billing, request)
    billing.first_number(request.on or context.today)
    return _draft_request(context, billing, request)


def _settle_day(context: Context, billing: BillingContext, request: Request) -> None:
    """Refuse a day that the invoices cannot bear, after what would stop them on any day."""
    day, undated = billing.paper_day(request.on, context.today), replace(request, on=None)
    draft_request = partial(_draft_request, context, billing)
    settle_paper_day(context, billing, day, draft_request, request, undated)


def write_preview(context: Context, request: Request) -> Written:
    """Render the first draft, marked as a draft and without a number, into `documents/<ref>/`."""
    from phmcoach.documents.papers.invoice import render_invoice

    billing = open_billing_context(context, previews=True)
    drafted = draft(context, request, billing)
    rendered = render_invoice(
        drafted.invoices[0],
        accent=billing.practice.accent,
        draft=True,
        templates=context.folder.templates_dir,
    )
    name = invoice_preview_name(drafted.invoices[0].language, drafted.ref)
    path = write_document(context, drafted.ref, name, rendered.pdf)
    left_out = (report_uncovered(session) for session in drafted.uncovered)
    return Written(path, (*left_out, *drafted.warnings, *rendered.warnings))


def issue_invoices(
    context: Context, request: Request, billing: BillingContext | None = None
) -> Iterator[tuple[Issued, BillingContext]]:
    """Issue each invoice of a request in one commit: its number is drawn, and it is permanent.

    Everything is read again under the folder's lock, so that a session is never billed twice. Each
    result contains the context for the next invoice, which avoids reading the ledger again. Raises
    as `draft` does.
    """
    billing = billing or open_billing_context(context)
    _settle_day(context, billing, request)
    left, is_first = 1, True
    while left:
        issued, billing, left = _issue_next(context, request, billing, is_first=is_first)
        is_first = False
        yield issued, billing


def _issue_next(
    context: Context, request: Request, billing: BillingContext, *, is_first: bool
) -> tuple[Issued, BillingContext, int]:
    """Issue the first of the drafts; return it with the number of remaining drafts."""
    made: list[Draft] = []

    def make_draft(now: BillingContext) -> Invoice:
        made.append(_draft_request(context, now, request, is_first=is_first))
        return made[-1].invoices[0]

    ledger, remarks = issue_paper(context, billing, make_draft, request.on)
    drafted = made[-1]
    notes = receipt_notes(ledger, billing.practice, billing.law, context.today)
    warnings = (*drafted.warnings, *about(drafted.ref, remarks), *notes.remarks)
    issued = issued_of(ledger, drafted.ref, drafted.uncovered, warnings)
    issued = replace(issued, declared=notes.declared)
    is_single = request.deposit is not None or request.instalment is not None
    left = 0 if is_single else len(drafted.invoices) - 1
    return issued, replace(billing, ledger=ledger, is_swept=True), left


def issued_of(
    ledger: Ledger, ref: str, uncovered: tuple[Session, ...], warnings: tuple[Problem, ...]
) -> Issued:
    """Return the last paper of a ledger as the result of a command."""
    recorded = ledger.entries[-1]
    invoice = recorded.entry.invoice
    if invoice is None:
        message = "the last entry is the invoice that was issued"
        raise TypeError(message)
    warnings = (*warnings, *unfinished_remarks(ledger))
    return Issued(ref, recorded.number, recorded.find_pdf(), invoice, uncovered, warnings)


def _draft_request(
    context: Context, billing: BillingContext, request: Request, *, is_first: bool = True
) -> Draft:
    """Draft the due invoices of an engagement, or of several on one paper for each month.

    Only for the first paper must something be due for each of them, for a later one for any. The
    way out of what stops one of them names the others too.
    """
    drafts: list[Draft] = []
    nothing: NothingToBillError | None = None
    typed = (request.ref, *request.others)
    opening = (billing.open_engagement(context.folder, each) for each in typed)
    found = {each.ref: each for each in opening}
    for ref, opened in found.items():
        try:
            drafted = draft_for(context, billing, opened, request)
        except NothingToBillError as error:
            if is_first:
                raise
            nothing = error
            continue
        except RuleRefusedError as error:
            if len(found) == 1:
                raise
            words = {"others": tuple(each for each in found if each != ref)}
            again = (replace(each, words={**each.words, **words}) for each in error.problems)
            raise RuleRefusedError(*again) from None
        drafts.append(drafted)
        billing = replace(billing, drafted=(*billing.drafted, *drafted.invoices))
    if nothing is not None and not drafts:
        raise nothing
    drafted = drafts[0] if len(drafts) == 1 else _join(drafts, is_first=is_first)
    if request.paid is None:
        return drafted
    day = billing.paper_day(request.on, context.today)
    cases = {ref: each.case for ref, each in found.items()}
    paid = [as_paid(each, request.paid, billing, cases, day) for each in drafted.invoices]
    warnings = list(drafted.warnings)
    for remark in (each for _, remarks in paid for each in remarks):
        if remark not in warnings:  # one for each invoice
            warnings.append(remark)
    invoices = tuple(invoice for invoice, _ in paid)
    return replace(drafted, invoices=invoices, warnings=tuple(warnings))


def _join(drafts: Sequence[Draft], *, is_first: bool) -> Draft:
    """Return the drafts of several engagements on one paper for each month."""
    from phmcoach.documents.papers.designation import name_contract

    refuse(joint_problems([each.invoices for each in drafts], is_first=is_first))
    groups = by_month(each.invoices for each in drafts)
    named = [[name_contract(p) for p in group] if group[1:] else group for group in groups]
    papers = deduct_in_turn(map(join, named), [d for each in drafts for d in each.deposits])
    uncovered = (p for d in drafts for p in about(d.ref, map(report_uncovered, d.uncovered)))
    warnings: list[Problem] = []
    for problem in (*uncovered, *(each for drafted in drafts for each in drafted.warnings)):
        if problem not in warnings:  # some are about the practice: each draft has them
            warnings.append(problem)
    return Draft(drafts[0].ref, papers, warnings=tuple(warnings))


def draft_for(context: Context, billing: BillingContext, opened: Opened, request: Request) -> Draft:
    """Draft the due invoices; the designations of their lines are fixed here."""
    from phmcoach.documents.papers.designation import designate

    issued_on = request.on or context.today
    refuse_unbillable(context, billing, opened, issued_on)
    drafting = billing.drafting_of(opened.case, issued_on)
    twin: Problem | None = None
    if request.deposit is not None:
        due = draft_deposit(drafting, request.deposit)
        twin = find_deposit_twin(drafting.account, request.deposit, issued_on)
    elif request.instalment is not None:
        due = draft_waived(drafting, request.instalment)
    else:
        due = draft_due(drafting, request.through or issued_on)
    paper, *_ = contract_papers(drafting.agreed, private=opened.case.private)
    invoices = [designate(invoice, paper, text_of(opened.case)) for invoice in due.invoices]
    invoices, waits = until_franchise_lost(invoices, billing.lost)
    refuse_billed_elsewhere(context, billing, opened, invoices)
    own = (
        *((twin,) if twin else ()),
        *due.warnings,
        *waits,
        *_assumed_place(opened, invoices),
        *warnings_of(contradicting_invoices(opened.case, billing.ledger.accounts(opened.ref))),
        *address_remarks(opened.case),
        *opened.case.signed.confirmed,
    )
    warnings = (*billing.warnings, *about(opened.ref, own))
    deposits = deposits_of(drafting.account)
    return Draft(opened.ref, tuple(invoices), due.uncovered, warnings, twin, deposits)


def _assumed_place(opened: Opened, invoices: Sequence[Invoice]) -> Iterator[Problem]:
    """Warn if a consumer's invoice names the coach's address because the terms name no place."""
    assumed = next((each for each in invoices if assumes_place(opened.case, each)), None)
    if assumed is not None:
        args = {"place": assumed.place}
        if last_session_day(opened.case) is not None:
            yield Problem("billing.place-stays", args)
            return
        remedy, words = amending_remedy(opened.case, None)
        yield Problem("billing.place-assumed", args, remedy=remedy, words=words)

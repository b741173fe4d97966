"""Quotes: numbered offers that are valid until a day, and their acceptance.

A quote is an entry of the ledger, in a series of its own. Its acceptance is a fact of the
engagement: the contract must match the quote and the invoices name it, so quote, contract, session,
invoice and payment can be traced in both directions.
"""

from datetime import date, timedelta
from pathlib import Path

from phmcoach.actions.context import Context, refuse_future
from phmcoach.actions.documents import Written, write_document
from phmcoach.actions.money.billing_context import BillingContext, open_billing_context
from phmcoach.actions.money.issuing import settle_paper_day
from phmcoach.actions.opening import Opened, open_engagement, open_practice, refuse_if_anyone_signed
from phmcoach.actions.saving import Edits, save_change
from phmcoach.documents.papers.file_names import quote_preview_name
from phmcoach.domain.contract.ending import ending_by, taking_back
from phmcoach.domain.contract.lifecycle import signed_remedy
from phmcoach.domain.contract.paper_gates import quote_gate
from phmcoach.domain.money.account import is_billed
from phmcoach.domain.money.dates import PaperDay, case_day_problems
from phmcoach.domain.money.quote import Quote
from phmcoach.domain.money.quoting import acceptance_problems, draft_quote
from phmcoach.domain.records.engagement import QuoteAcceptance
from phmcoach.errors import MissingError, Problem, RuleRefusedError, about, refuse
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Listing, list_archived
from phmcoach.store.ledger import (
    Ledger,
    find_document,
    open_ledger,
    quotes_of,
    read_ledger,
)
from phmcoach.store.ledger_issue import issue, unfinished_remarks
from phmcoach.store.lock import lock_folder
from phmcoach.value import Value, replace


class QuoteRequest(Value):
    """The engagement to offer, the day of issue (default: today), and the last day of validity.

    Without `valid_until`, it is valid for as many days as the practice sets.
    """

    ref: str
    on: date | None = None
    valid_until: date | None = None


class QuoteIssued(Value):
    """An issued quote: its PDF in the ledger, and the warnings about it."""

    ref: str
    quote: Quote
    path: Path
    warnings: tuple[Problem, ...] = ()


def draft(context: Context, request: QuoteRequest) -> Quote:
    """Return the draft of a quote, and write nothing.

    Raises RuleRefusedError with every missing fact about the terms and the client, and if the
    contract is signed or the date is out of order.
    """
    return _draft_now(context, open_billing_context(context), request)


def _draft_now(context: Context, billing: BillingContext, request: QuoteRequest) -> Quote:
    _settle_day(context, billing, request)
    opened = open_engagement(context.folder, request.ref, billing.practice)
    return _draft(context, billing, opened, request)


def _settle_day(context: Context, billing: BillingContext, request: QuoteRequest) -> None:
    """Refuse a day that the quote cannot bear, after what would stop it on any day."""
    day = _paper_day(billing, request, context.today)

    def draft_for(asked: QuoteRequest) -> Quote:
        opened = open_engagement(context.folder, asked.ref, billing.practice)
        return _draft(context, billing, opened, asked)

    settle_paper_day(context, billing, day, draft_for, request, replace(request, on=None))


def issue_quote(context: Context, request: QuoteRequest) -> QuoteIssued:
    """Issue the quote: its number is drawn, and it is permanent. Raises as `draft` does."""
    from phmcoach.documents.papers.quote import render_quote

    billing = open_billing_context(context)
    _settle_day(context, billing, request)
    warnings: list[Problem] = []

    def build(number: str, _: Ledger) -> tuple[Quote, bytes]:
        opened = open_engagement(context.folder, request.ref, billing.practice)
        quote = replace(_draft(context, billing, opened, request), number=number)
        rendered = render_quote(
            quote, accent=billing.practice.accent, templates=context.folder.templates_dir
        )
        warnings.extend(rendered.warnings)
        return quote, rendered.pdf

    ledger = issue(
        context.folder,
        build,
        prefix=billing.quote_prefix,
        first=1,
        day=_paper_day(billing, request, context.today),
        recorded_at=context.now,
        before=billing.ledger,
    )
    recorded = ledger.entries[-1]
    quote = recorded.entry.quote
    if quote is None:
        message = "the last entry is the quote that was issued"
        raise TypeError(message)
    warnings.extend(unfinished_remarks(ledger))
    return QuoteIssued(quote.engagement, quote, recorded.find_pdf(), tuple(warnings))


def write_preview(context: Context, request: QuoteRequest) -> Written:
    """Render the draft, marked as a draft and without a number, into `documents/<ref>/`."""
    from phmcoach.documents.papers.quote import render_quote

    billing = open_billing_context(context, previews=True)
    quote = _draft_now(context, billing, request)
    rendered = render_quote(
        quote, accent=billing.practice.accent, templates=context.folder.templates_dir
    )
    name = quote_preview_name(quote.language, quote.engagement)
    path = write_document(context, quote.engagement, name, rendered.pdf)
    return Written(path, rendered.warnings)


def accept_quote(context: Context, *, name: str, on: date) -> Quote:
    """Record that the client accepted a quote; a later acceptance replaces an earlier one.

    `name` is the number of a quote, its last digits, or the reference of an engagement, which means
    its last quote. Raises RuleRefusedError if the day is in the future, before the quote or after
    its last day, if the terms have changed since the quote, and after a signature.
    """
    with lock_folder(context.folder):
        ledger = open_ledger(context.folder)
        quote = _find_quote(context, ledger, name)
        opened = open_engagement(context.folder, quote.engagement)
        refuse_future(on, context.today)
        acceptance = QuoteAcceptance(number=quote.number or "", accepted_on=on)
        if opened.engagement.quote == acceptance:
            raise RuleRefusedError.of(
                "quote.already-accepted", number=quote.number, on=on, about=opened.ref
            )
        _refuse_if_decided(opened, context.today)
        accepted = replace(opened.engagement, quote=acceptance)
        refuse(acceptance_problems(opened.case.having(accepted), quote), about=opened.ref)
        values: Edits = {("quote", "number"): acceptance.number, ("quote", "accepted_on"): on}
        save_change(context, opened, values=values)
    return quote


def take_back_acceptance(context: Context, *, name: str) -> str:
    """Remove the record that a quote was accepted, and return the reference of its engagement.

    `name` is as for `accept_quote`. Raises RuleRefusedError if no quote is accepted, or after a
    signature.
    """
    with lock_folder(context.folder):
        ledger = open_ledger(context.folder)
        quote = _find_quote(context, ledger, name)
        opened = open_engagement(context.folder, quote.engagement)
        if opened.engagement.quote is None:
            raise RuleRefusedError.of("taken-back.no-acceptance", about=opened.ref)
        refuse_if_anyone_signed(opened, billed=is_billed(ledger.accounts(opened.ref)))
        save_change(context, opened, values={("quote",): None})
    return opened.ref


def _draft(
    context: Context, billing: BillingContext, opened: Opened, request: QuoteRequest
) -> Quote:
    from phmcoach.documents.papers.designation import designate_quote

    practice = billing.practice
    _refuse_if_over(opened, context.today)
    issued_on = request.on or context.today
    problems = (*quote_gate(opened.case, practice), *case_day_problems(opened.case, issued_on))
    refuse(problems, about=opened.ref)
    valid_until = request.valid_until or issued_on + timedelta(days=practice.billing.quote_days)
    if valid_until < issued_on:
        raise RuleRefusedError.of("quote.ends-before-issue", valid_until=valid_until, on=issued_on)
    drafting = billing.drafting_of(opened.case, issued_on)
    return designate_quote(draft_quote(drafting, valid_until))


def _paper_day(billing: BillingContext, request: QuoteRequest, today: date) -> PaperDay:
    return replace(billing.paper_day(request.on, today), is_quote=True)


def refuse_unknown(context: Context, name: str) -> None:
    """Raise MissingError if `name` is of no quote, and of no engagement that has one."""
    _find_quote(context, read_ledger(context.folder), name)


def _find_quote(context: Context, ledger: Ledger, name: str) -> Quote:
    """Find a quote by its number, or the last one of an engagement."""
    try:
        recorded = find_document(ledger, name, "quote")
    except MissingError as unknown:
        if name.strip().isdecimal():
            raise
        try:
            opened = open_engagement(context.folder, name)
        except MissingError:
            if any(ref == name for _, ref in list_archived(Listing(context.folder))):
                raise
            raise unknown from None
        quotes = quotes_of(ledger, opened.ref)
        if not quotes:
            raise no_quote_error(context, opened.ref, "quote.none") from None
        return quotes[-1]
    if recorded.entry.quote is None:
        raise RuleRefusedError.of("quote.not-a-quote", number=recorded.number)
    return recorded.entry.quote


def no_quote_error(context: Context, ref: str, message: str) -> MissingError:
    """Return the error that no quote was issued, with what one needs, or what there is instead.

    Raises RuleRefusedError if the engagement is over.
    """
    practice = open_practice(context.folder)
    opened = open_engagement(context.folder, ref, practice)
    _refuse_if_over(opened, context.today)
    engagement = opened.engagement
    can_be_quoted = engagement.terms is not None and not engagement.signatures.days
    first = quote_gate(opened.case, practice) if can_be_quoted else ()
    remedy = Remedy.NOTHING if first else None if can_be_quoted else Remedy.SHOW
    none = Problem(message, {"ref": ref}, ref=ref, remedy=remedy)
    return MissingError(none, *about(ref, first))


def _refuse_if_over(opened: Opened, today: date) -> None:
    ending = ending_by(opened.case, today)
    if ending is not None:
        remedy = taking_back(ending.state) if ending.state == "declined" else Remedy.SHOW
        raise RuleRefusedError.of(
            "quote.engagement-over", ref=opened.ref, about=opened.ref, remedy=remedy
        )


def _refuse_if_decided(opened: Opened, today: date) -> None:
    """Refuse to accept a quote if the engagement is over or its contract is signed."""
    _refuse_if_over(opened, today)
    signed_on = opened.engagement.signatures.first_on
    if signed_on is not None:
        raise RuleRefusedError.of(
            "quote.already-signed",
            on=signed_on,
            about=opened.ref,
            remedy=signed_remedy(opened.case),
            words={"number": ()},
        )

"""Credit notes: they take an issued paper back, wholly or in part, without changing it."""

from collections.abc import Container, Iterator
from datetime import date
from functools import partial

from phmcoach.actions.changing import check_lines
from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import BillingContext, open_billing_context
from phmcoach.actions.money.invoices import Issued, issued_of
from phmcoach.actions.money.issuing import issue_paper, settle_paper_day
from phmcoach.actions.money.unpaid import report_owed_on
from phmcoach.actions.opening import Opened
from phmcoach.domain.money.account import Account
from phmcoach.domain.money.billable import asked_again
from phmcoach.domain.money.credit import Selection, draft_credit
from phmcoach.domain.money.credit_left import LineLeft, paper_left
from phmcoach.domain.money.due import waived_parts
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.joint import split_name, with_full_names
from phmcoach.domain.money.settlement import report_waived
from phmcoach.domain.money.twins import find_reduction_twin
from phmcoach.errors import CoachError, Problem, RuleRefusedError, about, refuse
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Listing, list_archived
from phmcoach.store.ledger import Ledger, find_invoice, read_ledger
from phmcoach.value import Value, replace
from phmcoach.words import RenewedVat


class CreditRequest(Value):
    """The paper to credit (`number` may be its last digits), its parts, and the reason.

    `rebillable` means that they can be billed again; `on` is the issue date (default: today).
    `renewed_vat` is that of a deposit that is billed anew at once.
    """

    number: str
    selection: Selection
    reason: str
    rebillable: bool = False
    on: date | None = None
    renewed_vat: RenewedVat | None = None


def list_lines(context: Context, number: str) -> tuple[LineLeft, ...]:
    """Return the lines of a paper of which something is left to credit."""
    ledger = read_ledger(context.folder)
    paper = find_invoice(ledger, number)
    account = _account_of(ledger, paper)
    return tuple(each for each in paper_left(paper, account).lines if not each.is_gone)


def draft_credit_note(
    context: Context, request: CreditRequest, billing: BillingContext | None = None
) -> Invoice:
    """Return the draft of a credit note, and write nothing; `billing` avoids reading it again.

    Raises as `draft_credit` does, and RuleRefusedError for a date out of order.
    """
    billing = billing or open_billing_context(context)
    _find_paper(context, billing, request)
    billing.first_number(request.on or context.today)
    return _draft(context, billing, request)


def weigh_credit_note(
    context: Context, request: CreditRequest
) -> tuple[Invoice, tuple[Problem, ...]]:
    """Return the draft of a credit note and its warnings, and write nothing; raise as a draft.

    Before it is issued, `--rebill` can be added, except to a reduction, which bills nothing again.
    """
    billing = open_billing_context(context)
    credit = draft_credit_note(context, request, billing)
    warnings = [
        *_report_second_reduction(billing.ledger, credit, request.selection),
        *_report_asked_again(billing.ledger, credit),
    ]
    if not request.selection.reduces and (
        _waived_sessions(credit) or _waived_part(credit) is not None
    ):
        warnings.append(Problem("credit.without-rebill", level="warning"))
    return credit, tuple(warnings)


def issue_credit_note(context: Context, request: CreditRequest) -> Issued:
    """Issue the credit note in the series of the invoices; it is permanent.

    It needs no engagement, because the credited paper is in the ledger. Raises as the draft does.
    """
    return _issue(context, request)[0]


def issue_last_credit_note(context: Context, request: CreditRequest) -> Issued:
    """Issue a credit note that no new invoice follows at once, and warn of what it leaves owed."""
    issued, ledger = _issue(context, request)
    owed = report_owed_on(ledger, find_invoice(ledger, request.number))
    return replace(issued, warnings=(*issued.warnings, *owed))


def _issue(context: Context, request: CreditRequest) -> tuple[Issued, Ledger]:
    """Issue a credit note; return it and the ledger after it."""
    billing = open_billing_context(context)
    paper = _find_paper(context, billing, request)

    def make_draft(now: BillingContext) -> Invoice:
        return _draft(context, now, request)

    archived = frozenset(ref for _, ref in list_archived(billing.listing))
    ledger, warnings = issue_paper(context, billing, make_draft, request.on)
    issued = issued_of(ledger, paper.engagement, (), warnings)
    found = (
        *_report_second_reduction(ledger, issued.invoice, request.selection),
        *_report_released(issued.invoice),
        *_report_waived(context, replace(billing, ledger=ledger), issued.invoice, archived),
        *_report_asked_again(ledger, issued.invoice),
    )
    return replace(issued, warnings=(*issued.warnings, *found)), ledger


def _waived_sessions(credit: Invoice) -> tuple[str, ...]:
    """Return the sessions whose time a credit note takes back without freeing it."""
    lines = (each for each in credit.lines if each.kind in ("hours", "reserved"))
    names = (session.id for line in lines for session in line.sessions)
    return () if credit.frees else tuple(dict.fromkeys(names))


def _waived_part(credit: Invoice) -> int | None:
    """Return the part of a package that a credit note takes back without freeing it, or None."""
    return None if credit.frees else credit.lines[0].part


def _report_waived(
    context: Context, billing: BillingContext, credit: Invoice, archived: Container[str]
) -> Iterator[Problem]:
    """Yield what is recorded still, but not billed any more, with the way back if it is wrong."""
    of_refs: dict[str, list[str]] = {}
    for each in _waived_sessions(credit):
        ref, name = split_name(credit, each)
        opened = _find_opened(context, billing, ref)
        if opened is None or opened.engagement.session(name):
            of_refs.setdefault(ref, []).append(each)
    for ref, names in of_refs.items():
        args = {"sessions": names, "count": len(names)}
        words = {"id": split_name(credit, names[0])[1], "archived": ref in archived}
        yield Problem("credit.sessions-unbilled", args, level="warning", ref=ref, words=words)
    part = _waived_part(credit)
    if part is not None and credit.corrects is not None:
        paper = find_invoice(billing.ledger, credit.corrects.number)
        parts = _waived_parts(context, billing, paper, credit.issued_on)
        own = ((each, it) for each, it in parts if it.number == paper.number)
        yield from about(credit.engagement, report_waived(own))


def _report_second_reduction(
    ledger: Ledger, credit: Invoice, selection: Selection
) -> Iterator[Problem]:
    """Yield a warning if a reduction equals one that was issued on the same day.

    It is the one part of a paper that can be taken back again.
    """
    if selection.reduces and credit.corrects is not None:
        paper = find_invoice(ledger, credit.corrects.number)
        twin = find_reduction_twin(_account_of(ledger, paper), credit)
        yield from () if twin is None else (twin,)


def _report_asked_again(ledger: Ledger, credit: Invoice) -> Iterator[Problem]:
    """Yield a warning if what was let go of a paper is asked again once it is billed anew."""
    if credit.corrects is None:
        return
    paper = find_invoice(ledger, credit.corrects.number)
    notes = _account_of(ledger, paper).credits_of(paper.number or "")
    before = [each for each in notes if each.number != credit.number]
    amount = asked_again(paper, before, credit)
    if amount:
        args = {"number": paper.number, "amount": amount}
        yield Problem("credit.reduction-asked-again", args, level="warning")


def _report_released(credit: Invoice) -> Iterator[Problem]:
    """Yield a warning about each deposit that belongs to the client again."""
    for each in credit.deductions:
        args = {"number": each.number, "amount": each.gross}
        yield Problem("credit.deposit-released", args, level="warning")


def _find_paper(context: Context, billing: BillingContext, request: CreditRequest) -> Invoice:
    """Return the paper to credit; refuse a day that its credit note cannot bear."""
    check_lines(reason=request.reason)
    paper = find_invoice(billing.ledger, request.number)
    if paper.specimen != billing.specimen:
        raise RuleRefusedError.of("credit.specimen-and-real", number=paper.number)
    day, undated = billing.paper_day(request.on, context.today), replace(request, on=None)
    settle_paper_day(context, billing, day, partial(_draft, context, billing), request, undated)
    return paper


def _draft(context: Context, billing: BillingContext, request: CreditRequest) -> Invoice:
    ledger, day = billing.ledger, request.on or context.today
    paper = find_invoice(ledger, request.number)
    account = _account_of(ledger, paper)
    refuse(_removed_problems(context, billing, paper, account, request.selection))
    waived: tuple[int, ...] = ()
    if request.rebillable:
        for ref in _rebilled(paper, request.selection):
            _refuse_archived(Listing(context.folder), ref)
        waived = tuple(part for part, _ in _waived_parts(context, billing, paper, day))
    return draft_credit(
        paper,
        account,
        request.selection,
        reason=request.reason,
        frees=request.rebillable,
        issued_on=day,
        waived=waived,
        renewed_vat=request.renewed_vat,
    )


def _account_of(ledger: Ledger, paper: Invoice) -> Account:
    """Return the account that a paper is credited in: of all its engagements, with full names."""
    if paper.contracts is None:
        return ledger.account(paper.engagement, specimen=paper.specimen)
    every = {
        each.place: each
        for ref in paper.engagements
        for each in ledger.of_engagement(ref, specimen=paper.specimen)
    }
    entries = [every[place].entry for place in sorted(every)]
    return Account(
        tuple(with_full_names(each.invoice) for each in entries if each.invoice),
        tuple(each.money for each in entries if each.money),
    )


def _removed_problems(
    context: Context,
    billing: BillingContext,
    paper: Invoice,
    account: Account,
    selection: Selection,
) -> Iterator[Problem]:
    """Yield each selected session that was credited before, and then removed.

    To bill it, it is recorded again; if its day has a session since, that one shows in `show`.
    """
    billed = {each.id: each for line in paper.lines for each in line.sessions}
    kept = {each.id for line in paper_left(paper, account).lines for each in line.sessions}
    gone = [
        billed[name] for name in dict.fromkeys(selection.sessions) if name in billed.keys() - kept
    ]
    for session in gone:
        ref, name = split_name(paper, session.id)
        opened = _find_opened(context, billing, ref)
        if opened is not None and name in opened.engagement.removed_sessions:
            days = {each.on for each in opened.engagement.sessions}
            args = {"number": paper.number, "id": name, "on": session.on}
            remedy = Remedy.SHOW if session.on in days else None
            yield Problem("credit.session-removed", args, ref=ref, remedy=remedy)


def _find_opened(context: Context, billing: BillingContext, ref: str) -> Opened | None:
    """Return an engagement, or None if it cannot be opened: a credit note needs none."""
    try:
        return billing.open_engagement(context.folder, ref)
    except CoachError:
        return None


def _rebilled(paper: Invoice, selection: Selection) -> frozenset[str]:
    """Return the engagements whose sessions a selection takes back."""
    if selection.takes_all or paper.contracts is None:
        return frozenset(paper.engagements)
    sessions = {split_name(paper, each)[0] for each in selection.sessions}
    lines = dict(enumerate(paper.lines, 1))
    numbers = (each for each in selection.lines if each in lines)
    return frozenset(sessions | {lines[each].engagement or paper.engagement for each in numbers})


def _waived_parts(
    context: Context, billing: BillingContext, paper: Invoice, day: date
) -> tuple[tuple[int, Invoice], ...]:
    """Return the parts of a package that can be billed again, each with its credited paper.

    They need no other credit note.
    """
    is_part = paper.lines[0].part is not None
    opened = _find_opened(context, billing, paper.engagement) if is_part else None
    if opened is None:
        return ()
    return tuple(waived_parts(billing.drafting_of(opened.case, day)))


def _refuse_archived(listing: Listing, ref: str) -> None:
    """Raise RuleRefusedError if an engagement is archived: no invoice would bill it again."""
    years = {name: year for year, name in list_archived(listing)}
    if ref in years and ref not in listing.engagements.names:
        raise RuleRefusedError.of("store.archived-engagement", ref=ref, year=years[ref])

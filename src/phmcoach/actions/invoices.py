"""From logged sessions to issued invoices, or to a look at what they would be.

An invoice holds one civil month, so one command can make several: each is one commit of its own,
and is drafted again under the folder's lock from the ledger as it then is. What was killed in the
middle goes on where it stopped, because what is billed is read from the ledger alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.contract_document import Written
from phmcoach.actions.opening import Opened, is_specimen, open_engagement, open_practice
from phmcoach.domain.account import Account, billed_shares, deduct, deposits_of
from phmcoach.domain.billed import compare_billed
from phmcoach.domain.billing import find_billable, month_lines
from phmcoach.domain.deposit import deposit_line
from phmcoach.domain.drafting import Drafting, finish
from phmcoach.domain.gates import billing_gate
from phmcoach.domain.invoice import Invoice, InvoiceLine, PaidOnIssue
from phmcoach.domain.law import Law
from phmcoach.domain.package import (
    instalment_line,
    next_instalment,
    package_line,
    why_not_due,
)
from phmcoach.domain.payment import payment_problems
from phmcoach.domain.practice import Practice
from phmcoach.domain.session import Session
from phmcoach.domain.withdrawal import payment_opens_on
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.law import load_law
from phmcoach.store.files import make_folder, replace_file
from phmcoach.store.ledger import SPECIMEN_PREFIX, Ledger, check_issue_date, open_ledger
from phmcoach.store.ledger_issue import issue
from phmcoach.store.lock import lock_folder


@dataclass(frozen=True)
class Request:
    """What to bill of an engagement.

    `through` is the last day of the sessions (default: the issue date), `on` the issue date
    (default: today). `deposit` asks for a deposit of that amount, in the price basis of the
    contract, instead. `paid` says that the invoice is paid as it is issued.
    """

    ref: str
    through: date | None = None
    on: date | None = None
    deposit: Decimal | None = None
    paid: PaidOnIssue | None = None


@dataclass(frozen=True)
class Draft:
    """What would be billed now: an invoice a month, the oldest first.

    `uncovered` are sessions that the contract does not cover, `warnings` say which billed ones no
    longer are what was billed.
    """

    ref: str
    invoices: tuple[Invoice, ...]
    uncovered: tuple[Session, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Issued:
    """A paper that exists: its number, its PDF in the ledger, and what should be known of it."""

    ref: str
    number: str
    path: Path
    invoice: Invoice
    uncovered: tuple[Session, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Desk:
    """What all papers of one command share, read once: the practice, the law, and the ledger."""

    practice: Practice
    law: Law
    ledger: Ledger
    specimen: bool

    @property
    def prefix(self) -> str:
        """The prefix of the series that invoices are numbered in."""
        return SPECIMEN_PREFIX if self.specimen else self.practice.billing.prefix


def open_desk(context: Context) -> Desk:
    """Read what any paper about money needs."""
    practice = open_practice(context.folder)
    return Desk(
        practice,
        load_law(),
        open_ledger(context.folder),
        is_specimen(context, practice),
    )


def draft(context: Context, request: Request) -> Draft:
    """Return what invoices would hold, and write nothing.

    Raises RuleRefusedError where a gate is closed, where the date is before the last document of
    the series, or where there is nothing to bill.
    """
    desk = open_desk(context)
    issued_on = request.on or context.today
    check_issue_date(desk.ledger, desk.prefix, issued_on, context.today)
    opened = open_engagement(context.folder, request.ref)
    return _draft(context, desk, opened, request)


def write_preview(context: Context, request: Request) -> Written:
    """Render the first draft, marked as one and without a number, into `documents/<ref>/`."""
    from phmcoach.documents.invoice import render_invoice

    drafted = draft(context, request)
    practice = open_practice(context.folder)
    rendered = render_invoice(
        drafted.invoices[0],
        accent=practice.accent,
        draft=True,
        templates=context.folder.templates_dir,
    )
    with lock_folder(context.folder):
        directory = context.folder.documents_dir(drafted.ref)
        make_folder(directory)
        path = directory / f"brouillon-facture-{drafted.ref}.pdf"
        replace_file(path, rendered.pdf, None)
    left_out = (_not_covered(session) for session in drafted.uncovered)
    return Written(path, (*left_out, *drafted.warnings, *rendered.warnings))


def issue_invoices(
    context: Context, request: Request, desk: Desk | None = None
) -> Iterator[tuple[Issued, Desk]]:
    """Issue each invoice of a request: its number is drawn, and it exists for good, in one commit.

    Everything is read again under the folder's lock, so that a session is never billed twice. Each
    comes with the desk to issue the next with, which spares reading the ledger again. Raises what
    `draft` raises.
    """
    desk = desk or open_desk(context)
    left = 1
    while left:
        issued, desk, left = _issue_next(context, request, desk)
        yield issued, desk


def _issue_next(context: Context, request: Request, desk: Desk) -> tuple[Issued, Desk, int]:
    """Issue the first of the drafts; return it with how many are left."""
    from phmcoach.documents.invoice import render_invoice

    made: list[Draft] = []
    warnings: list[Problem] = []

    def build(number: str, ledger: Ledger) -> tuple[Invoice, bytes]:
        opened = open_engagement(context.folder, request.ref)
        drafted = _draft(context, replace(desk, ledger=ledger), opened, request)
        invoice = drafted.invoices[0].model_copy(update={"number": number})
        rendered = render_invoice(
            invoice,
            accent=desk.practice.accent,
            draft=False,
            templates=context.folder.templates_dir,
        )
        made.append(drafted)
        warnings.extend((*drafted.warnings, *rendered.warnings))
        return invoice, rendered.pdf

    ledger = issue(
        context.folder,
        build,
        prefix=desk.prefix,
        first=desk.practice.billing.next_number,
        issued_on=request.on or context.today,
        today=context.today,
        recorded_at=context.now,
        known=desk.ledger,
    )
    drafted = made[-1]
    issued = issued_of(ledger, drafted.ref, drafted.uncovered, tuple(warnings))
    left = 0 if request.deposit is not None else len(drafted.invoices) - 1
    return issued, replace(desk, ledger=ledger), left


def issued_of(
    ledger: Ledger, ref: str, uncovered: tuple[Session, ...], warnings: tuple[Problem, ...]
) -> Issued:
    """Return the last paper of a ledger as what a command has issued."""
    recorded = ledger.entries[-1]
    invoice = recorded.entry.invoice
    if invoice is None:
        message = "the last entry is the invoice that was issued"
        raise TypeError(message)
    return Issued(ref, recorded.number, recorded.pdf, invoice, uncovered, warnings)


def _draft(context: Context, desk: Desk, opened: Opened, request: Request) -> Draft:
    """Draft what is due; designations are frozen here."""
    from phmcoach.documents.designation import designate

    practice = desk.practice
    problems = billing_gate(opened.engagement, opened.client, practice, ref=opened.ref)
    if problems:
        raise RuleRefusedError(*problems)
    issued_on = request.on or context.today
    drafting = Drafting(
        engagement=opened.engagement,
        reference=opened.ref,
        client=opened.client,
        practice=practice,
        law=desk.law,
        issued_on=issued_on,
        specimen=desk.specimen,
    )
    account = desk.ledger.account(opened.ref, specimen=desk.specimen)
    if request.deposit is not None:
        drafted = _draft_deposit(drafting, opened, request.deposit)
    else:
        drafted = _draft_due(drafting, opened, account, request)
    invoices = [designate(invoice) for invoice in drafted.invoices]
    if request.paid is not None:
        invoices = [_paid_already(each, request.paid, desk, opened) for each in invoices]
    return replace(drafted, invoices=tuple(invoices))


def _paid_already(invoice: Invoice, paid: PaidOnIssue, desk: Desk, opened: Opened) -> Invoice:
    """Return an invoice that is paid as it is issued: its due date is the day of the payment."""
    problems = [
        *payment_problems(
            invoice,
            on=max(paid.received_on, invoice.issued_on),
            today=invoice.issued_on,
            method=paid.method,
            cash_limit=desk.law.limit("cash", paid.received_on),
        ),
        *early_payment(opened, paid.received_on),
    ]
    if invoice.deductions:
        problems.append(Problem("pay.deposit-and-paid", fix=f"coach invoice {opened.ref}"))
    if problems:
        raise RuleRefusedError(*problems)
    return invoice.model_copy(update={"paid": paid, "due_on": paid.received_on})


def early_payment(opened: Opened, on: date) -> list[Problem]:
    """Tell a payment that a consumer's contract does not allow yet (C. conso. L221-10)."""
    opens_on = payment_opens_on(opened.engagement, private=opened.private)
    if opens_on is None or on >= opens_on:
        return []
    return [Problem("pay.too-early", {"on": on, "opens_on": opens_on})]


def _draft_deposit(drafting: Drafting, opened: Opened, amount: Decimal) -> Draft:
    if drafting.terms.plan == "package":
        fix = f"coach invoice {opened.ref}"
        raise RuleRefusedError.of("package.deposit-of-package", fix=fix)
    invoice = finish(drafting, [deposit_line(drafting, amount)], kind="deposit")
    return Draft(opened.ref, (invoice,))


def _draft_due(drafting: Drafting, opened: Opened, account: Account, request: Request) -> Draft:
    """Draft the instalment of a package that is due, and the hours and costs of each month."""
    billed = billed_shares(account)
    differing = compare_billed(opened.engagement, billed, ref=opened.ref)
    blocking = [each for each in differing if each.message in _BLOCKING]
    if blocking:
        raise RuleRefusedError(*blocking)  # it would be billed a second time
    last = min(request.through or drafting.issued_on, drafting.issued_on)
    found = find_billable(opened.engagement, private=opened.private, billed=billed, through=last)
    invoices: list[Invoice] = []
    waits: list[Problem] = []
    if drafting.terms.plan == "package":
        invoice = _draft_instalment(drafting, opened, account, waits)
        invoices.extend([invoice] if invoice else [])
        invoices.extend(
            finish(drafting, month_lines(drafting, shares)) for shares in found.by_month()
        )
    else:
        months = [month_lines(drafting, shares) for shares in found.by_month()]
        invoices.extend(_less_deposits(drafting, months, account))
    if not invoices:
        raise RuleRefusedError(*_nothing_to_bill(opened, found.uncovered, last, waits))
    return Draft(opened.ref, tuple(invoices), found.uncovered, differing)


_BLOCKING = ("billing.session-gone", "billing.travel-changed")
"""What of a billed session keeps its engagement from being billed: it might be billed again."""


def _draft_instalment(
    drafting: Drafting, opened: Opened, account: Account, waits: list[Problem]
) -> Invoice | None:
    instalment = next_instalment(drafting.terms, account)
    if instalment is None:
        return None
    waiting = why_not_due(
        opened.engagement,
        instalment,
        private=opened.private,
        ref=opened.ref,
        on=drafting.issued_on,
    )
    if waiting is not None:
        waits.append(waiting)
        return None
    if not instalment.is_last:
        return finish(drafting, [instalment_line(drafting, instalment)], kind="deposit")
    return next(_less_deposits(drafting, [[package_line(drafting, instalment)]], account))


def _less_deposits(
    drafting: Drafting, papers: list[list[InvoiceLine]], account: Account
) -> Iterator[Invoice]:
    """Finish papers and take what deposits paid off them, the first first.

    Raises RuleRefusedError while a deposit is neither paid nor credited: nobody knows yet what to
    take off.
    """
    deposits = deposits_of(account)
    waiting = [deposit for deposit in deposits if deposit.balance.outstanding > 0]
    if papers and waiting:
        raise RuleRefusedError(
            *(
                Problem(
                    "billing.deposit-open",
                    {"number": each.paper.number, "outstanding": each.balance.outstanding},
                    f"coach pay {each.paper.number} --on DATE --by transfer",
                )
                for each in waiting
            )
        )
    for lines in papers:
        bare = finish(drafting, lines)
        taken = deduct(deposits, bare.total_gross)
        deposits = tuple(deposit.less(taken) for deposit in deposits)
        yield bare.model_copy(update={"deductions": taken})


def _nothing_to_bill(
    opened: Opened, uncovered: tuple[Session, ...], through: date, waits: list[Problem]
) -> list[Problem]:
    fix = f"coach log-session {opened.ref} --on DATE"
    nothing = Problem("invoice.nothing-to-bill", {"ref": opened.ref, "through": through}, fix)
    return [nothing, *waits, *(_not_covered(session) for session in uncovered)]


def _not_covered(session: Session) -> Problem:
    return Problem("invoice.session-not-covered", {"id": session.id, "on": session.on})

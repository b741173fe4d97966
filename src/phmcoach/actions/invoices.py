"""From logged sessions to an issued invoice, or to a look at what it would be."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.contract_document import Written
from phmcoach.actions.opening import Opened, is_specimen, open_engagement, open_practice
from phmcoach.domain.billed import compare_billed
from phmcoach.domain.billing import draft_invoice, find_billable
from phmcoach.domain.gates import billing_gate
from phmcoach.domain.invoice import Invoice
from phmcoach.domain.practice import Practice
from phmcoach.domain.session import Session
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.law import load_law
from phmcoach.store.files import make_folder, replace_file
from phmcoach.store.ledger import (
    SPECIMEN_PREFIX,
    Ledger,
    billed_sessions,
    check_issue_date,
    open_ledger,
)
from phmcoach.store.ledger_issue import issue
from phmcoach.store.lock import lock_folder


@dataclass(frozen=True)
class Draft:
    """What would be billed now.

    `uncovered` are sessions that the contract does not cover, `warnings` say which billed ones no
    longer are what was billed.
    """

    ref: str
    invoice: Invoice
    uncovered: tuple[Session, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True)
class Issued:
    """An invoice that exists: its number, its PDF in the ledger, and what it left out."""

    ref: str
    number: str
    path: Path
    invoice: Invoice
    uncovered: tuple[Session, ...]
    warnings: tuple[Problem, ...]


def draft(
    context: Context, *, ref: str, through: date | None = None, on: date | None = None
) -> Draft:
    """Return what an invoice would hold, and write nothing.

    `through` is the last day of the sessions (default: the issue date), `on` the issue date
    (default: today). Raises RuleRefusedError where a gate is closed, where the date is before
    the last document of the series, or where there is nothing to bill.
    """
    practice = open_practice(context.folder)
    ledger = open_ledger(context.folder)
    issued_on = on or context.today
    check_issue_date(ledger, _prefix(context, practice), issued_on, context.today)
    opened = open_engagement(context.folder, ref)
    return _draft(context, practice, opened, ledger, issued_on=issued_on, through=through)


def write_preview(
    context: Context, *, ref: str, through: date | None = None, on: date | None = None
) -> Written:
    """Render the draft, marked as one and without a number, into `documents/<ref>/`."""
    from phmcoach.documents.invoice import render_invoice

    drafted = draft(context, ref=ref, through=through, on=on)
    practice = open_practice(context.folder)
    rendered = render_invoice(
        drafted.invoice,
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


def issue_invoice(
    context: Context, *, ref: str, through: date | None = None, on: date | None = None
) -> Issued:
    """Issue the invoice: its number is drawn, and it exists for good, in one commit.

    Everything is read again under the folder's lock, so that a session is never billed twice.
    Raises what `draft` raises.
    """
    from phmcoach.documents.invoice import render_invoice

    practice = open_practice(context.folder)
    issued_on = on or context.today
    made: list[Draft] = []
    warnings: list[Problem] = []

    def build(number: str, ledger: Ledger) -> tuple[Invoice, bytes]:
        opened = open_engagement(context.folder, ref)
        drafted = _draft(context, practice, opened, ledger, issued_on=issued_on, through=through)
        invoice = drafted.invoice.model_copy(update={"number": number})
        rendered = render_invoice(
            invoice,
            accent=practice.accent,
            draft=False,
            templates=context.folder.templates_dir,
        )
        made.append(drafted)
        warnings.extend((*drafted.warnings, *rendered.warnings))
        return invoice, rendered.pdf

    recorded = issue(
        context.folder,
        build,
        prefix=_prefix(context, practice),
        first=practice.billing.next_number,
        issued_on=issued_on,
        today=context.today,
        recorded_at=context.now,
    )
    return Issued(
        ref=made[-1].ref,
        number=recorded.number,
        path=recorded.pdf,
        invoice=recorded.entry.invoice,
        uncovered=made[-1].uncovered,
        warnings=tuple(warnings),
    )


def _prefix(context: Context, practice: Practice) -> str:
    return SPECIMEN_PREFIX if is_specimen(context, practice) else practice.billing.prefix


def _draft(
    context: Context,
    practice: Practice,
    opened: Opened,
    ledger: Ledger,
    *,
    issued_on: date,
    through: date | None,
) -> Draft:
    problems = billing_gate(opened.engagement, opened.client, ref=opened.ref)
    if problems:
        raise RuleRefusedError(*problems)
    specimen = is_specimen(context, practice)
    billed = billed_sessions(ledger, opened.ref, specimen=specimen)
    differing = compare_billed(opened.engagement, billed, ref=opened.ref)
    gone = [problem for problem in differing if problem.message == "billing.session-gone"]
    if gone:
        raise RuleRefusedError(*gone)  # under another id it would be billed a second time
    last = min(through or issued_on, issued_on)
    billable = find_billable(opened.engagement, private=opened.private, billed=billed, through=last)
    if not billable.sessions:
        raise RuleRefusedError(*_nothing_to_bill(opened, billable.uncovered, last))
    invoice = draft_invoice(
        opened.engagement,
        billable.sessions,
        reference=opened.ref,
        client=opened.client,
        practice=practice,
        law=load_law(),
        issued_on=issued_on,
        specimen=specimen,
    )
    return Draft(opened.ref, invoice, billable.uncovered, differing)


def _nothing_to_bill(
    opened: Opened, uncovered: tuple[Session, ...], through: date
) -> list[Problem]:
    fix = f"coach log-session {opened.ref} --on DATE"
    nothing = Problem("invoice.nothing-to-bill", {"ref": opened.ref, "through": through}, fix)
    return [nothing, *(_not_covered(session) for session in uncovered)]


def _not_covered(session: Session) -> Problem:
    return Problem("invoice.session-not-covered", {"id": session.id, "on": session.on})

"""Reminding of what is late: a list of it, and letters with their e-mails, which the coach sends.

A letter is a document like a draft, written anew at will; its name holds its day, because the one
that was sent is a proof.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.documents import write_document
from phmcoach.actions.money.billing_context import open_law
from phmcoach.actions.money.mail import address_mail, current_buyer, read_pdf
from phmcoach.actions.opening import is_specimen, open_practice
from phmcoach.domain.money.drafting import seller_of
from phmcoach.domain.money.lateness import Claim, Lateness, find_unpaid, measure_lateness
from phmcoach.domain.money.reminder import Reminder, draft_reminder, refuse_credit
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.exports.eml import Attachment, render_eml
from phmcoach.store.ledger import find_document, find_invoice, open_ledger
from phmcoach.words import ReminderLevel

FILE_NAMES: Mapping[ReminderLevel, str] = {
    "friendly": "relance-amicale",
    "firm": "relance-ferme",
    "formal": "mise-en-demeure",
}


@dataclass(frozen=True)
class Unpaid:
    """All that is left to pay on a day, the longest due first, and what should be known of it."""

    papers: tuple[Lateness, ...]
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class ReminderRequest:
    """Which paper to remind of (`number` may be its last figures), how, and on which day.

    Without a level, the one that it is time for. `notified_on` is the day of a formal notice that
    a consumer got already, `rate` a contract's own rate in percent a year.
    """

    number: str
    level: ReminderLevel | None = None
    on: date | None = None
    notified_on: date | None = None
    rate: Decimal | None = None


@dataclass(frozen=True)
class WrittenReminder:
    """A letter and the draft of its e-mail, and what they ask for."""

    reminder: Reminder
    letter: Path
    mail: Path
    warnings: tuple[Problem, ...] = ()


def list_unpaid(context: Context, *, on: date | None = None) -> Unpaid:
    """Return every paper of which something is left to pay, with its age and what that costs."""
    practice = open_practice(context.folder)
    papers, warnings = find_unpaid(
        (recorded.entry for recorded in open_ledger(context.folder).entries),
        open_law(context.folder),
        as_of=on or context.today,
        specimen=is_specimen(context, practice),
    )
    return Unpaid(papers, warnings)


def write_reminder(context: Context, request: ReminderRequest) -> WrittenReminder:
    """Write the letter and the draft of an e-mail with it and the invoice. Nothing is sent.

    Raises MissingError for an unknown number, and RuleRefusedError for what is paid, not due, lost
    by lapse of time, no invoice, or of a half-year whose rates are not known.
    """
    from phmcoach.documents.papers.letter import compose_letter_mail, render_letter

    reminder = draft(context, request)
    paper, late = reminder.lateness.paper, reminder.lateness
    practice = open_practice(context.folder)
    templates = context.folder.templates_dir
    rendered = render_letter(
        reminder,
        accent=practice.accent,
        specimen=paper.specimen or is_specimen(context, practice),
        templates=templates,
    )
    stem = f"{late.number}-{FILE_NAMES[reminder.level]}-{late.as_of}"
    issued = find_document(open_ledger(context.folder), late.number)
    mail, warnings = address_mail(
        context,
        paper.buyer,
        compose_letter_mail(reminder, templates),
        (
            Attachment(f"{stem}.pdf", rendered.pdf),
            Attachment(f"{late.number}.pdf", read_pdf(issued)),
        ),
    )
    letter = write_document(context, paper.engagement, f"{stem}.pdf", rendered.pdf)
    draft_mail = write_document(context, paper.engagement, f"{stem}.eml", render_eml(mail))
    return WrittenReminder(reminder, letter, draft_mail, (*rendered.warnings, *warnings))


def draft(context: Context, request: ReminderRequest) -> Reminder:
    """Return what a letter would ask for, and write nothing. Raises as `write_reminder` does."""
    ledger, law = open_ledger(context.folder), open_law(context.folder)
    paper = find_invoice(ledger, request.number)
    refuse_credit(paper)
    as_of = request.on or context.today
    if as_of > context.today:
        raise RuleRefusedError.of("gate.in-the-future", on=as_of)
    entries = [recorded.entry for recorded in ledger.entries]
    claim = Claim(request.notified_on, request.rate)
    late = measure_lateness(entries, paper, law, as_of=as_of)
    if (request.level or late.level) != "friendly" or claim != Claim():
        late = measure_lateness(entries, paper, law, as_of=as_of, claim=claim)
    practice = open_practice(context.folder)
    return draft_reminder(
        late,
        law,
        level=request.level,
        seller=seller_of(practice),
        buyer=current_buyer(context.folder, paper.buyer),
        mediator=practice.mediator,
    )

"""A reminder on paper, and the words of the e-mail that carries it.

Both are made from one view, so that the letter and the mail can't ask for two sums. Nothing of the
sessions is in it: who reads such a letter is an accounts department, or a judge.
"""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path

from phmcoach.documents.engine.jinja import render_text, render_typst
from phmcoach.documents.engine.rendered import Rendered, typeset
from phmcoach.documents.engine.templates import open_templates
from phmcoach.documents.papers.qr import draw_qr, transfer_payload
from phmcoach.domain.base import Reader
from phmcoach.domain.disclosure import Disclosed, disclose
from phmcoach.domain.money.penalties import Span
from phmcoach.domain.money.reminder import Reminder
from phmcoach.words import DocumentType, ReminderLevel


@dataclass(frozen=True)
class LetterView:
    """Everything that the templates of a reminder can print; sums are in euros with VAT."""

    level: ReminderLevel
    type: DocumentType
    number: str
    issued_on: date
    due_on: date
    on: date
    days: int
    reply_by: date
    due: Decimal
    credited: Decimal
    received: Decimal
    spans: tuple[Span, ...]
    indemnity: Decimal
    compensated: Decimal
    compensation: Decimal
    asked: Decimal
    rate: Decimal | None
    seller: Disclosed
    seller_name: str
    buyer: Disclosed
    mediator: Disclosed | None


def view_letter(reminder: Reminder) -> LetterView:
    """Compose the view: what lateness cost is stated line by line in a formal notice only."""
    late = reminder.lateness
    penalties = late.penalties if reminder.asks_for_penalties else None
    return LetterView(
        level=reminder.level,
        type=late.paper.type,
        number=late.number,
        issued_on=late.paper.issued_on,
        due_on=late.paper.due_on,
        on=late.as_of,
        days=late.days,
        reply_by=reminder.reply_by,
        due=late.balance.due,
        credited=late.balance.credited,
        received=late.balance.received,
        spans=penalties.spans if penalties else (),
        indemnity=penalties.indemnity if penalties else Decimal(0),
        compensated=min(late.compensated, penalties.amount) if penalties else Decimal(0),
        compensation=late.compensation,
        asked=reminder.asked,
        rate=reminder.rate,
        seller=disclose(reminder.seller, Reader.ACCOUNTING),
        seller_name=f"{reminder.seller.name} EI",
        buyer=disclose(reminder.buyer, Reader.ACCOUNTING),
        mediator=disclose(reminder.mediator, Reader.SPONSOR) if reminder.mediator else None,
    )


def render_letter(
    reminder: Reminder, *, accent: str, specimen: bool, templates: Path | None = None
) -> Rendered:
    """Render the letter in the language of its invoice, dated on its day.

    `accent` is the practice's colour, `templates` the folder of the coach's own. Raises
    InvalidDataError for a fault of an own template.
    """
    view = view_letter(reminder)
    language = reminder.lateness.paper.language
    found = open_templates(language, templates)
    values = _values(view) | {
        "accent": accent,
        "author": view.seller_name,
        "language": language,
        "qr": _transfer_code(view),
        "specimen": specimen,
    }
    return typeset(render_typst(found, "letter.typ.j2", values), on=view.on, templates=found)


def word_letter_mail(reminder: Reminder, templates: Path | None = None) -> str:
    """Return the e-mail that carries the letter: its subject, an empty line, its text."""
    found = open_templates(reminder.lateness.paper.language, templates)
    return render_text(found, "letter-mail.txt.j2", _values(view_letter(reminder)))


def _values(view: LetterView) -> dict[str, object]:
    return {field.name: getattr(view, field.name) for field in fields(view)}


def _transfer_code(view: LetterView) -> str:
    bank = view.seller["bank"]
    payload = transfer_payload(
        name=view.seller_name,
        iban=bank["iban"],
        bic=bank["bic"],
        amount=view.asked,
        reference=view.number,
    )
    return draw_qr(payload)

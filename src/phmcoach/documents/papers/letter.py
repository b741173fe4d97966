"""The letter of a reminder, and the text of the e-mail for it.

Both are made from one view, so they ask for the same amount. The view contains nothing about the
sessions, because an accounts department or a judge may read the letter.
"""

from decimal import Decimal
from pathlib import Path

from phmcoach.documents.engine.jinja import render_text
from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.engine.templates import open_templates
from phmcoach.documents.papers.page import View, render_typst_page, view_sender
from phmcoach.documents.papers.qr import draw_transfer
from phmcoach.domain.base import Reader
from phmcoach.domain.disclosure import disclose
from phmcoach.domain.money.reminder import Reminder


def view_letter(reminder: Reminder) -> View:
    """Compose the view, in euros with VAT; only a formal notice has the cost of lateness."""
    late = reminder.lateness
    penalties = late.penalties if reminder.asks_for_penalties else None
    paper, balance = late.paper, late.balance
    return {
        "level": reminder.level,
        "type": paper.type,
        "number": late.number,
        "contract": paper.contract_reference,
        "issued_on": paper.issued_on,
        "due_on": paper.due_on,
        "on": late.as_of,
        "days": late.days,
        "reply_by": reminder.reply_by,
        "due": balance.due,
        "credited": balance.credited,
        "received": balance.received,
        "spans": penalties.spans if penalties else (),
        "indemnity": penalties.indemnity if penalties else Decimal(0),
        "compensated": min(late.compensated, penalties.amount) if penalties else Decimal(0),
        "compensation": late.compensation,
        "asked": reminder.asked,
        "rate": reminder.rate,
        "seller": disclose(reminder.seller, Reader.ACCOUNTING),
        **view_sender(reminder.seller, paper.language),
        "buyer": disclose(reminder.buyer, Reader.ACCOUNTING),
        "mediator": disclose(reminder.mediator, Reader.SPONSOR) if reminder.mediator else None,
    }


def render_letter(
    reminder: Reminder, *, accent: str, specimen: bool, templates: Path | None = None
) -> Rendered:
    """Render the letter in the language of its invoice, dated on its day.

    `accent` is the colour of the practice, `templates` the folder of the coach's own templates.
    Raises InvalidDataError for a fault in one of them.
    """
    view = view_letter(reminder)
    code = draw_transfer(
        view["seller_name"],
        view["seller"]["bank"],
        amount=view["asked"],
        reference=view["number"],
    )
    return render_typst_page(
        open_templates(reminder.lateness.paper.language, templates),
        "letter.typ.j2",
        view | {"qr": code, "specimen": specimen},
        accent=accent,
        author=view["seller_name"],
        on=view["on"],
    )


def compose_letter_mail(reminder: Reminder, templates: Path | None = None) -> str:
    """Return the e-mail for the letter: its subject, an empty line, its text."""
    found = open_templates(reminder.lateness.paper.language, templates)
    return render_text(found, "letter-mail.txt.j2", view_letter(reminder))

"""The letter of a reminder, about one paper or several, and the text of the e-mail for it.

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
from phmcoach.domain.values.money import total


def view_letter(reminder: Reminder) -> View:
    """Compose the view, in euros with VAT; only a formal notice has the cost of lateness."""
    return _view_claim(reminder) | _view_parties(reminder)


def view_letters(reminder: Reminder) -> View:
    """Compose the view of a letter about several papers.

    `main` are those at the level of the letter, `rest` those that it only mentions.
    """
    claims = [_view_claim(each) for each in (reminder, *reminder.others)]
    main = [each for each in claims if each["level"] == reminder.level]
    return _view_parties(reminder) | {
        "level": reminder.level,
        "on": reminder.lateness.as_of,
        "reply_by": reminder.reply_by,
        "main": main,
        "rest": claims[len(main) :],
        "asked": total(each["asked"] for each in main),
        "total": reminder.total,
        "compensation": total(each["compensation"] for each in main),
        "number": ", ".join(each["number"] for each in claims),
    }


def _view_claim(reminder: Reminder) -> View:
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
    }


def _view_parties(reminder: Reminder) -> View:
    paper = reminder.lateness.paper
    return {
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
    name, view = _compose(reminder)
    code = draw_transfer(
        view["seller_name"],
        view["seller"]["bank"],
        amount=reminder.total,
        reference=view["number"],
    )
    return render_typst_page(
        open_templates(reminder.lateness.paper.language, templates),
        f"{name}.typ.j2",
        view | {"qr": code, "specimen": specimen},
        accent=accent,
        author=view["seller_name"],
        on=view["on"],
    )


def compose_letter_mail(reminder: Reminder, templates: Path | None = None) -> str:
    """Return the e-mail for the letter: its subject, an empty line, its text."""
    found = open_templates(reminder.lateness.paper.language, templates)
    name, view = _compose(reminder)
    return render_text(found, f"{name}-mail.txt.j2", view)


def _compose(reminder: Reminder) -> tuple[str, View]:
    """Return the name of the template of a letter, and what it is given."""
    if reminder.others:
        return "letter-several", view_letters(reminder)
    return "letter", view_letter(reminder)

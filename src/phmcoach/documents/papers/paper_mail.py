"""The text of an e-mail for an issued paper or about a withdrawal, in the client's language."""

from decimal import Decimal
from pathlib import Path

from phmcoach.documents.engine.jinja import render_text
from phmcoach.documents.engine.templates import open_templates
from phmcoach.documents.papers.page import view_sender
from phmcoach.domain.base import Reader
from phmcoach.domain.case import Case
from phmcoach.domain.contract.withdrawal import refund_due_on
from phmcoach.domain.disclosure import disclose
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.quote import Quote
from phmcoach.domain.records.practice import Practice


def compose_paper_mail(
    paper: Invoice | Quote, *, outstanding: Decimal = Decimal(0), templates: Path | None = None
) -> str:
    """Return the e-mail: its subject, an empty line, its text.

    `outstanding` is the amount left to pay on an invoice today. Raises InvalidDataError for a
    fault in the coach's own template.
    """
    values: dict[str, object] = {
        "number": paper.number,
        "issued_on": paper.issued_on,
        "total": paper.total_gross,
        **view_sender(paper.seller, paper.language),
        "address": disclose(paper.seller.address, Reader.ACCOUNTING),
        "phone": paper.seller.phone,
    }
    if isinstance(paper, Quote):
        values |= {"type": "quote", "until": paper.valid_until, "contract": None}
    else:
        values |= {
            "type": paper.type,
            "contract": paper.contract_reference,
            "until": paper.due_on,
            "amount_due": outstanding,
            "nothing_due": outstanding <= 0,
            "corrects": paper.corrects.number if paper.corrects else None,
        }
    return render_text(open_templates(paper.language, templates), "mail.txt.j2", values)


def compose_withdrawal_mail(
    case: Case, practice: Practice, *, templates: Path | None = None
) -> str:
    """Return the e-mail about a recorded withdrawal: its subject, an empty line, its text.

    A trader confirms it without delay on a durable medium (C. conso. L221-21). Raises
    InvalidDataError for a fault in the coach's own template.
    """
    language, outcome = case.client.language, case.engagement.outcome
    values: dict[str, object] = {
        "contract": case.paper_reference,
        "signed_on": case.contracted_on,
        "on": outcome.ended_on,
        "informed": outcome.withdrawal == "informed",
        "refund_by": refund_due_on(case),
        **view_sender(practice, language),
        "address": disclose(practice.address, Reader.SPONSOR),
        "phone": practice.phone,
    }
    return render_text(open_templates(language, templates), "withdrawal-mail.txt.j2", values)

"""The text of an e-mail with papers or about a withdrawal, in the client's language."""

from collections.abc import Sequence
from datetime import date
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
from phmcoach.words import Language, MailedPaper, ReportReader


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


def compose_engagement_mail(
    case: Case,
    practice: Practice,
    paper: MailedPaper,
    reader: ReportReader,
    *,
    number: int | None = None,
    signed_on: date | None = None,
    apart: bool = False,
    templates: Path | None = None,
) -> str:
    """Return the e-mail with a paper of an engagement: its subject, an empty line, its text.

    It names the contract and no person: an accounts department may read it. `number` is that of an
    amendment; `apart` says that papers are attached which the organisation does not get. Raises
    InvalidDataError for a fault in the coach's own template.
    """
    language = case.client.language
    values: dict[str, object] = {
        "paper": paper,
        "reader": reader,
        "private": case.private,
        "contract": case.paper_reference,
        "number": number,
        "signed_on": signed_on,
        "apart": apart,
        **_signature(practice, language),
    }
    return render_text(open_templates(language, templates), "paper-mail.txt.j2", values)


def compose_month_mail(
    papers: Sequence[tuple[Invoice, Decimal]],
    practice: Practice,
    month: date,
    *,
    templates: Path | None = None,
) -> str:
    """Return the e-mail with the invoices of a client of a month, each with what is left to pay.

    Raises InvalidDataError for a fault in the coach's own template.
    """
    language = papers[0][0].language
    values: dict[str, object] = {
        "month": month,
        "papers": [
            {
                "type": paper.type,
                "number": paper.number,
                "contract": paper.contract_reference,
                "until": paper.due_on,
                "amount_due": left,
                "nothing_due": left <= 0,
            }
            for paper, left in papers
        ],
        **_signature(practice, language),
    }
    return render_text(open_templates(language, templates), "month-mail.txt.j2", values)


def _signature(practice: Practice, language: Language) -> dict[str, object]:
    """Return who signs an e-mail, for its template."""
    return {
        **view_sender(practice, language),
        "address": disclose(practice.address, Reader.SPONSOR),
        "phone": practice.phone,
    }


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
        **_signature(practice, language),
    }
    return render_text(open_templates(language, templates), "withdrawal-mail.txt.j2", values)

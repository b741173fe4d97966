"""The text of an e-mail for an issued paper, in the language of the paper."""

from decimal import Decimal
from pathlib import Path

from phmcoach.documents.engine.jinja import render_text
from phmcoach.documents.engine.templates import open_templates
from phmcoach.documents.papers.page import view_sender
from phmcoach.domain.base import Reader
from phmcoach.domain.disclosure import disclose
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.quote import Quote


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

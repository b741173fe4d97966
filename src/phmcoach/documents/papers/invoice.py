"""The invoice, from its snapshot alone: what is printed is what the ledger keeps."""

from dataclasses import fields, replace
from pathlib import Path

from phmcoach.documents.engine.jinja import render_typst
from phmcoach.documents.engine.rendered import Rendered, typeset
from phmcoach.documents.engine.templates import Templates, open_templates
from phmcoach.documents.papers.facturx import attach_xml, declare_facturx, render_xml
from phmcoach.documents.papers.invoice_view import InvoiceView, view_invoice
from phmcoach.documents.papers.qr import draw_qr, transfer_payload
from phmcoach.domain.money.invoice import Invoice


def render_invoice(
    invoice: Invoice, *, accent: str, draft: bool, templates: Path | None = None
) -> Rendered:
    """Render an invoice, dated on its day of issue.

    `accent` is the practice's colour (`#rrggbb`), `templates` the folder of the coach's own. A
    draft has no number, no payment code and no e-invoice inside; a document to issue has its
    number. Raises InvalidDataError for a fault of an own template.
    """
    if draft == (invoice.number is not None):
        message = "a draft has no number, and an invoice has one"
        raise ValueError(message)
    found = open_templates(invoice.language, templates)
    source = _source(invoice, found, accent=accent, draft=draft)
    if draft:
        return typeset(source, on=invoice.issued_on, templates=found)
    xml = render_xml(invoice)
    whole = typeset(source + attach_xml(xml), on=invoice.issued_on, templates=found)
    return replace(whole, pdf=declare_facturx(whole.pdf), source=source, xml=xml)


def render_duplicate(invoice: Invoice, *, accent: str, templates: Path | None = None) -> Rendered:
    """Render an issued invoice once more, marked as a duplicate, dated on its day of issue.

    There is no e-invoice inside: a platform would take it for a second original. Raises as
    `render_invoice` does.
    """
    if invoice.number is None:
        message = "only what was issued has a duplicate"
        raise ValueError(message)
    found = open_templates(invoice.language, templates)
    source = _source(invoice, found, accent=accent, duplicate=True)
    return typeset(source, on=invoice.issued_on, templates=found)


def _source(
    invoice: Invoice,
    found: Templates,
    *,
    accent: str,
    draft: bool = False,
    duplicate: bool = False,
) -> str:
    view = view_invoice(invoice)
    values: dict[str, object] = {field.name: getattr(view, field.name) for field in fields(view)}
    return render_typst(
        found,
        "invoice.typ.j2",
        values
        | {
            "accent": accent,
            "author": view.seller_name,
            "draft": draft,
            "duplicate": duplicate,
            "on": view.issued_on,
            "language": invoice.language,
            "qr": _transfer_code(view),
        },
    )


def _transfer_code(view: InvoiceView) -> str | None:
    """Return the payment code as SVG; a draft and a paper that asks for nothing have none."""
    if view.number is None or view.type == "credit" or not view.amount_due:
        return None
    bank = view.seller["bank"]
    payload = transfer_payload(
        name=view.seller_name,
        iban=bank["iban"],
        bic=bank["bic"],
        amount=view.amount_due,
        reference=view.number,
    )
    return draw_qr(payload)

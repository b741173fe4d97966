"""The invoice, rendered from its snapshot in the ledger alone."""

from pathlib import Path

from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.engine.templates import open_templates
from phmcoach.documents.papers.facturx import attach_xml, declare_facturx, render_xml
from phmcoach.documents.papers.invoice_view import view_invoice
from phmcoach.documents.papers.page import View, render_typst_page
from phmcoach.documents.papers.qr import draw_transfer
from phmcoach.domain.money.invoice import Invoice
from phmcoach.value import replace


def render_invoice(
    invoice: Invoice, *, accent: str, draft: bool, templates: Path | None = None
) -> Rendered:
    """Render an invoice, dated on its day of issue.

    `accent` is the colour of the practice (`#rrggbb`), `templates` the folder of the coach's own
    templates. A draft has no number, payment code or embedded e-invoice; a document to issue has
    its number. Raises InvalidDataError for a fault in the coach's own template.
    """
    if draft == (invoice.number is not None):
        message = "a draft has no number, and an invoice has one"
        raise ValueError(message)
    if draft:
        return _render(invoice, templates, accent=accent, draft=True)
    xml = render_xml(invoice)
    made = _render(invoice, templates, accent=accent, attachment=attach_xml(xml))
    return replace(made, pdf=declare_facturx(made.pdf), xml=xml)


def render_duplicate(invoice: Invoice, *, accent: str, templates: Path | None = None) -> Rendered:
    """Render an issued invoice once more, marked as a duplicate, dated on its day of issue.

    It embeds no e-invoice, because a platform would take it for a second original. Raises what
    `render_invoice` raises.
    """
    if invoice.number is None:
        message = "a draft has no duplicate"
        raise ValueError(message)
    return _render(invoice, templates, accent=accent, duplicate=True)


def _render(
    invoice: Invoice,
    templates: Path | None,
    *,
    accent: str,
    draft: bool = False,
    duplicate: bool = False,
    attachment: str = "",
) -> Rendered:
    view = view_invoice(invoice)
    return render_typst_page(
        open_templates(invoice.language, templates),
        "invoice.typ.j2",
        view | {"draft": draft, "duplicate": duplicate, "qr": _transfer_code(view)},
        accent=accent,
        author=view["seller_name"],
        on=invoice.issued_on,
        attachment=attachment,
    )


def _transfer_code(view: View) -> str | None:
    """Return the payment code as SVG, or None for a draft or if there is nothing to pay."""
    if view["number"] is None or view["type"] == "credit" or not view["amount_due"]:
        return None
    return draw_transfer(
        view["seller_name"],
        view["seller"]["bank"],
        amount=view["amount_due"],
        reference=view["number"],
    )

"""The quote, rendered from its snapshot in the ledger alone."""

from pathlib import Path

from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.engine.templates import open_templates
from phmcoach.documents.papers.page import View, render_typst_page, view_sender
from phmcoach.domain.base import Reader
from phmcoach.domain.contract.withdrawal import gives_right
from phmcoach.domain.disclosure import disclose
from phmcoach.domain.money.quote import Quote
from phmcoach.errors import Problem


def view_quote(quote: Quote) -> View:
    """Compose the view of a quote for the client; nothing is paid or deducted in it.

    `unit_price` and `amount` of a line are in the price basis of the quote.
    """
    seen = disclose(quote, Reader.SPONSOR)
    return {
        **seen,
        **view_sender(quote.seller, quote.language),
        "lines": tuple({**line, "days": ()} for line in seen["lines"]),
        "amount_due": quote.total_gross,
        "carried_over": None,
        "mentions": tuple(mention["text"] for mention in seen["mentions"]),
        "deductions": (),
        "paid": None,
        "withdrawable": gives_right(quote, private=quote.buyer.kind == "private"),
    }


def render_quote(
    quote: Quote, *, accent: str, duplicate: bool = False, templates: Path | None = None
) -> Rendered:
    """Render a quote in its language, dated on its day of issue; a `duplicate` is marked as one.

    `accent` is the colour of the practice (`#rrggbb`), `templates` the folder of the coach's own
    templates. It warns if a quote for a consumer names no mediator (C. conso. L616-1). Raises
    InvalidDataError for a fault in the coach's own template.
    """
    view = view_quote(quote)
    unnamed = quote.buyer.kind == "private" and quote.mediator is None
    return render_typst_page(
        open_templates(quote.language, templates),
        "quote.typ.j2",
        view | {"duplicate": duplicate},
        accent=accent,
        author=view["seller_name"],
        on=quote.issued_on,
        warnings=(Problem("documents.no-mediator"),) if unnamed else (),
    )

"""The quote, from its snapshot alone: what is printed is what the client can accept years later."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from phmcoach.documents.engine.jinja import render_typst
from phmcoach.documents.engine.rendered import Rendered, typeset
from phmcoach.documents.engine.templates import open_templates
from phmcoach.domain.base import Reader
from phmcoach.domain.disclosure import Disclosed, disclose
from phmcoach.domain.money.invoice import PriceBasis
from phmcoach.domain.money.quote import Quote, QuoteLine
from phmcoach.errors import Problem
from phmcoach.words import BillingPlan, Conclusion


@dataclass(frozen=True)
class QuotedLine:
    """One printed line; `unit_price` and `amount` are in the price basis of the quote."""

    designation: str
    minutes: int | None
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    vat_rate: Decimal
    days: tuple[date, ...] = ()


@dataclass(frozen=True)
class QuoteView:
    """Everything that the template of a quote can print."""

    number: str | None
    specimen: bool
    issued_on: date
    valid_until: date
    price_basis: PriceBasis
    sessions: int
    session_minutes: int
    start_on: date
    end_on: date
    place: str | None
    concluded: Conclusion
    plan: BillingPlan
    schedule: tuple[Decimal, ...]
    monthly: bool
    late_cancel_percent: Decimal
    notice_hours: int
    payment_days: int
    seller: Disclosed
    seller_name: str
    buyer: Disclosed
    mediator: Disclosed | None
    lines: tuple[QuotedLine, ...]
    vat: tuple[Disclosed, ...]
    total_net: Decimal
    total_vat: Decimal
    total_gross: Decimal
    amount_due: Decimal
    mentions: tuple[str, ...]
    deductions: tuple[Disclosed, ...] = ()
    paid: Disclosed | None = None


def view_quote(quote: Quote) -> QuoteView:
    """Compose the view of a quote, which the client reads; nothing of it was paid or deducted."""
    seen = disclose(quote, Reader.SPONSOR)
    made: dict[str, Any] = {
        "seller_name": f"{quote.seller.name} EI",
        "lines": tuple(_line(line) for line in quote.lines),
        "amount_due": quote.total_gross,
        "mentions": tuple(mention.text for mention in quote.mentions),
        "deductions": (),
        "paid": None,
    }
    kept = {field.name: seen[field.name] for field in fields(QuoteView) if field.name not in made}
    return QuoteView(**kept, **made)


def render_quote(quote: Quote, *, accent: str, templates: Path | None = None) -> Rendered:
    """Render a quote in its language, dated on its day of issue.

    `accent` is the practice's colour (`#rrggbb`), `templates` the folder of the coach's own. It
    warns where a consumer's mediator is not known (C. conso. L616-1). Raises InvalidDataError for
    a fault of an own template.
    """
    view = view_quote(quote)
    found = open_templates(quote.language, templates)
    values: dict[str, object] = {field.name: getattr(view, field.name) for field in fields(view)}
    source = render_typst(
        found,
        "quote.typ.j2",
        values
        | {
            "accent": accent,
            "author": view.seller_name,
            "on": view.issued_on,
            "language": quote.language,
        },
    )
    unnamed = view.buyer["kind"] == "private" and view.mediator is None
    warnings = (Problem("documents.no-mediator"),) if unnamed else ()
    return typeset(source, on=view.issued_on, templates=found, warnings=warnings)


def _line(line: QuoteLine) -> QuotedLine:
    return QuotedLine(
        designation=line.designation,
        minutes=line.minutes,
        quantity=line.quantity,
        unit_price=line.unit_price,
        amount=line.amount,
        vat_rate=line.vat_rate,
    )

"""What the template of an invoice is given: the snapshot, less what this paper must not say.

The ledger keeps the day of each session, because billing is checked against it. The paper goes to
an accounts department, so the days are in the view only where the contract opens them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from phmcoach.domain.base import Reader
from phmcoach.domain.disclosure import Disclosed, disclose
from phmcoach.domain.money.invoice import Invoice, InvoiceLine, PriceBasis
from phmcoach.words import DocumentType


@dataclass(frozen=True)
class LineView:
    """One printed line; `unit_price` and `amount` are in the price basis of the invoice."""

    designation: str
    days: tuple[date, ...]
    minutes: int | None
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    vat_rate: Decimal


@dataclass(frozen=True)
class InvoiceView:
    """Everything that the template of an invoice can print.

    `place` and `remote` (whether there were sessions at a distance) are a consumer's alone.
    """

    type: DocumentType
    number: str | None
    specimen: bool
    contract_signed_on: date
    quote: str | None
    issued_on: date
    due_on: date
    start_on: date
    end_on: date
    place: str | None
    remote: bool
    purchase_order: str | None
    contract_number: str | None
    reason: str | None
    corrects: Disclosed | None
    paid: Disclosed | None
    price_basis: PriceBasis
    seller: Disclosed
    seller_name: str
    buyer: Disclosed
    lines: tuple[LineView, ...]
    vat: tuple[Disclosed, ...]
    total_net: Decimal
    total_vat: Decimal
    total_gross: Decimal
    deductions: tuple[Disclosed, ...]
    amount_due: Decimal
    mentions: tuple[str, ...]


def view_invoice(invoice: Invoice) -> InvoiceView:
    """Compose the view of an invoice. The seller's name touches "EI" (C. com. R526-27)."""
    seen = disclose(invoice, Reader.ACCOUNTING)
    return InvoiceView(
        type=seen["type"],
        number=seen["number"],
        specimen=seen["specimen"],
        contract_signed_on=seen["contract_signed_on"],
        quote=seen["quote"],
        issued_on=seen["issued_on"],
        due_on=seen["due_on"],
        start_on=seen["start_on"],
        end_on=seen["end_on"],
        place=seen["place"],
        remote=_is_remote(invoice),
        purchase_order=seen["purchase_order"],
        contract_number=seen["contract_number"],
        reason=seen["reason"],
        corrects=seen["corrects"],
        paid=seen["paid"],
        price_basis=seen["price_basis"],
        seller=seen["seller"],
        seller_name=f"{seen['seller']['name']} EI",
        buyer=seen["buyer"],
        lines=tuple(_line(line, days=invoice.prints_session_dates) for line in invoice.lines),
        vat=seen["vat"],
        total_net=seen["total_net"],
        total_vat=seen["total_vat"],
        total_gross=seen["total_gross"],
        deductions=tuple(
            {**deduction, "gross": deduction["net"] + deduction["vat"]}
            for deduction in seen["deductions"]
        ),
        amount_due=invoice.amount_due,
        mentions=tuple(mention["text"] for mention in seen["mentions"]),
    )


def _is_remote(invoice: Invoice) -> bool:
    types = {session.type for line in invoice.lines for session in line.sessions}
    return invoice.buyer.kind == "private" and not types.isdisjoint(("video", "phone"))


def _line(line: InvoiceLine, *, days: bool) -> LineView:
    return LineView(
        designation=line.designation,
        days=tuple(sorted({session.on for session in line.sessions})) if days else (),
        minutes=line.minutes,
        quantity=line.quantity,
        unit_price=line.unit_price,
        amount=line.amount,
        vat_rate=line.vat_rate,
    )

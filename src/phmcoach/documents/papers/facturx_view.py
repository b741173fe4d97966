"""The business terms of the e-invoice, as EN 16931 and the French rules define them.

A platform reads these terms and a person reads the paper, so both come from the same snapshot. The
French rules (XP Z12-012) define the process, the notes and the electronic addresses.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from phmcoach.documents.engine.countries import name_country
from phmcoach.documents.papers.invoice_view import view_invoice
from phmcoach.documents.papers.page import View
from phmcoach.domain.money.invoice import Buyer, Invoice, InvoiceLine
from phmcoach.domain.values.money import round_cents
from phmcoach.i18n import Translator
from phmcoach.words import PaymentMethod

TYPE_CODES = {"invoice": "380", "deposit": "386", "credit": "381"}
CREDIT_OF_DEPOSIT = "503"

PAYMENT_CODES: dict[PaymentMethod, str] = {
    "transfer": "58",
    "card": "48",
    "cheque": "20",
    "cash": "10",
}
"""UNTDID 4461; 58 is a SEPA credit transfer."""

NOTE_CODES = {
    "no-discount": "AAB",
    "late-penalties": "PMD",
    "late-penalties-public": "PMD",
    "recovery-indemnity": "PMT",
    "recovery-indemnity-public": "PMT",
}
"""The subject codes of the notes required for businesses, by the id of the mention."""

REQUIRED_NOTES = ("PMT", "PMD", "AAB")
"""The notes required once in every e-invoice, even for a consumer (BR-FR-05)."""

AUDIENCES = {"company-fr": "B2B", "public": "B2B", "company-eu": "B2BINT", "private": "B2C"}
"""The text of the note BAR: the reporting channel of the State for each kind of client.

An association is in the directory of platforms if it has a SIREN; else it is reported as a person.
"""


def view_terms(invoice: Invoice) -> View:
    """Compose the business terms of an issued document: the view of its paper, with codes.

    `unit_price` of a line is without VAT, for `price_base` of its `unit`. `tax_number` identifies a
    seller without a VAT number (BT-32). `references` are the corrected or replaced document and
    the deducted deposits (BG-3).
    """
    view = view_invoice(invoice)
    company, legal = invoice.seller.company, view["legal"]
    references, others = _references(invoice, view)
    paid = invoice.paid
    method: PaymentMethod = paid.method if paid else "transfer"
    is_carried = _is_carried_over(invoice)
    return {
        **view,
        "due_on": invoice.issued_on if is_carried else invoice.due_on,
        "process": _process(invoice),
        "type_code": _type_code(invoice),
        "delivered_on": _delivered_on(invoice),
        "notes": _notes(invoice, others),
        "lines": tuple(
            {
                **printed,
                **_measure(invoice, line),
                "category": _category(invoice, line),
            }
            for printed, line in zip(view["lines"], invoice.lines, strict=True)
        ),
        "seller": {
            **view["seller"],
            "name": view["seller_name"],
            "siren": invoice.seller.siren,
            "contact": company.represented_by if company else invoice.seller.name,
            "legal": f"{legal.capital} – {legal.register}" if legal else None,
            "rna": None,
            **_endpoint(invoice.seller.electronic_address or f"0225:{invoice.seller.siren}"),
            "tax_number": None if invoice.seller.vat_number else invoice.seller.siren,
        },
        "buyer": {
            **view["buyer"],
            **_endpoint(_address_of(invoice.buyer)),
            "email": invoice.buyer.billing_email or invoice.buyer.email,
            "trade_name": None,
            "legal": None,
            "phone": None,
            "tax_number": None,
        },
        "payment_code": PAYMENT_CODES[method],
        "bank": view["seller"]["bank"] if method == "transfer" else None,
        "prepaid": invoice.prepaid,
        "references": references,
    }


def _references(invoice: Invoice, view: View) -> tuple[tuple[View, ...], tuple[View, ...]]:
    """Return the corrected or replaced paper and the deducted deposits; Chorus Pro takes one.

    A public body's e-invoice names the first (BR-FR-CPRO-20), and the others, returned apart, in a
    note; its paper shows all.
    """
    before = (each for each in (view["corrects"], view["replaces"]) if each)
    found = (*before, *view["deductions"])
    first = 1 if invoice.buyer.kind == "public" else len(found)
    return found[:first], found[first:]


def _delivered_on(invoice: Invoice) -> date:
    """Return the day of the last session if the contract discloses it, else that of the period."""
    days = [session.on for line in invoice.lines for session in line.sessions]
    return max(days) if days and invoice.prints_session_dates else invoice.end_on


def _is_carried_over(invoice: Invoice) -> bool:
    """Whether the payment of another paper counts for all of this one, which is due when issued."""
    return bool(invoice.carried_over) and not invoice.amount_due


def _process(invoice: Invoice) -> str:
    """Return the business process: services, already paid, or final after deposits."""
    if invoice.paid or _is_carried_over(invoice):
        return "S2"
    return "S4" if invoice.deductions else "S1"


def _type_code(invoice: Invoice) -> str:
    if invoice.corrects and invoice.corrects.type == "deposit":
        return CREDIT_OF_DEPOSIT
    return TYPE_CODES[invoice.type]


def _notes(invoice: Invoice, others: tuple[View, ...]) -> tuple[View, ...]:
    """Return the notes, each with the code of its subject, if it has one (BG-1).

    `others` are the preceding invoices that the references leave out.
    """
    tr = Translator(invoice.language)
    notes = [(mention.text, NOTE_CODES.get(mention.id)) for mention in invoice.mentions]
    if others:
        named = [
            tr.text("paper.of-day", number=each["number"], on=each["issued_on"]) for each in others
        ]
        notes.append((tr.text("paper.other-preceding", papers=named), None))
    if invoice.reason:
        notes.insert(0, (invoice.reason, None))
    known = {code for _, code in notes}
    absent = tr.text("paper.not-for-consumers")
    notes.extend((absent, code) for code in REQUIRED_NOTES if code not in known)
    if (billed := invoice.buyer.billing_address) is not None:
        country = name_country(billed.country, invoice.language)
        lines = f"{billed.street}, {billed.postcode} {billed.city}, {country}"
        notes.append((tr.text("paper.billed-at", address=lines), None))
    audience = "B2B" if invoice.buyer.siren else "B2C"
    notes.append((AUDIENCES.get(invoice.buyer.kind, audience), "BAR"))
    return tuple({"text": text, "code": code} for text, code in notes)


def _measure(invoice: Invoice, line: InvoiceLine) -> View:
    """Return the quantity, its unit and its price without VAT, of which the product is the amount.

    50 minutes are no exact number of hours: they are stated in minutes, at the price of 60. A share
    that was rounded on its own is one piece at its amount.
    """
    whole: View = {"quantity": Decimal(1), "unit": "C62", "price_base": 1, "unit_price": line.net}
    measures: list[tuple[Decimal, str, int]] = [(line.quantity, "C62", 1)]
    if line.minutes:
        measures = [(line.quantity, "HUR", 1), (Decimal(line.minutes), "MIN", 60)]
    for quantity, unit, base in measures:
        price = line.unit_price
        if invoice.price_basis == "gross" and quantity:
            price = (line.net * base / quantity).quantize(Decimal("0.000001"), ROUND_HALF_UP)
        if round_cents(quantity * price / base) == line.net:
            return {"quantity": quantity, "unit": unit, "price_base": base, "unit_price": price}
    return whole


def _category(invoice: Invoice, line: InvoiceLine) -> str:
    (category,) = {group.category for group in invoice.vat if group.rate == line.vat_rate}
    return category


def _endpoint(address: str | None) -> View:
    """Return an electronic address and its scheme."""
    scheme, _, value = (address or "").partition(":")
    return {"endpoint": value or None, "endpoint_scheme": scheme or None}


def _address_of(buyer: Buyer) -> str | None:
    """Return the buyer's electronic address: their own, else the SIREN, else the e-mail address."""
    if buyer.electronic_address or buyer.siren:
        return buyer.electronic_address or f"0225:{buyer.siren}"
    return f"EM:{buyer.email}" if buyer.email else None

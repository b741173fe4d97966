"""What the e-invoice says, term by term, as EN 16931 and the French rules on it want it.

A platform reads these terms where a person reads the paper, so each comes from the same snapshot.
The French rules (XP Z12-012) decide the process, the notes and the electronic addresses.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from phmcoach.domain.money.invoice import Buyer, Invoice, InvoiceLine, Seller
from phmcoach.domain.records.practice import Address
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
"""The subject codes of the notes that a business must find, by the id of the mention."""

REQUIRED_NOTES = ("PMT", "PMD", "AAB")
"""What every e-invoice says once, even to a consumer, whose paper says none of it (BR-FR-05)."""

AUDIENCES = {"company-fr": "B2B", "public": "B2B", "company-eu": "B2BINT", "private": "B2C"}
"""What the note BAR says: which of the State's channels the invoice belongs to."""


@dataclass(frozen=True)
class Note:
    """A note and the code of its subject, if it has one (BG-1)."""

    text: str
    code: str | None


@dataclass(frozen=True)
class Party:
    """Seller or buyer; `endpoint` is his electronic address, `tax_number` a seller's BT-32."""

    name: str
    trade_name: str | None
    siret: str | None
    siren: str | None
    contact: str | None
    phone: str | None
    email: str | None
    address: Address
    endpoint: str | None
    endpoint_scheme: str | None
    vat_number: str | None
    tax_number: str | None


@dataclass(frozen=True)
class LineTerms:
    """One line; `unit_price` is without VAT, with as many decimals as it needs, six at most."""

    designation: str
    unit_price: str
    quantity: str
    unit: str
    category: str
    rate: str
    start_on: date
    end_on: date
    net: str


@dataclass(frozen=True)
class TaxTerms:
    """The breakdown of VAT (BG-23)."""

    category: str
    rate: str
    base: str
    vat: str
    exemption_code: str | None
    exemption_text: str | None


@dataclass(frozen=True)
class Reference:
    """An earlier document: what a credit note takes back, or a deposit that is deducted (BG-3)."""

    number: str
    issued_on: date


@dataclass(frozen=True)
class InvoiceTerms:
    """Everything that the template of the e-invoice can write."""

    process: str
    number: str
    type_code: str
    issued_on: date
    due_on: date
    start_on: date
    end_on: date
    delivered_on: date
    notes: tuple[Note, ...]
    lines: tuple[LineTerms, ...]
    buyer_reference: str | None
    seller: Party
    buyer: Party
    purchase_order: str | None
    contract_number: str | None
    payment_code: str
    iban: str | None
    bic: str | None
    vat: tuple[TaxTerms, ...]
    total_net: str
    total_vat: str
    total_gross: str
    prepaid: str
    amount_due: str
    references: tuple[Reference, ...]


def view_terms(invoice: Invoice) -> InvoiceTerms:
    """Compose the business terms of an issued document."""
    paid, bank = invoice.paid, invoice.seller.bank
    method: PaymentMethod = paid.method if paid else "transfer"
    by_transfer = method == "transfer"
    return InvoiceTerms(
        process=_process(invoice),
        number=invoice.number or "",
        type_code=_type_code(invoice),
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        start_on=invoice.start_on,
        end_on=invoice.end_on,
        delivered_on=_delivered_on(invoice),
        notes=_notes(invoice),
        lines=tuple(_line(invoice, line) for line in invoice.lines),
        buyer_reference=invoice.buyer.service_code,
        seller=_seller(invoice.seller),
        buyer=_buyer(invoice.buyer),
        purchase_order=invoice.purchase_order,
        contract_number=invoice.contract_number,
        payment_code=PAYMENT_CODES[method],
        iban=bank.iban if by_transfer else None,
        bic=bank.bic if by_transfer else None,
        vat=tuple(
            TaxTerms(
                category=group.category,
                rate=_plain(group.rate),
                base=_amount(group.base),
                vat=_amount(group.vat),
                exemption_code=group.exemption_code,
                exemption_text=group.exemption_text,
            )
            for group in invoice.vat
        ),
        total_net=_amount(invoice.total_net),
        total_vat=_amount(invoice.total_vat),
        total_gross=_amount(invoice.total_gross),
        prepaid=_amount(invoice.prepaid),
        amount_due=_amount(invoice.amount_due),
        references=_references(invoice),
    )


def _delivered_on(invoice: Invoice) -> date:
    """Return the day of the last session, where the contract opens it, else the period's last."""
    days = [session.on for line in invoice.lines for session in line.sessions]
    return max(days) if days and invoice.prints_session_dates else invoice.end_on


def _process(invoice: Invoice) -> str:
    """Return the business process: services, paid already, or final after deposits."""
    if invoice.paid:
        return "S2"
    return "S4" if invoice.deductions else "S1"


def _type_code(invoice: Invoice) -> str:
    if invoice.corrects and invoice.corrects.type == "deposit":
        return CREDIT_OF_DEPOSIT
    return TYPE_CODES[invoice.type]


def _notes(invoice: Invoice) -> tuple[Note, ...]:
    notes = [Note(mention.text, NOTE_CODES.get(mention.id)) for mention in invoice.mentions]
    if invoice.reason:
        notes.insert(0, Note(invoice.reason, None))
    known = {note.code for note in notes}
    absent = Translator(invoice.language).text("paper.not-for-consumers")
    notes.extend(Note(absent, code) for code in REQUIRED_NOTES if code not in known)
    return (*notes, Note(AUDIENCES[invoice.buyer.kind], "BAR"))


def _references(invoice: Invoice) -> tuple[Reference, ...]:
    taken = tuple(Reference(each.number, each.issued_on) for each in invoice.deductions)
    if invoice.corrects is None:
        return taken
    return (Reference(invoice.corrects.number, invoice.corrects.issued_on), *taken)


def _line(invoice: Invoice, line: InvoiceLine) -> LineTerms:
    (category,) = {group.category for group in invoice.vat if group.rate == line.vat_rate}
    price = line.unit_price
    if invoice.price_basis == "gross" and line.quantity:
        price = (line.net / line.quantity).quantize(Decimal("0.000001"), ROUND_HALF_UP)
    return LineTerms(
        designation=line.designation,
        unit_price=_plain(price),
        quantity=_plain(line.quantity),
        unit="HUR" if line.minutes else "C62",
        category=category,
        rate=_plain(line.vat_rate),
        start_on=line.start_on,
        end_on=line.end_on,
        net=_amount(line.net),
    )


def _seller(seller: Seller) -> Party:
    return Party(
        name=f"{seller.name} EI",
        trade_name=seller.trade_name,
        siret=seller.siret,
        siren=seller.siren,
        contact=seller.name,
        phone=seller.phone,
        email=seller.email,
        address=seller.address,
        endpoint=seller.siren,
        endpoint_scheme="0225",
        vat_number=seller.vat_number,
        tax_number=None if seller.vat_number else seller.siren,
    )


def _buyer(buyer: Buyer) -> Party:
    endpoint, scheme = (buyer.siren, "0225") if buyer.siren else (buyer.email, "EM")
    return Party(
        name=buyer.name,
        trade_name=None,
        siret=buyer.siret,
        siren=buyer.siren,
        contact=buyer.contact,
        phone=None,
        email=buyer.email,
        address=buyer.address,
        endpoint=endpoint,
        endpoint_scheme=scheme if endpoint else None,
        vat_number=buyer.vat_number,
        tax_number=None,
    )


def _amount(value: Decimal) -> str:
    return f"{value:.2f}"


def _plain(value: Decimal) -> str:
    """Write a number without an exponent and without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

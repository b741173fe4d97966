"""An invoice as it is issued: a snapshot that needs no other file.

Clients move, rates change and the wording of the law changes, but a sent invoice never does. So an
invoice copies everything that it prints, and an issued one is never computed again. Deposit
invoices and credit notes are types of invoice: the same paper with another title, numbered in the
same series.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from phmcoach.domain.base import ACCOUNTING, Day, Line, Minutes, Money, Percent, Record, Slug
from phmcoach.domain.records.billing import Bank
from phmcoach.domain.records.company import Company, printed_name
from phmcoach.domain.records.engagement import BilledContract, ContractReference
from phmcoach.domain.records.practice import Address
from phmcoach.domain.values.marks import Check, Limits, ShapeError
from phmcoach.domain.values.money import AMOUNT_LIMIT, total, trim_decimals
from phmcoach.words import (
    ClientKind,
    DocumentType,
    Language,
    PaymentMethod,
    RenewedVat,
    SessionStatus,
    SessionType,
    VatCategory,
    VatRegime,
)

Quantity = Annotated[Decimal, Limits(ge=0, max_digits=12, decimal_places=4)]
"""Hours or pieces, at most four decimals (EN 16931)."""

UnitPrice = Annotated[
    Decimal,
    Limits(ge=0, lt=AMOUNT_LIMIT, decimal_places=6),
    Check(trim_decimals, accepted=trim_decimals),
]
"""Euros for one hour or piece; a percentage can make more than two decimals."""

PaperNumber = Annotated[
    str, Limits(pattern=r"^(SPECIMEN-)?[A-Z0-9]+-[0-9]{4}-[0-9]{4,6}$", max_length=20)
]
"""A document's number, such as F-2026-0007; a specimen of a quote is SPECIMEN-D-2026-0001."""

PriceBasis = Literal["net", "gross"]
"""Whether the agreed prices are without VAT (a business) or with it (a consumer)."""

LineKind = Literal["hours", "reserved", "travel", "package", "instalment"]


class Seller(Record):
    """The coach, with the details that an invoice must state (CGI ann. II 242 nonies A)."""

    name: Annotated[Line, ACCOUNTING]
    trade_name: Annotated[Line | None, ACCOUNTING] = None
    siret: Annotated[str, ACCOUNTING]
    vat_regime: Annotated[VatRegime, ACCOUNTING]
    vat_number: Annotated[str | None, ACCOUNTING] = None
    email: Annotated[Line, ACCOUNTING]
    phone: Annotated[Line | None, ACCOUNTING] = None
    website: Annotated[Line | None, ACCOUNTING] = None
    electronic_address: Annotated[str | None, ACCOUNTING] = None
    address: Annotated[Address, ACCOUNTING]
    company: Annotated[Company | None, ACCOUNTING] = None
    bank: Annotated[Bank, ACCOUNTING]

    @property
    def printed_name(self) -> str:
        """The name as on every paper."""
        return printed_name(self.name, self.company)

    @property
    def siren(self) -> str:
        """The first nine digits of the SIRET."""
        return self.siret[:9]


class Buyer(Record):
    """The client as known on the day of issue."""

    reference: Annotated[Slug, ACCOUNTING]
    kind: Annotated[ClientKind, ACCOUNTING]
    name: Annotated[Line, ACCOUNTING]
    siren: Annotated[str | None, ACCOUNTING] = None
    siret: Annotated[str | None, ACCOUNTING] = None
    rna: Annotated[str | None, ACCOUNTING] = None
    vat_number: Annotated[str | None, ACCOUNTING] = None
    service_code: Annotated[Line | None, ACCOUNTING] = None
    buyer_reference: Annotated[Line | None, ACCOUNTING] = None
    electronic_address: Annotated[str | None, ACCOUNTING] = None
    contact: Annotated[Line | None, ACCOUNTING] = None
    email: Annotated[Line | None, ACCOUNTING] = None
    billing_email: Annotated[Line | None, ACCOUNTING] = None
    address: Annotated[Address, ACCOUNTING]
    billing_address: Annotated[Address | None, ACCOUNTING] = None


class BilledSession(Record):
    """The session as it was billed, so that a later change of it can be detected.

    It stays in the ledger; the invoice prints days only if the contract discloses them.
    """

    id: Annotated[str, ACCOUNTING]
    on: Annotated[Day, ACCOUNTING]
    minutes: Annotated[Minutes, ACCOUNTING]
    type: Annotated[SessionType, ACCOUNTING]
    status: Annotated[SessionStatus, ACCOUNTING]


class InvoiceLine(Record):
    """One line: a month of hours, a travel cost, a package, an instalment of it or a deposit.

    `quantity` × `unit_price` is for people to read; `amount` is exact, computed from the minutes,
    in the price basis of the invoice; `net` is always without VAT. `designation` is the printed
    sentence, empty in a draft and fixed at issue. `part` of `parts` numbers an instalment of a
    package; a deposit has neither. `credits_line` is the number, from 1, of the line that a line of
    a credit note takes back. `given_up` is the amount that credit notes on instalments took off the
    price of a package. `engagement` is whose line it is, if the invoice has several contracts.
    """

    kind: Annotated[LineKind, ACCOUNTING]
    engagement: Annotated[Slug | None, ACCOUNTING] = None
    designation: Annotated[str, ACCOUNTING] = ""
    label: Annotated[Line | None, ACCOUNTING] = None
    start_on: Annotated[Day, ACCOUNTING]
    end_on: Annotated[Day, ACCOUNTING]
    minutes: Annotated[int | None, ACCOUNTING] = None
    percent: Annotated[Percent | None, ACCOUNTING] = None
    part: Annotated[int | None, Limits(ge=1), ACCOUNTING] = None
    parts: Annotated[int | None, Limits(ge=1), ACCOUNTING] = None
    credits_line: Annotated[int | None, Limits(ge=1), ACCOUNTING] = None
    given_up: Annotated[Money | None, ACCOUNTING] = None
    quantity: Annotated[Quantity, ACCOUNTING]
    unit_price: Annotated[UnitPrice, ACCOUNTING]
    amount: Annotated[Money, ACCOUNTING]
    net: Annotated[Money, ACCOUNTING]
    vat_rate: Annotated[Percent, ACCOUNTING]
    sessions: Annotated[tuple[BilledSession, ...], ACCOUNTING] = ()

    @property
    def served_on(self) -> tuple[date, ...]:
        """The days of its services; a package is one service, done with its last session."""
        days = tuple(session.on for session in self.sessions)
        return (max(days),) if days and self.kind == "package" else days


class VatGroup(Record):
    """The VAT of all lines of one category and rate, rounded once (EN 16931, BR-CO-17).

    An exemption has a reason: `exemption_code` is from the VATEX list, `exemption_text` is printed.
    """

    category: Annotated[VatCategory, ACCOUNTING]
    rate: Annotated[Percent, ACCOUNTING]
    base: Annotated[Money, ACCOUNTING]
    vat: Annotated[Money, ACCOUNTING]
    exemption_code: Annotated[Line | None, ACCOUNTING] = None
    exemption_text: Annotated[str | None, ACCOUNTING] = None

    @property
    def gross(self) -> Decimal:
        """Base and VAT together."""
        return self.base + self.vat


class InvoiceMention(Record):
    """A sentence that the paper must carry, word for word; `id` is its id in the law data."""

    id: Annotated[Line, ACCOUNTING]
    text: Annotated[str, ACCOUNTING]


class Corrected(Record):
    """The document that a credit note takes back, wholly or in part, or that another replaces."""

    number: Annotated[PaperNumber, ACCOUNTING]
    issued_on: Annotated[Day, ACCOUNTING]
    type: Annotated[DocumentType, ACCOUNTING]


class Deduction(Record):
    """The part of a paid deposit invoice that this invoice deducts.

    `engagement` is whose deposit it is, if the invoice has several contracts.
    """

    engagement: Annotated[Slug | None, ACCOUNTING] = None
    number: Annotated[PaperNumber, ACCOUNTING]
    issued_on: Annotated[Day, ACCOUNTING]
    net: Annotated[Money, ACCOUNTING]
    vat: Annotated[Money, ACCOUNTING]

    @property
    def gross(self) -> Decimal:
        """The deducted amount with VAT."""
        return self.net + self.vat


class PaidOnIssue(Record):
    """The payment of a whole invoice on its issue, so nothing is left to pay.

    It counts as a receipt like any other: see `receipt_at_issue`.
    """

    received_on: Annotated[Day, ACCOUNTING]
    method: Annotated[PaymentMethod, ACCOUNTING]


class Invoice(Record):
    """An invoice, deposit invoice or credit note; a draft has no number.

    `frees` is true if the content of a credit note can be billed again. `place` is where a
    consumer's sessions took place; invoices to other clients do not state it. `contract_number` is
    the client's own number of the contract, `contract_reference` that of the coach. If
    `names_beneficiary` is None, an earlier version issued it, and its lines name them.
    `contracts` are those of an invoice of several; what it says of one contract is of the first.
    If a deposit is billed anew with the VAT of another regime, its credit note has a `renewed_vat`,
    and so has the paper that `replaces` it, for which `carried_over`, already received, counts.
    """

    type: Annotated[DocumentType, ACCOUNTING] = "invoice"
    number: Annotated[PaperNumber | None, ACCOUNTING] = None
    specimen: Annotated[bool, ACCOUNTING] = False
    language: Annotated[Language, ACCOUNTING] = "fr"
    engagement: Annotated[Slug, ACCOUNTING]
    beneficiary: Annotated[Line, ACCOUNTING]
    contract_reference: Annotated[ContractReference | None, ACCOUNTING] = None
    contract_signed_on: Annotated[Day, ACCOUNTING]
    quote: Annotated[PaperNumber | None, ACCOUNTING] = None
    issued_on: Annotated[Day, ACCOUNTING]
    due_on: Annotated[Day, ACCOUNTING]
    start_on: Annotated[Day, ACCOUNTING]
    end_on: Annotated[Day, ACCOUNTING]
    purchase_order: Annotated[Line | None, ACCOUNTING] = None
    contract_number: Annotated[Line | None, ACCOUNTING] = None
    price_basis: Annotated[PriceBasis, ACCOUNTING]
    prints_session_dates: Annotated[bool, ACCOUNTING] = False
    names_beneficiary: Annotated[bool | None, ACCOUNTING] = None
    place: Annotated[str | None, ACCOUNTING] = None
    reason: Annotated[Line | None, ACCOUNTING] = None
    frees: Annotated[bool, ACCOUNTING] = False
    renewed_vat: Annotated[RenewedVat | None, ACCOUNTING] = None
    carried_over: Annotated[Money | None, ACCOUNTING] = None
    total_net: Annotated[Money, ACCOUNTING]
    total_vat: Annotated[Money, ACCOUNTING]
    total_gross: Annotated[Money, ACCOUNTING]
    corrects: Annotated[Corrected | None, ACCOUNTING] = None
    replaces: Annotated[Corrected | None, ACCOUNTING] = None
    paid: Annotated[PaidOnIssue | None, ACCOUNTING] = None
    seller: Annotated[Seller, ACCOUNTING]
    buyer: Annotated[Buyer, ACCOUNTING]
    mentions: Annotated[tuple[InvoiceMention, ...], ACCOUNTING]
    contracts: Annotated[tuple[BilledContract, ...] | None, Limits(min_length=2), ACCOUNTING] = None
    deductions: Annotated[tuple[Deduction, ...], ACCOUNTING] = ()
    vat: Annotated[tuple[VatGroup, ...], Limits(min_length=1), ACCOUNTING]
    lines: Annotated[tuple[InvoiceLine, ...], Limits(min_length=1), ACCOUNTING]

    def check(self) -> None:
        """Refuse VAT under the franchise, and a day of payment before the issue.

        The coach would owe a printed VAT (CGI 293 B, 283-3).
        """
        if self.seller.vat_regime == "franchise" and self.total_vat:
            raise ShapeError("shape.vat-in-franchise")
        if self.due_on < self.issued_on and not self.paid:
            raise ShapeError("shape.due-before-issue")
        named = {e.engagement for e in self.lines} | {d.engagement for d in self.deductions}
        if not named <= ({*self.engagements} if self.contracts else {None}):
            raise ShapeError("shape.line-of-no-contract")

    @property
    def engagements(self) -> tuple[str, ...]:
        """The engagements that it bills: one, unless it was asked for several."""
        if self.contracts is None:
            return (self.engagement,)
        return tuple(each.engagement for each in self.contracts)

    @property
    def deducted(self) -> Decimal:
        """The sum of the deducted deposits, with VAT."""
        return total(deduction.gross for deduction in self.deductions)

    @property
    def prepaid(self) -> Decimal:
        """The amount paid before the issue (EN 16931, BT-113)."""
        carried_over = self.carried_over or Decimal(0)
        return self.total_gross if self.paid else self.deducted + carried_over

    @property
    def price_owed(self) -> Decimal:
        """The total less the deducted deposits, whether it was paid on issue or not."""
        return self.total_gross - self.deducted

    @property
    def amount_due(self) -> Decimal:
        """The amount to pay, or that a credit note gives back (EN 16931, BT-115)."""
        return self.total_gross - self.prepaid

"""An invoice as it is issued: a full snapshot, complete without any other file.

Clients move, rates change, the wording of the law changes; what was sent never does. So an
invoice copies everything that it prints, and an issued one is never computed again.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from phmcoach.domain.base import ACCOUNTING, Day, Line, Minutes, Money, Percent, Record, Slug
from phmcoach.domain.practice import Address, Bank
from phmcoach.words import ClientKind, SessionStatus, SessionType, VatRegime

Quantity = Annotated[
    Decimal,
    BeforeValidator(lambda v: Decimal(v) if isinstance(v, int) and not isinstance(v, bool) else v),
    Field(ge=0, max_digits=12, decimal_places=4),
]
"""Hours or pieces, at most four decimals (EN 16931)."""

PriceBasis = Literal["net", "gross"]
"""Whether the agreed prices are without VAT (a business) or with it (a consumer)."""


class Seller(Record):
    """The coach as the law wants him named on an invoice (CGI ann. II 242 nonies A)."""

    name: Annotated[Line, ACCOUNTING]
    trade_name: Annotated[Line | None, ACCOUNTING] = None
    siret: Annotated[str, ACCOUNTING]
    vat_regime: Annotated[VatRegime, ACCOUNTING]
    vat_number: Annotated[str | None, ACCOUNTING] = None
    email: Annotated[Line, ACCOUNTING]
    phone: Annotated[Line | None, ACCOUNTING] = None
    website: Annotated[Line | None, ACCOUNTING] = None
    address: Annotated[Address, ACCOUNTING]
    bank: Annotated[Bank, ACCOUNTING]


class Buyer(Record):
    """The client as he was on the day of issue."""

    reference: Annotated[Slug, ACCOUNTING]
    kind: Annotated[ClientKind, ACCOUNTING]
    name: Annotated[Line, ACCOUNTING]
    siren: Annotated[str | None, ACCOUNTING] = None
    siret: Annotated[str | None, ACCOUNTING] = None
    vat_number: Annotated[str | None, ACCOUNTING] = None
    contact: Annotated[Line | None, ACCOUNTING] = None
    email: Annotated[Line | None, ACCOUNTING] = None
    address: Annotated[Address, ACCOUNTING]


class BilledSession(Record):
    """The session as it was billed: what makes a later change of its date or length visible.

    It stays in the ledger; the invoice prints days only where the contract opens them.
    """

    id: Annotated[str, ACCOUNTING]
    on: Annotated[Day, ACCOUNTING]
    minutes: Annotated[Minutes, ACCOUNTING]
    type: Annotated[SessionType, ACCOUNTING]
    status: Annotated[SessionStatus, ACCOUNTING]


class InvoiceLine(Record):
    """One line: a month of hours, or one travel cost.

    `quantity` × `unit_price` is what people read; `amount` is exact, from the minutes, in the
    price basis of the invoice; `net` is always without VAT.
    """

    kind: Annotated[Literal["hours", "reserved", "travel"], ACCOUNTING]
    label: Annotated[Line | None, ACCOUNTING] = None
    start_on: Annotated[Day, ACCOUNTING]
    end_on: Annotated[Day, ACCOUNTING]
    minutes: Annotated[int | None, ACCOUNTING] = None
    percent: Annotated[Percent | None, ACCOUNTING] = None
    quantity: Annotated[Quantity, ACCOUNTING]
    unit_price: Annotated[Money, ACCOUNTING]
    amount: Annotated[Money, ACCOUNTING]
    net: Annotated[Money, ACCOUNTING]
    vat_rate: Annotated[Percent, ACCOUNTING]
    sessions: Annotated[tuple[BilledSession, ...], Field(strict=False), ACCOUNTING] = ()


class VatGroup(Record):
    """The VAT of all lines of one category and rate, rounded once (EN 16931, BR-CO-17).

    `category` is the code of EN 16931: S standard, E exempt.
    """

    category: Annotated[Literal["S", "E"], ACCOUNTING]
    rate: Annotated[Percent, ACCOUNTING]
    base: Annotated[Money, ACCOUNTING]
    vat: Annotated[Money, ACCOUNTING]


class Invoice(Record):
    """What is printed, sent and kept. A draft is one without a number."""

    number: Annotated[
        str | None, Field(pattern=r"^[A-Z0-9]+-[0-9]{4}-[0-9]{4,6}$", max_length=20), ACCOUNTING
    ] = None
    specimen: Annotated[bool, ACCOUNTING] = False
    engagement: Annotated[Slug, ACCOUNTING]
    beneficiary: Annotated[Line, ACCOUNTING]
    contract_signed_on: Annotated[Day, ACCOUNTING]
    issued_on: Annotated[Day, ACCOUNTING]
    due_on: Annotated[Day, ACCOUNTING]
    start_on: Annotated[Day, ACCOUNTING]
    end_on: Annotated[Day, ACCOUNTING]
    purchase_order: Annotated[Line | None, ACCOUNTING] = None
    price_basis: Annotated[PriceBasis, ACCOUNTING]
    prints_session_dates: Annotated[bool, ACCOUNTING] = False
    seller: Annotated[Seller, ACCOUNTING]
    buyer: Annotated[Buyer, ACCOUNTING]
    total_net: Annotated[Money, ACCOUNTING]
    total_vat: Annotated[Money, ACCOUNTING]
    total_gross: Annotated[Money, ACCOUNTING]
    mentions: Annotated[tuple[str, ...], Field(strict=False), ACCOUNTING]
    vat: Annotated[tuple[VatGroup, ...], Field(strict=False), ACCOUNTING]
    lines: Annotated[tuple[InvoiceLine, ...], Field(strict=False, min_length=1), ACCOUNTING]

    @property
    def session_ids(self) -> frozenset[str]:
        """The ids of all sessions that this invoice bills."""
        return frozenset(session.id for line in self.lines for session in line.sessions)

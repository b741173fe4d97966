"""A quote: an offer with a price, a number and a last day, kept as it was sent.

The accepted offer must be available word for word, for the contract and years later, so a quote is
a snapshot in the ledger like an invoice. Its acceptance is recorded in the engagement.
"""

from decimal import Decimal
from typing import Annotated

from phmcoach.domain.base import ACCOUNTING, Day, Line, Minutes, Money, Percent, Record, Slug
from phmcoach.domain.money.invoice import (
    Buyer,
    InvoiceMention,
    PaperNumber,
    PriceBasis,
    Quantity,
    Seller,
    VatGroup,
)
from phmcoach.domain.records.practice import Mediator
from phmcoach.domain.values.marks import Limits
from phmcoach.words import BillingPlan, Conclusion, Language


class QuoteLine(Record):
    """One line of the offer; `amount` is in the price basis of the quote."""

    designation: Annotated[str, ACCOUNTING] = ""
    minutes: Annotated[int | None, ACCOUNTING] = None
    quantity: Annotated[Quantity, ACCOUNTING]
    unit_price: Annotated[Money, ACCOUNTING]
    amount: Annotated[Money, ACCOUNTING]
    net: Annotated[Money, ACCOUNTING]
    vat_rate: Annotated[Percent, ACCOUNTING]


class Quote(Record):
    """An offer. `plan`, `schedule` and the figures are copied from the terms on that day."""

    number: Annotated[PaperNumber | None, ACCOUNTING] = None
    specimen: Annotated[bool, ACCOUNTING] = False
    language: Annotated[Language, ACCOUNTING] = "fr"
    engagement: Annotated[Slug, ACCOUNTING]
    beneficiary: Annotated[Line, ACCOUNTING]
    issued_on: Annotated[Day, ACCOUNTING]
    valid_until: Annotated[Day, ACCOUNTING]
    price_basis: Annotated[PriceBasis, ACCOUNTING]
    sessions: Annotated[int, Limits(ge=1), ACCOUNTING]
    session_minutes: Annotated[Minutes, ACCOUNTING]
    start_on: Annotated[Day, ACCOUNTING]
    end_on: Annotated[Day, ACCOUNTING]
    hourly_rate: Annotated[Money, ACCOUNTING]
    plan: Annotated[BillingPlan, ACCOUNTING] = "hourly"
    package_price: Annotated[Money | None, ACCOUNTING] = None
    schedule: Annotated[tuple[Percent, ...], ACCOUNTING] = ()
    monthly: Annotated[bool, ACCOUNTING] = False
    late_cancel_percent: Annotated[Percent, ACCOUNTING] = Decimal(100)
    notice_hours: Annotated[int, ACCOUNTING] = 48
    payment_days: Annotated[int, ACCOUNTING] = 30
    place: Annotated[Line | None, ACCOUNTING] = None
    concluded: Annotated[Conclusion, ACCOUNTING] = "on-premises"
    small_company: Annotated[bool | None, ACCOUNTING] = None
    total_net: Annotated[Money, ACCOUNTING]
    total_vat: Annotated[Money, ACCOUNTING]
    total_gross: Annotated[Money, ACCOUNTING]
    seller: Annotated[Seller, ACCOUNTING]
    buyer: Annotated[Buyer, ACCOUNTING]
    mediator: Annotated[Mediator | None, ACCOUNTING] = None
    mentions: Annotated[tuple[InvoiceMention, ...], ACCOUNTING]
    vat: Annotated[tuple[VatGroup, ...], Limits(min_length=1), ACCOUNTING]
    lines: Annotated[tuple[QuoteLine, ...], Limits(min_length=1), ACCOUNTING]

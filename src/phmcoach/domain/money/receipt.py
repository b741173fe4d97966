"""Receipts: money that came in or went back, as separate entries and not as marks on invoices.

VAT on services is due on payment, the thresholds of a micro-entrepreneur count receipts, and
e-reporting needs each receipt split by rate. So a receipt states its price and VAT and never
changes. A mistake is reversed by an entry in the other direction.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated, Literal

from phmcoach.domain.base import ACCOUNTING, Day, Line, Money, Percent, Record, SignedMoney, Slug
from phmcoach.domain.money.invoice import Invoice, PaperNumber
from phmcoach.domain.shape.validation import checked
from phmcoach.domain.values.marks import Limits, ShapeError
from phmcoach.domain.values.money import check_amount, round_cents, total
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.value import Value, replace
from phmcoach.words import Direction, PaymentMethod, ReceiptNature

ReceiptCategory = Literal["S", "E", "AE", "O"]
"""The code of EN 16931; O is outside the scope of VAT, such as compensation."""


class ReceiptShare(Record):
    """The part of a receipt for one VAT category and rate.

    `net` or `vat` is negative only if the VAT of the deposits, each rounded separately, differs by
    a cent from the VAT of their invoice.
    """

    category: Annotated[ReceiptCategory, ACCOUNTING]
    rate: Annotated[Percent, ACCOUNTING]
    net: Annotated[SignedMoney, ACCOUNTING]
    vat: Annotated[SignedMoney, ACCOUNTING]

    @property
    def gross(self) -> Decimal:
        """Price and VAT together."""
        return self.net + self.vat


class Receipt(Record):
    """One payment, refund or counter-entry, as the receipts ledger shows it (CGI 50-0).

    `amount` is the sum of the shares and the `surplus`, which the client paid beyond the amount
    owed and may claim back. `document` is the number of the paid invoice; other receipts have none.
    `fees` is the part of the amount that the coach's bank kept: it is received all the same.
    `counters` is the place of the entry that this one reverses. Receipts without money have no
    method: the sum received before the ledger began (`opening`), the VAT that no payment includes
    (see `receipt_at_issue`), whose amount is zero because VAT and price cancel out, and two that
    move a sum from one deposit invoice to the one that replaces it (`reference`).
    """

    specimen: Annotated[bool, ACCOUNTING] = False
    received_on: Annotated[Day, ACCOUNTING]
    direction: Annotated[Direction, ACCOUNTING] = "in"
    nature: Annotated[ReceiptNature, ACCOUNTING] = "fees"
    method: Annotated[PaymentMethod | None, ACCOUNTING] = None
    amount: Annotated[Money, Limits(ge=0), ACCOUNTING]
    surplus: Annotated[Money, ACCOUNTING] = Decimal("0.00")
    document: Annotated[PaperNumber | None, ACCOUNTING] = None
    engagement: Annotated[Slug | None, ACCOUNTING] = None
    client: Annotated[Line | None, ACCOUNTING] = None
    label: Annotated[Line | None, ACCOUNTING] = None
    reference: Annotated[Line | None, ACCOUNTING] = None
    counters: Annotated[int | None, Limits(ge=1), ACCOUNTING] = None
    shares: Annotated[tuple[ReceiptShare, ...], ACCOUNTING] = ()
    fees: Annotated[Money | None, ACCOUNTING] = None

    def check(self) -> None:
        """Refuse shares that do not add up to the amount, and a receipt of nothing."""
        split = total(share.gross for share in self.shares) + self.surplus
        is_nothing = not self.amount and not any(share.vat for share in self.shares)
        if self.amount != split or is_nothing:
            raise ShapeError("shape.receipt-differs")

    @property
    def sign(self) -> int:
        """1 if the money came in, -1 if it was paid out."""
        return 1 if self.direction == "in" else -1

    @property
    def signed(self) -> Decimal:
        """The amount, negative if it was paid out."""
        return self.amount if self.direction == "in" else -self.amount

    @property
    def signed_fees(self) -> Decimal | None:
        """The fees, negative if they were cancelled."""
        return self.fees if self.fees is None or self.direction == "in" else -self.fees

    @property
    def signed_net(self) -> Decimal:
        """The price without VAT, negative if it was paid out."""
        net = total(share.net for share in self.shares)
        return net if self.direction == "in" else -net

    @property
    def counts_as_turnover(self) -> bool:
        """Whether the receipt is turnover; compensation for lateness is not."""
        return self.nature not in ("penalties", "indemnity")


def vat_owed(paper: Invoice) -> Decimal:
    """Return the VAT of a paper, or of a credit note, without that of the deducted deposits."""
    return paper.total_vat - total(each.vat for each in paper.deductions)


def receipt_at_issue(paper: Invoice) -> Receipt | None:
    """Return the receipt implied by an invoice that was paid on issue, or None.

    The invoice and its payment are one entry, so sums of receipts must include this one. An invoice
    that deposits paid in full also implies a receipt if its VAT, rounded once, differs from the VAT
    of the deposits, each rounded separately: no payment is left to include the difference, and the
    VAT of the whole is due (CGI 283-3). A credit note on the invoice takes the difference back.
    """
    amount = paper.price_owed
    vat = vat_owed(paper)
    if (amount and paper.paid is None) or not (amount or vat):
        return None
    (group,) = paper.vat
    return Receipt(
        specimen=paper.specimen,
        received_on=paper.paid.received_on if paper.paid else paper.issued_on,
        direction="out" if paper.type == "credit" else "in",
        method=paper.paid.method if paper.paid else None,
        amount=amount,
        document=paper.number,
        engagement=paper.engagement,
        client=paper.buyer.name,
        shares=(ReceiptShare(category=group.category, rate=group.rate, net=amount - vat, vat=vat),),
    )


class PlacedReceipt(Value):
    """A payment or refund of a price, its place in the ledger, and the price that was owed then.

    `owed` is the price less the credit notes before it, without any payment.
    """

    place: int
    owed: Decimal
    receipt: Receipt


def price_without(history: Iterable[PlacedReceipt], place: int) -> Decimal:
    """Return how much of the receipts of a paper would be its price without the refund at a place.

    What came in later is price up to what was owed then; what went out is surplus first. Another
    refund that was undone counts as little as this one.
    """
    received = surplus = Decimal(0)
    own = tuple(history)
    undone = {each.receipt.counters for each in own if each.receipt.direction == "in"} | {place}
    for placed in own:
        each = placed.receipt
        if placed.place in undone or (each.counters is not None and each.direction == "in"):
            continue
        sign, price = 1, each.amount - each.surplus
        if each.direction == "out":
            sign, price = -1, each.amount - min(each.amount, surplus)
        elif placed.place > place:
            price = max(min(each.amount, placed.owed - received), Decimal(0))
        received += sign * price
        surplus += sign * (each.amount - price)
    return received


MOST_FEES = Decimal("50.00")
"""What a bank keeps of a payment at most, in euros: more is a payment that is too small."""

MOST_FEES_PERCENT = Decimal(5)
"""What it keeps at most of the whole, in percent."""


def most_fees(amount: Decimal) -> Decimal:
    """Return what a bank keeps at most of a payment of an amount."""
    return min(MOST_FEES, round_cents(amount * MOST_FEES_PERCENT / 100))


def with_fees(receipt: Receipt, fees: Decimal) -> Receipt:
    """Return a receipt of which the coach's bank kept a part.

    Raises RuleRefusedError if that is more than a bank keeps.
    """
    most = most_fees(receipt.amount)
    if check_amount(fees) > most:
        raise RuleRefusedError.of("pay.fees-beyond", fees=fees, most=most)
    return checked(replace(receipt, fees=fees))


def cash_remarks(paper: Invoice, method: PaymentMethod, limit: Decimal) -> Iterator[Problem]:
    """Yield a warning if a debt is above the limit for cash (C. mon. fin. L112-6, D112-3).

    What was received is recorded all the same. A paper that has no number yet is named by its sum.
    """
    if paper.number is None:
        yield from cash_sum_remarks(paper.total_gross, method, limit)
    elif method == "cash" and paper.total_gross > limit:
        args = {"number": paper.number, "limit": limit}
        yield Problem("pay.cash-beyond-limit", args, level="warning")


def cash_sum_remarks(amount: Decimal, method: PaymentMethod, limit: Decimal) -> Iterator[Problem]:
    """Yield a warning if a sum that was received at once is above the limit for cash."""
    if method == "cash" and amount > limit:
        args = {"amount": amount, "limit": limit}
        yield Problem("pay.other-cash-beyond-limit", args, level="warning")

"""Money that came in, and money that went back: an entry of its own, never a mark on an invoice.

VAT on services is due when they are paid, the thresholds of the micro-entrepreneur count what was
received, and a platform wants each receipt split by rate; so a receipt says how much of it is
price and VAT, and never changes. A mistake is taken back by an entry of the other direction.
"""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from phmcoach.domain.base import ACCOUNTING, Day, Line, Money, Percent, Record, SignedMoney, Slug
from phmcoach.domain.money.invoice import Invoice, PaperNumber
from phmcoach.domain.values.money import total
from phmcoach.words import Direction, PaymentMethod, ReceiptNature

ReceiptCategory = Literal["S", "E", "AE", "O"]
"""The code of EN 16931; O is what VAT has nothing to do with, such as compensation."""


class ReceiptShare(Record):
    """The part of a receipt that falls to one VAT category and rate.

    One of the two is less than nothing only where deposits, each rounded by itself, hold a cent
    that the VAT of their invoice does not, or the other way round.
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

    `amount` is the sum of the shares and of the `surplus`, what the client paid beyond what he
    owed, which is his. `document` is the number of the invoice that it pays; a receipt of another
    origin has none. `counters` is the place of an entry that this one takes back. Only the sum of
    what was received before the ledger began (`opening`) has no method, and the VAT that no payment
    holds (see `receipt_at_issue`), whose amount is nothing: what is more of VAT is less of price.
    """

    specimen: Annotated[bool, ACCOUNTING] = False
    received_on: Annotated[Day, ACCOUNTING]
    direction: Annotated[Direction, ACCOUNTING] = "in"
    nature: Annotated[ReceiptNature, ACCOUNTING] = "fees"
    method: Annotated[PaymentMethod | None, ACCOUNTING] = None
    amount: Annotated[Money, Field(ge=0), ACCOUNTING]
    surplus: Annotated[Money, ACCOUNTING] = Decimal("0.00")
    document: Annotated[PaperNumber | None, ACCOUNTING] = None
    engagement: Annotated[Slug | None, ACCOUNTING] = None
    client: Annotated[Line | None, ACCOUNTING] = None
    label: Annotated[Line | None, ACCOUNTING] = None
    reference: Annotated[Line | None, ACCOUNTING] = None
    counters: Annotated[int | None, Field(ge=1), ACCOUNTING] = None
    shares: Annotated[tuple[ReceiptShare, ...], Field(strict=False), ACCOUNTING] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        split = total(share.gross for share in self.shares) + self.surplus
        is_nothing = not self.amount and not any(share.vat for share in self.shares)
        if self.amount != split or is_nothing:
            raise PydanticCustomError("shape.receipt-differs", "the shares are another amount")
        return self

    @property
    def signed(self) -> Decimal:
        """The amount as the till sees it: less than nothing where it went out."""
        return self.amount if self.direction == "in" else -self.amount

    @property
    def signed_net(self) -> Decimal:
        """What of it is price without VAT, with the sign of its direction."""
        net = total(share.net for share in self.shares)
        return net if self.direction == "in" else -net

    @property
    def counts_as_turnover(self) -> bool:
        """Whether it is income of the activity: compensation for lateness is not."""
        return self.nature not in ("penalties", "indemnity")


def receipt_at_issue(paper: Invoice) -> Receipt | None:
    """Return the receipt that a paper is which was paid as it was issued, or None.

    The paper and its payment are one entry; whoever counts money counts this. A paper that deposits
    paid to the cent is one too where its VAT, rounded once, is another than that of the deposits,
    each rounded by itself: nothing is left to pay that could hold the difference, and the VAT of
    the whole is due (CGI 283-3). A credit note on it takes the difference back.
    """
    amount = paper.price_owed
    vat = paper.total_vat - total(each.vat for each in paper.deductions)
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

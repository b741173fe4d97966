"""Splitting payments into price, VAT and surplus.

VAT on services is due on receipt, and the VAT of all receipts of an invoice must add up to the VAT
of the invoice. So each share is computed from the running total, not from the payment alone.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from phmcoach.domain.money.account import Account, balance_of
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.receipt import (
    PlacedReceipt,
    Receipt,
    ReceiptShare,
    price_without,
    vat_owed,
)
from phmcoach.domain.shape.validation import checked
from phmcoach.domain.values.money import check_amount, round_cents, total
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.remedy import Remedy
from phmcoach.value import Value, replace
from phmcoach.words import Direction, PaymentMethod, ReceiptNature


class Split(Value):
    """A payment or refund of a paper's price: its share with VAT, and the surplus."""

    share: ReceiptShare | None
    surplus: Decimal

    @property
    def shares(self) -> tuple[ReceiptShare, ...]:
        """The share as a receipt holds it."""
        return (self.share,) if self.share else ()


class _PaymentState(Value):
    """The amount owed for a paper after its credit notes, and the amount received."""

    owed: Decimal
    owed_vat: Decimal
    rate: Decimal
    received: Decimal
    received_vat: Decimal
    surplus: Decimal

    def vat_at(self, received: Decimal) -> Decimal:
        """Return the total VAT of receipts that add up to this amount."""
        within = min(received, self.owed)
        vat = self.owed_vat * within / self.owed if self.owed else Decimal(0)
        beyond = (received - within) * self.rate / (100 + self.rate)
        return round_cents(vat + beyond)

    def vat_until(self, received: Decimal) -> Decimal:
        """Return the VAT of the payment that brings the receipts to this amount.

        It is negative for a refund. It never exceeds the payment, unless the payment settles the
        paper: then it is exactly the VAT that is left.
        """
        vat = self.vat_at(received) - self.received_vat
        if received == self.owed:
            return vat
        change = received - self.received
        return max(min(vat, max(change, Decimal(0))), min(change, Decimal(0)))


def split_payment(paper: Invoice, account: Account, amount: Decimal) -> Split:
    """Split a payment: first the amount owed, with its share of VAT, then the surplus."""
    now = _payment_state(paper, account)
    taken = max(min(amount, now.owed - now.received), Decimal(0))
    return Split(_share(paper, taken, now.vat_until(now.received + taken)), amount - taken)


def split_refund(paper: Invoice, account: Account, amount: Decimal) -> Split:
    """Split a refund: first the surplus, then price and VAT.

    Raises RuleRefusedError if it exceeds what was received.
    """
    now = _payment_state(paper, account)
    left = now.received + now.surplus
    if amount > left:
        raise RuleRefusedError.of("pay.refund-beyond-received", number=paper.number, left=left)
    surplus = min(amount, now.surplus)
    taken = amount - surplus
    return Split(_share(paper, taken, -now.vat_until(now.received - taken)), surplus)


def _split_restored(paper: Invoice, account: Account, refund: Receipt, without: Decimal) -> Split:
    """Split what comes back when a refund is undone: price up to what it would be `without` it.

    A payment since then may have paid that price; what exceeds it is surplus. The VAT is that of
    the refund, unless the paper is then paid as it is owed, or was before credit notes.
    """
    now = _payment_state(paper, account)
    taken = max(min(refund.amount, max(now.owed, without) - now.received), Decimal(0))
    after = now.received + taken
    vat = now.vat_until(after)
    if after == paper.price_owed:
        vat = vat_owed(paper) - now.received_vat
    elif taken == refund.amount - refund.surplus and after != now.owed:
        vat = total(share.vat for share in refund.shares)
    return Split(_share(paper, taken, vat), refund.amount - taken)


def _payment_state(paper: Invoice, account: Account) -> _PaymentState:
    number = paper.number or ""
    credited = account.credits_of(number)
    (group,) = paper.vat
    owed_vat = vat_owed(paper) - total(map(vat_owed, credited))
    owed = paper.price_owed - total(credit.price_owed for credit in credited)
    receipts = account.receipts_of(number)
    return _PaymentState(
        owed=max(owed, Decimal(0)),
        owed_vat=owed_vat,
        rate=group.rate,
        received=total(each.sign * (each.amount - each.surplus) for each in receipts),
        received_vat=total(each.sign * s.vat for each in receipts for s in each.shares),
        surplus=total(each.sign * each.surplus for each in receipts),
    )


def vat_of_waived(paper: Invoice, account: Account, amount: Decimal) -> Decimal | None:
    """Return the VAT of a part of what is owed that the client shall not pay, or None beyond that.

    The VAT of the receipts stays as it is, also if nothing is left to pay.
    """
    now = _payment_state(paper, account)
    kept = now.owed - amount
    if kept < 0:
        return None
    return now.owed_vat - (now.received_vat if kept == now.received else now.vat_at(kept))


def _share(paper: Invoice, amount: Decimal, vat: Decimal) -> ReceiptShare | None:
    if not amount:
        return None
    (group,) = paper.vat
    return ReceiptShare(category=group.category, rate=group.rate, net=amount - vat, vat=vat)


def draft_receipt(
    paper: Invoice,
    account: Account,
    amount: Decimal | None,
    *,
    on: date,
    method: PaymentMethod | None,
    nature: ReceiptNature = "fees",
    direction: Direction = "in",
    reference: str | None = None,
) -> Receipt:
    """Return the receipt of a payment of a paper, or of a refund; an offset has no method.

    The amount defaults to the outstanding one. Raises RuleRefusedError if nothing is outstanding,
    if a refund exceeds what was received, and if a refund of a deposit exceeds its credit notes.
    """
    balance = balance_of(account, paper)
    outstanding, received = balance.outstanding, balance.received
    if amount is None:
        amount = outstanding if direction == "in" else -outstanding
        if nature != "fees" or amount <= 0:
            if direction == "in" and nature == "fees" and outstanding < 0:
                left = {"number": paper.number, "amount": -outstanding}
                means = {"means": account.means_of(paper.number)}
                owed = Problem("settle.owed", left, ref=paper.engagement, words=means)
                raise RuleRefusedError(owed)
            notes = account.credits_of(paper.number or "")
            if direction == "in":
                other = Remedy.LIST_UNPAID if nature == "fees" else Remedy.OTHER_AMOUNT
                args = {"number": paper.number, "credits": tuple(each.number for each in notes)}
                is_credited = nature == "fees" and notes and not received
                message = "pay.credited" if is_credited else "pay.nothing-outstanding"
                raise RuleRefusedError(Problem(message, args, remedy=other))
            if nature == "fees" and not received:
                raise RuleRefusedError.of("pay.nothing-received", number=paper.number)
            credited = total(each.total_gross for each in notes)
            is_left = nature == "fees" and credited < paper.total_gross
            remedy = None if is_left else Remedy.NOTHING
            raise RuleRefusedError.of("pay.nothing-owed-back", number=paper.number, remedy=remedy)
    check_amount(amount)
    if direction == "out":
        _refuse_beyond(paper, account, amount, nature)
    if nature != "fees":
        share = ReceiptShare(category="O", rate=Decimal(0), net=amount, vat=Decimal(0))
        split = Split(share, Decimal(0))
    else:
        cut = split_payment if direction == "in" else split_refund
        split = cut(paper, account, amount)
    return checked(
        Receipt(
            specimen=paper.specimen,
            received_on=on,
            direction=direction,
            nature=nature,
            method=method,
            amount=amount,
            surplus=split.surplus,
            document=paper.number,
            engagement=paper.engagement,
            client=paper.buyer.name,
            reference=reference,
            shares=split.shares,
        )
    )


def _refuse_beyond(
    paper: Invoice, account: Account, amount: Decimal, nature: ReceiptNature
) -> None:
    """Refuse a refund that exceeds the amount to give back.

    A deposit can only be refunded after a credit note on it: without one, the refund would make the
    client a debtor.
    """
    owed_back = max(-balance_of(account, paper).outstanding, Decimal(0))
    if nature != "fees":
        _refuse_beyond_received(paper, account, amount, nature)
    elif paper.type == "deposit" and amount > owed_back:
        raise RuleRefusedError.of("pay.deposit-refund", number=paper.number, left=owed_back)


def _refuse_beyond_received(
    paper: Invoice, account: Account, amount: Decimal, nature: ReceiptNature
) -> None:
    receipts = account.receipts_of(paper.number or "", nature)
    left = total(receipt.signed for receipt in receipts)
    if amount > left:
        raise RuleRefusedError.of("pay.refund-beyond-received", number=paper.number, left=left)


def draft_offsets(old: Invoice, new: Invoice, account: Account, on: date) -> tuple[Receipt, ...]:
    """Return the receipts still missing that move what is owed for one paper to another.

    No money moves: what goes out for the old paper comes in for the new one, and each receipt
    refers to the other paper. If only the first was recorded, the second follows.
    """
    moved = _referring(account, old, new) + _referring(account, new, old)
    if moved < 0:  # it went out, and has not come in
        return (_offset(new, old, account, -moved, on, "in"),)
    amount = carried_between(old, new, account)
    if not amount:
        return ()
    out = _offset(old, new, account, amount, on, "out")
    return out, _offset(new, old, account, amount, on, "in")


def carried_between(old: Invoice, new: Invoice, account: Account) -> Decimal:
    """Return what is owed to the client for one paper and counts for another, at most its price."""
    left = -balance_of(account, old).outstanding
    return max(min(left, balance_of(account, new).outstanding), Decimal(0))


def _referring(account: Account, paper: Invoice, other: Invoice) -> Decimal:
    """Return what offsets with another paper have brought to a paper."""
    receipts = account.receipts_of(paper.number or "")
    return total(
        each.signed for each in receipts if each.method is None and each.reference == other.number
    )


def _offset(
    paper: Invoice, other: Invoice, account: Account, amount: Decimal, on: date, way: Direction
) -> Receipt:
    return draft_receipt(
        paper, account, amount, on=on, method=None, direction=way, reference=other.number
    )


def draft_reversal(
    receipt: Receipt, place: int, on: date, account: Account, history: Iterable[PlacedReceipt]
) -> Receipt:
    """Return the counter-entry that reverses the receipt at a place of the ledger.

    The split into price and surplus may have changed since, so it is computed again from the
    `history` of its paper: a refund that is undone leaves what counts as turnover as it was.
    Raises RuleRefusedError if the payment was refunded already, and for a receipt without money,
    which only records the VAT of an invoice that deposits paid.
    """
    if not receipt.amount:
        raise RuleRefusedError.of("pay.no-money", number=receipt.document)
    other: Direction = "out" if receipt.direction == "in" else "in"
    undone = replace(receipt, direction=other, counters=place, received_on=on)
    paper = account.paper(receipt.document) if receipt.document else None
    if paper is None:
        return checked(undone)
    if receipt.nature != "fees":
        if other == "out":
            _refuse_beyond_received(paper, account, receipt.amount, receipt.nature)
        return checked(undone)
    if other == "in":
        split = _split_restored(paper, account, receipt, price_without(history, place))
    else:
        split = split_refund(paper, account, receipt.amount)
    return checked(replace(undone, surplus=split.surplus, shares=split.shares))

"""Splitting what is received: how much of it is price, VAT, or more than was owed.

VAT on services is due on receipt, and the receipts of an invoice must come to its VAT exactly, so
a share is cut from the running total and not from each payment alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from phmcoach.domain.money.account import Account, balance_of
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.receipt import Receipt, ReceiptShare
from phmcoach.domain.records.law import LateRule
from phmcoach.domain.values.money import check_amount, round_cents, total
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.words import Direction, PaymentMethod, ReceiptNature


@dataclass(frozen=True)
class Split:
    """A payment or refund of a paper's price: its share with VAT, and what is beyond."""

    share: ReceiptShare | None
    surplus: Decimal

    @property
    def shares(self) -> tuple[ReceiptShare, ...]:
        """The share as a receipt holds it."""
        return (self.share,) if self.share else ()


@dataclass(frozen=True)
class _PaymentState:
    """What a paper asks for after its credits, and what was received of it."""

    owed: Decimal
    owed_vat: Decimal
    rate: Decimal
    received: Decimal
    received_vat: Decimal
    surplus: Decimal

    def vat_at(self, received: Decimal) -> Decimal:
        """Return the VAT that receipts of this amount hold together."""
        within = min(received, self.owed)
        vat = self.owed_vat * within / self.owed if self.owed else Decimal(0)
        beyond = (received - within) * self.rate / (100 + self.rate)
        return round_cents(vat + beyond)

    def vat_until(self, received: Decimal) -> Decimal:
        """Return the VAT of what brings the receipts to this amount; of a refund less than nothing.

        It is a part of it, but where it settles the paper: then it is the very VAT that is left.
        """
        vat = self.vat_at(received) - self.received_vat
        if received == self.owed:
            return vat
        change = received - self.received
        return max(min(vat, max(change, Decimal(0))), min(change, Decimal(0)))


def split_payment(paper: Invoice, account: Account, amount: Decimal) -> Split:
    """Split a payment: first what is owed, in step with its VAT, then a surplus."""
    now = _payment_state(paper, account)
    taken = max(min(amount, now.owed - now.received), Decimal(0))
    return Split(_share(paper, taken, now.vat_until(now.received + taken)), amount - taken)


def split_refund(paper: Invoice, account: Account, amount: Decimal) -> Split:
    """Split a refund: first the surplus, then price and VAT.

    Raises RuleRefusedError for more than was received.
    """
    now = _payment_state(paper, account)
    if amount > now.received + now.surplus:
        raise RuleRefusedError.of(
            "pay.refund-beyond-received", number=paper.number, left=now.received + now.surplus
        )
    surplus = min(amount, now.surplus)
    taken = amount - surplus
    return Split(_share(paper, taken, -now.vat_until(now.received - taken)), surplus)


def _payment_state(paper: Invoice, account: Account) -> _PaymentState:
    number = paper.number or ""
    credited = account.credits_of(number)
    (group,) = paper.vat
    owed_vat = paper.total_vat - total(each.vat for each in paper.deductions)
    for credit in credited:
        owed_vat -= credit.total_vat - total(each.vat for each in credit.deductions)
    owed = paper.price_owed - total(credit.price_owed for credit in credited)
    receipts = account.receipts_of(number)
    return _PaymentState(
        owed=max(owed, Decimal(0)),
        owed_vat=owed_vat,
        rate=group.rate,
        received=total(_sign(each) * (each.amount - each.surplus) for each in receipts),
        received_vat=total(_sign(each) * s.vat for each in receipts for s in each.shares),
        surplus=total(_sign(each) * each.surplus for each in receipts),
    )


def _sign(receipt: Receipt) -> int:
    return 1 if receipt.direction == "in" else -1


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
    method: PaymentMethod,
    nature: ReceiptNature = "fees",
    direction: Direction = "in",
    reference: str | None = None,
) -> Receipt:
    """Return the receipt of a payment of a paper, or of a refund.

    Without an amount it is what is outstanding. Raises RuleRefusedError where nothing is, for a
    refund of more than was received, and of a deposit beyond what credit notes gave back of it.
    """
    outstanding = balance_of(account, paper).outstanding
    if amount is None:
        amount = outstanding if direction == "in" else -outstanding
        if nature != "fees" or amount <= 0:
            message = "pay.nothing-outstanding" if direction == "in" else "pay.nothing-owed-back"
            raise RuleRefusedError.of(message, number=paper.number)
    check_amount(amount)
    if direction == "out":
        _refuse_beyond(paper, account, amount, nature)
    if nature != "fees":
        share = ReceiptShare(category="O", rate=Decimal(0), net=amount, vat=Decimal(0))
        split = Split(share, Decimal(0))
    else:
        cut = split_payment if direction == "in" else split_refund
        split = cut(paper, account, amount)
    return Receipt(
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


def _refuse_beyond(
    paper: Invoice, account: Account, amount: Decimal, nature: ReceiptNature
) -> None:
    """Refuse a refund of more than there is to give back.

    What a deposit paid is the client's advance until a credit note gives it back: without one, the
    refund would make him a debtor.
    """
    owed_back = max(-balance_of(account, paper).outstanding, Decimal(0))
    if nature != "fees":
        _refuse_beyond_received(paper, account, amount, nature)
    elif paper.type == "deposit" and amount > owed_back:
        raise RuleRefusedError.of("pay.refund-of-a-deposit", number=paper.number, left=owed_back)


def _refuse_beyond_received(
    paper: Invoice, account: Account, amount: Decimal, nature: ReceiptNature
) -> None:
    receipts = account.receipts_of(paper.number or "", nature)
    left = total(receipt.signed for receipt in receipts)
    if amount > left:
        raise RuleRefusedError.of("pay.refund-beyond-received", number=paper.number, left=left)


def indemnity_problems(
    paper: Invoice, account: Account, rule: LateRule, amount: Decimal | None
) -> Iterator[Problem]:
    """Yield what forbids the fixed compensation: it is due once, and not by every kind of client.

    `rule` is that of the paper's due date (C. com. D441-5, CCP D2192-35).
    """
    received = total(each.signed for each in account.receipts_of(paper.number or "", "indemnity"))
    left = max(rule.indemnity - received, Decimal(0))
    named: dict[str, object] = {"number": paper.number}
    if not rule.indemnity:
        yield Problem("pay.no-indemnity", named | {"kind": paper.buyer.kind})
    elif amount is not None and amount > left:
        yield Problem("pay.beyond-indemnity", named | {"indemnity": rule.indemnity, "left": left})


def draft_reversal(receipt: Receipt, place: int, on: date, account: Account) -> Receipt:
    """Return the entry that takes another one back, `place` being the other's.

    What of it was price and what was too much may have changed since, by a credit note or another
    payment, so it is split again. Raises RuleRefusedError for a payment that went back already, and
    for the VAT of an invoice that deposits paid: no money came in that could go back.
    """
    if not receipt.amount:
        raise RuleRefusedError.of("pay.no-money", number=receipt.document)
    other: Direction = "out" if receipt.direction == "in" else "in"
    changes = {"direction": other, "counters": place, "received_on": on}
    paper = account.paper(receipt.document) if receipt.document else None
    if paper is None:
        return receipt.model_copy(update=changes)
    if receipt.nature != "fees":
        if other == "out":
            _refuse_beyond_received(paper, account, receipt.amount, receipt.nature)
        return receipt.model_copy(update=changes)
    cut = split_payment if other == "in" else split_refund
    split = cut(paper, account, receipt.amount)
    return receipt.model_copy(update=changes | {"surplus": split.surplus, "shares": split.shares})


def payment_problems(
    paper: Invoice, *, on: date, today: date, method: PaymentMethod, cash_limit: Decimal
) -> Iterator[Problem]:
    """Yield what forbids a payment; `cash_limit` is that of a debt (C. mon. fin. D112-3)."""
    named: dict[str, object] = {"number": paper.number}
    if paper.type == "credit":
        corrected = paper.corrects.number if paper.corrects else ""
        yield Problem("pay.of-a-credit", named | {"corrected": corrected})
    if on > today:
        yield Problem("gate.in-the-future", {"on": on})
    if on < paper.issued_on:
        args = {"on": on, "issued_on": paper.issued_on}
        yield Problem("pay.before-issue", named | args)
    if method == "cash" and paper.total_gross > cash_limit:
        yield Problem("pay.cash-beyond-limit", named | {"limit": cash_limit})

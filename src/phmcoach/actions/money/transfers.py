"""One transfer that pays several invoices, each of them to the cent."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from phmcoach.actions.changing import check_lines
from phmcoach.actions.context import Context
from phmcoach.actions.money.payments import Payment, draft_payment
from phmcoach.actions.money.recording import OnTwin, Recorded, open_recording, record_all
from phmcoach.actions.money.unpaid import find_paid_by, report_other_paid
from phmcoach.domain.money.account import balance_of
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.receipt import Receipt, cash_sum_remarks
from phmcoach.domain.values.money import total
from phmcoach.errors import Problem, RuleRefusedError, UsageError, refuse
from phmcoach.store.ledger import Ledger, find_invoice, open_ledger
from phmcoach.value import replace
from phmcoach.words import PaymentMethod


def pay_together(
    context: Context,
    *,
    numbers: Sequence[str],
    on: date,
    method: PaymentMethod,
    amount: Decimal | None = None,
    reference: str | None = None,
    on_twin: OnTwin | None = None,
) -> tuple[Recorded, ...]:
    """Record one payment of several invoices, which pays each of them to the cent.

    What is refused by a rule records none of them; a disk may refuse a later one. Raises as `pay`
    does, and RuleRefusedError for another amount than their sum, or for invoices of several
    clients; UsageError for an invoice that is named twice.
    """
    check_lines(reference=reference)
    recording = open_recording(context)
    payment = Payment(on, method, reference=reference)
    remarks: list[Problem] = []

    def make(ledger: Ledger) -> list[Receipt]:
        remarks.clear()
        papers = [find_invoice(ledger, number) for number in numbers]
        refuse_together(papers)
        receipts: list[Receipt] = []
        for paper in papers:
            receipt, found = draft_payment(context, recording, ledger, paper, payment)
            receipts.append(receipt)
            remarks.extend(each for each in found if each not in remarks)
        refuse(sum_problems(receipts, amount, method))
        whole, limit = total(each.amount for each in receipts), recording.law.limit("cash", on)
        remarks.extend(cash_sum_remarks(whole, method, limit))
        return receipts

    first, *others = record_all(context, recording, make, on_twin)
    return (replace(first, warnings=(*remarks, *first.warnings)), *others)


def find_other_paid(context: Context, *, number: str, amount: Decimal) -> Problem | None:
    """Return the question whether an amount also pays another invoice of the client, or None."""
    ledger = open_ledger(context.folder)
    paper = find_invoice(ledger, number)
    account = ledger.account(paper.engagement, specimen=paper.specimen)
    surplus = amount - max(balance_of(account, paper).outstanding, Decimal(0))
    other = find_paid_by(ledger, paper, surplus)
    return report_other_paid(paper, other) if other else None


def refuse_together(papers: Sequence[Invoice]) -> None:
    """Refuse an invoice that is named twice, and invoices of several clients."""
    for number, times in Counter(each.number for each in papers).items():
        if times > 1:
            raise UsageError.of("usage.invoice-twice", number=number)
    first = papers[0]
    for other in papers:
        if other.buyer.reference != first.buyer.reference:
            raise RuleRefusedError.of(
                "pay.several-clients", number=first.number, other=other.number
            )


def sum_problems(
    receipts: Sequence[Receipt], amount: Decimal | None, method: PaymentMethod
) -> Iterator[Problem]:
    """Yield the problem of another sum than was paid."""
    whole = total(each.amount for each in receipts)
    if amount is not None and amount != whole:
        first = receipts[0]
        words = {"number": first.document, "on": first.received_on, "means": method}
        yield Problem("pay.sum-differs", {"amount": amount, "sum": whole}, words=words)

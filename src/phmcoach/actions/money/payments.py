"""Recording payments, refunds and other receipts.

Each is an entry; no invoice is changed.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from phmcoach.actions.changing import check_lines
from phmcoach.actions.context import Context
from phmcoach.actions.money.recording import OnTwin, Recorded, Recording, open_recording, record
from phmcoach.actions.money.unpaid import find_paid_by, report_other_paid
from phmcoach.actions.opening import Opened, read_engagement
from phmcoach.domain.contract.seal import seal_remarks
from phmcoach.domain.contract.withdrawal import early_payment_remarks, refund_remarks
from phmcoach.domain.money.account import Account, balance_of
from phmcoach.domain.money.credit import find_deducting
from phmcoach.domain.money.dates import money_day_problems, refund_day_problem
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.payment import draft_receipt
from phmcoach.domain.money.penalties import indemnity_problems
from phmcoach.domain.money.receipt import (
    Receipt,
    ReceiptShare,
    cash_remarks,
    cash_sum_remarks,
    most_fees,
    with_fees,
)
from phmcoach.domain.shape.validation import checked
from phmcoach.domain.values.money import check_amount, round_cents
from phmcoach.errors import (
    CoachError,
    MissingError,
    Problem,
    RuleRefusedError,
    about,
    as_warnings,
    refuse,
)
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Listing
from phmcoach.store.ledger import Ledger, find_invoice, open_ledger
from phmcoach.value import Value, replace
from phmcoach.words import Direction, PaymentMethod, ReceiptNature


class Payment(Value):
    """A payment: its amount, day and method; without an amount, all that is left to pay.

    `amount` is what came in, without the `fees` that the coach's bank kept.
    """

    on: date
    method: PaymentMethod
    amount: Decimal | None = None
    nature: ReceiptNature = "fees"
    direction: Direction = "in"
    reference: str | None = None
    fees: Decimal | None = None

    @property
    def whole(self) -> Decimal | None:
        """The amount and what the bank kept of it."""
        return None if self.amount is None else self.amount + (self.fees or 0)


class Shortfall(Value):
    """The amount that is missing of a payment of an invoice."""

    number: str
    amount: Decimal


def pay(
    context: Context,
    *,
    number: str,
    on: date,
    method: PaymentMethod,
    amount: Decimal | None = None,
    nature: ReceiptNature = "fees",
    direction: Direction = "in",
    reference: str | None = None,
    fees: Decimal | None = None,
    on_twin: OnTwin | None = None,
    surplus_is_meant: bool = False,
) -> Recorded:
    """Record a payment of an invoice, or a refund (`direction`).

    The amount is the outstanding one by default; `fees` is what the coach's bank kept beside it. A
    surplus that equals what is left to pay of another invoice of the client is refused, unless it
    is meant. If the payment equals an earlier one, `on_twin` is called first and may stop it;
    without it, a warning says so. Raises RuleRefusedError if the law or the balance does not allow
    it, MissingError for an unknown number.
    """
    check_lines(reference=reference)
    recording = open_recording(context)
    payment = Payment(on, method, amount, nature, direction, reference, fees)
    remarks: tuple[Problem, ...] = ()

    def make(ledger: Ledger) -> Receipt:
        nonlocal remarks
        paper = find_invoice(ledger, number)
        receipt, remarks = draft_payment(context, recording, ledger, paper, payment)
        if receipt.surplus and not surplus_is_meant:
            other = find_paid_by(ledger, paper, receipt.surplus)
            refuse([report_other_paid(paper, other)] if other else ())
        return receipt

    recorded = record(context, recording, make, on_twin)
    return replace(recorded, warnings=(*remarks, *recorded.warnings))


def find_shortfall(context: Context, *, number: str, amount: Decimal) -> Shortfall | None:
    """Return what is missing of a payment if it is no more than a bank keeps, or None."""
    ledger = open_ledger(context.folder)
    paper = find_invoice(ledger, number)
    account = ledger.account(paper.engagement, specimen=paper.specimen)
    left = balance_of(account, paper).outstanding
    missing = left - amount
    return Shortfall(paper.number or "", missing) if 0 < missing <= most_fees(left) else None


def draft_payment(
    context: Context, recording: Recording, ledger: Ledger, paper: Invoice, payment: Payment
) -> tuple[Receipt, tuple[Problem, ...]]:
    """Return the receipt of a payment, and the remarks about the engagements that it pays.

    Money that a consumer paid too early, or too much in cash, was received all the same: it is
    recorded, with a warning.
    """
    law, on = recording.law, payment.on
    billed, unread = _read_billed(context, paper)
    cases = tuple(each.case for each in billed)
    refuse_mixing(recording, paper.number or "", specimen=paper.specimen)
    account = ledger.account(paper.engagement, specimen=paper.specimen)
    rule = law.late_rule(paper.buyer.kind, paper.due_on)
    is_in = payment.direction == "in"
    is_indemnity = payment.nature == "indemnity" and is_in
    problems = [
        *_credit_note_problems(paper, account),
        *(() if is_in or payment.whole is not None else _deducted_problems(paper, account)),
        *(indemnity_problems(paper, account, rule, payment.amount) if is_indemnity else ()),
    ]
    refuse(problems, about=paper.engagement)
    receipt = draft_receipt(
        paper,
        account,
        payment.whole,
        on=on,
        method=payment.method,
        nature=payment.nature,
        direction=payment.direction,
        reference=payment.reference,
    )
    if payment.fees is not None:
        receipt = with_fees(receipt, payment.fees)
    refuse(money_day_problems(on, context.today, cases), about=paper.engagement)
    early = refund_day_problem(account, receipt, context.today)
    refuse([early] if early else (), about=paper.engagement)
    remarks = [p for each in billed for p in about(each.ref, seal_remarks(each.case))]
    limit = law.limit("cash", max(on, paper.issued_on))  # no day before
    remarks += about(paper.engagement, cash_remarks(paper, payment.method, limit))
    if is_in:
        remarks += about(paper.engagement, early_payment_remarks(cases, on))
    else:
        paid_by = account.means_of(paper.number)
        remarks += about(paper.engagement, refund_remarks(cases, paid_by, payment.method))
    return receipt, (*unread, *remarks)


def _credit_note_problems(paper: Invoice, account: Account) -> Iterator[Problem]:
    """Yield a problem if a paper is no debt, with the refund of the paper that it corrects.

    If nothing is owed on that, there is nothing to refund.
    """
    if paper.corrects is not None:
        corrected = paper.corrects.number
        args = {"number": paper.number, "corrected": corrected}
        words = {"means": account.means_of(corrected)}
        old = account.paper(corrected)
        remedy = None if old and balance_of(account, old).outstanding < 0 else Remedy.SHOW
        yield Problem("pay.credit-note", args, ref=paper.engagement, remedy=remedy, words=words)


def _deducted_problems(paper: Invoice, account: Account) -> Iterator[Problem]:
    """Yield a problem if nothing is owed on a deposit, with the invoice that deducts it."""
    by = find_deducting(paper, account, frees=False)
    if by is not None and balance_of(account, paper).outstanding >= 0:
        yield Problem("pay.nothing-owed-back", {"number": paper.number}, words={"number": by})


def receive_other(
    context: Context,
    *,
    amount: Decimal,
    label: str,
    on: date,
    method: PaymentMethod,
    client: str | None = None,
    reference: str | None = None,
    on_twin: OnTwin | None = None,
) -> Recorded:
    """Record income without an invoice in this folder, including VAT if the practice charges it.

    `on_twin` is as for `pay`. Raises RuleRefusedError for a day in the future.
    """
    check_lines(label=label, payer=client, reference=reference)
    refuse(money_day_problems(on, context.today))
    check_amount(amount)
    recording = open_recording(context)
    practice, law = recording.practice, recording.law
    rule = law.vat_rule(liable=practice.charges_vat_on(on), client="private", on=on)
    remarks = tuple(cash_sum_remarks(amount, method, law.limit("cash", on)))
    vat = round_cents(amount * rule.rate / (100 + rule.rate))
    share = ReceiptShare(category=rule.category, rate=rule.rate, net=amount - vat, vat=vat)
    receipt = checked(
        Receipt(
            specimen=recording.specimen,
            received_on=on,
            nature="other",
            method=method,
            amount=amount,
            client=client,
            label=label,
            reference=reference,
            shares=(share,),
        )
    )
    recorded = record(context, recording, lambda _: receipt, on_twin)
    return replace(recorded, warnings=(*remarks, *recorded.warnings))


def record_opening(context: Context, amount: Decimal) -> Recorded:
    """Record the income of this year from before the ledger began, which counts for the thresholds.

    Raises RuleRefusedError if it is recorded already.
    """
    recording = open_recording(context)
    check_amount(amount)
    share = ReceiptShare(category="O", rate=Decimal(0), net=amount, vat=Decimal(0))
    receipt = checked(
        Receipt(
            specimen=recording.specimen,
            received_on=context.today,
            nature="opening",
            amount=amount,
            shares=(share,),
        )
    )

    def make(ledger: Ledger) -> Receipt:
        _refuse_second_opening(ledger, receipt)
        return receipt

    return record(context, recording, make)


def _refuse_second_opening(ledger: Ledger, opening: Receipt) -> None:
    others = ledger.of_engagement(None, specimen=opening.specimen)
    receipts = {each.place: each.entry.receipt for each in others if each.entry.receipt}
    taken = {receipt.counters for receipt in receipts.values()}
    for place, receipt in receipts.items():
        year = (receipt.nature, receipt.specimen, receipt.received_on.year)
        if (
            year == ("opening", opening.specimen, opening.received_on.year)
            and receipt.counters is None
            and place not in taken
        ):
            raise RuleRefusedError.of("pay.opening-exists", amount=receipt.amount, entry=place)


def refuse_mixing(recording: Recording, number: str, *, specimen: bool) -> None:
    """Refuse a real payment under a clock set by hand, and a specimen one under the real clock."""
    if recording.specimen != specimen:
        raise RuleRefusedError.of("credit.specimen-and-real", number=number)


def _read_billed(
    context: Context, paper: Invoice
) -> tuple[tuple[Opened, ...], tuple[Problem, ...]]:
    """Return the open engagements of an invoice, and warnings about those that cannot be read.

    A payment needs no file: one that is archived, gone or broken stops no money.
    """
    found: list[Opened] = []
    unread: list[Problem] = []
    listing = Listing(context.folder)
    for ref in paper.engagements:
        try:
            records = listing.engagements
            if ref in records.names or ref in records.unusable:  # not the beginning of another one
                found.append(read_engagement(context.folder, ref, listing=listing))
        except MissingError:  # of its client
            continue
        except CoachError as error:
            unread += [each for each in as_warnings(error.problems) if each not in unread]
    return tuple(found), tuple(unread)

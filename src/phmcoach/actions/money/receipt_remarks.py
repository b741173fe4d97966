"""Remarks on a receipt that was just recorded: its declarations, thresholds, cash with VAT.

They are found from what was read before the commit: after it nothing may fail.
"""

from datetime import date

from phmcoach.domain.money.dates import Declared, declarations_of
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.receipt import Receipt
from phmcoach.domain.money.sheet import quarter_of
from phmcoach.domain.money.thresholds import find_limit_statuses, newly_reached
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.store.ledger import Ledger
from phmcoach.store.ledger_chain import RecordedEntry
from phmcoach.value import Value


class ReceiptNotes(Value):
    """Remarks on a receipt: the declarations that are still to file, and the warnings."""

    declared: tuple[Declared, ...] = ()
    remarks: tuple[Problem, ...] = ()


def receipt_notes(ledger: Ledger, practice: Practice, law: Law, today: date) -> ReceiptNotes:
    """Return what to say of the last entry of the ledger: nothing if it is not a receipt."""
    receipt = ledger.entries[-1].entry.money
    if receipt is None:
        return ReceiptNotes()
    try:
        found = declarations_of(receipt, practice, law)
        unknown: tuple[Problem, ...] = ()
    except RuleRefusedError as error:
        found, unknown = (), error.problems
    late = [late_declaration(each, today) for each in found]
    remarks = (
        *(problem for problem in late if problem),
        *unknown,
        *_cash_remarks(ledger),
        *_threshold_remarks(ledger, receipt, practice, law, today),
    )
    return ReceiptNotes(tuple(each for each in found if today <= each.due_on), remarks)


def late_declaration(declared: Declared, today: date) -> Problem | None:
    """Return the remark that a declaration should be filed already, or None before that day."""
    if today <= declared.due_on:
        return None
    first = declared.period.start_on
    args: dict[str, object] = {"declaration": declared.declaration, "due_on": declared.due_on}
    if declared.span == "year":
        return Problem("declared.late-year", args | {"year": f"{first.year}"})
    if declared.span == "quarter":
        year, quarter = quarter_of(first)
        named = {"quarter": quarter, "year": f"{year}"}
        return Problem("declared.late-quarter", args | named)
    return Problem("declared.late-month", args | {"month": first})


def _threshold_remarks(
    ledger: Ledger, receipt: Receipt, practice: Practice, law: Law, today: date
) -> tuple[Problem, ...]:
    """Return a remark for each threshold whose level the receipt has raised."""
    year = receipt.received_on.year
    on = min(today, date(year, 12, 31))
    own = tuple(ledger.earned(year, year, specimen=receipt.specimen))
    try:
        before = find_limit_statuses(own[:-1], practice, law, on)
        return tuple(newly_reached(before, find_limit_statuses(own, practice, law, on)))
    except RuleRefusedError as error:
        return error.problems  # the receipt is recorded; the unknown law of its year is reported


def _cash_remarks(ledger: Ledger) -> tuple[Problem, ...]:
    """Warn once that the law on till software applies to cash with VAT from a consumer."""
    *earlier, last = ledger.entries
    paper = _paid_in_cash(ledger, last)
    if paper is None or any(_paid_in_cash(ledger, each) for each in reversed(earlier)):
        return ()
    return (Problem("pay.consumer-cash", ref=paper.engagement),)


def _paid_in_cash(ledger: Ledger, recorded: RecordedEntry) -> Invoice | None:
    """Return the consumer's invoice with VAT that a receipt in cash pays, or None."""
    if recorded.kind == "quote" or recorded.facts.engagement is None:
        return None
    receipt = recorded.entry.money
    if receipt is None or receipt.method != "cash":
        return None
    account = ledger.account(recorded.facts.engagement, specimen=receipt.specimen)
    paper = account.paper(receipt.document or "")
    is_concerned = paper and paper.buyer.kind == "private" and paper.total_vat
    return paper if is_concerned else None

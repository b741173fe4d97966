"""Recording a receipt: what is read before, the question whether it is meant, and the remarks."""

from collections.abc import Callable, Iterator, Sequence

from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import find_doubt, law_remarks, open_listed_law
from phmcoach.actions.money.receipt_remarks import receipt_notes
from phmcoach.actions.opening import is_specimen, open_practice
from phmcoach.domain.money.account import Balance, balance_of
from phmcoach.domain.money.dates import Declared
from phmcoach.domain.money.receipt import Receipt
from phmcoach.domain.money.twins import find_receipt_twin
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import Problem
from phmcoach.store.folder import Listing
from phmcoach.store.ledger import Ledger, open_ledger
from phmcoach.store.ledger_chain import RecordedEntry
from phmcoach.store.ledger_issue import MakeReceipts, record_receipts, unfinished_remarks
from phmcoach.value import Value, replace

OnTwin = Callable[[Problem], None]
"""Called for a receipt that equals an earlier one; raises an error to stop the second."""


class Recorded(Value):
    """A receipt, its place in the ledger, and the remaining balance of its invoice.

    `declared` are the declarations that are still to file and that it belongs to.
    """

    place: int
    receipt: Receipt
    balance: Balance | None
    warnings: tuple[Problem, ...] = ()
    declared: tuple[Declared, ...] = ()


class Recording(Value):
    """The files that are read before a receipt is recorded, so that nothing fails afterwards."""

    practice: Practice
    law: Law
    specimen: bool
    warnings: tuple[Problem, ...]


def open_recording(context: Context) -> Recording:
    """Read the practice and the law."""
    practice = open_practice(context.folder)
    listing, specimen = Listing(context.folder), is_specimen(context, practice)
    return Recording(practice, open_listed_law(listing), specimen, law_remarks(listing))


def record(
    context: Context,
    recording: Recording,
    make: Callable[[Ledger], Receipt],
    on_twin: OnTwin | None = None,
) -> Recorded:
    """Record a receipt and return it with its remarks."""
    (recorded,) = record_all(context, recording, lambda ledger: [make(ledger)], on_twin)
    return recorded


def record_all(
    context: Context, recording: Recording, make: MakeReceipts, on_twin: OnTwin | None = None
) -> tuple[Recorded, ...]:
    """Record receipts and return each with its remarks; a rule refuses all or none.

    The questions whether the clock is right, and whether the receipt is meant twice, come before
    the lock: nobody waits for their answers.
    """
    before = open_ledger(context.folder)
    doubt = find_doubt(context, before, specimen=recording.specimen)
    receipts = () if doubt is None and on_twin is None else make(before)
    if doubt is not None:
        context.on_doubt(doubt)
    if on_twin is not None:
        for receipt in receipts:
            for twin in _find_twins(before.entries, receipt):
                on_twin(twin)
    made: list[Receipt] = []

    def make_once(ledger: Ledger) -> Sequence[Receipt]:
        made[:] = make(ledger)
        return made

    ledger = record_receipts(context.folder, make_once, recorded_at=context.now, before=before)
    whole = ledger.entries
    return tuple(
        _describe(context, recording, replace(ledger, entries=whole[:place]), on_twin)
        for place in range(len(whole) - len(made) + 1, len(whole) + 1)
    )


def _describe(
    context: Context, recording: Recording, ledger: Ledger, on_twin: OnTwin | None
) -> Recorded:
    """Return the last entry of a ledger, a receipt that was just recorded, with its remarks."""
    *earlier, last = ledger.entries
    entry = last.entry
    if entry.receipt is None:
        message = "the last entry is the receipt that was recorded"
        raise TypeError(message)
    notes = receipt_notes(ledger, recording.practice, recording.law, context.today)
    warnings = (
        *recording.warnings,
        *(_find_twins(earlier, entry.receipt) if on_twin is None else ()),
        *notes.remarks,
        *unfinished_remarks(ledger),
    )
    left = _balance(ledger, entry.receipt)
    return Recorded(entry.place, entry.receipt, left, warnings, notes.declared)


def _find_twins(entries: Sequence[RecordedEntry], receipt: Receipt) -> Iterator[Problem]:
    """Yield a remark if a receipt equals an earlier one, reading only those of its year."""
    year = receipt.received_on.year
    same = [each for each in entries if each.kind == "receipt" and year in each.facts.years]
    found = {each.place: each.entry.receipt for each in same if each.entry.receipt}
    twin = find_receipt_twin(receipt, found)
    if twin is not None:
        yield twin


def _balance(ledger: Ledger, receipt: Receipt) -> Balance | None:
    if receipt.document is None or receipt.engagement is None:
        return None
    account = ledger.account(receipt.engagement, specimen=receipt.specimen)
    paper = account.paper(receipt.document)
    return balance_of(account, paper) if paper else None

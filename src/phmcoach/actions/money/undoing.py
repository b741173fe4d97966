"""Undoing a receipt that was recorded by mistake: by a counter-entry, never by a change."""

from datetime import date

from phmcoach.actions.context import Context
from phmcoach.actions.money.payments import refuse_mixing
from phmcoach.actions.money.recording import Recorded, open_recording, record
from phmcoach.domain.money.dates import money_day_problems
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.ledger import placed_receipts
from phmcoach.domain.money.payment import draft_reversal
from phmcoach.domain.money.receipt import Receipt
from phmcoach.errors import MissingError, Problem, RuleRefusedError, refuse
from phmcoach.store.ledger import Ledger, find_invoice


def undo_receipt(
    context: Context,
    *,
    number: str | None = None,
    place: int | None = None,
    on: date | None = None,
) -> Recorded:
    """Undo a receipt that was recorded by mistake: write the counter-entry of the one at a place.

    Without a place it is the last one of the invoice with this number that is not undone; with
    both, the receipt must be one of that invoice.
    Its day is today or a day since the receipt; by default that of the receipt, if a wrong clock
    dated it ahead of today, so that they cancel out. Raises MissingError if there is no receipt at
    that place, or none left of the invoice, RuleRefusedError if it is undone already, is a
    counter-entry itself, belongs to another invoice or was refunded, and for any other day.
    """
    recording = open_recording(context)

    def make(ledger: Ledger) -> Receipt:
        paper = find_invoice(ledger, number) if number else None
        at = place or _last_receipt(ledger, paper)
        recorded = next((each for each in ledger.entries if each.place == at), None)
        wrong = recorded.entry.money if recorded else None
        if wrong is None:
            raise MissingError.of("pay.no-such-receipt", entry=at)
        if paper is not None and wrong.document != paper.number:
            raise RuleRefusedError.of("pay.of-other-invoice", number=paper.number, entry=at)
        if wrong.counters is not None or at in _undone_places(ledger, wrong):
            raise RuleRefusedError.of("pay.already-undone", entry=at)
        refuse_mixing(recording, f"{at:06d}", specimen=wrong.specimen)
        day = on or max(context.today, wrong.received_on)
        refuse(money_day_problems(day, context.today) if on else ())
        if day < wrong.received_on:
            args: dict[str, object] = {"on": day, "received_on": wrong.received_on}
            raise RuleRefusedError(Problem("pay.undo-before-receipt", args | {"entry": at}))
        ref = wrong.engagement or ""
        account = ledger.account(ref, specimen=wrong.specimen)
        own = ledger.of_engagement(ref, specimen=wrong.specimen)
        history = placed_receipts((each.entry for each in own), wrong.document)
        return draft_reversal(wrong, at, day, account, history)

    return record(context, recording, make)


def _last_receipt(ledger: Ledger, paper: Invoice | None) -> int:
    """Return the place of the last receipt of an invoice that is not undone."""
    if paper is not None:
        own = ledger.of_engagement(paper.engagement, specimen=paper.specimen)
        for each in sorted(own, key=lambda entry: entry.place, reverse=True):
            found = each.entry.money
            if (
                found is not None
                and (found.document, found.counters) == (paper.number, None)
                and each.place not in _undone_places(ledger, found)
            ):
                return each.place
    raise MissingError.of("pay.nothing-to-undo", number=paper.number if paper else "")


def _undone_places(ledger: Ledger, receipt: Receipt) -> set[int | None]:
    """Return the places of the undone receipts of the same engagement."""
    others = ledger.of_engagement(receipt.engagement, specimen=receipt.specimen)
    return {each.entry.receipt.counters for each in others if each.entry.receipt}

"""Undoing a receipt that was recorded by mistake: by a counter-entry, never by a change."""

from datetime import date

from phmcoach.actions.context import Context
from phmcoach.actions.money.payments import refuse_mixing
from phmcoach.actions.money.recording import Recorded, open_recording, record_all
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
) -> tuple[Recorded, ...]:
    """Undo a receipt that was recorded by mistake: write the counter-entry of the one at a place.

    Two receipts that carry a sum over to another deposit invoice are undone together: one alone
    would count the money twice, or not at all.

    Without a place it is the last one of the invoice with this number that is not undone; with
    both, the receipt must be one of that invoice.
    Its day is today or a day since the receipt; by default that of the receipt, if a wrong clock
    dated it ahead of today, so that they cancel out. Raises MissingError if there is no receipt at
    that place, or none left of the invoice, RuleRefusedError if it is undone already, is a
    counter-entry itself, belongs to another invoice or was refunded, and for any other day.
    """
    recording = open_recording(context)

    def make(ledger: Ledger) -> tuple[Receipt, ...]:
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
        refuse(money_day_problems(on, context.today) if on else ())
        ref = wrong.engagement or ""
        account = ledger.account(ref, specimen=wrong.specimen)
        own = [each.entry for each in ledger.of_engagement(ref, specimen=wrong.specimen)]
        both = {at: wrong} | _other_half(ledger, at, wrong)
        return tuple(
            draft_reversal(
                each,
                place,
                _undone_on(context, on, place, each),
                account,
                placed_receipts(own, each.document),
            )
            for place, each in sorted(both.items(), reverse=True)
        )

    return record_all(context, recording, make)


def _undone_on(context: Context, on: date | None, place: int, wrong: Receipt) -> date:
    """Return the day of a counter-entry; raise RuleRefusedError if it precedes its receipt."""
    day = on or max(context.today, wrong.received_on)
    if day < wrong.received_on:
        args: dict[str, object] = {"on": day, "received_on": wrong.received_on, "entry": place}
        raise RuleRefusedError(Problem("pay.undo-before-receipt", args))
    return day


def _other_half(ledger: Ledger, at: int, wrong: Receipt) -> dict[int, Receipt]:
    """Return the other of two receipts that carry a sum over, by its place, or nothing.

    What leaves the old invoice is recorded first. The other one may be missing after an
    interruption, or be undone already.
    """
    if wrong.method is not None or wrong.reference is None:
        return {}
    undone = _undone_places(ledger, wrong)
    own = ledger.of_engagement(wrong.engagement, specimen=wrong.specimen)
    found = {
        each.place: money
        for each in own
        if (money := each.entry.receipt) is not None
        and (money.document, money.reference) == (wrong.reference, wrong.document)
        and (money.method, money.counters) == (None, None)
        and money.direction != wrong.direction
        and each.place not in undone
    }
    places = [place for place in found if (place < at) == (wrong.direction == "in")]
    nearest = sorted(places, key=lambda place: abs(place - at))[:1]
    return {place: found[place] for place in nearest}


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

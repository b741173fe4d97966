"""Leave out what is paid, before a list of what is unpaid is made.

After some years, almost every invoice was paid to the cent and has no credit note. Neither such an
invoice nor its payments can be in the list, so they are recognised by what the scanner finds in
them, and never parsed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from phmcoach.domain.money.ledger import EntryKind, LedgerEntry
from phmcoach.store.ledger_chain import RecordedEntry
from phmcoach.store.ledger_scan import PlainMoney, scan_money

_MONEY: tuple[EntryKind, ...] = ("invoice", "receipt")


def without_settled(
    entries: Iterable[RecordedEntry], *, specimen: bool, as_of: date
) -> tuple[LedgerEntry, ...]:
    """Return the real entries, or the specimens, without quotes and without settled invoices.

    An invoice is settled if its payments until a day are its price, and nothing else is about it:
    no credit note, refund, later payment or undone one. Its payments are left out with it.
    """
    own = [e for e in entries if e.facts.specimen == specimen and e.kind in _MONEY]
    found = [(each, _money(each)) for each in own]
    left: dict[str, Decimal] = defaultdict(Decimal)
    others: set[str] = set()
    for each, money in found:
        if money is None:
            others.update(_named(each.entry))
        elif money.on > as_of.isoformat():
            others.add(money.number)
        else:
            left[money.number] += money.owed
    settled = {number for number, owed in left.items() if not owed} - others
    return tuple(
        each.entry for each, money in found if money is None or money.number not in settled
    )


def _money(recorded: RecordedEntry) -> PlainMoney | None:
    return scan_money(recorded.raw, recorded.kind) if recorded.is_unparsed else None


def _named(entry: LedgerEntry) -> Iterator[str]:
    """Yield the numbers of the invoices that an entry is about."""
    if entry.receipt is not None:
        yield entry.receipt.document or ""
    if entry.invoice is not None:
        yield entry.invoice.number or ""
        yield from (each.number for each in entry.invoice.deductions)
        if entry.invoice.corrects is not None:
            yield entry.invoice.corrects.number

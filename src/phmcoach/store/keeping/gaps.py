"""Record what is lost of the ledger for good, so that no number is given twice."""

from collections.abc import Callable, Sequence
from datetime import datetime

from phmcoach.domain.money.ledger import Gap
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import Ledger, read_ledger
from phmcoach.store.ledger_copies import find_papers_without_entry
from phmcoach.store.ledger_files import list_ledger_files
from phmcoach.store.ledger_issue import record_entry, recover
from phmcoach.store.pen.gate import hold_pen


def record_gaps(
    folder: Folder, make: Callable[[Ledger], Sequence[Gap]], *, recorded_at: datetime
) -> Ledger:
    """Record gaps permanently, each as an entry; return the new ledger.

    All are made before the first is recorded. Raises the errors of `make` and of `issue`, except
    that PDFs without an entry do not stop it: the gap may explain them.
    """
    with hold_pen(folder, settles=True):
        ledger = open_but_papers(folder)
        return record_each(folder, ledger, make(ledger), recorded_at)


def record_each(
    folder: Folder, ledger: Ledger, gaps: Sequence[Gap], recorded_at: datetime
) -> Ledger:
    """Record gaps, one after the other; the caller holds the lock, and has opened the ledger."""
    for gap in gaps:
        ledger = recover(folder) if ledger.is_pending else ledger
        ledger = record_entry(folder, ledger, gap, recorded_at)
    return ledger


def open_but_papers(folder: Folder) -> Ledger:
    """Return the ledger that a writer may add to, or one that only has PDFs without entries.

    The caller holds the lock. Raises InvalidDataError for any other damage.
    """
    ledger = read_ledger(folder)
    papers = find_papers_without_entry(list_ledger_files(folder), ledger.entries)
    explained = {each.place for each in papers}
    is_readable = all(each.place in explained for each in ledger.damage)
    if not ledger.damage or ledger.is_pending or not is_readable:
        return recover(folder)
    return ledger

"""Issue documents and record receipts: the only way to add an entry to the ledger.

Issuing makes four writes, in this order: the PDF under a hidden name, the entry (the commit:
before it nothing happened, after it the document is issued), the final name of the PDF, the head.
If the program is killed after the commit, the next writer finishes the last two. Everything,
including building the document, happens under the folder's lock, so that no two writers can draw
the same number or bill the same session. After the commit nothing is an error and Ctrl-C waits,
because the number has to be told.

Entries and PDFs are read-only (0400). This prevents an accidental save in an editor; the digests
reveal deliberate changes.
"""

import os
from collections.abc import Callable, Sequence
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import tomli_w

from phmcoach.domain.base import as_data
from phmcoach.domain.money.account import already_billed
from phmcoach.domain.money.dates import PaperDay
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.joint import seen_from
from phmcoach.domain.money.ledger import Body, LedgerEntry, Recovery, make_entry
from phmcoach.domain.money.quote import Quote
from phmcoach.domain.money.receipt import Receipt
from phmcoach.domain.shape.validation import checked
from phmcoach.errors import (
    CoachError,
    ConflictError,
    Problem,
    RuleRefusedError,
)
from phmcoach.store.files import (
    make_folder,
    read_file,
    refuse_link,
    replace_file,
    storage_errors,
    write_new,
)
from phmcoach.store.folder import Folder
from phmcoach.store.interrupts import note_done
from phmcoach.store.ledger import Ledger, open_ledger
from phmcoach.store.ledger_chain import (
    RecordedEntry,
    derive_head,
    hold_entry,
    parse_entry,
    render_head,
)
from phmcoach.store.ledger_files import list_ledger_files
from phmcoach.store.ledger_numbers import (
    SPECIMEN_PREFIX,
    check_issue_date,
    draw_number,
    refuse_sent_numbers,
)
from phmcoach.store.pen.gate import hold_pen
from phmcoach.value import replace

READ_ONLY_MODE = 0o400

BuildDocument = Callable[[str, Ledger], tuple[Invoice | Quote, bytes]]
"""Builds the document and its PDF from the number drawn and the current ledger.

It runs under the folder's lock: what it reads cannot change before the document is issued. If it
raises, nothing is written and no number is used.
"""

MakeReceipts = Callable[[Ledger], Sequence[Receipt]]
"""Makes receipts from the current ledger, under the folder's lock like `BuildDocument`."""


def issue(
    folder: Folder,
    build: BuildDocument,
    *,
    prefix: str,
    first: int,
    day: PaperDay,
    recorded_at: datetime,
    before: Ledger | None = None,
    sweep: bool = True,
) -> Ledger:
    """Draw the next number, build the document with it, and record both permanently.

    Returns the new ledger, whose last entry is the document. `first` is the practice's own first
    number (see `next_document_number`), `day` the day that the document bears. The year of
    `recorded_at`, which is kept to the minute, names the folder of the entry. `before` is the
    ledger that an earlier call returned: it is not read again if no one has written since. A
    command that issues again and again need not `sweep` the folder each time, nor look among the
    documents for a number that was lost.

    Raises RuleRefusedError for a date out of order or a session already billed, ConflictError if
    another writer holds the folder, InvalidDataError if the ledger is damaged or older than a
    document with this number or a later one, StorageError if the disk refuses. If it refuses only
    after the commit, the document is issued, and the ledger is returned with the unfinished work
    (`unfinished_remarks`).
    """
    with hold_pen(folder, sweep=sweep):
        ledger = recover(folder, before)
        check_issue_date(ledger, prefix, day)
        year = day.on.year
        number = draw_number(folder, ledger, prefix=prefix, year=year, first=first, look=sweep)
        document, pdf = build(number, ledger)
        _check_built(document, number, day.on)
        if isinstance(document, Invoice):
            _check_not_billed(ledger, document)
        return record_entry(folder, ledger, document, recorded_at, pdf)


def record_receipts(
    folder: Folder, make: MakeReceipts, *, recorded_at: datetime, before: Ledger | None = None
) -> Ledger:
    """Record receipts permanently; return the new ledger, whose last entries they are.

    All are made before the first is recorded, so that one that is refused leaves none of them.
    `before` is as for `issue`. Raises the errors of `issue` and of `make`.
    """
    with hold_pen(folder):
        ledger = recover(folder, before)
        refuse_sent_numbers(folder, ledger, recorded_at.year)
        for receipt in make(ledger):
            ledger = recover(folder) if ledger.is_pending else ledger
            ledger = record_entry(folder, ledger, receipt, recorded_at)
        return ledger


def record_recovery(
    folder: Folder, make: Callable[[Ledger], Recovery], *, recorded_at: datetime
) -> Ledger:
    """Record that the clock was wrong; return the new ledger, whose last entry says so.

    Raises the errors of `issue` and of `make`.
    """
    with hold_pen(folder):
        ledger = recover(folder)
        refuse_sent_numbers(folder, ledger, recorded_at.year)
        return record_entry(folder, ledger, make(ledger), recorded_at)


def recover(folder: Folder, before: Ledger | None = None) -> Ledger:
    """Finish the work of a killed writer, and return the ledger. The caller holds the lock.

    The PDF of a committed entry gets its final name, a PDF without an entry is deleted, and the
    head is brought up to date. A hidden PDF that does not match its entry stays, and
    `verify_ledger` reports it. A ledger that was read `before` is not read again if no one has
    written since. Raises StorageError for a head that is a symbolic link.
    """
    refuse_link(folder.ledger_head)  # it would be refused only after the commit
    if before is not None and _is_unchanged(folder, before):
        return before
    ledger = open_ledger(folder)
    if not ledger.is_pending:
        return ledger
    committed = {recorded.hidden_pdf: recorded for recorded in ledger.entries}
    for hidden in ledger.hidden:
        _finish_pdf(hidden, committed.get(hidden))
    if ledger.head.entries < len(ledger.entries):
        _replace_head(folder, ledger, ledger.entries)
    return open_ledger(folder)


def _is_unchanged(folder: Folder, before: Ledger) -> bool:
    """Whether the ledger is as it was read; a writer adds files before it changes the head."""
    if before.is_pending or _digest(folder.ledger_head) != before.head_sha256:
        return False
    files = list_ledger_files(folder)
    return not files.hidden and files.entries == tuple(each.file for each in before.entries)


def _replace_head(folder: Folder, ledger: Ledger, entries: tuple[RecordedEntry, ...]) -> Ledger:
    head = derive_head(entries)
    content = render_head(head)
    replace_file(folder.ledger_head, content, ledger.head_sha256 or None)
    return Ledger(head, sha256(content).hexdigest(), entries)


def render_entry(entry: LedgerEntry) -> bytes:
    """Return the bytes of an entry's file: its fields in order, without empty ones."""
    return tomli_w.dumps(as_data(entry)).encode()


def record_entry(
    folder: Folder, ledger: Ledger, body: Body, recorded_at: datetime, pdf: bytes | None = None
) -> Ledger:
    """Write the next entry and its PDF; the caller holds the lock, and has opened the ledger."""
    digest = None if pdf is None else sha256(pdf).hexdigest()
    place, previous = len(ledger.entries) + 1, ledger.head.last_sha256
    entry = checked(make_entry(body, place, previous, recorded_at, digest))
    path = folder.ledger_dir / str(entry.recorded_at.year) / f"{entry.place:06d}.toml"
    content = render_entry(entry)
    if parse_entry(content, str(path)).entry != entry:
        message = f"entry {entry.place} reads back differently"
        raise RuntimeError(message)
    recorded = hold_entry(entry, content, str(path))
    if os.path.lexists(recorded.pdf):
        raise ConflictError.of("ledger.pdf-name-taken", path=str(recorded.pdf))
    make_folder(path.parent)
    if pdf is not None:
        write_new(recorded.hidden_pdf, pdf, READ_ONLY_MODE)
    write_new(path, content, READ_ONLY_MODE)
    note_done(path, entry.number or (entry.receipt.document if entry.receipt else None))
    entries = (*ledger.entries, recorded)
    try:
        if pdf is not None:
            _reveal_pdf(recorded.hidden_pdf, recorded.pdf)
        return _replace_head(folder, ledger, entries)
    except CoachError:  # the entry is there: it is issued, and the next writer finishes the rest
        return replace(ledger, entries=entries)


def unfinished_remarks(ledger: Ledger) -> tuple[Problem, ...]:
    """Return a remark if the last files of the last entry could not be put in place."""
    if not ledger.is_pending:
        return ()
    return (Problem("ledger.issued-unfinished", {"number": ledger.entries[-1].entry.name}),)


def _finish_pdf(hidden: Path, recorded: RecordedEntry | None) -> None:
    if recorded is None:
        _discard(hidden)
    elif not os.path.lexists(recorded.pdf):
        if _digest(hidden) == recorded.entry.pdf_sha256:
            _reveal_pdf(hidden, recorded.pdf)
    elif _digest(recorded.pdf) == recorded.entry.pdf_sha256:
        _discard(hidden)


def _reveal_pdf(hidden: Path, pdf: Path) -> None:
    # No sync: if a power cut undoes the rename, the next writer renames the hidden PDF.
    with storage_errors(pdf):
        hidden.rename(pdf)


def _discard(hidden: Path) -> None:
    with storage_errors(hidden):
        hidden.chmod(0o600)  # Windows cannot delete a read-only file.
        hidden.unlink()


def _check_built(document: Invoice | Quote, number: str, issued_on: date) -> None:
    named = (document.number, document.issued_on, document.specimen)
    if named != (number, issued_on, number.startswith(f"{SPECIMEN_PREFIX}-")):
        message = f"the built document does not match {number}"
        raise ValueError(message)


def _check_not_billed(ledger: Ledger, invoice: Invoice) -> None:
    for ref in invoice.engagements:
        account = ledger.account(ref, specimen=invoice.specimen)
        for session, number in already_billed(account, seen_from(invoice, ref)).items():
            args = {"session": session, "number": number}
            raise RuleRefusedError(Problem("ledger.session-already-billed", args))


def _digest(path: Path) -> str:
    return sha256(read_file(path)).hexdigest()

"""Issuing: the one moment at which a document gets its number, and exists.

Four writes, in this order: the PDF under a hidden name, the entry (the commit: before it nothing
happened, after it the document is issued), the PDF's name, the head. A kill leaves the work of
the last two to the next writer. All of it, the making of the document included, happens under the
folder's lock, so that no two writers can draw the same number or bill the same session.

Entries and PDFs can only be read (0400): no guard against malice, which the digests are for, but
against an editor's careless save.
"""

import os
from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import tomli_w

from phmcoach.domain.money.account import already_billed
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.domain.money.quote import Quote
from phmcoach.domain.money.receipt import Receipt
from phmcoach.errors import ConflictError, Problem, RuleRefusedError, StorageError
from phmcoach.store.files import explained, make_folder, read_file, replace_file, write_new
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import (
    SPECIMEN_PREFIX,
    Ledger,
    check_issue_date,
    list_ledger_files,
    next_number,
    open_ledger,
)
from phmcoach.store.ledger_chain import Recorded, derive_head, render_head
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import parse_record

READ_ONLY = 0o400

Build = Callable[[str, Ledger], tuple[Invoice | Quote, bytes]]
"""Makes the document and its PDF from the number that was drawn and the ledger as it now is.

It runs under the folder's lock: what it reads cannot change before the document is issued, and
whatever it raises leaves no trace and uses no number.
"""

MakeReceipt = Callable[[Ledger], Receipt]
"""Makes a receipt from the ledger as it now is, under the folder's lock like `Build`."""


def issue(
    folder: Folder,
    build: Build,
    *,
    prefix: str,
    first: int,
    issued_on: date,
    today: date,
    recorded_at: datetime,
    known: Ledger | None = None,
) -> Ledger:
    """Draw the next number, build the document with it, and record both for good.

    Return the ledger as it then is, the new entry last. `first` is the practice's own first number
    (see `next_number`). The year of `recorded_at`, which is kept to the minute, names the folder of
    the entry. `known` is the ledger that the command before returned: it is not read again where
    nobody wrote since. Raise RuleRefusedError for a date out of order or a session that was billed
    already, ConflictError where another writer keeps the folder, InvalidDataError where the ledger
    lost something, StorageError where the disk refuses; its problem `ledger.issued-unfinished` says
    that the document was issued all the same.
    """
    with lock_folder(folder):
        ledger = recover(folder, known)
        check_issue_date(ledger, prefix, issued_on, today)
        number = next_number(ledger, prefix=prefix, year=issued_on.year, first=first)
        document, pdf = build(number, ledger)
        _check_built(document, number, issued_on)
        if isinstance(document, Invoice):
            _check_not_billed(ledger, document)
        entry = LedgerEntry(
            schema=1,
            place=len(ledger.entries) + 1,
            kind="quote" if isinstance(document, Quote) else "invoice",
            recorded_at=recorded_at.replace(second=0, microsecond=0),
            previous_sha256=ledger.head.last_sha256,
            pdf_sha256=sha256(pdf).hexdigest(),
            invoice=document if isinstance(document, Invoice) else None,
            quote=document if isinstance(document, Quote) else None,
        )
        return _record(folder, ledger, entry, pdf)


def record_receipt(folder: Folder, make: MakeReceipt, *, recorded_at: datetime) -> Ledger:
    """Record a receipt for good; return the ledger as it then is, the new entry last.

    Raises as `issue` does, and what `make` raises.
    """
    with lock_folder(folder):
        ledger = recover(folder)
        entry = LedgerEntry(
            schema=1,
            place=len(ledger.entries) + 1,
            kind="receipt",
            recorded_at=recorded_at.replace(second=0, microsecond=0),
            previous_sha256=ledger.head.last_sha256,
            receipt=make(ledger),
        )
        return _record(folder, ledger, entry, None)


def recover(folder: Folder, known: Ledger | None = None) -> Ledger:
    """Finish what a killed writer left, and return the ledger. The caller holds the lock.

    A PDF whose entry was committed gets its name, one without an entry goes, and the head names
    the last entry. What is hidden and fits nothing stays, for `verify_ledger` to tell. A ledger
    that was read before (`known`) is not read again where nobody wrote since.
    """
    if known is not None and _is_still(folder, known):
        return known
    ledger = open_ledger(folder)
    if not ledger.is_pending:
        return ledger
    committed = {recorded.hidden_pdf: recorded for recorded in ledger.entries}
    for hidden in ledger.hidden:
        _settle(hidden, committed.get(hidden))
    if ledger.head.entries < len(ledger.entries):
        _replace_head(folder, ledger, ledger.entries)
    return open_ledger(folder)


def _is_still(folder: Folder, known: Ledger) -> bool:
    """Whether the ledger is what it was: a killed writer adds a file before he changes the head."""
    if known.is_pending or _digest(folder.ledger_head) != known.head_sha256:
        return False
    files = list_ledger_files(folder)
    return not files.hidden and files.entries == tuple(each.path for each in known.entries)


def _replace_head(folder: Folder, ledger: Ledger, entries: tuple[Recorded, ...]) -> Ledger:
    head = derive_head(entries)
    content = render_head(head)
    replace_file(folder.ledger_head, content, ledger.head_sha256)
    return Ledger(head, sha256(content).hexdigest(), entries)


def render_entry(entry: LedgerEntry) -> bytes:
    """Return the bytes of an entry's file: its fields in their order, without the empty ones."""
    return tomli_w.dumps(entry.model_dump(by_alias=True, exclude_none=True)).encode()


def _record(folder: Folder, ledger: Ledger, entry: LedgerEntry, pdf: bytes | None) -> Ledger:
    path = folder.ledger_dir / str(entry.recorded_at.year) / f"{entry.place:06d}.toml"
    content = render_entry(entry)
    if parse_record(content, path, LedgerEntry).value != entry:
        message = f"entry {entry.place} does not survive being written"
        raise RuntimeError(message)
    recorded = Recorded(entry, path, sha256(content).hexdigest())
    if os.path.lexists(recorded.pdf):
        raise ConflictError.of("ledger.pdf-name-taken", path=str(recorded.pdf))
    make_folder(path.parent)
    if pdf is not None:
        write_new(recorded.hidden_pdf, pdf, READ_ONLY)
    try:
        write_new(path, content, READ_ONLY)
        if pdf is not None:
            _give_name(recorded.hidden_pdf, recorded.pdf)
        return _replace_head(folder, ledger, (*ledger.entries, recorded))
    except StorageError as error:
        if not path.exists():
            raise
        issued = Problem("ledger.issued-unfinished", {"number": entry.name})
        raise StorageError(issued, *error.problems) from error


def _settle(hidden: Path, recorded: Recorded | None) -> None:
    if recorded is None:
        _discard(hidden)
    elif not os.path.lexists(recorded.pdf):
        if _digest(hidden) == recorded.entry.pdf_sha256:
            _give_name(hidden, recorded.pdf)
    elif _digest(recorded.pdf) == recorded.entry.pdf_sha256:
        _discard(hidden)


def _give_name(hidden: Path, pdf: Path) -> None:
    # No sync: if a power cut undoes the rename, the hidden name is found again and finished.
    with explained(pdf):
        hidden.rename(pdf)


def _discard(hidden: Path) -> None:
    with explained(hidden):
        hidden.chmod(0o600)  # Windows removes no file that can only be read.
        hidden.unlink()


def _check_built(document: Invoice | Quote, number: str, issued_on: date) -> None:
    named = (document.number, document.issued_on, document.specimen)
    if named != (number, issued_on, number.startswith(f"{SPECIMEN_PREFIX}-")):
        message = f"the document that was built for {number} is another one"
        raise ValueError(message)


def _check_not_billed(ledger: Ledger, invoice: Invoice) -> None:
    account = ledger.account(invoice.engagement, specimen=invoice.specimen)
    for session, number in already_billed(account, invoice).items():
        raise RuleRefusedError.of("ledger.session-already-billed", session=session, number=number)


def _digest(path: Path) -> str:
    return sha256(read_file(path)).hexdigest()

"""Read the ledger, and derive from it the next number and what is already billed.

Neither is stored anywhere else. A counter or an "invoiced" flag would one day disagree with the
issued documents, and the documents would be right.

Readers take no lock, so a writer may be at work. The head is therefore read before the entries (an
entry that appears in between is only one more than the head counts), and an apparent loss must be
seen twice in the same form before it is reported.

Everyday commands check what the next number depends on: places, numbers and the head.
`verify_ledger` checks the bytes of each entry and each PDF.
"""

import re
from datetime import date
from pathlib import Path

from phmcoach.domain.money.account import Account, account_of, billed_shares
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.ledger import EntryKind, LedgerEntry, LedgerHead
from phmcoach.domain.money.quote import Quote
from phmcoach.errors import (
    InvalidDataError,
    MissingError,
    Place,
    Problem,
    RuleRefusedError,
    UsageError,
)
from phmcoach.remedy import Remedy
from phmcoach.store.files import make_folder, storage_errors, write_new
from phmcoach.store.folder import Folder
from phmcoach.store.ledger_chain import (
    RecordedEntry,
    derive_head,
    find_head_problems,
    find_number_problems,
    find_place_problems,
    render_head,
)
from phmcoach.store.records import Loaded, load_record
from phmcoach.value import Value, replace

SPECIMEN_PREFIX = "SPECIMEN"
"""The prefix of specimens; it is longer than any prefix of a practice can be."""

SPECIMEN_QUOTE_PREFIX = f"{SPECIMEN_PREFIX}-D"
"""The prefix of specimen quotes: the longest one whose numbers stay within the limit."""

_YEAR = re.compile(r"[0-9]{4}")
_ENTRY = re.compile(r"[0-9]{6}\.toml")
_HIDDEN_PDF = re.compile(r"\.[0-9]{6}\.pdf")
_LONGEST_NUMBER = 20
_LAST_RANK = 999_999


class Ledger(Value):
    """All entries in the order of their places, and the head.

    `hidden` are PDFs without their final names: their writer is still at work, or was killed.
    """

    head: LedgerHead
    head_sha256: str
    entries: tuple[RecordedEntry, ...]
    hidden: tuple[Path, ...] = ()

    @property
    def is_pending(self) -> bool:
        """Whether the next writer must finish the work of an earlier one."""
        return bool(self.hidden) or self.head.entries < len(self.entries)

    def account(self, engagement: str, *, specimen: bool) -> Account:
        """Return the documents and receipts of an engagement, either real or specimen ones."""
        return account_of((each.entry for each in self.entries), engagement, specimen=specimen)

    def accounts(self, engagement: str) -> tuple[Account, Account]:
        """Return the real account of an engagement, and its account of specimens."""
        real, specimen = (self.account(engagement, specimen=each) for each in (False, True))
        return real, specimen

    def invoiced_sessions(self, engagement: str) -> frozenset[str]:
        """Return the ids of an engagement's sessions that a real or specimen invoice bills."""
        return frozenset(
            name
            for account in self.accounts(engagement)
            for name in billed_shares(account).sessions
        )


class LedgerFiles(Value):
    """The files in the ledger's folder, sorted by their names alone; entries in order of place.

    `others` is everything that is neither the head, an entry nor hidden, including issued PDFs.
    """

    entries: tuple[Path, ...]
    hidden: tuple[Path, ...]
    others: tuple[Path, ...]


def create_ledger(folder: Folder) -> None:
    """Write the head of an empty ledger.

    Raises ConflictError if there is a head, InvalidDataError if there are entries without one: a
    ledger that lost its head must not pass for a new one.
    """
    make_folder(folder.ledger_dir)
    if list_ledger_files(folder).entries and not folder.ledger_head.exists():
        raise _missing_head(folder)
    write_new(folder.ledger_head, render_head(derive_head(())))


def open_ledger(folder: Folder) -> Ledger:
    """Return the ledger.

    Raises InvalidDataError, with all problems, if the head or entries are missing, unreadable or
    inconsistent: the next number might repeat an issued one. A head that is one entry behind is no
    error: a writer is at work or was killed, and `recover` finishes its work.
    """
    seen: tuple[Problem, ...] = ()
    while True:
        try:
            return _read(folder)
        except InvalidDataError as error:
            if error.problems == seen:
                raise
            seen = error.problems


def list_ledger_files(folder: Folder) -> LedgerFiles:
    """Return the files of the ledger. Hidden files other than PDFs are ignored."""
    entries: list[Path] = []
    hidden: list[Path] = []
    others: list[Path] = []
    with storage_errors(folder.ledger_dir):
        for item in sorted(folder.ledger_dir.iterdir()):
            if not (_YEAR.fullmatch(item.name) and item.is_dir()):
                if item != folder.ledger_head and not item.name.startswith("."):
                    others.append(item)
                continue
            for file in sorted(item.iterdir()):
                if _ENTRY.fullmatch(file.name):
                    entries.append(file)
                elif _HIDDEN_PDF.fullmatch(file.name):
                    hidden.append(file)
                elif not file.name.startswith("."):
                    others.append(file)
    entries.sort(key=lambda path: (path.name, path.parent.name))
    return LedgerFiles(tuple(entries), tuple(hidden), tuple(others))


def load_head(folder: Folder) -> Loaded[LedgerHead]:
    """Return the head; raises InvalidDataError if it is missing."""
    try:
        return load_record(folder.ledger_head, LedgerHead)
    except MissingError:
        raise _missing_head(folder) from None


def load_entry(path: Path) -> RecordedEntry:
    """Return one entry; raises InvalidDataError if its file is not valid."""
    loaded = load_record(path, LedgerEntry)
    return RecordedEntry(loaded.value, path, loaded.sha256)


def find_document(ledger: Ledger, typed: str, kind: EntryKind | None = None) -> RecordedEntry:
    """Return the document whose number is `typed`, in full or as its last digits, such as 7.

    With a `kind`, digits match only documents of that kind. Raises MissingError if no document
    matches, UsageError with all the numbers if several do.
    """
    wanted = typed.strip().upper()
    documents = [each for each in ledger.entries if each.entry.document is not None]
    matches = [each for each in documents if each.number == wanted]
    if not matches and wanted.isdecimal():
        of_kind = [each for each in documents if kind in (None, each.entry.kind)]
        matches = [each for each in of_kind if each.entry.rank == int(wanted)]
    if not matches:
        raise MissingError.of("ledger.no-such-paper", number=typed)
    if len(matches) > 1:
        numbers = [each.number for each in matches]
        raise UsageError.of("ledger.several-papers", number=typed, numbers=numbers)
    return matches[0]


def find_invoice(ledger: Ledger, typed: str) -> Invoice:
    """Return the invoice, deposit invoice or credit note with a number; see `find_document`.

    Raises RuleRefusedError for the number of a quote.
    """
    recorded = find_document(ledger, typed, "invoice")
    if recorded.entry.invoice is None:
        raise RuleRefusedError.of("ledger.no-invoice", number=recorded.number)
    return recorded.entry.invoice


def quotes_of(ledger: Ledger, engagement: str) -> tuple[Quote, ...]:
    """Return the quotes of an engagement, oldest first."""
    quotes = (each.entry.quote for each in ledger.entries)
    return tuple(quote for quote in quotes if quote and quote.engagement == engagement)


def known_engagements(ledger: Ledger) -> frozenset[str]:
    """Return the references of all engagements that have a document in the ledger."""
    documents = (each.entry.document for each in ledger.entries)
    return frozenset(document.engagement for document in documents if document is not None)


def next_document_number(ledger: Ledger, *, prefix: str, year: int, first: int) -> str:
    """Return the number of the next document of a series, such as F-2026-0008.

    `first` is the rank of the very first document with this prefix; each later year begins at 1.
    Raises RuleRefusedError if the number would exceed 20 characters, the limit of the public
    invoicing portal.
    """
    series = f"{prefix}-{year}"
    last = _last_of(ledger, prefix)
    if last is None:
        rank = first
    elif last.entry.series == series:
        rank = last.entry.rank + 1
    else:
        rank = 1
    number = f"{series}-{rank:04d}"
    if rank > _LAST_RANK or len(number) > _LONGEST_NUMBER:
        raise RuleRefusedError.of("ledger.series-full", series=series)
    return number


def check_issue_date(ledger: Ledger, prefix: str, issued_on: date, today: date) -> None:
    """Raise RuleRefusedError for a date in the future or before the last document of its prefix.

    Dates follow the order of the numbers (CGI ann. II 242 nonies A: a chronological series).
    """
    if issued_on > today:
        raise RuleRefusedError.of("ledger.issue-date-in-future", issued_on=issued_on, today=today)
    last = _last_of(ledger, prefix)
    document = last.entry.document if last else None
    if document is not None and issued_on < document.issued_on:
        raise RuleRefusedError.of(
            "ledger.issue-date-before-last",
            issued_on=issued_on,
            number=document.number,
            last_on=document.issued_on,
        )


def _read(folder: Folder) -> Ledger:
    head = load_head(folder)
    files = list_ledger_files(folder)
    entries: list[RecordedEntry] = []
    problems: list[Problem] = []
    for path in files.entries:
        try:
            entries.append(load_entry(path))
        except InvalidDataError as error:
            problems += error.problems
    problems = problems or list(find_place_problems(files.entries))
    problems = problems or [
        *find_number_problems(entries),
        *find_head_problems(folder.ledger_head, head.value, entries),
    ]
    if problems:
        raise InvalidDataError(*(replace(each, remedy=Remedy.DOCTOR) for each in problems))
    return Ledger(head.value, head.sha256, tuple(entries), files.hidden)


def _missing_head(folder: Folder) -> InvalidDataError:
    # No command recreates it: a new head would hide that the last entries are gone.
    return InvalidDataError(Problem("ledger.missing-head", place=Place(folder.ledger_head)))


def _last_of(ledger: Ledger, prefix: str) -> RecordedEntry | None:
    for recorded in reversed(ledger.entries):
        if recorded.entry.prefix == prefix:
            return recorded
    return None

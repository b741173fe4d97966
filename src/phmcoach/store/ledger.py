"""The ledger as it is read, and what it decides: the next number, and what was billed already.

None of that is stored anywhere else. A counter or a flag "invoiced" beside the documents would
one day disagree with them, and the documents would be right.

Who reads takes no lock, so a writer may be at work meanwhile. The head is therefore read before
the entries (an entry that appears in between is only one more than the head knows), and what
looks like a loss must be seen twice, alike, before it is believed.

Daily commands check what the next number depends on: places, numbers, and the head. That each
entry and each PDF still holds its bytes is the business of `verify_ledger`.
"""

import re
from dataclasses import dataclass, replace
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
from phmcoach.store.files import explained, make_folder, write_new
from phmcoach.store.folder import Folder
from phmcoach.store.ledger_chain import (
    Recorded,
    derive_head,
    find_head_problems,
    find_number_problems,
    find_place_problems,
    render_head,
)
from phmcoach.store.records import Loaded, load_record

SPECIMEN_PREFIX = "SPECIMEN"
"""The prefix of documents that were never real; longer than any prefix of a practice can be."""

SPECIMEN_QUOTE_PREFIX = f"{SPECIMEN_PREFIX}-D"
"""The prefix of quotes that were never real: the longest of which numbers keep their limit."""

_YEAR = re.compile(r"[0-9]{4}")
_ENTRY = re.compile(r"[0-9]{6}\.toml")
_HIDDEN_PDF = re.compile(r"\.[0-9]{6}\.pdf")
_LONGEST_NUMBER = 20
_LAST_RANK = 999_999


@dataclass(frozen=True)
class Ledger:
    """All entries in the order of their places, and the head.

    `hidden` are PDFs that have not got their names: the work of a writer who is still busy, or
    who was killed.
    """

    head: LedgerHead
    head_sha256: str
    entries: tuple[Recorded, ...]
    hidden: tuple[Path, ...] = ()

    @property
    def is_pending(self) -> bool:
        """Whether the next writer has something to finish."""
        return bool(self.hidden) or self.head.entries < len(self.entries)

    def account(self, engagement: str, *, specimen: bool) -> Account:
        """Return the papers and receipts of an engagement.

        Specimens bill nothing but other specimens' sessions.
        """
        return account_of((each.entry for each in self.entries), engagement, specimen=specimen)

    def accounts(self, engagement: str) -> tuple[Account, Account]:
        """Return both accounts of an engagement, the real one and that of the specimens."""
        real, specimen = (self.account(engagement, specimen=each) for each in (False, True))
        return real, specimen

    def invoiced_sessions(self, engagement: str) -> frozenset[str]:
        """Return the ids of an engagement's sessions that an invoice or a specimen holds."""
        return frozenset(
            name
            for account in self.accounts(engagement)
            for name in billed_shares(account).sessions
        )

    def find(self, number: str) -> Recorded | None:
        """Return the entry of the paper with this number, or None."""
        return next((each for each in self.entries if each.entry.number == number), None)


@dataclass(frozen=True)
class LedgerFiles:
    """What stands in the ledger's folder, by its names alone; entries are in order of place.

    `others` is everything that is neither head, entry, nor hidden, the issued PDFs among them.
    """

    entries: tuple[Path, ...]
    hidden: tuple[Path, ...]
    others: tuple[Path, ...]


def create_ledger(folder: Folder) -> None:
    """Write the head of an empty ledger.

    Raise ConflictError where there is a head, InvalidDataError where there are entries without
    one: a ledger that lost its head must not look like a new one.
    """
    make_folder(folder.ledger_dir)
    if list_ledger_files(folder).entries and not folder.ledger_head.exists():
        raise _missing_head(folder)
    write_new(folder.ledger_head, render_head(derive_head(())))


def open_ledger(folder: Folder) -> Ledger:
    """Return the ledger.

    Raise InvalidDataError, with all that is wrong, where head or entries are missing, cannot be
    read or do not fit each other, so that a next number could repeat one that was sent. A head
    that is one entry behind is no error: a writer is busy or was killed, `recover` finishes.
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
    """Return the files of the ledger. Hidden ones other than PDFs are nobody's business."""
    entries: list[Path] = []
    hidden: list[Path] = []
    others: list[Path] = []
    with explained(folder.ledger_dir):
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
    """Return the head; raise InvalidDataError where there is none."""
    try:
        return load_record(folder.ledger_head, LedgerHead)
    except MissingError:
        raise _missing_head(folder) from None


def load_entry(path: Path) -> Recorded:
    """Return one entry; raise InvalidDataError where its file holds none."""
    loaded = load_record(path, LedgerEntry)
    return Recorded(loaded.value, path, loaded.sha256)


def find_paper(ledger: Ledger, typed: str, kind: EntryKind | None = None) -> Recorded:
    """Return the paper with a number that was typed whole, or as its last figures, such as 7.

    With a `kind`, figures mean a paper of that kind alone. Raise MissingError for a number that
    no paper has, UsageError naming all that it fits.
    """
    wanted = typed.strip().upper()
    papers = [each for each in ledger.entries if each.entry.document is not None]
    fitting = [each for each in papers if each.number == wanted]
    if not fitting and wanted.isdecimal():
        meant = [each for each in papers if kind in (None, each.entry.kind)]
        fitting = [each for each in meant if each.entry.rank == int(wanted)]
    if not fitting:
        raise MissingError.of("ledger.no-such-paper", number=typed)
    if len(fitting) > 1:
        numbers = [each.number for each in fitting]
        raise UsageError.of("ledger.several-papers", number=typed, numbers=numbers)
    return fitting[0]


def find_invoice(ledger: Ledger, typed: str) -> Invoice:
    """Return the invoice, deposit invoice or credit note with a number; see `find_paper`.

    Raise RuleRefusedError for the number of a quote.
    """
    recorded = find_paper(ledger, typed, "invoice")
    if recorded.entry.invoice is None:
        raise RuleRefusedError.of("ledger.no-invoice", number=recorded.number)
    return recorded.entry.invoice


def quotes_of(ledger: Ledger, engagement: str) -> tuple[Quote, ...]:
    """Return the quotes of an engagement, the oldest first."""
    quotes = (each.entry.quote for each in ledger.entries)
    return tuple(quote for quote in quotes if quote and quote.engagement == engagement)


def known_engagements(ledger: Ledger) -> frozenset[str]:
    """Return the references of all engagements that any paper names."""
    papers = (each.entry.document for each in ledger.entries)
    return frozenset(paper.engagement for paper in papers if paper is not None)


def next_number(ledger: Ledger, *, prefix: str, year: int, first: int) -> str:
    """Return the number that the next document of a series gets, such as F-2026-0008.

    `first` is the rank of the very first document with this prefix; each later year begins at 1.
    Raise RuleRefusedError where the series has no more numbers of at most 20 characters, the
    limit of the State's portal.
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

    Numbers and dates run the same way (CGI ann. II 242 nonies A: a chronological series).
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
    entries: list[Recorded] = []
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
    # No command makes it again: who could seal the ledger anew could hide that its end was cut.
    return InvalidDataError(Problem("ledger.missing-head", place=Place(folder.ledger_head)))


def _last_of(ledger: Ledger, prefix: str) -> Recorded | None:
    for recorded in reversed(ledger.entries):
        if recorded.entry.prefix == prefix:
            return recorded
    return None

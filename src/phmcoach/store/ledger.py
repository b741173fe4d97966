"""Read the ledger, and derive from it the next number and what is already billed.

Neither is stored anywhere else. A counter or an "invoiced" flag would one day disagree with the
issued documents, and the documents would be right.

Every command that opens the ledger reads the bytes of all entries and of the head, and compares
the whole chain of digests, so it finds every change. It parses only the entries that it needs
(`RecordedEntry.entry`). If anything does not fit, all entries are parsed, to report what is wrong.
Two things are left to `verify_ledger`: the bytes of the PDFs, and what a chain that fits contains.
A change of the last entry cannot be seen while the head is one entry behind.

Readers take no lock, so a writer may be at work. The head is therefore read before the entries (an
entry that appears in between is only one more than the head counts), and an apparent loss must be
seen twice in the same form before it is reported.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from phmcoach.domain.case import Billed
from phmcoach.domain.money.account import Account, account_of
from phmcoach.domain.money.credit_left import billed_by
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.ledger import EntryKind, LedgerEntry, LedgerHead
from phmcoach.domain.money.quote import Quote
from phmcoach.domain.money.thresholds import Earned
from phmcoach.errors import (
    CoachError,
    InvalidDataError,
    MissingError,
    Problem,
    RuleRefusedError,
    UsageError,
)
from phmcoach.paper_names import number_in
from phmcoach.remedy import Remedy
from phmcoach.store import ledger_copies
from phmcoach.store.files import make_folder, write_new
from phmcoach.store.folder import Folder
from phmcoach.store.known_files import KnownFiles
from phmcoach.store.ledger_chain import (
    RecordedEntry,
    derive_head,
    group_by_engagement,
    parse_entry,
    read_entry,
    render_head,
)
from phmcoach.store.ledger_files import LedgerFiles, list_ledger_files, load_head, missing_head
from phmcoach.value import Value, replace


class Ledger(Value):
    """All entries in the order of their places, and the head.

    `hidden` are PDFs without their final names: their writer is still at work, or was killed.
    `damage` is everything that is wrong. The entries are then those that could be read, and a head
    that could not be read is that of an empty ledger, with an empty digest.
    """

    head: LedgerHead
    head_sha256: str
    entries: tuple[RecordedEntry, ...]
    hidden: tuple[Path, ...] = ()
    damage: tuple[Problem, ...] = ()

    @property
    def is_pending(self) -> bool:
        """Whether the next writer must finish the work of an earlier one."""
        return bool(self.hidden) or self.head.entries < len(self.entries)

    def of_engagement(self, engagement: str | None, *, specimen: bool) -> list[RecordedEntry]:
        """Return the entries about an engagement; None returns the receipts about no engagement."""
        return self._by_engagement.get((engagement, specimen), [])

    @cached_property
    def _by_engagement(self) -> Mapping[tuple[str | None, bool], list[RecordedEntry]]:
        return group_by_engagement(self.entries)

    def in_years(self, first: int, last: int, *, specimen: bool) -> Iterator[LedgerEntry]:
        """Yield the entries of the years."""
        return (each.entry for each in self._of_years(first, last, specimen=specimen))

    def earned(self, first: int, last: int, *, specimen: bool) -> Iterator[Earned]:
        """Yield what each receipt of the years added to the turnover."""
        own = self._of_years(first, last, specimen=specimen)
        return filter(None, (each.earned for each in own if each.facts.may_move_money))

    def _of_years(self, first: int, last: int, *, specimen: bool) -> Iterator[RecordedEntry]:
        wanted = frozenset(range(first, last + 1))
        for each in self.entries:
            if each.facts.specimen == specimen and not wanted.isdisjoint(each.facts.years):
                yield each

    def account(self, engagement: str, *, specimen: bool) -> Account:
        """Return the documents and receipts of an engagement, either real or specimen ones."""
        own = self.of_engagement(engagement, specimen=specimen)
        entries = (each.entry for each in own if each.kind != "quote")
        return account_of(entries, engagement, specimen=specimen)

    def accounts(self, engagement: str) -> tuple[Account, Account]:
        """Return the real account of an engagement, and its account of specimens."""
        real, specimen = (self.account(engagement, specimen=each) for each in (False, True))
        return real, specimen

    def billed(self, engagement: str) -> Billed:
        """Return what real and specimen invoices bill of an engagement."""
        return billed_by(self.accounts(engagement))

    def used_sessions(self, engagement: str) -> frozenset[str]:
        """Return the ids of all sessions on papers of an engagement, credited or not."""
        papers = (paper for account in self.accounts(engagement) for paper in account.papers)
        lines = (line for paper in papers for line in paper.lines)
        return frozenset(session.id for line in lines for session in line.sessions)

    def is_sealed(self, recorded: RecordedEntry) -> bool:
        """Whether an entry and all that follow it are as they were written, as the head tells.

        Damage of earlier entries does not matter for it.
        """
        return not self.damage or recorded.sha256 in self._sealed

    @cached_property
    def _sealed(self) -> frozenset[str]:
        if not self.head_sha256:
            return frozenset()
        before = {each.sha256: each.facts.previous_sha256 for each in self.entries}
        gaps = (each for each in self.entries if each.facts.gap)
        before |= {each.facts.lost_sha256 or each.sha256: before[each.sha256] for each in gaps}
        digest, sealed = self.head.last_sha256, set()
        if self.head.entries == len(self.entries) - 1:  # nothing seals the last entry yet
            sealed.add(self.entries[-1].sha256)
        while digest in before and digest not in sealed:
            sealed.add(digest)
            digest = before[digest]
        return frozenset(sealed)


def create_ledger(folder: Folder) -> None:
    """Write the head of an empty ledger.

    Raises ConflictError if there is a head, InvalidDataError if there are entries without one: a
    ledger that lost its head must not pass for a new one.
    """
    make_folder(folder.ledger_dir)
    if list_ledger_files(folder).entries and not folder.ledger_head.exists():
        raise missing_head(folder)
    write_new(folder.ledger_head, render_head(derive_head(())))


def open_ledger(folder: Folder) -> Ledger:
    """Return the ledger.

    Raises InvalidDataError, with all problems, if it is damaged: the next number might repeat an
    issued one, or an amount be wrong. A head that is one entry behind is no damage: a writer is at
    work or was killed, and `recover` finishes its work.
    """
    ledger = read_ledger(folder)
    refuse_damage(ledger.damage)
    return ledger


def read_ledger(folder: Folder, known: KnownFiles | None = None) -> Ledger:
    """Return what can be read of the ledger, with its damage, which the caller has to report.

    Files that are `known` to be valid are not validated again.
    """
    seen: tuple[Problem, ...] = ()
    while (ledger := _read(folder, known)).damage != seen:
        seen = ledger.damage
    return ledger


def refuse_damage(damage: tuple[Problem, ...]) -> None:
    """Raise InvalidDataError if a ledger is damaged."""
    if damage:
        raise InvalidDataError(*damage)


def find_document(ledger: Ledger, typed: str, kind: EntryKind | None = None) -> RecordedEntry:
    """Return the document whose number is `typed`, in full or by its end, such as 7 or 2027-7.

    The name of its PDF is understood too. With a `kind`, digits match only documents of that kind;
    a credit note that they match beside an invoice is not meant, since nothing is paid or credited
    on it. For a quote the year is not enough, since 2027-7 may be an engagement. Raises
    MissingError if no document matches, UsageError with all the numbers if several do.
    """
    plain = typed.strip()
    wanted = number_in(f"{plain.removesuffix('.pdf')}.pdf") or plain.upper()
    documents = [each for each in ledger.entries if each.has_document]
    matches = [each for each in documents if each.number == wanted]
    end = re.fullmatch(r"(?:([0-9]{4})[-/])?([0-9]+)", wanted)
    if not matches and end and not (end[1] and kind == "quote"):
        of_kind = [each for each in documents if kind in (None, each.kind)]
        of_rank = [each for each in of_kind if each.rank == int(end[2])]
        matches = [each for each in of_rank if end[1] in (None, each.year)]
    if not matches:
        for gap in (each.facts.gap for each in ledger.entries):
            if gap and wanted in gap.numbers:
                raise MissingError.of("ledger.paper-lost", number=wanted, on=gap.noted_on)
        raise MissingError.of("ledger.no-such-paper", number=typed)
    if len(matches) > 1 and kind == "invoice":
        matches = [each for each in matches if not _is_credit(each)] or matches
    if len(matches) > 1:
        numbers, last = [each.number for each in matches], matches[-1]
        is_of_year = [each.year for each in matches].count(last.year) == 1
        by_year = is_of_year and kind != "quote"
        example = f"{last.year}-{last.rank}" if by_year else last.number
        raise UsageError.of("ledger.several-papers", number=typed, numbers=numbers, example=example)
    return matches[0]


def _is_credit(recorded: RecordedEntry) -> bool:
    paper = recorded.entry.invoice
    return paper is not None and paper.type == "credit"


def find_sealed(ledger: Ledger, typed: str, kind: EntryKind | None = None) -> RecordedEntry:
    """Return a document as `find_document` does, if it is as it was issued.

    Raises InvalidDataError if the ledger is damaged and the document is not found, or if it or an
    entry since, such as its payment, was changed.
    """
    try:
        recorded = find_document(ledger, typed, kind)
    except CoachError:
        refuse_damage(ledger.damage)
        raise
    if not ledger.is_sealed(recorded):
        refuse_damage(ledger.damage)
    return recorded


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
    both = (ledger.of_engagement(engagement, specimen=each) for each in (False, True))
    recorded = sorted((each for own in both for each in own), key=lambda each: each.place)
    quotes = (each.entry.quote for each in recorded if each.kind == "quote")
    return tuple(quote for quote in quotes if quote)


def known_engagements(ledger: Ledger) -> frozenset[str]:
    """Return the references of all engagements that have a document in the ledger."""
    documents = (each.facts for each in ledger.entries if each.has_document)
    return frozenset(ref for each in documents for ref in each.engagements if ref)


def _read(folder: Folder, known: KnownFiles | None) -> Ledger:
    try:
        head = load_head(folder, known)
    except InvalidDataError as error:
        files = list_ledger_files(folder) if folder.ledger_dir.is_dir() else LedgerFiles()
        entries, _ = _read_each(parse_entry, _contents_of(files), known)
        return Ledger(derive_head(()), "", entries, files.hidden, error.problems)
    files = list_ledger_files(folder)
    contents = _contents_of(files)
    sealed, open_end = contents[: head.value.entries], contents[head.value.entries :]
    entries, found = _read_each(read_entry, sealed, known)
    last, unread = _read_each(parse_entry, open_end, known)
    entries, found = (*entries, *last), (*found, *unread)
    if found or ledger_copies.find_problems(head, files, entries):
        entries, found = _read_each(parse_entry, contents, known)
        found = files.misnamed or found or ledger_copies.find_problems(head, files, entries)
    entries, _ = ledger_copies.set_copies_apart(entries)
    damage = tuple(replace(each, remedy=Remedy.DOCTOR) for each in found)
    return Ledger(head.value, head.sha256, entries, files.hidden, damage)


def _contents_of(files: LedgerFiles) -> list[tuple[bytes, str]]:
    return [(files.read(file), file) for file in files.entries]


def _read_each(
    read: Callable[[bytes, str, KnownFiles | None], RecordedEntry],
    contents: Iterable[tuple[bytes, str]],
    known: KnownFiles | None,
) -> tuple[tuple[RecordedEntry, ...], tuple[Problem, ...]]:
    """Read the entries; return those that are valid, and the problems of the others."""
    entries: list[RecordedEntry] = []
    problems: list[Problem] = []
    for raw, file in contents:
        try:
            entries.append(read(raw, file, known))
        except InvalidDataError as error:
            problems += error.problems
    return tuple(entries), tuple(problems)

"""The consistency rules of the ledger: between its entries, and between entries and head.

Places are consecutive over all years, numbers within each series. Each entry states the digest of
the one before it, and the head records how the chain ends: without it, a change or removal of the
last entry would go unnoticed.
"""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from phmcoach.domain.money.ledger import GENESIS, EntryKind, LedgerEntry, LedgerHead
from phmcoach.domain.money.thresholds import Earned, earned_by
from phmcoach.errors import Place, Problem
from phmcoach.file_kinds import find_undownloaded
from phmcoach.store.known_files import KnownFiles
from phmcoach.store.ledger_files import place_of
from phmcoach.store.ledger_scan import EntryFacts, facts_of, scan_earned, scan_entry
from phmcoach.store.record_files import read_own_file
from phmcoach.store.records import Loaded, parse_record
from phmcoach.value import Value


class RecordedEntry(Value):
    """The file of a ledger entry: its bytes, and the facts that every command asks of it.

    The entry itself is parsed when it is asked for. `file` is the path as a text, because a path
    object for each of thousands of files costs as much as reading them. Entries among the `known`
    files are not validated again.
    """

    facts: EntryFacts
    file: str
    raw: bytes
    sha256: str
    known: KnownFiles | None = None

    @cached_property
    def entry(self) -> LedgerEntry:
        """The entry; raises InvalidDataError if the file is not valid."""
        return _parse(self.raw, self.path, self.known)

    @property
    def is_unparsed(self) -> bool:
        """Whether the entry is in the form that the program writes, and is not parsed yet."""
        return "entry" not in vars(self)

    @property
    def earned(self) -> Earned | None:
        """The turnover that its receipt adds; a plain payment is not parsed for that."""
        plain = scan_earned(self.raw) if self.is_unparsed else None
        if plain is not None or self.entry.money is None:
            return plain
        return earned_by(self.entry.money)

    @property
    def path(self) -> Path:
        """The path of the file."""
        return Path(self.file)

    @property
    def place(self) -> int:
        """The place that the entry states; its file is named after it."""
        return self.facts.place

    @property
    def kind(self) -> EntryKind:
        """The kind of the entry."""
        return self.facts.kind

    @property
    def has_document(self) -> bool:
        """Whether the entry is a document, which alone has a number and a PDF."""
        return self.kind in ("invoice", "quote")

    @property
    def number(self) -> str:
        """The number of the document, or the place of an entry without a document."""
        return self.facts.number or f"{self.place:06d}"

    @property
    def series(self) -> str:
        """The series of the number, such as F-2026; empty for a receipt."""
        return self.facts.drawn[-1].rpartition("-")[0]

    @property
    def prefix(self) -> str:
        """The prefix of the series, such as F; empty for a receipt."""
        return self.series.rpartition("-")[0]

    @property
    def year(self) -> str:
        """The year of the series; empty for a receipt."""
        return self.series.rpartition("-")[2]

    @property
    def rank(self) -> int:
        """The last position that the entry takes in its series, from 1; 0 for a receipt."""
        return int(self.facts.drawn[-1].rpartition("-")[2] or 0)

    @property
    def pdfs(self) -> tuple[Path, Path]:
        """The path of the PDF that was issued, and the one that earlier versions gave it."""
        now, before = (f"{stem}.pdf" for stem in (self.entry.stem, self.number))
        return self.path.with_name(now), self.path.with_name(before)

    @property
    def pdf(self) -> Path:
        """The path of the PDF that was issued, as it is named on disk; a receipt has none."""
        now, before = self.pdfs
        is_before = os.path.lexists(before) or find_undownloaded(before) is not None
        return before if is_before and not os.path.lexists(now) else now

    @property
    def hidden_pdf(self) -> Path:
        """The name of the PDF until the entry is committed."""
        return self.path.with_name(f".{self.place:06d}.pdf")

    def find_pdf(self) -> Path:
        """Return the path of the PDF: still the hidden one if its writer was killed."""
        with suppress(OSError):  # whoever opens it reports why it cannot be
            if self.hidden_pdf.exists() and not self.pdf.exists():
                return self.hidden_pdf
        return self.pdf

    def read_pdf(self) -> bytes:
        """Return the bytes of the PDF; raises StorageError if it is a link out of the practice."""
        return read_own_file(self.find_pdf(), self.path.parents[2])


def read_entry(raw: bytes, file: str, known: KnownFiles | None = None) -> RecordedEntry:
    """Return the entry in the bytes of a file, scanned if the program wrote it.

    Raises InvalidDataError if the bytes cannot be scanned and are not a valid entry either.
    """
    facts = scan_entry(raw)
    if facts is None:
        return parse_entry(raw, file, known)
    return RecordedEntry(facts, file, raw, sha256(raw).hexdigest(), known)


def parse_entry(raw: bytes, file: str, known: KnownFiles | None = None) -> RecordedEntry:
    """Return the entry in the bytes of a file, parsed; raises InvalidDataError if it is invalid."""
    return hold_entry(_parse(raw, Path(file), known), raw, file)


def hold_entry(entry: LedgerEntry, raw: bytes, file: str) -> RecordedEntry:
    """Return an entry that is known already, with the bytes of its file."""
    recorded = RecordedEntry(facts_of(entry), file, raw, sha256(raw).hexdigest())
    vars(recorded)["entry"] = entry  # the cached property would parse it again
    return recorded


def _parse(raw: bytes, path: Path, known: KnownFiles | None) -> LedgerEntry:
    return parse_record(raw, path, LedgerEntry, known).value


def group_by_engagement(
    entries: Sequence[RecordedEntry],
) -> Mapping[tuple[str | None, bool], list[RecordedEntry]]:
    """Group the entries by engagement, real ones and specimens apart.

    An invoice of several contracts and its payments are in the group of each of them; a payment
    names only the first.
    """
    found: dict[tuple[str | None, bool], list[RecordedEntry]] = defaultdict(list)
    others: dict[str, tuple[str, ...]] = {}
    first: set[str | None] = set()
    for each in entries:
        facts, further = each.facts, each.facts.others
        if further:
            others[each.number] = further
            first.add(facts.engagement)
        elif each.kind == "receipt" and facts.engagement in first and each.entry.receipt:
            further = others.get(each.entry.receipt.document or "", ())
        for ref in (facts.engagement, *further):
            found[ref, facts.specimen].append(each)
    return found


def derive_head(entries: Sequence[RecordedEntry]) -> LedgerHead:
    """Return the head that matches these entries, which start with the first one."""
    last = {each.series: each.rank for each in entries if each.series}
    return LedgerHead(
        schema_version=1,
        entries=len(entries),
        last_sha256=entries[-1].sha256 if entries else GENESIS,
        last_numbers=dict(sorted(last.items())),
    )


def render_head(head: LedgerHead) -> bytes:
    """Return the bytes of a head.

    They are written without a library, because they will be compared years later.
    """
    lines = [
        f"schema = {head.schema_version}",
        f"entries = {head.entries}",
        f'last_sha256 = "{head.last_sha256}"',
        "",
        "[last_numbers]",
        *(f"{series} = {rank}" for series, rank in head.last_numbers.items()),
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def find_number_problems(entries: Sequence[RecordedEntry]) -> Iterator[Problem]:
    """Yield a problem for each entry in the wrong file, and for gaps and repeats in each series.

    The first series of a prefix may begin at any number, since the coach may have used another
    program before; each later one begins at 1 (CGI ann. II 242 nonies A: a gapless series).
    """
    last: dict[str, int] = {}
    prefixes: set[str] = set()
    for recorded in entries:
        if recorded.place != place_of(recorded.file):
            yield _located("ledger.place-differs", recorded, place=recorded.place)
        if not recorded.series:
            continue
        series, prefix, rank = recorded.series, recorded.prefix, recorded.facts.first_rank
        before = last.get(series, 0 if prefix in prefixes else rank - 1)
        if rank <= before:
            yield _located("ledger.number-repeated", recorded, number=recorded.number)
        elif rank > before + 1:
            missing = f"{series}-{before + 1:04d}"
            yield _located(
                "ledger.number-missing", recorded, number=recorded.number, missing=missing
            )
        last[series] = recorded.rank
        prefixes.add(prefix)


def find_head_problems(
    loaded: Loaded[LedgerHead], entries: Sequence[RecordedEntry]
) -> Iterator[Problem]:
    """Yield the differences between the head and gapless entries.

    A head that is one entry behind is accepted. Its file must be, byte for byte, what was written
    for the entries that it seals.
    """
    head, place = loaded.value, Place(loaded.path)
    counts = {"expected": head.entries, "found": len(entries)}
    if head.entries > len(entries):
        yield Problem("ledger.entries-lost", counts, place=place)
    elif head.entries < len(entries) - 1:
        yield Problem("ledger.head-behind", counts, place=place)
    else:
        sealed = entries[: head.entries]
        derived = derive_head(sealed)
        if sealed and head.last_sha256 != derived.last_sha256:
            number = {"number": sealed[-1].number}
            yield Problem("ledger.last-entry-changed", number, place=place)
        elif loaded.sha256 != sha256(render_head(derived)).hexdigest():
            yield Problem("ledger.head-changed", place=place)


def find_chain_problems(entries: Sequence[RecordedEntry]) -> Iterator[Problem]:
    """Yield a problem for each entry whose digest is not the one in the next entry.

    The head seals the last one.
    """
    if entries and entries[0].place == 1 and entries[0].facts.previous_sha256 != GENESIS:
        yield _located("ledger.first-number", entries[0], number=entries[0].number)
    for before, after in pairwise(entries):
        if after.facts.previous_sha256 in (before.sha256, before.facts.lost_sha256):
            continue
        if place_of(after.file) == place_of(before.file) + 1:
            args = {"number": before.number, "next": after.number}
            yield _located("ledger.entry-changed", before, **args)


def find_changed_line_ends(
    loaded: Loaded[LedgerHead], entries: Sequence[RecordedEntry]
) -> Problem | None:
    """Return a problem if the chain was whole before something changed its line ends, as Git does.

    We write no carriage return. Without it, every file that has one would be called changed.
    """
    raws = (loaded.source.raw, *(each.raw for each in entries))
    if not any(b"\r\n" in raw for raw in raws):
        return None
    head, *written = (raw.replace(b"\r\n", b"\n") for raw in raws)
    own = [parse_entry(raw, each.file) for raw, each in zip(written, entries, strict=True)]
    is_whole = head == render_head(derive_head(own[: loaded.value.entries]))
    if not is_whole or any(find_chain_problems(own)):
        return None
    return Problem("ledger.line-ends", place=Place(loaded.path.parent))


def _located(message: str, recorded: RecordedEntry, **args: object) -> Problem:
    return Problem(message, args, place=Place(recorded.path))

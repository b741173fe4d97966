"""The consistency rules of the ledger: between its entries, and between entries and head.

Places are consecutive over all years, numbers within each series. The head records how the chain
ends: without it, a change or removal of the last entry would go unnoticed.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from phmcoach.domain.money.ledger import GENESIS, LedgerEntry, LedgerHead
from phmcoach.errors import Place, Problem
from phmcoach.value import Value


class RecordedEntry(Value):
    """A ledger entry, its file, and the digest of that file."""

    entry: LedgerEntry
    path: Path
    sha256: str

    @property
    def number(self) -> str:
        """The number of the document, or the place of an entry without a document."""
        return self.entry.name

    @property
    def pdf(self) -> Path:
        """The path of the PDF that was issued; a receipt has none."""
        return self.path.with_name(f"{self.number}.pdf")

    @property
    def hidden_pdf(self) -> Path:
        """The name of the PDF until the entry is committed."""
        return self.path.with_name(f".{self.entry.place:06d}.pdf")

    def find_pdf(self) -> Path:
        """Return the path of the PDF: still the hidden one if its writer was killed."""
        hidden = self.hidden_pdf
        return hidden if hidden.exists() and not self.pdf.exists() else self.pdf


def derive_head(entries: Sequence[RecordedEntry]) -> LedgerHead:
    """Return the head that matches these entries, which start with the first one."""
    with_document = [recorded.entry for recorded in entries if recorded.entry.document]
    last = {entry.series: entry.rank for entry in with_document}
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


def find_place_problems(entries: Sequence[Path]) -> Iterator[Problem]:
    """Yield a problem for each gap in the places 1, 2, 3 …, and for each place used twice."""
    expected = 1
    for path in entries:
        place = int(path.stem)
        if place < expected:
            yield Problem("ledger.place-repeated", {"place": place}, place=Place(path))
            continue
        if place > expected:
            yield _gap(expected, place - 1, path.parent)
        expected = place + 1


def find_number_problems(entries: Sequence[RecordedEntry]) -> Iterator[Problem]:
    """Yield a problem for each entry in the wrong file, and for gaps and repeats in each series.

    The first series of a prefix may begin at any number, since the coach may have used another
    program before; each later one begins at 1 (CGI ann. II 242 nonies A: a gapless series).
    """
    last: dict[str, int] = {}
    prefixes: set[str] = set()
    for recorded in entries:
        entry, place = recorded.entry, Place(recorded.path)
        if entry.place != int(recorded.path.stem):
            yield Problem("ledger.place-differs", {"place": entry.place}, place=place)
        if entry.document is None:
            continue
        before = last.get(entry.series, 0 if entry.prefix in prefixes else entry.rank - 1)
        if entry.rank <= before:
            yield Problem("ledger.number-repeated", {"number": entry.number}, place=place)
        elif entry.rank > before + 1:
            missing = {"number": entry.number, "missing": f"{entry.series}-{before + 1:04d}"}
            yield Problem("ledger.number-missing", missing, place=place)
        last[entry.series] = entry.rank
        prefixes.add(entry.prefix)


def find_head_problems(
    path: Path, head: LedgerHead, entries: Sequence[RecordedEntry]
) -> Iterator[Problem]:
    """Yield the differences between the head and gapless entries.

    A head that is one entry behind is accepted. `path` is the head's file.
    """
    place = Place(path)
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
        elif head != derived:
            yield Problem("ledger.head-changed", place=place)


def _gap(first: int, last: int, folder: Path) -> Problem:
    if first == last:
        return Problem("ledger.place-missing", {"place": first}, place=Place(folder))
    return Problem("ledger.places-missing", {"first": first, "last": last}, place=Place(folder))

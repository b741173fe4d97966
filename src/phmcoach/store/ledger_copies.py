"""Find a second chain in the ledger, which two computers wrote or a synchronisation mixed.

A program that synchronises a folder keeps both versions of a file that two computers wrote, one of
them under a name of its own. An entry or a head under such a name is harmless if the chain contains
the same bytes, or once did; otherwise documents were issued that this chain does not know. What an
editor leaves beside a file, such as `head.toml.swp`, is no version of it.

`find_others` says of each other file what it is. What is called useless gets deleted. So an exact
copy is called one, and the PDF of a document whose entry is gone is never called out of place.
"""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from phmcoach.domain.money.ledger import LedgerHead
from phmcoach.errors import CoachError, Place, Problem
from phmcoach.store.files import read_file
from phmcoach.store.ledger_chain import RecordedEntry, derive_head, place_of, render_head
from phmcoach.store.ledger_files import LedgerFiles
from phmcoach.store.records import Loaded, parse_record
from phmcoach.store.toml.data import parse_toml
from phmcoach.store.toml.text import SourceText

_PLACE = re.compile("(?<![0-9])[0-9]{6}(?![0-9])")
_ISSUED = re.compile(r"[A-Z0-9-]+-[0-9]{4}-[0-9]{4,}\.pdf")


def find_second_chain(files: LedgerFiles, entries: Sequence[RecordedEntry]) -> Iterator[Problem]:
    """Yield a problem for each file that is another version of an entry or of the head."""
    for file in files.others:
        path = Path(file)
        name = path.name.casefold()
        if ".toml" not in name:
            continue
        try:
            raw = read_file(path)
        except CoachError:  # `doctor` reports that it does not belong here
            continue
        if not _is_ours(path, raw):
            continue
        if "head" in name:
            if not _was_head(path, raw, entries):
                yield Problem("ledger.two-heads", place=Place(path))
        elif place := _PLACE.search(name):
            yield from _compare_entry(path, raw, int(place[0]), entries)


def set_copies_apart(
    entries: Sequence[RecordedEntry],
) -> tuple[tuple[RecordedEntry, ...], tuple[Problem, ...]]:
    """Return the entries without exact copies under the name of another entry, and a problem each.

    The original is the one that has the name, and is in the folder of the year, that it states.
    """
    by_content: dict[str, list[RecordedEntry]] = {}
    for each in entries:
        by_content.setdefault(each.sha256, []).append(each)
    if len(by_content) == len(entries):
        return tuple(entries), ()
    originals = {digest: min(same, key=_is_misplaced) for digest, same in by_content.items()}
    kept: list[RecordedEntry] = []
    problems: list[Problem] = []
    for each in entries:
        original = originals[each.sha256]
        if each is original:
            kept.append(each)
            continue
        args = {"name": _name(each.path), "other": _name(original.path)}
        problems.append(Problem("ledger.entry-copied", args, place=Place(each.path)))
    return tuple(kept), tuple(problems)


def _is_misplaced(recorded: RecordedEntry) -> tuple[bool, bool]:
    is_of_year = recorded.path.parent.name == str(recorded.entry.recorded_at.year)
    return recorded.place != place_of(recorded.file), not is_of_year


def _name(path: Path) -> str:
    return "/".join(path.parts[-2:])


def _is_ours(path: Path, raw: bytes) -> bool:
    """Whether a program of ours wrote this, even a later one whose records we cannot read."""
    try:
        return "schema" in parse_toml(SourceText.from_bytes(raw, path).text)
    except (CoachError, ValueError, RecursionError):
        return False


def _compare_entry(
    path: Path, raw: bytes, place: int, entries: Sequence[RecordedEntry]
) -> Iterator[Problem]:
    known = next((each for each in entries if each.place == place), None)
    if known is None:
        yield Problem("ledger.entry-of-another-chain", {"place": place}, place=Place(path))
    elif known.raw != raw:
        args = {"place": place, "other": known.path.name}
        yield Problem("ledger.two-entries", args, place=Place(path))


def _was_head(path: Path, raw: bytes, entries: Sequence[RecordedEntry]) -> bool:
    """Whether a head is that of this chain, now or after an earlier entry."""
    try:
        head = parse_record(raw, path, LedgerHead).value
    except CoachError:
        return False
    own = entries[: head.entries]
    return len(own) == head.entries and raw == render_head(derive_head(own))


def find_others(
    files: LedgerFiles,
    entries: Sequence[RecordedEntry],
    head: Loaded[LedgerHead] | None,
    explained: frozenset[Path],
) -> Iterator[Problem]:
    """Yield a problem for each file that does not belong there, except those `explained` already.

    While an entry cannot be read, nothing is said of PDFs: one of them may be its own.
    """
    issued = {each.pdf: each for each in entries if each.has_document}
    numbers = {each.pdf.name for each in issued.values() if not each.pdf.exists()}
    all_read = len(entries) == len(files.entries)
    known = {each.sha256: each.path for each in entries}
    known |= {each.entry.pdf_sha256 or each.number: each.pdf for each in issued.values()}
    if head:
        known[head.sha256] = head.path
    for path in map(Path, files.others):
        is_pdf = path.suffix == ".pdf"
        if path in issued or path in explained or (is_pdf and not all_read):
            continue
        if is_pdf and path.name in numbers:
            continue  # its entry is in another folder, and its PDF is called missing there
        original = known.get(_digest(path) or "")
        args = {"name": path.name}
        if original is not None:
            is_intact = _digest(original) == _digest(path)
            message = "ledger.copied-file" if is_intact else "ledger.pdf-renamed"
            args["other"] = "/".join(original.parts[-2:])
            yield Problem(message, args, place=Place(path))
        elif _ISSUED.fullmatch(path.name):
            yield Problem("ledger.pdf-without-entry", args, place=Place(path))
        else:
            yield Problem("ledger.unexpected-file", args, place=Place(path))


def _digest(path: Path) -> str | None:
    try:
        return sha256(read_file(path)).hexdigest()
    except CoachError:
        return None

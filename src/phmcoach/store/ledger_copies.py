"""Find a second chain in the ledger, which two computers wrote or a synchronisation mixed.

A program that synchronises a folder keeps both versions of a file that two computers wrote, one of
them under a name of its own. An entry or a head under such a name is harmless if the chain contains
the same bytes, or once did; otherwise documents were issued that this chain does not know. What an
editor leaves beside a file, such as `head.toml.swp`, is no version of it.

The files of one version seal each other: the next entry, or the head, states the digest of the one
before it, and an entry that of its PDF. So the two versions of an entry are reported with the files
that go with each, because only all files of one computer are a whole ledger.

`find_others` says of each other file what it is. What is called useless gets deleted. So an exact
copy is called one, and the PDF of a document whose entry is gone is never called out of place.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from phmcoach.domain.money.ledger import LedgerHead
from phmcoach.errors import CoachError, Place, Problem
from phmcoach.paper_names import number_in
from phmcoach.store.files import read_file
from phmcoach.store.ledger_chain import (
    RecordedEntry,
    derive_head,
    find_chain_problems,
    find_changed_line_ends,
    find_head_problems,
    find_number_problems,
    render_head,
)
from phmcoach.store.ledger_files import LedgerFiles, find_place_problems, place_of
from phmcoach.store.records import Loaded, parse_record
from phmcoach.store.toml.data import parse_toml
from phmcoach.store.toml.text import SourceText
from phmcoach.value import Value

_PLACE = re.compile("(?<![0-9])(?<![0-9]{8}[-_ ])(?<![0-9]-[0-9]{2}[-_ ])[0-9]{6}(?![0-9])")
"""Six digits, but not the hour that stands behind the day in the name of a copy."""


class Rivals(Value):
    """The other versions of entries and of the head, and the files that these findings explain."""

    problems: tuple[Problem, ...] = ()
    explained: frozenset[Path] = frozenset()

    def without_explained(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return problems without those of a file that goes with a version, or with its rival."""
        return tuple(
            each for each in problems if not (each.place and each.place.file in self.explained)
        )


def find_second_chain(
    files: LedgerFiles, entries: Sequence[RecordedEntry], head: Loaded[LedgerHead] | None
) -> Rivals:
    """Return a problem for each file that is another version of an entry or of the head."""
    # The PDFs are left out by their text: a path object for each costs as much as reading it.
    others = (Path(file) for file in files.others if ".toml" in file.casefold())
    named = (path for path in others if ".toml" in path.name.casefold())
    versions = {path: raw for path in named if (raw := _read(path)) and _is_ours(path, raw)}
    if not versions:
        return Rivals()
    heads = {path for path in versions if "head" in path.name.casefold()}
    found = {path: _PLACE.search(path.name) for path in versions if path not in heads}
    places = {path: int(match[0]) for path, match in found.items() if match}
    by_place = {each.place: each for each in entries}
    rivals = {
        path: known
        for path, place in places.items()
        if (known := by_place.get(place)) and known.raw != versions[path]
    }
    problems = [
        Problem("ledger.entry-of-another-chain", {"place": place}, place=Place(path))
        for path, place in places.items()
        if place not in by_place
    ]
    first = min((each.place for each in rivals.values()), default=len(entries) + 1)
    sealed = _what_is_sealed(versions, files, entries, head, first)
    explained: set[Path] = set()
    for path, known in rivals.items():
        if path not in explained:
            these, those = (_what_goes_with(each, sealed) for each in (path, known.path))
            explained |= {*these, *those}
            problems.append(_two_versions(known, these, those))
    problems += [
        Problem("ledger.two-heads", place=Place(path))
        for path in sorted(heads - explained)
        if not _was_head(path, versions[path], entries)
    ]
    return Rivals(tuple(problems), frozenset(explained))


def _two_versions(known: RecordedEntry, these: Sequence[Path], those: Sequence[Path]) -> Problem:
    args = {
        "place": known.place,
        "name": known.path.name,
        "these": tuple(_name(each) for each in these),
        "those": tuple(_name(each) for each in those),
    }
    return Problem("ledger.two-entries", args, place=Place(these[0]))


def _what_is_sealed(
    versions: Mapping[Path, bytes],
    files: LedgerFiles,
    entries: Sequence[RecordedEntry],
    head: Loaded[LedgerHead] | None,
    first: int,
) -> Mapping[Path, set[Path]]:
    """Return which files seal each file, or have the digest that it states of its PDF.

    Entries before the `first` place have no other version, and are not looked at.
    """
    raws = {each.path: each.raw for each in entries if each.place >= first} | dict(versions)
    if head and (head_raw := _read(head.path)):
        raws[head.path] = head_raw
    data = {path: _data(path, raw) for path, raw in raws.items()}
    before = {each.number for each in entries if each.place < first}
    others = (Path(file) for file in files.others if file.endswith(".pdf"))
    pdfs = {path: _digest(path) for path in others if number_in(path.name) not in before}
    found: dict[Path, set[Path]] = {}
    for path, raw in raws.items():
        digest, pdf = sha256(raw).hexdigest(), data[path].get("pdf_sha256")
        found[path] = {
            other
            for other, each in data.items()
            if digest in (each.get("previous_sha256"), each.get("last_sha256"))
        } | {each for each, its in pdfs.items() if its is not None and its == pdf}
    return found


def _what_goes_with(path: Path, sealed: Mapping[Path, set[Path]]) -> list[Path]:
    """Return a version of an entry and all that goes with it: its PDF, what follows, the head."""
    found = [path]
    for each in found:
        found += sorted(sealed.get(each, set()) - set(found))
    return found


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


def _read(path: Path) -> bytes | None:
    """Return the bytes of a file; of one that cannot be read, `doctor` says what it is."""
    try:
        return read_file(path)
    except CoachError:
        return None


def _data(path: Path, raw: bytes) -> Mapping[str, object]:
    try:
        return parse_toml(SourceText.from_bytes(raw, path).text)
    except (CoachError, ValueError, RecursionError):
        return {}


def _is_ours(path: Path, raw: bytes) -> bool:
    """Whether a program of ours wrote this, even a later one whose records we cannot read."""
    return "schema" in _data(path, raw)


def _was_head(path: Path, raw: bytes, entries: Sequence[RecordedEntry]) -> bool:
    """Whether a head is that of this chain, now or after an earlier entry."""
    try:
        head = parse_record(raw, path, LedgerHead).value
    except CoachError:
        return False
    own = entries[: head.entries]
    return len(own) == head.entries and raw == render_head(derive_head(own))


def find_papers_without_entry(
    files: LedgerFiles, entries: Sequence[RecordedEntry]
) -> Iterator[Problem]:
    """Yield a problem for each issued PDF, but exact copies, whose number no entry has."""
    known = {None, *(number for each in entries for number in each.facts.drawn)}
    names = {file: file.rpartition(os.sep)[2] for file in files.others if file.endswith(".pdf")}
    found = [file for file, name in names.items() if number_in(name) not in known]
    issued = {each.entry.pdf_sha256 for each in entries if each.has_document} if found else set()
    for path in map(Path, found):
        if _digest(path) not in issued:
            yield Problem("ledger.pdf-without-entry", {"name": path.name}, place=Place(path))


def find_problems(
    head: Loaded[LedgerHead], files: LedgerFiles, entries: Sequence[RecordedEntry]
) -> tuple[Problem, ...]:
    """Return the problems of entries that can be read: gaps in the places, else all others."""
    entries, copies = set_copies_apart(entries)
    copied = {str(each.place.file) for each in copies if each.place}
    rivals = find_second_chain(files, entries, head)
    gaps = tuple(find_place_problems([file for file in files.entries if file not in copied]))
    if gaps:
        return (*gaps, *copies, *rivals.problems)
    ends = tuple(find_head_problems(head, entries))
    told = {each.args.get("number") for each in ends}
    links = (each for each in find_chain_problems(entries) if each.args["number"] not in told)
    found = rivals.without_explained((*find_number_problems(entries), *links, *ends))
    line_ends = find_changed_line_ends(head, entries) if found else None
    found = (*((line_ends,) if line_ends else found), *copies, *rivals.problems)
    return found or tuple(find_papers_without_entry(files, entries))


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
    missing = {each.number for path, each in issued.items() if not path.exists()}
    missing |= {number for each in entries if each.facts.gap for number in each.facts.drawn}
    all_read = len(entries) == len(files.entries)
    known = {each.sha256: each.path for each in entries}
    known |= {each.entry.pdf_sha256 or each.number: path for path, each in issued.items()}
    if head:
        known[head.sha256] = head.path
    fitting = sha256(render_head(derive_head(entries))).hexdigest()
    for path in map(Path, files.others):
        is_pdf = path.suffix == ".pdf"
        if path in issued or path in explained or (is_pdf and not all_read):
            continue
        if is_pdf and number_in(path.name) in missing:
            continue  # its PDF is called missing elsewhere, or a gap says that its entry is lost
        original = known.get(_digest(path) or "")
        args = {"name": path.name}
        if original is not None:
            is_intact = _digest(original) == _digest(path)
            message = "ledger.copied-file" if is_intact else "ledger.pdf-renamed"
            args["other"] = "/".join(original.parts[-2:])
            yield Problem(message, args, place=Place(path))
        elif head and _digest(path) == fitting and head.sha256 != fitting:
            yield Problem("ledger.head-renamed", args, place=Place(path))
        elif number_in(path.name):
            yield Problem("ledger.pdf-without-entry", args, place=Place(path))
        elif (year := _year_of(path)) and not path.with_name(year).exists():
            yield Problem("ledger.year-renamed", args | {"year": year}, place=Place(path))
        else:
            yield Problem("ledger.unexpected-file", args, place=Place(path))


def _year_of(place: Path) -> str | None:
    """Return the year of the entries that a folder of another name holds."""
    if not place.is_dir():
        return None
    for path in sorted(place.glob("[0-9]*.toml")):
        recorded_at = _data(path, _read(path) or b"").get("recorded_at")
        if isinstance(recorded_at, datetime):
            return f"{recorded_at.year:04d}"
    return None


def _digest(path: Path) -> str | None:
    raw = _read(path)
    return None if raw is None else sha256(raw).hexdigest()

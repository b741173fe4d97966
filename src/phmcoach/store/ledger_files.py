"""The files of the ledger: the head, the entries by year, the issued PDFs."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from phmcoach.domain.money.ledger import LedgerHead
from phmcoach.domain.sync.pen import WRITER
from phmcoach.errors import InvalidDataError, Place, Problem, StorageError
from phmcoach.file_kinds import why_unusable
from phmcoach.store.files import read_file, storage_errors
from phmcoach.store.folder import Folder
from phmcoach.store.known_files import KnownFiles
from phmcoach.store.record_files import refuse_link_outside, refuse_undownloaded
from phmcoach.store.records import Loaded, load_record
from phmcoach.value import NOTHING, Value

_YEAR = re.compile(r"[0-9]{4}")
_ENTRY = re.compile(r"[0-9]{6}\.toml")
_ELSEWHERE = re.compile(r"\.([0-9]{6}\.toml)\.icloud")
_NAMED = ("head.toml", WRITER.rpartition("/")[2])
_HIDDEN_PDF = re.compile(r"\.[0-9]{6}\.pdf")


class LedgerFiles(Value):
    """The paths in the ledger's folder, sorted by their names alone; entries in order of place.

    `others` is everything that is neither the head, the file that says who writes, an entry nor
    hidden, including issued PDFs.
    `links` are the entries that are links which are not followed, with the reason.
    """

    entries: tuple[str, ...] = ()
    hidden: tuple[Path, ...] = ()
    others: tuple[str, ...] = ()
    links: Mapping[str, Problem] = NOTHING

    @property
    def misnamed(self) -> tuple[Problem, ...]:
        """Return a problem for each of the ledger’s files whose name has capitals.

        A program that copied the folder wrote it so. Nothing reads it under that name.
        """
        # The PDFs are left out by their text: a path object for each costs as much as reading it.
        records = (Path(file) for file in self.others if file.casefold().endswith(".toml"))
        return tuple(problem for path in records if (problem := _other_case(path)))

    def read(self, file: str) -> bytes:
        """Return the bytes of an entry; raises StorageError if it cannot be read."""
        if problem := self.links.get(file):
            raise StorageError(problem)
        return read_file(file)


def list_ledger_files(folder: Folder) -> LedgerFiles:
    """Return the files of the ledger. Hidden files other than PDFs are ignored.

    Raises StorageError for a folder that cannot be read, or is a link that leaves the practice.
    """
    entries: list[tuple[str, str]] = []
    hidden: list[Path] = []
    others: list[str] = []
    links: dict[str, Problem] = {}
    refuse_link_outside(folder.ledger_dir, folder.root)
    for item in _scan(folder.ledger_dir):
        if not _YEAR.fullmatch(item.name):
            if item.name not in _NAMED and not item.name.startswith("."):
                others.append(item.path)
            continue
        if not (item.is_dir() or item.is_symlink()):
            raise StorageError.of("store.not-a-folder", path=item.path)
        refuse_link_outside(Path(item.path), folder.root)
        for file in _scan(Path(item.path)):
            if entry := _find_entry(file):
                entries.append(entry)
                if file.is_symlink() and (problem := why_unusable(Path(file.path), folder.root)):
                    links[file.path] = problem
            elif _HIDDEN_PDF.fullmatch(file.name):
                hidden.append(Path(file.path))
            elif not file.name.startswith("."):
                others.append(file.path)
    entries.sort()
    return LedgerFiles(tuple(path for _, path in entries), tuple(hidden), tuple(others), links)


def list_left_files(folder: Folder) -> LedgerFiles:
    """Return the files of a ledger whose whole folder may be lost; the errors of the above."""
    return list_ledger_files(folder) if folder.ledger_dir.is_dir() else LedgerFiles()


def _find_entry(file: os.DirEntry[str]) -> tuple[str, str] | None:
    """Return the name and the path of an entry, also of one that iCloud keeps elsewhere.

    Whoever reads that one says so.
    """
    if _ENTRY.fullmatch(file.name):
        return file.name, file.path
    found = _ELSEWHERE.fullmatch(file.name)
    path = found and Path(file.path).with_name(found[1])
    return (path.name, str(path)) if path and not os.path.lexists(path) else None


def _other_case(path: Path) -> Problem | None:
    """Return a problem if a file has one of these names, or that of an entry, but with capitals."""
    right = path.name.casefold()
    is_of_year = _YEAR.fullmatch(path.parent.name)
    if path.name == right or not (_ENTRY.fullmatch(right) if is_of_year else right in _NAMED):
        return None
    own = path.with_name(right)
    # Where capitals make no difference, both names are one file.
    if own.exists() and not (path.exists() and own.samefile(path)):
        return None
    return Problem("ledger.other-case", {"name": path.name, "right": right}, place=Place(path))


def _scan(place: Path) -> list[os.DirEntry[str]]:
    """Return what a folder contains, by name, without a path object for each file."""
    with storage_errors(place), os.scandir(place) as found:
        return sorted(found, key=lambda item: item.name)


def place_of(file: str) -> int:
    """Return the place that the name of an entry's file says, such as 42 for 000042.toml."""
    return int(file[-len("000042.toml") : -len(".toml")])


def find_place_problems(files: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each gap in the places 1, 2, 3 …, and for each place used twice."""
    expected = 1
    found: dict[int, str] = {}
    for file in files:
        place = place_of(file)
        first = found.setdefault(place, file)
        if first != file:
            args = {"place": place, "other": "/".join(Path(first).parts[-2:])}
            yield Problem("ledger.place-repeated", args, place=Place(Path(file)))
            continue
        if place > expected:
            yield _gap(expected, place - 1, Path(file).parent)
        expected = place + 1


def _gap(first: int, last: int, folder: Path) -> Problem:
    if first == last:
        return Problem("ledger.place-missing", {"place": first}, place=Place(folder))
    return Problem("ledger.places-missing", {"first": first, "last": last}, place=Place(folder))


def load_head(folder: Folder, known: KnownFiles | None = None) -> Loaded[LedgerHead]:
    """Return the head.

    Raises InvalidDataError if it is missing, StorageError if it is no file, or a link that leaves
    the practice.
    """
    refuse_link_outside(folder.ledger_dir, folder.root)
    with storage_errors(folder.ledger_head):
        try:
            problem = why_unusable(folder.ledger_head, folder.root)
        except FileNotFoundError:
            refuse_undownloaded(folder.ledger_head)
            raise missing_head(folder) from None
    if problem:
        raise StorageError(problem)
    return load_record(folder.ledger_head, LedgerHead, known)


def missing_head(folder: Folder) -> InvalidDataError:
    """Return the error for a lost head, or one whose name has capitals.

    No command recreates it: a new head would hide that the last entries are gone.
    """
    misnamed = list_left_files(folder).misnamed
    if misnamed:
        return InvalidDataError(*misnamed)
    return InvalidDataError(Problem("ledger.missing-head", place=Place(folder.ledger_head)))

"""The files of a folder that are records: the place of a file never proves what it is.

People copy files, and programs that synchronise a folder leave their own copies beside them. Only a
file whose name is a reference is a record; other names are reported and left alone. A record that
is no regular file is never opened: opening a pipe would wait for ever. A symbolic link is followed
within the practice only.
"""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR, S_ISLNK

from phmcoach.errors import Place, Problem, StorageError
from phmcoach.file_kinds import (
    find_folders_beside,
    find_link_problem,
    find_renamed_folder,
    find_undownloaded,
    why_unusable,
)
from phmcoach.references import is_reference, name_of_original, suggest_reference
from phmcoach.store.files import read_file, storage_errors
from phmcoach.value import NOTHING, Value, replace

_YEAR = re.compile("[0-9]{4}")
_ENDING = re.compile(r"\.toml", re.IGNORECASE)
_ELSEWHERE = r"\.((.+)\.toml)\.icloud"
"""The name that iCloud gives to a file which is not on this computer yet."""


class RecordFiles(Value):
    """The contents of a folder of records.

    `names` are the references of its records, sorted. `unusable` maps each other reference to the
    reason why its file is not opened. `strays` are warnings about files with another name.
    `unlisted` says why nothing is known of the folder.
    """

    names: tuple[str, ...] = ()
    unusable: Mapping[str, Problem] = NOTHING
    strays: tuple[Problem, ...] = ()
    unlisted: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything in the folder that is not read, each with its reason."""
        return (*self.unlisted, *self.unusable.values(), *self.strays)


class YearFolders(Value):
    """The contents of the archive.

    `years` are its folders that are named after a year, sorted. `unusable` says why others of such
    a name are not opened. `strays` are warnings about what else lies there, such as
    `2025 (conflicted copy)`. `unlisted` says why nothing is known of it.
    """

    years: tuple[str, ...] = ()
    unusable: tuple[Problem, ...] = ()
    strays: tuple[Problem, ...] = ()
    unlisted: tuple[Problem, ...] = ()


def find_records(
    place: Path, root: Path, *, elsewhere: Iterable[str] = (), lenient: bool = False
) -> RecordFiles:
    """Return what a folder of the practice in `root` contains; a missing folder is empty.

    Hidden files and those that are not TOML are the owner's own affair, except a record that is not
    on this computer yet. `elsewhere` are the references of engagements in other folders, in case a
    file here is a copy of one. Raises StorageError for a folder that cannot be listed, unless it is
    `lenient`.
    """
    try:
        entries = _scan(place, root)
    except StorageError as error:
        if not lenient:
            raise
        return RecordFiles(unlisted=error.problems)
    names: list[str] = []
    unusable = dict(_find_undownloaded(place, {entry.name for entry in entries}))
    others: list[str] = []
    folders: list[str] = []
    for entry in entries:
        if not _is_toml(entry.name):
            folders += [entry.name] if _holds_records(entry) else []
            continue
        name = entry.name.removesuffix(".toml")
        if name == entry.name or not is_reference(name):
            others.append(entry.name)
        elif entry.is_file(follow_symlinks=False):
            names.append(name)
        elif problem := why_unusable(Path(entry.path), root):
            unusable[name] = problem
        else:
            names.append(name)
    names.sort()
    known = {*names, *unusable}
    if others:
        with suppress(StorageError):  # `doctor` says why the archive cannot be listed
            known.update(elsewhere)
    strays = (
        *find_folders_beside(place, root),
        *_find_strays(place, sorted(others), known),
        *(_warning("store.stray-folder", place / name, name=name) for name in sorted(folders)),
    )
    return RecordFiles(tuple(names), dict(sorted(unusable.items())), strays)


def _find_undownloaded(place: Path, present: Collection[str]) -> Iterator[tuple[str, Problem]]:
    """Yield each record that is not on this computer yet, by its reference."""
    for placeholder in present:
        found = placeholder.startswith(".") and re.fullmatch(_ELSEWHERE, placeholder)
        if not found or not is_reference(found[2]) or found[1] in present:
            continue
        if problem := find_undownloaded(place / found[1]):
            yield found[2], problem


def _holds_records(entry: os.DirEntry[str]) -> bool:
    """Whether a folder beside records contains TOML files, which no command reads."""
    if entry.name.startswith(".") or not entry.is_dir(follow_symlinks=False):
        return False
    return holds_toml(Path(entry.path))


def find_year_folders(place: Path, root: Path, *, lenient: bool = False) -> YearFolders:
    """Return what the archive in `place` contains. Raises as `find_records` does."""
    try:
        entries = _scan(place, root)
    except StorageError as error:
        if not lenient:
            raise
        return YearFolders(unlisted=error.problems)
    years, unusable, others = [], [], []
    for entry in sorted(entries, key=lambda each: each.name):
        if _YEAR.fullmatch(entry.name) and entry.is_symlink():
            problem = find_link_problem(Path(entry.path), root, S_ISDIR)
            if problem is None:
                years.append(entry.name)
            else:
                unusable.append(problem)
        elif _YEAR.fullmatch(entry.name):
            if entry.is_dir():
                years.append(entry.name)
            else:
                args = {"path": str(place / entry.name)}
                unusable.append(Problem("store.not-a-folder", args))
        elif _is_toml(entry.name) or (entry.is_dir() and not entry.name.startswith(".")):
            others.append(entry.name)
    beside = (place.with_name("engagements"), *(place / year for year in years))
    strays = (_report_in_archive(place, name, beside) for name in others)
    copies = find_folders_beside(place, root)
    return YearFolders(tuple(years), tuple(unusable), (*copies, *strays))


def _report_in_archive(place: Path, name: str, beside: Sequence[Path]) -> Problem:
    """Return the warning about what lies in the archive, outside the folders of its years.

    An engagement of which no other file exists was moved there by mistake.
    """
    ref = name.removesuffix(".toml")
    if ref == name or not is_reference(ref) or any(os.path.lexists(each / name) for each in beside):
        return _warning("store.stray-in-archive", place / name, name=name)
    return _warning("store.stray-engagement", place / name, name=name, suggestion=ref)


def find_practice_copies(root: Path) -> tuple[str, ...]:
    """Return the names of TOML files that are probably copies of `practice.toml`, sorted."""
    names = (entry.name for entry in _scan(root, root))
    return tuple(
        sorted(
            name
            for name in names
            if _is_toml(name) and "practice" in name.casefold() and name != "practice.toml"
        )
    )


def refuse_undownloaded(path: Path) -> None:
    """Raise StorageError if a file is missing because it is not on this computer yet."""
    problem = find_undownloaded(path)
    if problem is not None and not os.path.lexists(path):
        raise StorageError(problem)


def report_practice_copies(root: Path) -> tuple[Problem, ...]:
    """Return a warning for each file beside `practice.toml` that is probably a copy of it.

    Or the reason why the folder cannot be listed.
    """
    try:
        names = find_practice_copies(root)
    except StorageError as error:
        return error.problems
    return tuple(_warning("store.stray-practice", root / name, name=name) for name in names)


def holds_toml(place: Path) -> bool:
    """Whether a folder contains TOML files."""
    with suppress(OSError):
        return any(_is_toml(path.name) for path in place.iterdir())
    return False


def read_own_file(path: Path, root: Path) -> bytes:
    """Return the bytes of a file of the practice in `root`.

    Raises StorageError for a link that leaves it, and as `read_file` does.
    """
    with storage_errors(path):
        try:
            problem = why_unusable(path, root)
        except FileNotFoundError:
            return read_file(path)  # says why it is missing
    if problem:
        raise StorageError(problem)
    return read_file(path)


def read_document(path: Path) -> bytes:
    """Read a file among the documents of an engagement, as `read_own_file` does."""
    return read_own_file(path, path.parents[2])


def refuse_link_outside(place: Path, root: Path) -> None:
    """Raise StorageError for a folder of the practice in `root` that is a link and leaves it.

    Also for one that is missing while another one is probably it: an empty folder would hide that.
    """
    with storage_errors(place):
        try:
            mode = place.lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            if problem := find_renamed_folder(place, root):
                raise StorageError(problem) from None
            return
        if S_ISLNK(mode) and (problem := find_link_problem(place, root, S_ISDIR)):
            raise StorageError(problem)


def find_closed_documents(directory: Path) -> tuple[Problem, ...]:
    """Return why an engagement's documents, or those of all, cannot be reached; the place says."""
    place, root = directory.parent, directory.parents[1]
    return find_closed_folder(place, root) or find_closed_folder(directory, root)


def find_closed_folder(place: Path, root: Path) -> tuple[Problem, ...]:
    """Return why a folder is missing under its name, or leads out of the practice in `root`."""
    try:
        refuse_link_outside(place, root)
    except StorageError as error:
        return tuple(replace(each, place=Place(place)) for each in error.problems)
    return ()


def _find_strays(place: Path, names: Sequence[str], known: Collection[str]) -> Iterator[Problem]:
    """Yield the warning about each file that is no record, because its name is no reference.

    The name of a record is never suggested, nor one name for two files: renaming would replace one.
    A file that is named as a copy of one that is missing is the only one left of it.
    """
    taken = set(known)
    for name in names:
        path, stem = place / name, _ENDING.split(name)[0]
        suggestion, own = suggest_reference(stem), suggest_reference(name_of_original(stem))
        original = max((ref for ref in known if ref in name.casefold()), key=len, default="")
        is_copy = own != suggestion and len(own) > len(original)
        if own in known or (is_copy and own in taken):
            yield _warning("store.stray-copy", path, name=name, ref=own)
        elif original and not is_copy:
            yield _warning("store.stray-copy", path, name=name, ref=original)
        elif own and own not in taken:
            taken.add(own)
            yield _warning("store.stray-name", path, name=name, suggestion=own)
        else:
            yield _warning("store.stray-file", path, name=name)


def _warning(message: str, path: Path, **args: object) -> Problem:
    return Problem(message, args, place=Place(path), level="warning")


def _is_toml(name: str) -> bool:
    """Whether a file is a TOML file, or what a program left of one (`martin.toml~`)."""
    return ".toml" in name.casefold() and not name.startswith(".")


def _scan(place: Path, root: Path) -> list[os.DirEntry[str]]:
    refuse_link_outside(place, root)
    with storage_errors(place):
        try:
            with os.scandir(place) as found:
                return list(found)
        except FileNotFoundError:
            return []

"""Allow one writer at a time, and finish or delete what a killed writer left.

Two commands that read, change and write at the same time would both report success, and the work
of one would be lost. Readers take no lock: files are replaced in one step, so a reader sees either
the old content or the new one.
"""

import errno
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISREG

from phmcoach.errors import ConflictError, Place, Problem, StorageError
from phmcoach.file_kinds import is_arriving, is_temporary
from phmcoach.store.files import FILE_MODE, keep_owner, storage_errors
from phmcoach.store.folder import Folder
from phmcoach.store.interrupts import finishing, heed_interrupts
from phmcoach.store.two_files import find_left, finish_plan, plan_file, read_plan
from phmcoach.store.undo.pending import (
    files_pending,
    find_pending_problems,
    take_back_pending,
)
from phmcoach.store.undo.recording import recording
from phmcoach.store.undo.states import undo_dir
from phmcoach.value import Value
from phmcoach.words import LANGUAGES

_YEAR = re.compile("[0-9]{4}")


@contextmanager
def lock_folder(folder: Folder, timeout: float = 30, *, sweep: bool = True) -> Iterator[None]:
    """Hold the folder's write lock, after finishing the plan of a killed writer.

    Temporary files of killed writers are deleted then; a command that takes the lock again and
    again need not `sweep` each time. Ctrl-C that has waited for an earlier commit is heard before
    another one begins. Wait `timeout` seconds for another writer, then raise ConflictError, as for
    files that a program which synchronises is about to put there. Raises StorageError if the file
    system has no locks: an unreliable lock is worse than none.
    """
    from filelock import FileLock, Timeout

    heed_interrupts()
    if not folder.root.is_dir():  # filelock would create it, and hide that the folder is lost
        raise StorageError.of("store.no-such-folder", path=str(folder.lock_file))
    if in_the_way := find_lock_problems(folder):
        raise StorageError(*in_the_way)
    with storage_errors(folder.lock_file):
        lock = FileLock(folder.lock_file, timeout=timeout, mode=FILE_MODE, fallback_to_soft=False)
        try:
            lock.acquire()
            keep_owner(folder.lock_file, folder.root)
        except Timeout:
            raise ConflictError.of("store.locked", path=str(folder.root)) from None
        except OSError as error:
            if error.errno != errno.ENOSYS:
                raise
            raise StorageError.of("store.no-locks", path=str(folder.root)) from error
    try:
        with finishing():
            is_finished = finish_plan(folder)  # else it still names such a file
        arriving: list[str] = []
        for place in _own_folders(folder) if sweep and is_finished else ():
            arriving += delete_temporary_files(place)
        if arriving:
            raise ConflictError.of("store.arriving", paths=tuple(sorted(arriving)))
        take_back_pending(folder)
        with recording(folder):
            yield
    finally:
        lock.release()


def _own_folders(folder: Folder) -> Iterator[Path]:
    """Yield each folder in which a command may have left a temporary file.

    A folder that the coach made, such as `documents/perso`, is none: it is theirs with all in it.
    """
    yield from folder.written_places()
    yield undo_dir(folder)
    archived = [*_inside(folder.archive_dir, _YEAR.fullmatch)]
    references = {*map(_reference_of, _names(folder.engagements_dir)), "ledger"}
    for year in archived:
        references.update(map(_reference_of, _names(year)))
    yield from archived
    yield from _inside(folder.ledger_dir, _YEAR.fullmatch)
    yield from _inside(folder.all_documents_dir, references.__contains__)
    yield from _inside(folder.notes_dir, references.__contains__)
    for language in _inside(folder.templates_dir, LANGUAGES.__contains__):
        yield language
        yield from _inside(language, {"clauses"}.__contains__)


def _inside(folder: Path, is_ours: Callable[[str], object]) -> Iterator[Path]:
    """Yield the folders of a folder whose names are ours, and none behind a link."""
    for name in filter(is_ours, _names(folder)):
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            yield path


def _names(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:  # missing, or for its reader to report
        return []


def _reference_of(name: str) -> str:
    return name.removesuffix(".toml")


def find_lock_problems(folder: Folder) -> tuple[Problem, ...]:
    """Return a problem if something else than a file is in the place of the lock."""
    with storage_errors(folder.lock_file):
        try:
            mode = folder.lock_file.lstat().st_mode
        except FileNotFoundError:
            return ()
    args = {"path": str(folder.lock_file)}
    return () if S_ISREG(mode) else (Problem("store.lock-in-the-way", args),)


def find_writing_problems(folder: Folder) -> tuple[Problem, ...]:
    """Return what is wrong with the lock, and a warning if the system lets nobody write.

    A disk may be mounted to be read only, or a folder be another account's: each one that a command
    writes in is asked for, and the lock, which all of them open.
    """
    places = [place for place in _own_folders(folder) if place.is_dir()]
    places += [folder.lock_file] if folder.lock_file.is_file() else []
    refused = [place for place in dict.fromkeys(places) if not os.access(place, os.W_OK)]
    found = (*find_lock_problems(folder), *_find_arriving(places))
    if not refused:
        return found
    paths = tuple(map(str, refused[:1] if folder.root in refused else refused))
    unwritable = Problem("store.unwritable", {"paths": paths}, level="warning")
    return (*found, unwritable)


def _find_arriving(places: Iterable[Path]) -> Iterator[Problem]:
    """Yield a warning about files that another program is putting into these folders."""
    paths = (place / name for place in places for name in _names(place) if is_arriving(name))
    if arriving := tuple(sorted(map(str, paths))):
        yield Problem("store.arriving", {"paths": arriving}, level="warning")


class Pending(Value):
    """The finding about a plan that is there, and the names that it will free or give.

    Each is a pair of a reference and a name. The ledger `is_half_changed` if entries of it were
    moved, and the next writer puts them back.
    """

    problems: tuple[Problem, ...] = ()
    documents: frozenset[tuple[str, str]] = frozenset()
    is_half_changed: bool = False


def find_pending(folder: Folder) -> Pending:
    """Return a warning about a plan that the next writer finishes, or why no writer can.

    The same goes for an undo, which that writer takes back.
    """
    stopped = find_pending_problems(folder)
    left = files_pending(folder) if stopped else ()
    is_half = any(name.startswith("ledger/") for name in left)
    try:
        plan = read_plan(folder)
        if plan is None:
            return Pending(stopped, is_half_changed=is_half)
        find_left(folder, plan)
    except StorageError as error:
        return Pending((*stopped, *error.problems), is_half_changed=is_half)
    problem = Problem("store.plan-pending", place=Place(plan_file(folder)), level="warning")
    names = ((each.ref, name) for each in plan.asides for name in (each.name, each.kept))
    return Pending((*stopped, problem), frozenset(names), is_half)


def delete_temporary_files(folder: Path) -> list[str]:
    """Delete what killed writers left in a folder; return what other programs are putting there.

    Only the exact names that we make are deleted: everything else is its owner's. The caller holds
    the lock, under which all writers write.
    """
    try:
        with os.scandir(folder) as found:
            items = list(found)
    except OSError:  # missing, or for its reader to report
        return []
    for item in items:
        with suppress(OSError):
            if is_temporary(item.name) and item.is_file(follow_symlinks=False):
                Path(item.path).unlink()
    return [item.path for item in items if is_arriving(item.name)]


def find_open_rights(folder: Path, *inside: Path) -> Iterator[Problem]:
    """Yield a warning if other accounts can enter a folder, or open what is named inside it.

    Windows has rights of its own.
    """
    with storage_errors(folder):
        places = (folder, *inside)
        if sys.platform != "win32" and any(each.stat().st_mode & 0o077 for each in places):
            args = {"folder": shlex.quote(str(folder))}
            yield Problem("store.open-to-others", args, level="warning")

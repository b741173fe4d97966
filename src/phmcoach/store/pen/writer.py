"""Read which machine holds the pen, which one this is, and whether the ledger is forked.

What is of this machine alone is in its folder of Git, which no sync and no backup takes elsewhere.
"""

from pathlib import Path

from phmcoach.domain.sync.pen import WRITER, Machine, Pen, standing
from phmcoach.errors import (
    CoachError,
    InvalidDataError,
    MissingError,
    Problem,
    StorageError,
)
from phmcoach.file_kinds import is_there
from phmcoach.store.files import read_file, storage_errors, write_hidden
from phmcoach.store.folder import Folder
from phmcoach.store.known_files import KnownFiles
from phmcoach.store.records import load_own_record

_GIT = ".git"


def writer_file(folder: Folder) -> Path:
    """Return the path of the file that names the machine with the pen."""
    return folder.root / WRITER


def machine_file(folder: Folder) -> Path:
    """Return the path of the file that says which machine this is."""
    return folder.root / _GIT / "coach-machine"


def fork_file(folder: Folder) -> Path:
    """Return the path of the file that says from which place on the ledger is forked."""
    return folder.root / _GIT / "coach-fork"


def known_pen_file(folder: Folder) -> Path:
    """Return the path of the file that says that a machine holds the pen of this practice."""
    return folder.root / _GIT / "coach-pen"


def read_pen(folder: Folder, known: KnownFiles | None = None) -> Pen | None:
    """Return who holds the pen, None if the practice is on this machine alone.

    Raises MissingError if it was known who does, and otherwise as `load_own_record` does.
    """
    try:
        return load_own_record(writer_file(folder), folder.root, Pen, known).value
    except MissingError:
        with storage_errors(known_pen_file(folder)):
            is_lost = is_there(known_pen_file(folder))
        if is_lost:
            raise MissingError.of("pen.lost") from None
        return None


def note_pen(folder: Folder) -> None:
    """Note that a machine holds the pen: without its file nobody records here from then on."""
    with storage_errors(writer_file(folder)):
        is_new = is_there(writer_file(folder)) and not is_there(known_pen_file(folder))
    if is_new:
        write_hidden(known_pen_file(folder), b"ledger/writer.toml\n")


def find_pen_problems(folder: Folder, known: KnownFiles | None = None) -> tuple[Problem, ...]:
    """Return why this machine records nothing in the ledger, or what is wrong with the file."""
    try:
        pen = read_pen(folder, known)
        problem = standing(pen, read_machine(folder), read_fork(folder)) if pen else None
    except CoachError as error:
        return error.problems
    return (problem,) if problem else ()


def drop_pen(folder: Folder) -> str | None:
    """Take the pen from a folder; return the name of the machine that held it."""
    path = writer_file(folder)
    try:
        pen = read_pen(folder)
    except (InvalidDataError, MissingError):
        pen = None
    with storage_errors(path):
        path.unlink(missing_ok=True)
    return pen.name if pen else None


def read_machine(folder: Folder) -> Machine | None:
    """Return which machine this is, None if it was never synchronised.

    Raises StorageError if the system does not tell: it would be taken for another one.
    """
    lines = _lines_of(machine_file(folder)) or []
    return Machine(lines[0], lines[1]) if len(lines) >= 2 else None  # noqa: PLR2004 - id and name


def read_fork(folder: Folder) -> int | None:
    """Return the place from which on the ledger is forked, None if it is not.

    It is 0 if what this machine recorded was put apart, until the entries of the other one come; or
    if the file says no place, which the next sync finds again. Raises StorageError if the system
    refuses to read it.
    """
    lines = _lines_of(fork_file(folder))
    if lines is None:
        return None
    return int(lines[0]) if lines and lines[0].isdecimal() else 0


def _lines_of(path: Path) -> list[str] | None:
    """Return the lines of a file in the folder of Git, None if it is not there."""
    try:
        return read_file(path).decode("utf-8", "replace").splitlines()
    except MissingError:
        return None
    except StorageError:
        if path.parent.is_file():  # as in a worktree, which is not synchronised
            return None
        raise


def note_fork(folder: Folder, place: int | None) -> None:
    """Note from which place on the ledger is forked, or that it no longer is."""
    if place is not None:
        write_hidden(fork_file(folder), f"{place}\n".encode())
        return
    with storage_errors(fork_file(folder)):
        fork_file(folder).unlink(missing_ok=True)

"""Make a backup of the whole practice, and remember its day."""

import os
from datetime import date
from functools import partial
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.notes.files import ENDING
from phmcoach.actions.notes.keys import find_recipients
from phmcoach.errors import ConflictError, InvalidDataError, Problem, RuleRefusedError
from phmcoach.notes.age_files import lock_bytes
from phmcoach.store.folder import Folder
from phmcoach.store.keeping.backup import write_backup
from phmcoach.store.keeping.backup_files import list_practice_files
from phmcoach.store.keeping.last_backup import note_backup
from phmcoach.store.ledger_issue import recover
from phmcoach.store.lock import lock_folder
from phmcoach.value import Value


class BackedUp(Value):
    """A backup that was made: its file, and how many files and bytes it has."""

    path: Path
    files: int
    size: int
    is_locked: bool
    warnings: tuple[Problem, ...] = ()


def back_up(context: Context, target: Path) -> BackedUp:
    """Write a backup of the practice to a new file, or to one with the day in a folder.

    It is a copy as of one moment: no command writes meanwhile. A damaged practice is backed up too,
    with a warning. It is locked for the keys of the private notes, once there are some. Raises
    ConflictError for a place inside the practice, and the errors of `find_recipients` and
    `write_backup`.
    """
    folder = context.folder
    recipients = find_recipients(folder)
    lock = partial(lock_bytes, recipients=recipients) if recipients else None
    path = _name_file(target, context.today, is_locked=bool(recipients))
    path = Path(os.path.abspath(path))  # noqa: PTH100 - of a name that does not exist yet
    refuse_inside(folder, path)
    with lock_folder(folder):
        warnings = _finish(folder)
        own = list_practice_files(folder.root)
        made_at = context.now.replace(tzinfo=None)
        written = write_backup(path, folder.root, own.names, made_at, lock)
        warnings = (*warnings, *own.warnings, *note_backup(folder, written.made_on))
    size = path.stat().st_size
    return BackedUp(path, len(written.digests), size, bool(recipients), warnings)


def _name_file(target: Path, today: date, *, is_locked: bool) -> Path:
    """Return the file to write: one with the day in a folder; `.age` ends the name of a locked one.

    Raises RuleRefusedError for that ending if nothing can be locked: it would promise too much.
    """
    path = target / f"phmcoach-{today}.zip" if target.is_dir() else target
    ends_as_locked = path.suffix.casefold() == ENDING
    if ends_as_locked and not is_locked:
        raise RuleRefusedError.of("backup.not-locked", file=str(path.with_suffix("")))
    return path if ends_as_locked or not is_locked else path.with_name(path.name + ENDING)


def refuse_inside(folder: Folder, path: Path) -> None:
    """Raise ConflictError for a backup in the practice's own folder: it would be lost with it."""
    root = folder.root.resolve()
    if root in (path.parent.resolve(), *path.parent.resolve().parents):
        raise ConflictError.of("backup.inside-practice", folder=str(folder.root))


def _finish(folder: Folder) -> tuple[Problem, ...]:
    """Finish the work of a killed writer; of a damaged ledger, say so."""
    try:
        recover(folder)
    except InvalidDataError:
        return (Problem("backup.ledger-damaged", level="warning"),)
    return ()

"""Make a backup of the whole practice, and remember its day."""

import os
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.errors import ConflictError, InvalidDataError, Problem
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
    warnings: tuple[Problem, ...] = ()


def back_up(context: Context, target: Path) -> BackedUp:
    """Write a backup of the practice to a new file, or to one with the day in a folder.

    It is a copy as of one moment: no command writes meanwhile. A damaged practice is backed up too,
    with a warning. Raises ConflictError for a place inside the practice, and the errors of
    `write_backup`.
    """
    folder = context.folder
    path = target / f"phmcoach-{context.today}.zip" if target.is_dir() else target
    path = Path(os.path.abspath(path))  # noqa: PTH100 - of a name that does not exist yet
    refuse_inside(folder, path)
    with lock_folder(folder):
        warnings = _finish(folder)
        own = list_practice_files(folder.root)
        made_at = context.now.replace(tzinfo=None)
        written = write_backup(path, folder.root, own.names, made_at)
        warnings = (*warnings, *own.warnings, *note_backup(folder, written.made_on))
    return BackedUp(path, len(written.digests), path.stat().st_size, warnings)


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

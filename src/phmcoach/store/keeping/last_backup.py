"""`backup.toml`: when the last backup was made."""

from datetime import date
from pathlib import Path

from phmcoach.domain.keeping.backup import LAST_BACKUP, LastBackup
from phmcoach.errors import CoachError, MissingError, Problem
from phmcoach.store.files import replace_file
from phmcoach.store.folder import Folder
from phmcoach.store.known_files import KnownFiles
from phmcoach.store.records import load_own_record


def last_backup(folder: Folder, known: KnownFiles | None = None) -> date | None:
    """Return the day of the last backup, or None; raises as `load_own_record` does."""
    try:
        return load_own_record(
            last_backup_file(folder), folder.root, LastBackup, known
        ).value.made_on
    except MissingError:
        return None


def find_backup_problems(folder: Folder) -> tuple[Problem, ...]:
    """Return what is wrong with the file."""
    try:
        last_backup(folder)
    except CoachError as error:
        return error.problems
    return ()


def note_backup(folder: Folder, made_on: date) -> tuple[Problem, ...]:
    """Remember the day of the last backup; return a warning if the disk refuses."""
    try:
        content = f"schema = 1\nmade_on = {made_on}\n".encode()
        replace_file(last_backup_file(folder), content, None)
    except CoachError:
        return (Problem("backup.not-noted", level="warning"),)
    return ()


def last_backup_file(folder: Folder) -> Path:
    """Return the path of the file; a practice that was never backed up has none."""
    return folder.root / LAST_BACKUP

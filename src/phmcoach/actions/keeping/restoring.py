"""Bring a practice back from a backup, and note which numbers it lacks."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.keeping.numbers import Numbering, numbering_of
from phmcoach.domain.money.ledger import Gap, LedgerHead
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import InvalidDataError, Problem
from phmcoach.store.folder import Folder
from phmcoach.store.keeping.backup import Backup, read_backup, read_member
from phmcoach.store.keeping.gaps import record_gaps
from phmcoach.store.keeping.restoring import give_name, refuse_target, unpacked
from phmcoach.store.ledger import read_ledger
from phmcoach.store.pen.writer import drop_pen
from phmcoach.store.records import parse_record
from phmcoach.value import Value

_HEAD = "ledger/head.toml"
_PRACTICE = "practice.toml"


class Restorable(Value):
    """A backup whose every digest was compared, the folder to make of it, and its numbers.

    Without `numbering`, the ledger in it is damaged: nothing can be added to it.
    """

    backup: Backup
    target: Path
    numbering: Numbering | None


class Restored(Value):
    """A practice that was restored: its folder, its day, and the gaps that were noted.

    `recorded_by` is the name of the machine that held the pen, if it was on several.
    """

    folder: Path
    made_on: date
    files: int
    gaps: tuple[Gap, ...]
    warnings: tuple[Problem, ...] = ()
    recorded_by: str | None = None


def open_backup(context: Context, file: Path) -> Restorable:
    """Read a backup that is to become the folder of the context.

    Raises the errors of `read_backup`, and ConflictError if the folder exists, or would be inside
    another practice.
    """
    target = context.folder.root
    refuse_target(target)
    backup = read_backup(Path(os.path.abspath(file)))  # noqa: PTH100 - links are kept
    return Restorable(backup, target, _read_numbering(context, backup))


def _read_numbering(context: Context, backup: Backup) -> Numbering | None:
    try:
        practice = parse_record(read_member(backup, _PRACTICE), Path(_PRACTICE), Practice).value
        if _HEAD not in backup.digests:
            return None
        head = parse_record(read_member(backup, _HEAD), Path(_HEAD), LedgerHead).value
    except InvalidDataError:
        return None
    specimen = context.specimen or practice.demo
    return numbering_of(head.last_numbers, practice, context.today, specimen=specimen)


def restore_backup(
    context: Context, restorable: Restorable, typed: Sequence[str], reason: str
) -> Restored:
    """Restore a backup, with a gap up to each last number that was sent, as it was typed.

    The last numbers are known then, so the folder is one of its own: no machine holds its pen.
    A ledger that is damaged in the backup gets none, with a warning. Raises UsageError for a wrong
    number, and the errors of `unpacked`.
    """
    backup, numbering = restorable.backup, restorable.numbering
    gaps = numbering.gaps(typed, reason) if numbering else ()
    with unpacked(backup, restorable.target) as hidden:
        before = drop_pen(hidden)
        damaged = bool(read_ledger(hidden).damage) or numbering is None
        if gaps and not damaged:
            record_gaps(hidden, lambda _: gaps, recorded_at=context.now)
        warnings = give_name(hidden, backup, restorable.target)
    if damaged:
        warnings = (*warnings, Problem("restore.ledger-damaged", level="warning"))
    noted = () if damaged else gaps
    return Restored(restorable.target, backup.made_on, len(backup.digests), noted, warnings, before)


def new_folder(directory: Path, cwd: Path) -> Folder:
    """Return the folder that a restored practice will have."""
    return Folder(Path(os.path.normpath(cwd / directory.expanduser())))

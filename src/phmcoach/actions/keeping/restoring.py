"""Bring a practice back from a backup, and note which numbers it lacks."""

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.keeping.numbers import Numbering, numbering_of
from phmcoach.actions.notes.files import ENDING
from phmcoach.domain.money.ledger import Gap, LedgerHead
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import InvalidDataError, Problem, RuleRefusedError
from phmcoach.notes.age_files import (
    Key,
    OtherKeysError,
    begins_as_age_file,
    is_age_file,
    open_bytes,
)
from phmcoach.store.files import read_file
from phmcoach.store.folder import Folder
from phmcoach.store.keeping.backup import Backup, read_backup, read_member, read_start
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


class Locked(Value):
    """A backup that is locked, as it is on the disk."""

    path: Path
    content: bytes


def open_backup(context: Context, file: Path, unlock: Callable[[Locked], bytes]) -> Restorable:
    """Read a backup that is to become the folder of the context; `unlock` opens a locked one.

    Its name may lack the ending that a locked one gets. Raises the errors of `read_backup`, and
    ConflictError if the folder exists, or would be inside another practice.
    """
    target = context.folder.root
    refuse_target(target)
    path = Path(os.path.abspath(file))  # noqa: PTH100 - links are kept
    named = path.with_name(path.name + ENDING)
    if not os.path.lexists(path) and os.path.lexists(named):
        path = named
    zipped = None
    if begins_as_age_file(read_start(path)):
        zipped = unlock(_read_locked(path))
    backup = read_backup(path, zipped)
    return Restorable(backup, target, _read_numbering(context, backup))


def _read_locked(path: Path) -> Locked:
    """Return a locked backup; InvalidDataError if its beginning shows that it was cut."""
    content = read_file(path)
    if not is_age_file(content):
        raise InvalidDataError.of("restore.no-backup", path=str(path))
    return Locked(path, content)


def open_locked(locked: Locked, keys: Sequence[Key]) -> bytes:
    """Return the zip in a locked backup.

    Raises RuleRefusedError if none of the keys fits, InvalidDataError if it was cut or changed.
    """
    try:
        opened = open_bytes(locked.content, keys)
    except OtherKeysError:
        raise RuleRefusedError.of("restore.other-key", path=str(locked.path)) from None
    if opened is None:
        raise InvalidDataError.of("restore.no-backup", path=str(locked.path))
    return opened


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

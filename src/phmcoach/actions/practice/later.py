"""Putting a row of `coach today` aside: what is kept of it, in `later.toml`."""

from datetime import date
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.domain.base import as_data
from phmcoach.domain.records.later import LaterLog
from phmcoach.domain.today.later import later_problems, put_aside
from phmcoach.domain.today.rows import Row
from phmcoach.errors import CoachError, MissingError, Problem, UsageError, refuse
from phmcoach.store.folder import Folder
from phmcoach.store.known_files import KnownFiles
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import Loaded, create_record, edit_record, load_own_record, save_record


def later_file(folder: Folder) -> Path:
    """Return the path of the file; a practice that never put a row aside has none."""
    return folder.root / "later.toml"


def read_later(folder: Folder, known: KnownFiles | None = None) -> Loaded[LaterLog] | None:
    """Return what was put aside, or None if nothing was; raises as `load_own_record`."""
    try:
        return load_own_record(later_file(folder), folder.root, LaterLog, known)
    except MissingError:
        return None


def find_later_problems(folder: Folder) -> tuple[Problem, ...]:
    """Return what is wrong with the file."""
    try:
        read_later(folder)
    except CoachError as error:
        return error.problems
    return ()


def put_row_aside(context: Context, rows: tuple[Row, ...], number: int, until: date) -> Row:
    """Put the row with a number aside until a day; that of today shows it again.

    Raises UsageError for another number, and RuleRefusedError if the row is always shown, or if the
    day is over or too far away.
    """
    if not 1 <= number <= len(rows):
        raise UsageError.of("later.no-such-row", number=number, count=len(rows))
    row = rows[number - 1]
    refuse(later_problems(row, until, context.today))
    kept = as_data(put_aside(row, until))
    with lock_folder(context.folder):
        known = read_later(context.folder)
        if known is None:
            data = {"schema": 1, "rows": (kept,)}
            create_record(later_file(context.folder), LaterLog, data)
        else:
            save_record(edit_record(known, appends=[("rows", kept)]), known)
    return row

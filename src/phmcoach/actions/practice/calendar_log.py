"""The last exported calendar, in `exports/calendar.toml`."""

from pathlib import Path

from phmcoach.domain.base import as_data
from phmcoach.domain.records.calendar import CalendarLog
from phmcoach.errors import CoachError, MissingError, Problem
from phmcoach.store.folder import Folder
from phmcoach.store.records import (
    Loaded,
    create_record,
    load_own_record,
    render_record,
    save_record,
)


def calendar_log_file(folder: Folder) -> Path:
    """Return the path of what the last calendar said."""
    return folder.exports_dir / "calendar.toml"


def read_calendar_log(folder: Folder) -> Loaded[CalendarLog] | None:
    """Return what the last calendar said, or None before the first; raises as `load_own_record`."""
    try:
        return load_own_record(calendar_log_file(folder), folder.root, CalendarLog)
    except MissingError:
        return None


def find_calendar_problems(folder: Folder) -> tuple[Problem, ...]:
    """Return what is wrong with the file of the last calendar."""
    try:
        read_calendar_log(folder)
    except CoachError as error:
        return error.problems
    return ()


def save_calendar_log(folder: Folder, known: Loaded[CalendarLog] | None, log: CalendarLog) -> None:
    """Keep what the calendar says before it is written: a later export would say the same."""
    data = as_data(log, defaults=False)
    path = calendar_log_file(folder)
    if known is None:
        create_record(path, CalendarLog, data)
    elif known.value != log:
        save_record(render_record(path, CalendarLog, data), known)

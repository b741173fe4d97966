"""The entries of a year, and whether they are still those of its archive.

The coach may move or send an archive away, so what it contained is noted in the folder. An entry is
never changed or removed: a year has changed if it has more entries.
"""

from collections.abc import Iterator

from phmcoach.domain.base import as_data
from phmcoach.domain.records.archives import ArchivedYear, ArchiveLog
from phmcoach.errors import CoachError, MissingError, Problem
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import Ledger
from phmcoach.store.ledger_chain import RecordedEntry
from phmcoach.store.ledger_numbers import dated_by_wrong_clock
from phmcoach.store.records import Loaded, create_record, edit_record, load_record, save_record


def entries_of_year(ledger: Ledger, year: int) -> tuple[RecordedEntry, ...]:
    """Return the entries that were recorded in a year, or that its statements list.

    What a wrong clock dated was recorded in the year of its recovery.
    """
    wrong = dated_by_wrong_clock(ledger.entries)
    own = {place for place, recovery in wrong.items() if recovery.right_on.year == year}
    return tuple(
        each
        for each in ledger.entries
        if year in each.facts.years or each.path.parent.name == str(year) or each.place in own
    )


def read_archives(folder: Folder) -> Loaded[ArchiveLog] | None:
    """Return what is noted of the archives, or None if nothing is; raises as `load_record`."""
    try:
        return load_record(folder.archives_file, ArchiveLog)
    except MissingError:
        return None


def note_archive(
    folder: Folder, known: Loaded[ArchiveLog] | None, made: ArchivedYear
) -> tuple[Problem, ...]:
    """Note an archive that was written; return a warning if the disk refuses.

    That of a year that is not over is not noted: the year is bound to change.
    """
    if made.on.year <= made.year:
        return ()
    try:
        if known is None:
            data = {"schema": 1, "archives": (as_data(made),)}
            create_record(folder.archives_file, ArchiveLog, data)
        else:
            save_record(edit_record(known, appends=[("archives", as_data(made))]), known)
    except CoachError:
        return (Problem("archive.not-noted", {"year": f"{made.year}"}, level="warning"),)
    return ()


def last_archive(known: Loaded[ArchiveLog] | None, year: int) -> ArchivedYear | None:
    """Return the last archive of a year, or None."""
    archives = known.value.archives if known else ()
    return next((each for each in reversed(archives) if each.year == year), None)


def find_changed_years(folder: Folder, ledger: Ledger) -> Iterator[Problem]:
    """Yield a warning for each year that has entries which its last archive lacks."""
    try:
        known = read_archives(folder)
    except CoachError as error:
        yield from error.problems
        return
    years = {each.year for each in known.value.archives} if known else ()
    for year in sorted(years):
        last = last_archive(known, year)
        if last and (count := len(entries_of_year(ledger, year)) - last.entries) > 0:
            args = {"year": f"{year}", "on": last.on, "count": count}
            yield Problem("archive.year-changed", args, level="warning")

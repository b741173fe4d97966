"""Tables for a spreadsheet, read by the coach and their accountant alone."""

from collections.abc import Iterator
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.opening import Everything, Opened, is_specimen, open_all, open_practice
from phmcoach.actions.practice.export_targets import refuse_in_use, refuse_other_file
from phmcoach.actions.sessions.each_once import each_once
from phmcoach.domain.money.account import billed_shares
from phmcoach.domain.money.sheet import Period, period_around
from phmcoach.domain.moving.tables import (
    EVER,
    Table,
    invoices_table,
    payments_table,
    sessions_table,
)
from phmcoach.errors import CoachError, InvalidDataError, Problem, error_of, errors_of, warnings_of
from phmcoach.store.files import make_folder, replace_file
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.ledger import Ledger, read_ledger
from phmcoach.store.lock import lock_folder
from phmcoach.store.record_files import refuse_link_outside
from phmcoach.typed_words import fold, spell_word
from phmcoach.value import Value
from phmcoach.words import Export, Language


class ExportedTable(Value):
    """A table, the warnings about it, and the error of what it lacks, if anything is missing."""

    table: Table
    warnings: tuple[Problem, ...] = ()
    error: CoachError | None = None


def period_of_year(year: int | None, context: Context) -> Period:
    """Return the days of a year, or all days."""
    return EVER if year is None else period_around(context.today.replace(year=year, day=1), "year")


def collect_sessions(context: Context, period: Period) -> ExportedTable:
    """Return the sessions of all engagements, also of archived ones, with their invoices."""
    practice = open_practice(context.folder, context.known)
    specimen = is_specimen(context, practice)
    ledger = read_ledger(context.folder, context.known)
    found = open_everything(context)
    opened = each_once(context.folder, *found)
    numbers = dict(pair for each in opened for pair in _numbers(ledger, each, specimen=specimen))
    table = sessions_table((each.case for each in opened), numbers, period)
    return exported(table, found, ledger)


def open_everything(context: Context) -> tuple[Everything, Everything]:
    """Read all engagements, the open ones and those in the archive."""
    listing = Listing(context.folder)
    own = open_all(context.folder, known=context.known, listing=listing)
    return own, open_all(context.folder, archived=True, known=context.known, listing=listing)


def exported(
    table: Table, found: tuple[Everything, ...], ledger: Ledger | None = None
) -> ExportedTable:
    """Return a table with the warnings and the error of what was read for it."""
    problems: list[Problem] = []
    for one in found:
        problems += [each for each in one.problems if each not in problems]
    damage = ledger.damage if ledger else ()
    errors = (*errors_of(problems), *damage)
    refused = any(each.refused for each in found)
    error = error_of(errors, refused=refused) if errors else None
    return ExportedTable(table, warnings_of(problems), error)


def collect_invoices(context: Context, period: Period) -> ExportedTable:
    """Return the invoices of a period, with what is paid of them by now."""
    return _from_ledger(context, period, "invoices")


def collect_payments(context: Context, period: Period) -> ExportedTable:
    """Return the receipts of a period."""
    return _from_ledger(context, period, "payments")


def _from_ledger(context: Context, period: Period, what: Export) -> ExportedTable:
    practice = open_practice(context.folder, context.known)
    ledger = read_ledger(context.folder, context.known)
    specimen = is_specimen(context, practice)
    entries = tuple(ledger.in_years(EVER.start_on.year, EVER.end_on.year, specimen=specimen))
    make = invoices_table if what == "invoices" else payments_table
    error = InvalidDataError(*ledger.damage) if ledger.damage else None
    return ExportedTable(make(entries, period), error=error)


def _numbers(
    ledger: Ledger, opened: Opened, *, specimen: bool
) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the number of the last invoice that bills each session of an engagement."""
    shares = billed_shares(ledger.account(opened.ref, specimen=specimen))
    for name, (_, number) in shares.sessions.items():
        yield (opened.ref, name), number


def table_name(what: Export, year: int | None, language: Language) -> str:
    """Return the name of the file of a table: `factures-2026.csv`."""
    span = "" if year is None else f"-{year}"
    return f"{fold(spell_word(what, language))}{span}.csv"


def write_table(folder: Folder, content: str, name: str, what: Export, path: Path | None) -> Path:
    """Write a table as CSV, by default with a `name` into `exports`, over an earlier one.

    Raises ConflictError if the file of the coach's choice exists and is no such table.
    """
    target = path or folder.exports_dir / name
    refuse_in_use(folder, target, what)
    refuse_link_outside(folder.exports_dir, folder.root)
    with lock_folder(folder):
        if path is None:
            make_folder(folder.exports_dir)
        else:
            refuse_other_file(target, content.partition("\n")[0].encode(), what)
        replace_file(target, content.encode(), None)
    return target

"""Importing a coach's own sheets: what each row would make, and making it.

Each row is made by the command that makes one by hand, with the same rules: an import never makes a
validation or a signature. What is there already is left as it is, so a second import makes nothing.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.contract.demands import new_engagement
from phmcoach.actions.moving.sheet_files import read_sheet
from phmcoach.actions.moving.sheet_rows import READERS, Known, Row
from phmcoach.actions.practice.practice import new_client
from phmcoach.actions.sessions.recording import log_session
from phmcoach.domain.moving.columns import HEADINGS, match_columns, name_column
from phmcoach.errors import (
    CoachError,
    ConflictError,
    InvalidDataError,
    MissingError,
    Place,
    Problem,
    RuleRefusedError,
    UsageError,
)
from phmcoach.remedy import Remedy
from phmcoach.value import Value, replace
from phmcoach.words import Import

_OF_A_ROW = (ConflictError, InvalidDataError, MissingError, RuleRefusedError, UsageError)
"""The mistakes of one row, which do not stop the others."""


class Plan(Value):
    """What an import would make, the columns that it leaves out, and the rows with a mistake.

    `titles` are those of the columns that it reads, by what they hold.
    """

    what: Import
    path: Path
    titles: Mapping[str, str]
    rows: tuple[Row, ...]
    unknown: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def new(self) -> tuple[Row, ...]:
        """The rows that make something."""
        return tuple(row for row in self.rows if not row.is_known)


def plan_import(context: Context, what: Import, path: Path) -> Plan:
    """Read a sheet and say what it would make; nothing is written.

    Raises InvalidDataError if it is no sheet, or lacks a column that no row can do without.
    """
    head, *rows = read_sheet(path)
    columns = match_columns(what, head.cells)
    if columns.missing:
        place = Place(path, head.line)
        raise InvalidDataError(
            *(
                Problem("import.no-column", {"names": HEADINGS[what][key]}, place)
                for key in columns.missing
            )
        )
    titles = {key: head.cells[place] for key, place in columns.places.items()}
    known = Known(context, titles)
    made: list[Row] = []
    problems: list[Problem] = []
    for row in rows:
        cells = {
            key: row.cells[place]
            for key, place in columns.places.items()
            if place < len(row.cells) and row.cells[place]
        }
        try:
            made.append(READERS[what](known, row, cells))
        except _OF_A_ROW as error:
            found = (_name_columns(what, titles, each) for each in error.problems)
            problems += [_in_row(path, row.line, each) for each in found]
    return Plan(what, path, titles, tuple(made), columns.unknown, tuple(problems))


class Imported(Value):
    """How many rows were made, why others were refused, and the error that stopped the rest."""

    made: int
    refused: tuple[Problem, ...]
    stopped: CoachError | None


def carry_out(context: Context, plan: Plan) -> Imported:
    """Make what the rows say, one after the other, as far as the disk lets it.

    What an engagement lacks for all of its sessions is said once, with the first of them.
    """
    made = 0
    refused: dict[tuple[str, str | None], Problem] = {}
    for row in plan.new:
        try:
            _MAKERS[plan.what](context, row)
            made += 1
        except _OF_A_ROW as error:
            found = (_name_columns(plan.what, plan.titles, each) for each in error.problems)
            for each in found:
                about = each.ref if each.ref and each.remedy is None else f"{row.line}"
                refused.setdefault((each.message, about), _in_row(plan.path, row.line, each))
        except CoachError as error:
            return Imported(made, tuple(refused.values()), error)
    return Imported(made, tuple(refused.values()), None)


def _in_row(path: Path, line: int, problem: Problem) -> Problem:
    """Return a problem at its row; what would be typed for one record alone is left out."""
    chosen = None if problem.remedy is None else Remedy.NOTHING
    return replace(problem, place=Place(path, line), remedy=chosen)


def _name_columns(what: Import, titles: Mapping[str, str], problem: Problem) -> Problem:
    """Return a problem that names a column of the sheet, not the option of the command."""
    named = {name: problem.args[name] for name in ("key", "option") if name in problem.args}
    columns = {name: name_column(what, titles, f"{option}") for name, option in named.items()}
    return replace(problem, args={**problem.args, **columns})


def _make_client(context: Context, row: Row) -> None:
    details = {**row.facts["details"], "name": row.name}
    new_client(context, ref=row.ref, kind=row.facts["kind"], name=row.name, details=details)


def _make_engagement(context: Context, row: Row) -> None:
    new_engagement(context, ref=row.ref, beneficiary=row.name, **row.facts)


def _make_session(context: Context, row: Row) -> None:
    log_session(context, ref=row.ref, **row.facts)


_MAKERS: Mapping[Import, Callable[[Context, Row], None]] = {
    "clients": _make_client,
    "engagements": _make_engagement,
    "sessions": _make_session,
}

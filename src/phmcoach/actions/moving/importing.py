"""Importing a coach's own sheets: what each row would make, and making it.

What a row says is made by the command that makes it by hand, with the same rules: an import makes
no validation and no signature that the sheet does not date. What is there already is left as it is,
so a second import makes nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.contract.contracting import add_objective, set_terms
from phmcoach.actions.contract.demands import new_engagement, validate_demand
from phmcoach.actions.contract.ending import close
from phmcoach.actions.contract.evaluating import evaluate
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.moving.known_rows import Made, Row, read_known
from phmcoach.actions.moving.sheet_files import SheetRow, read_sheet
from phmcoach.actions.moving.sheet_rows import READERS
from phmcoach.actions.practice.practice import new_client
from phmcoach.actions.sessions.recording import log_session
from phmcoach.domain.moving.cells import name_lines
from phmcoach.domain.moving.columns import HEADINGS, Columns, match_columns, name_column
from phmcoach.domain.moving.rows import share_cells
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
    """A preview of an import: what it would make, columns left out, rows with a mistake.

    `titles` are those of the columns that it reads, by what they hold. A row of the sheet may make
    several things: a client, an engagement, the parts of its contract, a session.
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

    @property
    def new_lines(self) -> frozenset[int]:
        """The lines of the sheet that make something."""
        return frozenset(row.line for row in self.new)

    @property
    def known_lines(self) -> frozenset[int]:
        """The lines of the sheet that make nothing, because it is all there."""
        return frozenset(row.line for row in self.rows) - self.new_lines


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
    cells = tuple(_cells_of(row, columns) for row in rows)
    problems: list[Problem] = []
    if what == "all":
        cells, contradictions = share_cells(cells)
        for each in contradictions:
            args = {"column": titles[each.key], "line": rows[each.earlier].line}
            place = Place(path, rows[each.place].line)
            problems.append(Problem("import.contradiction", args, place))
    known = read_known(context, what, titles)
    made: list[Row] = []
    for row, own in zip(rows, cells, strict=True):
        try:
            found, known = READERS[what](context, known, row.line, own)
            made += found
        except _OF_A_ROW as error:
            named = (_name_columns(what, titles, each) for each in error.problems)
            problems += [_in_row(path, row.line, each) for each in named]
    return Plan(what, path, titles, tuple(made), columns.unknown, tuple(_once_each(problems)))


def _once_each(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Yield each problem at its first row, and after it the other rows that have the same."""
    same: dict[tuple[str, str], list[Problem]] = {}
    for each in problems:
        same.setdefault((each.message, repr(each.args)), []).append(each)
    for first, *others in same.values():
        yield first
        lines = [each.place.line for each in others if each.place and each.place.line]
        if lines:
            yield Problem("import.same-rows", {"lines": name_lines(lines)}, remedy=Remedy.NOTHING)


def _cells_of(row: SheetRow, columns: Columns) -> dict[str, str]:
    """Return the cells of a row that are not empty, by what they hold."""
    places = columns.places.items()
    found = {key: row.cells[place] for key, place in places if place < len(row.cells)}
    return {key: text for key, text in found.items() if text}


class Imported(Value):
    """The result of an import: lines that made something, refusals, the error that stopped it."""

    made: int
    refused: tuple[Problem, ...]
    stopped: CoachError | None


def carry_out(context: Context, plan: Plan) -> Imported:
    """Make what the rows say, one after the other, as far as the disk lets it.

    What an engagement lacks for all of its sessions is said once, with the first of them. If a part
    of a contract is refused, so is what follows from it: nothing of it is tried. If a session is,
    its engagement is neither evaluated nor closed.
    """
    made: set[int] = set()
    refused: dict[tuple[str, str | None], Problem] = {}
    broken: set[str] = set()
    incomplete: set[str] = set()
    for row in sorted(plan.new, key=lambda row: row.made in _AFTER_SESSIONS):
        stops = broken | incomplete if row.made in _AFTER_SESSIONS else broken
        if row.made != "client" and row.ref in stops:
            continue
        try:
            _MAKERS[row.made](context, row)
            made.add(row.line)
        except _OF_A_ROW as error:
            if row.made == "session":
                incomplete.add(row.ref)
            elif row.made != "client":
                broken.add(row.ref)
            found = (_name_columns(plan.what, plan.titles, each) for each in error.problems)
            for each in found:
                about = each.ref if each.ref and each.remedy is None else f"{row.line}"
                refused.setdefault((each.message, about), _in_row(plan.path, row.line, each))
        except CoachError as error:
            return Imported(len(made), tuple(refused.values()), error)
    return Imported(len(made), tuple(refused.values()), None)


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


def _make_validation(context: Context, row: Row) -> None:
    validate_demand(context, ref=row.ref, **row.facts)


def _make_objective(context: Context, row: Row) -> None:
    add_objective(context, ref=row.ref, **row.facts)


def _make_terms(context: Context, row: Row) -> None:
    set_terms(context, ref=row.ref, **row.facts)


def _make_signature(context: Context, row: Row) -> None:
    sign(context, ref=row.ref, **row.facts)


def _make_session(context: Context, row: Row) -> None:
    log_session(context, ref=row.ref, **row.facts)


def _make_evaluation(context: Context, row: Row) -> None:
    evaluate(context, ref=row.ref, **row.facts)


def _make_close(context: Context, row: Row) -> None:
    close(context, ref=row.ref, **row.facts)


_AFTER_SESSIONS: tuple[Made, ...] = ("evaluation", "close")
"""What can only be made once all sessions of the sheet are there."""

_MAKERS: Mapping[Made, Callable[[Context, Row], None]] = {
    "client": _make_client,
    "engagement": _make_engagement,
    "validation": _make_validation,
    "objective": _make_objective,
    "terms": _make_terms,
    "signature": _make_signature,
    "session": _make_session,
    "evaluation": _make_evaluation,
    "close": _make_close,
}

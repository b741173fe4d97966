"""Importing a coach's own sheets: what each row would make, and making it.

Each row is made by the command that makes one by hand, with the same rules: an import never makes a
validation or a signature. What is there already is left as it is, so a second import makes nothing.
"""

from collections.abc import Callable, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

from phmcoach.actions.context import Context
from phmcoach.actions.contract.demands import new_engagement
from phmcoach.actions.moving.sheet_files import SheetRow, read_sheet
from phmcoach.actions.opening import open_all, open_engagement
from phmcoach.actions.practice.client_files import check_client
from phmcoach.actions.practice.practice import new_client
from phmcoach.actions.sessions.recording import log_session
from phmcoach.domain.moving.columns import HEADINGS, match_columns
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.errors import (
    CoachError,
    InvalidDataError,
    MissingError,
    Place,
    Problem,
    RuleRefusedError,
    UsageError,
)
from phmcoach.formats import parse_date, parse_integer, parse_minutes, parse_time
from phmcoach.references import suggest_reference
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.records import load_record
from phmcoach.typed_words import read_word
from phmcoach.value import Value, replace
from phmcoach.words import (
    CLIENT_KINDS,
    SESSION_STATUSES,
    SESSION_TYPES,
    SITUATIONS,
    Import,
)

Facts = Mapping[str, Any]

_OF_A_ROW = (InvalidDataError, MissingError, RuleRefusedError, UsageError)
"""The mistakes of one row, which do not stop the others."""


class Row(Value):
    """A row that was understood; `name` is what the coach knows it by. `is_known` makes nothing."""

    line: int
    ref: str
    name: str
    facts: Facts
    is_known: bool


class Plan(Value):
    """What an import would make, the columns that it leaves out, and the rows with a mistake."""

    what: Import
    path: Path
    rows: tuple[Row, ...]
    unknown: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def new(self) -> tuple[Row, ...]:
        """The rows that make something."""
        return tuple(row for row in self.rows if not row.is_known)


class _Known:
    """What the folder has, what earlier rows of the sheet make, and the titles of its columns."""

    def __init__(self, context: Context, titles: Mapping[str, str]) -> None:
        folder, listing = context.folder, Listing(context.folder)
        self.context, self.titles = context, titles
        self.clients = {ref: _client_of(folder, ref) for ref in listing.clients.names}
        every = (open_all(folder, archived=archived, listing=listing) for archived in (False, True))
        self.engagements = {each.ref: each.engagement for found in every for each in found.opened}
        self.rows: set[object] = set()

    def add(self, key: object) -> bool:
        """Whether an earlier row had the same key; it is known from now on."""
        is_known = key in self.rows
        self.rows.add(key)
        return is_known


def _client_of(folder: Folder, ref: str) -> Client:
    return load_record(folder.client_file(ref), Client).value


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
    known = _Known(context, titles)
    made: list[Row] = []
    problems: list[Problem] = []
    for row in rows:
        cells = {
            key: row.cells[place]
            for key, place in columns.places.items()
            if place < len(row.cells) and row.cells[place]
        }
        try:
            made.append(_READERS[what](known, row, cells))
        except _OF_A_ROW as error:
            problems += [_in_row(path, row.line, each) for each in error.problems]
    return Plan(what, path, tuple(made), columns.unknown, tuple(problems))


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
            for each in error.problems:
                about = each.ref if each.ref and each.remedy is None else f"{row.line}"
                refused.setdefault((each.message, about), _in_row(plan.path, row.line, each))
        except CoachError as error:
            return Imported(made, tuple(refused.values()), error)
    return Imported(made, tuple(refused.values()), None)


def _in_row(path: Path, line: int, problem: Problem) -> Problem:
    """Return a problem at its row; what would be typed for one record alone is left out."""
    chosen = None if problem.remedy is None else Remedy.NOTHING
    return replace(problem, place=Place(path, line), remedy=chosen)


def _read_client(known: _Known, row: SheetRow, cells: Mapping[str, str]) -> Row:
    name = _need(known, cells, "name")
    facts: dict[str, Any] = {**cells}
    ref = facts.pop("ref", None) or suggest_reference(name)
    numbers = facts.keys() & {"siren", "siret"}
    kind = facts.pop("kind", None) or ("company-fr" if numbers else None)
    if kind is None:
        raise UsageError.of("import.no-kind", name=name, choices=CLIENT_KINDS)
    facts = {"kind": _word(known, "kind", kind, CLIENT_KINDS), "details": facts}
    check_client(facts["kind"], name, {**facts["details"], "name": name})
    same = any(
        each.name.casefold() == name.casefold() and each.kind == facts["kind"]
        for each in known.clients.values()
    )
    is_known = known.add(ref) or ref in known.clients or same
    return Row(row.line, ref, name, facts, is_known)


def _make_client(context: Context, row: Row) -> None:
    details = {**row.facts["details"], "name": row.name}
    new_client(context, ref=row.ref, kind=row.facts["kind"], name=row.name, details=details)


def _read_engagement(known: _Known, row: SheetRow, cells: Mapping[str, str]) -> Row:
    name = _need(known, cells, "beneficiary")
    received = parse_date(_need(known, cells, "received_on"), known.context.today)
    client = _client_named(known, _need(known, cells, "client"))
    last = suggest_reference(name).rpartition("-")[2]
    ref = cells.get("ref") or f"{last}-{received.year}"
    situations = cells.get("situations", "other").replace(",", "/").split("/")
    facts = {
        "client": client,
        "received_on": received,
        "situations": [_word(known, "situations", each, SITUATIONS) for each in situations],
        "already_held": parse_integer(cells["already_held"]) if "already_held" in cells else None,
        "role": cells.get("role"),
        "email": cells.get("email"),
        "profile": cells.get("profile"),
    }
    same = any(_is_same_demand(each, client, name, received) for each in known.engagements.values())
    is_known = known.add(ref) or ref in known.engagements or same
    return Row(row.line, ref, name, facts, is_known)


def _is_same_demand(one: Engagement, client: str, name: str, received: date) -> bool:
    return (one.client, one.beneficiary.name.casefold(), one.demand.received_on) == (
        client,
        name.casefold(),
        received,
    )


def _make_engagement(context: Context, row: Row) -> None:
    new_engagement(context, ref=row.ref, beneficiary=row.name, **row.facts)


def _read_session(known: _Known, row: SheetRow, cells: Mapping[str, str]) -> Row:
    ref = _need(known, cells, "ref")
    ref = ref if ref in known.engagements else open_engagement(known.context.folder, ref).ref
    on = parse_date(_need(known, cells, "on"), known.context.today)
    at: time | None = parse_time(cells["at"]) if "at" in cells else None
    facts = {
        "on": on,
        "at": at,
        "minutes": parse_minutes(cells["minutes"]) if "minutes" in cells else None,
        "kind": _word(known, "kind", cells["kind"], SESSION_TYPES) if "kind" in cells else None,
        "status": _word(known, "status", cells.get("status", "held"), SESSION_STATUSES),
        "earlier_invoice": cells.get("earlier_invoice"),
    }
    sessions = known.engagements[ref].sessions
    same = any(each.on == on and at in (None, each.at) for each in sessions)
    return Row(row.line, ref, f"{on}", facts, known.add((ref, on, at)) or same)


def _make_session(context: Context, row: Row) -> None:
    log_session(context, ref=row.ref, **row.facts)


def _need(known: _Known, cells: Mapping[str, str], key: str) -> str:
    if key not in cells:
        raise UsageError.of("import.empty-cell", column=known.titles[key])
    return cells[key]


def _word(known: _Known, key: str, text: str, words: tuple[str, ...]) -> str:
    found = read_word(text, words)
    if found is None:
        column = known.titles.get(key, key)
        raise UsageError.of("import.not-a-word", column=column, text=text, choices=words)
    return found


def _client_named(known: _Known, text: str) -> str:
    """Return the client with a reference or a name; raise UsageError for none, or several."""
    if text in known.clients:
        return text
    named = [ref for ref, each in known.clients.items() if each.name.casefold() == text.casefold()]
    if len(named) != 1:
        raise UsageError.of("import.no-client", text=text)
    return named[0]


_READERS: Mapping[Import, Callable[[_Known, SheetRow, Mapping[str, str]], Row]] = {
    "clients": _read_client,
    "engagements": _read_engagement,
    "sessions": _read_session,
}
_MAKERS: Mapping[Import, Callable[[Context, Row], None]] = {
    "clients": _make_client,
    "engagements": _make_engagement,
    "sessions": _make_session,
}

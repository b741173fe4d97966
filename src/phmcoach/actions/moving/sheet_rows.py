"""The rows of a coach's own sheets: what each one says, and whether that is there already.

A reader returns what a row makes, and what is known after it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from phmcoach.actions.context import Context
from phmcoach.actions.moving.known_rows import (
    Begun,
    Facts,
    Known,
    Row,
    find_client,
    free_reference,
    need,
    read_cell_word,
    read_day,
    read_length,
    with_client,
    with_engagement,
)
from phmcoach.actions.moving.sheet_contract import contract_rows
from phmcoach.actions.opening import open_engagement
from phmcoach.actions.practice.client_files import check_client
from phmcoach.domain.moving.cells import plain_time
from phmcoach.domain.moving.columns import OF_CLIENT
from phmcoach.domain.moving.rows import Cells
from phmcoach.domain.records.session import Session
from phmcoach.errors import UsageError
from phmcoach.formats import parse_integer, parse_time
from phmcoach.references import name_reference, suggest_reference
from phmcoach.value import replace
from phmcoach.words import CLIENT_KINDS, SESSION_STATUSES, SESSION_TYPES, SITUATIONS, Import

Read = tuple[tuple[Row, ...], Known]
"""What a row of a sheet makes, and what is known after it."""


def _read_client(_context: Context, known: Known, line: int, cells: Cells) -> Read:
    name = need(known, cells, "name")
    facts: dict[str, Any] = {**cells}
    typed = facts.pop("ref", None)
    numbers = facts.keys() & {"siren", "siret"}
    kind = facts.pop("kind", None) or ("company-fr" if numbers else None)
    if kind is None:
        raise UsageError.of("import.no-kind", name=name, choices=CLIENT_KINDS)
    key = "kind" if known.what == "clients" else OF_CLIENT + "kind"
    facts = {"kind": read_cell_word(known, key, kind, CLIENT_KINDS), "details": facts}
    check_client(facts["kind"], name, {**facts["details"], "name": name})
    own = (name.casefold(), facts["kind"])
    there = [ref for ref, each in known.clients.items() if (each.name.casefold(), each.kind) == own]
    if there or (typed in known.clients and typed not in known.new):
        return (Row(line, "client", typed or there[0], name, facts, is_known=True),), known
    if typed in known.clients:
        raise UsageError.of("import.reference-taken", ref=typed)
    ref = free_reference(known.clients, typed, name_reference(name))
    row = Row(line, "client", ref, name, facts)
    return (row,), with_client(known, ref, name, facts["kind"])


def _read_engagement(_context: Context, known: Known, line: int, cells: Cells) -> Read:
    name = need(known, cells, "beneficiary")
    received = read_day(known, need(known, cells, "received_on"))
    text = need(known, cells, "client")
    client, typed = find_client(known, text), cells.get("ref")
    if client is None:
        raise UsageError.of("import.no-client", text=text)
    situations = cells.get("situations", "other").replace(",", "/").split("/")
    facts = {
        "client": client,
        "received_on": received,
        "situations": [
            read_cell_word(known, "situations", each, SITUATIONS) for each in situations
        ],
        "already_held": parse_integer(cells["already_held"]) if "already_held" in cells else None,
        "role": cells.get("role"),
        "email": cells.get("email"),
        "profile": cells.get("profile"),
    }
    own = Begun(client, name, received)
    there = next((ref for ref, each in known.engagements.items() if _is_same(each, own)), None)
    if there is None and typed is not None and typed in known.engagements:
        _refuse_other(known, typed, own)
        there = typed
    ref = there
    if ref is None:
        last = suggest_reference(name).rpartition("-")[2]
        ref = free_reference(known.engagements, typed, f"{last}-{received.year}")
        known = with_engagement(known, ref, own)
    begun = known.engagements[ref]
    row = Row(line, "engagement", ref, name, facts, is_known=there is not None)
    rows = (row, *contract_rows(known, line, ref, cells))
    has = begun.has | {each.made for each in rows}
    return rows, with_engagement(known, ref, replace(begun, has=has))


def _refuse_other(known: Known, ref: str, own: Begun) -> None:
    """Refuse a reference of an earlier row, or one that the folder has for somebody else."""
    begun = known.engagements[ref]
    if ref in known.new:
        raise UsageError.of("import.reference-taken", ref=ref)
    if not _is_same(replace(begun, received_on=own.received_on), own):
        raise UsageError.of(
            "import.reference-of-other", ref=ref, name=begun.name, client=begun.client
        )


def _is_same(one: Begun, other: Begun) -> bool:
    """Whether two rows are about the same demand of the same person."""
    facts = ((each.client, each.name.casefold(), each.received_on) for each in (one, other))
    return len(set(facts)) == 1


def _read_session(context: Context, known: Known, line: int, cells: Cells) -> Read:
    ref = need(known, cells, "ref")
    ref = ref if ref in known.engagements else open_engagement(context.folder, ref).ref
    return _session_of(known, line, ref, cells)


def _session_of(known: Known, line: int, ref: str, cells: Cells) -> Read:
    on = read_day(known, need(known, cells, "on"))
    kind, status = cells.get("kind"), cells.get("status", "held")
    facts = {
        "on": on,
        "at": parse_time(plain_time(cells["at"])) if "at" in cells else None,
        "minutes": read_length(cells["minutes"]) if "minutes" in cells else None,
        "kind": read_cell_word(known, "kind", kind, SESSION_TYPES) if kind else None,
        "status": read_cell_word(known, "status", status, SESSION_STATUSES),
        "earlier_invoice": cells.get("earlier_invoice"),
    }
    own = (ref, *facts.values())
    there = any(_is_as(each, facts) for each in known.engagements[ref].sessions)
    row = Row(line, "session", ref, f"{on}", facts, is_known=there or own in known.said)
    return (row,), replace(known, said=known.said | {own})


def _is_as(session: Session, facts: Facts) -> bool:
    """Whether a session is that of a row; what one of them does not say may be anything.

    A planned one is not: the row says what became of it.
    """
    if session.status == "planned" != facts["status"]:
        return False
    return session.on == facts["on"] and all(
        facts[key] is None or own is None or facts[key] == own
        for key, own in (
            ("at", session.at),
            ("minutes", session.minutes),
            ("kind", session.type),
        )
    )


def _read_everything(context: Context, known: Known, line: int, cells: Cells) -> Read:
    """Read a session with its engagement and its client; without a client, the person is it."""
    person = need(known, cells, "beneficiary")
    text = cells.get("client", person)
    client = find_client(known, text)
    rows: tuple[Row, ...] = ()
    if client is None:
        start = len(OF_CLIENT)
        details = {key[start:]: each for key, each in cells.items() if key.startswith(OF_CLIENT)}
        if text == person:
            own = {"kind": "private", "email": cells.get("email")} | details
            details = {key: each for key, each in own.items() if each is not None}
        rows, known = _read_client(context, known, line, details | {"name": text})
        client = rows[0].ref
    # The mail of a person who pays is that of the client: nobody else's is needed.
    demand = {key: each for key, each in cells.items() if key != "email" or text != person}
    found, known = _read_engagement(context, known, line, demand | {"client": client})
    rows += found
    if "on" in cells:
        found, known = _session_of(known, line, found[0].ref, cells)
        rows += found
    return rows, known


READERS: Mapping[Import, Callable[[Context, Known, int, Cells], Read]] = {
    "all": _read_everything,
    "clients": _read_client,
    "engagements": _read_engagement,
    "sessions": _read_session,
}

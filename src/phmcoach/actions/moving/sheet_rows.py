"""The rows of a coach's own sheets: what each one says, and whether that is there already."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, time
from itertools import chain, count
from typing import Any

from phmcoach.actions.context import Context
from phmcoach.actions.moving.sheet_files import SheetRow
from phmcoach.actions.opening import open_all, open_engagement
from phmcoach.actions.practice.client_files import check_client
from phmcoach.actions.practice.interview import list_clients
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.session import Session
from phmcoach.errors import UsageError
from phmcoach.formats import parse_date, parse_integer, parse_minutes, parse_time
from phmcoach.references import name_reference, suggest_reference
from phmcoach.store.folder import Listing, check_slug
from phmcoach.typed_words import read_word
from phmcoach.value import Value
from phmcoach.words import CLIENT_KINDS, SESSION_STATUSES, SESSION_TYPES, SITUATIONS, Import

Facts = Mapping[str, Any]


class Row(Value):
    """A row that was understood; `name` is what the coach knows it by. `is_known` makes nothing."""

    line: int
    ref: str
    name: str
    facts: Facts
    is_known: bool


class Known:
    """What the folder has, what earlier rows of the sheet make, and the titles of its columns."""

    def __init__(self, context: Context, titles: Mapping[str, str]) -> None:
        folder, listing = context.folder, Listing(context.folder)
        self.context, self.titles = context, titles
        self.clients = {each.ref: each for each in list_clients(context)}
        every = (open_all(folder, archived=archived, listing=listing) for archived in (False, True))
        self.engagements = {each.ref: each.engagement for found in every for each in found.opened}
        self.rows: set[object] = set()

    def free_reference(self, taken: Collection[str], typed: str | None, proposed: str) -> str:
        """Return the typed reference, or the proposed one with a number if it is taken.

        Raises UsageError if an earlier row has the typed one, or no reference can be made of a
        name.
        """
        if typed is not None:
            if self.add(f"reference {typed}"):
                raise UsageError.of("import.reference-taken", ref=typed)
            return typed
        check_slug(proposed)
        numbered = chain((proposed,), (f"{proposed}-{number}" for number in count(2)))
        return next(
            name for name in numbered if name not in taken and not self.add(f"reference {name}")
        )

    def add(self, key: object) -> bool:
        """Whether an earlier row had the same key; it is known from now on."""
        is_known = key in self.rows
        self.rows.add(key)
        return is_known


def _read_client(known: Known, row: SheetRow, cells: Mapping[str, str]) -> Row:
    name = _need(known, cells, "name")
    facts: dict[str, Any] = {**cells}
    typed = facts.pop("ref", None)
    numbers = facts.keys() & {"siren", "siret"}
    kind = facts.pop("kind", None) or ("company-fr" if numbers else None)
    if kind is None:
        raise UsageError.of("import.no-kind", name=name, choices=CLIENT_KINDS)
    facts = {"kind": _word(known, "kind", kind, CLIENT_KINDS), "details": facts}
    check_client(facts["kind"], name, {**facts["details"], "name": name})
    own = (name.casefold(), facts["kind"])
    there = [ref for ref, each in known.clients.items() if (each.name.casefold(), each.kind) == own]
    if known.add(own) or there or typed in known.clients:
        return Row(row.line, typed or "", name, facts, is_known=True)
    ref = known.free_reference(known.clients, typed, name_reference(name))
    return Row(row.line, ref, name, facts, is_known=False)


def _read_engagement(known: Known, row: SheetRow, cells: Mapping[str, str]) -> Row:
    name = _need(known, cells, "beneficiary")
    received = parse_date(_need(known, cells, "received_on"), known.context.today)
    client = _client_named(known, _need(known, cells, "client"))
    typed = cells.get("ref")
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
    own = (client, name.casefold(), received)
    there = any(_demand_of(each) == own for each in known.engagements.values())
    if known.add(own) or there or typed in known.engagements:
        return Row(row.line, typed or "", name, facts, is_known=True)
    last = suggest_reference(name).rpartition("-")[2]
    ref = known.free_reference(known.engagements, typed, f"{last}-{received.year}")
    return Row(row.line, ref, name, facts, is_known=False)


def _demand_of(engagement: Engagement) -> tuple[str, str, date]:
    name = engagement.beneficiary.name.casefold()
    return engagement.client, name, engagement.demand.received_on


def _read_session(known: Known, row: SheetRow, cells: Mapping[str, str]) -> Row:
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
    there = any(_is_as(each, facts) for each in known.engagements[ref].sessions)
    is_known = known.add((ref, *facts.values())) or there
    return Row(row.line, ref, f"{on}", facts, is_known)


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


def _need(known: Known, cells: Mapping[str, str], key: str) -> str:
    if key not in cells:
        raise UsageError.of("import.empty-cell", column=known.titles[key])
    return cells[key]


def _word(known: Known, key: str, text: str, words: tuple[str, ...]) -> str:
    found = read_word(text, words)
    if found is None:
        column = known.titles.get(key, key)
        raise UsageError.of("import.not-a-word", column=column, text=text, choices=words)
    return found


def _client_named(known: Known, text: str) -> str:
    """Return the client with a reference or a name; raise UsageError for none, or several."""
    if text in known.clients:
        return text
    named = [ref for ref, each in known.clients.items() if each.name.casefold() == text.casefold()]
    if not named:
        raise UsageError.of("import.no-client", text=text)
    if len(named) > 1:
        raise UsageError.of("import.several-clients", text=text, names=named)
    return named[0]


READERS: Mapping[Import, Callable[[Known, SheetRow, Mapping[str, str]], Row]] = {
    "clients": _read_client,
    "engagements": _read_engagement,
    "sessions": _read_session,
}

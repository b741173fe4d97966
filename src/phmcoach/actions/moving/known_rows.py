"""The records of a folder and of the earlier rows of a sheet, with which a row is read."""

from collections.abc import Collection, Mapping
from datetime import date
from itertools import chain, count
from typing import Any, Literal

from phmcoach.actions.context import Context
from phmcoach.actions.opening import open_all
from phmcoach.actions.practice.interview import list_clients
from phmcoach.domain.moving.cells import OTHER_WORDS, plain_day, plain_length
from phmcoach.domain.moving.columns import HEADINGS
from phmcoach.domain.moving.rows import Cells
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.session import Session
from phmcoach.errors import UsageError
from phmcoach.formats import parse_date, parse_minutes
from phmcoach.i18n import Translator
from phmcoach.store.folder import Listing, check_slug
from phmcoach.typed_words import Word, fold, read_word
from phmcoach.value import Value, replace
from phmcoach.words import LANGUAGES, ClientKind, Import

Facts = Mapping[str, Any]

Made = Literal[
    "client",
    "engagement",
    "validation",
    "objective",
    "terms",
    "signature",
    "session",
    "evaluation",
    "close",
]
"""What a row can make, in the order in which one follows from the other."""


class Row(Value):
    """Something that a row of a sheet says; `name` is what the coach knows it by.

    What `is_known` makes nothing.
    """

    line: int
    made: Made
    ref: str
    name: str
    facts: Facts
    is_known: bool = False


class KnownName(Value):
    """The name and the kind of a client."""

    name: str
    kind: ClientKind


class Begun(Value):
    """An engagement of the folder, or one that an earlier row makes, and what it has already."""

    client: str
    name: str
    received_on: date
    sessions: tuple[Session, ...] = ()
    has: frozenset[Made] = frozenset()


class Known(Value):
    """The records of the folder and the earlier rows; `new` are references of those rows.

    `titles` are those of the columns of the sheet, and `said` what its sessions say.
    """

    what: Import
    today: date
    titles: Mapping[str, str]
    clients: Mapping[str, KnownName]
    engagements: Mapping[str, Begun]
    new: frozenset[str] = frozenset()
    said: frozenset[object] = frozenset()


def read_known(context: Context, what: Import, titles: Mapping[str, str]) -> Known:
    """Return what the folder has, with the engagements of its archive."""
    folder, listing = context.folder, Listing(context.folder)
    clients = {each.ref: KnownName(each.name, each.kind) for each in list_clients(context)}
    every = (open_all(folder, archived=archived, listing=listing) for archived in (False, True))
    engagements = {each.ref: _begun(each.engagement) for found in every for each in found.opened}
    return Known(what, context.today, titles, clients, engagements)


def _begun(engagement: Engagement) -> Begun:
    facts: dict[Made, object] = {
        "validation": engagement.demand.validated_on,
        "objective": engagement.objectives,
        "terms": engagement.terms,
        "signature": engagement.signatures.first_on,
        "evaluation": engagement.outcome.evaluated_on,
        "close": engagement.outcome.closed_on,
    }
    return Begun(
        engagement.client,
        engagement.beneficiary.name,
        engagement.demand.received_on,
        engagement.sessions,
        frozenset(made for made, fact in facts.items() if fact),
    )


def with_client(known: Known, ref: str, name: str, kind: ClientKind) -> Known:
    """Return what is known after a row that makes a client."""
    clients = {**known.clients, ref: KnownName(name, kind)}
    return replace(known, clients=clients, new=known.new | {ref})


def with_engagement(known: Known, ref: str, begun: Begun) -> Known:
    """Return what is known after a row that makes an engagement, or a part of its contract."""
    new = known.new if ref in known.engagements else known.new | {ref}
    return replace(known, engagements={**known.engagements, ref: begun}, new=new)


def free_reference(taken: Collection[str], typed: str | None, proposed: str) -> str:
    """Return the typed reference, or the proposed one with a number if it is taken.

    Raises UsageError if no reference can be made of a name.
    """
    if typed is not None:
        return typed
    check_slug(proposed)
    numbered = chain((proposed,), (f"{proposed}-{number}" for number in count(2)))
    return next(name for name in numbered if name not in taken)


def need(known: Known, cells: Cells, key: str) -> str:
    """Return the text of a cell; raise UsageError if it is empty, or the sheet has no such."""
    if key in cells:
        return cells[key]
    if key not in known.titles:
        raise UsageError.of("import.no-column", names=HEADINGS[known.what][key])
    raise UsageError.of("import.empty-cell", column=known.titles[key])


def read_cell_word(known: Known, key: str, text: str, words: tuple[Word, ...]) -> Word:
    """Return a word of a closed list; raise UsageError, with the column, for any other."""
    found = read_word(text, words) or _other_word(text, words)
    if found is None:
        column = known.titles.get(key, key)
        raise UsageError.of("import.not-a-word", column=column, text=text, choices=words)
    return found


def _other_word(text: str, words: tuple[Word, ...]) -> Word | None:
    """Return the word that our tables and questions show as a text, or that other sheets use."""
    typed = fold(text)
    for word in words:
        shown = (fold(Translator(each).word(word)) for each in LANGUAGES)
        if typed in (*shown, *OTHER_WORDS.get(word, ())):
            return word
    return None


def read_day(known: Known, text: str) -> date:
    """Return the day of a cell; raise UsageError for any other text."""
    return parse_date(plain_day(text), known.today)


def read_length(text: str) -> int:
    """Return the minutes of a cell; raise UsageError for any other text."""
    return parse_minutes(plain_length(text))


def find_client(known: Known, text: str) -> str | None:
    """Return the client with a reference or a name, None without one; refuse one of several."""
    if text in known.clients:
        return text
    named = [ref for ref, each in known.clients.items() if each.name.casefold() == text.casefold()]
    if len(named) > 1:
        raise UsageError.of("import.several-clients", text=text, names=named)
    return named[0] if named else None

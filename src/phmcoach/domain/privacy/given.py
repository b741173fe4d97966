"""The data that a person is given, and what is left out, with the reason.

Everything that is about them is given (GDPR 15, 20), the coach's own words too. What is left out
would tell something of others (GDPR 15.4), such as the price that an organisation agreed, or says
again what is given already. Private notes are given if they are asked for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.domain.privacy.fields import At, Leaf, leaves
from phmcoach.domain.privacy.held import Held, Holding, What
from phmcoach.domain.privacy.keeping import KEEPINGS
from phmcoach.domain.privacy.people import Person
from phmcoach.domain.records.law_rules import Duration
from phmcoach.domain.records.parties import Client
from phmcoach.value import Value

LeftOut = Literal["price", "service-paper", "paper", "mail", "record", "others", "notes", "files"]
"""Why something is not given."""


class GivenNote(Value):
    """A private note: its day, and its text if it is given."""

    on: date
    text: str | None = None


class GivenEntry(Value):
    """The facts of an entry of the ledger about a person, or a contract that names them.

    `amount` is given only if it is their own business.

    `number` is that of the paper, None for a payment. `paper` is the file that is given of it.
    """

    what: What
    on: date
    number: str | None
    sessions: tuple[date, ...]
    amount: Decimal | None
    paper: str | None


class GivenPart(Value):
    """The data given of one engagement, or of the file of a client.

    `title` is the number of the contract, or the reference, which alone a contact is given.
    """

    ref: str
    title: str
    client: str
    leaves: Mapping[What, tuple[Leaf, ...]]
    papers: Mapping[str, What]
    entries: tuple[GivenEntry, ...]
    notes: tuple[GivenNote, ...]
    kept: tuple[tuple[Duration, date | None], ...]
    left_out: tuple[LeftOut, ...]


_ORDER: tuple[What, ...] = (
    *("identity", "contact", "demand", "objectives", "contract", "sessions", "pauses", "end"),
    *("evaluation", "contact-words", "choices", "own-words"),
)
_GIVEN_PAPERS = ("contract-paper", "annex", "choices-paper", "report", "form", "attendance")
_REASONS: Mapping[str, LeftOut] = {
    "service-paper": "service-paper",
    "billing-paper": "paper",
    "mail": "mail",
    "record": "record",
    "other-paper": "files",
}


def give(
    person: Person,
    held: Iterable[Held],
    holdings: Sequence[Holding],
    clients: Mapping[str, Client],
    texts: Mapping[tuple[str, date], str] | None,
) -> tuple[GivenPart, ...]:
    """Return what is given of each engagement and of the client's file.

    `texts` are those of the notes by engagement and day; None if they are not asked for.
    """
    by_part: dict[tuple[str, bool], list[Held]] = {}  # both may have one reference
    for each in held:
        by_part.setdefault((each.ref, each.file == f"clients/{each.ref}.toml"), []).append(each)
    known = {each.ref: each for each in holdings}
    return tuple(
        _give_client(ref, own, clients[ref])
        if is_client
        else _give_engagement(person, own, known[ref], texts)
        for (ref, is_client), own in by_part.items()
    )


def _give_client(ref: str, held: Sequence[Held], client: Client) -> GivenPart:
    found = {each.at: each for each in leaves(client, is_private=client.is_private)}
    given = _by_what(held, found)
    return GivenPart(ref, client.name, client.name, given, {}, (), (), _kept(held), ())


def _give_engagement(
    person: Person,
    held: Sequence[Held],
    holding: Holding,
    texts: Mapping[tuple[str, date], str] | None,
) -> GivenPart:
    is_own = holding.client.is_private
    found = {each.at: each for each in leaves(holding.dossier.engagement, is_private=is_own)}
    values = [each for each in held if each.at and each.file == holding.file]
    files = [each for each in held if not each.at]
    entries = [each for each in held if each.file in holding.entries]
    wanted = (*_GIVEN_PAPERS, "billing-paper") if is_own else _GIVEN_PAPERS
    papers = {each.file: each.what for each in files if each.what in wanted}
    notes = tuple(
        GivenNote(on, None if texts is None else texts.get((holding.ref, on)))
        for on in holding.notes
        if person.role == "beneficiary"
    )
    return GivenPart(
        holding.ref if person.role == "beneficiary" else holding.dossier.paper_reference,
        holding.dossier.paper_reference,
        holding.client.name,
        _by_what([each for each in values if each.whose == "person"], found),
        papers,
        (
            *(_entry(each, holding.entries[each.file], holding.ref) for each in entries),
            *_contracts(held, holding),
        ),
        notes,
        _kept(held),
        tuple(dict.fromkeys(_left_out(held, papers, are_notes_given=texts is not None))),
    )


def _by_what(held: Iterable[Held], found: Mapping[At, Leaf]) -> dict[What, tuple[Leaf, ...]]:
    given: dict[What, tuple[Leaf, ...]] = {}
    for each in held:
        given[each.what] = (*given.get(each.what, ()), found[each.at])
    return {what: given[what] for what in _ORDER if what in given}


def _kept(held: Iterable[Held]) -> tuple[tuple[Duration, date | None], ...]:
    """Return the rule of each kind of data, with the day of what is kept longest."""
    found: dict[str, tuple[Duration, date | None]] = {}
    for each in sorted(held, key=lambda it: it.until or date.max):
        found[each.keeping] = (each.rule, each.until)
    return tuple(found[name] for name in KEEPINGS if name in found)


def _contracts(held: Iterable[Held], holding: Holding) -> Iterator[GivenEntry]:
    """Yield the contract if it names a contact: the paper itself is the parties' own."""
    on = holding.dossier.engagement.signatures.first_on
    if on is not None and any(each.what == "record" and each.at for each in held):
        yield GivenEntry("record", on, None, (), None, None)


def _entry(held: Held, entry: LedgerEntry, ref: str) -> GivenEntry:
    """Return what an entry says; an invoice of several contracts bills other people too."""
    paper, money = entry.invoice, entry.receipt
    is_own = held.whose == "person" and not held.at
    lines = [each for each in (paper.lines if paper else ()) if each.engagement in (None, ref)]
    sessions = (each.on for line in lines for each in line.sessions)
    on = money.received_on if money else entry.document.issued_on if entry.document else None
    amount = money.amount if money else entry.document.total_gross if entry.document else None
    return GivenEntry(
        held.what,
        on or entry.recorded_on,
        entry.number,
        tuple(sorted(set(sessions))) if not held.at else (),
        amount if is_own else None,
        f"{held.file.rpartition('/')[0]}/{entry.stem}.pdf" if is_own and entry.number else None,
    )


def _left_out(
    held: Iterable[Held], papers: Mapping[str, What], *, are_notes_given: bool
) -> Iterator[LeftOut]:
    for each in held:
        if each.what == "notes":
            if not are_notes_given:
                yield "notes"
        elif each.what in ("invoice", "quote", "receipt"):
            if each.whose == "organisation":
                yield "paper"
        elif not each.at:
            if each.file not in papers:
                yield _REASONS.get(each.what, "files")
        elif each.whose == "organisation":
            yield "price"
        elif each.whose == "others":
            yield "others"

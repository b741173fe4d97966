"""Read everything that the practice holds, open and archived, and list what is held of a person."""

import os
from collections.abc import Mapping
from datetime import date

from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import open_law
from phmcoach.actions.notes.files import list_notes
from phmcoach.actions.opening import Opened, open_all
from phmcoach.domain.case import Dossier
from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.domain.privacy.contacts import held_of_contact
from phmcoach.domain.privacy.held import (
    Held,
    Holding,
    PaperKind,
    held_of_beneficiary,
    held_of_client,
)
from phmcoach.domain.privacy.papers import kind_of_paper
from phmcoach.domain.privacy.people import Person, find_people
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.parties import Client
from phmcoach.errors import CoachError, Problem, StorageError
from phmcoach.store.files import storage_errors
from phmcoach.store.folder import Folder, Listing, refuse_documents_outside
from phmcoach.store.ledger import Ledger, read_ledger
from phmcoach.store.records import load_own_record
from phmcoach.store.signed import read_signed
from phmcoach.value import Value


class Inventory(Value):
    """Every engagement with the files beside it, every client, and the people they name.

    `problems` are those of files that could not be read; `refused` says that the system refused.
    """

    holdings: tuple[Holding, ...]
    clients: Mapping[str, Client]
    people: tuple[Person, ...]
    law: Law
    problems: tuple[Problem, ...]
    refused: bool


def take_inventory(context: Context) -> Inventory:
    """Read every engagement, open or archived, with its papers, notes and entries of the ledger.

    A file that cannot be read does not hide the others. Raises the errors of `open_law`, and
    StorageError for a folder that cannot be listed.
    """
    folder, listing = context.folder, Listing(context.folder)
    law, ledger = open_law(folder), read_ledger(folder)
    both = [open_all(folder, archived=each, listing=listing) for each in (False, True)]
    problems = [*ledger.damage, *(each for one in both for each in one.problems)]
    holdings = tuple(_hold(folder, each, ledger) for one in both for each in one.opened)
    refused = any(each.refused for each in both)
    clients: dict[str, Client] = {}
    for ref in listing.clients.names:
        try:
            clients[ref] = load_own_record(folder.client_file(ref), folder.root, Client).value
        except CoachError as error:
            problems += (each for each in error.problems if each not in problems)
            refused = refused or isinstance(error, StorageError)
    people = find_people(holdings, clients)
    return Inventory(holdings, clients, people, law, tuple(problems), refused)


def list_held(inventory: Inventory, person: Person, today: date) -> tuple[Held, ...]:
    """Return everything that is held of a person."""
    rule_on, held = inventory.law.duration, list[Held]()
    own = holdings_of(inventory, person)
    if person.role == "beneficiary":
        for each in own:
            held += held_of_beneficiary(each, rule_on, today)
        if person.client is not None:
            client, theirs = person.client, holdings_with(inventory, person.client)
            held += held_of_client(client, inventory.clients[client], theirs, rule_on, today)
    elif person.client is not None:
        there = inventory.clients.get(person.client)
        held += held_of_contact(person.name, person.client, there, own, rule_on, today)
    return tuple(held)


def holdings_of(inventory: Inventory, person: Person) -> tuple[Holding, ...]:
    """Return the engagements of a beneficiary, or those of the client whose contact they are."""
    if person.role == "beneficiary":
        return tuple(each for each in inventory.holdings if each.ref in person.engagements)
    return holdings_with(inventory, person.client)


def holdings_with(inventory: Inventory, client: str | None) -> tuple[Holding, ...]:
    """Return the engagements that a client has, or had before another one succeeded them."""
    return tuple(each for each in inventory.holdings if _has_client(each.dossier, client))


def _has_client(dossier: Dossier, ref: str | None) -> bool:
    engagement = dossier.engagement
    return ref in (engagement.client, *(each.client for each in engagement.amendments))


def _hold(folder: Folder, opened: Opened, ledger: Ledger) -> Holding:
    engagement, ref = opened.engagement, opened.ref
    return Holding(
        dossier=Dossier(ref, engagement),
        file=opened.loaded.path.relative_to(folder.root).as_posix(),
        client=opened.case.client,
        signed=read_signed(folder, ref, engagement),
        papers=_list_papers(folder, ref),
        notes=tuple(each.on for each in list_notes(folder, ref)),
        entries=_list_entries(folder, ref, ledger),
    )


def _list_papers(folder: Folder, ref: str) -> dict[str, PaperKind]:
    """Return the files beside an engagement; a stopped writer left the hidden ones."""
    refuse_documents_outside(folder, ref)
    place = folder.documents_dir(ref)
    with storage_errors(place):
        if not place.is_dir():
            return {}
        names = sorted(each.name for each in os.scandir(place) if each.is_file())
    return {each: kind_of_paper(ref, each) for each in names if not each.startswith(".")}


def _list_entries(folder: Folder, ref: str, ledger: Ledger) -> dict[str, LedgerEntry]:
    both = (ledger.of_engagement(ref, specimen=each) for each in (False, True))
    own = sorted((each for one in both for each in one), key=lambda each: each.place)
    return {each.path.relative_to(folder.root).as_posix(): each.entry for each in own}

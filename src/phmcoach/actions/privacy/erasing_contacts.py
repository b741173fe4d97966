"""Erase the contact of a client: their details leave its file, what was signed stays."""

import re
from collections.abc import Iterator

from phmcoach.actions.context import Context
from phmcoach.actions.privacy.erasure_plan import Plan, Work, by_reason, find_beyond, names_of
from phmcoach.actions.privacy.inventory import Inventory, list_held
from phmcoach.domain.privacy.contacts import KEYS
from phmcoach.domain.privacy.people import Person
from phmcoach.domain.records.parties import Client
from phmcoach.store.keeping.erasing import states_to_erase
from phmcoach.store.keeping.traces import seek
from phmcoach.store.records import edit_record, load_own_record


def contact_work(context: Context, inventory: Inventory, person: Person) -> Work | None:
    """Return the work for a contact, or None if the client's file does not name them any more."""
    folder, ref = context.folder, person.client or ""
    loaded = load_own_record(folder.client_file(ref), folder.root, Client)
    if loaded.value.contact != person.name:
        return None
    keys = tuple(_keys_of(loaded.value))
    sought = seek("", (getattr(loaded.value, key) for key in keys), lambda _: False)
    states = states_to_erase(folder, sought)
    held = list_held(inventory, person, context.today)
    staying = by_reason(each for each in held if not each.file.startswith("clients/"))
    known = {f"clients/{ref}.toml", *names_of(folder, states)}
    plan = Plan(
        ref=ref,
        name=person.name,
        reason="asked",
        going=(),
        staying=staying,
        undo=names_of(folder, states),
        beyond=find_beyond(folder, sought, known | {it for one in staying for it in one.files}),
        contact=keys,
    )
    text = edit_record(loaded, values={(key,): None for key in keys}).source.raw
    return Work(plan, loaded.path, text, loaded.sha256, states)


def _keys_of(client: Client) -> Iterator[str]:
    """Yield what a client's file says of its contact; an address for bills may be nobody's own."""
    name = _words(client.contact or "")
    for key in KEYS:
        value = getattr(client, key)
        is_own = key != "billing_email" or value == client.email
        if value is not None and (is_own or _words(value.partition("@")[0]) & name):
            yield key


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))

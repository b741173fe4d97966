"""Erase the person in the file of a client: the contact of an organisation, a private client.

Their details leave the file, what was signed stays. A file without a name is left of a private
client, because engagements and the ledger refer to it.
"""

import re
from collections.abc import Iterator

from phmcoach.actions.context import Context
from phmcoach.actions.privacy.erasure_plan import Plan, Work, by_reason, find_beyond, names_of
from phmcoach.actions.privacy.inventory import Inventory, list_held
from phmcoach.domain.base import as_data
from phmcoach.domain.privacy.contacts import KEYS
from phmcoach.domain.privacy.fields import leaves
from phmcoach.domain.privacy.held import Holding
from phmcoach.domain.privacy.people import Person
from phmcoach.domain.records.erased import ERASED_TEXT
from phmcoach.domain.records.parties import Client
from phmcoach.store.keeping.erasing import states_to_erase
from phmcoach.store.keeping.traces import seek
from phmcoach.store.records import edit_record, load_own_record, render_record


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
    left = edit_record(loaded, values={(key,): None for key in keys})
    if _words(person.name) & _words(left.source.text):  # a comment may name them
        left = render_record(loaded.path, Client, left.data)
    return Work(plan, loaded.path, left.source.raw, loaded.sha256, states)


def client_work(context: Context, ref: str, holdings: tuple[Holding, ...]) -> Work | None:
    """Return the work for a private client, or None if their file does not name them any more."""
    folder = context.folder
    loaded = load_own_record(folder.client_file(ref), folder.root, Client)
    before = loaded.value
    if before.name == ERASED_TEXT:
        return None
    new = Client(
        schema_version=before.schema_version,
        kind=before.kind,
        name=ERASED_TEXT,
        language=before.language,
    )
    said = {*leaves(before, is_private=True)} - {*leaves(new, is_private=True)}
    texts = (before.name, before.email, before.billing_email)
    sought = seek("", (each for each in texts if each), lambda _: False)
    states = states_to_erase(folder, sought)
    known = {f"clients/{ref}.toml", *names_of(folder, states)}
    for each in holdings:
        papers = (f"documents/{each.ref}/{name}" for name in each.papers)
        known |= {each.file, *each.entries, *papers}
    plan = Plan(
        ref=ref,
        name=before.name,
        reason="due" if any(each.is_signed for each in holdings) else "asked",
        going=(),
        staying=(),
        undo=names_of(folder, states),
        beyond=find_beyond(folder, sought, known),
        whole=True,
        contact=tuple(each.name for each in leaves(before, is_private=True) if each in said),
    )
    data = as_data(new, defaults=False)
    text = render_record(loaded.path, Client, data).source.raw
    return Work(plan, loaded.path, text, loaded.sha256, states)


def _keys_of(client: Client) -> Iterator[str]:
    """Yield the contact's data in a client's file; an address for bills need not be theirs."""
    name = _words(client.contact or "")
    for key in KEYS:
        value = getattr(client, key)
        is_own = key != "billing_email" or value == client.email
        if value is not None and (is_own or _words(value.partition("@")[0]) & name):
            yield key


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))

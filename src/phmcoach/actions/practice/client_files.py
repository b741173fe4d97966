"""Refusals and remarks about the files of clients, and records kept before they change."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path

from phmcoach.actions.carrying import accounts_beside
from phmcoach.actions.changing import as_typed, without_none
from phmcoach.actions.context import Context
from phmcoach.actions.money.mail import report_unusual_address
from phmcoach.actions.opening import Opened, open_engagement
from phmcoach.actions.saving import seal_as_signed
from phmcoach.domain.case import Dossier, SignedRecords
from phmcoach.domain.contract.paper_gates import kind_problems, vat_number_problems
from phmcoach.domain.contract.seal import contract_problems, has_earlier_seal
from phmcoach.domain.contract.signed import RECORD
from phmcoach.domain.money.billed import party_problems
from phmcoach.domain.records.parties import Client
from phmcoach.errors import ConflictError, Place, Problem, UsageError, about, refuse, without_remedy
from phmcoach.exports.eml import as_sent
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.ledger import read_ledger
from phmcoach.store.records import Loaded, validate_data
from phmcoach.store.renamed import missing_client
from phmcoach.value import replace
from phmcoach.words import ClientKind

Clients = Mapping[str, Loaded[Client] | None]


def check_email(text: str | None, option: str = "--email") -> None:
    """Refuse an address that not every mail program accepts, when it is typed (exit 2)."""
    if text is not None and "@" in text and as_sent(text.strip()) is None:
        problem = Problem("client.unusual-email", {"email": text})
        raise UsageError(Problem("usage.in-option", {"option": option, "problem": problem}))


def refuse_other_kind(client: Client, *, before: Client | None = None, ref: str = "") -> None:
    """Refuse what contradicts the kind of a client, unless it is as it was `before`.

    A client without `ref` is new: what was typed is typed again, with another number.
    """
    if before is None or _facts_of_kind(before) != _facts_of_kind(client):
        numbers = tuple(vat_number_problems(client))
        if not ref:
            numbers = without_remedy(numbers)
        refuse((*kind_problems(client), *numbers), about=ref)


def check_client(
    kind: ClientKind, name: str, details: Mapping[str, str | None]
) -> dict[str, object]:
    """Return the keys of a new client; refuse what no client may be, or none of this kind."""
    data = {"schema": 1, "kind": kind, "name": name} | client_data(details)
    with as_typed():
        refuse_other_kind(validate_data(Path(), Client, data))
    return data


def refuse_known_client(folder: Folder, ref: str) -> None:
    """Refuse the reference of a client that is there."""
    path = folder.client_file(ref)
    if path.exists():
        raise ConflictError.of(
            "store.exists", path=str(path), about=ref, remedy=Remedy.CHANGE_CLIENT
        )


ADDRESS_KEYS = ("street", "postcode", "city", "country")


def client_data(details: Mapping[str, str | None]) -> dict[str, object]:
    """Return the keys of a client of details, those of an address in their table."""
    given = without_none(details)
    for key in ("email", "billing_email"):
        check_email(details.get(key), f"--{key.replace('_', '-')}")
    for name, start in (("address", ""), ("billing_address", "billing_")):
        own = {key: given.pop(start + key) for key in ADDRESS_KEYS if start + key in given}
        given |= {name: own} if own else {}
    return given


def is_kept(context: Context, client: str, dossier: Dossier) -> bool:
    """Whether a record says what a client signed, also one that is written now.

    Raises RuleRefusedError if that would be written for one of two files of an engagement.
    """
    if RECORD in dossier.engagement.seal:
        return True
    if {dossier.client_reference, dossier.engagement.client} != {client}:
        return False  # of a successor, the record of the amendment says what they signed
    return _keep_as_signed(context, open_engagement(context.folder, dossier.ref))


def _keep_as_signed(context: Context, opened: Opened) -> bool:
    """Carry over a contract that an earlier version sealed, before its client changes.

    Returns whether there is a record: nothing is known of a client who is not the one that was
    billed, nor of a contract that was changed, which is remarked on.
    """
    folder, case = context.folder, opened.case
    if not has_earlier_seal(opened.engagement):
        return False
    if party_problems(case, accounts_beside(read_ledger(folder), opened.ref, Listing(folder))):
        return False
    changes = about(opened.ref, contract_problems(case))
    for each in changes:
        args = {"ref": opened.ref, "problem": each}
        context.remark(Problem("seal.client-not-kept", args, level="warning", ref=opened.ref))
    if not changes:
        seal_as_signed(context, opened)
    return not changes


def _facts_of_kind(client: Client) -> tuple[str | None, ...]:
    country = client.address.country if client.address else None
    return country, client.vat_number, client.service_code


def find_client_remarks(clients: Clients, dossiers: Iterable[Dossier]) -> Iterator[Problem]:
    """Yield a warning for each address that mail programs refuse, and for two files of one client.

    Whoever changes one of two files does not reach the other.
    """
    for ref, each in sorted(clients.items()):
        if each is None:
            continue
        client, place = each.value, Place(each.path)
        for email, is_billing in ((client.email, False), (client.billing_email, True)):
            if email and as_sent(email) is None:
                problem = report_unusual_address(client.name, email, is_billing=is_billing)
                yield replace(problem, place=place, level="warning", ref=ref)
    yield from _find_twins(clients, dossiers)


def _find_twins(clients: Clients, dossiers: Iterable[Dossier]) -> Iterator[Problem]:
    """Yield a warning for each two files of one client.

    The copy is probably the one that no engagement names, or has the longer name. Only clients of
    one name are compared, because a practice may have thousands.
    """
    named = {dossier.client_reference for dossier in dossiers}
    by_name: dict[str, list[tuple[str, Loaded[Client]]]] = {}
    for ref, each in sorted(clients.items()):
        if each is not None:
            by_name.setdefault(each.value.name.casefold(), []).append((ref, each))
    for pair in (pair for alike in by_name.values() for pair in combinations(alike, 2)):
        (ref, one), (other, two) = pair
        if one.value.is_twin_of(two.value):
            copy, loaded = min(pair, key=lambda each: (each[0] in named, -len(each[0])))
            args = {"ref": ref, "other": other, "file": f"clients/{copy}.toml"}
            yield Problem("client.two-files", args, place=Place(loaded.path), level="warning")


def find_missing_clients(
    listing: Listing,
    dossier: Dossier,
    clients: Clients,
    records: Mapping[str, SignedRecords],
    dossiers: Mapping[str, Dossier],
) -> Iterator[Problem]:
    """Yield a problem for each client of an engagement, also a successor, that has no file."""
    if listing.clients.unlisted:
        return
    successors = (each.client for each in dossier.engagement.amendments)
    for name in dict.fromkeys((dossier.engagement.client, *successors)):
        if name is not None and name not in clients:
            used = {each.engagement.client for each in dossiers.values()}
            yield missing_client(listing, name, dossier.ref, records.values(), used)

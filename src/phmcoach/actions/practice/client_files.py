"""What is refused or remarked on in the files of clients, beyond their shape."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.paper_gates import kind_problems, vat_number_problems
from phmcoach.domain.records.parties import Client
from phmcoach.errors import Place, Problem, UsageError, refuse, without_remedy
from phmcoach.exports.eml import as_sent
from phmcoach.store.records import Loaded
from phmcoach.value import replace

Clients = Mapping[str, Loaded[Client] | None]


def check_email(text: str | None) -> None:
    """Refuse an address that not every mail program accepts, when it is typed (exit 2)."""
    if text is not None and "@" in text and as_sent(text.strip()) is None:
        problem = Problem("client.unusual-email", {"email": text})
        raise UsageError(Problem("usage.in-option", {"option": "--email", "problem": problem}))


def refuse_other_kind(client: Client, *, before: Client | None = None, ref: str = "") -> None:
    """Refuse what contradicts the kind of a client, unless it is as it was `before`.

    A client without `ref` is new: what was typed is typed again, with another number.
    """
    if before is None or _facts_of_kind(before) != _facts_of_kind(client):
        numbers = tuple(vat_number_problems(client))
        if not ref:
            numbers = without_remedy(numbers)
        refuse((*kind_problems(client), *numbers), about=ref)


def is_renamed_or_moved(before: Client, after: Client) -> bool:
    """Whether more than whom to write to was changed of a client."""
    reached = {name: getattr(after, name) for name in ("contact", "contact_role", "email")}
    return replace(before, **reached) != after


def _facts_of_kind(client: Client) -> tuple[str | None, ...]:
    country = client.address.country if client.address else None
    return country, client.vat_number, client.service_code


def find_client_remarks(clients: Clients, dossiers: Iterable[Dossier]) -> Iterator[Problem]:
    """Yield a warning for each address that mail programs refuse, and for two files of one client.

    Whoever changes one of two files does not reach the other.
    """
    for ref, each in sorted(clients.items()):
        if each is not None and each.value.email and as_sent(each.value.email) is None:
            args = {"name": each.value.name, "email": each.value.email}
            place = Place(each.path)
            yield Problem("mail.unusual-address", args, place=place, level="warning", ref=ref)
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

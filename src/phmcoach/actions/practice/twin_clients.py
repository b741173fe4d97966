"""Find two files of one client: changes of one of them would not reach the other."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from phmcoach.domain.case import Dossier
from phmcoach.domain.records.parties import Client
from phmcoach.errors import Place, Problem
from phmcoach.store.records import Loaded


def find_twin_clients(
    clients: Mapping[str, Loaded[Client] | None], dossiers: Iterable[Dossier]
) -> Iterator[Problem]:
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

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

    The copy is probably the one that no engagement names, or has the longer name.
    """
    named = {dossier.client_reference for dossier in dossiers}
    read = sorted((ref, each) for ref, each in clients.items() if each is not None)
    for pair in combinations(read, 2):
        (ref, one), (other, two) = pair
        if one.value.is_twin_of(two.value):
            copy, loaded = min(pair, key=lambda each: (each[0] in named, -len(each[0])))
            args = {"ref": ref, "other": other, "file": f"clients/{copy}.toml"}
            yield Problem("client.two-files", args, place=Place(loaded.path), level="warning")

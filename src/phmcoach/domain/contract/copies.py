"""Two files of one engagement: a copy under a name of its own would bill the same sessions again.

No name reveals such a copy, so it is found by what it contains.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import combinations
from operator import eq

from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.signed import RECORD
from phmcoach.domain.records.engagement import Engagement

Mark = tuple[str, ...]
"""What files of one engagement have in common: digests of what was signed, or the person."""

SameClient = Callable[[str, str], bool]
"""Whether two references are of one client: the copy of an engagement may name that of a client."""


def are_one(one: Dossier, other: Dossier, is_same_client: SameClient = eq) -> bool:
    """Whether two files contain one engagement.

    That is the same demand of the same person for the same client, the same seal, or the same
    number of a contract of the same person and the same day, whatever else was edited since. A
    justification does not make two engagements of one; a follow-up is one of its own.
    """
    if not set(seals_of(one.engagement)).isdisjoint(seals_of(other.engagement)):
        return True
    left, right = one.engagement, other.engagement
    follows = left.follow_up_of == other.ref or right.follow_up_of == one.ref
    if follows and left.follow_up_of != right.follow_up_of:
        return False
    if _demand_of(left) != _demand_of(right):
        return False
    if (number := left.contract_reference) and number == right.contract_reference:
        signed_on = left.signatures.first_on
        if signed_on is not None and signed_on == right.signatures.first_on:
            return True
    if left.demand != right.demand:
        return False
    return left.client == right.client or is_same_client(left.client, right.client)


def seals_of(engagement: Engagement) -> Iterator[Mark]:
    """Yield the digests that prove which engagement a file contains, whatever was edited in it.

    A record of what was signed contains the reference, so its digest is enough. A seal of an
    earlier version has a digest for each signed value: the person, the client, the days, the price
    and the objectives. All of them together are those of one contract.
    """
    for seal in engagement.seals:
        if RECORD in seal:
            yield (seal[RECORD],)
    if engagement.seal and RECORD not in engagement.seal:
        yield tuple(digest for _, digest in sorted(engagement.seal.items()))


def find_copies(
    dossiers: Iterable[Dossier], is_same_client: SameClient = eq
) -> Iterator[tuple[Dossier, Dossier]]:
    """Yield each two files that contain one engagement, once."""
    likely: dict[Mark, list[Dossier]] = defaultdict(list)
    for dossier in dossiers:
        for key in (_demand_of(dossier.engagement), *set(seals_of(dossier.engagement))):
            likely[key].append(dossier)
    found: set[frozenset[int]] = set()
    for group in likely.values():
        for pair in combinations(group, 2):
            both = frozenset(map(id, pair))
            if both not in found and are_one(*pair, is_same_client):
                found.add(both)
                yield pair


def _demand_of(engagement: Engagement) -> Mark:
    return ("demand", engagement.beneficiary.id)


def likely_copy(one: Dossier, other: Dossier, documented: Collection[str]) -> Dossier:
    """Return the file that is probably the copy of the other one.

    It is the one whose reference no document contains (`documented`), which has fewer sessions, or
    the longer name.
    """
    by_name = sorted((one, other), key=lambda each: (len(each.ref), each.ref), reverse=True)
    return min(
        by_name,
        key=lambda each: (each.ref in documented, len(each.engagement.sessions)),
    )

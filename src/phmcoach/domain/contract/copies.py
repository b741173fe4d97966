"""Two files of one engagement: a copy under a name of its own would bill the same sessions again.

No name reveals such a copy, so it is found by what it contains.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations

from phmcoach.domain.case import Dossier


def are_one(one: Dossier, other: Dossier) -> bool:
    """Whether two files contain one engagement.

    That is the same demand of the same person for the same client, or the same seal for them: the
    demand of one may have been edited since. The seal alone proves nothing, because it contains the
    name of the person, and namesakes may have agreed on the same terms. A justification does not
    make two engagements of one; a follow-up is one of its own.
    """
    left, right = one.engagement, other.engagement
    if (left.beneficiary.id, left.client) != (right.beneficiary.id, right.client):
        return False
    if left.follow_up_of == other.ref or right.follow_up_of == one.ref:
        return False
    return left.demand == right.demand or (bool(left.seal) and left.seal == right.seal)


def find_copies(dossiers: Iterable[Dossier]) -> Iterator[tuple[Dossier, Dossier]]:
    """Yield each two files that contain one engagement."""
    persons: dict[tuple[str, str], list[Dossier]] = defaultdict(list)
    for dossier in dossiers:
        persons[dossier.engagement.beneficiary.id, dossier.engagement.client].append(dossier)
    for own in persons.values():
        yield from (pair for pair in combinations(own, 2) if are_one(*pair))


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

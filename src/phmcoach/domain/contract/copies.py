"""Two files of one engagement: a copy under a name of its own would bill the same sessions again.

No name reveals such a copy, so it is found by what it contains.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations

from phmcoach.domain.case import Dossier


def are_one(one: Dossier, other: Dossier) -> bool:
    """Whether two files contain one engagement.

    That is the same demand of the same person for the same client; or, if the words of one were
    edited since, the same days of the demand and the same seal. The seal alone proves nothing: it
    contains a name, and namesakes, or one person twice, may have agreed on the same terms. A
    justification does not make two engagements of one; a follow-up is one of its own.
    """
    left, right = one.engagement, other.engagement
    if (left.beneficiary.id, left.client) != (right.beneficiary.id, right.client):
        return False
    follows = left.follow_up_of == other.ref or right.follow_up_of == one.ref
    if follows and left.follow_up_of != right.follow_up_of:
        return False
    if left.demand == right.demand:
        return True
    days = ((each.demand.received_on, each.demand.validated_on) for each in (left, right))
    return len(set(days)) == 1 and bool(left.seal) and left.seal == right.seal


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

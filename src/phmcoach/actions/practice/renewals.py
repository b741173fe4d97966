"""What forbids each engagement of a folder, given all others of the same person."""

from collections import defaultdict
from collections.abc import Mapping

from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.copies import SameClient, are_one
from phmcoach.domain.contract.renewal import renewal_problems
from phmcoach.errors import Problem

Dossiers = Mapping[str, Dossier]


def find_renewal_problems(
    dossiers: Dossiers, is_same_client: SameClient
) -> dict[str, tuple[Problem, ...]]:
    """Return the problems of each engagement, open or archived."""
    persons: dict[str, dict[str, Dossier]] = defaultdict(dict)
    for ref, dossier in dossiers.items():
        persons[dossier.engagement.beneficiary.id][ref] = dossier
    return {
        ref: renewal_problems(dossier, _related(dossier, dossiers, persons, is_same_client))
        for ref, dossier in dossiers.items()
    }


def _related(
    dossier: Dossier,
    dossiers: Dossiers,
    persons: Mapping[str, Dossiers],
    is_same_client: SameClient,
) -> dict[str, Dossier]:
    """Return the other engagements of the same person, and the one that this one follows.

    A copy of this one is no other engagement, and no justification makes it one.
    """
    followed = dossier.engagement.follow_up_of
    own = persons[dossier.engagement.beneficiary.id]
    related = {
        ref: other for ref, other in own.items() if not are_one(dossier, other, is_same_client)
    }
    if followed is not None and followed in dossiers:
        related[followed] = dossiers[followed]
    related.pop(dossier.ref, None)
    return related

"""Problems of an engagement beside all others of the folder: its person, its number."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.copies import SameClient, are_one
from phmcoach.domain.contract.renewal import renewal_problems
from phmcoach.domain.records.engagement import Engagement
from phmcoach.errors import Place, Problem
from phmcoach.remedy import Remedy
from phmcoach.store.records import Loaded

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


def find_shared_numbers(
    engagements: Mapping[str, Loaded[Engagement]], is_same_client: SameClient
) -> Iterator[Problem]:
    """Yield a warning about each engagement whose contract bears the number of another one.

    A signed contract keeps its number, so the warning names the one that nobody has signed; if both
    are signed, it names the later one. A copy bears the number of its original.
    """
    first: dict[str, Dossier] = {}
    dossiers = (Dossier(ref, each.value) for ref, each in engagements.items())
    for dossier in sorted(dossiers, key=lambda each: (_signed_on(each), each.ref)):
        number, ref = dossier.engagement.contract_reference, dossier.ref
        other = first.setdefault(number, dossier) if number else dossier
        if other is not dossier and not are_one(dossier, other, is_same_client):
            is_signed = dossier.engagement.signatures.first_on is not None
            yield Problem(
                "contract.same-number",
                {"number": number, "other": other.ref},
                level="warning",
                place=Place(engagements[ref].path),
                ref=ref,
                remedy=Remedy.NOTHING if is_signed else None,
            )


def _signed_on(dossier: Dossier) -> date:
    return dossier.engagement.signatures.first_on or date.max


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

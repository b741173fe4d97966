"""The contract that a follow-up continues, as the papers of the follow-up name it."""

from contextlib import suppress

from phmcoach.domain.case import NOT_READ, Case
from phmcoach.domain.contract.signed import RECORD, as_signed
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.signed import FollowedContract
from phmcoach.errors import CoachError
from phmcoach.store.archive import find_engagement
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.records import load_record
from phmcoach.store.signed import read_signed


def followed_contract(folder: Folder, case: Case) -> FollowedContract | None:
    """Return the contract that the papers of a case name: once it is signed, as its record says.

    A contract with a seal of an earlier version names none.
    """
    if case.signed.contract is not None:
        return case.signed.contract.follows
    seal = case.engagement.seal
    return None if seal and RECORD not in seal else find_followed(folder, case)


def find_followed(folder: Folder, case: Case) -> FollowedContract | None:
    """Return the contract that an engagement continues, as the files say today, archived or not.

    It has to be signed, and of the same person and client: an organisation does not learn of a
    contract with somebody else. Returns None if its file cannot be read.
    """
    name = case.engagement.follow_up_of
    if name is None or name == case.ref:
        return None
    with suppress(CoachError):
        ref, path = find_engagement(Listing(folder), name)
        if ref == name:
            return _name(folder, case, ref, load_record(path, Engagement).value)
    return None


def _name(folder: Folder, case: Case, ref: str, engagement: Engagement) -> FollowedContract | None:
    signed = read_signed(folder, ref, engagement)
    earlier = Case(ref, engagement, case.client, (), NOT_READ, NOT_READ, signed)
    if earlier.client_reference != case.engagement.client:
        return None
    if engagement.beneficiary.id != case.engagement.beneficiary.id:
        return None
    party = signed.client_named(earlier.client_reference)
    if party is not None and case.client.is_other_party(party):
        return None
    if earlier.contracted_on is None:
        return None
    return FollowedContract(
        reference=as_signed(earlier).paper_reference, signed_on=earlier.contracted_on
    )

"""The record of what was signed: made from the case of the day, and printed ever after.

Rules read the engagement. Papers print the record, so no later change of the client, of the
practice or of the file by hand reaches a paper that people have signed.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from phmcoach.domain.case import Case, Dossier, NotRead, SignedRecords
from phmcoach.domain.history import Step, may_be_billed
from phmcoach.domain.records.amendment import SIGNED_KEYS, Amendment, SignedDays
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.signed import (
    FollowedContract,
    SignedAmendment,
    SignedCoach,
    SignedContract,
    SignedDemand,
)
from phmcoach.remedy import Remedy
from phmcoach.value import field_names, fields_of, replace
from phmcoach.words import PARTIES, ArticlesText, Party

if TYPE_CHECKING:
    from phmcoach.domain.records.objective import Objective

RECORD = "record"
"""The key of a seal that holds the digest of the record; seals of earlier versions have none."""
AGREED = "agreed"
"""The key of a seal with the digest of what was agreed, without the details of client and coach."""
CONTRACT_RECORD = "contract.signed.toml"
"""The name of the file of a contract's record, in the folder of its documents."""

_AMENDMENT = "(avenant|amendment)"
"""How the name of a paper of an amendment begins, before its number."""

OWN_WORDS = "request"
"""The beneficiary's own demand: the contract of an organisation does not print it."""

ANNEXED = (f"demand.{OWN_WORDS}", "objectives.")
"""How the keys of a seal begin that hold a digest of what the personal annex prints."""


def amendment_record_name(number: int) -> str:
    """Return the name of the file of an amendment's record."""
    return f"amendment-{number}.signed.toml"


def name_taken_back(record: str, rank: int) -> str:
    """Return the name of a record whose signatures, or whose whole amendment, was taken back."""
    stem = record.removesuffix(".signed.toml")
    return f"{stem}.taken-back{'' if rank == 1 else f'-{rank}'}.toml"


def name_put_aside(name: str, rank: int) -> str:
    """Return the name of a record that said something else than the one in its place now."""
    return f"{name.removesuffix('.toml')}.{rank}.toml"


def papers_in(seal: Mapping[str, str]) -> tuple[str, ...]:
    """Return the file names of the signed papers whose digest a seal holds."""
    if RECORD not in seal:
        return ()
    return tuple(it for it in seal if it not in (RECORD, AGREED) and not it.startswith(ANNEXED))


def sealed_papers(engagement: Engagement) -> dict[str, str]:
    """Return the digest of each signed paper of a contract and its amendments, by file name."""
    return {name: seal[name] for seal in engagement.seals for name in papers_in(seal)}


def record_contract(
    case: Case,
    practice: Practice,
    *,
    signed_on: date,
    made_on: date,
    signed_by: tuple[Party, ...] = (),
    text: ArticlesText | None = None,
    follows: FollowedContract | None = None,
) -> SignedContract:
    """Return the record of a contract that is signed first on a day, by all unless it says who."""
    engagement = case.engagement
    demand = {name: getattr(engagement.demand, name) for name in field_names(SignedDemand)}
    if not case.private:
        demand[OWN_WORDS] = None
    return SignedContract(
        schema_version=1,
        reference=case.ref,
        contract_reference=engagement.contract_reference,
        signed_on=signed_on,
        made_on=made_on,
        text=text,
        signed_by=signed_by,
        client_reference=engagement.client,
        follows=follows,
        coach=_coach_on(practice, made_on),
        client=case.client,
        beneficiary=engagement.beneficiary,
        demand=SignedDemand(**demand),
        quote=engagement.quote,
        terms=engagement.terms,
        objectives=tuple(it for it in engagement.objectives if it.shared or case.private),
    )


def _coach_on(practice: Practice, day: date) -> SignedCoach:
    named = {name: getattr(practice, name) for name in field_names(SignedCoach)}
    return SignedCoach(**named | {"vat_regime": practice.vat_regime_on(day)})


def record_amendment(
    case: Case,
    amendment: Amendment,
    *,
    signed_on: date,
    signed_by: tuple[Party, ...] = (),
    new_client: Client | None = None,
) -> SignedAmendment:
    """Return the record of an amendment that is signed first on a day.

    `new_client` is a successor, or the client under a new name, if the amendment names one.
    """
    return SignedAmendment(
        schema_version=1,
        reference=case.ref,
        signed_on=signed_on,
        signed_by=signed_by,
        amendment=Amendment(**{name: getattr(amendment, name) for name in SIGNED_KEYS}),
        client=new_client,
    )


def first_signatures(
    signatures: SignedDays, signing: Mapping[Party, date], parties: tuple[Party, ...]
) -> tuple[date, tuple[Party, ...]]:
    """Return the first day of a paper's signatures, and its signers; none if all signed.

    `signing` are the signatures that are recorded now. Raises ValueError if there are none at all.
    """
    known = {party: signatures.signed_on(party) or signing.get(party) for party in PARTIES}
    days = {party: day for party, day in known.items() if day is not None}
    first_on = min(days.values())
    signed_by = tuple(party for party, day in days.items() if day == first_on)
    return first_on, () if {*signed_by} >= {*parties} else signed_by


def as_signed(case: Case) -> Case:
    """Return the case as its papers print it: what was signed from the records, the rest as it is.

    Personal objectives that only the annex prints, and the signatures, are those of the engagement.
    """
    engagement = replace(
        case.engagement,
        amendments=tuple(_amendment_as_signed(case, each) for each in case.engagement.amendments),
    )
    record = case.signed.contract
    if record is None:
        return case.having(engagement)
    return replace(case, engagement=_contract_as_signed(engagement, record), client=record.client)


def client_as_agreed(
    case: Case, *, through: Step | None = None, new_client: Client | None = None
) -> Client:
    """Return the client of a case as signed, or its latest successor, with the contact agreed last.

    `through` is the step that counts too, whoever has signed it; later ones do not. `new_client` is
    what an amendment without a record names: a successor, or the client under a new name.
    """
    steps = [each for each in case.binding if through is None or each.place < through.place]
    steps += [] if through is None else [through]
    client = case.client
    for amendment in (each.amendment for each in steps):
        record = amendment_as_recorded(case.signed, amendment)
        if record is not None:
            client = record.client or client
        elif amendment.client is not None or through is not None:
            client = new_client or client
        if amendment.contact is not None:
            client = replace(client, contact=amendment.contact, contact_role=amendment.contact_role)
    return client


def client_before(case: Case, step: Step) -> Client:
    """Return the client of a case as signed before an amendment, with the contact agreed last."""
    earlier = [each for each in case.binding if each.place < step.place]
    return client_as_agreed(case, through=earlier[-1]) if earlier else case.client


def renamed_client(case: Case, step: Step) -> Client | None:
    """Return the organisation under its present name, or None if it signed under this name before.

    `case` is not the one as signed: its client is as their file names them now.
    """
    is_succeeded = any(each.amendment.client for each in case.binding if each.place >= step.place)
    if case.signed.contract is None or case.private or is_succeeded:
        return None
    agreed = client_before(as_signed(case), step)
    if case.client.name == agreed.name or case.client.is_other_party(agreed):
        return None
    return replace(agreed, name=case.client.name)


def party_to_archived(dossier: Dossier, signed: SignedRecords, client: Client) -> Client:
    """Return the client of an archived contract as they signed, not as their file says."""
    return signed.client_named(dossier.client_reference) or client


def coach_as_signed(case: Case, practice: Practice) -> Practice:
    """Return the practice as the contract and its amendments name it."""
    record = case.signed.contract
    if record is None:
        return practice
    return replace(practice, **fields_of(record.coach), vat_regimes=())


def kept_papers(signed: SignedRecords | NotRead, paper: Engagement | Amendment) -> tuple[str, ...]:
    """Return the files that were kept as a signed contract or amendment that nothing else proves.

    Neither its seal nor its record is left.
    """
    if paper.seal or not paper.signatures.days:
        return ()
    if isinstance(paper, Amendment):
        is_recorded = amendment_as_recorded(signed, paper) is not None
        start = rf"{_AMENDMENT}-{paper.number}-"
    else:
        is_recorded, start = signed.contract is not None, rf"(?!{_AMENDMENT}-[0-9]+-)"
    return () if is_recorded else tuple(name for name in signed.papers if re.match(start, name))


def amendment_as_recorded(
    signed: SignedRecords | NotRead, amendment: Amendment
) -> SignedAmendment | None:
    """Return the record of an amendment, or None if it has none that could be read.

    Without a seal it is the one that names its number.
    """
    if not amendment.seal:
        number = amendment.number
        return next((each for each in signed.unsealed if each.amendment.number == number), None)
    return signed.amendments.get(amendment.seal.get(RECORD, ""))


def paper_of(case: Case, step: Step | None) -> Engagement | Amendment:
    """Return what bears the signatures and the seal: the amendment of a step, or the contract."""
    return case.engagement if step is None else step.amendment


def record_of(case: Case, step: Step | None) -> SignedContract | SignedAmendment | None:
    """Return the record of what was signed: the amendment of a step, or the contract."""
    signed = case.signed
    return signed.contract if step is None else amendment_as_recorded(signed, step.amendment)


def signing_of(case: Case, step: Step | None = None) -> tuple[Remedy, Mapping[str, object]]:
    """Return the remedy that signs a contract, or the amendment of a step, with its words.

    Signatures of which only the record is left have its day; a price that may be billed is shown.
    """
    record = record_of(case, step)
    number = {"number": () if step is None else step.amendment.number}
    if record is not None and not paper_of(case, step).signatures.days:
        return Remedy.SIGN_AS_RECORDED, {**number, "signed_on": record.signed_on}
    if step is None:
        return Remedy.SIGN, number
    is_shown = may_be_billed(step.amendment, case.engagement.sessions)
    return (Remedy.SHOW if is_shown else Remedy.SIGN_AMENDMENT), number


def _contract_as_signed(engagement: Engagement, record: SignedContract) -> Engagement:
    demand = fields_of(record.demand)
    annexed: tuple[Objective, ...] = ()
    if not record.client.is_private:
        del demand[OWN_WORDS]
        annexed = tuple(each for each in engagement.objectives if each.personal)
    return replace(
        engagement,
        contract_reference=record.contract_reference,
        client=record.client_reference,
        beneficiary=record.beneficiary,
        demand=replace(engagement.demand, **demand),
        quote=record.quote,
        terms=record.terms,
        objectives=(*record.objectives, *annexed),
    )


def _amendment_as_signed(case: Case, amendment: Amendment) -> Amendment:
    record = amendment_as_recorded(case.signed, amendment)
    if record is None:
        return amendment
    return replace(amendment, **{name: getattr(record.amendment, name) for name in SIGNED_KEYS})

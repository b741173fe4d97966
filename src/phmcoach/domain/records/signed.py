"""The copy of what was signed, made at the first signature: a contract or an amendment.

A record lies beside its paper in the folder of documents. It holds what the paper prints, so that
the paper can be made again after the client has moved or the coach has changed insurers. It holds
no session, no note, no reason of the coach, and no personal objective of an organisation's
contract.
"""

from typing import Annotated, Literal

from phmcoach.domain.base import (
    ACCOUNTING,
    BENEFICIARY,
    COACH,
    SPONSOR,
    Day,
    Line,
    Record,
    Slug,
    Text,
)
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Beneficiary, ContractReference, QuoteAcceptance
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import (
    Accent,
    EthicsCode,
    PrintedAddress,
    PrintedCompany,
    PrintedEmail,
    PrintedInsurance,
    PrintedLine,
    PrintedLineOrNone,
    PrintedMediator,
    PrintedSiret,
    PrintedVatNumber,
    PrintedVatRegime,
)
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.values.marks import Key
from phmcoach.words import ArticlesText, Party, Requester


class SignedCoach(Record):
    """The coach as the papers name them: the fields of the practice that a contract prints."""

    name: PrintedLine
    trade_name: PrintedLineOrNone = None
    siret: PrintedSiret
    vat_regime: PrintedVatRegime
    vat_number: PrintedVatNumber = None
    email: PrintedEmail
    phone: PrintedLineOrNone = None
    website: PrintedLineOrNone = None
    code_of_ethics: EthicsCode = None
    accent: Accent
    address: PrintedAddress
    company: PrintedCompany = None
    insurance: PrintedInsurance = None
    mediator: PrintedMediator = None


class SignedDemand(Record):
    """The printed parts of the demand; only a private client's contract prints their own words."""

    received_on: Annotated[Day, SPONSOR]
    requested_by: Annotated[Requester, SPONSOR]
    sponsor_request: Annotated[Text | None, SPONSOR] = None
    request: Annotated[Text | None, BENEFICIARY] = None
    shared_request: Annotated[Text | None, SPONSOR] = None
    validated_on: Annotated[Day | None, SPONSOR] = None


class FollowedContract(Record):
    """The contract of the same client that a follow-up continues, as its papers name it."""

    reference: Annotated[Line, SPONSOR]
    signed_on: Annotated[Day, SPONSOR]


class SignedContract(Record):
    """`documents/<reference>/contract.signed.toml`.

    `signed_on` is the day of the first signature, `made_on` the one that the paper prints as its
    own. `signed_by` are those who signed on that first day, unless everybody did.
    `contract_reference` is the number that the paper bears; earlier versions gave none.
    `client_reference` names the client's file, `client` is what it held on that day. `text` is the
    text of the articles, whose numbers invoices name; earlier versions had only the first one.
    `follows` is the contract that a follow-up names; those of earlier versions named none.
    """

    schema_version: Annotated[Literal[1], Key("schema"), COACH]
    reference: Annotated[Slug, ACCOUNTING]
    contract_reference: Annotated[ContractReference | None, ACCOUNTING] = None
    signed_on: Annotated[Day, SPONSOR]
    made_on: Annotated[Day, SPONSOR]
    text: Annotated[ArticlesText | None, SPONSOR] = None
    signed_by: Annotated[tuple[Party, ...], SPONSOR] = ()
    client_reference: Annotated[Slug, ACCOUNTING]
    follows: Annotated[FollowedContract | None, SPONSOR] = None
    coach: Annotated[SignedCoach, ACCOUNTING]
    client: Annotated[Client, ACCOUNTING]
    beneficiary: Annotated[Beneficiary, ACCOUNTING]
    demand: Annotated[SignedDemand, SPONSOR]
    quote: Annotated[QuoteAcceptance | None, ACCOUNTING] = None
    terms: Annotated[Terms | None, ACCOUNTING] = None
    objectives: Annotated[tuple[Objective, ...], SPONSOR] = ()


class SignedAmendment(Record):
    """`documents/<reference>/amendment-<number>.signed.toml`.

    `amendment` is the one of the engagement, without the coach's reason and the signatures.
    `signed_by` are those who signed on that first day, unless everybody did. `client` is what the
    file of a successor held on that day, or the client of the contract under the name that they
    have had since.
    """

    schema_version: Annotated[Literal[1], Key("schema"), COACH]
    reference: Annotated[Slug, ACCOUNTING]
    signed_on: Annotated[Day, SPONSOR]
    signed_by: Annotated[tuple[Party, ...], SPONSOR] = ()
    amendment: Annotated[Amendment, SPONSOR]
    client: Annotated[Client | None, ACCOUNTING] = None

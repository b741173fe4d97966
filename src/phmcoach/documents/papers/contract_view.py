"""What a contract's templates are given: only what all who sign it may read.

Everything here is taken from disclosed values. A company's contract is read by the company, so
its view is made from what the sponsor may see; a private client's from what he may see himself.
The beneficiary's paper of a pair is made like the company's: it holds nothing that would hurt in
the wrong envelope. What is his alone stands in the personal annex, which he and the coach sign.
The price, and how it is paid, are not in it: they are of the service agreement.
A field that a reader may not see is not in the view, so no template, ours or the coach's own, can
print it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from phmcoach.domain.base import Reader
from phmcoach.domain.contract.amendment_papers import states_key
from phmcoach.domain.contract.bounds import paper_signers
from phmcoach.domain.disclosure import Disclosed, disclose
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.values.money import price_minutes
from phmcoach.domain.values.vat import tax_gross, tax_net
from phmcoach.words import ClientKind, ContractPaper, Party


@dataclass(frozen=True)
class Coach:
    """The coach as a contract names him; `name` is his legal name, without "EI"."""

    name: str
    trade_name: str | None
    address: Disclosed
    siret: str
    vat_number: str | None
    email: str
    phone: str | None
    insurance: Disclosed | None
    code_of_ethics: str | None


@dataclass(frozen=True)
class Organisation:
    """The organisation that asks for the coaching and pays it; a public body has its own law."""

    name: str
    address: Disclosed
    siren: str | None
    vat_number: str | None
    contact: str | None
    contact_role: str | None
    is_public: bool


@dataclass(frozen=True)
class Beneficiary:
    """The person who is coached. `address` and `email` are known of a private client only."""

    name: str
    role: str | None
    email: str | None
    address: Disclosed | None


@dataclass(frozen=True)
class Demand:
    """The demand, as far as the readers of the contract may know it."""

    received_on: date
    by_manager: bool
    validated_on: date | None
    sponsor_request: str | None
    shared_request: str | None
    request: str | None


@dataclass(frozen=True)
class Price:
    """The price of the whole contract, in euros. `mention` is the law's where no VAT is due."""

    hourly: Decimal
    net: Decimal
    vat_rate: Decimal
    vat: Decimal
    gross: Decimal
    mention: str | None


@dataclass(frozen=True)
class Objective:
    """What the annex says of one objective; `levels` are those of its scale, if it has one."""

    statement: str
    expected_result: str | None
    indicator: str | None
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Signer:
    """One who signs; `signed_on` where he already has."""

    party: Party
    name: str
    quality: str | None
    signed_on: date | None


@dataclass(frozen=True)
class ContractView:
    """Everything that a contract's templates can print.

    `withdrawable` is true for a consumer who may withdraw, `organisation` known where it pays.
    `minutes` is how long all sessions planned last, `absence_billed` whether a missed one is billed
    where hours are. Without a `price`, `terms` hold none of its keys either.
    """

    paper: ContractPaper
    reference: str
    today: date
    coach: Coach
    organisation: Organisation | None
    beneficiary: Beneficiary
    billed_to: str
    demand: Demand
    terms: Disclosed
    minutes: int
    absence_billed: bool
    price: Price | None
    objectives: tuple[Objective, ...]
    signers: tuple[Signer, ...]
    mediator: Disclosed | None
    withdrawable: bool
    quote: Disclosed | None


def view_contract(
    engagement: Engagement,
    client: Client,
    practice: Practice,
    *,
    paper: ContractPaper,
    reference: str,
    today: date,
    law: Law,
) -> ContractView:
    """Compose the view of a contract's paper from what its readers may see.

    The terms are set and the client's address is known: the caller has passed the gates.
    """
    private = paper == "private"
    reader = Reader.BENEFICIARY if private else Reader.SPONSOR
    seen, payer = disclose(engagement, reader), disclose(client, reader)
    business = disclose(practice, reader)
    terms, priced = seen["terms"], paper != "beneficiary"
    if terms is None or payer["address"] is None:
        message = "a contract is made of known terms and a known client"
        raise ValueError(message)
    organisation = None if private else _organisation(payer)
    return ContractView(
        paper=paper,
        reference=reference,
        today=today,
        coach=_coach(business),
        organisation=organisation,
        beneficiary=view_beneficiary(seen["beneficiary"], payer if private else None),
        billed_to=payer["name"],
        demand=_demand(seen["demand"]),
        terms=MappingProxyType({key: terms[key] for key in terms if states_key(paper, key)}),
        minutes=_minutes(terms),
        absence_billed=bool(terms["late_cancel_percent"]),
        price=_price(terms, business["vat_regime"], law, today, client.kind) if priced else None,
        objectives=tuple(view_objective(objective) for objective in seen["objectives"]),
        signers=name_signers(paper_signers(paper), seen, business, organisation),
        mediator=business["mediator"] if private else None,
        withdrawable=private and terms["concluded"] != "on-premises",
        quote=seen["quote"] if priced else None,
    )


def _coach(business: Disclosed) -> Coach:
    return Coach(
        name=business["name"],
        trade_name=business["trade_name"],
        address=business["address"],
        siret=business["siret"],
        vat_number=business["vat_number"],
        email=business["email"],
        phone=business["phone"],
        insurance=business["insurance"],
        code_of_ethics=business["code_of_ethics"],
    )


def _organisation(payer: Disclosed) -> Organisation:
    return Organisation(
        name=payer["name"],
        address=payer["address"],
        siren=payer["siren"] or (payer["siret"] or "")[:9] or None,
        vat_number=payer["vat_number"],
        contact=payer["contact"],
        contact_role=payer["contact_role"],
        is_public=payer["kind"] == "public",
    )


def view_beneficiary(person: Disclosed, payer: Disclosed | None) -> Beneficiary:
    """Name the beneficiary; `payer` is himself, where he is the client."""
    if payer is None:
        return Beneficiary(person["name"], person["role"], email=None, address=None)
    return Beneficiary(
        name=person["name"],
        role=person["role"],
        email=person["email"] or payer["email"],
        address=payer["address"],
    )


def _demand(demand: Disclosed) -> Demand:
    return Demand(
        received_on=demand["received_on"],
        by_manager=demand["requested_by"] == "manager",
        validated_on=demand["validated_on"],
        sponsor_request=demand["sponsor_request"],
        shared_request=demand["shared_request"],
        request=demand.get("request"),
    )


def _minutes(terms: Disclosed) -> int:
    return int(terms["sessions"] * terms["session_minutes"])


def _price(terms: Disclosed, vat_regime: str, law: Law, today: date, client: ClientKind) -> Price:
    liable = vat_regime != "franchise"
    rule = law.vat_rule(liable=liable, client=client, on=today)
    package = terms["package_price"]
    agreed = (package or price_minutes(_minutes(terms), terms["hourly_rate"]),)
    taxed = (tax_gross if client == "private" else tax_net)(agreed, rule.rate)
    return Price(
        hourly=terms["hourly_rate"],
        net=taxed.base,
        vat_rate=rule.rate,
        vat=taxed.vat,
        gross=taxed.gross,
        mention=law.mention(rule.mention, today) if rule.mention else None,
    )


def view_objective(objective: Disclosed) -> Objective:
    """Return what an annex says of one objective."""
    return Objective(
        statement=objective["statement"],
        expected_result=objective["expected_result"],
        indicator=objective["indicator"],
        levels=objective["levels"],
    )


def name_signers(
    parties: tuple[Party, ...],
    seen: Disclosed,
    business: Disclosed,
    organisation: Organisation | None,
) -> tuple[Signer, ...]:
    """Name those who sign, in the order of `parties`, with the days that are recorded."""
    person = seen["beneficiary"]
    names: dict[Party, tuple[str, str | None]] = {
        "coach": (business["name"], None),
        "beneficiary": (person["name"], person["role"]),
    }
    if organisation:
        name = organisation.contact or organisation.name
        names["sponsor"] = (name, organisation.contact_role)
    return tuple(Signer(party, *names[party], seen["signatures"][party]) for party in parties)

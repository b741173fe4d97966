"""The view for the templates of a contract: only values that everyone who signs may read.

All values are disclosed. The view of a company's contract contains what the sponsor may see, that
of a private client's contract what the client may see. The beneficiary's paper of a pair is
disclosed like the company's, so it does no harm if it is sent to the wrong reader. Personal
objectives are in the personal annex, which the beneficiary and the coach sign. The price and the
payment terms are in the service agreement, not in the beneficiary's paper.
"""

from datetime import date
from decimal import Decimal

from phmcoach.documents.papers.page import View, view_sender
from phmcoach.documents.papers.paper_input import ContractInput, text_of
from phmcoach.domain.base import Reader
from phmcoach.domain.case import Case
from phmcoach.domain.contract.withdrawal import may_withdraw
from phmcoach.domain.disclosure import Disclosed, disclose
from phmcoach.domain.money.drafting import Taxation
from phmcoach.domain.records.terms import paper_signers, states_key
from phmcoach.domain.values.money import price_minutes
from phmcoach.value import Value
from phmcoach.words import ContractPaper, Party


class Price(Value):
    """The price of the whole contract, in euros; `mention` is set if no VAT is due."""

    hourly: Decimal
    net: Decimal
    vat_rate: Decimal
    vat: Decimal
    gross: Decimal
    mention: str | None


class Signer(Value):
    """A party who signs; `signed_on` is None until they have signed."""

    party: Party
    name: str
    quality: str | None
    signed_on: date | None


def view_contract(inputs: ContractInput, paper: ContractPaper) -> View:
    """Compose the view of a paper of the contract from values that its readers may see.

    `text` is the text of the articles: those of the first one keep their numbers. `choices_apart`
    is true if the beneficiary's choices are a paper of their own: the organisation signs this one.
    `withdrawable` is true if the client signs it and may withdraw. `organisation` is set if it
    pays. `minutes` is the total length of all contracted sessions. `absence_billed` says whether
    missed sessions are billed when billing is hourly. If `price` is None, `terms` has no price keys
    either. `follows` is the contract that a follow-up continues; the first text names none. The
    caller has checked the gates: the terms are set and the client's address is known.
    """
    case = inputs.case
    private = paper == "private"
    reader = Reader.BENEFICIARY if private else Reader.SPONSOR
    seen, payer = disclose(case.engagement, reader), disclose(case.client, reader)
    business = disclose(inputs.practice, reader)
    sender = view_sender(inputs.practice, inputs.language)
    terms, priced = seen["terms"], paper != "beneficiary"
    if terms is None or payer["address"] is None:
        message = "the terms or the address of the client are missing"
        raise ValueError(message)
    organisation = None if private else _organisation(case, payer)
    text = inputs.text or text_of(case)
    follows = None if text == 1 else inputs.follows
    return {
        "paper": paper,
        "text": text,
        "choices_apart": paper == "three-party" and text != 1,
        "reference": case.paper_reference,
        "has_number": case.engagement.contract_reference is not None,
        "follows": follows and disclose(follows, reader),
        "today": inputs.today,
        "coach": business,
        **sender,
        "organisation": organisation,
        "beneficiary": view_beneficiary(seen["beneficiary"], payer if private else None),
        "billed_to": payer["name"],
        "demand": {
            **seen["demand"],
            "by_manager": seen["demand"]["requested_by"] == "manager",
            "request": seen["demand"].get("request"),
        },
        "terms": {key: terms[key] for key in terms if states_key(paper, key)},
        "minutes": _minutes(terms),
        "absence_billed": bool(terms["late_cancel_percent"]),
        "price": _price(inputs, terms) if priced else None,
        "objectives": seen["objectives"],
        "signers": name_signers(
            paper_signers(paper), seen, inputs.practice.name, sender, organisation
        ),
        "mediator": business["mediator"] if private else None,
        "withdrawable": priced and may_withdraw(case),
        "quote": seen["quote"] if priced else None,
    }


def _organisation(case: Case, payer: Disclosed) -> View:
    return {**payer, "siren": case.client.known_siren, "is_public": payer["kind"] == "public"}


def view_beneficiary(person: Disclosed, payer: Disclosed | None) -> View:
    """Name the beneficiary; address and e-mail are set only if they are the client (`payer`)."""
    if payer is None:
        return {**person, "email": None, "address": None}
    return {**person, "email": person["email"] or payer["email"], "address": payer["address"]}


def _minutes(terms: Disclosed) -> int:
    return int(terms["sessions"] * terms["session_minutes"])


def _price(inputs: ContractInput, terms: Disclosed) -> Price:
    """Return the price with the VAT of an invoice that would be issued on the day of the paper."""
    law, today = inputs.law, inputs.today
    taxation = Taxation(inputs.case, inputs.practice, law, today)
    rule = taxation.rule
    agreed = terms["package_price"] or price_minutes(_minutes(terms), terms["hourly_rate"])
    taxed = taxation.tax([agreed])
    return Price(
        hourly=terms["hourly_rate"],
        net=taxed.base,
        vat_rate=rule.rate,
        vat=taxed.vat,
        gross=taxed.gross,
        mention=law.mention(rule.mention, today, inputs.language) if rule.mention else None,
    )


def name_signers(
    parties: tuple[Party, ...],
    seen: Disclosed,
    name: str,
    sender: View,
    organisation: View | None,
) -> tuple[Signer, ...]:
    """Name the signers in the order of `parties`, with the recorded days.

    `name` is that of the practice; a company, as `sender`, says who signs for it.
    """
    person, legal = seen["beneficiary"], sender["legal"]
    names: dict[Party, tuple[str, str | None]] = {
        "coach": (name, legal and legal.represented_by),
        "beneficiary": (person["name"], person["role"]),
    }
    if organisation:
        signer = organisation["contact"] or organisation["name"]
        names["sponsor"] = (signer, organisation["contact_role"])
    return tuple(Signer(party, *names[party], seen["signatures"][party]) for party in parties)

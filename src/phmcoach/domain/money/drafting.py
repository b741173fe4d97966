"""Completing a paper: VAT, totals, mentions and the two parties are added to its lines.

Every invoice, deposit invoice and quote is completed here, so that all of them add up and name the
client in the same way.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, partial
from itertools import pairwise
from typing import Any

from phmcoach.domain.case import Billed, Case, Dossier
from phmcoach.domain.money.account import Account, BilledShares, billed_shares
from phmcoach.domain.money.credit_left import billing_package
from phmcoach.domain.money.invoice import (
    Buyer,
    Deduction,
    Invoice,
    InvoiceLine,
    InvoiceMention,
    PriceBasis,
    Seller,
    VatGroup,
)
from phmcoach.domain.money.joint import have_one_vat
from phmcoach.domain.records.law import Law, gather
from phmcoach.domain.records.law_rules import VatRule
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.session import MEETING_KINDS
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.shape.validation import checked
from phmcoach.domain.values.vat import VatBreakdown, tax_gross, tax_net
from phmcoach.errors import Problem
from phmcoach.value import Value, field_names, replace
from phmcoach.words import DocumentType


class Taxation(Value):
    """The VAT of the prices of an engagement on a day."""

    case: Case
    practice: Practice
    law: Law
    issued_on: date

    @property
    def served_on(self) -> date:
        """The day of the services, which decides their VAT; a paper without any has its own."""
        return self.issued_on

    @property
    def rule(self) -> VatRule:
        """The VAT rule for this practice and client on the day of the services."""
        return self.rule_on(self.served_on)

    def rule_on(self, day: date) -> VatRule:
        """Return the VAT rule for this practice and client on a day (CIBS L223-3)."""
        liable = self.practice.charges_vat_on(day)
        return self.law.vat_rule(liable=liable, client=self.case.client.kind, on=day)

    @property
    def basis(self) -> PriceBasis:
        """Whether the agreed prices include VAT (gross) or not (net)."""
        return "gross" if self.case.private else "net"

    def tax(self, amounts: Sequence[Decimal]) -> VatBreakdown:
        """Compute the VAT of amounts in the basis of the agreed prices."""
        return (tax_gross if self.basis == "gross" else tax_net)(tuple(amounts), self.rule.rate)


class Drafting(Taxation):
    """The data for drafting any paper of an engagement. The caller has checked the gates.

    What is billed of the case is always what the account bills. `services_on` is a day of the
    services, if they have one: all services of one paper have the same VAT.
    """

    account: Account
    specimen: bool
    services_on: date | None = None

    def __post_init__(self) -> None:
        """Replace what is billed of the case by what the account bills."""
        package = any(billing_package((self.account,)))
        case = self.case.with_billed(Billed(frozenset(self.billed.sessions), package))
        object.__setattr__(self, "case", case)

    @property
    def served_on(self) -> date:
        """The day of the services, or that of issue."""
        return self.services_on or self.issued_on

    def serving(self, day: date) -> "Drafting":
        """Return the data for a paper about services of a day."""
        return replace(self, services_on=day)

    @cached_property
    def billed(self) -> BilledShares:
        """The sessions and travel costs that no paper may bill again."""
        return billed_shares(self.account)

    @property
    def terms(self) -> Terms:
        """The terms in force on the day of issue; the terms must be set."""
        return self.terms_on(self.issued_on)

    @property
    def agreed(self) -> Terms:
        """The terms agreed last, for values of the whole contract such as the package price."""
        return self.case.agreed_terms or self.terms

    def terms_on(self, day: date) -> Terms:
        """Return the terms in force on a day, which price its sessions."""
        terms = self.case.terms_on(day)
        if terms is None:
            message = "the engagement has no terms"
            raise ValueError(message)
        return terms

    def mentions(self) -> tuple[InvoiceMention, ...]:
        """Return the mentions that an invoice to this client must carry on the day of issue."""
        names = list(self.law.mentions_for(self.case.client.kind))
        if self.rule.mention is not None:
            names.insert(1, self.rule.mention)
        return gather(partial(self.mention, name) for name in names)

    def mention(self, name: str) -> InvoiceMention:
        """Return a legal mention in the client's language."""
        text = self.law.mention(name, self.issued_on, self.case.client.language)
        return InvoiceMention(id=name, text=text)

    def groups(self, taxed: VatBreakdown) -> tuple[VatGroup, ...]:
        """Return the single VAT group of all lines of a paper."""
        rule = self.rule
        text = self.mention(rule.mention).text if rule.mention is not None else None
        return (
            VatGroup(
                category=rule.category,
                rate=rule.rate,
                base=taxed.base,
                vat=taxed.vat,
                exemption_code=rule.exemption_code,
                exemption_text=text,
            ),
        )


def finish(
    drafting: Drafting,
    lines: Sequence[InvoiceLine],
    *,
    kind: DocumentType = "invoice",
    deductions: Sequence[Deduction] = (),
    taxed: VatBreakdown | None = None,
    **others: Any,  # noqa: ANN401 - further fields of the invoice
) -> Invoice:
    """Return the paper with these lines, complete except for its number.

    The `net` of each line is computed here; for a consumer, from the agreed price with VAT. The
    payment period is the one in force on the day of issue, whatever the days of the sessions,
    because it is a term of the invoice. `taxed` is the VAT of the lines, if it is not computed.
    """
    case, terms = drafting.case, drafting.terms
    engagement, client, signed_on = case.engagement, case.client, case.contracted_on
    if signed_on is None:
        message = "the engagement is not signed"
        raise ValueError(message)
    taxed = taxed or drafting.tax([line.amount for line in lines])
    fields: dict[str, Any] = {
        "type": kind,
        "specimen": drafting.specimen,
        "language": client.language,
        "engagement": case.ref,
        "beneficiary": case.beneficiary.name,
        "contract_reference": engagement.contract_reference,
        "contract_signed_on": signed_on,
        "quote": engagement.quote.number if engagement.quote else None,
        "issued_on": drafting.issued_on,
        "due_on": drafting.issued_on + timedelta(days=terms.payment_days),
        "start_on": min(line.start_on for line in lines),
        "end_on": max(line.end_on for line in lines),
        "purchase_order": terms.purchase_order,
        "contract_number": terms.contract_number,
        "price_basis": drafting.basis,
        "prints_session_dates": client.is_private or opens_dates(drafting, lines),
        "names_beneficiary": client.is_private or opens_name(drafting, lines),
        "place": place_of(drafting, lines),
        "seller": seller_of(drafting.practice, drafting.issued_on, served_on=drafting.served_on),
        "buyer": buyer_of(case),
        "total_net": taxed.base,
        "total_vat": taxed.vat,
        "total_gross": taxed.gross,
        "mentions": drafting.mentions(),
        "deductions": tuple(deductions),
        "vat": drafting.groups(taxed),
        "lines": tuple(replace(line, net=net) for line, net in zip(lines, taxed.nets, strict=True)),
    }
    return checked(Invoice(**(fields | others)))


def opens_dates(drafting: Drafting, lines: Sequence[InvoiceLine]) -> bool:
    """Whether the contract discloses the day of every session, by the terms of that day.

    A single undisclosed day keeps all days off the paper.
    """
    return all(terms.session_dates for terms in _terms_of(drafting, lines))


def opens_name(drafting: Drafting, lines: Sequence[InvoiceLine]) -> bool:
    """Whether the beneficiary agreed in the contract that invoices name them, as for the days."""
    return all(terms.name_on_invoices for terms in _terms_of(drafting, lines))


def _terms_of(drafting: Drafting, lines: Sequence[InvoiceLine]) -> Iterator[Terms]:
    """Yield the terms of the day of each session, or of the day of issue if there is none."""
    days = {session.on for line in lines for session in line.sessions} or {drafting.issued_on}
    return map(drafting.terms_on, days)


def place_of(drafting: Drafting, lines: Sequence[InvoiceLine]) -> str | None:
    """Return the place of a consumer's sessions, which the invoice must state (arrêté 83-50/A).

    It is the place agreed for the day of each session. If the contract names none, it is the
    address of the practice, provided a session took place in person.
    """
    if not drafting.case.private:
        return None
    sessions = sorted((each for line in lines for each in line.sessions), key=lambda each: each.on)
    met = [each.on for each in sessions if MEETING_KINDS[each.type].in_one_place]
    address = drafting.practice.address
    own = f"{address.street}, {address.postcode} {address.city}" if met else None
    days = met or [each.on for each in sessions] or [drafting.issued_on]
    found = dict.fromkeys(drafting.terms_on(day).place or own for day in days)
    return " ; ".join(each for each in found if each) or None


def assumes_place(dossier: Dossier, invoice: Invoice) -> bool:
    """Whether an invoice states the address of the practice because the contract has no place."""
    sessions = (each for line in invoice.lines for each in line.sessions)
    met = (each for each in sessions if MEETING_KINDS[each.type].in_one_place)
    terms = (dossier.terms_on(each.on) for each in met)
    return invoice.place is not None and any(each and each.place is None for each in terms)


def seller_of(practice: Practice, day: date, *, served_on: date) -> Seller:
    """Return the coach as named on a paper of a day, with the VAT regime of its services."""
    named = {name: getattr(practice, name) for name in field_names(Seller)}
    dated = {"vat_regime": practice.vat_regime_on(served_on), "bank": practice.bank_on(day)}
    return Seller(**named | dated)


def buyer_of(case: Case) -> Buyer:
    """Return the client as named on a paper; their address must be known."""
    if case.client.address is None:
        message = "the client has no address"
        raise ValueError(message)
    return Buyer(reference=case.client_reference, **_buyer_details(case.client))


def update_buyer(buyer: Buyer, client: Client) -> Buyer:
    """Return the buyer of an issued paper with the details that their file contains now.

    Without an address in the file, the details stay those of the paper.
    """
    if client.address is None:
        return buyer
    return Buyer(reference=buyer.reference, **_buyer_details(client))


def _buyer_details(client: Client) -> dict[str, Any]:
    known = {name: getattr(client, name) for name in field_names(Buyer) if name != "reference"}
    return known | {"siren": client.known_siren}


def report_split(invoices: Sequence[Invoice]) -> Iterator[Problem]:
    """Report that one month has two invoices, because the VAT changed within it."""
    for one, other in pairwise(invoices):
        same_month = one.start_on.replace(day=1) == other.start_on.replace(day=1)
        if same_month and not have_one_vat(one, other) and other.type == "invoice":
            yield Problem("vat.two-invoices", {"on": other.start_on}, level="warning")

"""From the sessions of an engagement to the lines and totals of an invoice.

What was already billed is read from the ledger and given here; nothing in the engagement says
so, and so nothing can disagree with the invoices.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from phmcoach.domain.coverage import in_order, session_effects, uncovered_sessions
from phmcoach.domain.engagement import Engagement, Terms
from phmcoach.domain.invoice import (
    BilledSession,
    Buyer,
    Invoice,
    InvoiceLine,
    PriceBasis,
    Seller,
    VatGroup,
)
from phmcoach.domain.law import Law
from phmcoach.domain.lifecycle import contracted_on
from phmcoach.domain.money import price_minutes
from phmcoach.domain.parties import Client
from phmcoach.domain.practice import Practice
from phmcoach.domain.session import Session, TravelCost
from phmcoach.domain.vat import tax_gross, tax_net

BUSINESS_MENTIONS = ("no-discount", "late-penalties", "recovery-indemnity")
"""What a business must read on an invoice (C. com. L441-9) and a consumer must not."""


@dataclass(frozen=True)
class _Span:
    start_on: date
    end_on: date


@dataclass(frozen=True)
class Billable:
    """The sessions that can be billed now, and those that the contract does not cover."""

    sessions: tuple[Session, ...]
    uncovered: tuple[Session, ...]


def find_billable(
    engagement: Engagement, *, private: bool, billed: Collection[str], through: date
) -> Billable:
    """Sort the sessions up to `through` that no invoice holds yet.

    `billed` are the ids of sessions that the ledger already holds.
    """
    outside = uncovered_sessions(engagement, private=private, billed=billed)
    due = [
        session
        for session in in_order(engagement.sessions)
        if session.on <= through and session.id not in billed and _is_due(engagement, session)
    ]
    return Billable(
        sessions=tuple(session for session in due if session.id not in outside),
        uncovered=tuple(session for session in due if session.id in outside),
    )


def _is_due(engagement: Engagement, session: Session) -> bool:
    if session.status not in ("held", "cancelled-late", "no-show"):
        return False
    if session.travel:
        return True
    found = session_effects(engagement, session)
    if found.reserved_only and engagement.terms and not engagement.terms.late_cancel_percent:
        return False
    return found.billed_minutes > 0


def draft_invoice(
    engagement: Engagement,
    sessions: tuple[Session, ...],
    *,
    reference: str,
    client: Client,
    practice: Practice,
    law: Law,
    issued_on: date,
    specimen: bool,
) -> Invoice:
    """Return the invoice of these sessions, complete but for its number.

    The engagement must be signed, the client's address known and the sessions billable: the
    caller has passed the gates.
    """
    terms = engagement.terms
    signed_on = contracted_on(engagement, private=client.is_private)
    if terms is None or signed_on is None or client.address is None:
        message = "an invoice is drafted of a signed engagement with a known client"
        raise ValueError(message)
    rule = law.vat_rule(liable=practice.vat_regime != "franchise", on=issued_on)
    basis: PriceBasis = "gross" if client.is_private else "net"
    bare = _lines(engagement, terms, sessions, rule.rate, issued_on)
    amounts = tuple(line.amount for line in bare)
    taxed = (tax_gross if basis == "gross" else tax_net)(amounts, rule.rate)
    lines = tuple(
        line.model_copy(update={"net": net}) for line, net in zip(bare, taxed.nets, strict=True)
    )
    mentions = ["nature"]
    if rule.category == "E":
        mentions.append("franchise")
    if not client.is_private:
        mentions.extend(BUSINESS_MENTIONS)
    return Invoice(
        specimen=specimen,
        engagement=reference,
        beneficiary=engagement.beneficiary.name,
        contract_signed_on=signed_on,
        issued_on=issued_on,
        due_on=issued_on + timedelta(days=terms.payment_days),
        start_on=min(line.start_on for line in lines),
        end_on=max(line.end_on for line in lines),
        purchase_order=terms.purchase_order,
        price_basis=basis,
        prints_session_dates=terms.session_dates,
        seller=_seller(practice),
        buyer=_buyer(engagement.client, client),
        total_net=taxed.base,
        total_vat=taxed.vat,
        total_gross=taxed.gross,
        mentions=tuple(law.mention(name, issued_on) for name in mentions),
        vat=(VatGroup(category=rule.category, rate=rule.rate, base=taxed.base, vat=taxed.vat),),
        lines=lines,
    )


def _lines(
    engagement: Engagement,
    terms: Terms,
    sessions: tuple[Session, ...],
    vat_rate: Decimal,
    issued_on: date,
) -> list[InvoiceLine]:
    """One line a civil month for the hours, one for reserved sessions, one a travel cost."""
    months: dict[tuple[int, int], list[Session]] = defaultdict(list)
    for session in sessions:
        months[session.on.year, session.on.month].append(session)
    lines: list[InvoiceLine] = []
    for (year, month), members in sorted(months.items()):
        span = _Span(
            start_on=date(year, month, 1),
            end_on=min(date(year, month, monthrange(year, month)[1]), issued_on),
        )
        timed = [(s, session_effects(engagement, s).billed_minutes) for s in members]
        hours = [(s, minutes) for s, minutes in timed if minutes and s.status == "held"]
        reserved = [(s, minutes) for s, minutes in timed if minutes and s.status != "held"]
        if hours:
            lines.append(_time_line(hours, terms, span, vat_rate))
        if reserved and terms.late_cancel_percent:
            lines.append(_time_line(reserved, terms, span, vat_rate, reserved=True))
        lines.extend(
            _travel_line(session, cost, span, vat_rate)
            for session in members
            for cost in session.travel
        )
    return lines


def _time_line(
    timed: list[tuple[Session, int]],
    terms: Terms,
    span: _Span,
    vat_rate: Decimal,
    *,
    reserved: bool = False,
) -> InvoiceLine:
    """Price the hours of one month; reserved ones at the contract's percentage."""
    minutes = sum(each for _, each in timed)
    percent = terms.late_cancel_percent if reserved else Decimal(100)
    amount = price_minutes(minutes, terms.hourly_rate, percent)
    return InvoiceLine(
        kind="reserved" if reserved else "hours",
        start_on=span.start_on,
        end_on=span.end_on,
        minutes=minutes,
        percent=percent if reserved else None,
        quantity=_hours(minutes),
        unit_price=price_minutes(60, terms.hourly_rate, percent),
        amount=amount,
        net=amount,
        vat_rate=vat_rate,
        sessions=tuple(_billed(session) for session, _ in timed),
    )


def _travel_line(session: Session, cost: TravelCost, span: _Span, vat_rate: Decimal) -> InvoiceLine:
    return InvoiceLine(
        kind="travel",
        label=cost.label,
        start_on=span.start_on,
        end_on=span.end_on,
        quantity=Decimal(1),
        unit_price=cost.amount,
        amount=cost.amount,
        net=cost.amount,
        vat_rate=vat_rate,
        sessions=(_billed(session),),
    )


def _hours(minutes: int) -> Decimal:
    """Hours with four decimals, half-up: what is printed beside the exact amount."""
    tenthousandths = Fraction(minutes, 60) * 10_000
    return Decimal(int(tenthousandths + Fraction(1, 2))).scaleb(-4)


def _billed(session: Session) -> BilledSession:
    return BilledSession(
        id=session.id,
        on=session.on,
        minutes=session.minutes,
        type=session.type,
        status=session.status,
    )


def _seller(practice: Practice) -> Seller:
    return Seller.model_validate(
        practice.model_dump(include=set(Seller.model_fields), exclude_none=True)
    )


def _buyer(reference: str, client: Client) -> Buyer:
    known = client.model_dump(include=set(Buyer.model_fields), exclude_none=True)
    return Buyer.model_validate(known | {"reference": reference, "siren": client.known_siren})

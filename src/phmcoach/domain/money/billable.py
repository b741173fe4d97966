"""The shares of sessions that can be billed now, and their invoice lines, month by month.

The billed sessions follow from the account. The engagement does not record them, so it cannot
contradict the invoices. An invoice may group the services of one civil month, so sessions of
several months need several invoices.
"""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.coverage import in_order, session_effects, uncovered_sessions
from phmcoach.domain.contract.withdrawal import is_freed_by_withdrawal
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.invoice import BilledSession, Invoice, InvoiceLine
from phmcoach.domain.records.session import Session, TravelCost
from phmcoach.domain.records.terms import HUNDRED_PERCENT
from phmcoach.domain.values.money import price_hour, price_minutes, round_cents, total
from phmcoach.domain.values.pauses import ONE_DAY
from phmcoach.domain.values.vat import VatKey, vat_key, vat_of
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import Value, replace
from phmcoach.words import BILLABLE_STATUSES


class Share(Value):
    """The part of a session that can be billed now: minutes and travel costs."""

    session: Session
    minutes: int
    travel: tuple[TravelCost, ...]


class Billable(Value):
    """The shares that can be billed now, and the sessions that the contract does not cover."""

    shares: tuple[Share, ...]
    uncovered: tuple[Session, ...]

    def by_month(self) -> tuple[tuple[Share, ...], ...]:
        """Return the shares of each civil month, in order."""
        months: dict[tuple[int, int], list[Share]] = defaultdict(list)
        for share in self.shares:
            months[share.session.on.year, share.session.on.month].append(share)
        return tuple(tuple(members) for _, members in sorted(months.items()))


def find_billable(drafting: Drafting, *, through: date) -> Billable:
    """Find the unbilled shares of the sessions up to `through`."""
    outside = uncovered_sessions(drafting.case)
    due = [
        share
        for session in in_order(drafting.case.engagement.sessions)
        if session.on <= through and (share := _share_of(drafting, session)) is not None
    ]
    return Billable(
        shares=tuple(share for share in due if share.session.id not in outside),
        uncovered=tuple(share.session for share in due if share.session.id in outside),
    )


def find_later(drafting: Drafting) -> tuple[Session, ...]:
    """Return the sessions that become billable after the day of issue.

    They were called off at too short notice, and are billed on their own day at the earliest.
    """
    shares = find_billable(drafting, through=date.max).shares
    return tuple(share.session for share in shares if share.session.on > drafting.issued_on)


def _share_of(drafting: Drafting, session: Session) -> Share | None:
    if session.status not in BILLABLE_STATUSES or session.earlier_invoice:
        return None
    if is_freed_by_withdrawal(drafting.case, session):
        return None
    billed = drafting.billed
    minutes = 0 if session.id in billed.time else _billed_minutes(drafting.case, session)
    held = Counter(billed.travel)
    travel = []
    for cost in session.travel:
        key = (session.id, cost.label, cost.amount)
        held[key] -= 1
        if held[key] < 0:
            travel.append(cost)
    return Share(session, minutes, tuple(travel)) if minutes or travel else None


def billed_but_freed(drafting: Drafting) -> tuple[str, ...]:
    """Return the numbers of the invoices that bill a session which a withdrawal made free.

    Those of a package are compared with its price instead.
    """
    billed = drafting.billed
    numbers = (
        billed.sessions[session.id][1]
        for session in drafting.case.engagement.sessions
        if session.id in billed.sessions
        and session.id not in billed.credited
        and is_freed_by_withdrawal(drafting.case, session)
    )
    papers = (drafting.account.paper(number) for number in dict.fromkeys(numbers))
    return tuple(
        paper.number or ""
        for paper in papers
        if paper is not None and paper.lines[0].kind != "package"
    )


def _billed_minutes(dossier: Dossier, session: Session) -> int:
    """Return the minutes that are billed by the hour; a package includes its sessions."""
    found, terms = session_effects(dossier, session), dossier.terms_on(session.on)
    if terms is None:
        return found.billed_minutes
    if found.reserved_only and not terms.late_cancel_percent:
        return 0
    if terms.plan == "package" and session.type not in terms.also_billed:
        return 0
    return found.billed_minutes


def month_lines(drafting: Drafting, shares: Sequence[Share]) -> list[InvoiceLine]:
    """Return the lines of one month: its hours, its reserved time and each travel cost.

    Each session is priced by the terms of its day: if a price changed within the month, the time
    before and the time after the change have separate lines.
    """
    lines = []
    for start_on, end_on in _price_periods(drafting, shares[0].session.on):
        held = [share for share in shares if start_on <= share.session.on <= end_on]
        bare = InvoiceLine(
            kind="hours",
            start_on=start_on,
            end_on=min(end_on, drafting.issued_on),
            quantity=Decimal(1),
            unit_price=Decimal(0),
            amount=Decimal(0),
            net=Decimal(0),
            vat_rate=drafting.rule_on(shares[0].session.on).rate,
        )
        timed = [share for share in held if share.minutes]
        hours = [share for share in timed if _reads_as_held(drafting, share)]
        reserved = [share for share in timed if share not in hours]
        if hours:
            lines.append(_time_line(hours, drafting, bare))
        if reserved:
            lines.append(_time_line(reserved, drafting, bare, reserved=True))
        lines.extend(
            _travel_line(share.session, cost, bare) for share in held for cost in share.travel
        )
    return lines


def _reads_as_held(drafting: Drafting, share: Share) -> bool:
    """Whether a session is billed as time, without a sign that it was missed.

    What an organisation owes in full for a missed session is the same time at the same price: its
    invoice says nothing of an absence. A private client, who was absent, reads it.
    """
    session, percent = share.session, drafting.terms_on(share.session.on).late_cancel_percent
    is_full = percent == HUNDRED_PERCENT and not drafting.case.private
    return session.status == "held" or is_full


def by_paper(drafting: Drafting, found: Billable) -> Iterator[tuple[Drafting, list[InvoiceLine]]]:
    """Yield what each paper is drafted with, and its lines: one for each month and its VAT.

    A paper never bills services with and without VAT: if the regime changes within a month, the
    time before and the time after it have separate papers.
    """
    for month in found.by_month():
        for _, group in groupby(month, key=lambda share: _vat_on(drafting, share.session.on)):
            shares = tuple(group)
            own = drafting.serving(shares[0].session.on)
            yield own, month_lines(own, shares)


def _vat_on(drafting: Drafting, day: date) -> tuple[VatKey, str | None]:
    """Return the VAT of a day and its mention: one paper has one of each."""
    rule = drafting.rule_on(day)
    return vat_key(rule), rule.mention


def _price_periods(drafting: Drafting, day: date) -> list[tuple[date, date]]:
    """Split the civil month of a day at each change of the price of time, or of its VAT.

    The limits are days of amendments and regimes, never of sessions, because an invoice must not
    reveal those.
    """
    first = day.replace(day=1)
    last = date(day.year, day.month, monthrange(day.year, day.month)[1])
    changes = [step.amendment.effective_on for step in drafting.case.binding]
    changes += [change.valid_from for change in drafting.practice.vat_regimes]
    changes += [rule.valid_from for rule in drafting.law.vat]
    firsts = [first, *sorted({on for on in changes if first < on <= last})]
    prices = [_price_on(drafting, on) for on in firsts]
    starts = [on for n, on in enumerate(firsts) if n == 0 or prices[n] != prices[n - 1]]
    ends = [*(on - ONE_DAY for on in starts[1:]), last]
    return list(zip(starts, ends, strict=True))


def _price_on(drafting: Drafting, day: date) -> tuple[object, ...]:
    terms = drafting.terms_on(day)
    return terms.hourly_rate, terms.late_cancel_percent, *_vat_on(drafting, day)


def _time_line(
    shares: Sequence[Share], drafting: Drafting, bare: InvoiceLine, *, reserved: bool = False
) -> InvoiceLine:
    """Price hours with the same rate; reserved ones at the percentage of the contract.

    Those of an organisation are one amount: their hours would say how often somebody was absent.
    """
    terms = drafting.terms_on(shares[0].session.on)
    minutes = sum(share.minutes for share in shares)
    percent = terms.late_cancel_percent if reserved else HUNDRED_PERCENT
    amount = price_minutes(minutes, terms.hourly_rate, percent)
    line = replace(
        bare,
        kind="reserved" if reserved else "hours",
        percent=percent if reserved else None,
        unit_price=amount,
        amount=amount,
        net=amount,
        sessions=tuple(billed_session(share.session) for share in shares),
    )
    if reserved and not drafting.case.private:
        return line
    price = price_hour(terms.hourly_rate, percent)
    return replace(line, minutes=minutes, quantity=hours_of(minutes), unit_price=price)


def _travel_line(session: Session, cost: TravelCost, bare: InvoiceLine) -> InvoiceLine:
    return replace(
        bare,
        kind="travel",
        label=cost.label,
        unit_price=cost.amount,
        amount=cost.amount,
        net=cost.amount,
        sessions=(billed_session(session),),
    )


def hours_of(minutes: int) -> Decimal:
    """Return hours with four decimals, rounded half up, to print beside the exact amount."""
    return Decimal(int(Fraction(minutes, 60) * 10_000 + Fraction(1, 2))).scaleb(-4)


def billed_session(session: Session) -> BilledSession:
    """Return a session as the ledger keeps it."""
    return BilledSession(
        id=session.id,
        on=session.on,
        minutes=session.minutes,
        type=session.type,
        status=session.status,
    )


def report_uncovered(session: Session, case: Case | None = None) -> Problem:
    """Report that the contract does not cover a session; `doctor` explains why.

    One before the signature is covered by an amendment, unless another one is in preparation.
    """
    args = {"id": session.id, "on": session.on}
    is_early = case is not None and uncovered_sessions(case).get(session.id) == "before-signature"
    waits = case is not None and case.next_to_sign is not None
    remedy = Remedy.APPLY_FROM_SESSION if is_early and not waits else None
    return Problem("invoice.session-not-covered", args, remedy=remedy)


def asked_again(paper: Invoice, before: Sequence[Invoice], credit: Invoice) -> Decimal:
    """Return what earlier credit notes let go of the sessions that one frees, with VAT.

    These sessions are billed again at their whole price, with the VAT of the whole (BR-CO-17).
    """
    found = []
    for line in credit.lines if credit.frees else ():
        was = paper.lines[(line.credits_line or 1) - 1]
        minutes, whole = (sum(each.minutes for each in one.sessions) for one in (line, was))
        let_go = total(
            each.amount
            for note in before
            for each in note.lines
            if each.credits_line == line.credits_line and not each.sessions
        )
        if minutes and let_go:
            price = round_cents(was.amount * minutes / whole)
            found.append(min(max(price - line.amount, Decimal(0)), let_go))
    amount = total(found)
    if amount and paper.price_basis == "net":
        billed = total(line.amount for line in credit.lines) + amount
        amount += vat_of(billed, paper.vat[0].rate) - credit.total_vat
    return amount

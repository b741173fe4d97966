"""A package: one price for the whole, asked for in instalments.

What is asked for before the end is a deposit, and the last invoice bills the whole price and takes
off what was paid (EN 16931, type 386 and process S4). The first instalment is due with the
signature, the last when the sessions are over, those between in step with the sessions; by months,
each at the end of its contract month. What ended early owes the share of its sessions, and no more
instalments: its next invoice is the last.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.coverage import count_sessions, session_effects, uncovered_sessions
from phmcoach.domain.contract.ending import ending_by
from phmcoach.domain.money.account import Account, issued_parts
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.hours import billed_session
from phmcoach.domain.money.invoice import InvoiceLine
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.values.money import round_cents, total
from phmcoach.domain.values.months import add_months, months_between
from phmcoach.errors import Problem


@dataclass(frozen=True)
class Instalment:
    """One part of the price; `percent` only where the schedule names it."""

    part: int
    parts: int
    amount: Decimal
    percent: Decimal | None

    @property
    def is_last(self) -> bool:
        """Whether the invoice of this one ends the package."""
        return self.part == self.parts


def instalments(terms: Terms) -> tuple[Instalment, ...]:
    """Split the price, each part cut from the running total so that no cent is lost."""
    price = terms.package_price or Decimal(0)
    if terms.monthly:
        count = max(1, months_between(terms.start_on, terms.end_on))
        reached = [Fraction(part, count) for part in range(count + 1)]
    else:
        shares = terms.schedule or (Decimal(100),)
        sums = [sum(shares[:part], Decimal(0)) for part in range(len(shares) + 1)]
        reached = [Fraction(each) / 100 for each in sums]
    marks = [round_cents(Fraction(price) * each) for each in reached]
    parts = len(marks) - 1
    return tuple(
        Instalment(
            part=part,
            parts=parts,
            amount=marks[part] - marks[part - 1],
            percent=None if terms.monthly or parts == 1 else terms.schedule[part - 1],
        )
        for part in range(1, parts + 1)
    )


def next_instalment(dossier: Dossier, account: Account, *, on: date) -> Instalment | None:
    """Return the first instalment that stands on no paper yet, or None once the package is billed.

    After an early end it is the last one. Where an amendment took months away, deposits may stand
    for all parts that are left: the last is then due still, as the invoice of the whole.
    """
    terms = dossier.agreed_terms
    if terms is None:
        return None
    issued, parts = issued_parts(account), instalments(terms)
    if any(paper.type == "invoice" for paper in issued.values()):
        return None
    waiting = parts[-1:] if ended_early(dossier, on) else parts
    return next((each for each in waiting if each.part not in issued), parts[-1])


def ended_early(dossier: Dossier, on: date) -> bool:
    """Whether an end before the term is known on a day."""
    ended_on = dossier.engagement.outcome.ended_on
    return ended_on is not None and ended_on <= on


def price_due(case: Case, *, on: date, less: Decimal = Decimal(0)) -> Decimal:
    """Return the price of a package; after an early end, the share of the sessions used of it.

    The contract owes no more than the sessions that took place, so that share is price × sessions
    used ÷ sessions contracted. `less` is what was given up of the price.
    """
    terms = case.agreed_terms
    price = terms.package_price if terms else None
    if terms is None or price is None:
        return Decimal(0)
    price = max(price - less, Decimal(0))
    if not ended_early(case, on):
        return price
    used = Fraction(count_sessions(case), terms.sessions)
    return round_cents(Fraction(price) * min(Fraction(1), used))


def why_not_due(case: Case, instalment: Instalment, *, on: date) -> Problem | None:
    """Say what an instalment waits for, or nothing where it is due on a day."""
    terms, signed_on = case.agreed_terms, case.contracted_on
    if terms is None or signed_on is None:
        message = "an instalment is asked for of a signed engagement"
        raise ValueError(message)
    is_first = instalment.part == 1 < instalment.parts
    if ending_by(case, on) is not None or (is_first and not terms.monthly):
        return None
    args: dict[str, object] = {"part": instalment.part, "parts": instalment.parts}
    if terms.monthly and not instalment.is_last:
        due = add_months(terms.start_on, instalment.part)
        if on >= due:
            return None
        return Problem("package.month-not-over", args | {"on": due})
    counted = count_sessions(case)
    needed = terms.sessions
    if not instalment.is_last:
        steps = Fraction(terms.sessions * (instalment.part - 1), instalment.parts - 1)
        needed = -(-steps.numerator // steps.denominator)
    if counted >= needed:
        return None
    args |= {"n": counted, "needed": needed}
    return Problem("package.sessions-not-reached", args)


def given_up(account: Account, parts: Collection[int], *, ended_on: date | None = None) -> Decimal:
    """Return what credit notes took off instalments for good, in the price basis of the contract.

    What one frees is asked for again; what one does not is the client's. From an early end on a
    credit note is no reduction of the price: it gives back what the deposits hold beyond the share
    that is due.
    """
    return total(
        line.amount
        for paper in account.papers
        if paper.type == "credit" and not paper.frees
        if ended_on is None or paper.issued_on < ended_on
        for line in paper.lines
        if line.kind == "instalment" and line.part in parts
    )


def instalment_line(drafting: Drafting, instalment: Instalment, account: Account) -> InvoiceLine:
    """Return the line of an instalment before the last: a deposit on the package."""
    day = drafting.issued_on
    amount = instalment.amount - given_up(account, (instalment.part,))
    return _line(drafting, "instalment", instalment, amount, day, day)


def price_left(
    drafting: Drafting, instalment: Instalment, account: Account, *, on: date
) -> Decimal:
    """Return what the last invoice of a package asks for before deposits are taken off.

    It is the price less what credit notes gave up of the instalments before, or the share of it
    that an early end leaves.
    """
    less = _reduction(drafting.case, instalment, account, on)
    return price_due(drafting.case_of(account), on=on, less=less)


def _reduction(dossier: Dossier, instalment: Instalment, account: Account, on: date) -> Decimal:
    ended_on = dossier.engagement.outcome.ended_on if ended_early(dossier, on) else None
    return given_up(account, range(1, instalment.parts), ended_on=ended_on)


def package_line(drafting: Drafting, instalment: Instalment, account: Account) -> InvoiceLine:
    """Return the line of the price or its share, less what was given up, with all its sessions."""
    case = drafting.case_of(account)
    outside = uncovered_sessions(case)
    held = [
        session
        for session in case.engagement.sessions
        if session.id not in outside
        and session.on <= drafting.issued_on
        and session_effects(case, session).counts
    ]
    days = [session.on for session in held] or [drafting.issued_on]
    less = _reduction(case, instalment, account, drafting.issued_on)
    price = price_left(drafting, instalment, account, on=drafting.issued_on)
    line = _line(drafting, "package", instalment, price, min(days), max(days))
    return line.model_copy(
        update={
            "given_up": less or None,
            "percent": _share_percent(drafting, less, price),
            "sessions": tuple(billed_session(each) for each in held),
        }
    )


def _share_percent(drafting: Drafting, less: Decimal, price: Decimal) -> Decimal | None:
    """Return what an early end leaves of the price, in percent to two decimals, to be read."""
    whole = (drafting.terms.package_price or Decimal(0)) - less
    if whole <= 0 or price == whole:
        return None
    return round_cents(Fraction(price * 100) / Fraction(whole))


def _line(
    drafting: Drafting,
    kind: str,
    instalment: Instalment,
    amount: Decimal,
    start_on: date,
    end_on: date,
) -> InvoiceLine:
    return InvoiceLine.model_validate(
        {
            "kind": kind,
            "start_on": start_on,
            "end_on": end_on,
            "percent": instalment.percent,
            "part": instalment.part,
            "parts": instalment.parts,
            "quantity": 1,
            "unit_price": amount,
            "amount": amount,
            "net": amount,
            "vat_rate": drafting.rule.rate,
        }
    )

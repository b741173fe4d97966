"""A package: one price for all sessions, billed in instalments.

Each instalment before the last is a deposit invoice. The last invoice bills the whole price and
deducts the deposits (EN 16931, type 386 and process S4). The first instalment is due at the
signature, the last when the sessions are over, those between in step with the sessions; a monthly
instalment is due at the end of its contract month. After an early end, the client owes the share of
the sessions that were used, and the next invoice is the last.
"""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile

from phmcoach.domain.case import Case
from phmcoach.domain.contract.coverage import count_sessions, session_effects, uncovered_sessions
from phmcoach.domain.contract.ending import ending_by, ending_of
from phmcoach.domain.contract.lifecycle import amending_remedy
from phmcoach.domain.money.account import Account
from phmcoach.domain.money.billable import billed_session
from phmcoach.domain.money.credit_left import (
    find_waived,
    freed_parts,
    is_credited,
    issued_parts,
    last_invoice,
    paper_left,
)
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.invoice import InvoiceLine
from phmcoach.domain.records.session import Session
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.shape.validation import validate
from phmcoach.domain.values.money import round_cents, total
from phmcoach.domain.values.months import add_months, months_between
from phmcoach.errors import Problem
from phmcoach.value import Value, replace


class Instalment(Value):
    """One part of the price; `percent` is set if the schedule states percentages."""

    part: int
    parts: int
    amount: Decimal
    percent: Decimal | None

    @property
    def is_last(self) -> bool:
        """Whether this instalment ends the package."""
        return self.part == self.parts


def instalments(terms: Terms) -> tuple[Instalment, ...]:
    """Split the price; each part is cut from the running total, so no cent is lost."""
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
    percents = (None,) * parts if terms.monthly or parts == 1 else terms.schedule
    return tuple(
        Instalment(part, parts, marks[part] - marks[part - 1], percents[part - 1])
        for part in range(1, parts + 1)
    )


def due_instalments(drafting: Drafting) -> tuple[Instalment, ...]:
    """Return the instalments that are due and have no invoice: one command bills them all.

    The last one is billed alone: it deducts the others, and waits until they are paid.
    """
    left = instalments_left(drafting)
    due = tuple(takewhile(lambda each: find_delay(drafting, each) is None, left))
    return tuple(each for each in due if not each.is_last) or due


def instalments_left(drafting: Drafting) -> tuple[Instalment, ...]:
    """Return the instalments without an invoice, in order; none once the package is billed.

    After an early end it is the last one alone. Once that is due, it bills the instalments that
    credit notes freed too. If an amendment removed months, deposits may exist for all remaining
    parts: the last one is then still due, as the invoice of the whole price.
    """
    issued, parts = issued_parts(drafting.account), instalments(drafting.agreed)
    if any(paper.type == "invoice" for paper in issued.values()):
        return ()
    waiting = parts[-1:] if _ended_early_on(drafting) else parts
    if find_delay(drafting, parts[-1]) is None:
        freed = freed_parts(drafting.account)
        waiting = tuple(each for each in waiting if each.is_last or each.part not in freed)
    return tuple(each for each in waiting if each.part not in issued) or parts[-1:]


def _ended_early_on(drafting: Drafting) -> date | None:
    """Return the day of an early end that is not after the day of issue, or None."""
    ended_on = drafting.case.engagement.outcome.ended_on
    return ended_on if ended_on is not None and ended_on <= drafting.issued_on else None


def price_due(drafting: Drafting, *, waived: Decimal = Decimal(0)) -> Decimal:
    """Return the price of a package; after an early end, the share of the sessions used.

    The client owes only the sessions that were used, so the share is price × sessions
    used ÷ sessions contracted; a client who was not told that they may withdraw, and did, owes
    nothing. `waived` is the part of the price that credit notes took off.
    """
    terms = drafting.agreed
    price = max((terms.package_price or Decimal(0)) - waived, Decimal(0))
    if not _ended_early_on(drafting):
        return price
    if drafting.case.engagement.outcome.withdrawal == "not-informed":
        return Decimal("0.00")
    used = Fraction(count_sessions(drafting.case), terms.sessions)
    return round_cents(Fraction(price) * min(Fraction(1), used))


def find_delay(drafting: Drafting, instalment: Instalment) -> Problem | None:
    """Return the reason why an instalment is not due on the day of issue, or None if it is due."""
    case, terms, on = drafting.case, drafting.agreed, drafting.issued_on
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


def given_up(drafting: Drafting, parts: Collection[int]) -> Decimal:
    """Return the amount that credit notes waived for good, in the price basis of the contract.

    An instalment whose credit note frees it is billed again, so it is not waived. After an early
    end, a credit note does not reduce the price: it returns the part of the deposits that exceeds
    the share that is due.
    """
    ended_on = _ended_early_on(drafting)
    return total(
        amount
        for paper, line, amount in find_waived(drafting.account)
        if amount < 0 or ended_on is None or paper.issued_on < ended_on
        if line.kind == "instalment" and line.part in parts
    )


def waived_without_end(before: Drafting, after: Drafting) -> Iterator[Problem]:
    """Yield a warning for each instalment that is waived once an early end is taken back.

    Its credit note returned what exceeded the share that the end left, and now reduces the price.
    """
    for part, paper in issued_parts(after.account).items():
        amount = given_up(after, (part,)) - given_up(before, (part,))
        if amount > 0 and is_credited(after.account, paper):
            yield Problem("package.waived", {"number": paper.number, "part": part}, level="warning")
        elif amount > 0:
            args = {"number": paper.number, "part": part, "amount": amount}
            remedy, words = amending_remedy(after.case, None)
            problem = Problem("package.partly-waived", args, level="warning")
            yield replace(problem, remedy=remedy, words=words)


def instalment_line(drafting: Drafting, instalment: Instalment) -> InvoiceLine:
    """Return the line of an instalment before the last: a deposit on the package."""
    day = drafting.issued_on
    amount = instalment.amount - given_up(drafting, (instalment.part,))
    return make_line(drafting, "instalment", instalment, amount, day, day)


def price_left(drafting: Drafting, instalment: Instalment) -> Decimal:
    """Return the amount of the last invoice of a package before deposits are deducted.

    Credit notes on earlier instalments reduce the price. After an early end, only a share is due.
    """
    return price_due(drafting, waived=given_up(drafting, range(1, instalment.parts)))


def package_line(drafting: Drafting, instalment: Instalment) -> InvoiceLine:
    """Return the line of the price, or of the share that is due, with all its sessions."""
    held = counted_sessions(drafting)
    days = [session.on for session in held] or [drafting.issued_on]
    waived = given_up(drafting, range(1, instalment.parts))
    price = price_left(drafting, instalment)
    return replace(
        make_line(drafting, "package", instalment, price, min(days), max(days)),
        given_up=waived or None,
        percent=_share_percent(drafting, waived, price),
        sessions=tuple(billed_session(each) for each in held),
    )


def served_package(drafting: Drafting) -> Drafting:
    """Return the data for the last invoice of a package: one service, done with its last session.

    So the whole price has the VAT of that day, also if the regime changed before (CGI 269-1 a).
    """
    days = [session.on for session in counted_sessions(drafting)]
    return drafting.serving(max(days)) if days else drafting


def counted_sessions(drafting: Drafting) -> list[Session]:
    """Return the sessions that the last invoice of a package lists, until the day of issue."""
    case, outside = drafting.case, uncovered_sessions(drafting.case)
    held = (each for each in case.engagement.sessions if each.on <= drafting.issued_on)
    return [each for each in held if each.id not in outside and session_effects(case, each).counts]


def sessions_beyond_share(drafting: Drafting) -> Iterator[tuple[str, str]]:
    """Yield the id of each session that a billed share of a package leaves out, and its invoice.

    They were recorded after an early end was billed, so the share is too small.
    """
    for paper in issued_parts(drafting.account).values():
        for line in paper.lines:
            is_share = line.kind == "package" and line.percent is not None
            if is_share and paper_left(paper, drafting.account).amount:
                billed = {session.id for session in line.sessions}
                for session in counted_sessions(drafting):
                    if session.id not in billed:
                        yield session.id, paper.number or ""


def billed_beyond_price(drafting: Drafting) -> Iterator[tuple[str, Decimal]]:
    """Yield the invoice that bills more of a package than an early end made due, and how much more.

    The price was billed in whole before the engagement was found to have ended early.
    """
    paper = last_invoice(drafting.account)
    if paper is None or _ended_early_on(drafting) is None:
        return
    left = paper_left(paper, drafting.account).lines
    billed = total(each.amount for each in left if each.line.kind == "package")
    beyond = billed - price_left(drafting, instalments(drafting.agreed)[-1])
    if beyond > 0:
        yield paper.number or "", beyond


def last_without_ground(case: Case, account: Account) -> Iterator[Problem]:
    """Yield a warning if the price of a package is billed whole, although it is not due yet.

    It was due because of an evaluation or an end that is taken back.
    """
    last, terms = last_invoice(account), case.agreed_terms
    if last is None or terms is None or ending_of(case) is not None:
        return
    if count_sessions(case) < terms.sessions and not is_credited(account, last):
        yield Problem("package.last-without-ground", {"number": last.number}, level="warning")


def _share_percent(drafting: Drafting, waived: Decimal, price: Decimal) -> Decimal | None:
    """Return the share of the price that an early end leaves, in percent, for the reader."""
    whole = (drafting.terms.package_price or Decimal(0)) - waived
    if whole <= 0 or price == whole:
        return None
    return round_cents(Fraction(price * 100) / Fraction(whole))


def make_line(
    drafting: Drafting,
    kind: str,
    instalment: Instalment,
    amount: Decimal,
    start_on: date,
    end_on: date,
) -> InvoiceLine:
    """Return a line of an instalment, or of the last invoice, with an amount."""
    return validate(
        InvoiceLine,
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
        },
    )

"""The cost of late payment, to the cent, and the day until which it can be claimed.

An accounts department checks such a sum with a calculator, so each line can be repeated by hand:
the amount owed, its first and last day, and the rate. The rate changes with the half-year and the
amount with each payment; only the sum of a half-year is rounded.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial

from phmcoach.domain.money.account import Account
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.domain.records.law import Law, gather
from phmcoach.domain.records.law_rules import HalfYear, LateRule, half_year_of
from phmcoach.domain.values.money import round_cents, total
from phmcoach.domain.values.months import add_months
from phmcoach.domain.values.pauses import ONE_DAY
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.value import Value
from phmcoach.words import ClientKind

MONTHS_OF_YEAR = 12


class Payment(Value):
    """A payment of a price on a day; a refund is negative."""

    on: date
    amount: Decimal


class InterestPeriod(Value):
    """A period, both days included, with one amount owed and one rate in percent a year."""

    start_on: date
    end_on: date
    principal: Decimal
    rate: Decimal
    amount: Decimal

    @property
    def days(self) -> int:
        """Number of days of the period."""
        return (self.end_on - self.start_on).days + 1


class Penalties(Value):
    """The cost of lateness up to a day: interest by period, and the fixed compensation."""

    spans: tuple[InterestPeriod, ...] = ()
    indemnity: Decimal = Decimal("0.00")

    @property
    def interest(self) -> Decimal:
        """The interest of all periods."""
        return total(span.amount for span in self.spans)

    @property
    def amount(self) -> Decimal:
        """Interest and compensation together."""
        return self.interest + self.indemnity


def payments_of(entries: Iterable[LedgerEntry], number: str) -> tuple[Payment, ...]:
    """Return the payments and refunds of a paper's price, by day.

    A payment that was reversed is left out, and so is its counter-entry: a cheque that bounced did
    not stop the interest.
    """
    receipts = {
        entry.place: receipt
        for entry in entries
        if (receipt := entry.money) and receipt.document == number and receipt.nature == "fees"
    }
    taken = {receipt.counters for receipt in receipts.values()}
    standing = (
        Payment(receipt.received_on, receipt.signed)
        for place, receipt in receipts.items()
        if receipt.counters is None and place not in taken
    )
    return tuple(sorted(standing, key=lambda payment: payment.on))


def find_penalties(
    *,
    kind: ClientKind,
    due_on: date,
    owed: Decimal,
    payments: Sequence[Payment],
    as_of: date,
    law: Law,
    notified_on: date | None = None,
    agreed: Decimal | None = None,
) -> Penalties:
    """Return the cost of a paper's lateness up to a day, that day included.

    `owed` is the amount due less the credit notes, `kind` the kind of client. `notified_on` is the
    day of the formal notice, without which a consumer owes no interest. `agreed` is a contractual
    rate in percent a year. Interest starts on the day after the due date, and a payment reduces it
    from the next day on (C. com. L441-10, CCP R2192-31, C. civ. 1231-6).

    Raises RuleRefusedError for a half-year whose rates are not known, for an agreed rate below the
    legal floor, and for a rate or a notice that does not apply to this kind of client.
    """
    rule = law.late_rule(kind, due_on)
    if agreed is not None and rule.floor is None:
        raise RuleRefusedError.of("penalties.no-agreed-rate", kind=kind)
    if notified_on is not None and not rule.after_notice:
        raise RuleRefusedError.of("penalties.no-notice-needed", kind=kind)
    start = due_on + ONE_DAY
    if rule.after_notice:
        if notified_on is None:
            return Penalties()
        start = max(start, notified_on + ONE_DAY)
    owing = tuple(_owing(owed, payments, start, as_of))
    gather(partial(law.half_year, day) for day in _rated_days(owing, start if rule.fixed else None))
    spans = tuple(_price(owing, rule, law, start=start, agreed=agreed))
    return Penalties(spans, rule.indemnity if spans else Decimal("0.00"))


def find_time_bar(*, kind: ClientKind, due_on: date, payments: Sequence[Payment], law: Law) -> date:
    """Return the last day on which the price of a paper can be claimed.

    A part payment acknowledges the debt and restarts the period (C. civ. 2240).
    """
    rule = law.late_rule(kind, due_on)
    since = max([due_on, *(payment.on for payment in payments if payment.amount > 0)])
    if rule.from_year_end:
        since = date(since.year, MONTHS_OF_YEAR, 31)
    return add_months(since, MONTHS_OF_YEAR * rule.years)


def find_rate(*, kind: ClientKind, due_on: date, on: date, law: Law) -> Decimal:
    """Return the legal rate for a day of lateness, in percent a year."""
    rule = law.late_rule(kind, due_on)
    half = law.half_year(due_on + ONE_DAY if rule.fixed else on)
    return _rate(rule, half, agreed=None)


_Owing = tuple[date, date, Decimal]


def _owing(
    owed: Decimal, payments: Sequence[Payment], start: date, as_of: date
) -> Iterator[_Owing]:
    """Yield the first day, last day and amount of each period with one amount owed."""
    left = owed - total(payment.amount for payment in payments if payment.on < start)
    changes = sorted({payment.on for payment in payments if start <= payment.on < as_of})
    for last in (*changes, as_of):
        if start <= last and left > 0:
            yield start, last, left
        left -= total(payment.amount for payment in payments if payment.on == last)
        start = last + ONE_DAY


def _rated_days(owing: Iterable[_Owing], fixed_from: date | None) -> Iterator[date]:
    """Yield a day of each half-year whose rates price what is owed."""
    for first, last, _ in owing:
        day = fixed_from or first
        while day <= last:
            yield day
            day = last + ONE_DAY if fixed_from else half_year_of(day)[1] + ONE_DAY


def _price(
    owing: Iterable[_Owing], rule: LateRule, law: Law, *, start: date, agreed: Decimal | None
) -> Iterator[InterestPeriod]:
    """Compute the interest of each period, split at each change of the rate.

    The running sum of a half-year is rounded, never a single period, so the periods add up to the
    cost of the half-year.
    """
    running: dict[date, Fraction] = {}
    for stretch in owing:
        for first, last, principal, half in _cut(stretch, law, start if rule.fixed else None):
            rate = _rate(rule, half, agreed)
            before = running.get(half.valid_from, Fraction(0))
            days = (last - first).days + 1
            after = before + Fraction(principal) * Fraction(rate) * days / 36500
            running[half.valid_from] = after
            yield InterestPeriod(
                first, last, principal, rate, round_cents(after) - round_cents(before)
            )


def _cut(
    stretch: _Owing, law: Law, fixed_from: date | None
) -> Iterator[tuple[date, date, Decimal, HalfYear]]:
    first, last, principal = stretch
    if fixed_from is not None:
        yield first, last, principal, law.half_year(fixed_from)
        return
    while first <= last:
        half = law.half_year(first)
        end = min(last, half.valid_to or last)
        yield first, end, principal, half
        first = end + ONE_DAY


def _rate(rule: LateRule, half: HalfYear, agreed: Decimal | None) -> Decimal:
    if agreed is None:
        basis = half.refinancing if rule.basis == "refinancing" else half.legal
        return basis + rule.points
    floor = half.legal * (rule.floor or 1)
    if agreed < floor:
        args = {"rate": agreed, "floor": floor, "on": half.valid_from}
        raise RuleRefusedError(Problem("penalties.rate-below-floor", args))
    return agreed


def indemnity_problems(
    paper: Invoice, account: Account, rule: LateRule, amount: Decimal | None
) -> Iterator[Problem]:
    """Yield the problems of a fixed compensation: it is due once, and only from some clients.

    `rule` is the one of the paper's due date (C. com. D441-5, CCP D2192-35).
    """
    received = total(each.signed for each in account.receipts_of(paper.number or "", "indemnity"))
    left = max(rule.indemnity - received, Decimal(0))
    named: dict[str, object] = {"number": paper.number}
    if not rule.indemnity:
        yield Problem("pay.no-indemnity", named | {"kind": paper.buyer.kind})
    elif amount is not None and amount > left:
        yield Problem("pay.beyond-indemnity", named | {"indemnity": rule.indemnity, "left": left})

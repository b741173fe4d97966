"""The days that a paper or a payment may bear, and when the money is declared.

A paper bears the day on which it is issued (CGI 289 I-3, ann. II 242 nonies A). A coach who issues
it in the evening train may date it a few days back, but never into a period whose books are closed
or before a paper that was issued already. An old session keeps its own period on its line. Money is
written with the day on which it moved, however late it is recorded.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from operator import itemgetter

from phmcoach.domain.case import Case
from phmcoach.domain.money.account import Account, balance_of
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.quote import Quote
from phmcoach.domain.money.receipt import Receipt
from phmcoach.domain.money.sheet import Period, TotalSpan, period_around
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.regimes import vat_return_on
from phmcoach.domain.values.money import declared_euros, total
from phmcoach.domain.values.months import add_months
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import Value, replace
from phmcoach.words import Declaration, FilingRhythm, VatRegime

DAYS_BACK = 5
"""How many days before today a paper may be dated."""

DAYS_WITHOUT_ENTRY = 120
"""After how many days without an entry the coach is asked whether the clock is right."""

SPANS: dict[VatRegime | FilingRhythm, TotalSpan] = {
    "franchise": "year",
    "yearly": "year",
    "quarterly": "quarter",
    "monthly": "month",
}


class PaperDay(Value):
    """The day that a paper shall bear, the day on which it is issued, and the VAT regime then.

    A quote is no tax paper: no VAT period closes it, and it does not follow the invoices.
    """

    on: date
    today: date
    vat_regime: VatRegime
    is_quote: bool = False

    @property
    def period(self) -> Period:
        """The VAT period that is running today; without VAT, the civil year."""
        return period_around(self.today, "year" if self.is_quote else SPANS[self.vat_regime])


def paper_day_problem(day: PaperDay, last: Iterable[Invoice | Quote]) -> Problem | None:
    """Return why a paper cannot bear a day, or None.

    `last` are the last papers of its kind, one of each series. If several limits forbid the day,
    the one that leaves the fewest days is reported.
    """
    on = day.on
    if on > day.today:
        args = {"issued_on": on, "today": day.today}
        return Problem("ledger.issue-date-in-future", args, remedy=Remedy.OTHER_DAY)
    limits = [
        _days_back(day),
        _period_of_today(day),
        *(_last_paper(day, paper) for paper in last),
    ]
    first, problem = max(limits, key=lambda limit: limit[0])
    return problem if on < first else None


def _days_back(day: PaperDay) -> tuple[date, Problem]:
    first = day.today - timedelta(days=DAYS_BACK)
    args = {"issued_on": day.on, "first_on": first, "days": DAYS_BACK}
    return first, Problem("ledger.issue-date-too-early", args, remedy=Remedy.OTHER_DAY)


def _period_of_today(day: PaperDay) -> tuple[date, Problem]:
    first = day.period.start_on
    args = {"issued_on": day.on, "first_on": first}
    if first == date(day.today.year, 1, 1):
        return first, Problem("ledger.issue-date-other-year", args)
    return first, Problem("ledger.issue-date-other-vat-period", args)


def _last_paper(day: PaperDay, paper: Invoice | Quote) -> tuple[date, Problem]:
    """Return the day of the last paper, and why none is issued before it.

    If that day is still to come, the clock was wrong then, or is wrong now.
    """
    args = {"number": paper.number, "last_on": paper.issued_on}
    if paper.issued_on > day.today:
        problem = Problem("ledger.last-paper-ahead", {"today": day.today, **args})
    else:
        problem = Problem(
            "ledger.issue-date-before-last",
            {"issued_on": day.on, **args},
            remedy=Remedy.OTHER_DAY if day.on < day.today else None,
        )
    return paper.issued_on, problem


def jump_problem(today: date, last_on: date | None) -> Problem | None:
    """Return the doubt about a clock that shows a day long after the last entry, or None."""
    if last_on is None or (today - last_on).days <= DAYS_WITHOUT_ENTRY:
        return None
    args = {"today": today, "last_on": last_on}
    return Problem("ledger.clock-jumped", args, remedy=Remedy.TODAY_IS)


def case_day_problems(case: Case, on: date) -> Iterator[Problem]:
    """Yield a problem if a paper would be older than the demand or than a signed contract."""
    received_on, signed_on = case.engagement.demand.received_on, case.contracted_on
    if on < received_on:
        args = {"issued_on": on, "received_on": received_on}
        yield Problem("billing.before-demand", args, remedy=Remedy.LATER_DAY)
    elif signed_on is not None and on < signed_on:
        args = {"issued_on": on, "signed_on": signed_on}
        yield Problem("billing.before-contract", args, remedy=Remedy.LATER_DAY)


def money_day_problems(on: date, today: date, cases: Iterable[Case] = ()) -> Iterator[Problem]:
    """Yield a problem if money cannot have moved on a day: not yet, or before the last demand.

    It is written with its own day, however long ago, and even if its invoice came later.
    """
    received_on = max((each.engagement.demand.received_on for each in cases), default=on)
    if on > today:
        yield Problem("gate.in-the-future", {"on": on}, remedy=Remedy.OTHER_DAY)
    elif on < received_on:
        args = {"on": on, "received_on": received_on}
        yield Problem("pay.before-demand", args, remedy=Remedy.LATER_DAY)


def paid_day_problems(cases: Iterable[Case], paid_on: date, day: PaperDay) -> Iterator[Problem]:
    """Yield a problem if an invoice of a day cannot say that it was paid on another."""
    problems = [*money_day_problems(paid_on, day.today, cases)]
    if day.on < paid_on <= day.today:
        problems.append(Problem("pay.paid-after-issue", {"on": paid_on, "issued_on": day.on}))
    yield from (replace(each, remedy=Remedy.OTHER_PAID_DAY) for each in problems)


def refund_day_problem(account: Account, refund: Receipt, today: date) -> Problem | None:
    """Return why money cannot have gone back on the day of a receipt, or None.

    It went back after it came and, if it settles a credit note, after that was issued. What a wrong
    clock dated ahead can be given back today.
    """
    paper = account.paper(refund.document or "")
    if refund.direction == "in" or paper is None:
        return None
    first = min(_first_refund_day(account, paper, refund), today)
    if refund.received_on >= first:
        return None
    args = {"number": paper.number, "on": refund.received_on, "first_on": first}
    return Problem("pay.refund-too-early", args)


def _first_refund_day(account: Account, paper: Invoice, refund: Receipt) -> date:
    """Return the day since which the books hold, without a gap, what a refund gives back.

    What is owed to the client, an overpayment or a credited payment, is given back first.
    """
    number, is_price = paper.number or "", refund.nature == "fees"
    moves = [
        (each.received_on, each.signed, each.signed)
        for each in account.receipts_of(number, refund.nature)
    ]
    owed = max(-balance_of(account, paper).outstanding, Decimal(0)) if is_price else Decimal(0)
    if is_price:
        notes = account.credits_of(number)
        moves += [(each.issued_on, Decimal(0), each.price_owed) for each in notes]
    first, received, owed_back = None, Decimal(0), -paper.price_owed
    for on, money, change in sorted(moves, key=itemgetter(0)):
        received, owed_back = received + money, owed_back + change
        holds = received >= refund.amount and (not owed or owed_back >= min(owed, refund.amount))
        first = (first or on) if holds else None
    return first or refund.received_on


class DeclaredTurnover(Value):
    """The turnover of a declared period: what was received, and what is declared in whole euros.

    A declaration is never negative: refunds that exceed the receipts are `carried` to the next one,
    which deducts what was `brought` from the one before.
    """

    period: Period
    received: Decimal
    brought: Decimal
    declared: Decimal
    carried: Decimal


def declare_turnover(
    received: Iterable[tuple[date, Decimal]], practice: Practice
) -> tuple[DeclaredTurnover, ...]:
    """Return what is declared of each period with turnover, rounded once for the whole period."""
    sums: dict[Period, Decimal] = defaultdict(Decimal)
    for on, amount in received:
        sums[period_around(on, SPANS[practice.declares_on(on)])] += amount
    found: list[DeclaredTurnover] = []
    brought = Decimal(0)
    for period, amount in sorted(sums.items(), key=lambda each: each[0].start_on):
        left = amount - brought
        declared = declared_euros(left)
        carried = max(-left, Decimal(0))
        found.append(DeclaredTurnover(period, amount, brought, declared, carried))
        brought = carried
    return tuple(found)


class Declared(Value):
    """A declaration that money belongs to, its period, and the days on which it is filed."""

    declaration: Declaration
    period: Period
    opens_on: date
    due_on: date

    @property
    def span(self) -> TotalSpan:
        """Whether it declares a month, a quarter or a year."""
        spans: tuple[TotalSpan, ...] = ("month", "quarter", "year")
        first = self.period.start_on
        return next(each for each in spans if period_around(first, each) == self.period)


def declarations_of(receipt: Receipt, practice: Practice, law: Law) -> tuple[Declared, ...]:
    """Return the declarations that the money of a receipt belongs to, by the day on which it moved.

    Raises RuleRefusedError if the law does not say when they are filed.
    """
    found: list[Declared] = []
    on = receipt.received_on
    is_turnover = receipt.counts_as_turnover and receipt.nature != "opening"
    regime = practice.tax_regime_on(on)
    if regime == "micro-bnc" and is_turnover and receipt.signed_net:
        found.append(_declared("urssaf", practice.declares_on(on), on, law))
    if regime == "bnc-2035" and is_turnover and receipt.signed_net:
        found.append(_declared("declaration-2035", "yearly", on, law))
    vat_return = vat_return_on(practice.vat_regime, practice.vat_regimes, on)
    if vat_return is not None and any(share.vat for share in receipt.shares):
        found.append(_declared("vat-return", vat_return, on, law))
    return tuple(found)


def _declared(declaration: Declaration, every: FilingRhythm, on: date, law: Law) -> Declared:
    period = period_around(on, SPANS[every])
    rule = law.filing(declaration, every, period.end_on)
    month = period_around(add_months(period.end_on, rule.months_after), "month")
    days = (rule.first_day or 1, min(rule.last_day, month.end_on.day))
    opens_on, due_on = (month.start_on.replace(day=day) for day in days)
    return Declared(declaration, period, opens_on, due_on)


class TypedVat(Value):
    """The VAT of one rate in the return of a declared period, in whole euros.

    A return takes no negative amount: if refunds exceed the receipts, its `base` and `vat` are 0,
    and the VAT given back is `deducted` on a line of its own. `rounding` is what the return adds.
    """

    period: Period
    base: Decimal
    vat: Decimal
    deducted: Decimal
    rounding: Decimal


def typed_vat(
    sums: Mapping[tuple[date, Decimal], Sequence[Decimal]], period: Period, practice: Practice
) -> dict[tuple[date, Decimal], TypedVat]:
    """Return what is typed for each rate of a declared period, by the last month with that rate.

    A declared period that the view contains only in part is left out.
    """
    found: dict[tuple[Period, Decimal], list[date]] = defaultdict(list)
    for month, rate in sorted(sums):
        end_on = period_around(month, "month").end_on
        is_monthly = vat_return_on(practice.vat_regime, practice.vat_regimes, end_on) == "monthly"
        declared = period_around(month, "month" if is_monthly else "quarter")
        if period.holds(declared.start_on) and period.holds(declared.end_on):
            found[declared, rate].append(month)
    typed = {}
    for (declared, rate), months in found.items():
        base, vat = (total(sums[month, rate][place] for month in months) for place in (0, 1))
        due, deducted = declared_euros(vat), declared_euros(-vat)
        rounding = due - deducted - vat
        typed[months[-1], rate] = TypedVat(declared, declared_euros(base), due, deducted, rounding)
    return typed

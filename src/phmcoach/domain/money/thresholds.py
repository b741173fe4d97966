"""The receipts of a year, compared with the limits of the VAT and tax regimes.

Crossing a limit is allowed, but it has consequences from a certain day: the coach owes VAT or
leaves the micro-entrepreneur regime. So the coach is warned in time.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from operator import attrgetter

from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.receipt import Receipt
from phmcoach.domain.money.sheet import Period
from phmcoach.domain.records.law import Law, gather
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.values.money import round_cents, total
from phmcoach.errors import Problem, RuleRefusedError, as_warnings
from phmcoach.value import Value

NOTED_PERCENTS = (100, 90, 80)
"""The percentages of a limit from which the coach is warned."""

FRANCHISE, FRANCHISE_UPPER, MICRO = "vat-franchise", "vat-franchise-upper", "micro"

LOCATED_ELSEWHERE = "AE"
"""The VAT category of a service in another country of the Union (reverse charge)."""


class Earned(Value):
    """The turnover that a receipt adds on a day: without VAT, and how much of it is national."""

    on: date
    net: Decimal
    national: Decimal


def earned_by(receipt: Receipt) -> Earned:
    """Return what a receipt adds to the turnover: nothing if it is compensation.

    The sum received before the ledger began counts from the first day of its year on.
    """
    on, sign = receipt.received_on, 1 if receipt.direction == "in" else -1
    shares = receipt.shares if receipt.counts_as_turnover else ()
    net, abroad = (
        total(each.net for each in shares if not only or each.category == only)
        for only in (None, LOCATED_ELSEWHERE)
    )
    first = on.replace(month=1, day=1) if receipt.nature == "opening" else on
    return Earned(first, sign * net, sign * (net - abroad))


class LimitStatus(Value):
    """The receipts of a year compared with a limit; `reached_on` is the day that crossed it."""

    year: int
    limit: str
    amount: Decimal
    received: Decimal
    reached_on: date | None

    @property
    def percent(self) -> int:
        """The receipts in whole percent of the limit."""
        return int(self.received * 100 / self.amount)

    @property
    def next_year_on(self) -> date:
        """The day from which a year above the limit has consequences."""
        return date(self.year + 1, 1, 1)

    @property
    def level(self) -> int:
        """The highest percentage that is reached, or 0."""
        return next(
            (level for level in NOTED_PERCENTS if self.received * 100 >= level * self.amount), 0
        )


def find_limit_statuses(
    earned: Iterable[Earned], practice: Practice, law: Law, on: date
) -> tuple[LimitStatus, ...]:
    """Compare the receipts of the year of a day with the limits of the regimes of that day.

    Receipts count without VAT. The limits of the franchise apply only if the practice bills so,
    that of the micro regime only if the practice has this regime. The franchise counts national
    turnover only (CGI 293 B since 2025): services in another country of the Union count for the
    micro regime alone.
    """
    names = [] if practice.charges_vat_on(on) else [FRANCHISE, FRANCHISE_UPPER]
    names += [MICRO] if practice.tax_regime_on(on) == "micro-bnc" else []
    own = _of_year(earned, on.year)
    return gather(partial(_measure, own, practice, law, on.year, name) for name in names)


def _of_year(earned: Iterable[Earned], year: int) -> list[Earned]:
    return sorted((each for each in earned if each.on.year == year), key=attrgetter("on"))


def _limit(practice: Practice, law: Law, year: int, name: str) -> Decimal:
    """Return a limit of a year: in the first year of the practice, pro rata of its days.

    The upper limit of the franchise applies to the running year as it is (CGI 293 B, 102 ter).
    """
    end_on = date(year, 12, 31)
    amount = law.limit(name, end_on)
    began = practice.started_on
    if began is None or began.year != year or name == FRANCHISE_UPPER:
        return amount
    days = (end_on - began).days + 1
    return round_cents(amount * days / end_on.timetuple().tm_yday)


def franchise_problems(
    earned: Iterable[Earned], practice: Practice, law: Law, on: date
) -> tuple[Problem, ...]:
    """Report that the VAT franchise has ended, and since when, if it is still used on a day.

    It ends on the day that crosses the upper limit, or with the year before; later receipts do not
    restore it (CGI 293 B, II). Return nothing if it still applies, or if the coach has recorded
    since that they keep it.
    """
    if practice.charges_vat_on(on):
        return ()
    found = _lost(tuple(earned), practice, law, on.year)
    kept = max((each.on for each in practice.franchise_kept), default=date.min)
    return tuple(each for each in found if _day_of(each) > kept)


def _day_of(lost: Problem) -> date:
    """Return the day from which VAT is due."""
    on = lost.args["on"]
    if not isinstance(on, date):
        raise TypeError(on)
    return on


def franchise_gate(paper: Invoice, lost: Iterable[Problem]) -> Iterator[Problem]:
    """Report that a paper bills services without VAT from a day on which the franchise was lost."""
    days = [day for line in paper.lines for day in line.served_on] or [paper.end_on]
    for each in lost:
        if paper.vat[0].category == "E" and max(days) >= _day_of(each):
            yield Problem("vat.franchise-over", {"on": _day_of(each)}, ref=paper.engagement)


def until_franchise_lost(
    invoices: list[Invoice], lost: Sequence[Problem]
) -> tuple[list[Invoice], tuple[Problem, ...]]:
    """Return the invoices of services before the franchise was lost, and why the others wait.

    Raises RuleRefusedError if there are none.
    """
    for place, invoice in enumerate(invoices):
        over = tuple(franchise_gate(invoice, lost))
        if over and not place:
            raise RuleRefusedError(*over)
        if over:
            return invoices[:place], as_warnings(over)
    return invoices, ()


def kept_remarks(practice: Practice, period: Period) -> Iterator[Problem]:
    """Yield a remark on each time that the coach kept the franchise above its limit.

    A period before that day, or in which VAT is charged since, has none.
    """
    for each in practice.franchise_kept:
        first = max(each.on, period.start_on)
        if first <= period.end_on and not practice.charges_vat_on(first):
            yield Problem("vat.franchise-kept", {"on": each.on, "reason": each.reason})


def _lost(earned: Sequence[Earned], practice: Practice, law: Law, year: int) -> tuple[Problem, ...]:
    before, now = (_franchise(earned, practice, law, each) for each in (year - 1, year))
    if before and before[0].reached_on:
        base, upper = before
        crossed = upper if upper.reached_on else base
        on = upper.reached_on or base.next_year_on
        args = _args(crossed) | {"on": on, "year": f"{year - 1}"}
        return (Problem("threshold.franchise-lost-before", args),)
    return tuple(
        _report_lost(each) for each in now if each.limit == FRANCHISE_UPPER and each.reached_on
    )


def _franchise(
    earned: Sequence[Earned], practice: Practice, law: Law, year: int
) -> tuple[LimitStatus, ...]:
    """Measure the two limits of the franchise; return nothing for a year without receipts."""
    own = _of_year(earned, year)
    if not any(each.national for each in own):
        return ()
    names = (FRANCHISE, FRANCHISE_UPPER)
    return gather(partial(_measure, own, practice, law, year, name) for name in names)


def limit_problems(
    statuses: Iterable[LimitStatus], franchise: Iterable[Problem]
) -> Iterator[Problem]:
    """Report each limit; if the franchise has ended, report that instead of its limits.

    If its upper limit is crossed and it has not ended, the coach has recorded that they keep it.
    """
    over, measured = tuple(franchise), tuple(statuses)
    is_kept = any(each.limit == FRANCHISE_UPPER and each.reached_on for each in measured)
    yield from over
    yield from threshold_problems(
        each for each in measured if each.limit == MICRO or not (over or is_kept)
    )


def _measure(
    earned: Sequence[Earned], practice: Practice, law: Law, year: int, name: str
) -> LimitStatus:
    """Find the day of a year that crossed a limit; later refunds do not undo it."""
    amount = _limit(practice, law, year, name)
    so_far, reached_on = total(()), None
    for each in earned:
        so_far += each.net if name == MICRO else each.national
        if so_far > amount and reached_on is None:
            reached_on = each.on
    return LimitStatus(year, name, amount, so_far, reached_on)


def threshold_problems(statuses: Iterable[LimitStatus]) -> Iterator[Problem]:
    """Report each limit that is near or crossed, with the legal consequence and its date.

    The franchise ends on the day that crosses the upper limit, otherwise on 1 January after a year
    above the base limit (CGI 293 B, II). The micro regime ends on 1 January after two years above
    its limit (CGI 102 ter).
    """
    found = {status.limit: status for status in statuses}
    base, upper, micro = found.get(FRANCHISE), found.get(FRANCHISE_UPPER), found.get(MICRO)
    if upper and upper.reached_on:
        yield _report_lost(upper)
    elif base and upper and base.reached_on:
        yield Problem("threshold.franchise-ending", _ends(base) | {"upper": upper.amount})
    elif base and upper and base.level:
        yield Problem("threshold.franchise-near", _ends(base) | {"upper": upper.amount})
    if micro and micro.reached_on:
        yield Problem("threshold.micro-crossed", _ends(micro))
    elif micro and micro.level:
        yield Problem("threshold.micro-near", _ends(micro))


def _report_lost(upper: LimitStatus) -> Problem:
    return Problem("threshold.franchise-lost", _args(upper) | {"on": upper.reached_on})


def newly_reached(before: Iterable[LimitStatus], after: Iterable[LimitStatus]) -> Iterator[Problem]:
    """Report the limits that reached another level through a receipt."""
    levels = {status.limit: (status.level, status.reached_on) for status in before}
    moved = {each.limit for each in after if levels[each.limit] != (each.level, each.reached_on)}
    groups = ({FRANCHISE, FRANCHISE_UPPER}, {MICRO})
    for group in groups:
        if moved & group:
            yield from threshold_problems(each for each in after if each.limit in group)


def _ends(status: LimitStatus) -> dict[str, object]:
    return _args(status) | {"on": status.next_year_on}


def _args(status: LimitStatus) -> dict[str, object]:
    return {
        "received": status.received,
        "limit": status.amount,
        "percent": status.percent,
    }

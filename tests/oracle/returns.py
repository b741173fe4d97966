"""What is declared: VAT, turnover and its contributions, and how near the limits are."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from tests.oracle import law
from tests.oracle.books import Books, Line, first_day, show
from tests.oracle.files import cents, euros
from tests.oracle.money import NOTHING


def vat_lines(books: Books, start: date, end: date) -> list[Line]:
    """Return the VAT of what was received, by month and rate, and what the return asks for.

    The return has whole euros, once for each declared period: they are in its last month. It takes
    no negative amount: the VAT of refunds that exceed the receipts is deducted on another line.
    """
    sums: dict[tuple[date, Decimal], list[Decimal]] = defaultdict(lambda: [NOTHING, NOTHING])
    for move in books.moves:
        if move.rate and start <= move.on <= end:
            found = sums[first_day(move.on, "month"), move.rate]
            found[0] += move.net
            found[1] += move.vat
    periods: dict[tuple[date, date, Decimal], list[date]] = defaultdict(list)
    for month, rate in sorted(sums):
        first, last = vat_period(books, month)
        if start <= first and last <= end:
            periods[first, last, rate].append(month)
    typed: dict[tuple[date, Decimal], dict[str, object]] = {}
    for (_, _, rate), months in periods.items():
        base = sum((sums[month, rate][0] for month in months), NOTHING)
        vat = sum((sums[month, rate][1] for month in months), NOTHING)
        due, deducted = (euros(max(each, NOTHING)) for each in (vat, -vat))
        typed[months[-1], rate] = {
            "typed_base": str(euros(max(base, NOTHING))),
            "typed_vat": str(due),
            "rounding": show(due - deducted - vat),
        }
    empty = {"typed_base": None, "typed_vat": None, "rounding": None}
    whole = whole_periods(books, start, end)
    return [
        {
            "month": str(month),
            "rate": rate,
            "base": show(base),
            "vat": show(vat),
            **((typed.get((month, rate), empty)) if whole else {}),
        }
        for (month, rate), (base, vat) in sorted(sums.items())
    ]


def whole_periods(books: Books, start: date, end: date) -> bool:
    """Return whether some declared period is whole in a view."""
    month = first_day(start, "month")
    while month <= end:
        first, last = vat_period(books, month)
        if start <= first and last <= end and books.files.regime(last) != "franchise":
            return True
        month = last_day(month, 1) + timedelta(1)
    return False


def vat_period(books: Books, month: date) -> tuple[date, date]:
    """Return the first and the last day of the period in which the VAT of a month is declared."""
    if books.files.regime(last_day(month, 1)) == "monthly":
        return month, last_day(month, 1)
    quarter = first_day(month, "quarter")
    return quarter, last_day(quarter, 3)


def last_day(first: date, months: int) -> date:
    """Return the last day of some months."""
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1) - timedelta(1)


def declarations(books: Books, rhythm: str) -> Mapping[date, Mapping[str, object]]:
    """Return what is declared to the Urssaf, by the first day of each month or quarter.

    Turnover is rounded once to the euro; if refunds exceed it, 0 is declared and the rest is
    deducted from the next one.
    """
    span = "month" if rhythm == "monthly" else "quarter"
    received: dict[date, Decimal] = defaultdict(Decimal)
    for move in books.moves:
        if move.nature in ("fees", "other"):
            received[first_day(move.on, span)] += move.turnover
    found: dict[date, Mapping[str, object]] = {}
    carried = NOTHING
    for first in sorted(received):
        rest = received[first] - carried
        carried = max(-rest, NOTHING)
        declared = euros(max(rest, NOTHING))
        found[first] = {
            "month": str(first),
            "turnover_received": show(received[first]),
            "to_declare": str(declared),
            **{
                name: show(cents(declared * law.rate(name, first) / 100))
                for name in ("contributions", "training_fund", "income_tax")
            },
        }
    return found


def limits(books: Books, on: date) -> list[Mapping[str, object]]:
    """Return what was received until a day of its year, beside the limits that hold then.

    The franchise counts services in France alone (CGI art. 293 B); the limits that decide about the
    next year are pro rata in the year in which the practice began, but for the upper one.
    """
    started = books.files.practice["started_on"]
    names = ("vat-franchise", "vat-franchise-upper", "micro")
    found: list[Mapping[str, object]] = []
    for name in names:
        if name != "micro" and books.files.regime(on) != "franchise":
            continue
        amount = law.limit(name, on)
        if name in law.PRO_RATA and started.year == on.year:
            days = (date(on.year, 12, 31) - started).days + 1
            amount = cents(amount * days / (date(on.year + 1, 1, 1) - date(on.year, 1, 1)).days)
        received = NOTHING
        reached_on = None
        for move in sorted(books.moves, key=lambda move: (move.on, move.place)):
            if move.on.year != on.year or move.nature not in ("fees", "other", "opening"):
                continue
            if name == "micro" or move.category != "AE":
                received += move.net
                if received > amount and reached_on is None:
                    reached_on = str(move.on)
        found.append(
            {
                "limit": name,
                "amount": show(amount),
                "received": show(received),
                "percent": int(100 * received / amount),
                "reached_on": reached_on,
            }
        )
    return found

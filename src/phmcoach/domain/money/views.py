"""The views of the ledger: receipts, sales, turnover, VAT due and declaration.

Each view is computed from the entries alone. A counter-entry stays a separate line, because nothing
may be removed from a register (CGI 50-0, 286 I-3 bis).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from phmcoach.domain.money.dates import SPANS, DeclaredTurnover, declare_turnover, typed_vat
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.ledger import LedgerEntry, papers_in, receipts_in, turnover
from phmcoach.domain.money.receipt import Receipt, vat_owed
from phmcoach.domain.money.sheet import (
    Period,
    Sheet,
    SheetColumn,
    SheetLine,
    TotalSpan,
    make_sheet,
    period_around,
)
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.values.money import round_cents, total
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.words import DeclarationRhythm

NO_MONEY = Decimal("0.00")

INCOME_TAX = "income-tax"
"""The rate of the flat income tax (versement libératoire), which some choose."""

_OF_ENTRY = (SheetColumn("column.place", "number"), SheetColumn("column.recorded-on", "date"))
"""The place of an entry in the ledger, and the day on which it was recorded."""

OF_PAPER = (
    SheetColumn("column.issued-on", "date"),
    SheetColumn("column.invoice"),
    SheetColumn("column.type", "word"),
    SheetColumn("column.client"),
    SheetColumn("column.net", "money"),
    SheetColumn("column.vat", "money"),
    SheetColumn("column.gross", "money", always=True),
)
"""An invoice, deposit or credit note, and what it adds to the sales."""

_TYPED_VAT = (
    SheetColumn("column.typed-base", "money", always=True),
    SheetColumn("column.typed-vat", "money", always=True),
    SheetColumn("column.rounding", "money"),
)


def receipts_sheet(entries: Iterable[LedgerEntry], period: Period) -> Sheet:
    """Return the receipts by day, with the columns that the law requires, cash apart (CGI 50-0).

    Penalties and compensation are included, although they are not turnover. The sum received before
    the ledger began counts for the year, but for no month or quarter. What the coach's bank kept
    has a column if there is any.
    """
    columns: tuple[SheetColumn, ...] = (
        SheetColumn("column.received-on", "date"),
        SheetColumn("column.voucher"),
        SheetColumn("column.client"),
        SheetColumn("column.nature", "word"),
        SheetColumn("column.method", "word"),
        SheetColumn("column.received", "money"),
        SheetColumn("column.cash", "money"),
        SheetColumn("column.vat", "money"),
        *_OF_ENTRY,
    )
    listed = list(receipts_in(entries, period))
    has_fees = any(receipt.fees for _, receipt in listed)
    if has_fees:
        columns = (*columns, SheetColumn("column.bank-fees", "money"))
    found = [
        SheetLine(
            receipt.received_on,
            (
                receipt.received_on,
                *_receipt_cells(entry.place, receipt),
                *_entry_cells(entry),
                *([receipt.signed_fees] if has_fees else ()),
            ),
            carried=receipt.nature == "opening",
            cancels=receipt.counters is not None,
        )
        for entry, receipt in listed
    ]
    return make_sheet("receipts", period, columns, sorted(found, key=lambda line: line.on))


def _receipt_cells(place: int, receipt: Receipt) -> tuple[object, ...]:
    named = (text for text in (receipt.client, receipt.label) if text)
    vat = total(share.vat for share in receipt.shares)
    return (
        receipt.document or receipt.reference or f"{place:06d}",
        " – ".join(named) or None,
        receipt.nature,
        receipt.method,
        receipt.signed,
        receipt.signed if receipt.method == "cash" else None,
        vat if receipt.direction == "in" else -vat,
    )


def sales_sheet(entries: Iterable[LedgerEntry], period: Period) -> Sheet:
    """Return the sales journal: the amount that each paper adds to the sales.

    A deposit counts with its own invoice; the invoice that deducts it adds only the rest.
    """
    lines = [
        SheetLine(paper.issued_on, (*paper_cells(paper), *_entry_cells(entry)))
        for entry, paper in papers_in(entries, period)
    ]
    columns = (*OF_PAPER, *_OF_ENTRY)
    return make_sheet("sales", period, columns, sorted(lines, key=lambda line: line.on))


def paper_cells(paper: Invoice) -> tuple[object, ...]:
    """Return the cells of the columns `OF_PAPER`."""
    return (paper.issued_on, paper.number, paper.type, paper.buyer.name, *invoiced(paper))


def _entry_cells(entry: LedgerEntry) -> tuple[object, ...]:
    return entry.place, entry.recorded_on


def invoiced(paper: Invoice) -> tuple[Decimal, Decimal, Decimal]:
    """Return the amounts that a paper adds to the sales: without VAT, VAT, with VAT."""
    net = paper.total_net - total(each.net for each in paper.deductions)
    vat = vat_owed(paper)
    if paper.type == "credit":  # unary minus, unlike a factor of -1, makes no negative zero
        return -net, -vat, -(net + vat)
    return net, vat, net + vat


def turnover_sheet(entries: Sequence[LedgerEntry], period: Period) -> Sheet:
    """Return the turnover of each month without VAT, as received and as invoiced."""
    columns = (
        SheetColumn("column.month", "month"),
        SheetColumn("column.turnover-received", "money", always=True),
        SheetColumn("column.turnover-invoiced", "money"),
    )
    received = by_month(turnover(entries, period))
    sold = by_month(
        (paper.issued_on, invoiced(paper)[0]) for _, paper in papers_in(entries, period)
    )
    lines = [
        SheetLine(month, (month, received.get(month, NO_MONEY), sold.get(month, NO_MONEY)))
        for month in sorted(received.keys() | sold.keys())
    ]
    return make_sheet("turnover", period, columns, lines, spans=("quarter", "year"))


def vat_sheet(entries: Iterable[LedgerEntry], period: Period, practice: Practice) -> Sheet:
    """Return the VAT due on the receipts, by month and rate, to the cent (CGI 269-2 c).

    Beside it is what the return asks for at the end of each declared period: base and tax in whole
    euros (CGI 1724), and by how much the tax is rounded; `vat_remarks` has what it deducts.
    """
    columns: tuple[SheetColumn, ...] = (
        SheetColumn("column.month", "month"),
        SheetColumn("column.rate", "percent"),
        SheetColumn("column.base", "money", always=True),
        SheetColumn("column.vat", "money", always=True),
    )
    sums = _vat_sums(entries, period)
    typed = typed_vat(sums, period, practice)
    if typed:
        columns += _TYPED_VAT
    nothing = (None,) * (len(_TYPED_VAT) if typed else 0)
    cells = {key: (each.base, each.vat, each.rounding) for key, each in typed.items()}
    lines = [
        SheetLine(month, (month, rate, *sums[month, rate], *cells.get((month, rate), nothing)))
        for month, rate in sorted(sums)
    ]
    return make_sheet("vat", period, columns, lines, spans=("quarter", "year"))


def vat_remarks(
    entries: Iterable[LedgerEntry], period: Period, practice: Practice
) -> Iterator[Problem]:
    """Yield where the return asks for the VAT of refunds that exceed the receipts of a period."""
    for (_, rate), each in typed_vat(_vat_sums(entries, period), period, practice).items():
        if each.deducted:
            days = {"start_on": each.period.start_on, "end_on": each.period.end_on}
            yield Problem("vat.refunds-deducted", days | {"rate": rate, "amount": each.deducted})


def _vat_sums(
    entries: Iterable[LedgerEntry], period: Period
) -> dict[tuple[date, Decimal], list[Decimal]]:
    """Return the base and the VAT of what was received, by month and rate."""
    sums: dict[tuple[date, Decimal], list[Decimal]] = defaultdict(lambda: [NO_MONEY, NO_MONEY])
    for _, receipt in receipts_in(entries, period):
        sign = 1 if receipt.direction == "in" else -1
        for share in receipt.shares:
            if share.category == "S":
                found = sums[receipt.received_on.replace(day=1), share.rate]
                found[0] += sign * share.net
                found[1] += sign * share.vat
    return sums


def declaration_sheet(
    entries: Iterable[LedgerEntry], period: Period, law: Law, practice: Practice
) -> tuple[Sheet, tuple[Problem, ...]]:
    """Return the turnover that a micro-entrepreneur declares, with the contributions due.

    Each line is a declared month or quarter, whole even if `period` begins or ends inside it. If
    both occur, each has a column.
    `entries` are those of all years, because refunds may be carried over to the next period.
    Contributions are an estimate at the rates of the period. A rate that is not known leaves its
    cell and the totals below it empty, and is a problem. The flat income tax is empty unless the
    practice has chosen it.
    """
    ends = (period.start_on, period.end_on)
    first, last = (period_around(on, SPANS[practice.declares_on(on)]) for on in ends)
    whole = Period(first.start_on, last.end_on)
    rhythms = _rhythms(whole, practice)
    columns = (
        *rhythms.values(),
        SheetColumn("column.turnover-received", "money"),
        SheetColumn("column.to-declare", "money", always=True),
        SheetColumn("column.contributions", "money", whole=True),
        SheetColumn("column.training-fund", "money", whole=True),
        SheetColumn("column.income-tax", "money", whole=True),
    )
    received = turnover(entries, Period(date.min, whole.end_on))
    lines: list[SheetLine] = []
    problems: list[Problem] = []
    for each in declare_turnover(received, practice):
        on = each.period.start_on
        if not whole.holds(on):
            continue
        problems += _carried(each)
        costs: list[Decimal | None] = []
        chosen = (INCOME_TAX,) if practice.flat_income_tax else ()
        for name in (practice.social_fund, "training-fund", *chosen):
            try:
                costs.append(round_cents(each.declared * law.rate(name, on) / 100))
            except RuleRefusedError as error:
                costs.append(None)
                problems += (found for found in error.problems if found not in problems)
        costs += () if chosen else (None,)
        days = (on if rhythm == practice.declares_on(on) else None for rhythm in rhythms)
        lines.append(SheetLine(on, (*days, each.received, each.declared, *costs)))
    spans: Sequence[TotalSpan] = ("quarter", "year") if "monthly" in rhythms else ("year",)
    return make_sheet("declaration", whole, columns, lines, spans=spans), tuple(problems)


def _rhythms(period: Period, practice: Practice) -> dict[DeclarationRhythm, SheetColumn]:
    """Return how often turnover is declared in a period, each with the column of its days."""
    years = range(period.start_on.year, period.end_on.year + 1)
    found = {practice.declares_on(date(year, 1, 1)) for year in years}
    key = "month" if found == {"quarterly"} else ""
    columns: dict[DeclarationRhythm, SheetColumn] = {
        "quarterly": SheetColumn("column.quarter", "quarter", key=key),
        "monthly": SheetColumn("column.month", "month"),
    }
    return {rhythm: column for rhythm, column in columns.items() if rhythm in found}


def _carried(each: DeclaredTurnover) -> Iterator[Problem]:
    args = {"start_on": each.period.start_on, "end_on": each.period.end_on}
    if each.brought:
        yield Problem("declaration.brought", args | {"amount": each.brought})
    if each.carried:
        yield Problem("declaration.carried", args | {"amount": each.carried})


def by_month(amounts: Iterable[tuple[date, Decimal]]) -> dict[date, Decimal]:
    """Sum amounts by civil month; the key is the first day of the month."""
    found: dict[date, Decimal] = defaultdict(lambda: NO_MONEY)
    for on, amount in amounts:
        found[on.replace(day=1)] += amount
    return dict(found)

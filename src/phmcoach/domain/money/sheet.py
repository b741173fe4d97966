"""A table of values, to be shown, parsed or printed.

Each view of the ledger comes in four forms. All four are made from this one value, so they always
agree.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Literal

from phmcoach.domain.values.money import total
from phmcoach.value import Value
from phmcoach.words import ENTRY_CANCELLED, LedgerView

CellKind = Literal["", "date", "month", "money", "number", "percent", "quarter", "time", "word"]
TotalSpan = Literal["month", "quarter", "year", "period"]
MONTHS_OF_QUARTER = 3
MONTHS_OF_YEAR = 12
_HEADINGS: dict[TotalSpan, str] = {
    "month": "sheet.month",
    "quarter": "sheet.quarter",
    "year": "sheet.year",
    "period": "sheet.period",
}


class Period(Value):
    """A period between two days, both included."""

    start_on: date
    end_on: date

    def holds(self, on: date) -> bool:
        """Whether a day is in the period."""
        return self.start_on <= on <= self.end_on


class SheetColumn(Value):
    """A column: the message id of its heading, and the kind of its cells.

    In a `whole` column, an empty cell is an amount that is not known, and so is its total. An
    `always` column is shown to people even if it has only zeros. `key` is the name for programs, if
    that of the heading is another one.
    """

    heading: str
    kind: CellKind = ""
    whole: bool = False
    always: bool = False
    key: str = ""

    @property
    def name(self) -> str:
        """The name of the column for programs, such as received_on."""
        return self.key or self.heading.removeprefix("column.").replace("-", "_")


class SheetLine(Value):
    """A row of a table, and the day that puts it in a month.

    A `carried` row sums up the part of the year before its day; no month or quarter includes it.
    One that `cancels` another entry is no money that goes back: people read that as its nature.
    """

    on: date
    cells: tuple[object, ...]
    carried: bool = False
    cancels: bool = False

    def worded(self, columns: Sequence[SheetColumn]) -> tuple[object, ...]:
        """Return the cells as people read them; programs read those of the entry itself."""
        return tuple(
            ENTRY_CANCELLED if self.cancels and column.name == "nature" else cell
            for cell, column in zip(self.cells, columns, strict=True)
        )


class Total(Value):
    """The sums of the money columns over the span around `on`; None for other columns."""

    span: TotalSpan
    on: date
    cells: tuple[Decimal | None, ...]

    @property
    def heading(self) -> str:
        """The message id of the name of the span."""
        return _HEADINGS[self.span]

    @property
    def quarter(self) -> int:
        """The quarter of the year, from 1."""
        return quarter_of(self.on)[1]


class Sheet(Value):
    """A table for a period: lines with the totals between them, in order."""

    view: LedgerView
    period: Period
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetLine | Total, ...]

    @property
    def lines(self) -> tuple[SheetLine, ...]:
        """The rows that are not totals."""
        return tuple(row for row in self.rows if isinstance(row, SheetLine))

    @property
    def totals(self) -> tuple[Total, ...]:
        """The rows that are totals."""
        return tuple(row for row in self.rows if isinstance(row, Total))


def quarter_of(on: date) -> tuple[int, int]:
    """Return the year and the quarter of a day."""
    return on.year, (on.month - 1) // MONTHS_OF_QUARTER + 1


def period_around(on: date, span: TotalSpan) -> Period:
    """Return the civil month, quarter or year of a day."""
    months = {"month": 1, "quarter": MONTHS_OF_QUARTER}.get(span, MONTHS_OF_YEAR)
    first = (on.month - 1) // months * months + 1
    last = first + months - 1
    end_on = date(on.year, last, monthrange(on.year, last)[1])
    return Period(date(on.year, first, 1), end_on)


def make_sheet(
    view: LedgerView,
    period: Period,
    columns: Sequence[SheetColumn],
    lines: Sequence[SheetLine],
    *,
    spans: Sequence[TotalSpan] = ("month", "quarter", "year"),
) -> Sheet:
    """Return a table of ordered lines, with a total after each span.

    A period that is not a civil year also has a total at the end.
    """
    rows = [
        *_rows(columns, lines, [span for span in ("year", "quarter", "month") if span in spans]),
        *([] if _is_year(period) and "year" in spans else [_sum("period", columns, lines, period)]),
    ]
    return Sheet(view, period, tuple(columns), tuple(rows))


def _rows(
    columns: Sequence[SheetColumn], lines: Sequence[SheetLine], spans: Sequence[TotalSpan]
) -> list[SheetLine | Total]:
    """Add the totals of nested spans; the total of a span comes after those within it."""
    if not spans:
        return list(lines)
    keys = {
        "year": lambda line: line.on.year,
        "quarter": lambda line: quarter_of(line.on),
        "month": lambda line: (line.on.year, line.on.month),
    }
    found: list[SheetLine | Total] = []
    for _, members in groupby(lines, key=keys[spans[0]]):
        inner = list(members)
        found.extend(_rows(columns, inner, spans[1:]))
        found.append(_sum(spans[0], columns, inner, Period(inner[0].on, inner[-1].on)))
    return found


def _sum(
    span: TotalSpan, columns: Sequence[SheetColumn], lines: Sequence[SheetLine], period: Period
) -> Total:
    counted = [line for line in lines if not line.carried or _holds_year_so_far(span, period, line)]
    cells = tuple(_add(column, counted, place) for place, column in enumerate(columns))
    return Total(span, period.start_on, cells)


def _add(column: SheetColumn, lines: Sequence[SheetLine], place: int) -> Decimal | None:
    """Return the sum of a money column, or None for another one and for what is not known."""
    amounts = _amounts(lines, place)
    is_known = not column.whole or len(amounts) == len(lines)
    return total(amounts) if column.kind == "money" and is_known else None


def _holds_year_so_far(span: TotalSpan, period: Period, line: SheetLine) -> bool:
    """Whether a span includes the year of a line from its first day on."""
    return span == "year" or (span == "period" and period.start_on <= date(line.on.year, 1, 1))


def _amounts(lines: Sequence[SheetLine], place: int) -> list[Decimal]:
    values = (line.cells[place] for line in lines)
    return [value for value in values if isinstance(value, Decimal)]


def _is_year(period: Period) -> bool:
    year = period.start_on.year
    return period == Period(date(year, 1, 1), date(year, 12, 31))

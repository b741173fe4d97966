"""The formatted values of a view of the ledger, for the terminal and for paper.

They stand apart from the page, so that the terminal loads no typesetter.
"""

from collections.abc import Sequence
from typing import Literal

from phmcoach.domain.money.sheet import Sheet, SheetLine, Total
from phmcoach.i18n import Translator
from phmcoach.value import Value

_RECORDED = "column.recorded-on"
_OF_ENTRY = ("column.place", _RECORDED)

RIGHT = ("money", "number", "percent")


class PrintedColumn(Value):
    """A heading, whether its cells are right-aligned, and whether they are days.

    A `spare` column says where a row is in the ledger; it is the first to leave a narrow row.
    """

    heading: str
    right: bool
    kind: Literal["", "day"] = ""
    spare: bool = False


class PrintedRow(Value):
    """The formatted cells of a row, and whether the row is a total."""

    cells: tuple[str, ...]
    total: bool


class Printed(Value):
    """A formatted sheet, for the terminal and for paper."""

    columns: tuple[PrintedColumn, ...]
    rows: tuple[PrintedRow, ...]


def print_sheet(sheet: Sheet, words: Translator) -> Printed:
    """Format the values of a sheet for people, without empty columns.

    When an entry was recorded is shown if it was another day than that of the row.
    """
    shown = [place for place in range(len(sheet.columns)) if place == 0 or _is_used(sheet, place)]
    columns = tuple(
        PrintedColumn(
            words.text(sheet.columns[place].heading),
            right=sheet.columns[place].kind in RIGHT,
            kind="day" if sheet.columns[place].kind == "date" else "",
            spare=sheet.columns[place].heading in _OF_ENTRY,
        )
        for place in shown
    )
    rows = tuple(
        PrintedRow(_cells(sheet, row, shown, words), total=isinstance(row, Total))
        for row in sheet.rows
    )
    return Printed(columns, rows)


def _is_used(sheet: Sheet, place: int) -> bool:
    return sheet.columns[place].always or any(_shown(sheet, line, place) for line in sheet.lines)


def _shown(sheet: Sheet, row: SheetLine | Total, place: int) -> object:
    """Return the value of a cell, None for the day of recording if it is that of the row."""
    cells = row.cells if isinstance(row, Total) else row.worded(sheet.columns)
    value = cells[place]
    return None if sheet.columns[place].heading == _RECORDED and value == row.on else value


def _cells(
    sheet: Sheet, row: SheetLine | Total, shown: Sequence[int], words: Translator
) -> tuple[str, ...]:
    cells = [
        "" if (value := _shown(sheet, row, place)) is None else _write(value, sheet, place, words)
        for place in shown
    ]
    if isinstance(row, Total):
        args = {"month": row.on, "quarter": row.quarter, "year": f"{row.on.year}"}
        cells[0] = words.text(row.heading, **args)
    return tuple(cells)


def _write(value: object, sheet: Sheet, place: int, words: Translator) -> str:
    kind = sheet.columns[place].kind
    return words.format_value(value, "day" if kind == "date" else kind)

"""Write a table as CSV that a spreadsheet opens with a double click.

In French, fields are separated by semicolons and amounts have a decimal comma, as spreadsheets in
France expect. Texts may come from clients, so one that a spreadsheet would run as a formula gets
an apostrophe in front.
"""

import csv
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from io import StringIO

from phmcoach.domain.money.sheet import CellKind, SheetColumn, SheetLine
from phmcoach.formats import format_number
from phmcoach.i18n import Translator

BOM = "\ufeff"
"""The mark by which a spreadsheet recognises UTF-8."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(columns: Sequence[SheetColumn], lines: Sequence[SheetLine], words: Translator) -> str:
    """Return the headings and the lines of a table, without totals.

    Dates are ISO 8601, months `2026-02`, hours `09:00`; amounts are plain numbers with the decimal
    mark of the language.
    """
    file = StringIO()
    french = words.language == "fr"
    writer = csv.writer(file, delimiter=";" if french else ",", lineterminator="\r\n")
    writer.writerow([words.text(column.heading) for column in columns])
    for line in lines:
        writer.writerow(
            [
                _cell(value, column.kind, words)
                for value, column in zip(line.worded(columns), columns, strict=True)
            ]
        )
    return BOM + file.getvalue()


def _cell(value: object, kind: CellKind, words: Translator) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%Y-%m}" if kind == "month" else value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal | int):
        number = format_number(value, "en").replace(",", "") if kind == "percent" else str(value)
        return number.replace(".", ",") if words.language == "fr" else number
    text = words.format_value(value, kind)
    return f"'{text}" if text.startswith(_FORMULA) else text

"""Write a sheet as CSV that a spreadsheet opens with a double click.

In French, fields are separated by semicolons and amounts have a decimal comma, as spreadsheets in
France expect. Texts may come from clients, so one that a spreadsheet would run as a formula gets
an apostrophe in front.
"""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

from phmcoach.domain.money.sheet import CellKind, Sheet
from phmcoach.formats import format_number
from phmcoach.i18n import Translator

BOM = "\ufeff"
"""The mark by which a spreadsheet recognises UTF-8."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(sheet: Sheet, words: Translator) -> str:
    """Return the headings and the lines of a sheet, without its totals.

    Dates are ISO 8601, months `2026-02`; amounts are plain numbers with the decimal mark of the
    language.
    """
    file = StringIO()
    french = words.language == "fr"
    writer = csv.writer(file, delimiter=";" if french else ",", lineterminator="\r\n")
    writer.writerow([words.text(column.heading) for column in sheet.columns])
    for line in sheet.lines:
        writer.writerow(
            [
                _cell(value, column.kind, words)
                for value, column in zip(line.worded(sheet.columns), sheet.columns, strict=True)
            ]
        )
    return BOM + file.getvalue()


def _cell(value: object, kind: CellKind, words: Translator) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%Y-%m}" if kind == "month" else value.isoformat()
    if isinstance(value, Decimal | int):
        number = format_number(value, "en").replace(",", "") if kind == "percent" else str(value)
        return number.replace(".", ",") if words.language == "fr" else number
    text = words.format_value(value, kind)
    return f"'{text}" if text.startswith(_FORMULA) else text

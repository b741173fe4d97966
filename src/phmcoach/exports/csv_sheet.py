"""A sheet as CSV that a spreadsheet opens with a double click.

In French the field ends with a semicolon and the amount has a comma, as the spreadsheets of France
read them. A text that a spreadsheet would take for a formula is defused: it may come from a client.
"""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

from phmcoach.domain.money.sheet import CellKind, Sheet
from phmcoach.formats import format_number
from phmcoach.i18n import Translator

BOM = "\ufeff"
"""What tells a spreadsheet that the text is UTF-8."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(sheet: Sheet, words: Translator) -> str:
    """Return the lines of a sheet under their headings, without its totals.

    Dates are ISO, months `2026-02`, amounts plain numbers in the notation of the language.
    """
    file = StringIO()
    french = words.language == "fr"
    writer = csv.writer(file, delimiter=";" if french else ",", lineterminator="\r\n")
    writer.writerow([words.text(column.heading) for column in sheet.columns])
    for line in sheet.lines:
        writer.writerow(
            [
                _cell(value, column.kind, words)
                for value, column in zip(line.cells, sheet.columns, strict=True)
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

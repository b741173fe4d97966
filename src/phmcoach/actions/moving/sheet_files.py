"""Reading a coach's own sheet, as CSV or as a workbook of a spreadsheet program."""

import csv
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from pathlib import Path

from phmcoach.errors import InvalidDataError
from phmcoach.store.files import read_file
from phmcoach.value import Value

_WORKBOOK = (b"PK", b"\xd0\xcf\x11\xe0")
"""How the files of spreadsheet programs begin: new ones (.xlsx, .ods) and old ones (.xls)."""


class SheetRow(Value):
    """A row with the texts of its cells, and its line in the file."""

    line: int
    cells: tuple[str, ...]


def read_sheet(path: Path) -> Sequence[SheetRow]:
    """Return the rows of the first sheet that are not empty, the headings first.

    A CSV may have semicolons, commas or tabs, and the encoding of an older Excel. Raises
    InvalidDataError if the file is empty or no sheet.
    """
    content = read_file(path)
    rows = (
        _read_workbook(content, path) if content.startswith(_WORKBOOK) else _read_csv(content, path)
    )
    filled = [row for row in rows if any(row.cells)]
    if not filled:
        raise InvalidDataError.of("import.empty", path=str(path))
    return filled


def _read_csv(content: bytes, path: Path) -> Sequence[SheetRow]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    try:
        return [SheetRow(reader.line_num, tuple(map(str.strip, cells))) for cells in reader]
    except csv.Error as error:  # a quote that is never closed
        raise InvalidDataError.of("import.no-sheet", path=str(path)) from error


def _read_workbook(content: bytes, path: Path) -> Sequence[SheetRow]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    except CalamineError as error:
        raise InvalidDataError.of("import.no-sheet", path=str(path)) from error
    return [SheetRow(line, tuple(map(_text_of, cells))) for line, cells in enumerate(rows, 1)]


def _text_of(cell: float | str | bool | time | date | datetime | timedelta) -> str:
    """Return a cell as a coach would have typed it."""
    match cell:
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case time():
            return f"{cell:%H:%M}"
        case timedelta():
            return f"{cell // timedelta(minutes=1)}min"
        case _:
            return str(cell).strip()

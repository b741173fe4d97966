"""Tables of values, for a person or for a pipe.

Rich draws on a terminal only: it costs as much as the whole start-up, and `grep` and e-mails are
better served by plain aligned text. Cells are values, written by the kind of their column; what a
user typed is never read as markup.
"""

import shutil
from collections.abc import Sequence
from io import StringIO
from typing import TYPE_CHECKING, Literal
from unicodedata import combining, east_asian_width

from phmcoach.i18n import Translator
from phmcoach.value import Value
from phmcoach.words import CADENCE_LEVELS

if TYPE_CHECKING:
    from rich.text import Text

CellKind = Literal[
    "",
    "date",
    "day",
    "month",
    "time",
    "money",
    "price",
    "hours",
    "number",
    "gap",
    "percent",
    "list",
    "word",
]

_RIGHT_ALIGNED = frozenset({"money", "price", "hours", "number", "gap", "percent", "time"})
_GAP = "  "
_STYLES = {"ok": "green", "risk": "yellow", "breach": "bold red"}


class Column(Value):
    """A column of a table: the id of its heading, and how its values are written.

    A `whole` text is never folded: the user may have to type the reference or number again.
    `worded` says that the heading is a text already and no id, `right` that cells of any kind are
    aligned to the right. A `spare` column is left out of a table that is wider than the terminal.
    """

    heading: str
    kind: CellKind = ""
    whole: bool = False
    right: bool = False
    worded: bool = False
    spare: bool = False

    @property
    def is_right_aligned(self) -> bool:
        """Say whether cells are aligned to the right, as numbers are."""
        return self.right or self.kind in _RIGHT_ALIGNED


def plain_table(
    columns: Sequence[Column | str], rows: Sequence[Sequence[object]], tr: Translator
) -> str:
    """Align the columns with spaces, numbers to the right; nothing is cut."""
    described = _describe(columns)
    lines = [[_heading(column, tr) for column in described]]
    lines += [_cells(described, row, tr) for row in rows]
    widths = [max(display_width(cell) for cell in cells) for cells in zip(*lines, strict=True)]
    return "\n".join(
        _GAP.join(
            _pad(cell, width, right=column.is_right_aligned)
            for cell, width, column in zip(line, widths, described, strict=True)
        ).rstrip()
        for line in lines
    )


def draw_table(
    columns: Sequence[Column | str],
    rows: Sequence[Sequence[object]],
    tr: Translator,
    *,
    color: bool,
) -> str:
    """Draw a table as wide as the terminal at most; long texts are folded in their column."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
        header_style="bold" if color else "",
    )
    described, rows = _without_spare(_describe(columns), rows, tr)
    for column in described:
        heading = _heading(column, tr)
        table.add_column(
            heading,
            min_width=display_width(heading),
            justify="right" if column.is_right_aligned else "left",
            no_wrap=column.whole or column.right or column.kind not in {"", "list"},
        )
    for row in rows:
        cells = _cells(described, row, tr)
        table.add_row(
            *(
                _styled(cell, value, column)
                for cell, value, column in zip(cells, row, described, strict=True)
            )
        )
    file = StringIO()
    Console(
        file=file,
        width=shutil.get_terminal_size().columns,
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        legacy_windows=False,
    ).print(table)
    lines = file.getvalue().splitlines()
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _without_spare(
    columns: list[Column], rows: Sequence[Sequence[object]], tr: Translator
) -> tuple[list[Column], Sequence[Sequence[object]]]:
    """Leave out the spare columns if the terminal is too narrow for all of them."""
    if not any(column.spare for column in columns):
        return columns, rows
    lines = [[_heading(column, tr) for column in columns]]
    lines += [_cells(columns, row, tr) for row in rows]
    widths = [max(display_width(cell) for cell in cells) for cells in zip(*lines, strict=True)]
    if sum(widths) + len(_GAP) * len(widths) <= shutil.get_terminal_size().columns:
        return columns, rows
    kept = [place for place, column in enumerate(columns) if not column.spare]
    return [columns[place] for place in kept], [[row[place] for place in kept] for row in rows]


def display_width(text: str) -> int:
    """Count the cells that a text fills on a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text
    )


def _describe(columns: Sequence[Column | str]) -> list[Column]:
    return [Column(each) if isinstance(each, str) else each for each in columns]


def _cells(columns: Sequence[Column], row: Sequence[object], tr: Translator) -> list[str]:
    return [
        "" if value is None else tr.format_value(value, column.kind)
        for value, column in zip(row, columns, strict=True)
    ]


def _heading(column: Column, tr: Translator) -> str:
    return column.heading if column.worded else tr.text(column.heading)


def _pad(cell: str, width: int, *, right: bool) -> str:
    space = " " * (width - display_width(cell))
    return space + cell if right else cell + space


def _styled(cell: str, value: object, column: Column) -> "Text":
    from rich.text import Text

    is_level = column.kind == "word" and value in CADENCE_LEVELS
    return Text(cell, style=_STYLES[str(value)] if is_level else "")

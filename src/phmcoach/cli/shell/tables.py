"""Tables of values, for a person or for a pipe.

A table is drawn on a terminal only, as `layout` says: `grep` and e-mails are better served by plain
aligned text. Cells are values, written by the kind of their column.
"""

import re
import shutil
from collections.abc import Callable, Sequence
from typing import Literal

from phmcoach.cli.shell.layout import GAP, Layout, display_width, fold_cell, lay_out
from phmcoach.cli.shell.streams import Colour
from phmcoach.formats import NO_BREAK
from phmcoach.i18n import Translator
from phmcoach.value import Value, replace
from phmcoach.words import CADENCE_LEVELS

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
RULE, INDENT = "─", "  "
_TEXTS = frozenset({"", "list", "word"})
_LONG_YEAR = r"^(\d\d/\d\d/)\d\d(\d\d)$"
"""The day of a table in French; an English 02/03/26 could be in two months, so it stays long."""

Paint = Callable[[str], str]


class Column(Value):
    """A column of a table: the id of its heading, and how its values are written.

    `worded` says that the heading is a text already and no id, `right` that cells of any kind are
    aligned to the right. A `spare` column, such as a figure that follows from others, is among the
    first to go below its row in a narrow terminal. A text in a column of dates is written already.
    """

    heading: str
    kind: CellKind = ""
    right: bool = False
    worded: bool = False
    spare: bool = False

    @property
    def is_right_aligned(self) -> bool:
        """Say whether cells are aligned to the right, as numbers are."""
        return self.right or self.kind in _RIGHT_ALIGNED

    @property
    def is_text(self) -> bool:
        """Say whether cells are words, rather than numbers or dates."""
        return self.kind in _TEXTS and not self.right


def plain_table(
    columns: Sequence[Column | str], rows: Sequence[Sequence[object]], tr: Translator
) -> str:
    """Align the columns with spaces, numbers to the right; nothing is cut or folded."""
    described = _describe(columns)
    lines = [_headings(described, tr), *(_cells(described, row, tr) for row in rows)]
    widths = [max(display_width(cell) for cell in cells) for cells in zip(*lines, strict=True)]
    return "\n".join(
        GAP.join(
            _pad(cell, width, right=column.is_right_aligned)
            for cell, width, column in zip(line, widths, described, strict=True)
        ).rstrip()
        for line in lines
    )


def draw_table(
    columns: Sequence[Column | str],
    rows: Sequence[Sequence[object]],
    tr: Translator,
    paint: Callable[[str, Colour], str],
) -> str:
    """Draw a table that fits in the terminal, with every value whole."""
    described, width = _describe(columns), shutil.get_terminal_size().columns
    headings = _headings(described, tr)
    layout = lay_out(
        _versions(described, rows, tr),
        width,
        texts=[place for place, column in enumerate(described) if column.is_text],
        spare=[place for place, column in enumerate(described) if column.spare],
    )
    bold: list[Paint] = [lambda text: paint(text, "bold")] * len(described)
    drawn = _draw_row(layout, described, headings, bold, at_bottom=True)
    drawn.append(RULE * (sum(at for _, at in layout.widths) + len(GAP) * (len(layout.widths) - 1)))
    for row, cells in zip(rows, layout.version[1:], strict=True):
        paints = [_paint_of(value, it, paint) for value, it in zip(row, described, strict=True)]
        drawn += _draw_row(layout, described, cells, paints)
        drawn += _draw_below(layout, headings, cells, paints, width)
    return "\n".join(drawn)


def _versions(
    columns: Sequence[Column], rows: Sequence[Sequence[object]], tr: Translator
) -> list[list[list[str]]]:
    """Write the table with its dates as they are, as `18/07/2026`, and as `18/07/26`."""
    headings = _headings(columns, tr)
    written = [[headings, *(_glued(columns, row, tr) for row in rows)]]
    if any(column.kind == "date" for column in columns):
        days = [replace(each, kind="day") if each.kind == "date" else each for each in columns]
        written.append([headings, *(_glued(days, row, tr) for row in rows)])
    dates = {place for place, column in enumerate(columns) if column.kind in {"date", "day"}}
    if dates and tr.language == "fr":
        written.append(
            [
                [
                    re.sub(_LONG_YEAR, r"\1\2", cell) if place in dates else cell
                    for place, cell in enumerate(cells)
                ]
                for cells in written[-1]
            ]
        )
    return written


def _glued(columns: Sequence[Column], row: Sequence[object], tr: Translator) -> list[str]:
    """Write the cells of a row; a number is never folded away from its unit."""
    cells = _cells(columns, row, tr)
    return [
        cell if column.is_text or isinstance(value, str) else cell.replace(" ", NO_BREAK)
        for cell, value, column in zip(cells, row, columns, strict=True)
    ]


def _draw_row(
    layout: Layout,
    columns: Sequence[Column],
    cells: Sequence[str],
    paints: Sequence[Paint],
    *,
    at_bottom: bool = False,
) -> list[str]:
    """Draw cells side by side; headings are aligned at the bottom of their line."""
    folded = [fold_cell(cells[place], width) for place, width in layout.widths]
    height = max(map(len, folded))
    for lines in folded:
        empty = [""] * (height - len(lines))
        lines[:] = [*empty, *lines] if at_bottom else [*lines, *empty]
    return [
        GAP.join(
            _pad(part, width, right=columns[place].is_right_aligned, paint=paints[place])
            for part, (place, width) in zip(parts, layout.widths, strict=True)
        ).rstrip()
        for parts in zip(*folded, strict=True)
    ]


def _draw_below(
    layout: Layout,
    headings: Sequence[str],
    cells: Sequence[str],
    paints: Sequence[Paint],
    width: int,
) -> list[str]:
    """Draw what follows the row: each heading and its value, on a line of their own."""
    label_width = max((display_width(headings[place]) for place in layout.below), default=0)
    room = width - len(INDENT) - label_width - len(GAP)
    lines = []
    for place in layout.below:
        if not cells[place]:
            continue
        label = headings[place]
        for part in fold_cell(cells[place], room):
            lines.append(INDENT + _pad(label, label_width) + GAP + paints[place](part))
            label = ""
    return lines


def _describe(columns: Sequence[Column | str]) -> list[Column]:
    return [Column(each) if isinstance(each, str) else each for each in columns]


def _headings(columns: Sequence[Column], tr: Translator) -> list[str]:
    return [column.heading if column.worded else tr.text(column.heading) for column in columns]


def _cells(columns: Sequence[Column], row: Sequence[object], tr: Translator) -> list[str]:
    return [
        "" if value is None else tr.format_value(value, _kind_of(value, column))
        for value, column in zip(row, columns, strict=True)
    ]


def _kind_of(value: object, column: Column) -> str:
    is_written = column.kind in {"date", "day"} and isinstance(value, str)
    return "" if is_written else column.kind


def _pad(cell: str, width: int, *, right: bool = False, paint: Paint = str) -> str:
    space, painted = " " * (width - display_width(cell)), paint(cell) if cell else ""
    return space + painted if right else painted + space


def _paint_of(value: object, column: Column, paint: Callable[[str, Colour], str]) -> Paint:
    level = next((level for level in CADENCE_LEVELS if level == value), None)
    if column.kind != "word" or level is None:
        return str
    return lambda text: paint(text, level)

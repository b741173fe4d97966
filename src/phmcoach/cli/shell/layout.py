"""The columns of a table, laid out in a width so that no value is cut.

This is the one place of the rule, and it knows texts and widths only. A table that is too wide
changes in this order, until it fits:

1. dates become shorter, as the versions of the table say;
2. cells are folded to two lines, then to three, between words only (the spaces within a date or an
   amount are non-breaking); a short text, such as « en cours », stays whole;
3. one column after another goes below its row, with its heading: long texts, the widest first, then
   spare columns, then what is at the end of the row. The first column always stays.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import product
from unicodedata import combining, east_asian_width

from phmcoach.value import Value

Lines = Sequence[Sequence[str]]
"""The written cells of a table, line by line; the first line holds the headings."""

GAP = "  "
_MOST_LINES = 3
_SHORT_TEXT, _LONG_TEXT = 10, 15


class Layout(Value):
    """The version of a table that fits, and the places of its columns.

    `widths` are the places and widths of the columns that stand side by side; the columns at
    `below` follow each row, one on a line.
    """

    version: Lines
    widths: tuple[tuple[int, int], ...]
    below: tuple[int, ...]


class _Column(Value):
    """The widths of the longest word, the widest cell and the heading of a column."""

    word: int
    cell: int
    heading: int

    def least(self, most_lines: int) -> int:
        """Return its least width, if its cells are folded to some lines; short ones never are."""
        return max(self.word, min(self.cell, _SHORT_TEXT), -(-self.cell // most_lines))


def lay_out(
    versions: Sequence[Lines], width: int, *, texts: Collection[int], spare: Collection[int]
) -> Layout:
    """Find the first layout that fits in a width; the last one is taken if none does.

    `versions` are the same table, each with shorter dates than the one before it. `texts` are the
    places of the columns that hold words, `spare` of those that say least.
    """
    measured = [
        (lines, [_measure(cells) for cells in zip(*lines, strict=True)]) for lines in versions
    ]
    last, columns = measured[-1]
    candidates = product(_try_below(columns, texts, spare), range(1, _MOST_LINES + 1), measured)
    layouts = (
        _fit(version, columns, below, most_lines, width)
        for below, most_lines, (version, columns) in candidates
    )
    widest = Layout(last, ((0, columns[0].word),), tuple(range(1, len(columns))))
    return next(filter(None, layouts), widest)


def _fit(
    version: Lines, columns: Sequence[_Column], below: Sequence[int], most_lines: int, width: int
) -> Layout | None:
    """Lay a version out with folded cells, and columns below its rows, or return None."""
    kept = [place for place in range(len(columns)) if place not in below]
    shown = [columns[place] for place in kept]
    room = width - len(GAP) * (len(kept) - 1)
    least = [column.least(most_lines) for column in shown]
    if sum(least) > room:
        return None
    filled = _tighten(version, kept, _widen(least, [it.cell for it in shown], room))
    widths = _tighten(version, kept, _widen(filled, [it.heading for it in shown], room))
    return Layout(version, tuple(zip(kept, widths, strict=True)), tuple(below))


def fold_cell(text: str, width: int) -> list[str]:
    """Fold a text between its words; a word that is longer than the width stays whole."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if display_width(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def display_width(text: str) -> int:
    """Count the cells that a text fills on a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text
    )


def _measure(cells: Sequence[str]) -> _Column:
    heading, *values = cells
    return _Column(
        word=max(1, *(display_width(word) for cell in cells for word in cell.split(" "))),
        cell=max(map(display_width, values), default=0),
        heading=display_width(heading),
    )


def _try_below(
    columns: Sequence[_Column], texts: Collection[int], spare: Collection[int]
) -> Iterator[tuple[int, ...]]:
    """Yield the columns that are put below their row, one more each time."""
    others = range(1, len(columns))
    long = [place for place in others if place in texts and columns[place].cell > _LONG_TEXT]
    order = sorted(long, key=lambda place: -columns[place].cell)
    for in_turn in (spare, others):
        order += [it for it in reversed(others) if it in in_turn and it not in order]
    for count in range(len(order) + 1):
        yield tuple(sorted(order[:count]))


def _widen(widths: Sequence[int], wanted: Sequence[int], room: int) -> list[int]:
    """Widen columns up to what they want, as far as there is room; the most folded one first."""
    widened = list(widths)
    while sum(widened) < room:
        ratios = [want / width for want, width in zip(wanted, widened, strict=True)]
        if max(ratios) <= 1:
            break
        widened[ratios.index(max(ratios))] += 1
    return widened


def _tighten(lines: Lines, kept: Sequence[int], widths: Sequence[int]) -> list[int]:
    """Make each column as wide as its widest folded line."""
    return [
        max(display_width(part) for line in lines for part in fold_cell(line[place], width))
        for place, width in zip(kept, widths, strict=True)
    ]

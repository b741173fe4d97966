"""How the columns of a table stand in a width, so that no value is ever cut.

This is the one place of the rule, and it knows texts and widths only. A table that is too wide
changes in this order, until it fits:

1. dates become shorter, as the versions of the table say;
2. cells are folded to two lines, then to three, between words only (the spaces within a date or an
   amount are non-breaking); a short text, such as « en cours », stays whole;
3. one column after another goes below its row, with its heading: long texts, the widest first, then
   spare columns, then what is at the end of the row. The first column always stays.
"""

from collections.abc import Collection, Iterator, Sequence
from unicodedata import combining, east_asian_width

from phmcoach.value import Value

Lines = Sequence[Sequence[str]]
"""The written cells of a table, line by line; the first line holds the headings."""

GAP = "  "
_MOST_LINES = 3
_SHORT_TEXT, _LONG_TEXT = 10, 15


class Layout(Value):
    """The version of a table that fits, and where its columns stand.

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
    measured = [[_measure(cells) for cells in zip(*lines, strict=True)] for lines in versions]
    for below in _try_below(measured[-1], texts, spare):
        kept = [place for place in range(len(measured[0])) if place not in below]
        room = width - len(GAP) * (len(kept) - 1)
        for most_lines in range(1, _MOST_LINES + 1):
            for version, columns in zip(versions, measured, strict=True):
                shown = [columns[place] for place in kept]
                least = [column.least(most_lines) for column in shown]
                if sum(least) <= room:
                    widths = least
                    for wanted in ([it.cell for it in shown], [it.heading for it in shown]):
                        widths = _tighten(version, kept, _widen(widths, wanted, room))
                    return Layout(version, tuple(zip(kept, widths, strict=True)), below)
    return Layout(versions[-1], ((0, measured[-1][0].word),), tuple(range(1, len(measured[0]))))


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

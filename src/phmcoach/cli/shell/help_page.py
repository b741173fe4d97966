"""The layout of a help page: plain text, eighty columns at most, sections under headings.

Rich would cost several times the start-up of the rest for a frame around the same words.
"""

from collections.abc import Sequence
from shutil import get_terminal_size
from textwrap import TextWrapper

from phmcoach.i18n import Translator
from phmcoach.value import Value

_WIDEST = 80
_NARROWEST = 50
_INDENT = "  "
_GAP = 2
_LONGEST_NAME = 28  # a longer name gets a line of its own


class Row(Value):
    """A command, an argument or an option, and its help."""

    name: str
    text: str


class Section(Value):
    """Rows under a heading."""

    heading: str
    rows: Sequence[Row]


def render_help(
    tr: Translator,
    *,
    usage: str,
    text: str,
    groups: Sequence[Sequence[Section]],
    closing: str = "",
) -> str:
    """Lay out a page: the sections of a group share their columns, empty ones are left out."""
    width = max(_NARROWEST, min(_WIDEST, get_terminal_size().columns))
    lines = _wrap(f"{tr.text('page.usage')} {usage}", width, "", _INDENT * 2)
    for paragraph in filter(None, text.split("\n\n")):
        lines += ["", *_wrap(paragraph, width, _INDENT, _INDENT)]
    for group in groups:
        names = [len(row.name) for section in group for row in section.rows]
        column = min(max(names, default=0), _LONGEST_NAME) + _GAP
        for section in group:
            if section.rows:
                lines += ["", tr.text("page.heading", heading=section.heading)]
                lines += [line for row in section.rows for line in _render_row(row, column, width)]
    if closing:
        lines += ["", *_wrap(closing, width, "", "")]
    return "\n".join(lines)


def _render_row(row: Row, column: int, width: int) -> list[str]:
    indent = " " * (len(_INDENT) + column)
    first = f"{_INDENT}{row.name:<{column}}"
    if len(first) > len(indent):
        return [first, *_wrap(row.text, width, indent, indent)]
    return _wrap(row.text, width, first, indent) or [first.rstrip()]


def _wrap(text: str, width: int, first: str, others: str) -> list[str]:
    """Fold a text between its words; a word with a hyphen stays whole, so that it can be copied."""
    return TextWrapper(
        width, initial_indent=first, subsequent_indent=others, break_on_hyphens=False
    ).wrap(text)

"""How a page of help looks: plain text, eighty columns at most, sections under headings.

Rich would cost several times the start-up of the rest for a frame around the same words.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from phmcoach.i18n import Translator

_WIDTH = 80
_INDENT = "  "
_GAP = 2
_LONGEST_NAME = 28  # a longer name stands alone on its line


@dataclass(frozen=True)
class Row:
    """A command, an argument or an option, and what it is for."""

    name: str
    text: str


@dataclass(frozen=True)
class Section:
    """Rows under a heading."""

    heading: str
    rows: Sequence[Row]


def render_help(
    tr: Translator, *, usage: str, text: str, sections: Sequence[Section], width: int | None = None
) -> str:
    """Lay out a page; a section without rows is left out."""
    width = width or max(50, min(_WIDTH, shutil.get_terminal_size().columns))
    prefix = tr.text("page.usage")
    lines = wrap(usage, width, initial_indent=prefix + " ", subsequent_indent=" " * 4)
    for paragraph in text.split("\n\n"):
        lines += ["", *wrap(paragraph, width, initial_indent=_INDENT, subsequent_indent=_INDENT)]
    for section in sections:
        if section.rows:
            lines += ["", tr.text("page.heading", heading=section.heading)]
            lines += _render_rows(section.rows, width)
    return "\n".join(lines)


def _render_rows(rows: Sequence[Row], width: int) -> list[str]:
    column = min(max(len(row.name) for row in rows), _LONGEST_NAME) + _GAP
    indent = _INDENT + " " * column
    lines = []
    for row in rows:
        wrapped = wrap(" ".join(row.text.split(" ")), width - len(indent)) or [""]
        if len(row.name) + _GAP > column:
            lines.append(_INDENT + row.name)
        else:
            lines.append(f"{_INDENT}{row.name:<{column}}{wrapped.pop(0)}".rstrip())
        lines += [indent + line for line in wrapped if line]
    return lines

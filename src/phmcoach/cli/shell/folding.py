"""Fold sentences for a terminal; a command in them stays whole, so that it can be copied."""

import re
from textwrap import fill

from phmcoach.cli.shell import PROGRAM

_TYPED = (
    rf"(?<=: ){PROGRAM} .+$"
    rf"|(?<=\(){PROGRAM} [^()]+\)"
    rf"|`{PROGRAM} [^`]+`"
    rf"|\b{PROGRAM} [a-z]+(?:-[a-z]+)*"
    r"|--[a-z]+(?:-[a-z]+)* (?:[A-Z]+\b|\d[^\s,;)]*|\"[^\"]*\")"
)
"""What is typed: a command at the end of a sentence or in it, or an option with its value.

It is compiled at the first use, because `--help` folds nothing.
"""

_GLUE = "\ue000"
"""Stands for a space at which nothing is folded: a private character, so no text contains it."""


def fold_sentence(text: str, width: int, indent: str = "") -> str:
    """Fold the lines of a sentence at the words, all behind an indent except the first.

    A command that is longer than a line has a line of its own.
    """
    return "\n".join(
        _fold_line(line, width, indent, indent if number else "")
        for number, line in enumerate(text.split("\n"))
    )


def _fold_line(text: str, width: int, indent: str, first_indent: str) -> str:
    glued = re.sub(_TYPED, lambda found: found[0].replace(" ", _GLUE), text)
    folded = fill(
        glued,
        width,
        break_on_hyphens=False,
        break_long_words=False,
        initial_indent=first_indent,
        subsequent_indent=indent,
    )
    return folded.replace(_GLUE, " ")

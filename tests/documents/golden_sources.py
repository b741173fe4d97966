"""The golden Typst sources: a preamble that several papers share is stored once, in its own file.

A preamble has holes for the few lines that differ, such as the title. The golden paper begins with
these lines and continues with what follows the preamble.
"""

import os
import re

from tests.documents.document_samples import GOLDEN

HOLE = "<a line of the paper>"
OWN_LINES = re.compile(r'  title: "|  date: datetime\(|      \[#".*";\],$')
"""The title and the date of the document, and the text of its footer."""

BODY_STARTS = ("#title(", "#text(", "#let letterhead = ")
"""How the first line after a preamble begins, in any paper."""


def split_source(source: str) -> tuple[str, str]:
    """Return the preamble of a source with its holes, and the parts of this paper."""
    lines = source.split("\n")
    end = next(index for index, line in enumerate(lines) if line.startswith(BODY_STARTS))
    preamble = [HOLE if OWN_LINES.match(line) else line for line in lines[:end]]
    own = [line for line in lines[:end] if OWN_LINES.match(line)]
    return "\n".join(preamble), "\n".join([*own, *lines[end:]])


def join_source(preamble: str, paper: str) -> str:
    """Return the whole source: the reverse of `split_source`."""
    count = preamble.count(HOLE)
    *own, body = paper.split("\n", count)
    for line in own:
        preamble = preamble.replace(HOLE, line, 1)
    return f"{preamble}\n{body}"


def assert_golden_source(preamble: str, paper: str, source: str) -> None:
    """Compare a whole source with two golden files; if UPDATE_GOLDEN is set, write them instead."""
    paths = (GOLDEN / "preambles" / f"{preamble}.typ", GOLDEN / "papers" / f"{paper}.typ")
    if "UPDATE_GOLDEN" in os.environ:
        for path, part in zip(paths, split_source(source), strict=True):
            path.write_text(part, "utf-8")
    assert source == join_source(*(path.read_text("utf-8") for path in paths))

"""The months of a contract as a line of text, which a coach reads without colours."""

from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Output

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from phmcoach.domain.cadence.calendar_line import Mark, MonthMarks

_WIDTH, _GAP = 60, 2
_MEANINGS: "Mapping[Mark, str]" = {
    "held": "show.month-held",
    "missed": "show.month-missed",
    "unrecorded": "show.month-unrecorded",
    "planned": "show.month-planned",
    "pause": "show.month-pause",
    "empty": "show.month-empty",
    "today": "show.month-today",
    "end": "show.month-end",
}
"""The message that explains each mark, in the order of the legend; its first letter is the mark."""


def print_months(out: Output, months: "Sequence[MonthMarks]") -> None:
    """Print the name of each month, its marks below it, and what the marks mean.

    The line has the same width on every terminal; a long contract has several lines.
    """
    if not months:
        return
    names = out.tr.text("show.month-names").split()
    meanings = {mark: out.tr.text(message) for mark, message in _MEANINGS.items()}
    heading, line = "", ""
    out.page("")
    for month in months:
        name = names[month.first_on.month - 1]
        marks = "".join(meanings[mark][0] for mark in month.marks)
        width = max(len(name), len(marks))
        if line and len(line) + width > _WIDTH:
            _print_line(out, heading, line)
            heading, line = "", ""
        heading += name.ljust(width + _GAP)
        line += marks.ljust(width + _GAP)
    _print_line(out, heading, line)
    used = {mark for month in months for mark in month.marks}
    out.result(", ".join(text for mark, text in meanings.items() if mark in used))


def _print_line(out: Output, heading: str, line: str) -> None:
    out.page(heading.rstrip())
    out.page(line.rstrip())

"""The rows of `coach today`: what they are, their order, and how many are shown.

A coach opens the program in the morning to know what to do. A row is one thing: its reason, and
through its message the command that goes on. What it says is decided by the rule that other
commands ask too; here rows are only grouped, ordered and counted.
"""

from collections.abc import Iterable
from datetime import date, time
from typing import Literal, get_args

from phmcoach.errors import Problem
from phmcoach.value import Value
from phmcoach.words import SessionType

RowKind = Literal[
    "stopped",
    "unanswered",
    "rhythm",
    "unsigned",
    "to-bill",
    "unpaid",
    "ends",
    "others",
]
ROW_KINDS: tuple[RowKind, ...] = get_args(RowKind)
"""The kinds of rows in their order; they are words of the JSON answers."""

SHOWN_ROWS = 18
"""The most rows that are shown at once: with the agenda, they fill a screen."""


class Row(Value):
    """One thing to do: its kind and its reason.

    `ref` is the reference of its engagement or client, and `name` who it is about; a row about the
    whole practice has neither. `on` orders the rows of a kind. The row is put aside before the
    day `until`.
    """

    kind: RowKind
    fact: Problem
    ref: str | None = None
    name: str | None = None
    on: date | None = None
    until: date | None = None


class Meeting(Value):
    """An entry of the agenda: a planned session, or the evaluation, which has no `id`."""

    on: date
    at: time | None
    ref: str
    name: str
    id: str | None = None
    type: SessionType | None = None


def order_rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return rows in the order of their kinds; those of a kind by day, then by reference.

    Rows that are put aside come last.
    """
    places = {kind: place for place, kind in enumerate(ROW_KINDS)}
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                row.until is not None,
                places[row.kind],
                row.on or date.max,
                row.ref or "",
            ),
        )
    )


def order_meetings(meetings: Iterable[Meeting]) -> tuple[Meeting, ...]:
    """Return the agenda by day and hour; what has no hour comes first."""
    return tuple(
        sorted(meetings, key=lambda each: (each.on, each.at or time.min, each.ref, each.id or ""))
    )

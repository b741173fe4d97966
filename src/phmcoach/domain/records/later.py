"""The rows of `coach today` that the coach put aside, in `later.toml`.

A row is derived each time, so what is kept is what it was about: once its day or its amount is
another one, it is another row, and shown again.
"""

from typing import Annotated, Literal

from phmcoach.domain.base import COACH, Day, Line, Record
from phmcoach.domain.values.marks import Key


class LaterRow(Record):
    """A row that is not shown before a day; `about` are the days, names and amounts of its fact."""

    kind: Annotated[Line, COACH]
    ref: Annotated[Line | None, COACH] = None
    fact: Annotated[Line, COACH]
    about: Annotated[tuple[Line, ...], COACH] = ()
    until: Annotated[Day, COACH]


class LaterLog(Record):
    """All rows that were put aside, in that order; the last one about a row decides."""

    schema_version: Annotated[Literal[1], Key("schema"), COACH]
    rows: Annotated[tuple[LaterRow, ...], COACH] = ()

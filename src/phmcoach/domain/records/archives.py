"""The memory of archives of years, wherever the coach keeps the archives themselves."""

from typing import Annotated, Literal

from phmcoach.domain.base import ACCOUNTING, Day, Line, Record
from phmcoach.domain.values.marks import Key, Limits


class ArchivedYear(Record):
    """An archive of a year that was over: its day, its number of entries and its digest."""

    year: Annotated[int, ACCOUNTING]
    on: Annotated[Day, ACCOUNTING]
    entries: Annotated[int, Limits(ge=1), ACCOUNTING]
    sha256: Annotated[Line, ACCOUNTING]


class ArchiveLog(Record):
    """The archives that were written, in the order of writing."""

    schema_version: Annotated[Literal[1], Key("schema"), ACCOUNTING]
    archives: Annotated[tuple[ArchivedYear, ...], ACCOUNTING] = ()

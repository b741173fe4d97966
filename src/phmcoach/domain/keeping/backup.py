"""The day of the last backup, and the day on which another one is due."""

from datetime import date, timedelta
from typing import Annotated, Literal

from phmcoach.domain.base import COACH, Day, Record
from phmcoach.domain.values.marks import Key
from phmcoach.errors import Problem

LAST_BACKUP = "backup.toml"
"""The name of the file that says when the last backup was made; no backup contains it."""

DUE_AFTER = timedelta(days=21)


class LastBackup(Record):
    """`backup.toml`: the day of the last backup, of this folder or of the one it comes from."""

    schema_version: Annotated[Literal[1], Key("schema"), COACH]
    made_on: Annotated[Day, COACH]


def backup_due(last: date | None, began: date | None, today: date) -> Problem | None:
    """Return what is to be said of the last backup, or None if none is due.

    Without any, it is due once the first entry of the ledger, of the day `began`, is old enough.
    """
    since = last or began
    if since is None or today - since < DUE_AFTER:
        return None
    if last is None:
        return Problem("backup.none", {"since": since}, level="warning")
    args = {"days": (today - since).days, "on": since}
    return Problem("backup.old", args, level="warning")

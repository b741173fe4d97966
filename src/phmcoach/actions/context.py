"""The environment of a command: the folder, the clock, the editor.

With these given, every command is reproducible: same data and same day, same bytes.
"""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Folder
from phmcoach.store.known_files import KnownFiles
from phmcoach.value import Value


def refuse_doubt(doubt: Problem) -> None:
    """Raise RuleRefusedError for a doubt about the clock, off a terminal."""
    raise RuleRefusedError(doubt)


def refuse_future(on: date, today: date) -> None:
    """Raise RuleRefusedError for the day of a fact that is still to come."""
    if on > today:
        raise RuleRefusedError.of("gate.in-the-future", on=on, remedy=Remedy.OTHER_DAY)


class Context(Value):
    """The environment of one command.

    `now` has a time zone. `specimen` means that the clock was set by hand, as for a demo: documents
    are then marked as specimens and numbered in a series of their own. `editor` opens a file and
    returns when the user has closed it. `remark` reports at once what a command did beside its own
    task. `known` are the files that need not be validated again, for commands that only show
    something. `on_doubt` is called with a doubt about the clock before anything is written to the
    ledger; it raises an error unless the coach confirms the day. `only_looks` means that the
    command shows what it would record, which needs no pen.
    """

    folder: Folder
    today: date
    now: datetime
    specimen: bool
    editor: Callable[[Path], None]
    remark: Callable[[Problem], None]
    known: KnownFiles | None = None
    on_doubt: Callable[[Problem], None] = refuse_doubt
    only_looks: bool = False

"""What comes in from outside: the folder, the clock, the editor.

With these given, every command is reproducible: same data and same day, same bytes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from phmcoach.store.folder import Folder


@dataclass(frozen=True)
class Context:
    """The world of one command.

    `now` knows its time zone. `specimen` says that the clock was set by hand, as for a demo: what
    is issued then is marked and numbered apart. `editor` opens a file and returns when the user
    has closed it.
    """

    folder: Folder
    today: date
    now: datetime
    specimen: bool
    editor: Callable[[Path], None]

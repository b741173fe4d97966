"""The billed sessions of each engagement, needed to count the sessions that the contract covers.

Billed sessions are counted first (`domain.contract.coverage`), so whoever counts has to know them.
The ledger is read once for all engagements, and not at all if no answer can depend on it: a list of
a whole folder stays fast, and an unreadable ledger does not prevent a cadence check.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from phmcoach.actions.opening import Opened
from phmcoach.domain.contract.coverage import may_exceed_number
from phmcoach.errors import CoachError
from phmcoach.store.folder import Folder

if TYPE_CHECKING:
    from phmcoach.store.ledger import Ledger


@dataclass(frozen=True)
class Invoiced:
    """The sessions of a folder that an invoice or a specimen bills, read when they are needed.

    An unreadable ledger counts as empty here; `coach doctor` reports what is wrong with it.
    """

    folder: Folder

    def of(self, opened: Opened) -> frozenset[str]:
        """Return the ids of an engagement's billed sessions; none if they change no answer."""
        if not may_exceed_number(opened.case) or self._ledger is None:
            return frozenset()
        return self._ledger.invoiced_sessions(opened.ref)

    @cached_property
    def _ledger(self) -> "Ledger | None":
        return readable_ledger(self.folder)


def readable_ledger(folder: Folder) -> "Ledger | None":
    """Return the ledger, or None if it cannot be read; `verify_ledger` reports the reason."""
    from phmcoach.store.ledger import open_ledger

    try:
        return open_ledger(folder)
    except CoachError:
        return None

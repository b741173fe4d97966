"""The billed sessions of each engagement, needed to count the sessions that the contract covers.

Billed sessions are counted first (`domain.contract.coverage`), so whoever counts has to know them.
The ledger is read once for all engagements, and not at all if no answer can depend on it: a list of
a whole folder stays fast, and an unreadable ledger does not prevent a cadence check.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from phmcoach.actions.opening import Opened
from phmcoach.domain.case import NOT_READ, NotRead
from phmcoach.domain.contract.coverage import may_exceed_number
from phmcoach.errors import CoachError
from phmcoach.store.folder import Folder
from phmcoach.value import Value

if TYPE_CHECKING:
    from phmcoach.store.ledger import Ledger

NOTHING_ASSUMED_BILLED: frozenset[str] = frozenset()
"""The billed sessions that are assumed while the ledger cannot be read: none.

So the views still work, but if a number is exceeded, they may name another session than the one
that no invoice contains. `coach doctor` reports what is wrong with the ledger.
"""


class Invoiced(Value):
    """The sessions of a folder that an invoice or a specimen bills, read when they are needed."""

    folder: Folder

    def of(self, opened: Opened) -> frozenset[str] | NotRead:
        """Return the ids of an engagement's billed sessions, `NOT_READ` if no rule needs them."""
        if not may_exceed_number(opened.case):
            return NOT_READ
        if self._ledger is None:
            return NOTHING_ASSUMED_BILLED
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

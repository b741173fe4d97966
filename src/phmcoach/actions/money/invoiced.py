"""Which sessions invoices hold, for whoever counts what the contract covers.

What is billed keeps its place within the number (`domain.contract.coverage`), so each reader of
the number has to know it. The ledger is read once for all engagements, and not at all where no
answer can depend on it: a list of a whole folder stays fast, and a ledger that cannot be read stops
nobody who only asks for a rhythm.
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
    """The sessions of a folder that an invoice or a specimen holds, as far as they are asked for.

    A ledger that cannot be read counts as empty here; `coach doctor` says what is wrong with it.
    """

    folder: Folder

    def of(self, opened: Opened) -> frozenset[str]:
        """Return the ids of an engagement's billed sessions; none where they change no answer."""
        if not may_exceed_number(opened.case) or self._ledger is None:
            return frozenset()
        return self._ledger.invoiced_sessions(opened.ref)

    @cached_property
    def _ledger(self) -> "Ledger | None":
        return readable_ledger(self.folder)


def readable_ledger(folder: Folder) -> "Ledger | None":
    """Return the ledger if it can be read; why it cannot, `verify_ledger` tells better."""
    from phmcoach.store.ledger import open_ledger

    try:
        return open_ledger(folder)
    except CoachError:
        return None

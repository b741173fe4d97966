"""The billed sessions of each engagement, needed to count the sessions that the contract covers.

Billed sessions are counted first (`domain.contract.coverage`), so whoever counts has to know them.
The ledger is read once for all engagements, and not at all if no answer can depend on it: a list of
a whole folder stays fast, and a damaged ledger does not prevent a cadence check.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from phmcoach.actions.opening import Opened
from phmcoach.domain.case import NOT_READ, Billed, NotRead
from phmcoach.domain.contract.coverage import may_exceed_number
from phmcoach.errors import Problem
from phmcoach.store.folder import Folder
from phmcoach.store.known_files import KnownFiles
from phmcoach.value import Value

if TYPE_CHECKING:
    from phmcoach.store.ledger import Ledger


class Invoiced(Value):
    """The sessions of a folder that an invoice or a specimen bills, read when they are needed.

    Files that are `known` to be valid are not validated again.
    """

    folder: Folder
    known: KnownFiles | None = None

    def of(self, opened: Opened) -> Billed | NotRead:
        """Return what invoices bill of an engagement, `NOT_READ` if no rule needs it.

        Of a damaged ledger, it is what can be read; see `damage`.
        """
        if not may_exceed_number(opened.case):
            return NOT_READ
        return self._ledger.billed(opened.ref)

    @property
    def damage(self) -> tuple[Problem, ...]:
        """The damage of the ledger, if it was read."""
        return self._ledger.damage if "_ledger" in vars(self) else ()

    @cached_property
    def _ledger(self) -> "Ledger":
        from phmcoach.store.ledger import read_ledger

        return read_ledger(self.folder, self.known)

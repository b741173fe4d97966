"""The merge of two machines' practices, and the conflicts that it leaves to the coach."""

from collections.abc import Mapping

from phmcoach.value import NOTHING, Value
from phmcoach.words import Side as Side  # noqa: PLC0414 - merges speak of it

Tree = Mapping[str, bytes]
"""The files of a practice by their paths; of two trees, only those that differ are read."""


class Renumbered(Value):
    """A record that got another id, because both machines had given the same one."""

    file: str
    was: str
    now: str


class Conflict(Value):
    """A key that both machines changed, to different values; a file as a whole has no key.

    None stands for what is not there: before, or since one machine has removed it. What was
    `signed` on one side alone is no question: it stays, and the other side's change goes.
    """

    file: str
    key: str | None
    base: object | None
    here: object | None
    there: object | None
    signed: Side | None = None

    @property
    def place(self) -> tuple[str, str | None]:
        """The file and the key, which a choice is made for."""
        return self.file, self.key


Choices = Mapping[tuple[str, str | None], Side]
"""Which side each conflict was settled for, by its place."""


class Fork(Value):
    """Entries of the ledger that each machine recorded without the other's, by their paths."""

    here: tuple[str, ...]
    there: tuple[str, ...]


class Merged(Value):
    """The merged files, None for one that goes; only those of which a side differs.

    Nothing may be written of it while there is a conflict or a fork.
    """

    files: Mapping[str, bytes | None] = NOTHING
    renumbered: tuple[Renumbered, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    fork: Fork | None = None

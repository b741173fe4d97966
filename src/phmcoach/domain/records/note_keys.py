"""The public keys that private notes are locked for, in `notes/keys.toml`; they open nothing."""

from typing import Annotated, Literal

from phmcoach.domain.base import COACH, Day, Line, Record
from phmcoach.domain.values.marks import Key


class NoteKeys(Record):
    """The two keys that open a note: that of `notes/identity.age`, and the one kept elsewhere.

    `recovery_tried_on` is the last day on which the coach typed the latter.
    """

    schema_version: Annotated[Literal[1], Key("schema"), COACH]
    key: Annotated[Line, COACH]
    recovery_key: Annotated[Line, COACH]
    made_on: Annotated[Day, COACH]
    recovery_tried_on: Annotated[Day, COACH]

    @property
    def recipients(self) -> tuple[str, ...]:
        """Both keys: every note is locked for each of them."""
        return (self.key, self.recovery_key)

"""The commands that help, by name, where the context of a problem decides which one does.

Most messages have one command, which stands beside their id in the command line
(`cli/shell/remedies`). A rule names a member of this list only where the same message is helped
differently: the rule knows the reason, the command line knows the words.
"""

from enum import StrEnum


class Remedy(StrEnum):
    """A command that helps, as the command line spells it (`cli/shell/remedies.CHOSEN`)."""

    NOTHING = "nothing"
    """No command, although the message has one: the place names what a hand changes."""

    DOCTOR = "doctor"
    EDIT = "edit"
    REBILL = "rebill"
    """Credit the invoice and bill its sessions again."""

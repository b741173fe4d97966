"""A row of the table of remedies: where a message is met, and what settles it."""

from typing import NamedTuple

from tests.cli.commands.remedy_states import State

from phmcoach.remedy import Remedy


class Way(NamedTuple):
    """In a state, what is typed meets a message; its command settles it.

    `answers` fill the open places of the command, in their order. `then` is what is typed next if
    it is not the same again: a command that only shows something leads to it. Lines before its last
    one are done by hand, as those of a state, and `meanwhile` before the command. `typeset`: it
    needs papers that are real PDFs. `remedy` is the one that the rule chooses in this state.
    """

    message: str
    state: State
    typed: str
    answers: str = ""
    then: str = ""
    meanwhile: str = ""
    typeset: bool = False
    remedy: Remedy | None = None

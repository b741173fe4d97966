"""What can be chosen where the number of an invoice is missing, or is of none."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from phmcoach.actions.money.unpaid import list_payable
from phmcoach.errors import CoachError, MissingError

if TYPE_CHECKING:
    from phmcoach.cli.shell.state import CliState


def show_unpaid_choices(state: "CliState") -> None:
    """List the unpaid invoices with their clients on stderr, as far as they can be read."""
    try:
        found = list_payable(state.context())
    except CoachError:  # the command itself reports it
        return
    for each in found:
        named = {"number": each.paper.number, "name": each.paper.buyer.name, "left": each.left}
        state.out.say("said.unpaid-choice", **named)


@contextmanager
def offering_unpaid(state: "CliState") -> Iterator[None]:
    """List the unpaid invoices if an invoice is not found."""
    try:
        yield
    except MissingError:
        show_unpaid_choices(state)
        raise

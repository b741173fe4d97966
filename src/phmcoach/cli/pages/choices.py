"""What can be chosen where the number of an invoice is missing, or is of none."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from phmcoach.actions.money.credits import list_lines
from phmcoach.actions.money.unpaid import list_issued, list_payable
from phmcoach.errors import CoachError, MissingError

if TYPE_CHECKING:
    from phmcoach.cli.shell.state import CliState
    from phmcoach.words import DocumentType


def show_unpaid_choices(state: "CliState") -> str | None:
    """List the unpaid invoices with their clients on stderr, as far as they can be read.

    Returns the number of the only one, or None.
    """
    try:
        found = list_payable(state.context())
    except CoachError:  # the command itself reports it
        return None
    for each in found:
        named = {"number": each.paper.number, "name": each.paper.buyer.name, "left": each.left}
        state.out.say("said.unpaid-choice", **named)
    return found[0].paper.number if len(found) == 1 else None


def show_paper_choices(state: "CliState", *, kinds: "tuple[DocumentType, ...]" = ()) -> None:
    """List the last papers on stderr, of some kinds or of all, as far as they can be read."""
    try:
        found = list_issued(state.context(), kinds)
    except CoachError:  # the command itself reports it
        return
    for each in found:
        named = {"number": each.number, "name": each.buyer.name, "on": each.issued_on}
        state.out.say("said.paper-choice", **named)


def show_line_choices(state: "CliState", number: str) -> None:
    """List the lines of an invoice on stderr, with what earlier credit notes left of them."""
    for each in list_lines(state.context(), number):
        named = {"line": each.number, "designation": each.line.designation, "left": each.amount}
        state.out.say("said.line-choice", **named)


@contextmanager
def offering_papers(state: "CliState", *, kinds: "tuple[DocumentType, ...]" = ()) -> Iterator[None]:
    """List the last papers if one is not found."""
    try:
        yield
    except MissingError:
        show_paper_choices(state, kinds=kinds)
        raise


@contextmanager
def offering_unpaid(state: "CliState") -> Iterator[None]:
    """List the unpaid invoices if an invoice is not found."""
    try:
        yield
    except MissingError:
        show_unpaid_choices(state)
        raise

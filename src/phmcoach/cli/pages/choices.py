"""The choice of a paper if the number of an invoice is missing or unknown."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from phmcoach.actions.money.credits import list_lines
from phmcoach.actions.money.unpaid import list_issued, list_payable
from phmcoach.errors import CoachError, MissingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phmcoach.cli.shell.state import CliState
    from phmcoach.words import DocumentType


def show_unpaid_choices(state: "CliState") -> tuple[str, ...]:
    """List the unpaid invoices with their clients on stderr, as far as they can be read.

    Returns their numbers.
    """
    try:
        found = list_payable(state.context())
    except CoachError:  # the command itself reports it
        return ()
    rows = {
        each.paper.number or "": state.tr.text(
            "said.unpaid-choice",
            number=each.paper.number,
            name=each.paper.buyer.name,
            left=each.left,
            due=each.paper.due_on,
        )
        for each in found
    }
    if not rows and state.interactive:
        state.out.say("said.nothing-unpaid")
    return _show_menu(state, "said.unpaid-choices", rows)


def show_paper_choices(
    state: "CliState", *, kinds: "tuple[DocumentType, ...]" = ()
) -> tuple[str, ...]:
    """List the last papers on stderr, of some kinds or of all, as far as they can be read.

    Returns their numbers.
    """
    try:
        found = list_issued(state.context(), kinds)
    except CoachError:  # the command itself reports it
        return ()
    rows = {
        each.number or "": state.tr.text(
            "said.paper-choice", number=each.number, name=each.buyer.name, on=each.issued_on
        )
        for each in found
    }
    if not rows and state.interactive:
        state.out.say("said.no-such-papers")
    return _show_menu(state, "said.paper-choices", rows)


def _show_menu(state: "CliState", heading: str, rows: Mapping[str, str]) -> tuple[str, ...]:
    """List papers under the last figures of their numbers, which mean them everywhere.

    A number of the row alone would be that of another invoice. Figures that two of them share
    choose neither.
    """
    if rows:
        state.out.say(heading)
    ranks = {number: rank_of(number) for number in rows}
    widest = max((len(str(rank)) for rank in ranks.values()), default=0)
    for number, text in rows.items():
        is_one = [*ranks.values()].count(ranks[number]) == 1
        state.out.choice(f"{ranks[number] if is_one else '':>{widest}}", text)
    return tuple(rows)


def pick_number(listed: "Sequence[str]", answer: str) -> str:
    """Return the number that is listed under these figures; any other answer as it is."""
    found = [each for each in listed if answer.isdecimal() and rank_of(each) == int(answer)]
    return found[0] if len(found) == 1 else answer


def rank_of(number: str) -> int:
    """Return the last figures of the number of a paper, such as 7 for F-2026-0007."""
    return int(number.rpartition("-")[2])


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

"""The pen: the one machine that records in the ledger holds it.

Two machines that record in one ledger without each other would give one number twice. So of those
that `coach sync` joins, one holds the pen, and `ledger/writer.toml` names it. It changes only with
a push that the remote accepts: of several machines that ask for it at once, one gets it.
"""

from datetime import datetime
from typing import Annotated, Literal

from phmcoach.domain.base import COACH, Line, Record
from phmcoach.domain.values.marks import Key, Limits
from phmcoach.errors import Problem
from phmcoach.value import Value

WRITER = "ledger/writer.toml"
"""The path in the folder of the file that names the machine with the pen."""


class Machine(Value):
    """This machine: an id that no other one has, and its name for people."""

    id: str
    name: str


class Pen(Record):
    """`ledger/writer.toml`: the machine that records in the ledger, since when.

    `turn` counts how often the pen was taken. It is `unsettled` if it was taken from a machine that
    is lost: nothing is recorded until the last numbers that were sent from there are known.
    """

    schema_version: Annotated[Literal[1], Key("schema"), COACH]
    turn: Annotated[int, Limits(ge=1), COACH]
    machine: Annotated[Line, COACH]
    name: Annotated[Line, COACH]
    since: Annotated[datetime, COACH]
    unsettled: Annotated[bool, COACH] = False


def next_pen(before: Pen | None, machine: Machine, since: datetime, *, unsettled: bool) -> Pen:
    """Return the pen in the hand of a machine, at its next turn."""
    return Pen(
        schema_version=1,
        turn=before.turn + 1 if before else 1,
        machine=machine.id,
        name=machine.name,
        since=since.replace(second=0, microsecond=0),
        unsettled=unsettled,
    )


def is_elsewhere(pen: Pen | None, machine: Machine | None) -> bool:
    """Whether another machine holds the pen; a practice that is on one machine has none."""
    return pen is not None and (machine is None or machine.id != pen.machine)


def recording_problem(
    pen: Pen | None, machine: Machine | None, fork: int | None, *, settles: bool = False
) -> Problem | None:
    """Return why this machine cannot record in the ledger now, or None if it can.

    `fork` is the place of the first entry that differs from the one that another machine recorded
    there, 0 if what this one recorded was put apart since. What `settles` the numbers of a lost
    machine is not held up by them.
    """
    if fork is not None:
        return Problem("pen.forked", {"place": fork}) if fork else Problem("pen.behind")
    if pen is None:
        return None
    if is_elsewhere(pen, machine):
        return Problem("pen.elsewhere", _who(pen))
    return Problem("pen.unsettled") if pen.unsettled and not settles else None


def standing(pen: Pen, machine: Machine | None, fork: int | None) -> Problem | None:
    """Return what commands report about the pen; None if this machine may record."""
    problem = recording_problem(pen, machine, fork)
    if fork is None and is_elsewhere(pen, machine):
        return Problem("pen.held", _who(pen), level="info")
    return problem


def _who(pen: Pen) -> dict[str, object]:
    return {"name": pen.name, "on": pen.since.date(), "at": pen.since.time()}

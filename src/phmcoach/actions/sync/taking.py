"""Take the pen: from then on this machine records in the ledger, and no other one.

The remote decides, by a push that it accepts or refuses: of several machines that ask at once, one
gets the pen. Whoever holds it may have recorded something that it has not sent yet, so a person is
asked first. Where nobody is, the pen is taken only from the machine that was known to hold it.
"""

from collections.abc import Callable
from datetime import datetime

from phmcoach.actions.context import Context
from phmcoach.domain.sync.pen import Machine, Pen, next_pen
from phmcoach.errors import ConflictError, Problem
from phmcoach.store.ledger import read_ledger
from phmcoach.store.pen.machine import own_machine
from phmcoach.store.pen.writer import read_pen
from phmcoach.store.sync.pen import last_sent, pen_at, send_pen
from phmcoach.store.sync.repository import Repository, head
from phmcoach.value import Value

TRIES = 5
"""How often the pen is asked for while other machines send something."""


class Holder(Value):
    """The holder of the pen: when that machine last sent something, and the last number then."""

    pen: Pen
    sent_at: datetime | None
    last_number: str | None


Confirm = Callable[[Holder], bool]
"""Asks whether the machine with the pen has recorded nothing that it has not sent."""


def take_pen(
    context: Context,
    repository: Repository,
    synchronise: Callable[[], object],
    confirm: Confirm | None,
    *,
    is_lost: bool = False,
) -> Pen | None:
    """Take the pen, and return it; None if the coach does not confirm that it may be taken.

    `synchronise` brings the folder and the remote to one commit. The machine that held the pen
    `is_lost`: then nothing is recorded before its last numbers are settled (`settled_pen`). Raises
    ConflictError if another machine took the pen meanwhile, and the errors of `synchronise`.
    """
    machine = own_machine(context.folder)
    asked = read_pen(context.folder) if confirm is None else None
    for _ in range(TRIES):
        synchronise()
        pen = pen_at(repository, head(repository))
        if _is_of(pen, machine):
            return pen
        if pen is not None and (asked is None or pen.turn != asked.turn):
            if asked is not None or confirm is None:
                raise ConflictError(_taken_meanwhile(pen))
            if not confirm(_holder(context, repository, pen)):
                return None
            asked = pen
        new = next_pen(pen, machine, context.now, unsettled=is_lost and pen is not None)
        if send_pen(repository, new):
            synchronise()
            return new
    raise ConflictError.of("sync.pen-too-often", tries=TRIES)


def settled_pen(
    context: Context, repository: Repository, synchronise: Callable[[], object]
) -> Pen | None:
    """Let this machine record: the last numbers of the lost one are in the ledger now.

    Returns the pen; None if another machine has taken it since.
    """
    machine = own_machine(context.folder)
    for _ in range(TRIES):
        synchronise()
        pen = pen_at(repository, head(repository))
        if pen is None or not _is_of(pen, machine):
            return None
        if not pen.unsettled:
            return pen
        new = next_pen(pen, machine, context.now, unsettled=False)
        if send_pen(repository, new):
            synchronise()
            return new
    raise ConflictError.of("sync.pen-too-often", tries=TRIES)


def give_first_pen(
    context: Context, repository: Repository, synchronise: Callable[[], object]
) -> bool:
    """Give the pen of a practice that was just sent to its machine; return whether it was given."""
    if pen_at(repository, head(repository)) is not None:
        return False
    new = next_pen(None, own_machine(context.folder), context.now, unsettled=False)
    given = send_pen(repository, new)
    synchronise()
    return given


def _is_of(pen: Pen | None, machine: Machine) -> bool:
    return pen is not None and pen.machine == machine.id


def _taken_meanwhile(pen: Pen) -> Problem:
    args = {"name": pen.name, "on": pen.since.date(), "at": pen.since.time()}
    return Problem("sync.pen-taken", args)


def _holder(context: Context, repository: Repository, pen: Pen) -> Holder:
    entries = read_ledger(context.folder).entries
    last = next((each.number for each in reversed(entries) if each.kind == "invoice"), None)
    return Holder(pen, last_sent(repository, pen.machine), last)

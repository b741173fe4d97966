"""The lock of whoever records in the ledger: the one place that asks for the pen."""

from collections.abc import Iterator
from contextlib import contextmanager

from phmcoach.domain.sync.pen import recording_problem
from phmcoach.errors import RuleRefusedError
from phmcoach.store.folder import Folder
from phmcoach.store.lock import lock_folder
from phmcoach.store.pen.writer import read_fork, read_machine, read_pen


@contextmanager
def hold_pen(folder: Folder, *, sweep: bool = True, settles: bool = False) -> Iterator[None]:
    """Hold the folder's lock to record in the ledger, if this machine may.

    Only what `settles` the numbers of a lost machine is recorded before they are known.

    Raises RuleRefusedError if another one records in it, or if both did, and the errors of
    `lock_folder` and `read_pen`.
    """
    with lock_folder(folder, sweep=sweep):
        refuse_without_pen(folder, settles=settles)
        yield


def refuse_without_pen(folder: Folder, *, settles: bool = False) -> None:
    """Raise RuleRefusedError if this machine cannot record in the ledger now."""
    pen = read_pen(folder)
    machine = read_machine(folder) if pen is not None else None
    problem = recording_problem(pen, machine, read_fork(folder), settles=settles)
    if problem is not None:
        raise RuleRefusedError(problem)

"""Settle a ledger in which two machines recorded without each other."""

from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.domain.sync.again import record_again
from phmcoach.errors import Problem
from phmcoach.store.keeping.forked import put_apart
from phmcoach.value import Value


class Settled(Value):
    """The entries that were put apart: their folder, what to record again, the entries left."""

    folder: Path
    entries: int
    warnings: tuple[Problem, ...]


def settle_fork(context: Context) -> Settled:
    """Put this machine’s own entries apart; raises as `put_apart`.

    The entries of the other machine come with the next sync.
    """
    apart = put_apart(context.folder, context.now)
    again = tuple(record_again(each.entry) for each in apart.entries)
    return Settled(apart.place, apart.left, again)

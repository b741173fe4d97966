"""A ledger in which two machines recorded without each other: it is named, never merged.

Each entry seals the one before it, so of two ledgers one is the beginning of the other, or they
fork: then each has entries that the other one lacks, from one place on.
"""

import re
from collections.abc import Mapping

from phmcoach.domain.sync.trees import Fork

_ENTRY = re.compile(r"ledger/[0-9]{4}/([0-9]{6})\.toml")


def is_entry(path: str) -> bool:
    """Whether a path in the folder is that of an entry of the ledger."""
    return _ENTRY.fullmatch(path) is not None


def find_fork(ours: Mapping[str, object], theirs: Mapping[str, object]) -> Fork | None:
    """Return the entries of each side that the other one lacks or has otherwise, if both have some.

    The sides are files, or their digests, by path; those that are equal may be left out of both.
    """
    here, there = (_own_entries(*pair) for pair in ((ours, theirs), (theirs, ours)))
    return Fork(here, there) if here and there else None


def first_place(fork: Fork) -> int:
    """Return the place of the first entry that is not the same on both sides."""
    return min(_place(path) for path in (*fork.here, *fork.there))


def _own_entries(side: Mapping[str, object], other: Mapping[str, object]) -> tuple[str, ...]:
    own = (path for path in side if is_entry(path) and other.get(path) != side[path])
    return tuple(sorted(own, key=_place))


def _place(path: str) -> int:
    found = _ENTRY.fullmatch(path)
    return int(found[1]) if found else 0

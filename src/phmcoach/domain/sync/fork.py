"""The ledgers of two machines: the longer one goes on, and where they fork it is named.

Each entry seals the one before it, so of two ledgers one is the beginning of the other, or they
fork: then each has entries that the other one lacks, from one place on. They are never merged.
"""

import re
from collections.abc import Mapping
from typing import TypeVar

from phmcoach.domain.sync.trees import Fork

F = TypeVar("F")
_ENTRY = re.compile(r"ledger/[0-9]{4}/([0-9]{6})\.toml")
_RECORDED = re.compile(r"ledger/[0-9]{4}/[^/]+")


def is_entry(path: str) -> bool:
    """Whether a path in the folder is that of an entry of the ledger."""
    return _ENTRY.fullmatch(path) is not None


def find_fork(ours: Mapping[str, object], theirs: Mapping[str, object]) -> Fork | None:
    """Return the entries of each side that the other one lacks or has otherwise, if both have some.

    The sides are files, or their digests, by path; those that are equal may be left out of both.
    """
    here, there = (_own_entries(*pair) for pair in ((ours, theirs), (theirs, ours)))
    return Fork(here, there) if here and there else None


def without_lost(
    base: Mapping[str, F], ours: Mapping[str, object], theirs: Mapping[str, object]
) -> dict[str, F]:
    """Return the base without the entries, and their PDFs, that a side lacks.

    The ledger only grows. So a side that lacks them has not deleted them: an older copy was put
    there, and the other side gives them back.
    """
    return {
        path: file
        for path, file in base.items()
        if not _RECORDED.fullmatch(path) or (path in ours and path in theirs)
    }


def first_place(fork: Fork) -> int:
    """Return the place of the first entry that is not the same on both sides."""
    return min(_place(path) for path in (*fork.here, *fork.there))


def _own_entries(side: Mapping[str, object], other: Mapping[str, object]) -> tuple[str, ...]:
    own = (path for path in side if is_entry(path) and other.get(path) != side[path])
    return tuple(sorted(own, key=_place))


def _place(path: str) -> int:
    found = _ENTRY.fullmatch(path)
    return int(found[1]) if found else 0

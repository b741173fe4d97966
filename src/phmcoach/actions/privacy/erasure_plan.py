"""The plan of erasing a person, as it is shown first: what goes, stays, or is out of reach."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from phmcoach.domain.privacy.held import Held
from phmcoach.domain.records.erased import ErasedPart, ErasureReason
from phmcoach.store.folder import Folder
from phmcoach.store.keeping.last_backup import last_backup
from phmcoach.store.keeping.traces import Sought, find_traces
from phmcoach.store.sync.git_traces import GitTraces, find_git_traces
from phmcoach.value import Value


class Going(Value):
    """A part that goes: how many pieces of it, and the files that are deleted."""

    part: ErasedPart
    count: int
    files: tuple[str, ...] = ()


class Staying(Value):
    """Files that stay for one reason, its source, and its last day."""

    keeping: str
    source: str
    files: tuple[str, ...]
    until: date | None


class Beyond(Value):
    """Data that erasing does not reach: copies in the folder, commits of Git, the last backup."""

    copies: tuple[str, ...]
    git: GitTraces
    backup: date | None


class Plan(Value):
    """The erasing of one engagement, or of the contact of one client.

    `undo` are the states that go. `whole` says that the contract's day is past. `contact` are the
    keys that leave the file of a client.
    """

    ref: str
    name: str
    reason: ErasureReason
    going: tuple[Going, ...]
    staying: tuple[Staying, ...]
    undo: tuple[str, ...]
    beyond: Beyond
    whole: bool = False
    contact: tuple[str, ...] = ()


class Work(Value):
    """A plan with what carries it out: the files to delete, then the new text of the record."""

    plan: Plan
    record: Path
    text: bytes
    old_sha256: str
    files: tuple[Path, ...]


def by_reason(held: Iterable[Held]) -> tuple[Staying, ...]:
    """Return what is held, by the reason and the last day for which it stays."""
    found: dict[tuple[str, str, date | None], dict[str, None]] = {}
    for each in held:
        key = (each.keeping, each.rule.source, each.until)
        found.setdefault(key, {})[each.file] = None
    return tuple(
        Staying(keeping, source, tuple(files), until)
        for (keeping, source, until), files in found.items()
    )


def find_beyond(folder: Folder, sought: Sought, known: Iterable[str]) -> Beyond:
    """Return what holds something of it besides the `known` files."""
    copies = tuple(find_traces(folder.root, sought, frozenset(known)))
    return Beyond(copies, find_git_traces(folder.root, sought), last_backup(folder))


def names_of(folder: Folder, paths: Iterable[Path]) -> tuple[str, ...]:
    """Return the paths of files in the folder."""
    return tuple(path.relative_to(folder.root).as_posix() for path in paths)

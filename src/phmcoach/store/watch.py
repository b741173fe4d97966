"""The watchers of each change of a file before it is made.

Every writer of `store/files` announces here what it is about to do. While a command holds the lock,
its run listens, and keeps what `coach undo` needs (`store/undo/recording`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from phmcoach.value import Value

Watcher = Callable[[Path, str | None], None]
"""Takes a path, and the digest that its file will have; None if it goes."""


def digest_of(content: bytes | None) -> str | None:
    """Return the digest of a file's content, None for no file."""
    return None if content is None else sha256(content).hexdigest()


class Kept(Value):
    """A file that a command changed: what it contained, and the digests that it was given.

    `before` is None if there was none, a digest None if it went. `stands_for` is the digest of the
    content that the last one is nearly: only ids that were given are kept in it.
    """

    before: bytes | None
    mode: int | None
    given: tuple[str | None, ...]
    stands_for: str | None = None

    @property
    def digest_before(self) -> str | None:
        """The digest of what it contained."""
        return digest_of(self.before)


class Run:
    """One run of a command that may change the practice: its name, its moment, what it changed.

    `number` is that of the state that is kept of it; None before it has changed a record.
    """

    def __init__(self, command: str, at: datetime) -> None:
        self.command = command
        self.at = at
        self.number: int | None = None
        self.files: dict[str, Kept] = {}


class _Process:
    watcher: Watcher | None = None


@contextmanager
def watching(watcher: Watcher | None) -> Iterator[None]:
    """Call `watcher` before each change of a file in this block; None calls nothing."""
    before, _Process.watcher = _Process.watcher, watcher
    try:
        yield
    finally:
        _Process.watcher = before


def announce(path: Path, digest: str | None) -> None:
    """Report a change that is about to be made; raises if it cannot be kept."""
    if _Process.watcher is not None:
        _Process.watcher(path, digest)


def announce_move(path: Path, target: Path, digest: str) -> None:
    """Report that a file is about to get another name; raises if that cannot be kept."""
    announce(target, digest)
    announce(path, None)

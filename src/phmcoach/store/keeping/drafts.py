"""The drafts of `coach edit`: hidden copies of an engagement, one for each editor that is open.

A draft is beside its engagement, never in a shared temporary folder, because it holds confidential
words of a client. Beside it is a copy of the file that it was made from (`.from`), and a lock that
its process holds (`.lock`), so that another process neither continues nor discards it. A draft
without a `.from` is set aside: it can replace nothing any more, and is kept for its words.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from phmcoach.errors import ConflictError, Place, Problem
from phmcoach.store.files import FILE_MODE, read_file, replace_file, storage_errors
from phmcoach.store.folder import Folder
from phmcoach.value import Value

_NAME = r"\.edit-(?P<ref>[a-z0-9-]+?)(?:\.[0-9a-f]{8}|-(?P<old>[0-9a-f]{8}))?\.toml"
"""Before there was one for each editor, a draft had no digits, and one set aside had a hyphen."""


class Draft(Value):
    """A draft and the reference of its engagement."""

    ref: str
    path: Path

    @property
    def base(self) -> Path:
        """The copy of the file that it was made from."""
        return self.path.with_name(f"{self.path.name}.from")

    @property
    def lock_file(self) -> Path:
        """The lock that the process of its editor holds."""
        return self.path.with_name(f"{self.path.name}.lock")

    @property
    def is_set_aside(self) -> bool:
        """Whether its engagement has changed since it was made."""
        return not self.base.exists()


def list_drafts(folder: Folder, ref: str | None = None) -> tuple[Draft, ...]:
    """Return the drafts of an engagement, or of all, the one that was changed last first."""
    place = folder.engagements_dir
    found: list[tuple[float, Draft]] = []
    with storage_errors(place):
        try:
            paths = tuple(place.iterdir())
        except FileNotFoundError:
            return ()
        for path in paths:
            match = path.name.startswith(".") and re.fullmatch(_NAME, path.name)
            if match and ref in (None, match["ref"]):
                found.append((path.lstat().st_mtime, Draft(match["ref"], path)))
    return tuple(draft for _, draft in sorted(found, key=lambda pair: pair[0], reverse=True))


def draft_problems(folder: Folder, ref: str | None = None) -> tuple[Problem, ...]:
    """Return a problem for each draft that `coach edit` left, with confidential words."""
    return tuple(
        Problem("edit.draft-left", {"ref": draft.ref}, place=Place(draft.path), ref=draft.ref)
        for draft in list_drafts(folder, ref)
    )


def delete_orphans(folder: Folder) -> None:
    """Delete what a stopped process left of its drafts: a copy or a lock whose draft is gone.

    The caller holds the lock of the folder. An editor that replaces its file has none for a moment,
    and its process holds it.
    """
    with storage_errors(folder.engagements_dir):
        for path in tuple(folder.engagements_dir.iterdir()):
            match = re.fullmatch(_NAME, path.name.removesuffix(path.suffix))
            if match and path.suffix in (".from", ".lock"):
                draft = Draft(match["ref"], path.with_suffix(""))
                if not draft.path.exists():
                    with suppress(ConflictError), hold_draft(draft):
                        discard(draft)


def make_draft(path: Path, content: bytes) -> Draft:
    """Write a new draft of an engagement's file, with its present content."""
    draft = Draft(path.stem, path.with_name(f".edit-{path.stem}.{os.urandom(4).hex()}.toml"))
    replace_file(draft.base, content, None)
    replace_file(draft.path, content, None)
    return draft


@contextmanager
def hold_draft(draft: Draft) -> Iterator[None]:
    """Keep a draft to this process; raises ConflictError if another one is editing it."""
    from filelock import FileLock, Timeout

    lock = FileLock(draft.lock_file, timeout=0, mode=FILE_MODE, fallback_to_soft=False)
    with storage_errors(draft.lock_file):
        try:
            lock.acquire()
        except Timeout:
            raise ConflictError.of("edit.open-elsewhere", path=str(draft.path)) from None
    try:
        yield
    finally:
        with suppress(OSError):  # a lock file that stays locks nothing
            draft.lock_file.unlink(missing_ok=True)
        lock.release()


def is_unchanged(draft: Draft) -> bool:
    """Whether a draft holds nothing that its engagement did not hold."""
    return not draft.path.exists() or (
        not draft.is_set_aside and read_file(draft.path) == read_file(draft.base)
    )


def set_aside(draft: Draft) -> None:
    """Keep the words of a draft whose engagement has changed; it can no longer replace the file."""
    draft.base.unlink(missing_ok=True)


def discard(draft: Draft) -> None:
    """Delete a draft and what belongs to it."""
    draft.path.unlink(missing_ok=True)
    draft.base.unlink(missing_ok=True)

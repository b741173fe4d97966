"""The pen in the commits of a repository: it changes hands with a push that the remote accepts.

The commit that says so is made beside the folder. So a machine never believes that it holds the pen
before the remote does: what was pushed comes into the folder like any other commit.
"""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

import tomli_w

from phmcoach.domain.base import as_data
from phmcoach.domain.sync.pen import WRITER, Pen
from phmcoach.store.files import make_folder, replace_file
from phmcoach.store.records import parse_record
from phmcoach.store.sync.repository import (
    Known,
    Repository,
    base_of,
    fetched,
    head,
    identity,
    list_files,
    push,
    read_files,
)
from phmcoach.store.undo.states import read_now

_MACHINE = "Machine: "
"""The last line of the message of a commit: which machine made it."""

_INDEX = ".git/coach-pen-index"


def signed(message: str, machine: str) -> str:
    """Return the message of a commit that a machine makes."""
    return f"{message}\n\n{_MACHINE}{machine}"


def last_sent(repository: Repository, machine: str) -> datetime | None:
    """Return when a machine made the last of its commits that are known here."""
    words = ("--fixed-strings", f"--grep={_MACHINE}{machine}")
    found = repository.git.text("log", "-1", "--format=%cI", *words)
    return datetime.fromisoformat(found) if found else None


def pen_at(repository: Repository, commit: str | None) -> Pen | None:
    """Return who holds the pen in a commit, or None; raises as `parse_record`."""
    known = list_files(repository, commit).get(WRITER)
    if known is None:
        return None
    raw = read_files(repository, {WRITER: known})[WRITER]
    return parse_record(raw, Path(WRITER), Pen).value


def keep_pen(repository: Repository) -> None:
    """Put `ledger/writer.toml` back if it was changed by hand; the caller holds the folder's lock.

    It changes with a push alone, so not with a commit of this machine that removes it either.
    """
    ours, theirs = head(repository), fetched(repository)
    known = _pen_in(repository, ours)
    if known is None and ours and theirs and base_of(repository, ours, theirs):
        known = _pen_in(repository, theirs)
    if known is None:
        return
    content, path = read_files(repository, {WRITER: known})[WRITER], repository.root / WRITER
    if read_now(path) != content:
        make_folder(path.parent)
        replace_file(path, content, None)


def _pen_in(repository: Repository, commit: str | None) -> Known | None:
    return list_files(repository, commit).get(WRITER)


def send_pen(repository: Repository, pen: Pen) -> bool:
    """Push a commit that gives the pen to a machine; return whether the remote accepted it.

    Raises StorageError if the remote cannot be reached, or refuses for another reason than that
    another machine sent something before.
    """
    upon = head(repository)
    words = ("-p", upon) if upon else ()
    content = tomli_w.dumps(as_data(pen, defaults=False)).encode()
    git = repository.git
    tree = _tree_with(repository, upon, content)
    message = signed(f"{pen.name} holds the pen", pen.machine)
    made = git.run(*identity(git), "commit-tree", tree, *words, "-m", message).decode().strip()
    return push(repository, made) == "pushed"


def _tree_with(repository: Repository, commit: str | None, content: bytes) -> str:
    """Return the tree of a commit with another `ledger/writer.toml`; the folder is left alone."""
    git, index = repository.git, repository.root / _INDEX
    more = {"GIT_INDEX_FILE": str(index)}
    blob = git.run("hash-object", "-w", "--stdin", given=content).decode().strip()
    try:
        git.run("read-tree", *((commit,) if commit else ("--empty",)), more=more)
        git.run("update-index", "--add", "--cacheinfo", f"100644,{blob},{WRITER}", more=more)
        return git.run("write-tree", more=more).decode().strip()
    finally:
        with suppress(OSError):
            index.unlink()

"""The files and commits of a folder in Git that hold what is looked for.

Git keeps every version that was committed, also on other branches and in what `git reflog` knows.
It is asked for them, and nothing in its folder is changed.
"""

import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from phmcoach.errors import StorageError
from phmcoach.store.keeping.traces import Sought
from phmcoach.store.sync.git import Git, find_git
from phmcoach.value import Value

_COMMIT = "\x01"
_SHORT = 10
"""Digits of the name of a commit that are shown."""


class GitTraces(Value):
    """The commits, the last one first, and the paths in the repository that hold something.

    `unnamed` are objects that no commit names any more. `is_searched` is false if Git itself is
    missing, or cannot read its folder.
    """

    commits: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    is_searched: bool = True


def find_git_traces(root: Path, sought: Sought) -> GitTraces:
    """Search all objects of the repository that a folder is in; there is nothing without one."""
    top = next((each for each in (root, *root.parents) if (each / ".git").exists()), None)
    if top is None:
        return GitTraces()
    try:
        return _search(find_git(top), sought)
    except (OSError, StorageError, subprocess.CalledProcessError, ValueError):
        return GitTraces(is_searched=False)


def _search(git: Git, sought: Sought) -> GitTraces:
    looks = {digest: sought.look(content) for digest, content in _blobs(git)}
    known: set[str] = set()
    by_commit: dict[str, set[str]] = defaultdict(set)
    for commit, digest, path in _versions(git):
        known.add(digest)
        if digest in looks and sought.judge(path, looks[digest]):
            by_commit[commit].add(path)
    paths = {path for found in by_commit.values() for path in found}
    unnamed = (it for it, look in looks.items() if look.has_text and it not in known)
    return GitTraces(tuple(by_commit), tuple(sorted(paths)), tuple(sorted(unnamed)))


def _versions(git: Git) -> Iterator[tuple[str, str, str]]:
    """Yield the commit, the object and the path of each version of each file that Git knows."""
    out = git.run(
        *("-c", "log.showRoot=true", "log", "--all", "--reflog", "--raw", "-z", "-m"),
        *("--no-abbrev", "--no-renames", f"--format={_COMMIT}%H"),
    )
    commit, digest = "", ""
    for part in out.decode(errors="replace").split("\0"):
        line = part.strip("\n")
        if line.startswith(_COMMIT):
            commit, _, line = line.removeprefix(_COMMIT).partition("\n")
            commit = commit[:_SHORT]
        if line.startswith(":"):
            digest = line.split(" ")[3]
        elif line and digest:
            if digest.strip("0"):  # else the commit removes the file
                yield commit, digest, line
            digest = ""


def _blobs(git: Git) -> Iterator[tuple[str, bytes]]:
    """Yield the digest and the content of each file in each version."""
    command = git.command("cat-file", "--batch-all-objects", "--batch")
    with subprocess.Popen(  # noqa: S603 - fixed words, without a shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=git.environment,
    ) as running:
        if running.stdout is not None:
            yield from _read_blobs(running.stdout)
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)


def _read_blobs(found: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    while head := found.readline().split():
        digest, kind, size = head[0].decode(), head[1], int(head[2])
        content = found.read(size + 1)[:-1]
        if kind == b"blob":
            yield digest, content

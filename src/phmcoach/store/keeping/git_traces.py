"""Which files of which commits of a folder in Git hold what is looked for.

Git keeps every version that was committed, also on other branches and in what `git reflog` knows.
It is asked for them, and nothing in its folder is changed.
"""

import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from phmcoach.store.keeping.traces import Sought
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
    if not any((place / ".git").exists() for place in (root, *root.parents)):
        return GitTraces()
    try:
        return _search(root, sought)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return GitTraces(is_searched=False)


def _search(root: Path, sought: Sought) -> GitTraces:
    looks = {digest: sought.look(content) for digest, content in _blobs(root)}
    known: set[str] = set()
    by_commit: dict[str, set[str]] = defaultdict(set)
    for commit, digest, path in _versions(root):
        known.add(digest)
        if digest in looks and sought.judge(path, looks[digest]):
            by_commit[commit].add(path)
    paths = {path for found in by_commit.values() for path in found}
    unnamed = (it for it, look in looks.items() if look.has_text and it not in known)
    return GitTraces(tuple(by_commit), tuple(sorted(paths)), tuple(sorted(unnamed)))


def _versions(root: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the commit, the object and the path of each version of each file that Git knows."""
    out = _git(
        root,
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


def _blobs(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the digest and the content of each file in each version."""
    command = _command(root, "cat-file", "--batch-all-objects", "--batch")
    with subprocess.Popen(  # noqa: S603 - fixed words, without a shell
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
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


def _git(root: Path, *words: str) -> bytes:
    return subprocess.run(  # noqa: S603 - fixed words, without a shell
        _command(root, *words), check=True, capture_output=True, stdin=subprocess.DEVNULL
    ).stdout


def _command(root: Path, *words: str) -> tuple[str, ...]:
    return ("git", "-C", str(root), *words)

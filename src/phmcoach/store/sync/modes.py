"""The permissions of a practice that git has written: git keeps none of them.

Everything is its owner's alone, and what no command changes any more is read-only: the ledger, the
records of what was signed, and each paper whose digest such a record or an engagement states.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from phmcoach.store.files import FILE_MODE, FOLDER_MODE, KEPT_MODE, read_file, storage_errors
from phmcoach.store.folder import Folder

_DIGEST = re.compile(rb"[\"']([0-9a-f]{64})[\"']")
_KEPT = re.compile(r"ledger/[0-9]{4}/[^./][^/]*|documents/[^/]+/[^/]+\.signed\.toml")
_GIT = ".git"
_OF_GIT = (_GIT, ".gitattributes", ".gitignore")
_PAPER = re.compile(r"documents/[^/]+/[^./][^/]*")


def set_modes(folder: Folder) -> None:
    """Give files and folders the permissions that the program gives them; the lock is held."""
    if sys.platform == "win32":
        return
    stated: frozenset[str] | None = None
    _set_mode(folder.root, folder.root.stat().st_mode & 0o777, FOLDER_MODE)
    for item in _walk(folder.root):
        with storage_errors(Path(item.path)):
            mode = item.stat(follow_symlinks=False).st_mode & 0o777
        name = Path(item.path).relative_to(folder.root).as_posix()
        if item.is_dir(follow_symlinks=False):
            wanted = FOLDER_MODE
        elif _KEPT.fullmatch(name):
            wanted = KEPT_MODE
        elif _PAPER.fullmatch(name) and mode & 0o222:
            stated = _stated(folder) if stated is None else stated
            is_kept = sha256(read_file(item.path)).hexdigest() in stated
            wanted = KEPT_MODE if is_kept else FILE_MODE
        else:
            wanted = mode & FOLDER_MODE
        _set_mode(Path(item.path), mode, wanted)


def _set_mode(path: Path, mode: int, wanted: int) -> None:
    if mode != wanted:
        with suppress(OSError):  # a disk that knows none: `doctor` says who can open the folder
            path.chmod(wanted)


def _stated(folder: Folder) -> frozenset[str]:
    """Return every digest that an engagement or a record of what was signed states."""
    places = (
        *folder.engagements_dir.glob("*.toml"),
        *folder.archive_dir.glob("*/*.toml"),
        *folder.all_documents_dir.glob("*/*.signed.toml"),
    )
    found = (_DIGEST.findall(read_file(path)) for path in places if path.is_file())
    return frozenset(digest.decode() for digests in found for digest in digests)


def _walk(root: Path) -> Iterator["os.DirEntry[str]"]:
    """Yield each file and folder of the practice; what is hidden stays as its program made it.

    Only the folder of Git itself is closed: the address in it may contain a password.
    """
    with storage_errors(root), os.scandir(root) as found:
        items = [item for item in found if item.name in _OF_GIT or item.name[0] != "."]
    for item in items:
        if item.is_dir(follow_symlinks=False):
            yield item
            if item.name == _GIT:
                continue
            with suppress(FileNotFoundError):
                yield from _walk(Path(item.path))
        elif item.is_file(follow_symlinks=False):
            yield item

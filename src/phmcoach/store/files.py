"""Bytes on the disk, so that a kill at any moment leaves the old state or the new one.

A file gets its name in one step, when all of its bytes are already on the disk: `link` for a
new file, which fails where the name is taken (looking first and writing after would not), and
`rename` for a file that is replaced. What is written before has a hidden name that no reader
opens; the next writer sweeps it away, so that no copy of a client's data outlives its file.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from phmcoach.errors import ConflictError, MissingError, Problem, StorageError

TEMPORARY_PREFIX = ".tmp-"
"""How the name of a file begins that is not, or no longer, part of the folder."""

FILE_MODE = 0o600
FOLDER_MODE = 0o700

_FULL = Problem("store.disk-full")
_REFUSED = Problem("store.no-permission")
_EXPLAINED = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _REFUSED,
    errno.EPERM: _REFUSED,
    errno.EROFS: Problem("store.read-only"),
    errno.ENOENT: Problem("store.no-such-folder"),
    errno.ENOTDIR: Problem("store.not-a-folder"),
    errno.EISDIR: Problem("store.not-a-file"),
    errno.ELOOP: Problem("store.not-a-file"),
    errno.ENAMETOOLONG: Problem("store.name-too-long"),
}

# FAT, some network and FUSE file systems have no hard links, and each says so differently.
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the system refuses about `path` into a StorageError that says why."""
    try:
        yield
    except OSError as error:
        known = _EXPLAINED.get(error.errno or 0)
        if known is None:
            reason = error.strerror or type(error).__name__
            problem = Problem("store.disk-error", {"path": str(path), "reason": reason})
        else:
            problem = replace(known, args={"path": str(path)})
        raise StorageError(problem) from error


def read_file(path: Path) -> bytes:
    """Return the bytes of a file.

    Raise MissingError where there is none, StorageError where it cannot be read.
    """
    with explained(path):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            raise MissingError.of("store.no-such-file", path=str(path)) from None


def write_new(path: Path, content: bytes, mode: int = FILE_MODE) -> None:
    """Write a file that must not exist yet; its name appears once it is complete and synced.

    Raise ConflictError where the name is taken, StorageError where the disk refuses; in both
    cases nothing is left behind.
    """
    with explained(path):
        temporary = _write_temporary(path.parent, content, mode)
        try:
            _take_name(temporary, path)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        _sync_folder(path.parent)


def replace_file(path: Path, content: bytes, expected_sha256: str | None) -> None:
    """Replace a file in one step.

    `expected_sha256` is the digest of the bytes that the new content was made from; ConflictError
    is raised where the file no longer holds them. None replaces whatever is there, or nothing.
    A symbolic link is refused with StorageError: the rename would cut it from its target.
    """
    with explained(path):
        if path.is_symlink():
            raise StorageError.of("store.symbolic-link", path=str(path))
        temporary = _write_temporary(path.parent, content, FILE_MODE)
        try:
            _check_unchanged(path, expected_sha256)
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        _sync_folder(path.parent)


def move_file(path: Path, target: Path, expected_sha256: str) -> None:
    """Give a file another place in one step; the folder of `target` is made where it is missing.

    The caller has looked that `target` is free, under the folder's lock. Raise ConflictError where
    the file no longer holds the bytes of `expected_sha256`, StorageError for a symbolic link.
    """
    make_folder(target.parent)
    with explained(path):
        if path.is_symlink():
            raise StorageError.of("store.symbolic-link", path=str(path))
        _check_unchanged(path, expected_sha256)
        path.rename(target)
        _sync_folder(target.parent)
        _sync_folder(path.parent)


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, that only their owner can open; keep one that exists."""
    with explained(path):
        missing = [path]
        while not missing[-1].parent.exists():
            missing.append(missing[-1].parent)
        for folder in reversed(missing):
            with suppress(FileExistsError):
                folder.mkdir(mode=FOLDER_MODE)
                _sync_folder(folder.parent)
        if not path.is_dir():
            raise StorageError.of("store.not-a-folder", path=str(path))


def _check_unchanged(path: Path, expected_sha256: str | None) -> None:
    if expected_sha256 is None:
        return
    from hashlib import sha256

    try:
        found = sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        found = None
    if found != expected_sha256:
        raise ConflictError.of("store.changed", path=str(path))


def _write_temporary(folder: Path, content: bytes, mode: int) -> Path:
    temporary = folder / f"{TEMPORARY_PREFIX}{os.urandom(8).hex()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(temporary, flags, mode)
    try:
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        finally:
            os.close(handle)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def _take_name(temporary: Path, path: Path) -> None:
    taken = ConflictError.of("store.exists", path=str(path))
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise taken from None
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # The lock of the folder stands in for what this file system cannot do.
        if os.path.lexists(path):
            raise taken from None
        temporary.rename(path)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows cannot open a folder to sync it.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a file system that does not sync folders
            raise
    finally:
        os.close(handle)

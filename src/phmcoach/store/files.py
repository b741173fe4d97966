"""Atomic writes: a kill at any moment leaves the old file or the new one.

A file gets its name in one step, once all of its bytes are on the disk: `link` for a new file,
because it fails if the name is taken (checking first and writing later would not), and `rename`
for a file that is replaced. Until then the bytes have a hidden name that no reader opens; the next
writer deletes leftovers, so that no copy of a client's data outlives its file.

That step is the commit. Nothing that fails after it is an error, and Ctrl-C waits until it is
reported (`store.interrupts`).
"""

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from io import FileIO
from pathlib import Path

from phmcoach.errors import ConflictError, MissingError, Problem, StorageError
from phmcoach.file_kinds import find_undownloaded, temporary_name
from phmcoach.store.interrupts import committing
from phmcoach.store.watch import announce, announce_move
from phmcoach.value import replace

FILE_MODE = 0o600
KEPT_MODE = 0o400
"""The mode of a file that no command changes any more."""

FOLDER_MODE = 0o700

_FULL = Problem("store.disk-full")
_REFUSED = Problem("store.no-permission")
_KNOWN_ERRORS = {
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

# FAT, some network and FUSE file systems have no hard links, and each reports it differently.
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL)


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn an OSError about `path` into a StorageError that gives the reason.

    An OSError about another path that it names itself need not pass here: whoever catches it last
    does the same (`storage_error`).
    """
    try:
        yield
    except OSError as error:
        raise storage_error(error, path) from error


def storage_error(error: OSError, path: Path | str | None = None) -> StorageError:
    """Return an error of the system as one for the user: about `path`, or the one that it names."""
    named = path or error.filename
    reason = error.strerror or type(error).__name__
    if named is None:
        return StorageError.of("store.system-error", reason=reason)
    shown = os.fsdecode(named) if isinstance(named, bytes) else str(named)
    if error.errno == errno.ENOTDIR:
        parents = Path(shown).parents
        shown = next((str(each) for each in parents if each.exists() and not each.is_dir()), shown)
    known = _KNOWN_ERRORS.get(error.errno or 0)
    if known is None:
        return StorageError.of("store.disk-error", path=shown, reason=reason)
    return StorageError(replace(known, args={"path": shown}))


def read_file(path: Path | str) -> bytes:
    """Return the bytes of a file; a text as its path spares those who read thousands an object.

    Raises MissingError if it does not exist, StorageError if it cannot be read, as a folder or a
    pipe, or is not on this computer yet.
    """
    try:
        with FileIO(path, opener=open_at_once) as file:
            return file.readall()
    except FileNotFoundError:
        if problem := find_undownloaded(path):
            raise StorageError(problem) from None
        raise MissingError.of("store.no-such-file", path=str(path)) from None
    except OSError as error:
        raise storage_error(error, path) from error


def open_at_once(path: str, flags: int) -> int:
    """Open a file, and refuse anything else: reading a pipe might never end."""
    handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    return handle


def write_new(path: Path, content: bytes, mode: int = FILE_MODE) -> None:
    """Write a file that must not exist yet; its name appears once it is complete and synced.

    Raises ConflictError if the name is taken, StorageError if the disk refuses; in both cases
    nothing is left behind.
    """
    announce(path, sha256(content).hexdigest())
    with storage_errors(path):
        temporary = _write_temporary(path.parent, content, mode)
        try:
            with committing(path):
                take_name(temporary, path)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        _close_to_writes(path, mode)
        sync_folder(path.parent)


def replace_file(
    path: Path, content: bytes, expected_sha256: str | None, mode: int = FILE_MODE
) -> None:
    """Replace a file in one step.

    `expected_sha256` is the digest of the content that the new one was derived from; raises
    ConflictError if the file no longer has it. None replaces any content, or creates the file.
    Raises StorageError for a symbolic link: the rename would replace the link, not its target.
    """
    refuse_link(path)
    announce(path, sha256(content).hexdigest())
    with storage_errors(path):
        temporary = _write_temporary(path.parent, content, mode)
        try:
            _check_unchanged(path, expected_sha256)
            _let_replace(path)
            with committing(path):
                temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        _close_to_writes(path, mode)
        sync_folder(path.parent)


def write_hidden(path: Path, content: bytes) -> None:
    """Write a file that only we read, over an earlier one: nothing is done by that alone."""
    with storage_errors(path):
        _write_temporary(path.parent, content, FILE_MODE).replace(path)
        sync_folder(path.parent)


def move_file(path: Path, target: Path, expected_sha256: str) -> None:
    """Move a file in one step; the folder of `target` is created if it is missing.

    The caller has checked, under the folder's lock, that `target` does not exist. Raises
    ConflictError if the digest of the file is not `expected_sha256`, StorageError for a symbolic
    link.
    """
    refuse_link(path)
    make_folder(target.parent)
    refused = path if os.access(target.parent, os.W_OK) else target.parent
    announce_move(path, target, expected_sha256)
    with storage_errors(path):
        _check_unchanged(path, expected_sha256)
        with committing(target), storage_errors(refused):
            path.rename(target)
        sync_folder(target.parent)
        sync_folder(path.parent)


def make_read_only(path: Path) -> None:
    """Take the permission to write a file from everybody, where the system has permissions."""
    with suppress(OSError):
        path.chmod(KEPT_MODE)


def is_read_only(path: Path) -> bool:
    """Whether a file is read-only, as `make_read_only` leaves it; false if it does not exist."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return False
    return stat.S_ISREG(mode) and not mode & 0o222


def refuse_link(path: Path) -> None:
    """Raise StorageError for a symbolic link, which a rename would cut from its target."""
    with storage_errors(path):
        if path.is_symlink():
            raise StorageError.of("store.symbolic-link", path=str(path))


def keep_owner(path: Path | int, folder: Path) -> None:
    """Give a new file of root to the owner of its folder, who could not open it otherwise."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        with suppress(OSError):  # a disk that knows no owners
            owner = folder.stat()
            os.chown(path, owner.st_uid, owner.st_gid)


def make_folder(path: Path) -> None:
    """Create a folder and its missing parents, for their owner only; keep an existing one."""
    with storage_errors(path):
        missing = [path]
        while not missing[-1].parent.exists():
            missing.append(missing[-1].parent)
        for folder in reversed(missing):
            with suppress(FileExistsError):
                folder.mkdir(mode=FOLDER_MODE)
                keep_owner(folder, folder.parent)
                sync_folder(folder.parent)
        if not path.is_dir():
            raise StorageError.of("store.not-a-folder", path=str(path))


def _check_unchanged(path: Path, expected_sha256: str | None) -> None:
    if expected_sha256 is None:
        return
    try:
        found = sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        found = None
    if found != expected_sha256:
        raise ConflictError.of("store.changed", path=str(path))


def _write_temporary(folder: Path, content: bytes, mode: int) -> Path:
    temporary = folder / temporary_name()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    # Windows cannot delete or replace a file that is read-only: there it is so at the end.
    handle = os.open(temporary, flags, FILE_MODE if sys.platform == "win32" else mode)
    try:
        try:
            keep_owner(handle, folder)
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


def _let_replace(path: Path) -> None:
    """Let Windows replace a file that is read-only."""
    if sys.platform == "win32" and is_read_only(path):
        path.chmod(FILE_MODE)


def _close_to_writes(path: Path, mode: int) -> None:
    """Make a file read-only on Windows, where it is written with the usual mode."""
    if sys.platform == "win32" and mode == KEPT_MODE:
        make_read_only(path)


def take_name(temporary: Path, path: Path) -> None:
    """Give a complete file its name; raises ConflictError if the name is taken."""
    taken = ConflictError.of("store.exists", path=str(path))
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise taken from None
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # Without hard links, only the folder's lock makes this check and rename safe.
        if os.path.lexists(path):
            raise taken from None
        temporary.rename(path)


def sync_folder(folder: Path) -> None:
    """Let the disk keep the names in a folder, as far as it can: only a power cut undoes them now.

    Some file systems cannot sync folders, and an error here would call undone what is done.
    """
    if sys.platform == "win32":
        return  # Windows cannot open a folder to sync it.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

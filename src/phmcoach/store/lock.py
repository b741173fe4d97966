"""One writer at a time, and a folder without what a killed writer left.

Two commands that read, change and write at once would each report success and lose the work of
one. Readers take no lock: a file changes its content in one step, so they see it old or new.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from phmcoach.errors import ConflictError, StorageError
from phmcoach.store.files import FILE_MODE, TEMPORARY_PREFIX, explained
from phmcoach.store.folder import Folder


@contextmanager
def lock_folder(folder: Folder, timeout: float = 30) -> Iterator[None]:
    """Hold the folder's only right to write, and sweep what a killed writer left.

    Wait `timeout` seconds for another `coach` that holds it, then raise ConflictError. Raise
    StorageError where the file system has no locks: a lock that does not hold is worse than none.
    """
    from filelock import FileLock, Timeout

    if not folder.root.is_dir():  # filelock would make it, and a lost folder would start anew
        raise StorageError.of("store.no-such-folder", path=str(folder.lock_file))
    with explained(folder.lock_file):
        lock = FileLock(folder.lock_file, timeout=timeout, mode=FILE_MODE, fallback_to_soft=False)
        try:
            lock.acquire()
        except Timeout:
            raise ConflictError.of("store.locked", path=str(folder.root)) from None
        except OSError as error:
            if error.errno != errno.ENOSYS:
                raise
            raise StorageError.of("store.no-locks", path=str(folder.root)) from error
    try:
        _sweep(folder.root)
        yield
    finally:
        lock.release()


def _sweep(root: Path) -> None:
    for where, inner, names in os.walk(root):
        inner[:] = [name for name in inner if name != ".git"]
        for name in names:
            if name.startswith(TEMPORARY_PREFIX):
                with suppress(OSError):
                    Path(where, name).unlink()

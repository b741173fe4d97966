"""Write a file outside the practice, where no lock and no next command removes what is left."""

import os
from contextlib import suppress
from pathlib import Path

from phmcoach.errors import ConflictError
from phmcoach.store.files import (
    FILE_MODE,
    keep_owner,
    storage_errors,
    sync_folder,
    take_name,
)
from phmcoach.store.interrupts import committing
from phmcoach.store.keeping.backup import unfinished


def write_outside(target: Path, content: bytes) -> None:
    """Write a file that must not exist yet; its name appears once it is complete and synced.

    Until then it has a hidden name of its own, which the same command replaces after a kill. Raises
    ConflictError if the name is taken, StorageError if the disk refuses.
    """
    if os.path.lexists(target):
        raise ConflictError.of("store.exists", path=str(target))
    hidden = unfinished(target)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with storage_errors(target):
            hidden.unlink(missing_ok=True)  # what a command that was stopped has left
            with os.fdopen(os.open(hidden, flags, FILE_MODE), "wb") as stream:
                keep_owner(stream.fileno(), hidden.parent)
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            with committing(target):
                take_name(hidden, target)
    finally:
        with suppress(OSError):
            hidden.unlink(missing_ok=True)
    sync_folder(target.parent)

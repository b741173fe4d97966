"""Put the practice of a backup into a new folder, in one step.

It is unpacked into a hidden folder beside the new one, without `practice.toml`, so that it looks
like no practice until it is complete. Then it gets its name, and that is the commit.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from phmcoach.errors import ConflictError, MissingError, Problem, StorageError
from phmcoach.store.files import (
    FILE_MODE,
    FOLDER_MODE,
    KEPT_MODE,
    keep_owner,
    make_folder,
    read_file,
    storage_errors,
    sync_folder,
    write_new,
)
from phmcoach.store.folder import Folder
from phmcoach.store.interrupts import committing
from phmcoach.store.keeping.backup import (
    PRACTICE_FILE,
    Backup,
    copy_stream,
    each_member,
    read_member,
    unfinished,
)
from phmcoach.store.keeping.backup_files import list_practice_files
from phmcoach.store.keeping.last_backup import note_backup
from phmcoach.store.lock import lock_folder


def refuse_target(target: Path) -> None:
    """Raise an error for a folder that exists, or that another practice would contain."""
    if os.path.lexists(target):
        raise ConflictError.of("restore.folder-exists", folder=str(target))
    for parent in target.parents:
        if os.path.lexists(Folder(parent).practice_file):
            raise ConflictError.of("restore.inside-practice", folder=str(parent))


@contextmanager
def unpacked(backup: Backup, target: Path) -> Iterator[Folder]:
    """Unpack a backup into a hidden folder, and compare what is there with its digests.

    The folder is deleted at the end, unless `give_name` gave it its name. Raises the errors of
    `refuse_target`, and StorageError if the disk refuses, or does not give back what was written.
    """
    refuse_target(target)
    make_folder(target.parent)
    hidden = unfinished(target)
    with storage_errors(hidden):
        if hidden.exists():  # what a restore that was stopped has left
            shutil.rmtree(hidden)
        hidden.mkdir(mode=FOLDER_MODE)
        keep_owner(hidden, hidden.parent)
    try:
        for name in _unpack(backup, hidden):
            _compare(hidden, name, backup.digests[name])
        kept = {*list_practice_files(hidden).names, PRACTICE_FILE}
        for name in sorted(kept ^ backup.digests.keys()):
            raise StorageError.of("backup.not-as-written", path=str(hidden / name))
        yield Folder(hidden)
    finally:
        with suppress(OSError):
            shutil.rmtree(hidden)


def give_name(folder: Folder, backup: Backup, target: Path) -> tuple[Problem, ...]:
    """Make the unpacked folder a practice, and give it its name: the commit.

    The day of the backup is that of the last one that the restored practice has.
    """
    with lock_folder(folder):
        warnings = note_backup(folder, backup.made_on)
        write_new(folder.practice_file, read_member(backup, PRACTICE_FILE))
        _compare(folder.root, PRACTICE_FILE, backup.digests[PRACTICE_FILE])
    if hasattr(os, "sync"):
        os.sync()  # all files at once: one by one takes minutes
    if os.path.lexists(target):
        raise ConflictError.of("restore.folder-exists", folder=str(target))
    with storage_errors(target), committing(target):
        folder.root.rename(target)
    sync_folder(target.parent)
    return warnings


def _unpack(backup: Backup, hidden: Path) -> list[str]:
    names: list[str] = []
    for name, source in each_member(backup):
        if name == PRACTICE_FILE:
            continue
        path = hidden / name
        make_folder(path.parent)
        with storage_errors(path), path.open("xb") as stream:
            keep_owner(stream.fileno(), path.parent)
            copy_stream(source, stream.write)
        with storage_errors(path):
            path.chmod(KEPT_MODE if name in backup.read_only else FILE_MODE)
        names.append(name)
    return names


def _compare(root: Path, name: str, digest: str) -> None:
    try:
        found = sha256(read_file(root / name)).hexdigest()
    except MissingError:
        found = ""
    if found != digest:
        raise StorageError.of("backup.not-as-written", path=str(root / name))

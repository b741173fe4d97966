"""The search for the folder of the practice.

If the folder that was named is wrong, that is an error, never a reason to look elsewhere: data
written to a place that its owner does not expect is as lost as deleted data.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR

from phmcoach.errors import MissingError, StorageError
from phmcoach.store.files import storage_errors
from phmcoach.store.folder import Folder
from phmcoach.store.record_files import (
    find_practice_copies,
    holds_toml,
    refuse_undownloaded,
)

ENVIRONMENT_NAME = "COACH_FOLDER"


class NoPracticeFoundError(MissingError):
    """No folder was named, and none of the usual places is a practice."""


def find_folder(explicit: Path | None, environ: Mapping[str, str], cwd: Path) -> Folder:
    """Return the practice to work on.

    The first of these decides: `explicit` (the option), COACH_FOLDER, the nearest folder from
    `cwd` upward that holds a practice, `phmcoach` in the user's documents. Raises MissingError if
    the folder that was named is not a practice, if none is found, or if the one on the way lost its
    `practice.toml`, and StorageError if a folder on the way cannot be searched.
    """
    from_environment = environ.get(ENVIRONMENT_NAME)
    named = explicit or (Path(from_environment) if from_environment else None)
    if named is not None:
        folder = Folder(_absolute(named, cwd))
        if _holds_practice(folder):
            return folder
        if folder.root.exists() and not folder.root.is_dir():
            raise MissingError.of("store.file-as-practice", path=str(folder.root))
        refuse_lost_practice(folder)
        raise MissingError.of("store.no-practice", folder=str(folder.root))
    for parent in (cwd, *cwd.parents):
        if _holds_practice(Folder(parent)):
            return Folder(parent)
        refuse_lost_practice(Folder(parent))
    from platformdirs import user_documents_path

    usual = Folder(user_documents_path() / "phmcoach")
    if not _holds_practice(usual):
        refuse_lost_practice(usual)
        raise NoPracticeFoundError.of("store.no-practice-found", folder=str(usual.root))
    return usual


def refuse_lost_practice(folder: Folder) -> None:
    """Raise an error if a folder contains a practice whose `practice.toml` is missing.

    It has a ledger, and engagements or a file that is probably `practice.toml` under another name.
    A second practice begun there would not know what the first one issued.
    """
    if not os.path.lexists(folder.ledger_head):
        return
    if folder.practice_file.is_dir():
        raise StorageError.of("store.not-a-file", path=str(folder.practice_file))
    refuse_undownloaded(folder.practice_file)
    if names := find_practice_copies(folder.root):
        raise MissingError.of("store.practice-misnamed", folder=str(folder.root), names=names)
    if holds_toml(folder.engagements_dir) or folder.archive_dir.is_dir():
        raise MissingError.of("store.practice-lost", folder=str(folder.root))


def _absolute(path: Path, cwd: Path) -> Path:
    # The shell expands a leading ~ in an option, but not in an environment variable.
    with suppress(RuntimeError):  # the home directory is unknown
        path = path.expanduser()
    return Path(os.path.normpath(cwd / path))


def _holds_practice(folder: Folder) -> bool:
    """Whether there is a practice, even one that cannot be read: its reader reports the reason.

    Raises StorageError for a folder that cannot be searched: it may hold one.
    """
    with storage_errors(folder.practice_file):
        try:
            return not S_ISDIR(folder.practice_file.lstat().st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False

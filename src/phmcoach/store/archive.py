"""Engagements that were put away: where they are found, and how one gets there.

They keep their format and their reference. Commands of every day never open them, so a hundred of
them cost nothing; who looks one up by its name finds it here.
"""

from pathlib import Path

from phmcoach.errors import ConflictError
from phmcoach.store.files import move_file
from phmcoach.store.folder import Folder, list_archived, list_references, resolve_reference
from phmcoach.store.records import Loaded, T


def archived_file(folder: Folder, year: str, ref: str) -> Path:
    """Return the place of an archived engagement."""
    return folder.archive_dir / year / f"{ref}.toml"


def list_archived_files(folder: Folder) -> tuple[tuple[str, Path], ...]:
    """Return the reference and the place of each archived engagement, by year."""
    return tuple((ref, archived_file(folder, year, ref)) for year, ref in list_archived(folder))


def find_engagement(folder: Folder, typed: str) -> tuple[str, Path]:
    """Return the engagement that a reference, or the beginning of one, names, archived or not.

    An open one goes before an archived one, unless the latter was typed whole. Raises what
    `resolve_reference` raises.
    """
    archived = dict(list_archived_files(folder))
    known = list_references(folder)
    starting = tuple(ref for ref in archived if typed and ref.startswith(typed.casefold()))
    if typed not in known:
        if typed in archived:
            return typed, archived[typed]
        if len(starting) == 1 and not any(ref.startswith(typed.casefold()) for ref in known):
            return starting[0], archived[starting[0]]
    ref = resolve_reference(folder, typed)
    return ref, folder.engagement_file(ref)


def move_to_archive(folder: Folder, ref: str, loaded: Loaded[T], year: int) -> Path:
    """Put an open engagement away, in one step; the caller holds the folder's lock.

    Raise ConflictError where its place is taken, or where its file has changed since it was read.
    """
    path = archived_file(folder, f"{year:04d}", ref)
    if path.exists():
        raise ConflictError.of("store.exists", path=str(path))
    move_file(loaded.path, path, loaded.sha256)
    return path

"""The places of the private notes, and the other files in their folders.

A note is `notes/REF/DAY.age`: one file for each day of an engagement, also once it is archived.
Files of other names are never read; `doctor` names them.
"""

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from phmcoach.domain.values.note_names import draft_names
from phmcoach.errors import Place, Problem, StorageError
from phmcoach.references import is_reference
from phmcoach.remedy import Remedy
from phmcoach.store.files import storage_errors
from phmcoach.store.folder import Folder
from phmcoach.store.record_files import refuse_link_outside
from phmcoach.value import Value

ENDING = ".age"
_DRAFT = r"(?P<ref>[a-z0-9-]+)-(?P<on>\d{4}-\d\d-\d\d)(-\d+)?\.draft\.age"


class Note(Value):
    """One note: its engagement, its day and its file."""

    ref: str
    on: date
    path: Path


def unread_problem(message: str, path: Path, note: Note | None) -> Problem:
    """Return that a file cannot be read; a `note` without a backup can be removed."""
    if note is None:
        return Problem(message, {"path": str(path)}, Place(path), remedy=Remedy.NOTHING)
    words = {"on": note.on}
    return Problem(message, {"path": str(path)}, Place(path), ref=note.ref, words=words)


def identity_file(folder: Folder) -> Path:
    """Return the path of the private key, which a passphrase opens."""
    return folder.notes_dir / "identity.age"


def keys_file(folder: Folder) -> Path:
    """Return the path of the public keys that every note is locked for."""
    return folder.notes_dir / "keys.toml"


def note_file(folder: Folder, ref: str, on: date) -> Path:
    """Return the path of the note of a day."""
    return folder.notes_dir / ref / f"{on.isoformat()}{ENDING}"


def draft_file(place: Path, ref: str, on: date) -> Path:
    """Return a path in a folder for the draft of a note that could not be saved; it is free."""
    names = draft_names(ref, on.isoformat())
    return next(place / each for each in names if not os.path.lexists(place / each))


def note_of_draft(path: Path) -> Note | None:
    """Return the note that a draft is of, by its name; None for a file that is no draft."""
    found = re.fullmatch(_DRAFT, path.name)
    if found is None:
        return None
    try:
        return Note(found["ref"], date.fromisoformat(found["on"]), path)
    except ValueError:
        return None


def list_notes(folder: Folder, ref: str | None = None) -> tuple[Note, ...]:
    """Return the notes of an engagement, or of all, by reference and by day.

    Raises StorageError for a folder that cannot be listed.
    """
    refs = (ref,) if ref is not None else _references(folder)
    return tuple(note for each in refs for note in _notes_of(folder, each))


def list_others(folder: Folder) -> tuple[Path, ...]:
    """Return what is in the folders of the notes and is neither a note nor a key, sorted.

    Hidden files belong to the system or to a stopped command.
    """
    known = {identity_file(folder), keys_file(folder)}
    others = [
        path
        for path in _paths(folder.notes_dir)
        if path not in known and not (is_reference(path.name) and path.is_dir())
    ]
    for ref in _references(folder):
        place = folder.notes_dir / ref
        others += [path for path in _paths(place) if _day_of(path) is None or not path.is_file()]
    return tuple(sorted(each for each in others if not each.name.startswith(".")))


def _references(folder: Folder) -> tuple[str, ...]:
    names = (path.name for path in _paths(folder.notes_dir) if path.is_dir())
    return tuple(sorted(filter(is_reference, names)))


def _notes_of(folder: Folder, ref: str) -> Iterator[Note]:
    place = folder.notes_dir / ref
    refuse_link_outside(place, folder.root)
    days = {on: path for path in _paths(place) if (on := _day_of(path))}
    yield from (Note(ref, on, days[on]) for on in sorted(days) if days[on].is_file())


def _day_of(path: Path) -> date | None:
    """Return the day that is the name of a note, or None for a file of another name."""
    stem = path.name.removesuffix(ENDING)
    try:
        on = date.fromisoformat(stem)
    except ValueError:
        return None
    return on if path.name == f"{on.isoformat()}{ENDING}" else None


def _paths(place: Path) -> list[Path]:
    """Return what is in a folder; nothing if there is none."""
    with storage_errors(place):
        try:
            return [place / name for name in os.listdir(place)]  # noqa: PTH208 - an order is not needed
        except FileNotFoundError:
            return []
        except NotADirectoryError:
            raise StorageError.of("store.not-a-folder", path=str(place)) from None

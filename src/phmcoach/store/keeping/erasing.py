"""Take files out of a practice for good: no undo keeps them, and no command brings them back.

First go the undo states, so that from then on nothing brings back what follows, then the other
files, and last the record gets its new text, with the lines that say what was erased. That is the
commit: if a command is stopped before it, the record still says that everything is there, and the
next erasure takes out what is left.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from phmcoach.errors import CoachError
from phmcoach.store.files import read_file, replace_file, storage_errors, sync_folder
from phmcoach.store.folder import Folder
from phmcoach.store.interrupts import hold_interrupts
from phmcoach.store.keeping.drafts import hold_draft, list_drafts
from phmcoach.store.keeping.traces import Sought
from phmcoach.store.undo.states import list_states, read_state
from phmcoach.store.watch import watching


def erase_for_good(files: Iterable[Path], record: Path, text: bytes, old_sha256: str) -> None:
    """Delete files in their order, then replace the record of which they are a part.

    The caller holds the lock of the folder. Raises StorageError for what the system refuses, and
    ConflictError if the record was changed since it was read.
    """
    with watching(None):
        hold_interrupts()
        for path in files:
            with storage_errors(path):
                path.unlink(missing_ok=True)
                sync_folder(path.parent)
        replace_file(record, text, old_sha256)
        for place in {path.parent for path in files}:
            with suppress(OSError):  # something else is in it
                place.rmdir()


def drafts_to_erase(folder: Folder, ref: str) -> tuple[Path, ...]:
    """Return the drafts of an engagement, each with what belongs to it.

    Raises ConflictError if an editor is open on one.
    """
    found: list[Path] = []
    for draft in list_drafts(folder, ref):
        with hold_draft(draft):
            pass
        found += (each for each in (draft.path, draft.base) if each.exists())
    return tuple(found)


def states_to_erase(folder: Folder, sought: Sought) -> tuple[Path, ...]:
    """Return each undo state that holds something of what is erased.

    One that nobody can read is judged by its text.
    """
    return tuple(path for path in list_states(folder) if _holds(path, sought))


def _holds(path: Path, sought: Sought) -> bool:
    try:
        files = read_state(path).files
    except CoachError:
        content = _bytes_of(path)
        is_named = bool(sought.ref) and sought.ref.encode() in content
        return is_named or sought.look(content).has_text
    return any(
        kept.before is not None and sought.is_trace(name, kept.before)
        for name, kept in files.items()
    )


def _bytes_of(path: Path) -> bytes:
    with suppress(CoachError):
        return read_file(path)
    return b""


def list_folder(place: Path) -> Iterator[Path]:
    """Yield the files in a folder, sorted; none if there is no folder."""
    with storage_errors(place):
        if place.is_dir():
            yield from sorted(each for each in place.iterdir() if each.is_file())

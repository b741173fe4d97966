"""Put the entries apart that this machine recorded without those of another one.

The ledger then ends where both are the same, so that the next sync lets it go on with the entries
of the other machine. What was put apart is kept: a client may have papers of it.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path

from phmcoach.errors import RuleRefusedError
from phmcoach.file_kinds import is_there
from phmcoach.store.files import KEPT_MODE, storage_errors
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import open_ledger
from phmcoach.store.ledger_chain import RecordedEntry, derive_head, render_head
from phmcoach.store.ledger_issue import recover
from phmcoach.store.lock import delete_temporary_files, lock_folder
from phmcoach.store.pen.writer import note_fork, read_fork
from phmcoach.store.undo.pending import change_all
from phmcoach.store.undo.states import State, mode_of, next_number, read_now, state_file
from phmcoach.store.watch import Kept, digest_of
from phmcoach.value import Value


class Apart(Value):
    """The entries that were put apart, the folder where they are, and how many the ledger has."""

    entries: tuple[RecordedEntry, ...]
    place: Path
    left: int


def put_apart(folder: Folder, at: datetime) -> Apart:
    """Put the entries apart that another machine does not have: all of them, or none.

    Raises RuleRefusedError if the ledger is not forked, InvalidDataError if it is damaged.
    """
    with lock_folder(folder):
        first = read_fork(folder)
        if not first:
            raise RuleRefusedError.of("recover.no-fork")
        ledger = recover(folder)
        left, own = ledger.entries[: first - 1], ledger.entries[first - 1 :]
        place = _free_place(folder, at)
        if own:
            moved = dict(_moved(own, place))
            new: dict[Path, bytes | None] = {path: read_now(old) for path, old in moved.items()}
            new |= dict.fromkeys(moved.values())
            new[folder.ledger_head] = render_head(derive_head(left))
            _change(folder, at, new)
        note_fork(folder, 0)
    return Apart(own, place, len(left))


def _change(folder: Folder, at: datetime, new: dict[Path, bytes | None]) -> None:
    names = {path: path.relative_to(folder.root).as_posix() for path in new}
    kept = {
        names[path]: Kept(read_now(path), mode_of(path), (digest_of(content),))
        for path, content in new.items()
    }
    contents = {names[path]: content for path, content in new.items()}
    modes = {name: KEPT_MODE for name, each in kept.items() if each.before is None}
    state = State(next_number(folder), "recover", at, kept)
    change_all(folder, state, contents, modes, partial(_check, folder))
    with suppress(OSError):  # no undo brings these entries back
        state_file(folder, state.number, at.date()).unlink()


def _check(folder: Folder) -> None:
    open_ledger(folder)


def _moved(own: Sequence[RecordedEntry], place: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the new path and the old one of each entry, and of its PDF, the last entry first."""
    for each in reversed(own):
        yield place / each.path.name, each.path
        for pdf in each.pdfs if each.has_document else ():
            with storage_errors(pdf):
                if is_there(pdf):
                    yield place / pdf.name, pdf


def _free_place(folder: Folder, at: datetime) -> Path:
    name = f"ledger-apart-{at.date().isoformat()}"
    names = (name if rank == 1 else f"{name}-{rank}" for rank in count(1))
    with storage_errors(folder.exports_dir):
        return next(path for each in names if _is_free(path := folder.exports_dir / each))


def _is_free(place: Path) -> bool:
    """Whether nothing is there but what a killed writer left: an empty folder, temporary files."""
    delete_temporary_files(place)
    return not is_there(place) or (place.is_dir() and not any(place.iterdir()))

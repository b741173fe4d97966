"""Keeping what a command is about to change, before it does.

What changes papers alone is nothing to undo: they are made again. So they are kept only beside a
record, or an entry of the ledger, which no undo takes back, but which it names.
"""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from phmcoach.store.files import make_folder, storage_errors, write_hidden
from phmcoach.store.folder import Folder
from phmcoach.store.undo.states import (
    State,
    delete_old_states,
    next_number,
    part_of,
    render_state,
    state_file,
    undo_dir,
)
from phmcoach.store.watch import Kept, Run, watching
from phmcoach.value import replace


@contextmanager
def recording(folder: Folder) -> Iterator[None]:
    """Keep what the run of a command changes in this block; the caller holds the lock."""
    if folder.run is None:
        yield
        return
    with watching(partial(_keep, folder, folder.run)):
        yield


def _keep(folder: Folder, run: Run, path: Path, sha256: str | None) -> None:
    """Keep a file that is about to change; raises StorageError if the disk refuses."""
    try:
        name = path.relative_to(folder.root).as_posix()
    except ValueError:
        return
    part = part_of(name)
    if part is None:
        return
    known = run.files.get(name)
    if known is not None and sha256 in known.given:
        return
    if known is not None:
        kept = replace(known, given=(*known.given, sha256))
    else:
        kept = _before(path, sha256)
    files = {**run.files, name: kept}
    if part != "paper" or run.number is not None:
        _write(folder, run, files)
    run.files = files


def _before(path: Path, sha256: str | None) -> Kept:
    """Return a file as it is; what is no file is refused by its writer."""
    with storage_errors(path):
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            return Kept(None, None, (sha256,))
        content = path.read_bytes() if stat.S_ISREG(mode) else b""
    return Kept(content, stat.S_IMODE(mode), (sha256,))


def _write(folder: Folder, run: Run, files: dict[str, Kept]) -> None:
    number = run.number or next_number(folder)
    if run.number is None:
        delete_old_states(folder, run.at.date())
        make_folder(undo_dir(folder))
    state = State(number, run.command, run.at, files)
    write_hidden(state_file(folder, number, run.at.date()), render_state(state))
    run.number = number

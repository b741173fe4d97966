"""Change several files of the practice at once: all of them, or none.

The state of what is about to change is written first, as pending. The files are replaced then, and
checked as a whole; if they pass, the state gets its number, and that is the commit. Whatever ends
the change before it takes the files back: here, or, after a kill, the next command that writes.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from phmcoach.errors import CoachError, ConflictError, MissingError, Place, Problem, StorageError
from phmcoach.file_kinds import is_there
from phmcoach.store.files import (
    FILE_MODE,
    make_folder,
    refuse_link,
    replace_file,
    storage_errors,
    write_hidden,
    write_new,
)
from phmcoach.store.folder import Folder
from phmcoach.store.interrupts import committing, forget_done
from phmcoach.store.undo.states import (
    PENDING,
    State,
    delete_old_states,
    read_now,
    read_state,
    render_state,
    state_file,
    undo_dir,
)
from phmcoach.store.watch import digest_of, watching


def pending_file(folder: Folder) -> Path:
    """Return the path of the state of a change that is not complete."""
    return undo_dir(folder) / PENDING


def change_all(
    folder: Folder,
    state: State,
    contents: Mapping[str, bytes | None],
    modes: Mapping[str, int | None],
    check: Callable[[], None],
) -> None:
    """Give files their new contents, None for no file; the caller holds the lock.

    `state` says what they contain now. What `check` raises takes all of them back, and so does a
    refusal of the system.
    """
    make_folder(undo_dir(folder))
    delete_old_states(folder, state.at.date())
    pending = pending_file(folder)
    write_hidden(pending, render_state(state))
    with watching(None):
        try:
            for name, content in contents.items():
                path, before = folder.root / name, state.files[name].digest_before
                put_file(path, content, modes.get(name), before)
            check()
            done = state_file(folder, state.number, state.at.date())
            with storage_errors(pending), committing(done):
                pending.rename(done)
        except CoachError as error:
            raise _taken_back(folder, state, error) from None
        except BaseException:
            _take_back(folder, state)
            raise


def _taken_back(folder: Folder, state: State, error: CoachError) -> CoachError:
    """Take a change back, and return the error that ends it; it says if that is left to do."""
    try:
        _take_back(folder, state)
    except CoachError:
        return type(error)(*error.problems, Problem("undo.stopped"))
    return error


def take_back_pending(folder: Folder) -> None:
    """Take back what a killed change has left; a file that was changed since stays as it is.

    A state that is damaged stays, for `doctor` to report.
    """
    with storage_errors(pending_file(folder)):
        if not is_there(pending_file(folder)):
            return
    with suppress(MissingError):
        try:
            state = read_state(pending_file(folder))
        except StorageError:
            return
        with watching(None):
            _take_back(folder, state)


def find_pending_problems(folder: Folder) -> tuple[Problem, ...]:
    """Return a warning about a change that the next writer takes back, or why it cannot."""
    try:
        read_state(pending_file(folder))
    except MissingError:
        return ()
    except StorageError as error:
        return error.problems
    place = Place(pending_file(folder))
    return (Problem("undo.stopped", place=place, level="warning"),)


def files_pending(folder: Folder) -> frozenset[str]:
    """Return the names of the files that the next writer puts back, if it can."""
    with suppress(MissingError, StorageError):
        return frozenset(read_state(pending_file(folder)).files)
    return frozenset()


def _take_back(folder: Folder, state: State) -> None:
    for name, kept in state.files.items():
        path = folder.root / name
        now = digest_of(read_now(path))
        if now != kept.digest_before and now in kept.given:
            put_file(path, kept.before, kept.mode, now)
        forget_done(path)
    with storage_errors(pending_file(folder)):
        pending_file(folder).unlink()


def put_file(path: Path, content: bytes | None, mode: int | None, before: str | None) -> None:
    """Give a file its content; raises ConflictError unless it has the one `before`."""
    if content is None:
        if before is not None:
            _delete(path, before)
    elif before is None:
        make_folder(path.parent)
        write_new(path, content, mode or FILE_MODE)
    else:
        replace_file(path, content, before, mode or FILE_MODE)


def _delete(path: Path, before: str) -> None:
    refuse_link(path)
    if digest_of(read_now(path)) != before:
        raise ConflictError.of("store.changed", path=str(path))
    with storage_errors(path), committing(path):
        path.chmod(FILE_MODE)  # Windows cannot delete a read-only file.
        path.unlink()

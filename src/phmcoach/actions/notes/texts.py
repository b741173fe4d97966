"""Writing, showing and searching private notes.

Only the public keys are needed to write a note, so no passphrase is asked for. To show, search or
change one, the private key has to be opened first (`actions.notes.keys`).
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from unicodedata import combining, normalize

from phmcoach.actions.context import Context, refuse_future
from phmcoach.actions.notes.files import (
    Note,
    draft_file,
    list_notes,
    note_file,
    note_of_draft,
    unread_problem,
)
from phmcoach.actions.notes.keys import load_keys
from phmcoach.errors import (
    CoachError,
    InvalidDataError,
    MissingError,
    Problem,
    RuleRefusedError,
    StorageError,
    error_of,
)
from phmcoach.notes.age_files import Key, is_age_file, lock_text, open_text
from phmcoach.store.archive import find_engagement
from phmcoach.store.files import make_folder, read_file, replace_file, storage_errors, write_new
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.lock import lock_folder
from phmcoach.store.record_files import read_own_file, refuse_link_outside
from phmcoach.value import Value

PATIENCE = 1.0
"""Seconds to wait for another command before a draft is kept outside the practice."""


class Begun(Value):
    """A note that is about to be written; `before` is the file that this day has already."""

    ref: str
    on: date
    path: Path
    recipients: tuple[str, ...]
    before: bytes | None = None


class OpenNote(Value):
    """A note and its text."""

    ref: str
    on: date
    text: str


class Opened(Value):
    """The notes that could be read, and why the others could not.

    `refused` is true if the system refused to read one.
    """

    notes: tuple[OpenNote, ...]
    problems: tuple[Problem, ...] = ()
    refused: bool = False

    def raise_unread(self) -> None:
        """Raise the error of the notes that could not be read, if there are any."""
        if self.problems:
            raise error_of(self.problems, refused=self.refused)


def find_noted(folder: Folder, ref: str) -> str:
    """Return the reference of an open or archived engagement, as `find_engagement` does."""
    return find_engagement(Listing(folder, lenient=True), ref)[0]


def begin_note(context: Context, *, ref: str, on: date) -> Begun:
    """Return where the note of a day will be, before the coach begins to write it.

    Raises RuleRefusedError for a day to come, and if the keys are missing, InvalidDataError if they
    are not valid.
    """
    folder = context.folder
    found = find_noted(folder, ref)
    refuse_future(on, context.today)
    keys = load_keys(folder).value
    lock_text("", keys.recipients)  # nobody should write what could not be locked
    path = note_file(folder, found, on)
    refuse_link_outside(path.parent, folder.root)
    before = None
    with suppress(MissingError):
        before = read_own_file(path, folder.root)
    return Begun(found, on, path, keys.recipients, before)


def text_before(begun: Begun, keys: Sequence[Key]) -> str:
    """Return the text that the note of this day has already.

    Raises InvalidDataError if it is cut or changed, or if the keys do not open it.
    """
    if begun.before is None:
        return ""
    return _open(begun.before, begun.path, keys, Note(begun.ref, begun.on, begun.path))


def save_note(context: Context, begun: Begun, text: str) -> Path:
    """Lock a text and write it; return its file.

    Raises RuleRefusedError for an empty one. If it cannot be written, a locked draft is kept, which
    the error names.
    """
    if not text.strip():
        raise RuleRefusedError.of("notes.empty")
    content = lock_text(text.rstrip() + "\n", begun.recipients)
    try:
        with lock_folder(context.folder):
            make_folder(begun.path.parent)
            if begun.before is None:
                write_new(begun.path, content)
            else:
                replace_file(begun.path, content, sha256(begun.before).hexdigest())
    except CoachError as error:
        raise type(error)(*error.problems, _keep_draft(context.folder, begun, content)) from None
    except KeyboardInterrupt:  # while it waited for another command, for example
        context.remark(_keep_draft(context.folder, begun, content))
        raise
    return begun.path


def keep_draft(context: Context, begun: Begun, text: str) -> Problem:
    """Keep a text that is not to be saved as a locked draft; return the problem that names it."""
    return _keep_draft(context.folder, begun, lock_text(text, begun.recipients))


def read_draft(path: Path, keys: Sequence[Key]) -> str:
    """Return the text of a locked file, such as a draft; raises as `read_file`, `text_before`."""
    return _open(read_file(path), path, keys)


def remove_draft(path: Path) -> None:
    """Delete a draft whose text was saved; another file is its owner's."""
    if note_of_draft(path):
        with suppress(OSError):
            path.unlink()


def remove_note(context: Context, note: Note) -> None:
    """Delete a note, for good; MissingError if it is gone."""
    with lock_folder(context.folder), storage_errors(note.path):
        try:
            note.path.unlink()
        except FileNotFoundError:
            raise MissingError.of("notes.no-note", about=note.ref, on=note.on) from None


def find_notes(
    context: Context, *, ref: str | None, on: date | None = None, most: int | None = None
) -> tuple[Note, ...]:
    """Return the notes of an engagement, or of all: those of a day, or the `most` last ones.

    Raises MissingError if there is none.
    """
    folder = context.folder
    found = None if ref is None else find_noted(folder, ref)
    notes = tuple(each for each in list_notes(folder, found) if on in (None, each.on))
    if not notes:
        if found is None:
            raise MissingError.of("notes.none-at-all")
        if on is not None:
            raise MissingError.of("notes.no-note", about=found, on=on)
        raise MissingError.of("notes.none", about=found, ref=found)
    return notes if most is None else notes[-most:]


def open_notes(context: Context, notes: Sequence[Note], keys: Sequence[Key]) -> Opened:
    """Return the texts of notes; one that cannot be read does not hide the others."""
    texts: list[OpenNote] = []
    problems: list[Problem] = []
    refused = False
    for each in notes:
        try:
            content = read_own_file(each.path, context.folder.root)
            texts.append(OpenNote(each.ref, each.on, _open(content, each.path, keys, each)))
        except CoachError as error:
            problems.extend(error.problems)
            refused = refused or isinstance(error, StorageError)
    return Opened(tuple(texts), tuple(problems), refused)


def lines_with(text: str, wanted: str) -> tuple[str, ...]:
    """Return the lines of a text that contain some words; accents and capitals do not matter."""
    words = _as_searched(wanted)
    return tuple(line.strip() for line in text.splitlines() if words in _as_searched(line))


def _as_searched(text: str) -> str:
    """Return a text without accents and capitals, its words apart by one space, as hyphens too."""
    letters = (each for each in normalize("NFKD", text) if not combining(each))
    plain = "".join(letters).casefold().replace("’", "'").replace("œ", "oe").replace("æ", "ae")
    return " ".join(re.sub(r"(?<=\w)-(?=\w)", " ", plain).split()) or text


def _open(content: bytes, path: Path, keys: Sequence[Key], note: Note | None = None) -> str:
    """Return the text of a locked file, which is a `note` of an engagement or any other one."""
    text = open_text(content, keys) if is_age_file(content) else None
    if text is not None:
        return text
    message = "notes.not-opened" if is_age_file(content) else "notes.damaged"
    raise InvalidDataError(unread_problem(message, path, note))


def _keep_draft(folder: Folder, begun: Begun, content: bytes) -> Problem:
    """Write a locked text where the system lets us: in the practice if it can be."""
    from platformdirs import user_state_path

    with suppress(CoachError), lock_folder(folder, PATIENCE):
        return _write_draft(folder.notes_dir, begun, content)
    for place in (user_state_path("phmcoach", appauthor=False), Path(gettempdir())):
        with suppress(CoachError):
            return _write_draft(place, begun, content)
    return Problem("notes.draft-lost", {"on": begun.on}, ref=begun.ref)


def _write_draft(place: Path, begun: Begun, content: bytes) -> Problem:
    make_folder(place)
    path = draft_file(place, begun.ref, begun.on)
    write_new(path, content)
    args, words = {"path": str(path)}, {"on": begun.on}
    return Problem("notes.draft-kept", args, ref=begun.ref, words=words)

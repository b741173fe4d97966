"""Writing a private note with the coach, also after a session, and reading the last ones."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from phmcoach.actions.notes import texts
from phmcoach.actions.notes.keys import load_keys
from phmcoach.cli.pages.keeping.note_text import join_texts, read_input, take_text
from phmcoach.cli.pages.keeping.notes import print_notes
from phmcoach.cli.pages.keeping.secrets import make_keys, unlock
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import CoachError, RuleRefusedError

if TYPE_CHECKING:
    from phmcoach.actions.context import Context
    from phmcoach.actions.notes.texts import Begun
    from phmcoach.notes.age_files import Key


def write_note(
    state: CliState,
    ref: str,
    on: date,
    *,
    source: Path | None = None,
    typed: str | None = None,
    is_of_session: bool = False,
) -> None:
    """Let the coach write the note of a day, or take what was `typed` already; save it locked.

    `source` is a locked file whose text becomes the note. Without a text, the note of a session
    that was just logged is left out.
    """
    context = state.context()
    make_keys(state, context)
    begun = texts.begin_note(context, ref=ref, on=on)
    if source is None and typed is None and not state.interactive:
        typed = read_input()
    keys, before = _open_before(state, context, begun, source, typed)
    if source is not None:
        text = join_texts(before, texts.read_draft(source, keys))
    elif typed is not None:
        text = join_texts(before, typed)
    else:
        text = take_text(state, context, begun, before)
    if before and text.rstrip() == before.rstrip():
        state.out.say("said.note-unchanged")
        return
    if is_of_session and not text.strip():
        state.out.say("said.no-note")
        return
    path = texts.save_note(context, begun, text)
    if source is not None:
        texts.remove_draft(source)
    state.out.wrote("said.note-saved", path, on=on, ref=begun.ref)


def begin_with_session(state: CliState) -> str | None:
    """Return the note of a session that is about to be logged, if it is piped.

    Nothing is logged if it could not be locked, or if it is empty. At a terminal it is written
    after the session is logged: None.
    """
    context = state.context()
    make_keys(state, context)
    load_keys(context.folder)
    if state.interactive:
        return None
    text = read_input()
    if not text.strip():
        raise RuleRefusedError.of("notes.empty")
    return text


def show_last(state: CliState, ref: str, *, most: int) -> None:
    """Print the last notes of an engagement, after the passphrase."""
    context = state.context()
    notes = texts.find_notes(context, ref=ref, most=most)
    opened = texts.open_notes(context, notes, unlock(state, context))
    state.out.page("")
    print_notes(state.out, opened.notes)
    opened.raise_unread()


def _open_before(
    state: CliState, context: "Context", begun: "Begun", source: Path | None, typed: str | None
) -> tuple[tuple["Key", ...], str]:
    """Return the keys if they are needed, and the text that the day has already.

    If it cannot be opened, a text that was typed already is kept as a draft.
    """
    if begun.before is None and source is None:
        return (), ""
    try:
        keys = unlock(state, context)
        return keys, texts.text_before(begun, keys)
    except CoachError as error:
        if typed is None or not typed.strip():
            raise
        raise type(error)(*error.problems, texts.keep_draft(context, begun, typed)) from None

"""The public side of the notes: their keys, and the day on which the recovery key was typed."""

from datetime import timedelta

from phmcoach.actions.context import Context
from phmcoach.actions.notes.files import keys_file
from phmcoach.domain.records.note_keys import NoteKeys
from phmcoach.errors import CoachError, MissingError, Problem
from phmcoach.store.folder import Folder
from phmcoach.store.known_files import KnownFiles
from phmcoach.store.records import Loaded, load_own_record

A_YEAR = timedelta(days=365)
"""After how long the coach is asked whether the recovery key still opens the notes."""


def remind_recovery(context: Context) -> tuple[Problem, ...]:
    """Return a problem if the recovery key was not typed for a year, or why that is not known."""
    try:
        keys = load_public(context.folder, context.known).value
    except MissingError:
        return ()
    except CoachError as error:
        return error.problems
    if context.today - keys.recovery_tried_on < A_YEAR:
        return ()
    return (Problem("notes.recovery-untried", {"on": keys.recovery_tried_on}, level="warning"),)


def load_public(folder: Folder, known: KnownFiles | None = None) -> Loaded[NoteKeys]:
    """Return the public keys; raises as `load_own_record` does."""
    return load_own_record(keys_file(folder), folder.root, NoteKeys, known)

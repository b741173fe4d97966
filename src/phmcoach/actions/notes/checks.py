"""Problems around the private notes that can be found without opening one."""

from collections.abc import Container, Iterator
from datetime import date

from phmcoach.actions.notes.files import (
    identity_file,
    keys_file,
    list_notes,
    list_others,
    note_of_draft,
    unread_problem,
)
from phmcoach.actions.notes.keys import load_keys, needs_keys
from phmcoach.errors import CoachError, Place, Problem
from phmcoach.notes.age_files import is_age_file
from phmcoach.store.folder import Folder, Listing, list_archived
from phmcoach.store.lock import find_open_rights
from phmcoach.store.record_files import read_own_file


def find_note_problems(folder: Folder, listing: Listing, today: date) -> Iterator[Problem]:
    """Yield what is wrong with the files of the notes, as far as their outside shows it.

    A text that was changed is found only when the note is opened.
    """
    try:
        if needs_keys(folder):
            return
        load_keys(folder)
        notes = {each.path: each for each in list_notes(folder)}
        paths = [identity_file(folder), *notes]
        yield from _report_others(folder, today)
        known = _known(listing)
        yield from _report_unknown(folder, known)
    except CoachError as error:
        yield from error.problems
        return
    for path in paths:
        try:
            content = read_own_file(path, folder.root)
        except CoachError as error:
            yield from error.problems
            continue
        if not is_age_file(content):
            note = notes.get(path)
            if note is None:
                yield Problem("notes.damaged-key", {"path": str(path)}, Place(path))
            else:
                is_known = note.ref in known
                yield unread_problem("notes.damaged", path, note if is_known else None)
    places = {keys_file(folder), *paths, *(each.parent for each in paths)}
    yield from find_open_rights(folder.notes_dir, *places)


def _report_others(folder: Folder, today: date) -> Iterator[Problem]:
    for path in list_others(folder):
        if draft := note_of_draft(path):
            words = {"path": str(path), "on": min(draft.on, today)}
            place = Place(path)
            yield Problem("notes.draft-left", {}, place, "warning", draft.ref, words=words)
        else:
            args = {"name": path.name}
            yield Problem("notes.stray-file", args, Place(path), "warning")


def _known(listing: Listing) -> frozenset[str]:
    open_ones = (*listing.engagements.names, *listing.engagements.unusable)
    return frozenset((*open_ones, *(ref for _, ref in list_archived(listing))))


def _report_unknown(folder: Folder, known: Container[str]) -> Iterator[Problem]:
    """Yield a warning about each folder of notes of no engagement; a lost one is named apart."""
    for ref in dict.fromkeys(each.ref for each in list_notes(folder)):
        if ref not in known:
            place = Place(folder.notes_dir / ref)
            yield Problem("notes.unknown-engagement", {"name": ref}, place, "warning")

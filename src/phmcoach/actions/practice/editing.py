"""Editing a file by hand, safely: the result replaces the file only if it is valid.

The editor gets a hidden copy beside the file, never in a shared temporary folder, because it
contains confidential words of a client. An invalid copy stays there, and the next edit continues
with it. If another command has changed the file since the copy was made, the copy can never replace
the file: it is set aside, so that the next edit begins with the current file.
"""

from hashlib import sha256
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.opening import complete_case, load_client, open_practice
from phmcoach.actions.practice.doctor import differences_from_ledger
from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.gates import breaches
from phmcoach.domain.records.engagement import Engagement
from phmcoach.errors import (
    CoachError,
    ConflictError,
    InvalidDataError,
    MissingError,
    Problem,
    about,
)
from phmcoach.store.copies import report_copies_of
from phmcoach.store.files import read_file, replace_file
from phmcoach.store.folder import Folder, resolve_reference
from phmcoach.store.ledger import read_ledger
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import parse_record
from phmcoach.value import Value, replace


class Edited(Value):
    """The file, whether it changed, and the rules that it now breaks."""

    path: Path
    changed: bool
    problems: tuple[Problem, ...]


def edit_engagement(context: Context, *, ref: str) -> Edited:
    """Open an engagement in the editor and replace it with the result if that is valid.

    Raises InvalidDataError with all invalid lines (the copy is kept), ConflictError if the file has
    changed since the copy was made (the copy is set aside). Broken rules are reported, not refused:
    they are facts, and `coach doctor` lists them.
    """
    folder = context.folder
    found = resolve_reference(folder, ref)
    path = folder.engagement_file(found)
    draft = path.with_name(f".edit-{path.name}")
    base = path.with_name(f".edit-{path.name}.from")
    before = _prepare_copy(path, draft, base)
    after = _edit(context, draft, base)
    edited = replace(parse_record(after, draft, Engagement), path=path)
    if after != before:
        with lock_folder(folder):
            if read_file(path) != before:
                raise _set_aside(path, draft, base)
            replace_file(path, after, sha256(before).hexdigest())
    _discard(draft, base)
    problems = (*report_copies_of(folder, edited), *_problems(folder, Dossier(found, edited.value)))
    return Edited(path, after != before, problems)


def _edit(context: Context, draft: Path, base: Path) -> bytes:
    """Let the coach edit the copy and return it; remove an unchanged copy if the editor fails."""
    try:
        context.editor(draft)
        return read_file(draft)
    except CoachError:
        if not draft.exists() or read_file(draft) == read_file(base):
            _discard(draft, base)
        raise


def _prepare_copy(path: Path, draft: Path, base: Path) -> bytes:
    """Make the copy to edit, or keep an earlier one; return the content that it was made from.

    Raises ConflictError, and sets the copy aside, if the file has changed since it was made.
    """
    now = read_file(path)
    if draft.exists():
        was = read_file(base) if base.exists() else None
        if read_file(draft) not in (was, now):  # otherwise the copy contains nothing new
            if was != now:
                raise _set_aside(path, draft, base)
            return now
    replace_file(base, now, None)
    replace_file(draft, now, None)
    return now


def _set_aside(path: Path, draft: Path, base: Path) -> ConflictError:
    """Move the copy to a name derived from its content; return the error that names it."""
    name = sha256(read_file(draft)).hexdigest()[:8]
    kept = path.with_name(f".edit-{path.stem}-{name}.toml")
    draft.replace(kept)
    base.unlink(missing_ok=True)
    return ConflictError.of("edit.changed-meanwhile", path=str(path), kept=str(kept))


def _discard(draft: Path, base: Path) -> None:
    draft.unlink(missing_ok=True)
    base.unlink(missing_ok=True)


def _problems(folder: Folder, dossier: Dossier) -> tuple[Problem, ...]:
    """Return the rules that the facts break; a fault in another file never blocks the edit."""
    try:
        ledger = read_ledger(folder)
    except CoachError as error:
        return error.problems
    differing = (*differences_from_ledger(ledger, dossier), *ledger.damage)
    try:
        case = complete_case(
            dossier,
            load_client(folder, dossier.engagement.client, needed_by=dossier.ref).value,
            closures=open_practice(folder).closures,
            billed=ledger.invoiced_sessions(dossier.ref),
        )
    except (InvalidDataError, MissingError) as error:
        return (*error.problems, *about(dossier.ref, differing))
    return about(dossier.ref, (*breaches(case), *differing))

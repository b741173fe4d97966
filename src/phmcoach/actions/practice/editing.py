"""Editing a file by hand, safely: the result replaces the file only if it is valid.

The editor gets a draft of its own (`store.keeping.drafts`). An invalid one stays, and the next edit
continues with it. If the file has changed since the draft was made, by another command or another
editor, the draft can never replace it: it is set aside, so that the next edit begins with the
current file.
"""

from contextlib import ExitStack, suppress
from hashlib import sha256
from pathlib import Path

from phmcoach.actions.changing import keep_ids
from phmcoach.actions.context import Context
from phmcoach.actions.opening import complete_case, load_client, open_practice, read_engagement
from phmcoach.actions.practice.ledger_findings import differences_from_ledger, session_twins
from phmcoach.actions.saving import save_edited
from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.gates import breaches
from phmcoach.domain.records.engagement import Engagement
from phmcoach.errors import (
    CoachError,
    ConflictError,
    InvalidDataError,
    MissingError,
    Problem,
    RuleRefusedError,
    about,
    refuse,
)
from phmcoach.store.copies import report_archived_twins, report_copies_of
from phmcoach.store.files import read_file, replace_file
from phmcoach.store.folder import Folder, Listing, resolve_listed, resolve_reference
from phmcoach.store.keeping.drafts import (
    Draft,
    delete_orphans,
    discard,
    hold_draft,
    is_unchanged,
    list_drafts,
    make_draft,
    set_aside,
)
from phmcoach.store.ledger import read_ledger
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import Loaded, parse_record
from phmcoach.store.signed import read_signed
from phmcoach.value import Value, replace


class Edited(Value):
    """The file, whether it changed, and the rules that it now breaks."""

    path: Path
    changed: bool
    problems: tuple[Problem, ...]


def edit_engagement(context: Context, *, ref: str) -> Edited:
    """Open an engagement in the editor and replace it with the result if that is valid.

    Raises InvalidDataError with all invalid lines (the draft is kept, and the next edit continues
    with it), ConflictError if the file has changed since the draft was made (the draft is set
    aside). Broken rules are reported, not refused: they are facts, and `coach doctor` lists them.
    Raises RuleRefusedError if it is archived too, which no edit puts right.
    """
    folder = context.folder
    listing = Listing(folder)
    found = resolve_listed(listing, ref)
    refuse(report_archived_twins(listing, (found,)))
    path = folder.engagement_file(found)
    with ExitStack() as held:
        with lock_folder(folder):
            before = read_file(path)
            draft = _take_draft(folder, found, before, held)
        after = _edit(context, draft)
        edited = replace(parse_record(after, draft.path, Engagement), path=path)
        # Before the commit: after it, nothing may fail.
        copies = report_copies_of(Listing(folder), edited)
        problems = (*copies, *_problems(folder, Dossier(found, edited.value)))
        with lock_folder(folder):
            if after != before:
                if read_file(path) != before:
                    raise _changed_meanwhile(path, draft)
                _save(context, found, parse_record(after, path, Engagement), before)
            with suppress(OSError):  # `doctor` names a draft that is left
                discard(draft)
    return Edited(path, after != before, problems)


def discard_drafts(context: Context, *, ref: str) -> tuple[Path, ...]:
    """Delete the drafts of an engagement, and return them.

    Raises RuleRefusedError if there is none, ConflictError if one is open in an editor.
    """
    folder = context.folder
    with lock_folder(folder):
        drafts = find_drafts(folder, ref)
        with ExitStack() as held:
            for draft in drafts:
                held.enter_context(hold_draft(draft))
            for draft in drafts:
                discard(draft)
    return tuple(draft.path for draft in drafts)


def find_drafts(folder: Folder, ref: str) -> tuple[Draft, ...]:
    """Return the drafts of an engagement, which may be archived by now.

    Raises RuleRefusedError if there is none.
    """
    drafts = list_drafts(folder, ref) or list_drafts(folder, resolve_reference(folder, ref))
    if not drafts:
        raise RuleRefusedError.of("edit.no-draft", ref=ref)
    return drafts


def _take_draft(folder: Folder, ref: str, now: bytes, held: ExitStack) -> Draft:
    """Return the draft to edit, for this process alone: one that was left, else a new one.

    Raises ConflictError, and sets a left draft aside, if the file has changed since it was made.
    """
    delete_orphans(folder)
    path = folder.engagement_file(ref)
    for draft in list_drafts(folder, ref):
        if draft.is_set_aside:
            continue
        own = ExitStack()
        try:
            own.enter_context(hold_draft(draft))
        except ConflictError:
            continue  # another process is editing it
        with own:
            was = read_file(draft.base)
            if read_file(draft.path) in (was, now):  # it contains nothing new
                discard(draft)
            elif was != now:
                raise _changed_meanwhile(path, draft)
            else:
                held.enter_context(own.pop_all())
                return draft
    draft = make_draft(path, now)
    held.enter_context(hold_draft(draft))
    return draft


def _edit(context: Context, draft: Draft) -> bytes:
    """Let the coach edit the draft and return it; remove an unchanged one if the editor fails."""
    try:
        context.editor(draft.path)
        return read_file(draft.path)
    except BaseException:
        if is_unchanged(draft):
            discard(draft)
        raise


def _save(context: Context, ref: str, edited: Loaded[Engagement], before: bytes) -> None:
    """Save what the coach edited; what they put right may have been a file that cannot be read."""
    with suppress(InvalidDataError):
        edited = keep_ids(parse_record(before, edited.path, Engagement).value, edited)
    try:
        opened = read_engagement(context.folder, ref)
    except (InvalidDataError, MissingError):  # of its client too: it is not carried over
        replace_file(edited.path, edited.source.raw, sha256(before).hexdigest())
    else:
        save_edited(context, opened, edited)


def _changed_meanwhile(path: Path, draft: Draft) -> ConflictError:
    """Set a draft aside; return the error that names it."""
    set_aside(draft)
    return ConflictError.of("edit.changed-meanwhile", path=str(path), kept=str(draft.path))


def _problems(folder: Folder, dossier: Dossier) -> tuple[Problem, ...]:
    """Return the rules that the facts break; a fault in another file never blocks the edit."""
    try:
        ledger = read_ledger(folder)
    except CoachError as error:
        return error.problems
    differing = (*differences_from_ledger(ledger, dossier), *ledger.damage)
    try:
        practice = open_practice(folder)
        case = complete_case(
            dossier,
            load_client(folder, dossier.client_reference, needed_by=dossier).value,
            closures=practice.closures,
            time_zone=practice.time_zone,
            signed=read_signed(folder, dossier.ref, dossier.engagement),
            billed=ledger.billed(dossier.ref),
        )
    except CoachError as error:
        return (*error.problems, *about(dossier.ref, differing))
    return about(dossier.ref, (*breaches(case), *session_twins(ledger, case), *differing))

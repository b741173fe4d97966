"""Change the files of two engagements together: after a kill, both are old or both become new.

A hidden plan in the folder contains both new texts; its name appears in one step, and that is the
commit. The files are replaced after it, in the order of the plan. If the process is killed between
these steps, the next writer finds the plan when it takes the lock, and finishes it.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from phmcoach.errors import (
    CoachError,
    ConflictError,
    MissingError,
    Place,
    Problem,
    StorageError,
)
from phmcoach.references import is_reference
from phmcoach.store.files import read_file, replace_file, storage_errors, write_new
from phmcoach.store.folder import Folder
from phmcoach.value import Value


class NewText(Value):
    """The new text of an engagement's file, and the digest of the old one."""

    ref: str
    text: str
    old_sha256: str

    @property
    def sha256(self) -> str:
        """The digest of the new text."""
        return sha256(self.text.encode()).hexdigest()


def plan_file(folder: Folder) -> Path:
    """Return the path of the plan of a writer that changes two files together."""
    return folder.root / ".coach.plan"


def save_both(folder: Folder, first: NewText, second: NewText) -> bool:
    """Replace two files, both or none; the caller holds the lock and has just read them.

    Return False if the second one is left to the next writer. Raises StorageError if someone has
    changed it since it was read: then a person must decide.
    """
    plan = json.dumps([[each.ref, each.text, each.old_sha256] for each in (first, second)])
    write_new(plan_file(folder), plan.encode())
    try:
        _replace(folder, first)
    except CoachError:
        _delete_plan(folder)
        raise
    try:
        _replace(folder, second)
    except ConflictError:
        raise _unfinished(folder, folder.engagement_file(second.ref)) from None
    except CoachError:
        return False
    with suppress(CoachError):  # all is done: the next writer deletes it
        _delete_plan(folder)
    return True


def finish_plan(folder: Folder) -> None:
    """Do what is left of the plan of a killed writer, if there is one; the caller holds the lock.

    Raises StorageError if the plan is damaged, or if either file was changed by hand meanwhile.
    """
    if plan := _read_plan(folder):
        for each in _find_left(folder, plan):
            _replace(folder, each)
        _delete_plan(folder)


def find_plan_problems(folder: Folder) -> tuple[Problem, ...]:
    """Return a warning about a plan that the next writer finishes, or why no writer can."""
    try:
        plan = _read_plan(folder)
        _find_left(folder, plan)
    except StorageError as error:
        return error.problems
    place = Place(plan_file(folder))
    return (Problem("store.plan-pending", place=place, level="warning"),) if plan else ()


def _find_left(folder: Folder, plan: Sequence[NewText]) -> list[NewText]:
    """Return the new texts that are not in place yet.

    Raises StorageError for a file that has neither its old text nor its new one.
    """
    left = []
    for each in plan:
        found = _digest(folder, each)
        if found not in (each.old_sha256, each.sha256):
            raise _unfinished(folder, folder.engagement_file(each.ref))
        if found != each.sha256:
            left.append(each)
    return left


def _unfinished(folder: Folder, changed: Path) -> StorageError:
    args = {"path": str(changed), "plan": str(plan_file(folder))}
    return StorageError(Problem("store.plan-unfinished", args))


def _replace(folder: Folder, new: NewText) -> None:
    replace_file(folder.engagement_file(new.ref), new.text.encode(), new.old_sha256)


def _read_plan(folder: Folder) -> tuple[NewText, ...]:
    """Return the two new texts of the plan, or nothing if there is no plan."""
    try:
        content = read_file(plan_file(folder))
    except MissingError:
        return ()
    try:
        first, second = (_new_text(each) for each in json.loads(content))
    except (ValueError, TypeError):
        raise _unfinished(folder, plan_file(folder)) from None
    return first, second


def _new_text(data: Sequence[object]) -> NewText:
    """Return one new text of a plan; raises ValueError if it is damaged."""
    ref, text, old_sha256 = data
    if not (isinstance(ref, str) and isinstance(text, str) and isinstance(old_sha256, str)):
        message = "the parts of a new text are texts"
        raise ValueError(message)  # noqa: TRY004 - one error for all damage
    if not is_reference(ref):
        raise ValueError(ref)
    return NewText(ref, text, old_sha256)


def _digest(folder: Folder, new: NewText) -> str | None:
    with suppress(MissingError):
        return sha256(read_file(folder.engagement_file(new.ref))).hexdigest()
    return None


def _delete_plan(folder: Folder) -> None:
    with storage_errors(plan_file(folder)):
        plan_file(folder).unlink()

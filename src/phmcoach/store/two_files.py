"""Change the files of two engagements together: after a kill, both are old or both become new.

A hidden plan in the folder contains both new texts; its name appears in one step, and that is the
commit. The files are replaced after it, in the order of the plan. If the process is killed between
these steps, the next writer finds the plan when it takes the lock, and finishes it.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from phmcoach.errors import CoachError, MissingError, Problem, StorageError
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

    Return False if the second one is left to the next writer.
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
        _delete_plan(folder)
    except CoachError:
        return False
    return True


def finish_plan(folder: Folder) -> None:
    """Do what is left of the plan of a killed writer, if there is one; the caller holds the lock.

    Raises StorageError if a file that is still to be replaced was changed by hand meanwhile.
    """
    with storage_errors(plan_file(folder)):
        if not plan_file(folder).exists():
            return
    first, second = _read_plan(folder)
    found = _digest(folder, first)
    if _digest(folder, second) == second.old_sha256:  # else all of it is done
        if found == first.old_sha256:
            _replace(folder, first)
        elif found != first.sha256:
            args = {"path": str(folder.engagement_file(first.ref)), "plan": str(plan_file(folder))}
            raise StorageError(Problem("store.plan-unfinished", args))
        _replace(folder, second)
    _delete_plan(folder)


def _replace(folder: Folder, new: NewText) -> None:
    replace_file(folder.engagement_file(new.ref), new.text.encode(), new.old_sha256)


def _read_plan(folder: Folder) -> Iterator[NewText]:
    for ref, text, old_sha256 in json.loads(read_file(plan_file(folder))):
        yield NewText(ref, text, old_sha256)


def _digest(folder: Folder, new: NewText) -> str | None:
    with suppress(MissingError):
        return sha256(read_file(folder.engagement_file(new.ref))).hexdigest()
    return None


def _delete_plan(folder: Folder) -> None:
    with storage_errors(plan_file(folder)):
        plan_file(folder).unlink()

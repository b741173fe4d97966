"""Change several files together: after a kill, all are old or all become new.

They are the files of two engagements, or that of one and documents that are put aside with the
change. A hidden plan in the folder contains the new texts and the new names; its name appears in
one step, and that is the commit. The files are replaced and renamed after it, in the order of the
plan. If the process is killed between these steps, the next writer finds the plan when it takes the
lock, and finishes it. If the system refuses one of them, the plan keeps only what is left to do:
what is done may be changed by hand again.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import count
from pathlib import Path

from phmcoach.errors import (
    CoachError,
    ConflictError,
    MissingError,
    Place,
    Problem,
    StorageError,
)
from phmcoach.file_kinds import is_there
from phmcoach.references import is_reference
from phmcoach.store.files import move_file, read_file, replace_file, storage_errors, write_new
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


class Aside(Value):
    """A document of an engagement that gets another name, under which nothing looks for it.

    `sha256` is the digest of its content: another file of its name stays where it is.
    """

    ref: str
    name: str
    kept: str
    sha256: str


def choose_aside(path: Path, name_at: Callable[[int], str]) -> Aside | None:
    """Return how to put a document aside, or None if it is not there.

    `name_at` gives the names to choose from; the first one that is free is taken.
    """
    with suppress(MissingError):
        digest = sha256(read_file(path)).hexdigest()
        names = (name_at(rank) for rank in count(1))
        with storage_errors(path):
            kept = next(each for each in names if not is_there(path.with_name(each)))
        return Aside(path.parent.name, path.name, kept, digest)
    return None


def plan_file(folder: Folder) -> Path:
    """Return the path of the plan of a writer that changes two files together."""
    return folder.root / ".coach.plan"


def save_both(folder: Folder, first: NewText, second: NewText) -> bool:
    """Replace two files, both or none; the caller holds the lock and has just read them.

    Return False if the second one is left to the next writer. Raises StorageError if someone has
    changed it since it was read: then a person must decide.
    """
    write_new(plan_file(folder), _write_plan((first, second)))
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
        _leave(folder, _write_plan((second,)))
        return False
    with suppress(CoachError):  # all is done: the next writer deletes it
        _delete_plan(folder)
    return True


def save_with_asides(folder: Folder, new: NewText, asides: Sequence[Aside]) -> tuple[Aside, ...]:
    """Replace a file and put documents aside; the caller holds the lock and has just read them.

    Return each document that was put aside. One that the system does not let go stays: the change
    is saved, and the next writer tries once more.
    """
    write_new(plan_file(folder), _write_plan((new,), asides))
    try:
        _replace(folder, new)
    except CoachError:
        _delete_plan(folder)
        raise
    refused = put_aside(folder, asides)
    if refused:
        _leave(folder, _write_plan((), refused))
    else:
        with suppress(CoachError):  # all is done: the next writer deletes it
            _delete_plan(folder)
    return tuple(each for each in asides if each not in refused)


def put_aside(folder: Folder, asides: Iterable[Aside]) -> dict[Aside, CoachError]:
    """Rename documents that are still there; return each that the system refuses, and why."""
    refused: dict[Aside, CoachError] = {}
    for each in asides:
        path = folder.documents_dir(each.ref) / each.name
        try:
            with storage_errors(path):
                is_left = is_there(path)
            if is_left:
                move_file(path, path.with_name(each.kept), each.sha256)
        except CoachError as error:
            refused[each] = error
    return refused


def finish_plan(folder: Folder) -> None:
    """Do what is left of the plan of a killed writer, if there is one; the caller holds the lock.

    Raises StorageError if the plan is damaged, or if a file was changed by hand meanwhile. A
    document that cannot be put aside stays where it is.
    """
    if plan := _read_plan(folder):
        texts, asides = plan
        for each in _find_left(folder, texts):
            _replace(folder, each)
        put_aside(folder, asides)
        _delete_plan(folder)


def find_plan_problems(folder: Folder) -> tuple[tuple[Problem, ...], frozenset[tuple[str, str]]]:
    """Return a warning about a plan that the next writer finishes, or why no writer can.

    With it, the reference and the name of each document that the plan puts aside.
    """
    try:
        plan = _read_plan(folder)
        _find_left(folder, plan[0] if plan else ())
    except StorageError as error:
        return error.problems, frozenset()
    if plan is None:
        return (), frozenset()
    pending = Problem("store.plan-pending", place=Place(plan_file(folder)), level="warning")
    return (pending,), frozenset((each.ref, each.name) for each in plan[1])


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


def _write_plan(texts: Iterable[NewText], asides: Iterable[Aside] = ()) -> bytes:
    plan = [[each.ref, each.text, each.old_sha256] for each in texts]
    plan += [[each.ref, each.name, each.kept, each.sha256] for each in asides]
    return json.dumps(plan).encode()


def _leave(folder: Folder, plan: bytes) -> None:
    """Replace the plan by what is left of it, if the system allows that."""
    with suppress(CoachError):
        replace_file(plan_file(folder), plan, None)


def _read_plan(folder: Folder) -> tuple[tuple[NewText, ...], tuple[Aside, ...]] | None:
    """Return the new texts of the plan and what it puts aside, or None if there is no plan."""
    try:
        content = read_file(plan_file(folder))
    except MissingError:
        return None
    try:
        parts = [tuple(_as_text(each) for each in part) for part in json.loads(content)]
        texts = tuple(NewText(*part) for part in parts if len(part) == len(_TEXT))
        asides = tuple(Aside(*part) for part in parts if len(part) == len(_ASIDE))
        _check_plan(parts, texts, asides)
    except (ValueError, TypeError):
        raise _unfinished(folder, plan_file(folder)) from None
    return texts, asides


_TEXT, _ASIDE = ("ref", "text", "old_sha256"), ("ref", "name", "kept", "sha256")
"""The parts of a plan, told apart by their length."""


def _as_text(part: object) -> str:
    if not isinstance(part, str):
        message = "a plan contains texts"
        raise ValueError(message)  # noqa: TRY004 - one error for all damage
    return part


def _check_plan(parts: Sequence[object], texts: Sequence[NewText], asides: Sequence[Aside]) -> None:
    """Raise ValueError unless a plan has something to do, in folders of engagements alone."""
    names = [name for each in asides for name in (each.name, each.kept)]
    refs = [*(each.ref for each in texts), *(each.ref for each in asides)]
    is_whole = len(parts) == len(refs) > 0
    if not (is_whole and all(map(is_reference, refs)) and all(map(_is_plain, names))):
        message = "the plan is damaged"
        raise ValueError(message)


def _is_plain(name: str) -> bool:
    return Path(name).name == name


def _digest(folder: Folder, new: NewText) -> str | None:
    with suppress(MissingError):
        return sha256(read_file(folder.engagement_file(new.ref))).hexdigest()
    return None


def _delete_plan(folder: Folder) -> None:
    with storage_errors(plan_file(folder)):
        plan_file(folder).unlink()

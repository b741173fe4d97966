"""Change several files together: after a kill, all are old or all become new.

They are the files of two engagements, or that of one and documents that are put aside with the
change, or take the place of one that is. A hidden plan in the folder contains the new texts and the
new names; its name appears in one step, and that is the commit. The files are replaced and renamed
after it, in the order of the plan. If the process is killed between these steps, the next writer
finds the plan and finishes it. If the system refuses one of them, the plan keeps only what is left
to do. A hidden file is kept until it has its name: later plans carry it along.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import count
from pathlib import Path

from phmcoach.errors import (
    CoachError,
    ConflictError,
    MissingError,
    Problem,
    StorageError,
)
from phmcoach.file_kinds import is_temporary, is_there
from phmcoach.references import is_reference
from phmcoach.store.files import move_file, read_file, replace_file, storage_errors
from phmcoach.store.folder import Folder
from phmcoach.store.watch import announce, announce_move
from phmcoach.value import Value, fields_of


class StuckPlanError(StorageError):
    """A plan that nobody can finish: it is damaged, or a file was changed by hand meanwhile."""


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

    A hidden file gets the name that it is known by, once what had this name is put aside.
    `sha256` is the digest of its content: another file of its name stays where it is.
    """

    ref: str
    name: str
    kept: str
    sha256: str

    @property
    def is_hidden(self) -> bool:
        """Whether it still has a temporary name."""
        return is_temporary(self.name)

    @property
    def shown(self) -> str:
        """The name that a person looks for."""
        return self.kept if self.is_hidden else self.name


class Plan(Value):
    """The steps of a writer after its commit: the new texts first, then the documents."""

    texts: tuple[NewText, ...]
    asides: tuple[Aside, ...]


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
    """Return the path of the plan of a writer that changes several files."""
    return folder.root / ".coach.plan"


def save_both(folder: Folder, first: NewText, second: NewText) -> bool:
    """Replace two files, both or none; the caller holds the lock and has just read them.

    Return False if the second one is left to the next writer. Raises StorageError if someone has
    changed it since it was read: then a person must decide.
    """
    waiting = _find_waiting(folder)
    _plan(folder, (first, second), waiting)
    try:
        _replace(folder, first)
    except CoachError:
        _plan(folder, (), waiting)
        raise
    try:
        _replace(folder, second)
    except ConflictError:
        raise _unfinished(folder, folder.engagement_file(second.ref)) from None
    except CoachError:
        _leave(folder, (second,), waiting)
        return False
    _leave(folder, (), waiting)
    return True


def save_with_asides(folder: Folder, new: NewText, asides: Sequence[Aside]) -> tuple[Aside, ...]:
    """Replace a file and put documents aside; the caller holds the lock and has just read them.

    Return each document that was put aside. One that the system does not let go stays: the change
    is saved, and the next writer tries once more.
    """
    waiting = _find_waiting(folder)
    _refuse_same_name(folder, waiting, asides)
    _plan(folder, (new,), (*waiting, *asides))
    try:
        _replace(folder, new)
    except CoachError:
        _plan(folder, (), waiting)
        raise
    refused = put_aside(folder, asides)
    _leave(folder, (), (*waiting, *refused))
    return tuple(each for each in asides if each not in refused)


def put_aside(folder: Folder, asides: Iterable[Aside]) -> dict[Aside, CoachError]:
    """Rename documents that are still there; return each that the system refuses, and why.

    One whose new name is taken stays too: what has that name is not put aside yet.
    """
    refused: dict[Aside, CoachError] = {}
    for each in asides:
        path = folder.documents_dir(each.ref) / each.name
        try:
            target = path.with_name(each.kept)
            with storage_errors(path):
                is_left, is_taken = is_there(path), is_there(target)
            if is_left and is_taken:
                raise ConflictError.of("store.exists", path=str(target))
            if is_left:
                move_file(path, target, each.sha256)
        except CoachError as error:
            refused[each] = error
    return refused


def finish_plan(folder: Folder) -> bool:
    """Do what is left of the plan of a killed writer, if there is one; the caller holds the lock.

    A plan that nobody can finish stays: what it contains waits. A document that cannot be put aside
    stays where it is. But the plan stays with a hidden file, which nothing else names: return False
    if one of these still waits for its name.
    """
    try:
        plan = read_plan(folder)
        left = find_left(folder, plan) if plan else []
    except StuckPlanError:
        return False
    if plan is None:
        return True
    for each in left:
        _replace(folder, each)
    refused = put_aside(folder, plan.asides)
    waiting = tuple(refused) if any(each.is_hidden for each in refused) else ()
    _plan(folder, (), waiting)
    return not waiting


def find_left(folder: Folder, plan: Plan) -> list[NewText]:
    """Return the new texts that are not in place yet.

    Raises StorageError for a file that has neither its old text nor its new one.
    """
    left = []
    for each in plan.texts:
        found = None
        with suppress(MissingError):
            found = sha256(read_file(folder.engagement_file(each.ref))).hexdigest()
        if found not in (each.old_sha256, each.sha256):
            raise _unfinished(folder, folder.engagement_file(each.ref))
        if found != each.sha256:
            left.append(each)
    return left


def _unfinished(folder: Folder, changed: Path) -> StuckPlanError:
    args = {"path": str(changed), "plan": str(plan_file(folder))}
    return StuckPlanError(Problem("store.plan-unfinished", args))


def _find_waiting(folder: Folder) -> tuple[Aside, ...]:
    """Return the documents that an earlier writer could not rename, and that still wait for it.

    Raises StorageError if it left a text, too: `finish_plan` comes before another change.
    """
    plan = read_plan(folder)
    if plan is None:
        return ()
    for each in find_left(folder, plan):
        raise _unfinished(folder, folder.engagement_file(each.ref))
    return plan.asides


def _refuse_same_name(folder: Folder, waiting: Sequence[Aside], asides: Sequence[Aside]) -> None:
    """Raise StorageError if a document is to get a name for which another one waits."""
    names = {(each.ref, each.kept) for each in asides}
    for each in waiting:
        if (each.ref, each.kept) in names:
            path = folder.documents_dir(each.ref) / each.shown
            raise StorageError.of("store.no-permission", path=str(path))


def _replace(folder: Folder, new: NewText) -> None:
    replace_file(folder.engagement_file(new.ref), new.text.encode(), new.old_sha256)


def _plan(folder: Folder, texts: Iterable[NewText], asides: Iterable[Aside]) -> None:
    """Write what is to be done in the place of the plan that is there; no plan if it is nothing."""
    import json

    for text in (texts := tuple(texts)):
        announce(folder.engagement_file(text.ref), text.sha256)
    for each in (asides := tuple(asides)):
        path = folder.documents_dir(each.ref) / each.name
        announce_move(path, path.with_name(each.kept), each.sha256)
    plan = {"texts": [*map(fields_of, texts)], "asides": [*map(fields_of, asides)]}
    if any(plan.values()):
        replace_file(plan_file(folder), json.dumps(plan).encode(), None)
    else:
        with storage_errors(plan_file(folder)):
            plan_file(folder).unlink()


def _leave(folder: Folder, texts: Iterable[NewText], asides: Iterable[Aside]) -> None:
    """Plan what is left to do, if the system allows that; else the next writer finds all done."""
    with suppress(CoachError):
        _plan(folder, texts, asides)


def read_plan(folder: Folder) -> Plan | None:
    """Return the plan, or None if there is none; StorageError if it is damaged."""
    try:
        _check_plan(plan := _parse_plan(read_file(plan_file(folder))))
    except MissingError:
        return None
    except (ValueError, TypeError, KeyError):
        raise _unfinished(folder, plan_file(folder)) from None
    return plan


def _parse_plan(content: bytes) -> Plan:
    """Return the plan in a text; raises ValueError, TypeError or KeyError if there is none."""
    import json

    data = json.loads(content)
    if isinstance(data, list):  # an earlier version told the parts apart by their number of fields
        texts = [part for part in data if len(part) == len(_TEXT)]
        asides = [part for part in data if len(part) != len(_TEXT)]
        data = {
            "texts": [dict(zip(_TEXT, part, strict=True)) for part in texts],
            "asides": [dict(zip(_ASIDE, part, strict=True)) for part in asides],
        }
    return Plan(
        tuple(NewText(**part) for part in data["texts"]),
        tuple(Aside(**part) for part in data["asides"]),
    )


_TEXT, _ASIDE = ("ref", "text", "old_sha256"), ("ref", "name", "kept", "sha256")
"""The fields of the parts of a plan of an earlier version, in their order there."""


def _check_plan(plan: Plan) -> None:
    """Raise ValueError unless a plan has something to do, in folders of engagements alone."""
    parts: tuple[NewText | Aside, ...] = (*plan.texts, *plan.asides)
    names = [name for each in plan.asides for name in (each.name, each.kept)]
    is_text = all(isinstance(field, str) for each in parts for field in fields_of(each).values())
    is_inside = is_text and all(is_reference(each.ref) for each in parts)
    if not (parts and is_inside and all(map(_is_plain, names))):
        message = "the plan is damaged"
        raise ValueError(message)


def _is_plain(name: str) -> bool:
    return Path(name).name == name

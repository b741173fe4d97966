"""The commands of the last thirty days, compared with the files: which can be taken back.

A file is as a command left it if it has a digest that this command gave it, or that of a content
which stands for one: an undo puts the old bytes back, and the ids that were given since.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath

from phmcoach.actions.context import Context
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import Ledger, read_ledger
from phmcoach.store.ledger_chain import RecordedEntry
from phmcoach.store.undo.states import State, mode_of, part_of, read_now, read_states
from phmcoach.store.watch import Kept, digest_of
from phmcoach.value import Value


class Files(Value):
    """The files of the practice as they are now, each read once, and the kept states."""

    folder: Folder
    states: tuple[State, ...]

    @cached_property
    def _contents(self) -> dict[str, bytes | None]:
        return {}

    def content(self, name: str) -> bytes | None:
        """Return what a file contains now, None if it is not there."""
        if name not in self._contents:
            self._contents[name] = read_now(self.folder.root / name)
        return self._contents[name]

    def mode(self, name: str) -> int | None:
        """Return the permissions of a file, None if it is not there."""
        return mode_of(self.folder.root / name)

    @cached_property
    def _stands_for(self) -> Mapping[str, str]:
        """The digest of each content that is nearly another one, with the digest of that one."""
        kept = (each for state in self.states for each in state.files.values())
        return {
            given: each.stands_for
            for each in kept
            for given in each.given
            if given is not None and each.stands_for is not None
        }

    def digests(self, name: str) -> frozenset[str | None]:
        """Return the digests of a file as it is now, and of the content that counts as the same."""
        digest = digest_of(self.content(name))
        found: set[str | None] = set()
        while digest not in found:
            found.add(digest)
            digest = self._stands_for.get(digest or "", digest)
        return frozenset(found)

    def is_as_before(self, name: str, kept: Kept) -> bool:
        """Whether a file is as it was before a command."""
        return kept.digest_before in self.digests(name)

    def is_as_left(self, name: str, kept: Kept) -> bool:
        """Whether a file is as a command left it, which is not as it was before."""
        return not self.is_as_before(name, kept) and bool(self.digests(name) & {*kept.given})


class Step(Value):
    """A command that changed something, and what of it is still so.

    `left` are the records and papers that are as it left them, `changed` the records that were
    changed since, and `entries` what it recorded in the ledger.
    """

    state: State
    left: tuple[str, ...]
    changed: tuple[str, ...]
    entries: tuple[str, ...]

    @property
    def refs(self) -> tuple[str, ...]:
        """The engagements and clients that it changed."""
        paths = (PurePosixPath(name) for name in (*self.left, *self.changed) if "/" in name)
        names = (each.parent.name if "documents" in each.parts else each.stem for each in paths)
        return tuple(dict.fromkeys(names))


def read_files(folder: Folder) -> Files:
    """Read what is kept."""
    return Files(folder, tuple(read_states(folder)))


def find_steps(files: Files) -> Iterator[Step]:
    """Yield each command that changed something which is still changed, the newest first."""
    for state in files.states:
        found: dict[str, list[str]] = {"left": [], "changed": [], "entries": []}
        for name, kept in state.files.items():
            part = part_of(name)
            if files.is_as_left(name, kept):
                found["entries" if part == "entry" else "left"].append(name)
            elif part == "record" and not files.is_as_before(name, kept):
                found["changed"].append(name)
        if any(found.values()):
            yield Step(state, *map(tuple, found.values()))


class Listed(Value):
    """A command that can be taken back; `entries` are what it recorded in the ledger instead."""

    number: int
    at: datetime
    command: str
    refs: tuple[str, ...]
    entries: tuple[str, ...]
    of: str | None


def list_steps(context: Context) -> tuple[Listed, ...]:
    """Return the commands that can be taken back, and those that the ledger keeps, newest first.

    Of a command that was taken back and brought back, itself or its last undo stands for all.
    """
    files = read_files(context.folder)
    found = [each for each in find_steps(files) if each.entries or not each.changed]
    undone = {state.number: state.undoes for state in files.states}
    shown: dict[int, Step] = {}
    for each in found:
        first = _first_of(each.state.number, undone)
        if first not in shown or each.state.undoes is None:
            shown[first] = each
    steps = [each for each in found if each in shown.values()]
    by_file: Mapping[str, RecordedEntry] = {}
    if any(step.entries for step in steps):
        by_file = entries_by_file(context.folder, read_ledger(context.folder))
    return tuple(_list(step, by_file) for step in steps)


def _first_of(number: int, undone: Mapping[int, int | None]) -> int:
    """Return the command that an undo took back, or the undo of an undo, and so on."""
    while (earlier := undone.get(number)) is not None:
        number = earlier
    return number


def entries_by_file(folder: Folder, ledger: Ledger) -> Mapping[str, RecordedEntry]:
    """Return the entries of the ledger by the path of their files in the folder."""
    return {each.path.relative_to(folder.root).as_posix(): each for each in ledger.entries}


def _list(step: Step, by_file: Mapping[str, RecordedEntry]) -> Listed:
    recorded = [by_file[name] for name in step.entries if name in by_file]
    refs = (ref for each in recorded for ref in each.facts.engagements if ref)
    names = tuple(each.entry.name for each in recorded)
    state = step.state
    about = tuple(dict.fromkeys((*step.refs, *refs)))
    return Listed(state.number, state.at, state.command, about, names, state.of)

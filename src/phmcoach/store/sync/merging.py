"""The merge of the files of two machines, before anything of it is written."""

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from phmcoach.domain.money.joint import split_name
from phmcoach.domain.sync.fork import find_fork, is_entry
from phmcoach.domain.sync.rules import reference_of, rules_of
from phmcoach.domain.sync.trees import Choices, Conflict, Merged, Renumbered, Side, Tree
from phmcoach.domain.values.note_names import draft_names
from phmcoach.domain.values.same import are_same
from phmcoach.errors import ConflictError
from phmcoach.store.ledger_chain import read_entry
from phmcoach.store.sync.contract_numbers import number_apart
from phmcoach.store.sync.records import MergedFile, Versions, merge_record, parse_base
from phmcoach.value import NOTHING, Value, replace

_LEDGER = "ledger/"
_KEYS = "notes/keys.toml"
_PLACE = "archive"
"""The key of a conflict about whether an engagement is archived."""


class _Merging(Value):
    """The three trees, and what was found of them so far."""

    root: Path
    base: Tree
    ours: Tree
    theirs: Tree
    choices: Choices
    files: dict[str, bytes | None]
    renumbered: list[Renumbered]
    conflicts: list[Conflict]

    def versions(self, path: str) -> Versions:
        """Return the three versions of a file."""
        return Versions(self.base.get(path), self.ours.get(path), self.theirs.get(path))

    def take(self, path: str, merged: MergedFile) -> None:
        """Note what a file becomes."""
        self.files[path] = merged.content
        self.renumbered.extend(merged.renumbered)
        self.conflicts.extend(merged.conflicts)

    def ask(self, path: str, key: str | None, *values: object) -> Side:
        """Return the side that was chosen for a place; note the conflict if none was.

        The values are those of the base, this machine and the remote.
        """
        base, ours, theirs = values
        side = self.choices.get((path, key))
        if side is None:
            self.conflicts.append(Conflict(path, key, base, ours, theirs))
        return side or "there"

    def choose_file(self, path: str) -> None:
        """Take the version that was chosen, of a file that is never merged.

        Of two new records, the question shows what they say.
        """
        versions = self.versions(path)
        values: tuple[object, ...] = (versions.base, versions.ours, versions.theirs)
        if rules_of(path) and versions.base is None:
            values = (None, parse_base(versions.ours), parse_base(versions.theirs))
        side = self.ask(path, None, *values)
        self.files[path] = versions.ours if side == "here" else versions.theirs


def merge_trees(
    root: Path, base: Tree, ours: Tree, theirs: Tree, choices: Choices = NOTHING
) -> Merged:
    """Merge two trees of a practice in `root`; files that are the same in all may be left out.

    Nothing is merged if the ledger forks. Raises InvalidDataError as `merge_record` does, and
    ConflictError if both machines made keys for the notes.
    """
    if fork := find_fork(ours, theirs):
        return Merged(fork=fork)
    billed = dict(_billed_only_here(root, ours, theirs))
    ours, theirs, numbered = number_apart(root, base, ours, theirs)
    merging = _Merging(root, base, ours, theirs, choices, {}, list(numbered), [])
    paths = sorted({*base, *ours, *theirs})
    moved = dict(_find_moves(merging, paths))
    for ref, places in moved.items():
        _merge_moved(merging, places, billed.get(ref, ()))
    left = [path for path in paths if path not in merging.files]
    for path in sorted(left, key=lambda path: path.startswith("documents/")):
        _merge_file(merging, path, billed.get(reference_of(path) or "", ()))
    return Merged(merging.files, tuple(merging.renumbered), tuple(merging.conflicts))


def _merge_file(merging: _Merging, path: str, billed_here: Iterable[str] = ()) -> None:
    versions = merging.versions(path)
    rules = rules_of(path)
    if versions.changed_alone:
        merging.files[path] = versions.newest
    elif path.startswith(_LEDGER):
        merging.files[path] = _newer_ledger(merging, path)
    elif _is_made_again(path):
        merging.files[path] = versions.theirs
    elif path == _KEYS and versions.base is None:
        raise ConflictError.of("sync.two-keys")
    elif rules and _is_mergeable(versions, begins_alike=rules.begins_alike):
        others = tuple(billed_here)
        merging.take(
            path, merge_record(path, merging.root, rules, versions, merging.choices, others)
        )
    elif _is_note(path) and None not in (versions.ours, versions.theirs):
        draft = _draft_of(merging, path)
        merging.files.update({path: versions.theirs, draft: versions.ours})
        merging.renumbered.append(
            Renumbered("notes", path[len("notes/") :], draft[len("notes/") :])
        )
    elif sealed := _sealed_version(merging, path):
        merging.files[path] = sealed
    else:
        merging.choose_file(path)


def _is_mergeable(versions: Versions, *, begins_alike: bool) -> bool:
    """Whether both sides have a file, and had it: two new ones may be about different people."""
    if versions.ours is None or versions.theirs is None:
        return False
    return begins_alike if versions.base is None else bool(parse_base(versions.base))


def _newer_ledger(merging: _Merging, path: str) -> bytes | None:
    """Return a file of the ledger, of which the entries of one side continue the other's.

    The head and the PDFs are those of the side with more entries. Which machine records in it is
    decided by what was sent.
    """
    is_derived = path.endswith((".pdf", "/head.toml"))
    ahead = any(is_entry(each) and each not in merging.theirs for each in merging.ours)
    return (merging.ours if is_derived and ahead else merging.theirs).get(path)


def _is_made_again(path: str) -> bool:
    """Whether a file proves nothing and is written anew: a view, the calendar, a table, a draft.

    Most are ignored, but git keeps sending what the coach once committed by hand.
    """
    return (
        path.startswith("documents/ledger/")
        or (path.startswith("exports/") and path.endswith((".html", ".ics", ".csv")))
        or (path.startswith("documents/") and path.endswith(".eml"))
    )


def _is_note(path: str) -> bool:
    return re.fullmatch(r"notes/[^/]+/[^/]+\.age", path) is not None


def _draft_of(merging: _Merging, path: str) -> str:
    """Return the path of a draft for this machine's note of a day that has another one.

    A draft with the same bytes is that of a merge that was stopped.
    """
    _, ref, name = path.split("/")
    own = merging.ours[path]
    names = (f"notes/{each}" for each in draft_names(ref, name.removesuffix(".age")))
    taken = {**merging.base, **merging.theirs, **merging.ours, **merging.files}
    return next(each for each in names if taken.get(each) in (None, own))


def _sealed_version(merging: _Merging, path: str) -> bytes | None:
    """Return the one version of a signed paper whose digest the merged engagement holds."""
    parts = path.split("/")
    if parts[0] != "documents" or len(parts) < 3:  # noqa: PLR2004 - documents/REF/NAME
        return None
    seals = {
        digest
        for file, content in merging.files.items()
        if reference_of(file) == parts[1]
        for digest in _digests_in(parse_base(content))
    }
    versions = merging.versions(path)
    fitting = [
        each
        for each in (versions.ours, versions.theirs)
        if each is not None and sha256(each).hexdigest() in seals
    ]
    return fitting[0] if len(fitting) == 1 else None


def _digests_in(engagement: Mapping[str, object]) -> Iterator[object]:
    amendments = engagement.get("amendments")
    for part in (engagement, *(amendments if isinstance(amendments, list) else ())):
        seal = part.get("seal")
        yield from seal.values() if isinstance(seal, dict) else ()


def _billed_only_here(root: Path, ours: Tree, theirs: Tree) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each engagement with the sessions that only this machine's entries bill."""
    billed: dict[str, set[str]] = {}
    own = (path for path in ours if is_entry(path) and path not in theirs)
    invoices = (read_entry(ours[path], str(root / path)).entry.invoice for path in own)
    for invoice in filter(None, invoices):
        for session in (each for line in invoice.lines for each in line.sessions):
            ref, name = split_name(invoice, session.id)
            billed.setdefault(ref, set()).add(name)
    yield from ((ref, frozenset(names)) for ref, names in billed.items())


class _Places(Value):
    """The place of an engagement's file in each tree."""

    base: str
    ours: str
    theirs: str


def _find_moves(merging: _Merging, paths: Iterable[str]) -> Iterator[tuple[str, _Places]]:
    """Yield each engagement that one side archived or opened again, with its places."""
    by_ref: dict[str, list[str]] = {}
    for path in paths:
        if ref := reference_of(path):
            by_ref.setdefault(ref, []).append(path)
    for ref, places in by_ref.items():
        known = [
            [path for path in places if path in tree]
            for tree in (merging.base, merging.ours, merging.theirs)
        ]
        if len(places) > 1 and all(len(each) == 1 for each in known):
            yield ref, _Places(*(each[0] for each in known))


def _merge_moved(merging: _Merging, places: _Places, billed_here: Iterable[str]) -> None:
    """Merge an engagement that was moved: it is at the place where it was moved to.

    What the other side changed meanwhile nobody would look for in the archive, so it is asked.
    """
    for path in (places.base, places.ours, places.theirs):
        merging.files[path] = None
    versions = Versions(
        merging.base[places.base], merging.ours[places.ours], merging.theirs[places.theirs]
    )
    inner = replace(
        merging,
        base={places.base: merging.base[places.base]},
        ours={places.base: merging.ours[places.ours]},
        theirs={places.base: merging.theirs[places.theirs]},
        files={},
    )
    _merge_file(inner, places.base, billed_here)
    merged = inner.files[places.base]
    place = places.theirs if places.ours == places.base else places.ours
    if places.ours != places.theirs:
        mover = versions.theirs if places.ours == places.base else versions.ours
        adds = not are_same(parse_base(merged), parse_base(mover))
        both = places.base not in (places.ours, places.theirs)
        if adds or both:
            values = (places.base, places.ours, places.theirs)
            side = merging.ask(places.base, _PLACE, *values)
            place = places.ours if side == "here" else places.theirs
    merging.files[place] = merged

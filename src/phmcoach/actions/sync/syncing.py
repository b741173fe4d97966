"""Synchronise the practice with its remote: commit, fetch, merge, push.

The lock is held while the folder is committed and written, never while the remote is waited for. A
merge is computed as a whole before its first file is written, and its commit is the last step, so
what a kill leaves is committed as this machine's own by the next sync, and merged to the same.
"""

from collections.abc import Callable, Mapping

from phmcoach.actions.context import Context
from phmcoach.actions.sync.forked import fork_error
from phmcoach.domain.sync.fork import first_place, without_lost
from phmcoach.domain.sync.trees import Choices, Conflict, Merged, Renumbered, Tree
from phmcoach.errors import CoachError, ConflictError, InvalidDataError, MissingError, Problem
from phmcoach.remedy import quote_word
from phmcoach.store.folder import Folder
from phmcoach.store.ledger_issue import recover
from phmcoach.store.lock import lock_folder
from phmcoach.store.pen.machine import own_machine
from phmcoach.store.pen.writer import note_fork, note_pen
from phmcoach.store.sync.address import has_password, refuse_inside, without_secret
from phmcoach.store.sync.ignored import keep_git_files
from phmcoach.store.sync.lost_ledger import put_back_ledger
from phmcoach.store.sync.merging import merge_trees
from phmcoach.store.sync.modes import set_modes
from phmcoach.store.sync.pen import keep_pen, signed
from phmcoach.store.sync.repository import (
    Known,
    Repository,
    base_of,
    commit_all,
    commit_tree,
    fetch,
    find_repository,
    head,
    keep_address,
    list_files,
    make_repository,
    move_head,
    other_branches,
    push,
    read_files,
    refuse_other_kinds,
    remote_of,
    shown_address,
    snapshot,
)
from phmcoach.store.sync.taking import refuse_names, take_files
from phmcoach.value import Value, replace
from phmcoach.words import Side

ATTEMPTS = 5
"""How often a push is tried, if other machines push meanwhile."""

_MESSAGE = "coach"

Settle = Callable[[tuple[Conflict, ...]], Choices]
"""Chooses a side of each conflict; raises ConflictError if none can be chosen."""

Confirm = Callable[[str, tuple[str, ...]], None]
"""Called with the address and the files of the first push; raises an error to stop it."""


_Settled = dict[tuple[str, str | None], tuple[Conflict, Side]]
"""Each conflict that was settled by its place, and for which side."""


class Synced(Value):
    """The result of a sync, done or previewed: files that came and went, records renumbered.

    `remote` is the address as it may be shown; `has_password` says that the stored one has one.
    `put_back` are files of the ledger that were lost here, and are the same on both sides.
    """

    remote: str
    branch: str
    received: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    renumbered: tuple[Renumbered, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    is_first: bool = False
    has_password: bool = False
    put_back: tuple[str, ...] = ()


class _Sides(Value):
    """The commits of both sides with the last one that they share, and the files of each."""

    repository: Repository
    shared: str | None
    theirs: str | None
    files: tuple[Mapping[str, Known], Mapping[str, Known], Mapping[str, Known]]

    @property
    def received(self) -> tuple[str, ...]:
        """The files that the remote has changed."""
        return _differing(self.files[0], self.files[2])

    @property
    def sent(self) -> tuple[str, ...]:
        """The files that this machine has changed."""
        return _differing(self.files[0], self.files[1])


def open_repository(context: Context, remote: str | None, *, may_ask: bool) -> Repository:
    """Return the repository of the practice; `remote` is its new address, if one is given.

    It is kept once it has answered, an empty one once it is confirmed. The repository is made the
    first time. Raises MissingError without a remote, RuleRefusedError for one in the practice,
    which would be sent with it, and as `find_repository` does.
    """
    folder = context.folder
    if remote is not None:
        refuse_inside(folder, remote)
    repository = find_repository(folder, may_ask=may_ask)
    if remote is None and (repository is None or remote_of(repository) is None):
        raise MissingError.of("sync.no-remote")
    if repository is None:
        repository = make_repository(folder, may_ask=may_ask)
    return replace(repository, new_address=remote)


def synchronise(
    context: Context, repository: Repository, *, settle: Settle, confirm: Confirm
) -> Synced:
    """Bring the folder and the remote to one commit.

    Raises StorageError if git or the remote refuses, ConflictError for a ledger that forks or if
    other machines push again and again, and the errors of `settle` and `confirm`. Until a new
    address has answered, each of them says which one stays.
    """
    try:
        return _synchronise(context, repository, settle, confirm)
    except CoachError as error:
        old, new = remote_of(repository), repository.new_address
        if old is None or new in (None, old):
            raise
        stays = Problem("sync.address-stays", {"url": without_secret(old)})
        raise type(error)(*error.problems, stays) from None


def _synchronise(
    context: Context, repository: Repository, settle: Settle, confirm: Confirm
) -> Synced:
    folder = Folder(context.folder.root)  # undo takes back nothing that comes from elsewhere
    settled: _Settled = {}
    put_back: dict[str, None] = {}
    received: dict[str, None] = {}
    renumbered: dict[Renumbered, None] = {}
    attempts = 0
    while attempts < ATTEMPTS:
        theirs = _fetch(repository)
        with lock_folder(folder):
            put_back |= dict.fromkeys(_recover(repository, theirs))  # no damaged ledger is sent
            keep_git_files(folder)
            set_modes(folder)
            keep_pen(repository)
            commit_all(repository, signed(_MESSAGE, own_machine(folder).id))
            sides = _sides_of(repository, head(repository), theirs)
            if theirs is not None:
                keep_address(repository)
            merged = _merge(folder, sides, settled, notes=True)
            if not merged.conflicts:
                received |= dict.fromkeys(_take(folder, sides, merged))
                renumbered |= dict.fromkeys(merged.renumbered)
                note_fork(folder, None)
                note_pen(folder)
        if merged.conflicts:
            chosen = settle(merged.conflicts)
            settled |= {each.place: (each, chosen[each.place]) for each in merged.conflicts}
            continue
        sent = _differing(list_files(repository, theirs), list_files(repository, head(repository)))
        if theirs is None:
            confirm(shown_address(repository), sent)
            keep_address(repository)
        attempts += 1
        if _send(repository, theirs):
            came, stored = tuple(sorted(received)), remote_of(repository) or ""
            did = Synced(shown_address(repository), repository.branch, came, sent, (*renumbered,))
            did = replace(did, is_first=theirs is None, has_password=has_password(stored))
            return replace(did, put_back=(*put_back,))
    raise ConflictError.of("sync.too-often", count=ATTEMPTS)


def preview(context: Context, *, may_ask: bool) -> Synced:
    """Return what a sync would do; nothing is written, committed or sent."""
    repository = find_repository(context.folder, may_ask=may_ask)
    if repository is None or remote_of(repository) is None:
        raise MissingError.of("sync.no-remote")
    theirs = _fetch(repository)
    sides = _sides_of(repository, head(repository), theirs, snapshot(repository))
    merged = _merge(context.folder, sides, {}, notes=False)
    found = (sides.received, sides.sent, merged.renumbered, merged.conflicts)
    address = shown_address(repository)
    return Synced(address, repository.branch, *found, is_first=theirs is None)


def _recover(repository: Repository, theirs: str | None) -> tuple[str, ...]:
    """Finish what a command left in the ledger; of a damaged one, put back what was lost before.

    Return its names. Raises as `store.ledger_issue.recover` does if it is damaged all the same.
    """
    folder = Folder(repository.root)
    try:
        recover(folder)
    except InvalidDataError:
        put_back = put_back_ledger(repository, folder, theirs)
        recover(folder)
        return put_back
    return ()


def _fetch(repository: Repository) -> str | None:
    """Return the last commit of the remote, None if nothing was sent to it yet.

    Raises ConflictError if something was sent, but on another branch: two histories on one remote
    would be two practices, each with a pen.
    """
    theirs = fetch(repository)
    others = () if theirs else other_branches(repository)
    if others:
        url, branch = quote_word(shown_address(repository)), quote_word(others[0])
        raise ConflictError.of("sync.other-branch", url=url, branch=branch, own=repository.branch)
    return theirs


def _sides_of(
    repository: Repository, ours: str | None, theirs: str | None, tree: str | None = None
) -> _Sides:
    """Return both sides; `tree` is what this machine's would be, if it were committed.

    Raises ConflictError if they have nothing in common: two practices are never merged; and
    InvalidDataError if this machine would send what another one could not write.
    """
    shared = base_of(repository, ours, theirs) if ours and theirs else None
    if ours and theirs and shared is None:
        raise ConflictError.of("sync.unrelated", url=quote_word(shown_address(repository)))
    base, own, other = (list_files(repository, it) for it in (shared, tree or ours, theirs))
    refuse_other_kinds(own)
    refuse_names(own)
    return _Sides(repository, shared, theirs, (without_lost(base, own, other), own, other))


def _merge(folder: Folder, sides: _Sides, settled: _Settled, *, notes: bool) -> Merged:
    """Return what the files become; with the conflicts that are not settled, and no others.

    Raises ConflictError for a ledger that forks, which is noted for whoever records in it.
    """
    if sides.theirs is None or not sides.received:
        return Merged()
    trees = _read(sides)
    merged = merge_trees(folder.root, *trees)
    if merged.fork:
        if notes:
            note_fork(folder, first_place(merged.fork))
        raise fork_error(folder, merged.fork, *trees[1:])
    chosen = {place: side for place, (known, side) in settled.items() if known in merged.conflicts}
    left = tuple(each for each in merged.conflicts if each.place not in chosen)
    if left:
        return Merged(conflicts=left)
    return merge_trees(folder.root, *trees, chosen) if chosen else merged


def _read(sides: _Sides) -> tuple[Tree, Tree, Tree]:
    """Return the three trees: the files that are not the same in all, and all beside a note."""
    wanted = {*sides.received, *sides.sent}
    if any(name.startswith("notes/") for name in wanted):
        wanted |= {name for each in sides.files for name in each if name.startswith("notes/")}
    base, ours, theirs = (
        read_files(sides.repository, {name: each[name] for name in wanted & each.keys()})
        for each in sides.files
    )
    return base, ours, theirs


def _take(folder: Folder, sides: _Sides, merged: Merged) -> tuple[str, ...]:
    """Write what a merge made of the files, then commit it; return the files that came."""
    repository, theirs = sides.repository, sides.theirs
    ours = head(repository)
    if theirs is None or ours is None or (sides.shared == theirs and not sides.received):
        return ()
    own = {name: known for name, known in sides.files[1].items() if name in merged.files}
    came = take_files(folder, merged.files, read_files(repository, own))
    set_modes(folder)
    both = (ours, theirs)
    parents = tuple(each for each in both if each != sides.shared) or both
    message = signed(_MESSAGE, own_machine(folder).id)
    move_head(repository, commit_tree(repository, parents, message), ours)
    return came


def _send(repository: Repository, theirs: str | None) -> bool:
    """Push the last commit, if the remote has another one; return whether both have one now."""
    ours = head(repository)
    return ours is None or ours == theirs or push(repository, ours) == "pushed"


def _differing(before: Mapping[str, Known], after: Mapping[str, Known]) -> tuple[str, ...]:
    names = {*before, *after}
    return tuple(sorted(name for name in names if before.get(name) != after.get(name)))

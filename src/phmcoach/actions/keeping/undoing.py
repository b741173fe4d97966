"""Taking back what a command did to engagements, clients or the practice.

The files get the bytes that they had before it, all of them or none. The folder is then checked as
`coach doctor` does: what would be wrong with it, and is not now, refuses the undo. The ledger is
never taken back. An undo is kept like any other command, so that it can be taken back too.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.keeping.undo_gates import (
    Change,
    changed_problems,
    client_problems,
    engagement_changes,
    engagement_problems,
    known_errors,
    ledger_problems,
    refuse_new_errors,
    returning_problems,
    with_given_ids,
)
from phmcoach.actions.keeping.undo_steps import Files, Step, find_steps, read_files
from phmcoach.errors import MissingError, Problem, refuse, without_remedy
from phmcoach.store.lock import lock_folder
from phmcoach.store.undo.pending import change_all
from phmcoach.store.undo.states import (
    State,
    list_states,
    next_number,
    number_in,
    part_of,
    read_state,
)
from phmcoach.store.watch import Kept, digest_of
from phmcoach.value import Value


class Undone(Value):
    """An undo: the command, and the files that are as before it, changed or gone.

    `number` is that of the undo itself; `papers` were changed since, and stay as they are.
    """

    state: State
    number: int
    refs: tuple[str, ...]
    restored: tuple[Path, ...]
    removed: tuple[Path, ...]
    papers: tuple[Path, ...]


def undo(context: Context, number: int | None = None) -> Undone:
    """Take back the last command, or the one with a number of the list.

    Raises MissingError if there is none, StorageError if what is kept of it is damaged, and
    RuleRefusedError for what rests on it: an entry of the ledger, a signature, a later change, or
    a rule that the folder would break.
    """
    folder = context.folder
    with lock_folder(folder):
        files = read_files(folder)
        step = _choose(files, number)
        refuse(_find_standing(context, files, step))
        contents = dict(_contents(step))
        changes = engagement_changes(files, contents)
        kept = with_given_ids(changes)
        before = known_errors(context)
        state = _state_of_undo(context, files, step, contents | kept, kept, before)
        allowed = before | {*step.state.faults}
        modes = {name: step.state.files[name].mode for name in contents}
        change_all(
            folder, state, contents | kept, modes, lambda: refuse_new_errors(context, allowed)
        )
    return _undone(files, step, contents, state.number)


def _choose(files: Files, number: int | None) -> Step:
    """Return the step with a number, or the last one."""
    paths = {number_in(path): path for path in list_states(files.folder)}
    named = max(paths, default=0) if number is None else number
    if named in paths:
        read_state(paths[named])  # a damaged one is not passed over
    for step in find_steps(files):
        if number in (None, step.state.number):
            return step
    if number is None:
        raise MissingError.of("undo.nothing")
    raise MissingError.of("undo.no-such-number", number=number)


def _find_standing(context: Context, files: Files, step: Step) -> tuple[Problem, ...]:
    """Return what rests on a command: the ledger, later commands, and rules that would break."""
    contents = dict(_contents(step))
    return (
        tuple(ledger_problems(context, step))
        or _find_later(context, files, step)
        or tuple(_rule_problems(context, step, contents, engagement_changes(files, contents)))
    )


def _find_later(context: Context, files: Files, step: Step) -> tuple[Problem, ...]:
    """Return what was changed since, and what stands in its turn on the commands that did so.

    What cannot be taken back either is not what helps.
    """
    changed = tuple(changed_problems(files, step))
    numbers = {each.args.get("number") for each in changed}
    later = [each for each in find_steps(files) if each.state.number in numbers]
    standing = [
        found
        for each in later
        if (found := _find_returning(files, each) or _find_standing(context, files, each))
    ]
    if standing:
        changed = without_remedy(changed)
    return (*changed, *chain.from_iterable(standing))


def _find_returning(files: Files, step: Step) -> tuple[Problem, ...]:
    """Return the signatures that an undo would bring back, and what they rest on could not go."""
    return tuple(returning_problems(engagement_changes(files, dict(_contents(step)))))


def _rule_problems(
    context: Context, step: Step, contents: Mapping[str, bytes | None], changes: Sequence[Change]
) -> Iterator[Problem]:
    found = [*engagement_problems(context, changes, is_redo=step.state.undoes is not None)]
    yield from found or client_problems(context, contents, changes)


def _contents(step: Step) -> Iterator[tuple[str, bytes | None]]:
    """Yield each file that gets its old bytes; a paper that was changed since stays."""
    for name in step.left:
        yield name, step.state.files[name].before


def _state_of_undo(
    context: Context,
    files: Files,
    step: Step,
    contents: Mapping[str, bytes | None],
    with_ids: Mapping[str, bytes],
    faults: frozenset[str],
) -> State:
    """Return what is kept of the undo, by which it can be taken back.

    The faults that the folder has now do not prevent that, such as two equal sessions.
    """
    undone = step.state
    changed = {}
    for name, content in contents.items():
        now = files.content(name)
        stands_for = undone.files[name].digest_before if name in with_ids else None
        mode = files.mode(name)
        changed[name] = Kept(now, mode, (digest_of(content),), stands_for)
    command = "redo" if undone.command == "undo" else "undo"
    number, of = next_number(context.folder), undone.of or undone.command
    return State(number, command, context.now, changed, undone.number, of, tuple(sorted(faults)))


def _undone(files: Files, step: Step, contents: Mapping[str, bytes | None], number: int) -> Undone:
    root, kept = files.folder.root, step.state.files
    others = [name for name in kept if part_of(name) == "paper" and name not in contents]
    stay = (name for name in others if not files.is_as_before(name, kept[name]))
    return Undone(
        step.state,
        number,
        step.refs,
        tuple(root / name for name, content in contents.items() if content is not None),
        tuple(root / name for name, content in contents.items() if content is None),
        tuple(root / name for name in stay if files.content(name) is not None),
    )

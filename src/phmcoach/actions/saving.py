"""Saving an engagement: every action that changes one saves it here.

One that an earlier version sealed is carried over with the first change (`actions.carrying`).
"""

from collections.abc import Iterable, Mapping, Sequence

from phmcoach.actions.carrying import carried_over, seal_again
from phmcoach.actions.changing import KeyPath, change_record, keep_ids, without_facts
from phmcoach.actions.context import Context
from phmcoach.actions.opening import Opened
from phmcoach.domain.contract.evaluation_day import moved_evaluation
from phmcoach.domain.contract.seal import seal_remarks
from phmcoach.domain.records.engagement import Engagement
from phmcoach.errors import Place, Problem, about
from phmcoach.store.records import Loaded, save_record
from phmcoach.store.two_files import Aside, NewText, save_both, save_with_asides

Edits = dict[KeyPath, object]


def save_change(
    context: Context,
    opened: Opened,
    *,
    appends: Sequence[tuple[str, dict[str, object]]] = (),
    values: Mapping[KeyPath, object] | None = None,
) -> Opened:
    """Append tables and set values in an engagement; validate it and save it."""
    changed = change_record(opened.loaded, appends=appends, values=values)
    return save_engagement(context, opened, changed)


def save_engagement(context: Context, opened: Opened, changed: Loaded[Engagement]) -> Opened:
    """Replace the file of an engagement with `changed` in one step; return it as it is then.

    Remarks that it was carried over, and on what was changed since it was signed. A final meeting
    takes the place of a day planned for the evaluation. If it cannot be carried over, the change is
    saved all the same, and the next command tries again.
    """
    changed, moved = _with_consequences(opened, changed)
    after = save_edited(context, opened, changed)
    for remark in moved:
        context.remark(remark)
    _remark_changes(context, opened, after)
    return after


def save_and_put_aside(
    context: Context, opened: Opened, changed: Loaded[Engagement], asides: Sequence[Aside]
) -> tuple[Opened, tuple[Aside, ...]]:
    """Save an engagement as `save_engagement` does, and put documents aside in the same step.

    With the engagement, return those that were put aside; a remark names each of the others.
    """
    if not asides:
        return save_engagement(context, opened, changed), ()
    changed, moved = _with_consequences(opened, changed)
    after, remarks = carried_over(context.folder, opened, changed)
    done = save_with_asides(context.folder, _new_text(opened, after), asides)
    for each in asides:
        if each not in done:
            path = context.folder.documents_dir(each.ref) / each.shown
            message = "store.not-in-place" if each.is_hidden else "store.not-put-aside"
            remarks.append(Problem(message, {"path": str(path)}, level="warning"))
    for remark in (*remarks, *moved):
        context.remark(remark)
    _remark_changes(context, opened, after)
    return after, done


def _with_consequences(
    opened: Opened, changed: Loaded[Engagement]
) -> tuple[Loaded[Engagement], tuple[Problem, ...]]:
    """Return the change with the ids that it gave, and the remarks on what else it changes.

    A final meeting takes the place of a planned evaluation.
    """
    changed = keep_ids(opened.engagement, changed)
    moved = moved_evaluation(opened.case, opened.case.having(changed.value))
    if moved:
        changed = change_record(changed, values=without_facts(changed, ("evaluation_planned_on",)))
    return changed, about(opened.ref, moved)


def report_aside(context: Context, message: str, asides: Iterable[Aside]) -> tuple[Problem, ...]:
    """Return a warning with the new name of each document that was put aside."""
    return tuple(
        Problem(
            message,
            {"name": each.name, "kept": each.kept},
            Place(context.folder.documents_dir(each.ref) / each.kept),
            level="warning",
        )
        for each in asides
    )


def save_edited(context: Context, opened: Opened, changed: Loaded[Engagement]) -> Opened:
    """Save an engagement that the coach edited; `coach edit` reports itself what it breaks."""
    after, remarks = carried_over(context.folder, opened, changed)
    save_record(after.loaded, opened.loaded)
    for remark in remarks:
        context.remark(remark)
    return after


def remark_changes(context: Context, opened: Opened) -> None:
    """Remark on what was changed since it was signed, for a command that saves no engagement."""
    _remark_changes(context, opened, opened)


def _remark_changes(context: Context, before: Opened, after: Opened) -> None:
    """Remark on what was changed before the command, and still is after it."""
    known = seal_remarks(before.case)
    for each in about(after.ref, (it for it in seal_remarks(after.case) if it in known)):
        context.remark(each)


def seal_as_signed(context: Context, opened: Opened) -> None:
    """Carry an engagement over and save it; its contract alone if an amendment was changed."""
    after, remarks = seal_again(context.folder, opened)
    save_record(after.loaded, opened.loaded)
    for remark in remarks:
        context.remark(remark)


def save_two(
    context: Context,
    first: tuple[Opened, Loaded[Engagement]],
    second: tuple[Opened, Loaded[Engagement]],
) -> tuple[Opened, Opened]:
    """Save two engagements, both or none, as `save_engagement` saves one.

    Each pair is an engagement as it was read, and its changed file.
    """
    (before, changed), (before_other, changed_other) = first, second
    changed, moved = _with_consequences(before, changed)
    changed_other, moved_other = _with_consequences(before_other, changed_other)
    one, remarks = carried_over(context.folder, before, changed)
    other, others = carried_over(context.folder, before_other, changed_other)
    texts = _new_text(before, one), _new_text(before_other, other)
    if not save_both(context.folder, *texts):
        others.append(Problem("store.plan-left", {"path": str(other.loaded.path)}, level="warning"))
    for remark in (*remarks, *others, *moved, *moved_other):
        context.remark(remark)
    _remark_changes(context, before, one)
    _remark_changes(context, before_other, other)
    return one, other


def _new_text(before: Opened, after: Opened) -> NewText:
    return NewText(after.ref, after.loaded.source.raw.decode(), before.loaded.sha256)

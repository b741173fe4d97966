"""Putting engagements away once they are closed, billed and paid."""

from dataclasses import dataclass
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.contract.ending import settlement_of
from phmcoach.actions.opening import Opened, open_all, open_engagement
from phmcoach.domain.money.settlement import tell_settlement
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.store.archive import move_to_archive
from phmcoach.store.lock import lock_folder


@dataclass(frozen=True)
class Archived:
    """An engagement that was put away, and where."""

    ref: str
    path: Path


def archive(
    context: Context, *, ref: str | None = None
) -> tuple[tuple[Archived, ...], tuple[Problem, ...]]:
    """Move a closed engagement to the archive, or every one that can be, each in one step.

    Raises RuleRefusedError, with everything that is left to do, where the one that was named is
    not closed or not settled, and where nothing can be put away. Without a name it returns what
    holds the others.
    """
    if ref is None:
        return _archive_all(context)
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        problems = archive_problems(context, opened)
        if problems:
            raise RuleRefusedError(*problems)
        return (_move(context, opened),), ()


def _archive_all(context: Context) -> tuple[tuple[Archived, ...], tuple[Problem, ...]]:
    moved: list[Archived] = []
    held: list[Problem] = []
    with lock_folder(context.folder):
        closed = [
            opened
            for opened in open_all(context.folder).whole()
            if opened.state(context.today) == "closed"
        ]
        if not closed:
            raise RuleRefusedError.of("step.nothing-closed", fix="coach list")
        for opened in closed:
            problems = archive_problems(context, opened)
            held.extend(
                Problem("step.held", {"ref": opened.ref, "problem": each}, each.fix)
                for each in problems
            )
            if not problems:
                moved.append(_move(context, opened))
    if not moved:
        raise RuleRefusedError(*held)
    return tuple(moved), tuple(held)


def archive_problems(context: Context, opened: Opened) -> tuple[Problem, ...]:
    """Return what keeps an engagement among the open ones: not closed, to bill, to pay."""
    left = tell_settlement(settlement_of(context, opened), opened.ref)
    if opened.state(context.today) == "closed":
        return left
    fix = f"coach close {opened.ref} --on DATE"
    return (Problem("step.not-closed", {"ref": opened.ref}, fix), *left)


def _move(context: Context, opened: Opened) -> Archived:
    closed_on = opened.engagement.outcome.closed_on
    year = (closed_on or context.today).year
    return Archived(opened.ref, move_to_archive(context.folder, opened.ref, opened.loaded, year))

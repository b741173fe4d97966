"""One engagement made of what two machines have of it."""

from collections.abc import Collection

from phmcoach.domain.sync.renumbering import tell_apart
from phmcoach.domain.sync.rules import ENGAGEMENT, Data
from phmcoach.domain.sync.tables import merge_tables
from phmcoach.domain.sync.trees import Choices, Conflict, Renumbered
from phmcoach.value import Value


class MergedEngagement(Value):
    """The data of an engagement, what got another id, and what is to be chosen."""

    data: Data
    renumbered: tuple[Renumbered, ...]
    conflicts: tuple[Conflict, ...]


def merge_engagement(
    file: str,
    base: Data,
    ours: Data,
    theirs: Data,
    *,
    last: tuple[int, int],
    billed_here: Collection[str] = (),
    choices: Choices,
) -> MergedEngagement:
    """Merge the tables of an engagement, after each record got an id of its own.

    The arguments are those of `tell_apart` and `merge_tables`.
    """
    apart = tell_apart(base, ours, theirs, last=last, billed_here=billed_here)
    merged = merge_tables(file, base, apart.ours, apart.theirs, ENGAGEMENT, choices)
    data = merged.data
    removed, sessions = data.get("removed_sessions"), data.get("sessions")
    if isinstance(removed, list) and isinstance(sessions, list):
        present = {each.get("id") for each in sessions if isinstance(each, dict)}
        left = [each for each in removed if each not in present]
        data = {key: value for key, value in data.items() if key != "removed_sessions" or left}
        data |= {"removed_sessions": left} if left else {}
    changed = {**apart.new_there, **apart.new_here}
    renumbered = tuple(Renumbered(file, was, now) for was, now in changed.items())
    return MergedEngagement(data, renumbered, merged.conflicts)

"""The ids of sessions and objectives that were given, and are never given again.

A hand may remove from a file what holds the last id, and an editor tells nobody. So the file keeps
the highest ids that a command saw in it.
"""

from collections.abc import Iterator

from phmcoach.domain.records.engagement import Engagement


def last_session(engagement: Engagement) -> int:
    """Return the highest number of a session that the file knows, or 0."""
    known = (
        *_session_ids(engagement),
        *engagement.removed_sessions,
        *engagement.outcome.called_off,
        engagement.last_session or "s0",
    )
    return max(map(number_of, known))


def last_objective(engagement: Engagement) -> int:
    """Return the highest number of an objective that the file knows or names, or 0."""
    ratings = engagement.evaluation.ratings if engagement.evaluation else ()
    names = (
        *_objective_ids(engagement),
        *(name for one in engagement.amendments for name in one.dropped),
        *(each.objective for each in ratings),
        *(key.removeprefix("objectives.").partition(".")[0] for key in engagement.seal),
    )
    known = (name for name in names if name[:1] == "o" and name[1:].isdecimal())
    return max(map(number_of, (*known, engagement.last_objective or "o0")))


def number_of(name: str) -> int:
    """Return the number in the id of a session or an objective."""
    return int(name[1:])


def ids_to_keep(before: Engagement, after: Engagement) -> dict[str, str]:
    """Return the keys that keep the highest ids, if ids came or went with a change."""
    kept: dict[str, str] = {}
    if {*_session_ids(before)} != {*_session_ids(after)}:
        kept["last_session"] = f"s{max(last_session(before), last_session(after))}"
    if {*_objective_ids(before)} != {*_objective_ids(after)}:
        kept["last_objective"] = f"o{max(last_objective(before), last_objective(after))}"
    return {key: name for key, name in kept.items() if getattr(after, key) != name}


def _session_ids(engagement: Engagement) -> Iterator[str]:
    return (session.id for session in engagement.sessions)


def _objective_ids(engagement: Engagement) -> Iterator[str]:
    yield from (objective.id for objective in engagement.objectives)
    for amendment in engagement.amendments:
        yield from (objective.id for objective in amendment.objectives)

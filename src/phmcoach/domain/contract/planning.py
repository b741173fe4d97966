"""Which planned sessions the contract has no room for.

A session that is only planned breaks nothing yet. But to promise a thirteenth of twelve, or one
after the end, is to promise what will not be billed: it is told when it is written, and as long as
no amendment makes room for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.coverage import count_sessions, is_contracted_type, session_effects
from phmcoach.domain.contract.ending import last_session_day
from phmcoach.domain.contract.notice import Notice
from phmcoach.domain.records.session import Session
from phmcoach.domain.values.months import add_months
from phmcoach.errors import Problem
from phmcoach.formats import Interval


def planning_problems(case: Case) -> tuple[Problem, ...]:
    """Return each planned session that is beyond the number, after the end or after the close.

    Room is given in the order in which the sessions were written down. Exchanges and meetings that
    do not count are always welcome before the end.
    """
    return tuple(lack.problem for lack in _lacks(case))


@dataclass(frozen=True)
class _Lack:
    """A planned session that has no room, and what it is beyond."""

    session: str
    beyond: Literal["close", "end", "number"]
    problem: Problem


def _lacks(case: Case) -> Iterator[_Lack]:
    terms = case.agreed_terms
    used = count_sessions(case)
    stop = last_session_day(case)
    for session in sorted(case.engagement.sessions, key=lambda s: int(s.id[1:])):
        if session.status != "planned":
            continue
        counts = is_contracted_type(case, session.type)
        used += counts
        args: dict[str, object] = {"id": session.id, "on": session.on}
        if stop is not None and session.on > stop:
            problem = Problem("plan.after-close", args | {"stop_on": stop})
            yield _Lack(session.id, "close", problem)
        elif terms is not None and session.on > terms.end_on:
            problem = Problem("plan.after-end", args | {"end_on": terms.end_on})
            yield _Lack(session.id, "end", problem)
        elif terms is not None and counts and used > terms.sessions:
            problem = Problem("plan.beyond-number", args | {"sessions": terms.sessions})
            yield _Lack(session.id, "number", problem)


def late_move_problems(case: Case, moved: Session, new: str, notice: Notice) -> tuple[Problem, ...]:
    """Return both ways out where a move came too late and its old day leaves the new one no room.

    The case is as the move would leave it, `moved` is the session as it was planned and `new` the
    id of the one that takes its place. A late cancellation uses up the number, unless the coach
    waives it.
    """
    waived = tuple(
        each.model_copy(update={"status": "cancelled"}) if each.id == moved.id else each
        for each in case.engagement.sessions
    )
    freed = case.having(case.engagement.model_copy(update={"sessions": waived}))
    beyond = (
        lack.problem for lack in _lacks(case) if lack.session == new and lack.beyond == "number"
    )
    bound = next(beyond, None)
    if notice.is_in_time or bound is None or bound in planning_problems(freed):
        return ()
    late = {"notice": notice.minutes, "asked": notice.asked_minutes, "moved_on": moved.on}
    args = {"moved": moved.id, **late, **bound.args}
    words = {"room": count_to_room(case)}
    return (
        Problem("plan.late-move-beyond-number", args, words=words),
        Problem("plan.late-move-waived", {"moved": moved.id}),
    )


def count_to_room(case: Case) -> int:
    """Return the number of sessions that would leave room for all that are planned."""
    planned = (s for s in case.engagement.sessions if s.status == "planned")
    booked = sum(is_contracted_type(case, session.type) for session in planned)
    return count_sessions(case) + booked


def repeat_days(start: date, every: Interval, times: int) -> tuple[date, ...]:
    """Return the days of a series, the first among them; months are reckoned from the first day."""
    if every.unit == "month":
        return tuple(add_months(start, every.number * place) for place in range(times))
    step = timedelta(days=every.number) * (7 if every.unit == "week" else 1)
    return tuple(start + step * place for place in range(times))


def days_since_previous(dossier: Dossier, session: Session) -> int | None:
    """Return the days between a planned session and the one before it, held or planned.

    None where it is the first, or no session of the contract.
    """
    if not is_contracted_type(dossier, session.type):
        return None
    before = [
        other.on
        for other in dossier.engagement.sessions
        if other.id != session.id and other.on <= session.on and _takes_place(dossier, other)
    ]
    return (session.on - max(before)).days if before else None


def _takes_place(dossier: Dossier, session: Session) -> bool:
    """Whether a session was held, or is to be."""
    if session.status == "planned":
        return is_contracted_type(dossier, session.type)
    return session_effects(dossier, session).keeps_cadence

"""Which planned sessions the contract has no room for.

A session that is only planned breaks nothing yet. But to promise a thirteenth of twelve, or one
after the end, is to promise what will not be billed: it is told when it is written, and as long as
no amendment makes room for it.
"""

from collections.abc import Collection
from datetime import date, timedelta

from phmcoach.domain.contract.amending import agreed_terms
from phmcoach.domain.contract.coverage import count_sessions, is_contracted_type, session_effects
from phmcoach.domain.contract.notice import Notice
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.session import Session
from phmcoach.domain.values.months import add_months
from phmcoach.errors import Problem
from phmcoach.formats import Interval


def planning_problems(
    engagement: Engagement, *, private: bool, billed: Collection[str]
) -> tuple[Problem, ...]:
    """Return each planned session that is beyond the number, after the end or after the close.

    Room is given in the order in which the sessions were written down. Exchanges and meetings that
    do not count are always welcome before the end. `billed` are the ids of the sessions that an
    invoice holds.
    """
    terms = agreed_terms(engagement)
    used = count_sessions(engagement, private=private, billed=billed)
    stop = _stopped_on(engagement)
    found = []
    for session in sorted(engagement.sessions, key=lambda s: int(s.id[1:])):
        if session.status != "planned":
            continue
        counts = is_contracted_type(engagement, session.type)
        used += counts
        args: dict[str, object] = {"id": session.id, "on": session.on}
        if stop is not None and session.on > stop:
            found.append(Problem("plan.after-close", args | {"stop_on": stop}))
        elif terms is not None and session.on > terms.end_on:
            found.append(Problem("plan.after-end", args | {"end_on": terms.end_on}))
        elif terms is not None and counts and used > terms.sessions:
            found.append(Problem("plan.beyond-number", args | {"sessions": terms.sessions}))
    return tuple(found)


def late_move_problems(
    engagement: Engagement,
    moved: Session,
    new: str,
    notice: Notice,
    *,
    private: bool,
    billed: Collection[str],
    ref: str,
) -> tuple[Problem, ...]:
    """Return both ways out where a move came too late and its old day leaves the new one no room.

    `engagement` is as the move would leave it, `moved` the session as it was planned and `new` the
    id of the one that takes its place. A late cancellation uses up the number, unless the coach
    waives it.
    """
    waived = tuple(
        each.model_copy(update={"status": "cancelled"}) if each.id == moved.id else each
        for each in engagement.sessions
    )
    freed = engagement.model_copy(update={"sessions": waived})
    free = planning_problems(freed, private=private, billed=billed)
    bound = next(
        (
            each
            for each in planning_problems(engagement, private=private, billed=billed)
            if each.message == "plan.beyond-number" and each.args["id"] == new
        ),
        None,
    )
    if notice.is_in_time or bound is None or bound in free:
        return ()
    late = {"notice": notice.minutes, "asked": notice.asked_minutes, "moved_on": moved.on}
    args = {"moved": moved.id, **late, **bound.args}
    room = count_to_room(engagement, private=private, billed=billed)
    more = f"coach amend {ref} --sessions {room}"
    waive = f"coach log-session {ref} --session {moved.id} --status cancelled"
    return (
        Problem("plan.late-move-beyond-number", args, more),
        Problem("plan.late-move-waived", {"moved": moved.id}, waive),
    )


def count_to_room(engagement: Engagement, *, private: bool, billed: Collection[str]) -> int:
    """Return the number of sessions that would leave room for all that are planned."""
    planned = (s for s in engagement.sessions if s.status == "planned")
    booked = sum(is_contracted_type(engagement, session.type) for session in planned)
    return count_sessions(engagement, private=private, billed=billed) + booked


def repeat_days(start: date, every: Interval, times: int) -> tuple[date, ...]:
    """Return the days of a series, the first among them; months are reckoned from the first day."""
    if every.unit == "month":
        return tuple(add_months(start, every.number * place) for place in range(times))
    step = timedelta(days=every.number) * (7 if every.unit == "week" else 1)
    return tuple(start + step * place for place in range(times))


def days_since_previous(engagement: Engagement, session: Session) -> int | None:
    """Return the days between a planned session and the one before it, held or planned.

    None where it is the first, or no session of the contract.
    """
    if not is_contracted_type(engagement, session.type):
        return None
    before = [
        other.on
        for other in engagement.sessions
        if other.id != session.id and other.on <= session.on and _takes_place(engagement, other)
    ]
    return (session.on - max(before)).days if before else None


def _takes_place(engagement: Engagement, session: Session) -> bool:
    """Whether a session was held, or is to be."""
    if session.status == "planned":
        return is_contracted_type(engagement, session.type)
    return session_effects(engagement, session).keeps_cadence


def _stopped_on(engagement: Engagement) -> date | None:
    outcome = engagement.outcome
    stops = (outcome.declined_on, outcome.ended_on, outcome.closed_on)
    return min((day for day in stops if day is not None), default=None)

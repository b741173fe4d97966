"""Planned sessions that exceed the contract.

A planned session is no breach yet. But a thirteenth of twelve sessions, or one after the end, will
not be billed: this is reported when the session is planned, and until an amendment covers it.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Literal

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.amended_bounds import (
    is_beyond_limits,
    more_sessions,
    needs_engagement,
    needs_reason,
)
from phmcoach.domain.contract.bounds import broken_bounds
from phmcoach.domain.contract.coverage import (
    count_sessions,
    is_contracted_type,
    session_effects,
    with_all_signed,
)
from phmcoach.domain.contract.ending import last_session_day
from phmcoach.domain.contract.lifecycle import amending_remedy
from phmcoach.domain.contract.notice import Notice
from phmcoach.domain.contract.signed import signing_of
from phmcoach.domain.records.session import Session
from phmcoach.domain.values.months import add_months
from phmcoach.errors import Problem
from phmcoach.formats import Interval
from phmcoach.remedy import Remedy
from phmcoach.value import Value, replace


def planning_problems(case: Case) -> tuple[Problem, ...]:
    """Return a problem for each planned session beyond the number, after the end or the close.

    Planned sessions use up the number in the order in which they were recorded. Exchanges and
    meetings that neither count nor are billed are limited only by the close.
    """
    return tuple(excess.problem for excess in _excesses(case))


def remedied_planning_problems(case: Case) -> tuple[Problem, ...]:
    """Return the same problems, each with the command that mends it.

    An amendment in preparation that covers the session is signed, and so is one that someone has
    signed already, as no other is possible before. If it does not, the problem is the limit that
    would still be exceeded: the other one is moved already.
    """
    waiting = case.next_to_sign
    left = {each.session: each for each in _excesses(with_all_signed(case))} if waiting else {}
    found: list[Problem] = []
    for now in _excesses(case):
        each = left.get(now.session, now)
        remedy, words = _remedy_of(case, each)
        problem = each.problem
        if each.beyond == "number" and remedy in _WITHOUT_PRICE and _is_package(case):
            problem = replace(problem, message="plan.beyond-billed-package")
        if waiting is not None and now.session not in left:
            remedy, words = signing_of(case, waiting)
        found.append(replace(problem, remedy=remedy, words=words))
    return tuple(found)


def left_out_if_signed(case: Case) -> tuple[Problem, ...]:
    """Return a warning for each planned session that an amendment in preparation leaves outside.

    It stays in the contract until everyone has signed, so nothing else speaks of it before.
    """
    if not case.waiting:
        return ()
    known, number = {each.session for each in _excesses(case)}, case.waiting[-1].amendment.number
    return tuple(
        _left_out(each, number)
        for each in _excesses(with_all_signed(case))
        if each.session not in known
    )


def _left_out(excess: "_Excess", number: int) -> Problem:
    message, remedy = "amend.planned-after-end", Remedy.MOVE_SESSION
    if excess.beyond == "number":
        message, remedy = "amend.planned-beyond-number", Remedy.REMOVE_SESSION
    args = {**excess.problem.args, "number": number}
    return Problem(message, args, level="warning", remedy=remedy)


def _remedy_of(case: Case, excess: "_Excess") -> tuple[Remedy | None, Mapping[str, object]]:
    if excess.beyond == "close":
        return Remedy.REMOVE_SESSION, {}
    if excess.beyond == "number":
        return _more_room(case, excess.needed)
    is_set = not _has_signature(case)
    last = _last_day(case, excess.on, is_set=is_set)
    if last is None:
        return _setting(case, Remedy.MOVE_SESSION) if is_set else (Remedy.MOVE_SESSION, {})
    is_beyond = needs_reason(case, end_on=last)
    later = Remedy.LATER_END_ANYWAY if is_beyond else Remedy.LATER_END
    found = _setting(case, Remedy.SET_END) if is_set else amending_remedy(case, later)
    return found if last == excess.on else (found[0], {**found[1], "on": last})


def _last_day(case: Case, on: date, *, is_set: bool) -> date | None:
    """Return the last planned day from one on that the contract may end on, or None.

    `is_set`: nobody has signed, so that the terms set it.
    """
    is_refused = _breaks_bounds if is_set else is_beyond_limits
    days = {each.on for each in _excesses(case) if each.beyond == "end" and each.on >= on}
    return max((each for each in days if not is_refused(case, end_on=each)), default=None)


def _more_room(case: Case, needed: int) -> tuple[Remedy | None, Mapping[str, object]]:
    """Return what agrees on as many sessions as are planned: terms, or once signed an amendment.

    Beyond what any amendment agrees on, what was planned is removed: `needed` are the sessions up
    to the one that exceeds the contract.
    """
    room = sessions_needed(case)
    if not _has_signature(case):
        is_refused = _breaks_bounds(case, sessions=room)
        remedy, words = _setting(case, Remedy.REMOVE_SESSION if is_refused else Remedy.SET_SESSIONS)
        return remedy, {**words, "room": room}
    if needs_engagement(case, sessions=needed):
        return Remedy.REMOVE_SESSION, {}
    if needs_engagement(case, sessions=room):
        planned = (each.needed for each in _excesses(case))
        room = max(each for each in planned if not needs_engagement(case, sessions=each))
    found, words = amending_remedy(case, more_sessions(case, room))
    return found, {**words, "room": room}


def _setting(case: Case, otherwise: Remedy) -> tuple[Remedy, Mapping[str, object]]:
    """Return what changes terms that nobody has signed; lost signatures are recorded again."""
    remedy, words = signing_of(case)
    return (remedy, words) if remedy is Remedy.SIGN_AS_RECORDED else (otherwise, {})


def _has_signature(case: Case) -> bool:
    return bool(case.engagement.signatures.days)


def _breaks_bounds(case: Case, *, sessions: int | None = None, end_on: date | None = None) -> bool:
    terms = case.agreed_terms
    if terms is None:
        return False
    asked = replace(terms, sessions=sessions or terms.sessions, end_on=end_on or terms.end_on)
    return bool(broken_bounds(asked, case.pauses))


def with_room(problem: Problem, case: Case, *, recorded: bool = False) -> Problem:
    """Return the problem of a session that was just planned, with what makes room for it.

    That is an amendment, or other terms. A session far after the end is a mistyped day: unless it
    is `recorded`, nothing is to be moved or removed, and the contract is shown.
    """
    found = zip(planning_problems(case), remedied_planning_problems(case), strict=True)
    for plain, mended in found:
        if plain == problem:
            is_unknown = mended.remedy in _OF_RECORDED and not recorded
            return replace(mended, remedy=Remedy.SHOW) if is_unknown else mended
    return problem


class _Excess(Value):
    """A planned session that exceeds the contract, and the limit that it exceeds.

    `needed` is the number of sessions up to this one.
    """

    session: str
    on: date
    beyond: Literal["close", "end", "number"]
    needed: int
    problem: Problem


_WITHOUT_PRICE = (Remedy.MORE_SESSIONS, Remedy.MORE_SESSIONS_ANYWAY)
"""More sessions of a package whose last invoice is issued: its price can no longer be changed."""

_OF_RECORDED = (Remedy.MOVE_SESSION, Remedy.REMOVE_SESSION)
"""What mends a session that is recorded, and not one that was just typed."""


def _excesses(case: Case) -> Iterator[_Excess]:
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
            yield _Excess(session.id, session.on, "close", used, problem)
        elif terms is not None and session.on > terms.end_on and _needs_contract(case, session):
            message = _of_stage(
                case, "plan.after-end", "plan.package-after-end", "plan.after-set-end"
            )
            problem = Problem(message, args | {"end_on": terms.end_on})
            yield _Excess(session.id, session.on, "end", used, problem)
        elif terms is not None and counts and used > terms.sessions:
            message = _of_stage(
                case, "plan.beyond-number", "plan.beyond-package", "plan.beyond-set-number"
            )
            problem = Problem(message, args | {"sessions": terms.sessions})
            yield _Excess(session.id, session.on, "number", used, problem)


def _of_stage(case: Case, hourly: str, package: str, unsigned: str) -> str:
    """Return the message of a session beyond signed terms, by their plan, or of others."""
    if case.contracted_on is None:
        return unsigned
    return package if _is_package(case) else hourly


def _is_package(case: Case) -> bool:
    return case.agreed_terms is not None and case.agreed_terms.plan == "package"


def _needs_contract(case: Case, session: Session) -> bool:
    """Whether a planned session will count or be billed: no other one needs an amendment."""
    does = session_effects(case, replace(session, status="held"))
    is_observed = session.type == "shadowing"  # it counts by its debrief, which is still to come
    return bool(does.counts or does.billed_minutes) or is_observed


def late_move_problems(case: Case, moved: Session, new: str, notice: Notice) -> tuple[Problem, ...]:
    """Return both remedies if a session is moved too late and the new one exceeds the number.

    The case contains the move already; `moved` is the session as it was planned, `new` the id of
    the session that replaces it. A late cancellation counts unless the coach waives it: the
    remedies are an amendment with more sessions, and the waiver.
    """
    waived = tuple(
        replace(each, status="cancelled") if each.id == moved.id else each
        for each in case.engagement.sessions
    )
    freed = case.having(replace(case.engagement, sessions=waived))
    beyond = (
        excess.problem
        for excess in _excesses(case)
        if excess.session == new and excess.beyond == "number"
    )
    bound = next(beyond, None)
    if notice.is_in_time or bound is None or bound in planning_problems(freed):
        return ()
    late = {"notice": notice.minutes, "asked": notice.asked_minutes, "moved_on": moved.on}
    args = {"moved": moved.id, **late, **bound.args}
    room = sessions_needed(case)
    adding, words = _more_room(case, room)
    remedy = None if adding is Remedy.MORE_SESSIONS else adding
    remedy = Remedy.SHOW if remedy is Remedy.REMOVE_SESSION else remedy
    return (
        Problem("plan.late-move-beyond-number", args, remedy=remedy, words={"room": room, **words}),
        Problem("plan.late-move-waived", {"moved": moved.id}),
    )


def sessions_needed(case: Case) -> int:
    """Return the number of sessions that the contract needs to cover all planned ones."""
    planned = (s for s in case.engagement.sessions if s.status == "planned")
    booked = sum(is_contracted_type(case, session.type) for session in planned)
    return count_sessions(case) + booked


def repeat_days(start: date, every: Interval, times: int) -> tuple[date, ...]:
    """Return the days of a series, including the first; months count from the first day."""
    if every.unit == "month":
        return tuple(add_months(start, every.number * place) for place in range(times))
    step = timedelta(days=every.number) * (7 if every.unit == "week" else 1)
    return tuple(start + step * place for place in range(times))


def days_since_previous(dossier: Dossier, session: Session) -> int | None:
    """Return the days between a planned session and the one before it, held or planned.

    None if it is the first one or does not count.
    """
    if not is_contracted_type(dossier, session.type):
        return None
    before = [
        other.on
        for other in dossier.engagement.sessions
        if other.id != session.id and other.on <= session.on and takes_place(dossier, other)
    ]
    return (session.on - max(before)).days if before else None


def takes_place(dossier: Dossier, session: Session) -> bool:
    """Whether a session was held or will be, and counts for the cadence."""
    if session.status == "planned":
        return is_contracted_type(dossier, session.type)
    return session_effects(dossier, session).keeps_cadence

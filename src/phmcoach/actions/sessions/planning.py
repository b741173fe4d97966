"""Planning one session or a series, within the limits of the contract."""

from collections.abc import Mapping, Sequence
from datetime import date, time

from phmcoach.actions.changing import change_record, without_none
from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import refuse_over
from phmcoach.actions.opening import Opened, open_practice
from phmcoach.actions.saving import save_engagement
from phmcoach.actions.sessions.shared_steps import (
    UnknownLengthError,
    new_planning_problems,
    open_for_sessions,
    read_standing,
    refuse_if_shown,
    refuse_of_other_type,
    refuse_past,
    refuse_second,
    session_table,
    written_session,
)
from phmcoach.domain.cadence.rhythm import usual_type
from phmcoach.domain.cadence.summary import CadenceSummary
from phmcoach.domain.case import Case
from phmcoach.domain.contract.coverage import is_contracted_type
from phmcoach.domain.contract.ending import stopped_problems
from phmcoach.domain.contract.planning import (
    days_since_previous,
    left_out_if_signed,
    repeat_days,
    with_room,
)
from phmcoach.domain.contract.remarks import session_remarks
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.session import HAPPENED, Session
from phmcoach.errors import Problem, RuleRefusedError, UsageError, about, refuse
from phmcoach.formats import Interval
from phmcoach.remedy import Remedy
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import Loaded
from phmcoach.value import Value, replace
from phmcoach.words import MeetingPurpose, SessionStatus, SessionType


class PlannedSession(Value):
    """A planned session, and the days since the previous one, if it will count."""

    session: Session
    is_session: bool
    gap_days: int | None


class Planned(Value):
    """The planned sessions, the warnings about them, and the number of sessions used."""

    ref: str
    sessions: tuple[PlannedSession, ...]
    warnings: tuple[Problem, ...]
    standing: CadenceSummary


MOST_TIMES = 100
"""A longer series is a slip of the finger: no contract has so many sessions."""


def series(start: date, every: Interval | None, times: int | None) -> tuple[date, ...]:
    """Return the days of a series, or the one day; raise UsageError for an incomplete series."""
    if every is None and times is not None:
        raise UsageError.of("plan.times-without-every")
    if every is None or times is None:
        return (start,)
    return repeat_days(start, every, check_times(times))


def check_times(times: int) -> int:
    """Return how many sessions to plan at once; raise UsageError for none, or too many."""
    if not 1 <= times <= MOST_TIMES:
        raise UsageError.of("plan.times-out-of-range", most=MOST_TIMES)
    return times


def plan_sessions(
    context: Context,
    *,
    ref: str,
    days: Sequence[date],
    at: time | None = None,
    minutes: int | None = None,
    kind: SessionType | None = None,
    purpose: MeetingPurpose | None = None,
    proposed_by_beneficiary: bool = False,
    anyway: bool = False,
) -> Planned:
    """Plan a session on each of the days, all or none; the default `kind` is the contract's mode.

    Raises RuleRefusedError for a day in the past, for an observation that the beneficiary did not
    propose and, unless `anyway`, for a day that has a session or a session that exceeds the
    contract. Raises UnknownLengthError if the length is not given and the contract has none.
    """
    details = without_none(
        {
            "at": at,
            "minutes": minutes,
            "purpose": purpose,
            "proposed_by_beneficiary": proposed_by_beneficiary or None,
        }
    )
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened, damage, number = open_for_sessions(context, ref, practice)
        refuse_over(context, opened, stopped_problems(opened.case))
        if kind == "shadowing" and not proposed_by_beneficiary:
            raise RuleRefusedError.of(
                "session.shadowing-not-proposed", about=opened.ref, remedy=Remedy.PROPOSED
            )
        kinds = [kind or usual_type(opened.case, on) for on in days]
        for on, each in zip(days, kinds, strict=True):
            refuse_of_other_type(context, opened, details, each)
            refuse_day(context, opened, on, each, anyway=anyway)
        names = [f"s{number + place}" for place in range(len(days))]
        tables = [
            session_table(opened, name, each, details | {"on": on, "status": "planned"})
            for name, on, each in zip(names, days, kinds, strict=True)
        ]
        changed = change_record(opened.loaded, appends=[("sessions", table) for table in tables])
        warnings = save_planned(context, opened, changed, anyway=anyway)
    case = opened.case.having(changed.value)
    return Planned(
        ref=opened.ref,
        sessions=tuple(planned_session(case, name) for name in names),
        warnings=(
            *damage,
            *about(opened.ref, (*warnings, *planning_remarks(case, names))),
        ),
        standing=read_standing(case, practice, context.today),
    )


def refuse_day(
    context: Context,
    opened: Opened,
    on: date,
    kind: SessionType,
    *,
    anyway: bool,
    besides: Session | None = None,
) -> None:
    """Refuse to plan once the engagement is over, on a day in the past or on a taken day.

    Only the last one is possible `anyway`. `besides` is a session that is called off.
    """
    refuse_over(context, opened, stopped_problems(opened.case))
    refuse_past(context, opened, on, kind)
    if not anyway:
        refuse_second(opened, on, kind, "planned", besides=besides)
        refuse_second(opened, on, kind, "held")


def save_planned(
    context: Context, opened: Opened, changed: Loaded[Engagement], *, anyway: bool
) -> tuple[Problem, ...]:
    """Save planned sessions; refuse those that exceed the contract.

    If `anyway`, return their problems, each with what still makes room for its session.
    """
    after = opened.case.having(changed.value)
    problems = new_planning_problems(opened.case, after)
    if not anyway:
        refuse((with_room(each, after) for each in problems), about=opened.ref)
    save_engagement(context, opened, changed)
    return tuple(with_room(each, after, recorded=True) for each in problems)


def refuse_held_early(
    opened: Opened, name: str, kind: SessionType, given: Mapping[str, object], *, anyway: bool
) -> None:
    """Refuse a session as held on a day to come, and name what plans it instead.

    What would stop the plan comes with it, so that nothing is named that is refused in its turn.
    Raises UsageError if the plan lacks a length.
    """
    early = Problem(
        "session.held-in-the-future", {"on": given["on"]}, remedy=Remedy.PLANNED_INSTEAD
    )
    planned = {**given, "status": "planned"}
    try:
        table = session_table(opened, name, kind, planned)
    except UnknownLengthError as error:
        raise UsageError(early, *error.problems) from None  # nobody is asked for the length
    after = opened.case.having(change_record(opened.loaded, appends=[("sessions", table)]).value)
    problems = [with_room(each, after) for each in new_planning_problems(opened.case, after)]
    if anyway or not problems:
        refuse((early,), about=opened.ref)
    refuse((replace(early, remedy=Remedy.NOTHING), *problems), about=opened.ref)


def refuse_wrong_day(
    context: Context,
    opened: Opened,
    day: date,
    kind: SessionType,
    status: SessionStatus,
    known: Session | None,
) -> None:
    """Refuse what took place on a day to come, and a plan for a day in the past.

    A session that an invoice shows otherwise is refused as such: no other day would help.
    """
    if status in HAPPENED and day > context.today:
        if known is not None and known.id in opened.case.billed.sessions:
            refuse_if_shown(context, opened, replace(known, on=day, status=status), known.id)
        is_held = status == "held"
        message = "session.held-in-the-future" if is_held else "gate.in-the-future"
        raise RuleRefusedError.of(message, on=day, remedy=Remedy.OTHER_DAY)
    if status == "planned" and (known is None or day != known.on):
        refuse_past(context, opened, day, kind, known=known)


def planned_session(case: Case, name: str) -> PlannedSession:
    """Return a newly planned session, with the gap before it."""
    session = written_session(case, name)
    is_session = is_contracted_type(case, session.type)
    return PlannedSession(session, is_session, days_since_previous(case, session))


def planning_remarks(case: Case, names: Sequence[str]) -> tuple[Problem, ...]:
    """Return the remarks about new sessions, such as one in a pause, which is seldom intended.

    So is one that an amendment in preparation leaves out.
    """
    sessions = (written_session(case, name) for name in names)
    left_out = (each for each in left_out_if_signed(case) if each.args["id"] in names)
    remarks = (remark for session in sessions for remark in session_remarks(case, session))
    return (*remarks, *left_out)

"""Proposing days for the sessions that are left of a contract; nothing is written."""

from collections.abc import Collection
from datetime import date, time

from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import refuse_over
from phmcoach.actions.opening import open_all, open_practice
from phmcoach.actions.sessions.planning import check_times
from phmcoach.actions.sessions.shared_steps import open_for_sessions
from phmcoach.domain.cadence.proposal import (
    after_interval,
    choose_days,
    count_left,
    find_free_days,
    taken_slots,
    usual_hour,
    usual_weekdays,
)
from phmcoach.domain.contract.coverage import is_contracted_type
from phmcoach.domain.contract.ending import stopped_problems
from phmcoach.domain.contract.gates import terms_gate
from phmcoach.domain.values.pauses import ONE_DAY
from phmcoach.errors import Problem, RuleRefusedError, about, refuse, warnings_of
from phmcoach.formats import Interval
from phmcoach.remedy import Remedy
from phmcoach.value import Value
from phmcoach.words import SessionType, Weekday


class Proposed(Value):
    """Days that are proposed, and the hour; `warnings` say so if they are too few."""

    ref: str
    days: tuple[date, ...]
    at: time | None
    warnings: tuple[Problem, ...] = ()


def propose_sessions(
    context: Context,
    *,
    ref: str,
    first_on: date | None = None,
    at: time | None = None,
    minutes: int | None = None,
    kind: SessionType | None = None,
    weekdays: Collection[Weekday] = (),
    every: Interval | None = None,
    times: int | None = None,
) -> Proposed:
    """Return free days for the sessions left, from tomorrow or the last booked one to the end.

    `first_on` is the first day to look at, but none is before today or the start of the contract:
    it could not be planned. The weekdays and the hour are those of the last session, unless others
    are asked for. Raises UsageError for another number of `times` than a series may have, and
    RuleRefusedError for a `kind` that does not count, if no session is left, or no day is free.
    """
    practice = open_practice(context.folder)
    opened, _, _ = open_for_sessions(context, ref, practice)
    case = opened.case
    refuse_over(context, opened, stopped_problems(case))
    terms = case.agreed_terms
    if terms is None:
        refuse(terms_gate(case), about=opened.ref)
        raise AssertionError("the gate refuses what has no terms")
    most, left = times if times is None else check_times(times), count_left(case)
    if not left:
        raise RuleRefusedError.of("plan.nothing-left", sessions=terms.sessions, about=opened.ref)
    count = left if most is None else min(most, left)
    everything = open_all(context.folder, practice)
    sessions = [each for other in everything.opened for each in other.engagement.sessions]
    booked = [each.on for each in case.engagement.sessions if each.status in ("planned", "held")]
    last = max(booked, default=None)
    start = max(context.today + ONE_DAY, terms.start_on)
    if last is not None:
        start = max(start, last + ONE_DAY if every is None else after_interval(last, every))
    hour = at or usual_hour(case)
    free = find_free_days(
        start if first_on is None else max(first_on, context.today, terms.start_on),
        terms.end_on,
        weekdays=weekdays or usual_weekdays(case),
        pauses=case.pauses,
        taken=taken_slots(sessions),
        at=hour,
        minutes=minutes or terms.session_minutes,
    )
    days = choose_days(free, count, every)
    short = Problem(
        "plan.too-few-days",
        {"count": len(days), "left": count, "end_on": terms.end_on},
        level="warning" if days else "error",
    )
    found = () if len(days) == count else about(opened.ref, (short,))
    refuse(() if days else found)
    if kind is not None and not is_contracted_type(case, kind):
        raise RuleRefusedError.of(
            "plan.proposes-sessions",
            type=kind,
            about=opened.ref,
            remedy=Remedy.WITHOUT_OPTION,
            words={"option": "--type"},
        )
    return Proposed(opened.ref, days, hour, (*warnings_of(everything.problems), *found))

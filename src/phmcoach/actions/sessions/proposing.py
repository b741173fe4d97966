"""Proposing days for the sessions that are left of a contract; nothing is written."""

from collections.abc import Collection
from datetime import date, time
from functools import partial

from phmcoach.actions.changing import change_record
from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import refuse_over
from phmcoach.actions.opening import Opened, open_all, open_practice
from phmcoach.actions.sessions.planning import check_times
from phmcoach.actions.sessions.shared_steps import (
    new_planning_problems,
    open_for_sessions,
    session_table,
)
from phmcoach.domain.cadence.proposal import (
    WORKING_DAYS,
    after_interval,
    choose_days,
    count_left,
    find_free_days,
    taken_slots,
    usual_hour,
    usual_weekdays,
)
from phmcoach.domain.cadence.rhythm import usual_type
from phmcoach.domain.contract.coverage import is_contracted_type
from phmcoach.domain.contract.ending import stopped_problems
from phmcoach.domain.contract.gates import terms_gate
from phmcoach.domain.contract.planning import with_room
from phmcoach.domain.values.months import add_months
from phmcoach.domain.values.pauses import ONE_DAY
from phmcoach.errors import Problem, RuleRefusedError, about, refuse, warnings_of
from phmcoach.formats import Interval
from phmcoach.remedy import Remedy
from phmcoach.value import Value, replace
from phmcoach.words import WEEKDAYS, SessionType, Weekday


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
    opened, _, number = open_for_sessions(context, ref, practice)
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
    find_free = partial(
        find_free_days,
        start if first_on is None else max(first_on, context.today, terms.start_on),
        pauses=case.pauses,
        at=hour,
        minutes=minutes or terms.session_minutes,
    )
    wanted, taken = weekdays or usual_weekdays(case), tuple(taken_slots(sessions))
    days = choose_days(find_free(terms.end_on, weekdays=wanted, taken=taken), count, every)
    short = Problem(
        "plan.too-few-days",
        {"count": len(days), "left": count, "end_on": terms.end_on},
        level="warning" if days else "error",
    )
    anyhow = find_free(terms.end_on, weekdays={*wanted, *WEEKDAYS[:WORKING_DAYS]}, taken=())
    if len(anyhow) < count:
        in_a_year = add_months(max(context.today, terms.end_on, first_on or terms.end_on), 12)
        later = find_free(in_a_year, weekdays=wanted, taken=taken)
        enough = later[:count] if every is None else choose_days(later, count, every)
        short = _ends_too_soon(opened, short, f"s{number}", max(enough, default=in_a_year))
    elif every is not None and len(choose_days(anyhow, count, every)) < count:
        short = replace(short, message="plan.interval-too-long")
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


def _ends_too_soon(opened: Opened, short: Problem, name: str, last_on: date) -> Problem:
    """Return that no other weekday or hour gives enough days, with what makes room until a day.

    That is what is named for a session that is planned on that day.
    """
    case = opened.case
    table = session_table(
        opened, name, usual_type(case, last_on), {"on": last_on, "status": "planned"}
    )
    after = case.having(change_record(opened.loaded, appends=[("sessions", table)]).value)
    problems = new_planning_problems(case, after)
    covering = next((with_room(each, after) for each in problems), short)
    return replace(
        short,
        message="plan.ends-too-soon",
        args={**short.args, "on": last_on},
        remedy=covering.remedy or Remedy.SHOW,
        words={**covering.args, **covering.words},
    )

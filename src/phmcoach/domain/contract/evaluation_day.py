"""The day of the evaluation: when it is planned, and until when the contract allows it.

The contract promises an evaluation at most thirty days after the last session (clause 27). Its day
is planned by itself, or is that of the final meeting of the three parties.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.amended_bounds import needs_reason
from phmcoach.domain.contract.ending import last_session_day, over_problems
from phmcoach.domain.contract.gates import contracted_gate
from phmcoach.domain.contract.lifecycle import is_paused
from phmcoach.domain.contract.pausing import end_without_pauses
from phmcoach.domain.contract.planning import sessions_needed, takes_place
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy

DAYS_TO_EVALUATE = 30
"""Number of days after the last session within which the contract is evaluated."""


def planned_evaluation(dossier: Dossier) -> date | None:
    """Return the planned day of the evaluation, or that of a final three-way meeting, or None."""
    recorded = dossier.engagement.outcome.evaluation_planned_on
    if recorded is not None:
        return recorded
    return max((on for on, _ in _final_meetings(dossier)), default=None)


def held_meeting(dossier: Dossier) -> date | None:
    """Return the day of the last final three-way meeting that was held, or None."""
    held = (on for on, status in _final_meetings(dossier) if status == "held")
    return max(held, default=None)


def moved_evaluation(before: Dossier, after: Dossier) -> tuple[Problem, ...]:
    """Return a remark if a final meeting was planned, moved or held on another day than planned.

    Its day is then that of the evaluation, which was planned before without it.
    """
    outcome, earlier = after.engagement.outcome, before.engagement.outcome
    was = outcome.evaluation_planned_on
    if was is None or was != earlier.evaluation_planned_on or outcome.evaluated_on is not None:
        return ()
    new = {*_final_meetings(after)} - {*_final_meetings(before)}
    day = max((on for on, _ in new), default=was)
    if day == was:
        return ()
    return (Problem("evaluate.follows-meeting", {"was": was, "on": day}, level="warning"),)


def other_meetings(dossier: Dossier, on: date) -> tuple[Problem, ...]:
    """Return a remark on each final meeting that is planned on another day than the evaluation."""
    return tuple(
        Problem(
            "evaluate.other-meeting",
            {"id": each.id, "meets_on": each.on, "on": on},
            level="warning",
        )
        for each in dossier.engagement.sessions
        if each.purpose == "final" and each.status == "planned" and each.on != on
    )


def _final_meetings(dossier: Dossier) -> Iterator[tuple[date, str]]:
    """Yield the day and the status of each final meeting that is planned or was held."""
    return (
        (session.on, session.status)
        for session in dossier.engagement.sessions
        if session.purpose == "final" and session.status in ("planned", "held")
    )


def last_evaluation_day(dossier: Dossier) -> date | None:
    """Return the last day for the evaluation, or None before a session is planned or held."""
    last = max(_session_days(dossier), default=None)
    return None if last is None else last + timedelta(days=DAYS_TO_EVALUATE)


def evaluation_day_step(case: Case, today: date, left: int) -> Problem:
    """Return the step to the day of the evaluation: all is planned, or the contract is over.

    If pauses cover all the days that it has, the sessions that are `left` need a later end.
    """
    terms, by = case.agreed_terms, last_evaluation_day(case)
    if terms is not None and left > 0:
        args = {"count": left, "end_on": terms.end_on}
        if today <= terms.end_on and is_paused(case, terms.end_on):
            return _later_end_step(case, args)
        return Problem("step.plan-evaluation-over", args)
    if by is not None and by < today:
        return Problem("step.plan-evaluation-late", {"by": by})
    return Problem("step.plan-evaluation", {"by": by})


def _later_end_step(case: Case, args: Mapping[str, object]) -> Problem:
    """Return the step to the end that makes up for the pauses: they never lengthen the span."""
    on = end_without_pauses(case)
    is_beyond = needs_reason(case, end_on=on)
    remedy = Remedy.LATER_END_ANYWAY if is_beyond else Remedy.LATER_END
    return Problem("step.plan-evaluation-paused", args, remedy=remedy, words={"on": on})


def evaluation_day_gate(case: Case, on: date, today: date) -> tuple[Problem, ...]:
    """Require a signed contract that is neither over nor evaluated, and a day to come.

    The day is no earlier than the first session or, without one, than the start of the contract.
    """
    outcome = case.engagement.outcome
    if outcome.closed_on is not None:
        return (Problem("evaluate.closed", {"on": outcome.closed_on}),)
    if outcome.evaluated_on is not None:
        return (Problem("evaluate.already-evaluated", {"on": outcome.evaluated_on}),)
    if outcome.declined_on is not None:
        return over_problems(case)
    return contracted_gate(case) or tuple(_day_problems(case, on, today))


def _day_problems(dossier: Dossier, on: date, today: date) -> Iterator[Problem]:
    terms = dossier.agreed_terms
    start_on = on if terms is None else terms.start_on
    first = min(_session_days(dossier), default=start_on)
    if on < first:
        yield Problem(
            "evaluate.planned-before-session",
            {"on": on, "first_on": first},
            remedy=Remedy.OTHER_EVALUATION_DAY,
        )
    elif on < today:
        yield Problem(
            "evaluate.planned-in-the-past", {"on": on}, remedy=Remedy.OTHER_EVALUATION_DAY
        )


def late_evaluation(case: Case, on: date) -> tuple[Problem, ...]:
    """Warn if the evaluation is later after the last session than the contract promises.

    While sessions are left to plan, the last one is on the last day of the contract at the latest.
    """
    days = [last_evaluation_day(case)]
    terms = case.agreed_terms
    if terms is not None and _may_be_followed(case):
        days.append(terms.end_on + timedelta(days=DAYS_TO_EVALUATE))
    last_on = max((day for day in days if day is not None), default=on)
    if on <= last_on:
        return ()
    return (Problem("evaluate.planned-late", {"on": on, "last_on": last_on}),)


def _may_be_followed(case: Case) -> bool:
    """Whether the contract has more sessions than those that are used up or planned."""
    terms = case.agreed_terms
    if terms is None or last_session_day(case) is not None:
        return False
    return sessions_needed(case) < terms.sessions


def _session_days(dossier: Dossier) -> Iterator[date]:
    """Yield the days of the sessions that were held or are planned, without exchanges."""
    sessions = dossier.engagement.sessions
    return (session.on for session in sessions if takes_place(dossier, session))

"""The verdicts of the cadence, made from its figures.

Each verdict, good or bad, carries the dates and numbers that justify it, so the coach can check it.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from phmcoach.domain.cadence.floor import MonthFloor
from phmcoach.domain.cadence.pace import Pace
from phmcoach.domain.cadence.rhythm import Gap, Rhythm, RhythmStop, SignedCase
from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.coverage import uncovered_problem
from phmcoach.domain.contract.ending import ending_by
from phmcoach.domain.contract.evaluation_day import planned_evaluation
from phmcoach.domain.records.engagement import Pause
from phmcoach.domain.values.pauses import ONE_DAY, count_paused_days
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import replace
from phmcoach.words import PauseReason

EVALUATION_DAYS = 30
"""Number of days before the end within which the evaluation should have a date."""

MISSED_IN_A_ROW = 2
"""Number of late cancellations or no-shows in a row that is a risk."""


class ExplainedMonth(Problem):
    """The breach of a month that the coach has explained, and why: the screen leaves it out."""

    reason: str = ""


def open_verdicts(verdicts: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the verdicts that nobody has explained."""
    return tuple(each for each in verdicts if not isinstance(each, ExplainedMonth))


def report_uncovered_sessions(rhythm: Rhythm) -> Iterator[Problem]:
    """Report each session before the signature, beyond the number or after the end as a breach."""
    for session, reason in rhythm.uncovered:
        yield replace(uncovered_problem(session, reason), level="breach")


def report_no_rhythm(dossier: Dossier, stop: RhythmStop | None) -> Problem:
    """Report why there is no rhythm to judge yet, or no longer."""
    if stop is not None:
        return Problem(stop.code, {"on": stop.on}, level="ok")
    if dossier.agreed_terms is None:
        return Problem("cadence.not-started-terms", level="ok")
    return Problem("cadence.not-started-signature", level="ok")


def report_unrecorded(signed: SignedCase) -> Iterator[Problem]:
    """Report each planned session whose day is past: nobody knows yet whether it was held."""
    for session in signed.rhythm.unrecorded:
        args = {"id": session.id, "on": session.on}
        yield Problem("session.unrecorded", args, level="risk").naming(signed.case.ref)


def report_numbers(signed: SignedCase) -> Iterator[Problem]:
    """Report the number of counted, contracted and planned sessions."""
    args = {
        "counted": signed.rhythm.used,
        "sessions": signed.terms.sessions,
        "booked": len(signed.rhythm.planned),
    }
    yield Problem("cadence.counted", args, level="ok")
    if already := signed.rhythm.already:
        yield Problem("cadence.already-held", {"count": already}, level="ok")


def report_pauses(signed: SignedCase) -> Iterator[Problem]:
    """Report the pauses and closures that are deducted from the contract, each by its name.

    Days in several of them are counted once.
    """
    case, terms = signed.case, signed.terms
    days = count_paused_days(terms.start_on, terms.end_on, case.pauses)
    if days:
        named = name_pauses(case.named_pauses, terms.start_on, terms.end_on)
        yield Problem("cadence.pauses-deducted", {"count": days, "pauses": named}, level="ok")


def report_floor(months: tuple[MonthFloor, ...], signed: SignedCase) -> Iterator[Problem]:
    """Report the months that lack a session, how many are in order, and how months are counted.

    A past month is at risk only while a session is not recorded, which has a verdict of its own.
    """
    if not signed.terms.bounds.sessions_per_month_min:
        return
    reasons = {each.month_on: each.reason for each in signed.case.engagement.explanations}
    for month in months:
        if month.level == "breach":
            yield _report_broken(month, signed, reasons.get(month.start_on))
        else:
            yield from report_month_at_risk(month, signed)
    judged = [month for month in months if month.state == "past" and month.required]
    if judged:
        kept = sum(month.level == "ok" for month in judged)
        yield Problem("cadence.floor-kept", {"kept": kept, "judged": len(judged)}, level="ok")
    if signed.habits.months == "calendar":
        yield Problem("cadence.counting-calendar", level="ok")
    else:
        yield Problem("cadence.counting-contract", {"start_on": signed.terms.start_on}, level="ok")


def _report_broken(month: MonthFloor, signed: SignedCase, reason: str | None) -> Problem:
    """Report a past month that lacks a session, which the coach can explain once."""
    code = "cadence.floor-broken-pauses" if month.pauses else "cadence.floor-broken"
    args, ref = _month_args(month, signed), signed.case.ref
    if reason is None:
        return Problem(code, args, level="breach", ref=ref, remedy=Remedy.EXPLAIN_MONTH)
    return ExplainedMonth(code, args, level="breach", ref=ref, remedy=Remedy.NOTHING, reason=reason)


def report_month_at_risk(month: MonthFloor, signed: SignedCase) -> Iterator[Problem]:
    """Report the current month if it is about to end without its session."""
    if month.level != "risk" or month.state != "current":
        return
    args = _month_args(month, signed)
    if month.pauses:
        yield Problem("cadence.floor-at-risk-pauses", args, level="risk")
    else:
        yield Problem("cadence.floor-at-risk", args, level="risk")


def _month_args(month: MonthFloor, signed: SignedCase) -> dict[str, object]:
    """Return the figures of a month, and what is deducted from it, if anything is."""
    args: dict[str, object] = {
        "from_on": month.start_on,
        "to_on": month.end_on,
        "count": month.counted,
        "required": month.required,
    }
    if month.pauses:
        args["paused_days"] = month.paused_days
        args["pauses"] = name_pauses(signed.case.named_pauses, month.start_on, month.end_on)
    return args


def name_pauses(pauses: Iterable[Pause], start: date, end: date) -> tuple[Problem, ...]:
    """Return the name of each pause, cut to the days from `start` to `end`, in order."""
    return tuple(
        name_pause(pause.reason, max(pause.start_on, start), min(pause.end_on, end))
        for pause in sorted(pauses, key=lambda pause: (pause.start_on, pause.end_on, pause.reason))
        if pause.start_on <= end and pause.end_on >= start
    )


def name_pause(reason: PauseReason, first: date, last: date) -> Problem:
    """Return the name of a pause with its reason, for the coach alone."""
    is_named, is_one_day = reason != "other", first == last
    if is_one_day:
        message = "pause.day" if is_named else "pause.other-day"
        return Problem(message, {"reason": reason, "on": first})
    message = "pause.days" if is_named else "pause.other-days"
    return Problem(message, {"reason": reason, "from_on": first, "to_on": last})


def report_pace(pace: Pace, signed: SignedCase) -> Iterator[Problem]:
    """Report the required gap and that of the contract, or that no open day is left.

    There is nothing to report if no session is left.
    """
    if pace.left == 0:
        return
    if pace.days_left == 0:
        args: dict[str, object] = {"left": pace.left, "end_on": signed.terms.end_on}
        yield Problem("cadence.pace-no-day-left", args, level="breach")
        return
    args = {
        "left": pace.left,
        "booked": pace.booked,
        "days": pace.days_left,
        "required": pace.required_gap,
        "own": pace.own_gap,
    }
    if pace.level == "breach":
        yield Problem("cadence.pace-lost", args, level="breach")
    elif pace.level == "risk":
        yield Problem("cadence.pace-tight", args, level="risk")
    else:
        yield Problem("cadence.pace-kept", args, level="ok")


def report_drift(signed: SignedCase) -> Iterator[Problem]:
    """Report a drift: no session is booked, and the last session or the start is long ago.

    It is judged only within the dates of the contract: after its end nothing can be booked.
    """
    terms, rhythm, as_of = signed.terms, signed.rhythm, signed.as_of
    if rhythm.planned or not terms.start_on <= as_of <= terms.end_on:
        return
    met = rhythm.perhaps_met
    if rhythm.already and not met:  # the day of the last session is unknown
        return
    since = met[-1] if met else max(terms.start_on, signed.signed_on)
    days, limit = signed.count_open_days(since + ONE_DAY, as_of), signed.habits.drift_days
    if days <= limit:
        return
    args = {"since": since, "days": days, "limit": limit}
    if met:
        yield Problem("cadence.drift", args, level="risk")
    else:
        yield Problem("cadence.drift-from-start", args, level="risk")


def report_missed(rhythm: Rhythm) -> Iterator[Problem]:
    """Report late cancellations or no-shows in a row, unless a session was held since."""
    if len(rhythm.missed) >= MISSED_IN_A_ROW:
        args = {"times": len(rhythm.missed), "since": rhythm.missed[0], "on": rhythm.missed[-1]}
        yield Problem("cadence.missed-in-a-row", args, level="risk")


def report_evaluation(signed: SignedCase) -> Iterator[Problem]:
    """Report that the end is near or past and the evaluation has no date."""
    case, terms, as_of = signed.case, signed.terms, signed.as_of
    if as_of < terms.start_on or ending_by(case, as_of) is not None:
        return
    if planned_evaluation(case) is not None:
        return
    if (terms.end_on - as_of).days <= EVALUATION_DAYS:
        yield Problem("cadence.no-evaluation-date", {"end_on": terms.end_on}, level="risk")


def report_gap(gap: Gap | None) -> Iterator[Problem]:
    """Report the longest period without a session, which a floor by months can hide."""
    if gap is not None:
        args = {"count": gap.days, "from_on": gap.from_on, "to_on": gap.to_on}
        yield Problem("cadence.longest-gap", args, level="ok")

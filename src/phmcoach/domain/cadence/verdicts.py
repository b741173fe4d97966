"""The verdicts of the cadence: from figures to facts that a sentence can be made of.

A verdict without its reason is not believed, so each one carries the dates and numbers that it
rests on, the good ones too.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import LiteralString

from phmcoach.domain.cadence.floor import MonthFloor
from phmcoach.domain.cadence.pace import Pace
from phmcoach.domain.cadence.rhythm import Gap, Rhythm, RhythmStop
from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.ending import ending_by
from phmcoach.domain.records.engagement import Pause
from phmcoach.domain.records.practice import CadenceHabits
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.values.pauses import ONE_DAY, DayRange, count_open_days, count_paused_days
from phmcoach.errors import Problem
from phmcoach.words import Level, PauseReason

EVALUATION_DAYS = 30
"""An engagement that ends within so many days should have a date for its evaluation."""

MISSED_IN_A_ROW = 2
"""So many late cancellations or no-shows, with no session between them, are a sign."""


def report_uncovered_sessions(rhythm: Rhythm) -> Iterator[Problem]:
    """Tell sessions before the signature, beyond the number, after the end: each one a breach."""
    for session, reason in rhythm.uncovered:
        yield Problem(reason, {"id": session.id, "on": session.on}, level="breach")


def report_no_rhythm(terms: Terms | None, stop: RhythmStop | None) -> Problem:
    """Say why there is no rhythm to judge yet, or any more."""
    if stop is not None:
        return Problem(stop.code, {"on": stop.on}, level="ok")
    missing = "cadence.not-started-terms" if terms is None else "cadence.not-started-signature"
    return Problem(missing, level="ok")


def report_numbers(rhythm: Rhythm, terms: Terms) -> Iterator[Problem]:
    """Tell the sessions counted, of those contracted, and those to come."""
    args = {
        "counted": len(rhythm.counted),
        "sessions": terms.sessions,
        "booked": len(rhythm.planned),
    }
    yield Problem("cadence.counted", args, level="ok")


def report_pauses(
    pauses: tuple[Pause, ...], deducted: tuple[DayRange, ...], terms: Terms
) -> Iterator[Problem]:
    """Tell the pauses and closures that are taken out of the contract, each by its name.

    The days are counted once where several overlap.
    """
    days = count_paused_days(terms.start_on, terms.end_on, deducted)
    if days:
        named = name_pauses(pauses, terms.start_on, terms.end_on)
        yield Problem("cadence.pauses-deducted", {"count": days, "pauses": named}, level="ok")


def report_floor(
    months: tuple[MonthFloor, ...],
    terms: Terms,
    habits: CadenceHabits,
    pauses: tuple[Pause, ...],
) -> Iterator[Problem]:
    """Tell months that lack a session, what was deducted, how many are in order, how they count."""
    if not terms.bounds.sessions_per_month_min:
        return
    for month in months:
        if month.level == "breach":
            yield _report_month("cadence.floor-broken", "breach", month, pauses)
        elif month.level == "risk":
            yield _report_month("cadence.floor-at-risk", "risk", month, pauses)
    judged = [month for month in months if month.state == "past" and month.required]
    if judged:
        kept = sum(month.level == "ok" for month in judged)
        yield Problem("cadence.floor-kept", {"kept": kept, "judged": len(judged)}, level="ok")
    if habits.months == "calendar":
        yield Problem("cadence.counting-calendar", level="ok")
    else:
        yield Problem("cadence.counting-contract", {"start_on": terms.start_on}, level="ok")


def _report_month(
    code: LiteralString, level: Level, month: MonthFloor, pauses: tuple[Pause, ...]
) -> Problem:
    args = _month_args(month)
    if not month.pauses:
        return Problem(code, args, level=level)
    args["paused_days"] = month.paused_days
    args["pauses"] = name_pauses(pauses, month.start_on, month.end_on)
    return Problem(_PAUSED[code], args, level=level)


_PAUSED: Mapping[str, str] = {
    "cadence.floor-broken": "cadence.floor-broken-pauses",
    "cadence.floor-at-risk": "cadence.floor-at-risk-pauses",
}
"""What is told of a month from which days were taken out."""


def name_pauses(pauses: Iterable[Pause], start: date, end: date) -> tuple[Problem, ...]:
    """Return the words of each pause, cut to the days from `start` to `end`, the first first."""
    return tuple(
        name_pause(pause.reason, max(pause.start_on, start), min(pause.end_on, end))
        for pause in sorted(pauses, key=lambda pause: (pause.start_on, pause.end_on, pause.reason))
        if pause.start_on <= end and pause.end_on >= start
    )


def name_pause(reason: PauseReason, first: date, last: date) -> Problem:
    """Return the words of a pause: its reason is the coach's to know, and this is for him."""
    is_named, is_one_day = reason != "other", first == last
    if is_one_day:
        message = "pause.day" if is_named else "pause.other-day"
        return Problem(message, {"reason": reason, "on": first})
    message = "pause.days" if is_named else "pause.other-days"
    return Problem(message, {"reason": reason, "from_on": first, "to_on": last})


def _month_args(month: MonthFloor) -> dict[str, object]:
    return {
        "from_on": month.start_on,
        "to_on": month.end_on,
        "count": month.counted,
        "required": month.required,
    }


def report_pace(pace: Pace, terms: Terms) -> Iterator[Problem]:
    """Tell the gap that is needed and the contract's own, or that no open day is left."""
    if pace.days_left == 0:
        args: dict[str, object] = {"left": pace.left, "end_on": terms.end_on}
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


def report_drift(
    rhythm: Rhythm,
    terms: Terms,
    habits: CadenceHabits,
    *,
    pauses: tuple[DayRange, ...],
    signed_on: date,
    as_of: date,
) -> Iterator[Problem]:
    """Tell that nothing is booked and the last session, or the first day, is long ago.

    Asked within the contract's dates alone: after its end there is nothing that could be booked.
    """
    if rhythm.planned or not terms.start_on <= as_of <= terms.end_on:
        return
    since = rhythm.met[-1] if rhythm.met else max(terms.start_on, signed_on)
    days = count_open_days(since + ONE_DAY, as_of, pauses)
    if days <= habits.drift_days:
        return
    args = {"since": since, "days": days, "limit": habits.drift_days}
    if rhythm.met:
        yield Problem("cadence.drift", args, level="risk")
    else:
        yield Problem("cadence.drift-from-start", args, level="risk")


def report_missed(rhythm: Rhythm) -> Iterator[Problem]:
    """Tell late cancellations or no-shows in a row, as long as no session was held since."""
    if len(rhythm.missed) >= MISSED_IN_A_ROW:
        args = {"times": len(rhythm.missed), "since": rhythm.missed[0], "on": rhythm.missed[-1]}
        yield Problem("cadence.missed-in-a-row", args, level="risk")


def report_evaluation(dossier: Dossier, as_of: date) -> Iterator[Problem]:
    """Tell that the end is near, or past, and the evaluation has no date."""
    terms = dossier.agreed_terms
    if terms is None or as_of < terms.start_on or ending_by(dossier, as_of) is not None:
        return
    if dossier.engagement.outcome.evaluation_planned_on is not None:
        return
    if (terms.end_on - as_of).days <= EVALUATION_DAYS:
        yield Problem("cadence.no-evaluation-date", {"end_on": terms.end_on}, level="risk")


def report_gap(gap: Gap | None) -> Iterator[Problem]:
    """Tell the longest stretch without a session, which a floor by months can hide."""
    if gap is not None:
        args = {"count": gap.days, "from_on": gap.from_on, "to_on": gap.to_on}
        yield Problem("cadence.longest-gap", args, level="ok")

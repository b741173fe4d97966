"""What had happened, and what was booked, by a given day.

The three questions of the cadence are asked of the same few facts. They are read once, here, and
as they stood on one day: a session held later is not known yet, so that a report for a day of the
past can be made again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.coverage import (
    Uncovered,
    in_order,
    is_contracted_type,
    session_effects,
    uncovered_sessions,
)
from phmcoach.domain.contract.ending import EndState, endings
from phmcoach.domain.records.session import Session
from phmcoach.domain.values.pauses import ONE_DAY, DayRange, count_open_days
from phmcoach.words import SessionType


@dataclass(frozen=True)
class Gap:
    """A stretch without a session: its open days, and the two days between which it lies."""

    days: int
    from_on: date
    to_on: date


@dataclass(frozen=True)
class RhythmStop:
    """The day from which no rhythm is asked for, and the message id that says why."""

    on: date
    code: str


@dataclass(frozen=True)
class Rhythm:
    """The days of an engagement's sessions, by what they mean.

    `counted` used up the contracted number, `met` kept the rhythm, `planned` are to come, all in
    order. `missed` are the late cancellations and no-shows since the last session that was held.
    """

    counted: tuple[date, ...]
    met: tuple[date, ...]
    planned: tuple[date, ...]
    missed: tuple[date, ...]
    uncovered: tuple[tuple[Session, Uncovered], ...]
    coaching_minutes: int

    def count_met(self, start: date, end: date) -> int:
        """Return how many sessions kept the rhythm from `start` to `end`, both included."""
        return sum(start <= day <= end for day in self.met)

    def count_planned(self, start: date, end: date) -> int:
        """Return how many sessions are booked from `start` to `end`, both included."""
        return sum(start <= day <= end for day in self.planned)


def read_rhythm(case: Case, *, as_of: date) -> Rhythm:
    """Read the sessions as they were known at the end of a day.

    A session that the contract does not cover was held all the same: it keeps the rhythm, but it
    takes nothing from the contracted number.
    """
    known = in_order(tuple(s for s in case.engagement.sessions if _is_known(s, as_of)))
    then = case.engagement.model_copy(update={"sessions": tuple(known)})
    uncovered = uncovered_sessions(case.having(then))
    done = [(session, session_effects(case, session)) for session in known]
    missed: list[date] = []
    for session, effect in done:
        if effect.keeps_cadence:
            missed.clear()
        elif effect.counts:
            missed.append(session.on)
    return Rhythm(
        counted=tuple(s.on for s, effect in done if effect.counts and s.id not in uncovered),
        met=tuple(s.on for s, effect in done if effect.keeps_cadence),
        planned=tuple(
            s.on
            for s in in_order(case.engagement.sessions)
            if s.status == "planned" and s.on >= as_of and is_contracted_type(case, s.type)
        ),
        missed=tuple(missed),
        uncovered=tuple((s, uncovered[s.id]) for s, e in done if e.counts and s.id in uncovered),
        coaching_minutes=sum(effect.coaching_minutes for _, effect in done),
    )


_STOPPED: Mapping[EndState, str] = {
    "declined": "cadence.stopped-declined",
    "ended": "cadence.stopped-ended",
    "evaluated": "cadence.stopped-evaluated",
    "closed": "cadence.stopped-closed",
}


def find_stop(dossier: Dossier, rhythm: Rhythm, as_of: date) -> RhythmStop | None:
    """Return what ended the questions about rhythm first, if anything did by that day."""
    terms, known = dossier.agreed_terms, endings(dossier)
    stops = [RhythmStop(each.on, _STOPPED[each.state]) for each in known if each.on <= as_of]
    if terms is not None and len(rhythm.counted) >= terms.sessions:
        stops.append(RhythmStop(rhythm.counted[terms.sessions - 1], "cadence.number-reached"))
    return min(stops, key=lambda stop: stop.on, default=None)


def find_longest_gap(
    met: tuple[date, ...], start: date, until: date, pauses: Iterable[DayRange]
) -> Gap | None:
    """Return the most open days in a row without a session, the first such stretch.

    The time from the start to the first session and from the last one until today count too: the
    hole that a coach is in is the one that he should see. None before the first day is over.
    """
    days = [*met] if met and met[0] <= start else [start, *met]
    if until > days[-1]:
        days.append(until)
    united = tuple(pauses)
    gaps = [Gap(count_open_days(a + ONE_DAY, b, united), a, b) for a, b in pairwise(days)]
    return max(gaps, key=lambda gap: gap.days, default=None)


def _is_known(session: Session, as_of: date) -> bool:
    """Whether a session was no longer to come: a late cancellation is known once announced."""
    announced = session.notified_at
    if session.status == "cancelled-late" and announced is not None and announced.date() <= as_of:
        return True
    return session.status != "planned" and session.on <= as_of


def usual_type(dossier: Dossier, day: date) -> SessionType:
    """Return the type of a session of a day of which nothing else is said.

    In person, unless the terms in force that day name other modes alone: then the first of them.
    """
    terms = dossier.terms_on(day)
    return "in-person" if terms is None or "in-person" in terms.modes else terms.modes[0]

"""The sessions held and booked, as known on a given day.

The three questions of the cadence use the same few facts, which are read once, here. Sessions held
after the day are ignored, so the report for a past day can be reproduced.
"""

from collections.abc import Mapping
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
from phmcoach.domain.records.practice import CadenceHabits
from phmcoach.domain.records.session import Session
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.values.pauses import ONE_DAY, count_open_days
from phmcoach.value import Value
from phmcoach.words import SessionType


class Gap(Value):
    """A period without a session: its number of open days, and the days before and after it."""

    days: int
    from_on: date
    to_on: date


class RhythmStop(Value):
    """The day from which no rhythm is required, and the message id of the reason."""

    on: date
    code: str


class Rhythm(Value):
    """The days of an engagement's sessions, grouped by effect.

    `counted` sessions use up the contracted number, `met` ones keep the rhythm, `planned` ones are
    still to come, all in order; `already` more were held on unknown days. `lost` are the late
    cancellations and no-shows, `missed` those since the last session that was held. `unrecorded`
    sessions are still planned although their day is past: until they are recorded, the rhythm is
    judged as if they had been held.
    """

    counted: tuple[date, ...]
    met: tuple[date, ...]
    planned: tuple[date, ...]
    lost: tuple[date, ...]
    missed: tuple[date, ...]
    unrecorded: tuple[Session, ...]
    uncovered: tuple[tuple[Session, Uncovered], ...]
    coaching_minutes: int
    already: int = 0

    @property
    def used(self) -> int:
        """The number of contracted sessions that are used up."""
        return self.already + len(self.counted)

    def count_met(self, start: date, end: date) -> int:
        """Return how many sessions kept the rhythm from `start` to `end`, both included."""
        return sum(start <= day <= end for day in self.met)

    def count_planned(self, start: date, end: date) -> int:
        """Return how many sessions are booked from `start` to `end`, both included."""
        return sum(start <= day <= end for day in self.planned)

    def count_unrecorded(self, start: date, end: date) -> int:
        """Return how many sessions from `start` to `end` are past and not recorded."""
        return sum(start <= session.on <= end for session in self.unrecorded)

    @property
    def perhaps_met(self) -> tuple[date, ...]:
        """The days of sessions that keep the rhythm, with those that are not recorded, in order."""
        return tuple(sorted((*self.met, *(session.on for session in self.unrecorded))))


class SignedCase(Value):
    """A case with a signed contract, as known on a day, with all that its cadence depends on.

    `terms` are the agreed terms of the case and `signed_on` the day of its last signature: an
    unsigned case has no value of this class. `stop` is None while the rhythm is required.
    """

    case: Case
    terms: Terms
    signed_on: date
    habits: CadenceHabits
    rhythm: Rhythm
    stop: RhythmStop | None
    as_of: date

    @property
    def rhythm_from(self) -> date | None:
        """The day from which the rhythm is judged: the start of the contract.

        After sessions of unknown days it is the first one that has a day, or None without one.
        """
        if not self.rhythm.already:
            return self.terms.start_on
        return next(iter(self.rhythm.perhaps_met), None)

    def count_open_days(self, start: date, end: date) -> int:
        """Return how many days from `start` to `end`, both included, are not in a pause."""
        return count_open_days(start, end, self.case.pauses)


def read_rhythm(case: Case, *, as_of: date) -> Rhythm:
    """Read the sessions as they were known at the end of a day.

    A session that the contract does not cover still keeps the rhythm, but it does not count toward
    the contracted number.
    """
    known = in_order(s for s in case.engagement.sessions if _is_known(s, as_of))
    uncovered = uncovered_sessions(case, known)
    done = [(session, session_effects(case, session)) for session in known]
    booked = [
        session
        for session in in_order(case.engagement.sessions)
        if session.status == "planned" and is_contracted_type(case, session.type)
    ]
    missed: list[date] = []
    for session, effect in done:
        if effect.keeps_cadence:
            missed.clear()
        elif effect.counts:
            missed.append(session.on)
    return Rhythm(
        counted=tuple(s.on for s, effect in done if effect.counts and s.id not in uncovered),
        met=tuple(s.on for s, effect in done if effect.keeps_cadence),
        planned=tuple(session.on for session in booked if session.on >= as_of),
        lost=tuple(s.on for s, effect in done if effect.counts and not effect.keeps_cadence),
        missed=tuple(missed),
        unrecorded=tuple(session for session in booked if session.on < as_of),
        uncovered=tuple((s, uncovered[s.id]) for s, e in done if e.counts and s.id in uncovered),
        coaching_minutes=sum(effect.coaching_minutes for _, effect in done) + _minutes_before(case),
        already=case.already_held,
    )


def coached_minutes(dossier: Dossier, *, as_of: date) -> tuple[tuple[date, int], ...]:
    """Return the day and the minutes of coaching of each session, as known at the end of a day.

    Sessions of unknown days have none.
    """
    known = (s for s in dossier.engagement.sessions if _is_known(s, as_of))
    return tuple((s.on, session_effects(dossier, s).coaching_minutes) for s in in_order(known))


def _minutes_before(dossier: Dossier) -> int:
    """Return the minutes of the sessions of unknown days, of the length that was agreed first."""
    terms = dossier.engagement.terms
    return dossier.already_held * terms.session_minutes if terms else 0


_STOPPED: Mapping[EndState, str] = {
    "declined": "cadence.stopped-declined",
    "ended": "cadence.stopped-ended",
    "evaluated": "cadence.stopped-evaluated",
    "closed": "cadence.stopped-closed",
}


def find_stop(dossier: Dossier, rhythm: Rhythm, as_of: date) -> RhythmStop | None:
    """Return the first event that stopped the rhythm by a day, or None."""
    terms, known = dossier.agreed_terms, endings(dossier)
    stops = [RhythmStop(each.on, _STOPPED[each.state]) for each in known if each.on <= as_of]
    if terms is not None and rhythm.used >= terms.sessions:
        place = terms.sessions - rhythm.already - 1
        last_on = rhythm.counted[place] if place >= 0 else terms.start_on
        stops.append(RhythmStop(last_on, "cadence.number-reached"))
    return min(stops, key=lambda stop: stop.on, default=None)


def find_longest_gap(signed: SignedCase) -> Gap | None:
    """Return the longest period without a session, in open days; the first of several.

    The days before the first session and after the last one count too, so that the coach sees the
    current gap, but not the days after the stop or the end of the contract. Return None before the
    first day is over.
    """
    met, start = signed.rhythm.perhaps_met, signed.rhythm_from
    if start is None:
        return None
    until = min(signed.as_of, signed.stop.on if signed.stop else signed.terms.end_on)
    days = [*met] if met and met[0] <= start else [start, *met]
    if until > days[-1]:
        days.append(until)
    gaps = [Gap(signed.count_open_days(a + ONE_DAY, b), a, b) for a, b in pairwise(days)]
    return max(gaps, key=lambda gap: gap.days, default=None)


def _is_known(session: Session, as_of: date) -> bool:
    """Whether a session is in the past; a late cancellation is known once it is announced."""
    announced = session.notified_at
    if session.status == "cancelled-late" and announced is not None and announced.date() <= as_of:
        return True
    return session.status != "planned" and session.on <= as_of


def usual_type(dossier: Dossier, day: date) -> SessionType:
    """Return the default type of a session on a day.

    It is in person, unless the terms in force that day exclude it: then it is their first mode.
    """
    terms = dossier.terms_on(day)
    return "in-person" if terms is None or "in-person" in terms.modes else terms.modes[0]

"""The cadence check: whether an engagement holds its sessions at a steady rhythm.

It asks three independent questions, because each one alone can miss a failing engagement. One
session a month keeps the floor but gives six sessions in six months, not ten: the pace detects
that. Both can be fine although nothing is booked any more: the drift detects that.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from phmcoach.domain.cadence.floor import MonthFloor, assess_floor
from phmcoach.domain.cadence.pace import Pace, assess_pace
from phmcoach.domain.cadence.rhythm import (
    Gap,
    SignedCase,
    find_longest_gap,
    find_stop,
    read_rhythm,
)
from phmcoach.domain.cadence.verdicts import (
    ExplainedMonth,
    open_verdicts,
    report_drift,
    report_evaluation,
    report_floor,
    report_gap,
    report_missed,
    report_month_at_risk,
    report_no_rhythm,
    report_numbers,
    report_pace,
    report_pauses,
    report_uncovered_sessions,
    report_unrecorded,
)
from phmcoach.domain.case import Case
from phmcoach.domain.contract.amended_bounds import agreed_exceptions
from phmcoach.domain.records.practice import CadenceHabits
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import Value, replace
from phmcoach.words import GRAVITY, Level, MonthCounting

__all__ = ["CadenceReport", "Gap", "MonthFloor", "Pace", "assess_cadence"]


class CadenceReport(Value):
    """The cadence of an engagement on a day.

    `answers` are the verdicts on the three questions and on sessions missed in a row, the gravest
    first; if there is no rhythm to judge, `no_rhythm` gives the reason instead. `unrecorded` are
    the planned sessions that are past, which the answers take as held. `facts` are the other
    verdicts: sessions outside the contract, the evaluation, the figures. `counted` sessions use up
    the contracted number, `planned` ones are still to come. Months and gap are absent until the
    contract is signed; the pace is also absent once the rhythm stopped. `to_mend` are the answers
    that a further session or an amendment still mends, each with that command, and `evaluation`
    reports that the evaluation has no day. `exceptions` are the facts about what an amendment
    agreed beyond the bounds of the contract.
    """

    as_of: date
    counting: MonthCounting
    counted: int
    planned: int
    contracted: int | None
    coaching_minutes: int
    last_on: date | None
    next_planned_on: date | None
    longest_gap: Gap | None = None
    pace: Pace | None = None
    months: tuple[MonthFloor, ...] = ()
    unrecorded: tuple[Problem, ...] = ()
    answers: tuple[Problem, ...] = ()
    no_rhythm: Problem | None = None
    facts: tuple[Problem, ...] = ()
    exceptions: tuple[Problem, ...] = ()
    to_mend: tuple[Problem, ...] = ()
    evaluation: tuple[Problem, ...] = ()

    @property
    def verdicts(self) -> tuple[Problem, ...]:
        """All verdicts: the sessions to record, which others depend on, then the gravest first."""
        judged = self.answers if self.no_rhythm is None else (self.no_rhythm,)
        return (*self.unrecorded, *_gravest_first((*judged, *self.facts)))

    @property
    def level(self) -> Level:
        """The gravest level of all verdicts."""
        return gravest_of(self.verdicts)

    @property
    def explained(self) -> tuple[ExplainedMonth, ...]:
        """The breaches that the coach has explained."""
        return tuple(each for each in self.answers if isinstance(each, ExplainedMonth))

    @property
    def open_verdicts(self) -> tuple[Problem, ...]:
        """The verdicts that nobody has explained."""
        return open_verdicts(self.verdicts)

    @property
    def open_level(self) -> Level:
        """The gravest level of the verdicts that nobody has explained."""
        return gravest_of(self.open_verdicts)

    @property
    def required_gap(self) -> Decimal | None:
        """Open days left for each remaining session."""
        return self.pace.required_gap if self.pace else None

    @property
    def own_gap(self) -> Decimal | None:
        """Open days of the contract for each of its sessions."""
        return self.pace.own_gap if self.pace else None


def assess_cadence(case: Case, *, habits: CadenceHabits, as_of: date) -> CadenceReport:
    """Answer the three questions for one engagement, with the facts known on a day.

    An engagement without terms or signatures cannot be judged: its report says so and is ok, unless
    a session was held anyway. An amendment is known from its last signature on; its number of
    sessions and its end date count from then, whenever it takes effect.
    """
    case = case.as_agreed_by(as_of)
    rhythm = read_rhythm(case, as_of=as_of)
    stop = find_stop(case, rhythm, as_of)
    signed_on = case.contracted_on
    terms = case.agreed_terms
    report = CadenceReport(
        as_of=as_of,
        counting=habits.months,
        counted=rhythm.used,
        planned=len(rhythm.planned),
        contracted=terms.sessions if terms else None,
        coaching_minutes=rhythm.coaching_minutes,
        last_on=rhythm.met[-1] if rhythm.met else None,
        next_planned_on=rhythm.planned[0] if rhythm.planned else None,
    )
    if terms is None or signed_on is None or signed_on > as_of:
        return replace(
            report,
            no_rhythm=report_no_rhythm(case, stop),
            facts=tuple(report_uncovered_sessions(rhythm)),
        )
    signed = SignedCase(
        case=case,
        terms=terms,
        signed_on=signed_on,
        habits=habits,
        rhythm=rhythm,
        stop=stop,
        as_of=as_of,
    )
    return _assess_signed(signed, report)


def _assess_signed(signed: SignedCase, report: CadenceReport) -> CadenceReport:
    months = assess_floor(signed)
    gap = find_longest_gap(signed)
    evaluation = tuple(report_evaluation(signed))
    exceptions = tuple(agreed_exceptions(signed.case))
    facts = (
        *report_uncovered_sessions(signed.rhythm),
        *evaluation,
        *report_numbers(signed),
        *exceptions,
        *report_pauses(signed),
        *report_gap(gap),
    )
    report = replace(
        report,
        longest_gap=gap,
        months=months,
        facts=facts,
        exceptions=exceptions,
        evaluation=evaluation,
    )
    if signed.stop is not None:
        return replace(report, no_rhythm=report_no_rhythm(signed.case, signed.stop))
    pace = assess_pace(signed)
    answers = (
        *report_floor(months, signed),
        *report_pace(pace, signed),
        *report_drift(signed),
        *report_missed(signed.rhythm),
    )
    return replace(
        report,
        pace=pace,
        unrecorded=tuple(report_unrecorded(signed)),
        answers=_gravest_first(answers),
        to_mend=_gravest_first(_report_to_mend(signed, months, pace)),
    )


def _report_to_mend(
    signed: SignedCase, months: tuple[MonthFloor, ...], pace: Pace
) -> Iterator[Problem]:
    """Yield the answers that another session mends or, if no day is left for it, a later end.

    A month that is over stays as it is. Once all sessions left are planned, nothing is to be done.
    """
    if signed.as_of > signed.terms.end_on:
        return
    has_room = pace.days_left >= max(pace.left, 1)
    remedy = Remedy.PLAN if has_room else Remedy.LATER_LAST_DAY
    found = [each for month in months for each in report_month_at_risk(month, signed)]
    if pace.level != "ok" and (pace.booked < pace.left or not has_room):
        found += report_pace(pace, signed)
    if pace.left:
        found += report_drift(signed)
    yield from (replace(each, remedy=remedy) for each in found)


def gravest_of(verdicts: Iterable[Problem]) -> Level:
    """Return the gravest level of some verdicts."""
    return max((verdict.level for verdict in verdicts), key=GRAVITY.__getitem__, default="ok")


def _gravest_first(verdicts: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(verdicts, key=lambda verdict: -GRAVITY[verdict.level]))

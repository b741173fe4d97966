"""Engagements for the tests of the cadence, by default signed on 1 January 2026."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from tests.builders import make_case

from phmcoach.domain.cadence.report import CadenceReport, assess_cadence
from phmcoach.domain.records.amendment import Signatures
from phmcoach.domain.records.engagement import Beneficiary, Demand, Engagement, Outcome, Pause
from phmcoach.domain.records.practice import CadenceHabits, Closure, Profile, default_profiles
from phmcoach.domain.records.session import Session
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.shape.validation import validate
from phmcoach.domain.values.months import end_after_months
from phmcoach.domain.values.pauses import DayRange
from phmcoach.errors import Problem
from phmcoach.words import (
    CADENCE_LEVELS,
    Level,
    MonthCounting,
    SessionMode,
    SessionStatus,
    SessionType,
)

NEW_YEAR = date(2026, 1, 1)
STANDARD = default_profiles()["standard"]
SHORT = default_profiles()["short"]


def day(month: int, number: int) -> date:
    return date(2026, month, number)


def meeting(
    on: date,
    status: SessionStatus = "held",
    kind: SessionType = "in-person",
    *,
    debrief: int | None = None,
    notified_at: datetime | None = None,
) -> Session:
    """Make a session of two hours whose id comes from its day."""
    return Session(
        id=f"s{on.toordinal() % 1_000_000}",
        on=on,
        minutes=120,
        type=kind,
        status=status,
        debrief_minutes=debrief,
        notified_at=notified_at,
    )


def contract(
    *sessions: Session | date,
    number: int = 10,
    start: date = NEW_YEAR,
    months: int = 6,
    modes: tuple[SessionMode, ...] = ("in-person",),
    bounds: Profile = STANDARD,
    pauses: Iterable[DayRange] = (),
    signed_on: date | None = NEW_YEAR,
    outcome: Outcome | None = None,
) -> Engagement:
    """Make a private client's engagement; a bare day means a session held on that day."""
    terms = Terms(
        set_on=start,
        sessions=number,
        session_minutes=120,
        start_on=start,
        end_on=end_after_months(start, months),
        hourly_rate=Decimal(100),
        modes=modes,
        bounds=bounds,
    )
    return validate(
        Engagement,
        {
            "schema": 1,
            "client": "dupont",
            "beneficiary": Beneficiary(id="dupont", name="Claire Dupont"),
            "demand": Demand(received_on=date(2025, 12, 1), situations=("new-role",)),
            "terms": terms,
            "signatures": Signatures(coach=signed_on, beneficiary=signed_on),
            "outcome": outcome or Outcome(),
            "pauses": tuple(Pause(start_on=first, end_on=last) for first, last in pauses),
            "sessions": tuple(s if isinstance(s, Session) else meeting(s) for s in sessions),
        },
    )


def assess(
    engagement: Engagement,
    as_of: date,
    *,
    closures: Iterable[DayRange] = (),
    counting: MonthCounting = "contract",
    drift_days: int = 21,
) -> CadenceReport:
    return assess_cadence(
        make_case(
            engagement,
            private=True,
            closures=tuple(Closure(start_on=first, end_on=last) for first, last in closures),
        ),
        habits=CadenceHabits(months=counting, drift_days=drift_days),
        as_of=as_of,
    )


def verdict(report: CadenceReport, code: str) -> Problem:
    """Return the one verdict of this code."""
    (found,) = [found for found in report.verdicts if found.message == code]
    return found


def codes(report: CadenceReport, *levels: Level) -> list[str]:
    """Return the codes of the verdicts with these levels, in order."""
    return [found.message for found in report.verdicts if found.level in levels]


def floor_rank(report: CadenceReport) -> int:
    """Return the level of the floor as a number: 0 if ok or not checked, 2 for a breach."""
    floors = [v.level for v in report.verdicts if v.message.startswith("cadence.floor")]
    return max((CADENCE_LEVELS.index(level) for level in floors), default=0)

"""How long before its hour a session was called off, and what follows from it.

The contract gives the beneficiary a number of hours in which he may still move or cancel a session
without charge. Whether he was in time is money, so it is reckoned and not remembered. Hours are
those that people count on the clock of the wall: a night in which it is set forward or back changes
nothing.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from phmcoach.domain.case import Case
from phmcoach.domain.contract.coverage import binding_terms
from phmcoach.domain.records.session import Session
from phmcoach.domain.values.pauses import ONE_DAY
from phmcoach.errors import Problem
from phmcoach.words import CalledOffBy, SessionStatus

ONE_MINUTE = timedelta(minutes=1)
MINUTES_IN_HOUR = 60


@dataclass(frozen=True)
class Notice:
    """Minutes between the announcement and the session, and those that the contract asks for.

    `to_end_of_day`: the session has no hour, and the time was counted to the end of its day, which
    is what favours the client most. Negative `minutes` are an announcement after the hour.
    """

    minutes: int
    asked_minutes: int
    to_end_of_day: bool

    @property
    def is_in_time(self) -> bool:
        """Whether the session may be called off without charge; the very minute is in time."""
        return self.minutes >= self.asked_minutes


def measure_notice(case: Case, session: Session, notified_at: datetime) -> Notice:
    """Return the notice that was given; none is required if no contract covers the session yet."""
    terms = binding_terms(case, session.on)
    if session.at is None:
        start = datetime.combine(session.on + ONE_DAY, time.min)
    else:
        start = datetime.combine(session.on, session.at)
    return Notice(
        minutes=(start - notified_at) // ONE_MINUTE,
        asked_minutes=terms.notice_hours * MINUTES_IN_HOUR if terms else 0,
        to_end_of_day=session.at is None,
    )


def called_off_status(by: CalledOffBy, notice: Notice | None) -> SessionStatus:
    """Return what becomes of a session: only the beneficiary's own notice is measured."""
    if by == "coach":
        return "cancelled-by-coach"
    if by == "force-majeure":
        return "force-majeure"
    return "cancelled" if notice is None or notice.is_in_time else "cancelled-late"


def contradicted_notice(case: Case, session: Session) -> Problem | None:
    """Return what a status says against the notice that its session holds, if anything.

    To charge a client who was in time is a wrong done to him; to charge nothing to one who was late
    is a favour, which the coach may do.
    """
    if session.notified_at is None or session.status not in ("cancelled", "cancelled-late"):
        return None
    notice = measure_notice(case, session, session.notified_at)
    if notice.is_in_time == (session.status == "cancelled"):
        return None
    args = {
        "id": session.id,
        "on": session.on,
        "notice": max(notice.minutes, 0),
        "asked": notice.asked_minutes,
    }
    code = "session.charged-in-time" if notice.is_in_time else "session.free-though-late"
    return Problem(code, args)

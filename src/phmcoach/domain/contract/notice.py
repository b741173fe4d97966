"""The notice that was given for a cancelled session, and the resulting status.

Up to a number of hours before a session, the contract lets the beneficiary move or cancel it free
of charge. The notice decides about money, so it is computed and not stored. Its hours are real ones
in the practice's time zone: the night in which the clock changes is an hour shorter or longer.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.coverage import first_covered_day, in_order
from phmcoach.domain.contract.withdrawal import is_blocked_by_withdrawal
from phmcoach.domain.records.session import Session
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.values.pauses import ONE_DAY
from phmcoach.domain.values.zones import minutes_between
from phmcoach.errors import Problem
from phmcoach.value import Value
from phmcoach.words import CalledOffBy, Party, SessionStatus

_CALLED_OFF: tuple[SessionStatus, ...] = ("cancelled", "cancelled-late", "cancelled-by-coach")

MINUTES_IN_HOUR = 60

DAYS_TO_END = 15
"""The days that the contract asks of the coach and the organisation who end it (clause 26)."""


class Notice(Value):
    """Minutes between the announcement and the session, and the minutes that the contract requires.

    `to_end_of_day`: the session has no hour, so the notice is counted to the end of its day, in
    favour of the client. Negative `minutes` are an announcement after the session began.
    """

    minutes: int
    asked_minutes: int
    to_end_of_day: bool

    @property
    def is_in_time(self) -> bool:
        """Whether the notice is long enough to cancel free of charge; equality is enough."""
        return self.minutes >= self.asked_minutes


def measure_notice(case: Case, session: Session, notified_at: datetime) -> Notice:
    """Return the notice that was given; none is required if no contract covers the session yet."""
    terms = _binding_terms(case, session.on)
    if session.at is None:
        start = datetime.combine(session.on + ONE_DAY, time.min)
    else:
        start = datetime.combine(session.on, session.at)
    return Notice(
        minutes=minutes_between(notified_at, start, str(case.time_zone)),
        asked_minutes=terms.notice_hours * MINUTES_IN_HOUR if terms else 0,
        to_end_of_day=session.at is None,
    )


def _binding_terms(case: Case, day: date) -> Terms | None:
    """Return the terms that bind both sides on a day, or None if no contract covers that day.

    Proposed terms, and terms that a consumer may still withdraw from, bind nobody.
    """
    first_on = first_covered_day(case)
    if first_on is None or day < first_on:
        return None
    return None if is_blocked_by_withdrawal(case, day) else case.terms_on(day)


def called_off_status(by: CalledOffBy, notice: Notice | None) -> SessionStatus:
    """Return the status of a called-off session; only the beneficiary's notice matters."""
    if by == "coach":
        return "cancelled-by-coach"
    if by == "force-majeure":
        return "force-majeure"
    return "cancelled" if notice is None or notice.is_in_time else "cancelled-late"


def free_sessions(case: Case, ended_on: date, by: Party | None) -> dict[int, SessionStatus]:
    """Return the new status of each session that was planned after the end, by its place.

    Without a party whose notice counts, all are free of charge.
    """
    return {
        place: "cancelled" if by is None else status_at_end(case, session, ended_on, by)
        for place, session in enumerate(case.engagement.sessions)
        if session.status == "planned" and session.on > ended_on
    }


def status_at_end(case: Case, session: Session, ended_on: date, by: Party) -> SessionStatus:
    """Return the status of a session that was planned after an early end.

    For a session that was fixed, the clause about an early end refers to the one about
    cancellations: the coach's own end is free of charge, that of another party needs the agreed
    notice. Only its day is recorded, so the notice is counted from the beginning of that day.
    """
    if by == "coach":
        return "cancelled-by-coach"
    notice = measure_notice(case, session, datetime.combine(ended_on, time.min))
    return "cancelled" if notice.is_in_time else "cancelled-late"


def notice_of_end(
    dossier: Dossier, called_off: Iterable[Session], ended_on: date, by: Party
) -> tuple[Problem, ...]:
    """Return a remark if an end calls off sessions that a notice of fifteen days may still cover.

    Nobody records the day of the letter, so the coach is asked to compare it with the last day. The
    beneficiary may end the contract at any time. A notice is never longer than the contract.
    """
    terms, until = dossier.agreed_terms, ended_on + timedelta(days=DAYS_TO_END)
    until = until if terms is None else min(until, terms.end_on)
    if by == "beneficiary" or all(each.on > until for each in called_off):
        return ()
    return (Problem("outcome.notice-of-end", {"on": ended_on, "until": until}),)


def contradicted_notice(case: Case, session: Session) -> Problem | None:
    """Return a problem if the status of a session contradicts its recorded notice, or None.

    Charging a client who cancelled in time is wrong; charging nothing to one who cancelled late is
    a favour that the coach may grant.
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


def sessions_called_off(dossier: Dossier) -> tuple[Session, ...]:
    """Return the sessions that the end or the refusal called off and that nobody has changed since.

    Ends of earlier versions name none, and called none off.
    """
    named = dossier.engagement.outcome.called_off
    return tuple(
        session
        for session in in_order(dossier.engagement.sessions)
        if session.id in named and session.status in _CALLED_OFF and session.notified_at is None
    )

"""The rules for taking back a fact that ended an engagement, because it was recorded by mistake."""

from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.coverage import in_order
from phmcoach.domain.contract.ending import EndState, endings
from phmcoach.domain.records.session import Session
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.words import SessionStatus

_CALLED_OFF: tuple[SessionStatus, ...] = ("cancelled", "cancelled-late", "cancelled-by-coach")


def reopening_problems(dossier: Dossier, state: EndState) -> tuple[Problem, ...]:
    """Return the problems that prevent taking a fact back: it is not there, or closed since."""
    known = {ending.state: ending.on for ending in endings(dossier)}
    if state not in known:
        return (Problem("outcome.not-recorded", {"state": state}, remedy=Remedy.SHOW),)
    if state != "closed" and "closed" in known:
        return (Problem("outcome.closed-since", {"on": known["closed"]}),)
    return ()


def sessions_called_off(dossier: Dossier) -> tuple[Session, ...]:
    """Return the sessions that the early end called off and that nobody has changed since.

    Ends of earlier versions name none, and called none off.
    """
    named = dossier.engagement.outcome.called_off
    return tuple(
        session
        for session in in_order(dossier.engagement.sessions)
        if session.id in named and session.status in _CALLED_OFF and session.notified_at is None
    )

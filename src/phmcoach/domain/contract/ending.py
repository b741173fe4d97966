"""What ends an engagement: the four facts after which nothing more is awaited, and their order.

A demand is declined, a contract ends early or is evaluated, and then it is closed. Every rule that
asks whether it is over, and since when, asks here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from phmcoach.domain.case import Dossier

EndState = Literal["closed", "declined", "ended", "evaluated"]


@dataclass(frozen=True)
class Ending:
    """One fact that ends an engagement, and its day."""

    state: EndState
    on: date

    @property
    def stops_sessions(self) -> bool:
        """Whether no session belongs to the contract after it; an evaluation may come before."""
        return self.state != "evaluated"


def endings(dossier: Dossier) -> tuple[Ending, ...]:
    """Return all facts that end an engagement, in the order in which they can happen."""
    outcome = dossier.engagement.outcome
    facts: tuple[tuple[EndState, date | None], ...] = (
        ("declined", outcome.declined_on),
        ("ended", outcome.ended_on),
        ("evaluated", outcome.evaluated_on),
        ("closed", outcome.closed_on),
    )
    return tuple(Ending(state, on) for state, on in facts if on is not None)


def ending_of(dossier: Dossier) -> Ending | None:
    """Return what ended an engagement, if anything did, whichever day it is."""
    return _decisive(endings(dossier))


def ending_by(dossier: Dossier, day: date) -> Ending | None:
    """Return what had ended an engagement by a day; facts dated later do not count yet."""
    return _decisive(tuple(ending for ending in endings(dossier) if ending.on <= day))


def last_session_day(dossier: Dossier) -> date | None:
    """Return the last day whose sessions belong to a contract that is over, or None."""
    return min((each.on for each in endings(dossier) if each.stops_sessions), default=None)


def _decisive(known: tuple[Ending, ...]) -> Ending | None:
    """Return the fact that says in which state an engagement is: the close, else the first."""
    closing = (ending for ending in known if ending.state == "closed")
    return next(closing, known[0] if known else None)

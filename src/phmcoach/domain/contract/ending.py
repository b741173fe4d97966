"""The four facts that end an engagement: declined, ended early, evaluated, closed.

Every rule that depends on whether an engagement is over, and since when, uses this module.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from phmcoach.domain.case import Case, Dossier
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import Value

EndState = Literal["closed", "declined", "ended", "evaluated"]


class Ending(Value):
    """One fact that ends an engagement, and its day."""

    state: EndState
    on: date

    @property
    def stops_sessions(self) -> bool:
        """Whether later sessions are outside the contract; after an evaluation they are not."""
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
    """Return the fact that ended an engagement, whatever its day, or None."""
    return _decisive(endings(dossier))


def ending_by(dossier: Dossier, day: date) -> Ending | None:
    """Return the fact that had ended an engagement by a day; later facts do not count yet."""
    return _decisive(tuple(ending for ending in endings(dossier) if ending.on <= day))


def last_session_day(dossier: Dossier) -> date | None:
    """Return the last day whose sessions belong to the contract, or None if it is not over."""
    return min((each.on for each in endings(dossier) if each.stops_sessions), default=None)


def taking_back(state: EndState) -> Remedy:
    """Return the remedy that takes back the fact that ended an engagement."""
    match state:
        case "closed":
            return Remedy.TAKE_BACK_CLOSE
        case "declined":
            return Remedy.TAKE_BACK_DECLINE
        case "ended":
            return Remedy.TAKE_BACK_END
        case "evaluated":
            return Remedy.TAKE_BACK_EVALUATION


def reopening_remedy(dossier: Dossier) -> Remedy | None:
    """Return what takes back the fact that leaves no session to come, or None without one."""
    ending = ending_of(dossier)
    return taking_back(ending.state) if ending is not None and ending.stops_sessions else None


def over_problems(case: Case, *, before_contract: bool = False) -> tuple[Problem, ...]:
    """Return a problem if the engagement is over; its remedy takes back the fact that ended it.

    An evaluation is not taken back for that, and no end for a step that comes `before_contract`
    once there is one.
    """
    ending = ending_of(case)
    if ending is None:
        return ()
    is_too_late = before_contract and case.contracted_on is not None
    remedy = None if is_too_late or not ending.stops_sessions else taking_back(ending.state)
    args = {"state": ending.state, "on": ending.on}
    return (Problem("outcome.already-over", args, remedy=remedy),)


def stopped_problems(case: Case) -> tuple[Problem, ...]:
    """Return a problem if no session may be planned any more; after an evaluation one may."""
    ending = ending_of(case)
    return () if ending is None or not ending.stops_sessions else over_problems(case)


def declined_problems(case: Case) -> tuple[Problem, ...]:
    """Return a problem if the engagement is over before there is a contract."""
    return () if case.contracted_on is not None else stopped_problems(case)


def reopening_problems(dossier: Dossier, state: EndState) -> tuple[Problem, ...]:
    """Return the problems that prevent taking a fact back: it is not there, or closed since."""
    known = {ending.state: ending.on for ending in endings(dossier)}
    if state not in known:
        return (Problem("outcome.not-recorded", {"state": state}, remedy=Remedy.SHOW),)
    if state != "closed" and "closed" in known:
        return (Problem("outcome.closed-since", {"on": known["closed"]}),)
    return ()


def archived_problems(dossier: Dossier) -> tuple[Problem, ...]:
    """Return a problem if an archived engagement is not closed: its file was moved by hand."""
    if dossier.engagement.outcome.closed_on is not None:
        return ()
    return (Problem("step.archived-open", {"ref": dossier.ref}, ref=dossier.ref),)


def parts_without_day(dossier: Dossier) -> Iterator[Problem]:
    """Yield a problem for each part of a fact whose own day is not recorded."""
    outcome = dossier.engagement.outcome
    for day, parts in (
        ("declined_on", ("declined_by", "decline_ground", "decline_reason")),
        ("ended_on", ("ended_by", "end_reason", "withdrawal")),
    ):
        if getattr(outcome, day) is None:
            for key in parts:
                if getattr(outcome, key) is not None:
                    yield Problem("gate.outcome-without-day", {"key": key, "day": day})


def _decisive(known: tuple[Ending, ...]) -> Ending | None:
    """Return the fact that defines the state of an engagement: the close, else the first one."""
    closing = (ending for ending in known if ending.state == "closed")
    return next(closing, known[0] if known else None)

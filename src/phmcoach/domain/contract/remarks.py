"""What is worth a word about a session and stands in nobody's way.

The fiche says "about one to three hours", a coach may be kind to a client who was late, and a
planned session may wait for its amendment: such things are told, and the coach decides.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.coverage import in_order, is_contracted_type, session_effects
from phmcoach.domain.contract.ending import ending_of
from phmcoach.domain.contract.notice import contradicted_notice
from phmcoach.domain.contract.planning import planning_problems
from phmcoach.domain.records.session import FACE_TO_FACE, Session
from phmcoach.domain.values.pauses import DayRange
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy


def session_remarks(case: Case, session: Session) -> tuple[Problem, ...]:
    """Return what is worth a word about a session that was just written down."""
    paused = _in_pause(case, session, case.pauses)
    return (
        *((paused,) if paused else ()),
        *_session_remarks(case, session),
    )


def _session_remarks(case: Case, session: Session) -> Iterator[Problem]:
    terms = case.terms_on(session.on)
    if against := contradicted_notice(case, session):
        yield against
    if late := _late_preliminary(case, session):
        yield late
    if outside := _outside_modes(case, session):
        yield outside
    if early := _before_start(case, session):
        yield early
    if session.status != "held":
        return
    if session.type == "shadowing" and session.debrief_minutes is None:
        yield Problem("session.no-debrief", {"id": session.id})
    if terms is not None and session_effects(case, session).counts:
        low, high = terms.bounds.session_minutes_min, terms.bounds.session_minutes_max
        if not low <= session.minutes <= high:
            args = {"minutes": session.minutes, "low": low, "high": high}
            yield Problem("session.unusual-length", args)


def lasting_remarks(case: Case) -> tuple[Problem, ...]:
    """Return what stays worth a word as long as the file says it, whoever wrote it there.

    For a session that was held, only a pause of the engagement itself is worth it: closures of the
    practice are often written down when they are over.
    """
    found: list[Problem] = []
    is_over = ending_of(case) is not None
    for session in in_order(case.engagement.sessions):
        against = contradicted_notice(case, session)
        if against is not None and session.status == "cancelled-late":
            found.append(against)
        if late := _late_preliminary(case, session):
            found.append(late)
        known = case.pauses if session.status == "planned" else case.own_pauses
        paused = _in_pause(case, session, known)
        if paused is not None and not is_over:
            found.append(paused)
        if early := _before_start(case, session):
            found.append(early)
    found.extend(planning_problems(case))
    return tuple(replace(each, remedy=Remedy.EDIT) for each in found)


def _before_start(case: Case, session: Session) -> Problem | None:
    """Return that a session of the contract comes before its first day.

    One before the signature is a matter of its own: a breach, or covered by an amendment.
    """
    terms, signed_on = case.agreed_terms, case.contracted_on
    if terms is None or signed_on is None or not signed_on <= session.on < terms.start_on:
        return None
    takes_place = session.status == "planned" and is_contracted_type(case, session.type)
    if not takes_place and not session_effects(case, session).counts:
        return None
    args = {"id": session.id, "on": session.on, "start_on": terms.start_on}
    return Problem("session.before-start", args)


def _late_preliminary(case: Case, session: Session) -> Problem | None:
    """Return that a preliminary meeting, which is free, came after the contract was signed."""
    signed_on = case.contracted_on
    late = signed_on is not None and session.on > signed_on
    if session.type != "preliminary" or session.status not in ("planned", "held") or not late:
        return None
    args = {"id": session.id, "on": session.on, "signed_on": signed_on}
    return Problem("session.preliminary-after-signature", args)


def _outside_modes(dossier: Dossier, session: Session) -> Problem | None:
    """Return that a session meets in a mode that its contract does not name.

    It counts and is billed all the same, but an invoice says where the sessions took place.
    """
    terms = dossier.terms_on(session.on)
    takes_place = session.type in FACE_TO_FACE and session.status in ("planned", "held")
    if terms is None or not takes_place or session.type in terms.modes:
        return None
    args = {"id": session.id, "on": session.on, "type": session.type, "modes": terms.modes}
    return Problem("session.outside-modes", args)


def _in_pause(dossier: Dossier, session: Session, pauses: Iterable[DayRange]) -> Problem | None:
    """Return that a session is planned, or used up the contract, on a day that does not count."""
    if not any(start <= session.on <= end for start, end in pauses):
        return None
    args = {"id": session.id, "on": session.on}
    if session.status == "planned":
        return Problem("plan.in-pause", args)
    if not session_effects(dossier, session).counts:
        return None
    return Problem("session.in-pause", args | {"status": session.status})

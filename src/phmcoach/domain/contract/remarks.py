"""Non-blocking remarks about a session.

The fiche says "about one to three hours", a coach may waive a late cancellation, and a planned
session may wait for its amendment: such facts are reported, and the coach decides.
"""

from collections.abc import Iterator, Mapping

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.amended_bounds import needs_reason
from phmcoach.domain.contract.coverage import (
    coverage_problems,
    in_order,
    is_contracted_type,
    session_effects,
    uncovered_sessions,
)
from phmcoach.domain.contract.ending import ending_of
from phmcoach.domain.contract.lifecycle import amending_remedy
from phmcoach.domain.contract.notice import contradicted_notice
from phmcoach.domain.contract.pausing import moving_remedy
from phmcoach.domain.contract.planning import remedied_planning_problems
from phmcoach.domain.contract.withdrawal import is_blocked_by_withdrawal
from phmcoach.domain.records.session import MEETING_KINDS, Session
from phmcoach.errors import Problem, warnings_of
from phmcoach.remedy import Remedy
from phmcoach.value import replace
from phmcoach.words import SESSION_MODES


def session_remarks(case: Case, session: Session) -> tuple[Problem, ...]:
    """Return the remarks about a session that was just recorded."""
    paused = _in_pause(case, session)
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
    if unasked := _planned_unasked(case, session):
        yield unasked
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
    """Return the remarks that `coach doctor` repeats as long as the file justifies them.

    Each names the command that mends it.

    A held session is remarked on only during a pause of the engagement itself, because closures of
    the practice are often recorded afterwards.
    """
    found: list[Problem] = []
    is_over = ending_of(case) is not None
    for session in in_order(case.engagement.sessions):
        against = contradicted_notice(case, session)
        if against is not None and session.status == "cancelled-late":
            found.append(replace(against, remedy=Remedy.WAIVE_CANCELLATION))
        if late := _late_preliminary(case, session):
            found.append(replace(late, remedy=Remedy.OTHER_TYPE))
        paused = _in_pause(case, session, ignores_closures=session.status != "planned")
        if paused is not None and not is_over:
            is_planned = session.status == "planned"
            remedy = moving_remedy(case, session.on) if is_planned else Remedy.NO_PAUSE_ON_DAY
            found.append(replace(paused, remedy=remedy))
        if early := _before_start(case, session):
            starting, words = _remedy_before_start(case, session)
            found.append(replace(early, remedy=starting, words=words))
    return (*found, *unasked_plans(case), *remedied_planning_problems(case))


def unasked_plans(case: Case) -> tuple[Problem, ...]:
    """Return a remark on each session that is planned in the withdrawal period and not asked for.

    It names the express request, which covers only the sessions after it.
    """
    if ending_of(case) is not None:
        return ()
    sessions = in_order(case.engagement.sessions)
    return tuple(each for session in sessions if (each := _planned_unasked(case, session)))


def _planned_unasked(case: Case, session: Session) -> Problem | None:
    takes_place = session.status == "planned" and is_contracted_type(case, session.type)
    is_asked = case.engagement.signatures.express_request_on is not None
    if is_asked or not (takes_place and is_blocked_by_withdrawal(case, session.on)):
        return None
    args = {"id": session.id, "on": session.on}
    return Problem("plan.in-withdrawal", args, remedy=Remedy.EXPRESS_REQUEST)


def _remedy_before_start(
    case: Case, session: Session
) -> tuple[Remedy | None, Mapping[str, object]]:
    if session.status == "planned":
        return Remedy.MOVE_SESSION, {}
    is_beyond = needs_reason(case, start_on=session.on)
    earlier = Remedy.EARLIER_START_ANYWAY if is_beyond else Remedy.EARLIER_START
    return amending_remedy(case, earlier)


def _before_start(case: Case, session: Session) -> Problem | None:
    """Return a remark if a session precedes the first day of the contract.

    A session before the signature is handled elsewhere: it is a breach or covered by an amendment.
    Until everyone has signed, only a planned one is remarked on.
    """
    terms, signed_on = case.agreed_terms, case.contracted_on
    if terms is None or session.on >= terms.start_on:
        return None
    if session.on < signed_on if signed_on is not None else session.status != "planned":
        return None
    takes_place = session.status == "planned" and is_contracted_type(case, session.type)
    if not takes_place and not session_effects(case, session).counts:
        return None
    args = {"id": session.id, "on": session.on, "start_on": terms.start_on}
    return Problem("session.before-start", args)


def _late_preliminary(case: Case, session: Session) -> Problem | None:
    """Return a remark if a preliminary meeting, which is free, follows the signature."""
    signed_on = case.contracted_on
    late = signed_on is not None and session.on > signed_on
    if session.type != "preliminary" or session.status not in ("planned", "held") or not late:
        return None
    args = {"id": session.id, "on": session.on, "signed_on": signed_on}
    return Problem("session.preliminary-after-signature", args)


def _outside_modes(dossier: Dossier, session: Session) -> Problem | None:
    """Return a remark if a session is held in a mode that its contract does not name.

    It counts and is billed all the same, but an invoice states where the sessions took place.
    """
    terms = dossier.terms_on(session.on)
    has_mode = session.type in SESSION_MODES and MEETING_KINDS[session.type].always_session
    takes_place = session.status in ("planned", "held")
    if terms is None or not (has_mode and takes_place) or session.type in terms.modes:
        return None
    args = {"id": session.id, "on": session.on, "type": session.type, "modes": terms.modes}
    return Problem("session.outside-modes", args)


def _in_pause(case: Case, session: Session, *, ignores_closures: bool = False) -> Problem | None:
    """Return a remark if a session is planned, or counts, on a day of a pause or a closure."""
    pauses = case.own_pauses if ignores_closures else case.pauses
    if not any(start <= session.on <= end for start, end in pauses):
        return None
    args = {"id": session.id, "on": session.on}
    if session.status == "planned":
        return Problem("plan.in-pause", args)
    if not session_effects(case, session).counts:
        return None
    return Problem("session.in-pause", args | {"status": session.status})


def never_billed(case: Case) -> Iterator[Problem]:
    """Yield a warning for each session without an invoice that the contract does not cover.

    Nothing makes one payable that was held in the withdrawal period without a request.
    """
    unasked = warnings_of(coverage_problems(case))
    yield from (replace(each, remedy=Remedy.NOTHING) for each in unasked)
    uncovered = uncovered_sessions(case).keys() - case.billed.sessions
    uncovered -= {each.args["id"] for each in unasked}
    for session in in_order(case.engagement.sessions):
        if session.id in uncovered:
            args = {"id": session.id, "on": session.on}
            yield Problem("step.archived-unbilled", args, level="warning")

"""What is worth a word about a session and stands in nobody's way.

The fiche says "about one to three hours", a coach may be kind to a client who was late, and a
planned session may wait for its amendment: such things are told, and the coach decides.
"""

from collections.abc import Iterator

from phmcoach.domain.amending import agreed_terms, terms_on
from phmcoach.domain.coverage import in_order, session_effects
from phmcoach.domain.engagement import Engagement
from phmcoach.domain.lifecycle import contracted_on
from phmcoach.domain.notice import contradicted_notice
from phmcoach.domain.planning import planning_problems
from phmcoach.domain.rhythm import is_contracted_type
from phmcoach.domain.session import Session
from phmcoach.errors import Problem


def session_remarks(
    engagement: Engagement, session: Session, *, private: bool
) -> tuple[Problem, ...]:
    """Return what is worth a word about a session that was just written down."""
    return tuple(_session_remarks(engagement, session, private=private))


def _session_remarks(
    engagement: Engagement, session: Session, *, private: bool
) -> Iterator[Problem]:
    terms = terms_on(engagement, session.on)
    if against := contradicted_notice(session, terms):
        yield against
    if late := _late_preliminary(engagement, session, private=private):
        yield late
    if early := _before_start(engagement, session, private=private):
        yield early
    if session.status != "held":
        return
    if session.type == "shadowing" and session.debrief_minutes is None:
        yield Problem("session.no-debrief", {"id": session.id})
    if terms is not None and session_effects(engagement, session).counts:
        low, high = terms.bounds.session_minutes_min, terms.bounds.session_minutes_max
        if not low <= session.minutes <= high:
            args = {"minutes": session.minutes, "low": low, "high": high}
            yield Problem("session.unusual-length", args)


def lasting_remarks(engagement: Engagement, *, private: bool, ref: str) -> tuple[Problem, ...]:
    """Return what stays worth a word as long as the file says it, whoever wrote it there."""
    found: list[Problem] = []
    for session in in_order(engagement.sessions):
        against = contradicted_notice(session, terms_on(engagement, session.on))
        if against is not None and session.status == "cancelled-late":
            found.append(against)
        if late := _late_preliminary(engagement, session, private=private):
            found.append(late)
        if early := _before_start(engagement, session, private=private):
            found.append(early)
    found.extend(planning_problems(engagement, private=private))
    return tuple(Problem(each.message, each.args, f"coach edit {ref}") for each in found)


def _before_start(engagement: Engagement, session: Session, *, private: bool) -> Problem | None:
    """Return that a session of the contract comes before its first day.

    One before the signature is a matter of its own: a breach, or covered by an amendment.
    """
    terms, signed_on = agreed_terms(engagement), contracted_on(engagement, private=private)
    if terms is None or signed_on is None or not signed_on <= session.on < terms.start_on:
        return None
    takes_place = session.status == "planned" and is_contracted_type(engagement, session.type)
    if not takes_place and not session_effects(engagement, session).counts:
        return None
    args = {"id": session.id, "on": session.on, "start_on": terms.start_on}
    return Problem("session.before-start", args)


def _late_preliminary(engagement: Engagement, session: Session, *, private: bool) -> Problem | None:
    """Return that a preliminary meeting, which is free, came after the contract was signed."""
    signed_on = contracted_on(engagement, private=private)
    late = signed_on is not None and session.on > signed_on
    if session.type != "preliminary" or session.status not in ("planned", "held") or not late:
        return None
    args = {"id": session.id, "on": session.on, "signed_on": signed_on}
    return Problem("session.preliminary-after-signature", args)

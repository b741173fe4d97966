"""When the same person comes back: a follow-up, or a renewal that must be justified.

An engagement is limited in time so that the coach never becomes a permanent support. People are
matched by their stable id, never by a typed name.
"""

from collections.abc import Mapping
from datetime import date

from phmcoach.domain.amending import agreed_terms
from phmcoach.domain.engagement import Engagement
from phmcoach.domain.months import add_months
from phmcoach.errors import Problem

FOLLOW_UP = "follow-up"
RENEWAL_MONTHS = 12


def last_day(engagement: Engagement) -> date:
    """Return the last day on which an engagement is known to have been alive."""
    outcome, terms = engagement.outcome, agreed_terms(engagement)
    known = [
        engagement.demand.received_on,
        *(session.on for session in engagement.sessions if session.status == "held"),
        *(day for day in (outcome.evaluated_on, outcome.ended_on, outcome.closed_on) if day),
    ]
    if terms is not None and outcome.ended_on is None and outcome.closed_on is None:
        known.append(terms.end_on)
    return max(known)


def renewal_problems(
    engagement: Engagement, others: Mapping[str, Engagement], *, ref: str
) -> tuple[Problem, ...]:
    """Return what forbids this engagement, given all others by reference.

    A follow-up needs a closed engagement of the same person. Any other engagement that comes
    within twelve months of an earlier one needs a justification.
    """
    same = {
        name: other
        for name, other in others.items()
        if other.beneficiary.id == engagement.beneficiary.id and other.outcome.declined_on is None
    }
    person = engagement.beneficiary.name
    received = engagement.demand.received_on
    if engagement.profile == FOLLOW_UP:
        closed = [name for name, other in same.items() if other.outcome.closed_on is not None]
        if closed:
            return ()
        again = f"coach new-engagement {ref} --profile standard"
        fix = f"coach edit {max(same)}" if same else again
        return (Problem("gate.follow-up-without-closed", {"name": person}, fix),)
    recent = [
        name
        for name, other in same.items()
        if other.demand.received_on <= received <= add_months(last_day(other), RENEWAL_MONTHS)
    ]
    if recent and engagement.justification is None:
        return (
            Problem(
                "gate.renewal-without-justification",
                {"name": person, "others": sorted(recent), "id": engagement.beneficiary.id},
                f'coach new-engagement {ref} --justification "…"',
            ),
        )
    return ()

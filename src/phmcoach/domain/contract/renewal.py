"""When the same person comes back: a follow-up, or a renewal that must be justified.

An engagement is limited in time so that the coach never becomes a permanent support. People are
matched by their stable id, never by a typed name.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from phmcoach.domain.contract.amending import agreed_terms
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.values.months import add_months
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


def closed_engagements(beneficiary_id: str, others: Mapping[str, Engagement]) -> tuple[str, ...]:
    """Return the references of a person's closed engagements, the last closed first."""
    found = [
        (other.outcome.closed_on, name)
        for name, other in others.items()
        if _is_of(other, beneficiary_id) and other.outcome.closed_on is not None
    ]
    return tuple(name for _, name in sorted(found, reverse=True))


def renewal_problems(
    engagement: Engagement, others: Mapping[str, Engagement], *, ref: str
) -> tuple[Problem, ...]:
    """Return what forbids this engagement, given all others by reference, the archived too.

    A follow-up needs a closed engagement of the same person, and names none of another's. Any
    other engagement that comes within twelve months of an earlier one needs a justification.
    """
    if engagement.profile == FOLLOW_UP or engagement.follow_up_of is not None:
        return tuple(_follow_up_problems(engagement, others, ref))
    if engagement.outcome.declined_on is not None:
        return ()
    return tuple(_renewal_problems(engagement, others, ref))


def _follow_up_problems(
    engagement: Engagement, others: Mapping[str, Engagement], ref: str
) -> Iterator[Problem]:
    person, followed = engagement.beneficiary, engagement.follow_up_of
    if engagement.profile != FOLLOW_UP:
        args = {"profile": engagement.profile}
        yield Problem("gate.follow-up-profile", args, f"coach edit {ref}")
    if followed is not None and followed not in others:
        args = {"ref": followed}
        yield Problem("gate.follow-up-of-unknown", args, "coach list --archived")
        return
    if followed is not None and others[followed].beneficiary.id != person.id:
        args = {"ref": followed, "name": others[followed].beneficiary.name, "id": person.id}
        yield Problem("gate.follow-up-of-another", args, f"coach edit {ref}")
        return
    closed = closed_engagements(person.id, others)
    if followed in closed or (followed is None and closed):
        return
    same = [name for name, other in others.items() if _is_of(other, person.id)]
    again = f"coach new-engagement {ref} --profile standard"
    awaited = followed if followed in same else max(same, default=None)
    fix = f"coach close {awaited} --on DATE" if awaited else again
    yield Problem("gate.follow-up-without-closed", {"name": person.name}, fix)


def _is_of(other: Engagement, beneficiary_id: str) -> bool:
    """Whether it is an engagement of this person; a demand that was declined was none."""
    return other.beneficiary.id == beneficiary_id and other.outcome.declined_on is None


def _came_before(other: Engagement, engagement: Engagement) -> bool:
    """Whether an engagement came first: of two of one day, the one that answers for no other."""
    day, own_day = other.demand.received_on, engagement.demand.received_on
    answers = other.justification is not None or other.follow_up_of is not None
    return day < own_day or (day == own_day and not answers)


def _renewal_problems(
    engagement: Engagement, others: Mapping[str, Engagement], ref: str
) -> Iterator[Problem]:
    person, received = engagement.beneficiary, engagement.demand.received_on
    recent = [
        name
        for name, other in others.items()
        if _is_of(other, person.id)
        and _came_before(other, engagement)
        and received <= add_months(last_day(other), RENEWAL_MONTHS)
    ]
    if recent and engagement.justification is None:
        yield Problem(
            "gate.renewal-without-justification",
            {"name": person.name, "others": sorted(recent), "id": person.id},
            f'coach new-engagement {ref} --justification "…"',
        )

"""Which sessions the signed contract covers.

A session held before the signature, beyond the number or after the end is a fact, and it may be
written down; but it is a breach, and it is not billed until an amendment covers it. The gate of
the writer, the findings of the reader and the bill must never disagree about it, so they all ask
here.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from math import ceil
from typing import Literal

from phmcoach.domain.contract.amending import agreed_terms, applies_from, limits_from, terms_on
from phmcoach.domain.contract.lifecycle import contracted_on
from phmcoach.domain.contract.withdrawal import is_too_early
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.session import FACE_TO_FACE, Effects, Session, effects
from phmcoach.words import SessionType

Uncovered = Literal[
    "gate.session-before-signature",
    "gate.session-beyond-number",
    "gate.session-after-end",
    "gate.session-after-close",
    "gate.session-in-withdrawal",
]
"""Message ids: why a session is outside the contract."""


def session_effects(engagement: Engagement, session: Session) -> Effects:
    """Return what a session does under the terms that were in force on its day."""
    terms = terms_on(engagement, session.on)
    return effects(
        session,
        as_sessions=frozenset(terms.modes if terms else ()),
        also_billed=frozenset(terms.also_billed if terms else ()),
    )


def is_contracted_type(engagement: Engagement, kind: SessionType) -> bool:
    """Whether it will be a session of the contract once held; an observation has its debrief."""
    terms = agreed_terms(engagement)
    modes = terms.modes if terms else ()
    return kind in (*FACE_TO_FACE, "shadowing", *modes)


def in_order(sessions: tuple[Session, ...]) -> list[Session]:
    """Sort sessions by day and hour; those of one moment keep the order of their ids."""
    return sorted(sessions, key=lambda s: (s.on, str(s.at or ""), int(s.id[1:])))


def uncovered_sessions(
    engagement: Engagement, *, private: bool, billed: Collection[str]
) -> Mapping[str, Uncovered]:
    """Map the id of each session that the contract does not cover to the reason.

    Only sessions that count or are billed need a contract: planned and freely cancelled ones, a
    preliminary meeting, exchanges and three-way meetings that the contract does not bill do not.

    The number is used up in the order of the days. What an invoice holds (`billed`) cannot be
    undone, so it keeps its place before an earlier day that was written down after it. A signed
    amendment covers what was held before it too, and uncovers nothing that was covered.
    """
    signed_on = contracted_on(engagement, private=private)
    outcome = engagement.outcome
    stops = [day for day in (outcome.declined_on, outcome.ended_on, outcome.closed_on) if day]
    found: dict[str, Uncovered] = {}
    counted = 0
    for session in sorted(in_order(engagement.sessions), key=lambda s: s.id not in billed):
        does = session_effects(engagement, session)
        if not (does.counts or does.billed_minutes):
            continue
        limits = limits_from(engagement, session.on)
        if limits is None or signed_on is None or session.on < applies_from(engagement, signed_on):
            found[session.id] = "gate.session-before-signature"
        elif is_too_early(engagement, session.on, private=private):
            found[session.id] = "gate.session-in-withdrawal"
        elif stops and session.on > min(stops) and not _falls_with_the_end(engagement, session):
            found[session.id] = "gate.session-after-close"
        elif session.on > limits[1]:
            found[session.id] = "gate.session-after-end"
        elif does.counts and counted >= limits[0]:
            found[session.id] = "gate.session-beyond-number"
        elif does.counts:
            counted += 1
    return found


def _falls_with_the_end(engagement: Engagement, session: Session) -> bool:
    """Whether an early end cancelled a session inside the contract's notice, which makes it due."""
    terms, ended_on = terms_on(engagement, session.on), engagement.outcome.ended_on
    if session.status != "cancelled-late" or terms is None or ended_on is None:
        return False
    return session.on <= ended_on + timedelta(days=ceil(terms.notice_hours / 24))


def count_sessions(engagement: Engagement, *, private: bool, billed: Collection[str]) -> int:
    """Return how many of the contracted sessions are used, the billed no-shows too.

    `billed` are the ids of the sessions that an invoice holds.
    """
    uncovered = uncovered_sessions(engagement, private=private, billed=billed)
    return sum(
        session_effects(engagement, session).counts
        for session in engagement.sessions
        if session.id not in uncovered
    )


def may_exceed_number(engagement: Engagement) -> bool:
    """Whether more sessions took place than some of the terms allow, signed or not.

    Where not, none is beyond the number, and it changes nothing which of them are billed.
    """
    terms = engagement.terms
    numbers = [terms.sessions] if terms else []
    numbers += [each.sessions for each in engagement.amendments if each.sessions is not None]
    past = sum(each.status not in ("planned", "cancelled") for each in engagement.sessions)
    return past > min(numbers, default=0)

"""The sessions that the signed contract covers.

A session held before the signature, beyond the agreed number or after the end is a fact and may be
recorded; but it is a breach, and it is not billed until an amendment covers it. Commands, `coach
doctor` and invoices must agree about this, so they all use this module.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from math import ceil
from typing import Literal

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.amended_bounds import (
    later_end,
    more_sessions,
    needs_engagement,
    words_of_next,
)
from phmcoach.domain.contract.ending import last_session_day, reopening_remedy
from phmcoach.domain.contract.signed import signing_of
from phmcoach.domain.contract.withdrawal import (
    is_blocked_by_withdrawal,
    left_by_withdrawal,
    request_remedy,
    unasked_problem,
)
from phmcoach.domain.history import Step
from phmcoach.domain.records.session import MEETING_KINDS, Effects, Session, effects
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import Value, replace
from phmcoach.words import SessionType

Uncovered = Literal[
    "before-demand",
    "before-signature",
    "beyond-number",
    "after-end",
    "after-close",
    "in-withdrawal",
]
"""The reasons why a session is not covered."""

UNCOVERED_MESSAGES: Mapping[Uncovered, str] = {
    "before-demand": "gate.session-before-demand",
    "before-signature": "gate.session-before-signature",
    "beyond-number": "gate.session-beyond-number",
    "after-end": "gate.session-after-end",
    "after-close": "gate.session-after-close",
    "in-withdrawal": "gate.session-in-withdrawal",
}

_AMENDING = (
    Remedy.APPLY_FROM_SESSION,
    Remedy.LATER_END,
    Remedy.LATER_END_ANYWAY,
    Remedy.MORE_SESSIONS,
    Remedy.MORE_SESSIONS_ANYWAY,
    Remedy.MORE_SESSIONS_PRICED,
    Remedy.MORE_SESSIONS_PRICED_ANYWAY,
)
"""The remedies that an amendment in preparation comes before."""


def uncovered_problem(session: Session, reason: Uncovered) -> Problem:
    """Return the problem of a session that the contract does not cover."""
    return Problem(UNCOVERED_MESSAGES[reason], {"id": session.id, "on": session.on})


def session_effects(dossier: Dossier, session: Session) -> Effects:
    """Return how a session counts and is billed under the terms in force on its day."""
    terms = dossier.terms_on(session.on)
    modes, extras = (terms.modes, terms.also_billed) if terms else ((), ())
    found = effects(session, as_sessions=modes, also_billed=extras)
    return left_by_withdrawal(dossier, session, found)


def is_contracted_type(dossier: Dossier, kind: SessionType) -> bool:
    """Whether a session of this type counts once held; an observation counts by its debrief."""
    terms = dossier.agreed_terms
    modes = terms.modes if terms else ()
    return MEETING_KINDS[kind].always_session or kind in modes


def in_order(sessions: Iterable[Session]) -> list[Session]:
    """Sort sessions by day, hour and id."""
    return sorted(sessions, key=lambda s: (s.on, str(s.at or ""), int(s.id[1:])))


def uncovered_sessions(
    case: Case, sessions: Iterable[Session] | None = None
) -> Mapping[str, Uncovered]:
    """Map the id of each session that the contract does not cover to the reason.

    `sessions` are those that were known on some day; by default, all of the engagement.

    Only sessions that count or are billed need a contract. Planned sessions, sessions cancelled
    free of charge, preliminary meetings, and exchanges and three-way meetings that the contract
    does not bill need none.

    Sessions use up the agreed number in the order of their days. A billed session cannot be undone,
    so it is counted before an earlier one that was recorded later. A signed amendment also covers
    sessions held before it, and never uncovers a covered one.
    """
    first_on, stop = first_covered_day(case), last_session_day(case)
    found: dict[str, Uncovered] = {}
    counted = case.already_held
    billed = case.billed.sessions if may_exceed_number(case) else ()
    ordered = in_order(case.engagement.sessions if sessions is None else sessions)
    for session in sorted(ordered, key=lambda s: s.id not in billed and not s.earlier_invoice):
        does = session_effects(case, session)
        if not (does.counts or does.billed_minutes):
            continue
        limits = _find_limits(case, session.on)
        if limits is None or first_on is None:
            found[session.id] = "before-signature"
        elif session.on < first_on:
            is_typo = session.on < case.engagement.demand.received_on
            found[session.id] = "before-demand" if is_typo else "before-signature"
        elif is_blocked_by_withdrawal(case, session.on):
            found[session.id] = "in-withdrawal"
        elif stop and session.on > stop and not _is_due_after(case, session, stop):
            found[session.id] = "after-close"
        elif session.on > limits.end_on:
            found[session.id] = "after-end"
        elif does.counts and counted >= limits.sessions:
            found[session.id] = "beyond-number"
        elif does.counts:
            counted += 1
    return found


def first_covered_day(case: Case, *, before: Step | None = None) -> date | None:
    """Return the first day whose sessions the contract covers, or None before it is signed.

    It is the day of the last signature, or an earlier one that a binding amendment names. `before`
    ignores that amendment and the later ones.
    """
    if case.contracted_on is None:
        return None
    steps = (each for each in case.binding if before is None or each.place < before.place)
    agreed = (step.amendment.applies_from for step in steps)
    return min([case.contracted_on, *(day for day in agreed if day is not None)])


class _Limits(Value):
    """The number of sessions and the end that apply to a session."""

    sessions: int
    end_on: date


def _find_limits(dossier: Dossier, day: date) -> _Limits | None:
    """Return the limits for sessions of a day, or None without terms.

    They are the widest of the terms in force on that day and of all later terms. So an amendment
    covers earlier sessions, and never uncovers a session that earlier terms covered.
    """
    held = dossier.terms_since(day)
    if not held:
        return None
    return _Limits(max(each.sessions for each in held), max(each.end_on for each in held))


def _is_due_after(dossier: Dossier, session: Session, stop: date) -> bool:
    """Whether the session was cancelled too late by the end or the close, so that it is billed."""
    terms = dossier.terms_on(session.on)
    if session.status != "cancelled-late" or terms is None:
        return False
    return session.on <= stop + timedelta(days=ceil(terms.notice_hours / 24))


def count_sessions(case: Case) -> int:
    """Return how many of the contracted sessions are used, including billed no-shows."""
    uncovered = uncovered_sessions(case)
    return case.already_held + sum(
        session_effects(case, session).counts
        for session in case.engagement.sessions
        if session.id not in uncovered
    )


def may_exceed_number(dossier: Dossier) -> bool:
    """Whether more sessions took place than the lowest number in any terms, signed or not.

    If not, no session exceeds the number, and it does not matter which of them are billed. This
    then also holds for any earlier state of the engagement, with fewer sessions and amendments.
    """
    terms = dossier.engagement.terms
    numbers = [terms.sessions] if terms else []
    numbers += [
        each.sessions for each in dossier.engagement.amendments if each.sessions is not None
    ]
    past = sum(each.status not in ("planned", "cancelled") for each in dossier.engagement.sessions)
    return bool(numbers) and dossier.already_held + past > min(numbers)


def coverage_problems(case: Case) -> tuple[Problem, ...]:
    """Return a problem for each session that the contract does not cover, with its remedy.

    An amendment in preparation that covers it is signed; another one would replace what it says.
    One in the withdrawal period is a warning: only a request of before the session would cover it.
    """
    uncovered = uncovered_sessions(case)
    waiting = case.next_to_sign
    found = dict(_uncovered_problems(case, uncovered))
    if found and waiting is not None:
        covered = _covered_if_signed(case, uncovered)
        remedy, words = signing_of(case, waiting)
        for name, each in found.items():
            is_first = waiting.amendment.signatures.days or name in covered
            if each.remedy in _AMENDING and is_first:
                found[name] = replace(each, remedy=remedy, words=words)
    over = reopening_remedy(case)  # once it is over, nothing is amended
    return tuple(
        replace(each, remedy=over) if over and each.remedy in _AMENDING else each
        for each in found.values()
    )


def is_signed_too_late(case: Case, on: date) -> bool:
    """Whether the contract was over on a day, and no amendment in preparation covers a session.

    It is over on the day of its end too: what was signed before the end is recorded before it.
    """
    stop = last_session_day(case)
    if stop is None or on < stop:
        return False
    return not _covered_if_signed(case, uncovered_sessions(case))


def _covered_if_signed(case: Case, uncovered: Mapping[str, Uncovered]) -> AbstractSet[str]:
    return uncovered.keys() - uncovered_sessions(with_all_signed(case)).keys()


def _uncovered_problems(
    case: Case, uncovered: Mapping[str, Uncovered]
) -> Iterator[tuple[str, Problem]]:
    """Yield the id and the problem of each session that is not covered."""
    for session in in_order(case.engagement.sessions):
        if reason := uncovered.get(session.id):
            remedy = _covering_remedy(case, session, reason)
            words: Mapping[str, object] = {"room": "N"}
            if remedy is Remedy.SIGN:
                remedy, words = signing_of(case)
            elif remedy is Remedy.NEW_ENGAGEMENT:
                words = words_of_next(case)
            problem = uncovered_problem(session, reason)
            if reason == "in-withdrawal":
                problem = unasked_problem(case, session, problem)
            yield session.id, replace(problem, remedy=remedy, words=words)


def with_all_signed(case: Case) -> Case:
    """Return the case as it will be once everyone has signed the amendments in preparation."""
    signed = tuple(
        replace(
            step.amendment,
            signatures=replace(
                step.amendment.signatures, **dict.fromkeys(step.missing, step.amendment.set_on)
            ),
        )
        for step in case.history
    )
    return case.having(replace(case.engagement, amendments=signed))


def _covering_remedy(case: Case, session: Session, reason: Uncovered) -> Remedy:
    """Return the remedy that covers a session: a signature, an express request, an amendment.

    Nothing covers one before the demand, whose day was mistyped. An amendment beyond the bounds is
    named with its reason, so that it is accepted as it stands; beyond the limits of every reason, a
    new engagement is.
    """
    match reason:
        case "before-demand":
            return Remedy.CORRECT_DAY
        case "before-signature":
            signing = reopening_remedy(case) or Remedy.SIGN
            return signing if case.contracted_on is None else Remedy.APPLY_FROM_SESSION
        case "in-withdrawal":
            return request_remedy(case)
        case "beyond-number":
            return _more_sessions(case)
        case "after-end":
            return later_end(case, session.on)
        case "after-close":
            return reopening_remedy(case) or Remedy.EDIT


def _more_sessions(case: Case) -> Remedy:
    terms = case.agreed_terms
    if terms is None:
        return Remedy.MORE_SESSIONS
    if needs_engagement(case, sessions=terms.sessions + 1):
        return Remedy.NEW_ENGAGEMENT
    return more_sessions(case, terms.sessions + 1)

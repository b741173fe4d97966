"""The state of an engagement, derived only from its dated facts."""

from collections.abc import Mapping
from datetime import date

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.coverage import session_effects, uncovered_sessions
from phmcoach.domain.contract.ending import ending_by
from phmcoach.remedy import Remedy
from phmcoach.words import Party, PastTerm, ShownState, State


def missing_signatures(case: Case) -> tuple[Party, ...]:
    """Return the parties whose dated signature is not recorded."""
    signatures = case.engagement.signatures
    return tuple(party for party in case.parties if signatures.signed_on(party) is None)


def has_met_by(dossier: Dossier, on: date) -> bool:
    """Whether a session was held by a day; letters, three-way and preliminary meetings are not one.

    A session held without a contract is a breach, but it was held; those of unknown days were held
    before anything that this folder records.
    """
    return dossier.already_held > 0 or any(
        session.on <= on and session_effects(dossier, session).keeps_cadence
        for session in dossier.engagement.sessions
    )


def met_days(dossier: Dossier) -> tuple[date, ...]:
    """Return the days of the held sessions, in order."""
    held = (
        session.on
        for session in dossier.engagement.sessions
        if session_effects(dossier, session).keeps_cadence
    )
    return tuple(sorted(held))


def count_performed(case: Case, on: date) -> int:
    """Return how many of the contracted sessions were held by a day; a missed one was not.

    Those of unknown days were held before anything that this folder records.
    """
    outside = uncovered_sessions(case)
    return case.already_held + sum(
        session.status == "held" and session_effects(case, session).counts
        for session in case.engagement.sessions
        if session.on <= on and session.id not in outside
    )


def is_paused(dossier: Dossier, as_of: date) -> bool:
    """Whether the engagement itself is paused on a day."""
    return any(pause.start_on <= as_of <= pause.end_on for pause in dossier.engagement.pauses)


def state_of(case: Case, *, as_of: date) -> State:
    """Return the state on a day; facts dated later do not count yet."""
    if (ending := ending_by(case, as_of)) is not None:
        return ending.state
    if not _reached(case.contracted_on, as_of):
        validated = _reached(case.engagement.demand.validated_on, as_of)
        return "validated" if validated else "demanded"
    if is_paused(case, as_of):
        return "paused"
    return "active" if has_met_by(case, as_of) else "contracted"


def shown_state(case: Case, *, as_of: date) -> ShownState:
    """Return the state as it is shown: after the last day of the contract, what is left to do.

    A session that is still planned comes first.
    """
    state, terms = state_of(case, as_of=as_of), case.agreed_terms
    is_past = terms is not None and terms.end_on < as_of
    if is_past and not any(each.status == "planned" for each in case.engagement.sessions):
        return _PAST_TERM.get(state, state)
    return state


_PAST_TERM: Mapping[State, PastTerm] = {"active": "to-evaluate", "contracted": "past-term"}


def _reached(day: date | None, as_of: date) -> bool:
    return day is not None and day <= as_of


def signed_remedy(case: Case, otherwise: Remedy | None) -> Remedy | None:
    """Return what opens a contract that only some have signed; `otherwise` once all have.

    No amendment is possible before. It needs the word `number`, which no contract has.
    """
    return Remedy.TAKE_BACK_SIGNATURES if case.contracted_on is None else otherwise

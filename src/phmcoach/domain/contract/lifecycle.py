"""Where an engagement stands, derived from its dated facts and from nothing else."""

from datetime import date

from phmcoach.domain.contract.amending import terms_on
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.session import effects
from phmcoach.words import Party, State


def needed_parties(*, private: bool) -> tuple[Party, ...]:
    """Return who must sign: the beneficiary always, the organisation where it pays."""
    return ("coach", "beneficiary") if private else ("coach", "beneficiary", "sponsor")


def missing_signatures(engagement: Engagement, *, private: bool) -> tuple[Party, ...]:
    """Return the parties whose dated signature is not recorded."""
    signatures = engagement.signatures
    return tuple(
        party for party in needed_parties(private=private) if signatures.signed_on(party) is None
    )


def contracted_on(engagement: Engagement, *, private: bool) -> date | None:
    """Return the day of the last signature, or None while one is missing."""
    days = [engagement.signatures.signed_on(party) for party in needed_parties(private=private)]
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) else None


def has_met_by(engagement: Engagement, on: date) -> bool:
    """Whether a session was held by a day: no letter, no three-way or preliminary meeting is one.

    The signature is not asked: a session held without a contract is a breach, and was held.
    """
    return any(met <= on for met in met_days(engagement))


def met_days(engagement: Engagement) -> tuple[date, ...]:
    """Return the days of the sessions that were held, in their order."""
    held = (
        session.on
        for session in engagement.sessions
        if effects(
            session, as_sessions=_modes_on(engagement, session.on), also_billed=frozenset()
        ).keeps_cadence
    )
    return tuple(sorted(held))


def _modes_on(engagement: Engagement, day: date) -> frozenset[str]:
    terms = terms_on(engagement, day)
    return frozenset(terms.modes if terms else ())


def is_paused(engagement: Engagement, as_of: date) -> bool:
    """Whether a pause of the engagement itself holds on a day."""
    return any(pause.start_on <= as_of <= pause.end_on for pause in engagement.pauses)


def is_over(engagement: Engagement, as_of: date) -> bool:
    """Whether nothing more is awaited: declined, ended early, evaluated or closed by then."""
    outcome = engagement.outcome
    ends = (outcome.declined_on, outcome.ended_on, outcome.evaluated_on, outcome.closed_on)
    return any(day is not None and day <= as_of for day in ends)


def state_of(engagement: Engagement, *, private: bool, as_of: date) -> State:  # noqa: PLR0911 - one line a state reads best
    """Return the state on a day. Facts dated later are not known yet."""
    outcome = engagement.outcome
    contracted = contracted_on(engagement, private=private)
    if _reached(outcome.closed_on, as_of):
        return "closed"
    if _reached(outcome.declined_on, as_of):
        return "declined"
    if _reached(outcome.ended_on, as_of):
        return "ended"
    if _reached(outcome.evaluated_on, as_of):
        return "evaluated"
    if not _reached(contracted, as_of):
        validated = _reached(engagement.demand.validated_on, as_of)
        return "validated" if validated else "demanded"
    if is_paused(engagement, as_of):
        return "paused"
    return "active" if has_met_by(engagement, as_of) else "contracted"


def _reached(day: date | None, as_of: date) -> bool:
    return day is not None and day <= as_of

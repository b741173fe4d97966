"""The state of an engagement, derived only from its dated facts."""

from collections.abc import Iterator, Mapping
from datetime import date

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.coverage import session_effects, uncovered_sessions
from phmcoach.domain.contract.ending import ending_by, ending_of, last_session_day, taking_back
from phmcoach.domain.contract.signed import record_of, signing_of
from phmcoach.domain.contract.withdrawal import is_blocked_by_withdrawal
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.words import PARTIES, DroppedTerm, Party, PastTerm, ShownState, State


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


def recording_remedy(case: Case, on: date) -> Remedy | None:
    """Return None if a session of a day can be recorded, else the remedy that shows the next step.

    It cannot if nobody has signed, if missed sessions have used up the number, or if the client can
    still withdraw and did not ask to begin.
    """
    terms = case.agreed_terms
    if terms is None or case.contracted_on is None or is_blocked_by_withdrawal(case, on):
        return Remedy.SHOW
    used = sum(session_effects(case, each).counts for each in case.engagement.sessions)
    return Remedy.SHOW if case.already_held + used >= terms.sessions else None


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


def signed_remedy(case: Case) -> Remedy | None:
    """Return what opens a contract that only some have signed; None once all have.

    No amendment is possible before. It needs the word `number`, which no contract has.
    """
    return Remedy.TAKE_BACK_SIGNATURES if case.contracted_on is None else None


def amending_remedy(
    case: Case, otherwise: Remedy | None
) -> tuple[Remedy | None, Mapping[str, object]]:
    """Return what opens the signed words of a contract, and its word `number`.

    It is `otherwise`, an amendment, if one is possible: the engagement is not over, save by an
    evaluation, everyone has signed the contract, and no other amendment waits for a signature.
    """
    ending = ending_of(case)
    if ending is not None and last_session_day(case) is not None:
        return taking_back(ending.state), {}
    if case.contracted_on is None:
        return signed_remedy(case), {"number": ()}
    half = [
        each
        for each in case.history
        if each.missing and (each.amendment.signatures.days or record_of(case, each))
    ]
    return signing_of(case, half[-1]) if half else (otherwise, {})


_REPLACED: Mapping[DroppedTerm, Remedy] = {
    "place": Remedy.AMEND_PLACE,
    "also-billed": Remedy.AMEND_EXTRAS,
    "purchase-order": Remedy.AMEND_ORDER,
}
"""What agrees on another one."""


def not_dropped(case: Case, word: DroppedTerm) -> Problem:
    """Return the problem of a signed term that is to be taken out, with what replaces it."""
    remedy, words = amending_remedy(case, _REPLACED[word])
    if word == "purchase-order" and not is_order_agreed(case):
        remedy, words = Remedy.SET_ORDER, {"order": "…"}
    return Problem("terms.not-dropped", {"option": f"--{word}"}, remedy=remedy, words=words)


def is_order_agreed(case: Case) -> bool:
    """Whether an amendment names the purchase order, so that only another one changes it."""
    return any(each.amendment.purchase_order is not None for each in case.binding)


def resting_problems(case: Case, *, billed: bool) -> tuple[Problem, ...]:
    """Return a problem if a signature rests on what would be taken back.

    `billed`: there is an invoice.
    """
    signed_on = case.engagement.signatures.first_on
    if signed_on is None:
        return ()
    remedy, words = unsigning_remedy(case, billed=billed), {"number": ()}
    return (Problem("taken-back.signed", {"on": signed_on}, remedy=remedy, words=words),)


def validation_problems(
    received_on: date, today: date, *, on: date, analysed_on: date | None = None
) -> Iterator[Problem]:
    """Yield a problem for each day of a validation that is in the future or before the demand."""
    for remedy, day in ((Remedy.OTHER_DAY, on), (Remedy.OTHER_ANALYSIS, analysed_on)):
        if day is not None and day > today:
            yield Problem("gate.in-the-future", {"on": day}, remedy=remedy)
    if analysed_on is not None and analysed_on < received_on:
        args = {"analysed_on": analysed_on, "received_on": received_on}
        remedy = Remedy.RECEIVED_EARLIER
        yield Problem("gate.analysed-before-received", args, remedy=remedy)
    if on < received_on:
        args = {"validated_on": on, "received_on": received_on}
        remedy = Remedy.RECEIVED_EARLIER
        yield Problem("gate.validated-before-received", args, remedy=remedy)


def future_facts(dossier: Dossier, today: date) -> Iterator[Problem]:
    """Yield a problem for each day of the demand and each signature that is in the future.

    Signatures that a wrong clock dated are taken back before what they rest on, if nothing rests on
    them. An earlier one proves that the demand was changed by hand, and is to be put back.
    """
    engagement = dossier.engagement
    demand, signatures = engagement.demand, engagement.signatures
    stands = engagement.sessions or engagement.amendments or engagement.pauses
    is_ahead = any(day > today for day in signatures.days)
    unsigning = Remedy.TAKE_BACK_SIGNATURES if is_ahead and not stands else Remedy.EDIT
    days = (
        *((signatures.signed_on(party), unsigning) for party in PARTIES),
        (demand.validated_on, Remedy.TAKE_BACK_VALIDATION),
        (demand.analysed_on, Remedy.TAKE_BACK_VALIDATION),
        (demand.received_on, Remedy.CORRECT_RECEIVED),
    )
    for day, alone in days:
        remedy = unsigning if signatures.days else alone
        if day is not None and day > today:
            words = {"number": ()}
            yield Problem("gate.in-the-future", {"on": day}, remedy=remedy, words=words)


def validated_problems(case: Case, *, billed: bool) -> tuple[Problem, ...]:
    """Return a problem if a demand is validated already, with what takes that back."""
    on = case.engagement.demand.validated_on
    if on is None:
        return ()
    is_signed = bool(case.engagement.signatures.days)
    unsigning = unsigning_remedy(case, billed=billed)
    remedy = unsigning if is_signed else Remedy.TAKE_BACK_VALIDATION
    words = {"number": ()}
    return (Problem("demand.already-validated", {"on": on}, remedy=remedy, words=words),)


def unsigning_remedy(case: Case, *, billed: bool) -> Remedy:
    """Return the remedy that takes signatures back, or shows the engagement.

    The second is for signatures on which something rests, such as a session or an invoice.
    """
    if case.contracted_on is None:
        return Remedy.TAKE_BACK_SIGNATURES
    effects = (session_effects(case, each) for each in case.engagement.sessions)
    is_begun = any(each.counts or each.billed_minutes for each in effects)
    stands = is_begun or billed or case.history or case.engagement.pauses or ending_of(case)
    return Remedy.SHOW if stands else Remedy.TAKE_BACK_SIGNATURES

"""The rules for declining a demand, ending a contract early, closing it, and taking back.

Each rule is used twice: a command checks what was typed before it writes, and `coach doctor` checks
the facts in the file. A demand can be declined until the contract is signed; after that, the
contract has to be ended, and money may be due.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.coverage import in_order, uncovered_sessions
from phmcoach.domain.contract.ending import (
    ending_of,
    endings,
    over_problems,
    parts_without_day,
    taking_back,
)
from phmcoach.domain.contract.lifecycle import count_performed, has_met_by
from phmcoach.domain.contract.withdrawal import withdrawal_problems
from phmcoach.domain.history import Step
from phmcoach.domain.records.engagement import Outcome
from phmcoach.errors import Problem, without_remedy
from phmcoach.remedy import Remedy
from phmcoach.value import replace
from phmcoach.words import DeclineGround, Party, Withdrawal


def decline_problems(
    case: Case, *, on: date, by: Party, ground: DeclineGround | None
) -> tuple[Problem, ...]:
    """Return the problems that prevent declining a demand.

    Only the coach gives a ground. The beneficiary must be fully willing and so need not give one,
    and the grounds of an organisation are its own affair.
    """
    if over := over_problems(case, before_contract=True):
        return over
    signed_on = case.contracted_on
    if signed_on is not None:
        args = {"on": signed_on}
        words: dict[str, object] = {"by": _who_decides(case, by)}
        remedy = Remedy.EVALUATE if any(_at_its_term(case, on)) else Remedy.END
        return (Problem("outcome.already-contracted", args, remedy=remedy, words=words),)
    return (
        *_on_later_day(_declined_early(case, on)),
        *_typed_sponsor(case, by),
        *without_remedy(_ground_without_coach(by, ground)),
    )


def end_problems(
    case: Case, *, on: date, by: Party, withdrawal: Withdrawal | None = None
) -> tuple[Problem, ...]:
    """Return the problems that prevent an early end.

    There is no contract yet, it has run to its term, or a session was held later. A `withdrawal`
    has its own period instead of the term.
    """
    if over := over_problems(case):
        if (ending := ending_of(case)) is not None and ending.state == "evaluated":
            return tuple(replace(each, remedy=taking_back(ending.state)) for each in over)
        is_declined = case.contracted_on is None
        return tuple(replace(each, remedy=None) for each in over) if is_declined else over
    if case.contracted_on is None:
        by_whom = {"by": _who_decides(case, by)}
        return (Problem("outcome.not-contracted", remedy=Remedy.DECLINE, words=by_whom),)
    over = _withdrawn(case, on, withdrawal) if withdrawal else tuple(_at_its_term(case, on))
    if over:
        return over
    early = _on_later_day(_ended_before_contract(case, on))
    wrong = (*early, *_typed_sponsor(case, by))
    later = tuple(_sessions_after(case, on))
    words = {"last_on": later[-1].args["on"], "by": _who_decides(case, by)} if later else {}
    remedy = Remedy.LATER_DAY if withdrawal else None
    return (*wrong, *(replace(each, remedy=remedy, words=words) for each in later))


def _withdrawn(case: Case, on: date, withdrawal: Withdrawal) -> tuple[Problem, ...]:
    found = withdrawal_problems(case, withdrawal, on=on, performed=count_performed(case, on))
    is_over = any(_at_its_term(case, on))
    return tuple(replace(each, remedy=Remedy.EVALUATE) for each in found) if is_over else found


def _at_its_term(case: Case, on: date) -> Iterator[Problem]:
    """Yield a problem after the last day: the contract is over by itself, and is evaluated.

    If nobody has met, there is nothing to evaluate: an end is then the only way to close it.
    """
    terms = case.agreed_terms
    if terms is not None and on > terms.end_on and has_met_by(case, on):
        yield Problem("outcome.at-its-term", {"end_on": terms.end_on}, remedy=Remedy.EVALUATE)


def close_problems(case: Case, *, on: date) -> tuple[Problem, ...]:
    """Return the problems that prevent a close.

    An engagement can be closed once it was declined, ended early or evaluated, on a day after which
    no session took place, and no session is planned any more.
    """
    known, decisive = endings(case), ending_of(case)
    if decisive is not None and decisive.state == "closed":
        return tuple(replace(each, remedy=None) for each in over_problems(case))
    if not known:
        remedy = Remedy.EVALUATE if has_met_by(case, on) else Remedy.END
        if case.contracted_on is None:
            remedy = Remedy.DECLINE
        words = {"by": "PARTY"}
        return (Problem("gate.closed-before-outcome", {"on": on}, remedy=remedy, words=words),)
    return (
        *planned_problems(case),
        *_on_later_day(_closed_before(max(each.on for each in known), on)),
        *_on_later_day(_sessions_after(case, on)),
    )


def _sessions_after(dossier: Dossier, on: date) -> Iterator[Problem]:
    """Yield a problem for each session that took place after a day, or was missed."""
    for session in in_order(dossier.engagement.sessions):
        if session.on > on and session.status in ("held", "no-show"):
            yield Problem("outcome.session-after", {"id": session.id, "on": session.on})


def planned_problems(dossier: Dossier) -> tuple[Problem, ...]:
    """Return a problem for each planned session, which an engagement that is over cannot have."""
    return tuple(
        Problem("outcome.still-planned", {"id": session.id, "on": session.on})
        for session in in_order(dossier.engagement.sessions)
        if session.status == "planned"
    )


def outcome_breaches(case: Case) -> Iterator[Problem]:
    """Yield all problems of the outcome that a hand edit can cause; what is wrong is taken back."""
    ending = ending_of(case)
    remedy = None if ending is None else taking_back(ending.state)
    yield from parts_without_day(case)
    for each in _breaches(case):
        yield each if each.remedy is not None else replace(each, remedy=remedy)


def _breaches(case: Case) -> Iterator[Problem]:
    outcome = case.engagement.outcome
    signed_on = case.contracted_on
    if outcome.declined_on is not None:
        yield from _declined_early(case, outcome.declined_on)
        if signed_on is not None:
            args = {"declined_on": outcome.declined_on, "signed_on": signed_on}
            yield Problem("gate.declined-and-contracted", args)
    yield from _missing_sponsor(case, outcome.declined_by)
    yield from _ground_without_coach(outcome.declined_by, outcome.decline_ground)
    if outcome.ended_on is not None:
        yield from _end_breaches(case, outcome, outcome.ended_on)
    yield from _missing_sponsor(case, outcome.ended_by)
    if outcome.closed_on is not None:
        if len(endings(case)) == 1:
            yield Problem("gate.closed-before-outcome", {"on": outcome.closed_on})
        for day in (outcome.declined_on, outcome.ended_on):
            if day is not None:
                yield from _closed_before(day, outcome.closed_on)


def _end_breaches(case: Case, outcome: Outcome, ended_on: date) -> Iterator[Problem]:
    signed_on = case.contracted_on
    if signed_on is None:
        yield Problem("gate.ended-without-contract", {"on": ended_on})
    elif outcome.withdrawal is not None:
        wrong = _withdrawn(case, ended_on, outcome.withdrawal)
        yield from (replace(each, remedy=None) for each in wrong)
        if outcome.ended_by != case.client.party:
            yield Problem("withdrawal.not-by-client")
    yield from _ended_before_contract(case, ended_on)
    if outcome.evaluated_on is not None and outcome.evaluated_on < ended_on:
        args = {"ended_on": ended_on, "evaluated_on": outcome.evaluated_on}
        yield Problem("gate.ended-after-evaluation", args)


def _on_later_day(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems of a day that was typed: the same is accepted on a later one."""
    return tuple(replace(each, remedy=Remedy.LATER_DAY) for each in problems)


def _declined_early(case: Case, on: date) -> Iterator[Problem]:
    """Yield a problem for each day of the demand that a refusal of it precedes."""
    received, validated = case.engagement.demand.received_on, case.engagement.demand.validated_on
    if on < received:
        args = {"declined_on": on, "received_on": received}
        yield Problem("gate.declined-before-received", args)
    elif validated is not None and on < validated:
        args = {"declined_on": on, "validated_on": validated}
        yield Problem("gate.declined-before-validation", args)


def _ended_before_contract(case: Case, on: date) -> Iterator[Problem]:
    signed_on = case.contracted_on
    if signed_on is not None and on < signed_on:
        args = {"ended_on": on, "signed_on": signed_on}
        yield Problem("gate.ended-before-contract", args)


def _missing_sponsor(case: Case, by: Party | None) -> Iterator[Problem]:
    if case.private and by == "sponsor":
        yield Problem("outcome.no-sponsor", {})


def _typed_sponsor(case: Case, by: Party) -> tuple[Problem, ...]:
    """Return a problem if a sponsor was typed for a private client, who is the beneficiary."""
    return tuple(replace(each, remedy=Remedy.BY_BENEFICIARY) for each in _missing_sponsor(case, by))


def _who_decides(case: Case, by: Party) -> Party:
    """Return the party of a remedy: a private client has no sponsor."""
    return "beneficiary" if case.private and by == "sponsor" else by


def _ground_without_coach(by: Party | None, ground: DeclineGround | None) -> Iterator[Problem]:
    if ground is not None and by != "coach":
        yield Problem("outcome.ground-not-by-coach", {})


def _closed_before(end_on: date, on: date) -> Iterator[Problem]:
    if on < end_on:
        yield Problem("gate.closed-before-end", {"on": on, "end_on": end_on})


def standing_problems(
    before: Case, after: Case, step: Step | None, billed: Iterable[str]
) -> tuple[Problem, ...]:
    """Return what has to go before signatures are taken back, each with the way to remove it.

    They are those of the contract, or of the amendment of a step; `billed` are the numbers of the
    invoices that were issued on it. The order is that in which they can be taken back.
    """
    groups = (
        _standing_end(before, step),
        (Problem("taken-back.billed", {"invoice": it}, remedy=Remedy.REBILL) for it in billed),
        _standing_sessions(before, after),
        _standing_pauses(before, step),
        _standing_amendments(before, step),
    )
    return next((found for group in groups if (found := tuple(group))), ())


def _standing_end(case: Case, step: Step | None) -> Iterator[Problem]:
    ending = ending_of(case)
    if ending is not None and (step is None or ending.state == "closed"):
        args: dict[str, object] = {"state": ending.state, "on": ending.on}
        yield Problem("outcome.already-over", args, remedy=taking_back(ending.state))


def _standing_sessions(before: Case, after: Case) -> Iterator[Problem]:
    known, then = uncovered_sessions(before), uncovered_sessions(after)
    for session in in_order(before.engagement.sessions):
        reason = known.get(session.id)  # without a request it is a breach, but rests on it too
        if reason in (None, "in-withdrawal") and then.get(session.id, reason) != reason:
            args = {"id": session.id, "on": session.on}
            yield Problem("taken-back.session", args, remedy=Remedy.REMOVE_SESSION)


def _standing_pauses(case: Case, step: Step | None) -> Iterator[Problem]:
    for pause in case.engagement.pauses if step is None else ():
        yield Problem("taken-back.pause", {"start_on": pause.start_on, "end_on": pause.end_on})


def _standing_amendments(case: Case, step: Step | None) -> Iterator[Problem]:
    """Yield a problem for the last amendment: a draft is removed, a signature of it taken back."""
    for later in case.history[-1:]:
        if step is None or later.place > step.place:
            is_draft = later.signed_on is None
            remedy = Remedy.TAKE_BACK_AMENDMENT if is_draft else Remedy.TAKE_BACK_SIGNATURES
            args = {"number": later.amendment.number}
            yield Problem("taken-back.amended", args, remedy=remedy)

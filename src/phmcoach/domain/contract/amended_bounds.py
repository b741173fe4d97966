"""The bounds of an amendment: those of the contract, unless it names a reason to go beyond them.

Life is longer than six months: an amendment may agree more sessions or a longer span than the offer
allows, as an exception that its paper states. `bounds` says how far.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from phmcoach.domain.case import Case
from phmcoach.domain.contract.bounds import (
    RETYPED,
    BrokenBound,
    JudgeBounds,
    broken_bounds,
    limit_span,
    widen_by_exception,
    widen_to_agreed,
)
from phmcoach.domain.contract.ending import last_session_day
from phmcoach.domain.contract.signed import signing_of
from phmcoach.domain.history import Step
from phmcoach.domain.records.practice import Profile
from phmcoach.domain.records.terms import Terms
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import replace

BOUNDED = frozenset({"sessions", "session_minutes", "start_on", "end_on"})
"""The keys of the terms that have bounds."""

_BEYOND_LIMIT = {
    "sessions": "amend.sessions-beyond-limit",
    "months_begun": "amend.span-beyond-limit",
}
"""The figures that a reason lets exceed the profile, and the sentence where no reason does."""

_WAIVED = frozenset({*_BEYOND_LIMIT, "full_months"})
"""The figures that a reason waives, up to a limit."""


def breaks_bounds(case: Case, step: Step) -> bool:
    """Whether the amended terms break a bound of the contract, so that a reason can waive it."""
    return bool(_broken(case, step, broken_bounds))


def bounds_problems(
    case: Case, step: Step, judge: JudgeBounds, *, typed: bool
) -> tuple[Problem, ...]:
    """Return the bounds that an amendment breaks and that no reason in it waives.

    Each names what helps: a reason if that waives them all, other terms, or a new engagement for
    what is beyond every limit. `typed` means that the current command can be given the reason. What
    everyone has signed is judged only while it is in force.
    """
    if step.signed_on is None:
        return _bounds_problems(case, step, judge, typed=typed)
    if not _is_in_force(case, step):
        return ()
    return _or_sign(case, _bounds_problems(case, step, judge, typed=typed))


def bounds_to_mend(case: Case) -> tuple[Problem, ...]:
    """Return the bounds that signed amendments break, such as after a pause was taken back.

    An amendment in preparation that mends them is a step of its own.
    """
    broken = (bounds_problems(case, step, broken_bounds, typed=False) for step in case.binding)
    signing = (Remedy.SIGN_AMENDMENT, Remedy.SIGN_AS_RECORDED)
    return tuple(each for found in broken for each in found if each.remedy not in signing)


def goes_further(before: Case, after: Case) -> bool:
    """Whether the last amendment breaks more than it did before: its reason is about that only."""
    earlier = before.history[-1]
    terms = earlier.after.terms
    if terms is None:
        return False
    within = replace(terms, bounds=_bounds_before(before, earlier))
    allowed = widen_to_agreed(within, before.pauses)
    broken = _judge(after, after.history[-1], broken_bounds, allowed)
    return any(each.figure in _WAIVED for each in broken)


def needs_reason(
    case: Case,
    *,
    sessions: int | None = None,
    start_on: date | None = None,
    end_on: date | None = None,
) -> bool:
    """Whether an amendment of these terms is accepted, but only with a reason."""
    agreed = case.agreed_terms
    if agreed is None:
        return False
    terms = replace(
        agreed,
        sessions=sessions or agreed.sessions,
        start_on=start_on or agreed.start_on,
        end_on=end_on or agreed.end_on,
    )
    bounds = _bounds_after(case, case.binding, agreed)
    broken = broken_bounds(replace(terms, bounds=bounds), case.pauses)
    wider = replace(terms, bounds=widen_by_exception(bounds))
    return bool(broken) and not broken_bounds(wider, case.pauses)


def more_sessions(case: Case, sessions: int) -> Remedy:
    """Return the amendment to so many sessions, with a reason if it needs one.

    That of a package also sets a price: without one, the further sessions are free. Once its last
    invoice bills the whole price, that can no longer be changed.
    """
    is_beyond = needs_reason(case, sessions=sessions)
    terms = case.agreed_terms
    if terms is not None and terms.plan == "package" and not case.billed.package:
        return Remedy.MORE_SESSIONS_PRICED_ANYWAY if is_beyond else Remedy.MORE_SESSIONS_PRICED
    return Remedy.MORE_SESSIONS_ANYWAY if is_beyond else Remedy.MORE_SESSIONS


def later_end(case: Case, on: date) -> Remedy:
    """Return the amendment to such an end, or a new engagement beyond the limit of any reason."""
    if needs_engagement(case, end_on=on):
        return Remedy.NEW_ENGAGEMENT
    return Remedy.LATER_END_ANYWAY if needs_reason(case, end_on=on) else Remedy.LATER_END


def is_beyond_limits(case: Case, *, end_on: date) -> bool:
    """Whether no reason lets an amendment agree on a later end."""
    agreed = case.agreed_terms
    if agreed is None:
        return False
    bounds = limit_span(_bounds_after(case, case.binding, agreed), agreed, case.pauses)
    asked = replace(agreed, end_on=end_on, bounds=widen_by_exception(bounds))
    return bool(broken_bounds(asked, case.pauses))


def needs_engagement(
    case: Case, *, end_on: date | None = None, sessions: int | None = None
) -> bool:
    """Whether so many sessions, or such an end, are beyond what any amendment may agree."""
    agreed = case.agreed_terms
    if agreed is None:
        return False
    bounds = limit_span(_bounds_after(case, case.binding, agreed), agreed, case.pauses)
    asked = replace(
        agreed,
        sessions=sessions or agreed.sessions,
        end_on=end_on or agreed.end_on,
        bounds=widen_by_exception(bounds),
    )
    return any(each.figure in _BEYOND_LIMIT for each in broken_bounds(asked, case.pauses))


def contract_bounds(case: Case, terms: Terms, judge: JudgeBounds) -> tuple[Problem, ...]:
    """Return the bounds that the terms of a contract break, as long as no amendment replaced them.

    Once everyone has signed, an amendment mends them, until the engagement is over.
    """
    if any(map(_is_about_bounds, case.binding)):
        return ()
    broken = judge(terms, case.pauses)
    if case.engagement.signatures.first_on is None:
        remedy = Remedy.SET_TERMS
    elif last_session_day(case) is not None:
        remedy = Remedy.EDIT
    elif case.contracted_on is None:
        remedy = Remedy.TAKE_BACK_SIGNATURES
    else:
        wider = replace(terms, bounds=widen_by_exception(terms.bounds))
        remedy = Remedy.AMEND_TERMS if judge(wider, case.pauses) else Remedy.AMEND_ANYWAY
    words = {"number": ()}
    return _or_sign(case, tuple(replace(each, remedy=remedy, words=words) for each in broken))


def agreed_exceptions(case: Case) -> Iterator[Problem]:
    """Yield each bound that the agreed terms exceed, with the amendment that gives the reason."""
    terms = case.agreed_terms
    excepted = [step for step in case.binding if step.amendment.exception is not None]
    if terms is None or not excepted:
        return
    last = excepted[-1].amendment
    for broken in broken_bounds(terms, case.pauses):
        args = {"broken": broken, "number": last.number, "reason": last.exception}
        yield Problem("cadence.exception", args, level="ok")


def _broken(case: Case, step: Step, judge: JudgeBounds) -> tuple[BrokenBound, ...]:
    """Return the broken bounds; none if the amendment does not change what they are about.

    A reason alone is such a change: a pause that was taken back may have left the terms beyond.
    """
    if not _is_about_bounds(step) or step.before.terms is None:  # a hand may have removed them
        return ()  # they were checked when these terms were agreed
    return _judge(case, step, judge, _bounds_before(case, step))


def _remedy_of(step: Step, draft: Remedy) -> Remedy:
    """Return the remedy for an amendment: that of a draft, or of one that everyone has signed.

    An amendment that only some have signed is taken back first.
    """
    is_begun = step.signed_on is None and step.amendment.signatures.days
    return Remedy.TAKE_BACK_AMENDMENT if is_begun else draft


def _bounds_problems(
    case: Case, step: Step, judge: JudgeBounds, *, typed: bool
) -> tuple[Problem, ...]:
    broken, amendment = _broken(case, step, judge), step.amendment
    allowed = widen_by_exception(_bounds_before(case, step)) if broken else None
    found = () if allowed is None else _judge(case, step, judge, allowed)
    beyond = {each.figure: _said_of_amendment(each) for each in found}
    limits = tuple(each for figure, each in beyond.items() if figure in _BEYOND_LIMIT)
    if typed and limits:
        further, remedy = words_of_next(case), Remedy.NEW_ENGAGEMENT
        return tuple(replace(each, remedy=remedy, words=further) for each in limits)
    if typed and not amendment.signatures.days:
        helps = {**RETYPED, **dict.fromkeys(_WAIVED, Remedy.ANYWAY_WITH_REASON)}
    else:
        draft = Remedy.AMEND_TERMS if beyond or amendment.exception else Remedy.AMEND_ANYWAY
        helps = {each.figure: _remedy_of(step, draft) for each in broken}
    refused = broken if amendment.exception is None else found
    return tuple(
        replace(beyond.get(each.figure, each), remedy=helps[each.figure]) for each in refused
    )


def _is_about_bounds(step: Step) -> bool:
    amendment = step.amendment
    return amendment.exception is not None or bool(amendment.changed_terms.keys() & BOUNDED)


def _or_sign(case: Case, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return the problems of signed terms; an amendment about them, or half signed, comes first."""
    begun = (it for it in case.waiting if it.amendment.signatures.days or _is_about_bounds(it))
    step = next(begun, None)
    if step is None:
        return problems
    remedy, words = signing_of(case, step)
    return tuple(replace(each, remedy=remedy, words=words) for each in problems)


def _is_in_force(case: Case, step: Step) -> bool:
    """Whether sessions are still held on the terms of an amendment that everyone has signed."""
    later = (each for each in case.binding if each.place > step.place)
    return last_session_day(case) is None and not any(map(_is_about_bounds, later))


def _judge(case: Case, step: Step, judge: JudgeBounds, bounds: Profile) -> tuple[BrokenBound, ...]:
    terms = step.after.terms
    if terms is None or terms.end_on < terms.start_on:
        return ()  # there is no span to check, which is reported elsewhere
    return judge(replace(terms, bounds=bounds), case.pauses)


def _bounds_before(case: Case, step: Step) -> Profile:
    """Return the bounds of the contract, with what an earlier exception agreed inside them.

    What is not agreed yet has a longest span in every profile.
    """
    agreed = _terms_before(step)
    bounds = _bounds_after(case, (it for it in case.binding if it.place < step.place), agreed)
    return bounds if step.signed_on is not None else limit_span(bounds, agreed, case.pauses)


def _bounds_after(case: Case, earlier: Iterable[Step], agreed: Terms) -> Profile:
    if any(each.amendment.exception is not None for each in earlier):
        return widen_to_agreed(agreed, case.pauses)
    return agreed.bounds


def _terms_before(step: Step) -> Terms:
    terms = step.before.terms
    if terms is None:
        message = "amended terms were agreed before"
        raise ValueError(message)
    return terms


def _said_of_amendment(broken: BrokenBound) -> Problem:
    """Return what is said of a bound that no reason waives: of a limit, that no amendment does."""
    message = _BEYOND_LIMIT.get(broken.figure)
    return broken if message is None else Problem(message, broken.args)


def words_of_next(case: Case) -> dict[str, object]:
    """Return what the command says of another engagement of the same person."""
    person = case.beneficiary
    named = (each for each in case.engagement.demand.situations if each != "other")
    return {
        "next": f"{case.ref}-2",
        "client": case.client_reference,
        "name": person.name,
        "id": person.id,
        "situation": next(named, "problem-or-setback"),
    }

"""Checks on an amendment: before anyone signs it, and after a hand edit of the file."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.amended_bounds import BOUNDED, bounds_problems
from phmcoach.domain.contract.bounds import JudgeBounds, broken_bounds
from phmcoach.domain.contract.coverage import (
    count_sessions,
    first_covered_day,
    in_order,
    is_signed_too_late,
    session_effects,
)
from phmcoach.domain.contract.ending import last_session_day
from phmcoach.domain.history import Step
from phmcoach.domain.records.amendment import Amendment
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import replace


def amendment_gate(
    case: Case, step: Step, judge: JudgeBounds = broken_bounds
) -> tuple[Problem, ...]:
    """Require that the amendment changes something and keeps the bounds and the objectives valid.

    The engagement's pauses and the practice's closures are deducted from spans.
    """
    found = _problems(case, step, judge, typed=False, is_new=False)
    return mended_by_taking_back(case, step, found)


def typed_gate(before: Case, after: Case, step: Step, judge: JudgeBounds) -> tuple[Problem, ...]:
    """Return the problems of an amendment that was typed.

    If what was typed is agreed already and leaves nothing of the draft, the draft is taken back. So
    few sessions that none can be agreed are the only problem: no reason overcomes it.
    """
    fewer = tuple(fewer_than_used(before, step.amendment))
    if any(each.remedy is Remedy.SHOW for each in fewer):
        return fewer
    is_new = step.place >= len(before.engagement.amendments)
    found = (*_problems(after, step, judge, typed=True, is_new=is_new), *fewer)
    return mended_by_taking_back(after, step, found)


def over_to_amend(case: Case, on: date) -> tuple[Problem, ...]:
    """Return a problem if an amendment in preparation comes too late on a day to be signed."""
    if not is_signed_too_late(case, on):
        return ()
    args = {"on": last_session_day(case)}
    return (Problem("amend.over", args, remedy=Remedy.TAKE_BACK_AMENDMENT),)


def mended_by_taking_back(
    case: Case, step: Step, problems: Iterable[Problem]
) -> tuple[Problem, ...]:
    """Return the problems of an amendment; once the contract is over, only its removal helps.

    Nobody can change it or replace it by another one then.
    """
    if step.signed_on is not None or last_session_day(case) is None:
        return tuple(problems)
    return tuple(replace(each, remedy=Remedy.TAKE_BACK_AMENDMENT) for each in problems)


def amendment_breaches(case: Case) -> tuple[Problem, ...]:
    """Return all problems of the amendments in a file, whether a command or a hand wrote them."""
    return tuple(_breaches(case))


def fewer_than_used(before: Case, amendment: Amendment) -> Iterator[Problem]:
    """Yield a problem if an amendment asks for fewer sessions than are used.

    It can ask for as many as are used, unless these are all that were agreed, or still too few for
    the bounds: those are then reported with their own remedy.
    """
    asked, agreed, used = amendment.sessions, before.agreed_terms, count_sessions(before)
    if asked is None or agreed is None or asked >= used:
        return
    remedy = Remedy.SESSIONS_USED
    if used >= agreed.sessions:
        remedy = Remedy.SHOW
    elif broken_bounds(replace(agreed, sessions=used), before.pauses):
        remedy = Remedy.NOTHING
    yield Problem("amend.below-used", {"sessions": asked, "used": used}, remedy=remedy)


def sessions_left_out(
    dossier: Dossier, amendment: Amendment, *, typed: bool = False
) -> Iterator[Problem]:
    """Yield a problem for each session that another start or end would exclude from the contract.

    Nobody has signed the amendment yet. `typed`: it comes from the current command.
    """
    terms = dossier.agreed_terms
    if terms is None:
        return
    counted = [
        session
        for session in in_order(dossier.engagement.sessions)
        if terms.start_on <= session.on <= terms.end_on and session_effects(dossier, session).counts
    ]
    start_on, end_on = amendment.start_on or terms.start_on, amendment.end_on or terms.end_on
    for session in counted:
        args: dict[str, object] = {"id": session.id, "on": session.on}
        if session.on < start_on:
            remedy = Remedy.STARTING_EARLIER if typed else None
            args |= {"start_on": start_on}
            yield Problem("amend.starts-after-session", args, remedy=remedy)
        elif session.on > end_on:
            remedy = Remedy.ENDING_LATER if typed else None
            args |= {"end_on": end_on}
            yield Problem("amend.ends-before-session", args, remedy=remedy)


def evaluated_remarks(dossier: Dossier) -> tuple[Problem, ...]:
    """Warn that the engagement was evaluated: an amendment can then only correct the past."""
    on = dossier.engagement.outcome.evaluated_on
    return () if on is None else (Problem("amend.evaluated", {"on": on}),)


def unsigned_amendments(dossier: Dossier) -> tuple[Problem, ...]:
    """Return a problem for each amendment that still lacks a signature."""
    return tuple(
        Problem(
            "amend.not-signed",
            {"number": step.amendment.number, "parties": step.missing},
        )
        for step in dossier.waiting
    )


def order_problems(dossier: Dossier, step: Step) -> tuple[Problem, ...]:
    """Return a problem for each unsigned earlier amendment, because later ones build on it."""
    number = step.amendment.number
    return tuple(
        Problem(
            "amend.earlier-unsigned",
            {"number": number, "earlier": earlier.amendment.number},
        )
        for earlier in dossier.history[: step.place]
        if earlier.signed_on is None
    )


def _breaches(case: Case) -> Iterator[Problem]:
    signed_on = case.contracted_on
    for step in case.history:
        each, expected = step.amendment, step.place + 1
        number = {"number": each.number}
        if each.number != expected:
            yield Problem("amend.wrong-number", number | {"expected": expected})
        if signed_on is None or each.set_on < signed_on:
            args = number | {"on": each.set_on}
            yield Problem("amend.before-contract", args, remedy=Remedy.EDIT)
        early = [on for on in each.signatures.days if on < each.set_on]
        if early:
            args = number | {"signed_on": min(early), "on": each.set_on}
            yield Problem("amend.signed-early", args, remedy=Remedy.EDIT)
        if each.signatures.days and signed_on is not None:
            yield from order_problems(case, step)
        yield from amendment_gate(case, step)


def _problems(
    case: Case, step: Step, judge: JudgeBounds, *, typed: bool, is_new: bool
) -> Iterator[Problem]:
    amendment = step.amendment
    number = {"number": amendment.number}
    is_change = amendment.changed_terms or amendment.applies_from or amendment.exception
    is_person = amendment.beneficiary or amendment.beneficiary_role
    is_other = amendment.client or amendment.contact or is_person
    if not (is_change or is_other or amendment.objectives or amendment.dropped):
        remedy = None if is_new else _remedy(step, Remedy.TAKE_BACK_AMENDMENT)
        yield Problem("amend.nothing", number, remedy=remedy)
    yield from _check_terms(case, step, judge, typed=typed)
    yield from _check_days(case, step, typed=typed)
    yield from _check_personal_objectives(step, typed=typed)
    yield from _check_objectives(case, step, typed=typed)


def _remedy(step: Step, draft: Remedy | None = None) -> Remedy | None:
    """Return the remedy for a draft, for a partly signed one, or an edit once all have signed."""
    if step.signed_on is not None:
        return Remedy.EDIT
    return Remedy.TAKE_BACK_AMENDMENT if step.amendment.signatures.days else draft


def _check_terms(case: Case, step: Step, judge: JudgeBounds, *, typed: bool) -> Iterator[Problem]:
    amendment, terms = step.amendment, step.after.terms
    if terms is None:
        return  # the gate of the contract reports missing terms
    if terms.end_on < terms.start_on:
        args = {"start_on": terms.start_on, "end_on": terms.end_on}
        remedy = _remedy(step, Remedy.ENDING_LATER if typed else None)
        yield Problem("amend.ends-before-start", args, remedy=remedy)
    if amendment.package_price is not None and terms.plan != "package":
        yield Problem("amend.no-package", remedy=Remedy.RATE_INSTEAD if typed else Remedy.EDIT)
    yield from bounds_problems(case, step, judge, typed=typed)


def _check_days(case: Case, step: Step, *, typed: bool) -> Iterator[Problem]:
    """Check that the amendment takes effect after the signature and extends the covered days."""
    amendment = step.amendment
    signed_on, first = case.contracted_on, amendment.applies_from
    if signed_on is None:
        return
    if amendment.effective_on < signed_on:
        args = {
            "number": amendment.number,
            "on": amendment.effective_on,
            "signed_on": signed_on,
        }
        remedy = _remedy(step, Remedy.EFFECTIVE_LATER if typed else None)
        yield Problem("amend.effective-before-contract", args, remedy=remedy)
    yield from _check_effect(step, typed=typed)
    received_on = case.engagement.demand.received_on
    if first is not None and first < received_on and step.signed_on is None:
        args = {"number": amendment.number, "on": first, "received_on": received_on}
        remedy = _remedy(step, Remedy.APPLIED_FROM if typed else None)
        yield Problem("amend.applies-before-demand", args, remedy=remedy)
    covered = first_covered_day(case, before=step)
    if first is not None and covered is not None and first >= covered:
        args = {"number": amendment.number, "on": first, "covered_from": covered}
        remedy = _remedy(step, Remedy.APPLIED_FROM if typed else None)
        yield Problem("amend.applies-late", args, remedy=remedy)


def _check_effect(step: Step, *, typed: bool) -> Iterator[Problem]:
    """Yield a problem if another number or span takes effect after the last day of the contract.

    An amendment of today that covers what was held before takes effect on its own day.
    """
    amendment, terms = step.amendment, step.after.terms
    if terms is None or step.signed_on is not None:
        return
    day, end_on = amendment.effective_on, terms.end_on
    if amendment.changed_terms.keys() & BOUNDED and max(amendment.set_on, end_on) < day:
        args = {"number": amendment.number, "on": day, "end_on": end_on}
        remedy = _remedy(step, Remedy.EFFECTIVE_LATER if typed else None)
        yield Problem("amend.effective-after-end", args, remedy=remedy)


def _check_objectives(case: Case, step: Step, *, typed: bool) -> Iterator[Problem]:
    amendment = step.amendment
    old = {each.id for each in step.before.objectives}
    for name in amendment.dropped:
        if name not in old:
            remedy = Remedy.SHOW if typed else Remedy.EDIT
            yield Problem("amend.unknown-objective", {"id": name}, remedy=remedy)
    named = Counter((*amendment.dropped, *(each.id for each in amendment.objectives)))
    for name in (name for name, times in named.items() if times > 1):
        args = {"number": amendment.number, "id": name}
        yield Problem("amend.objective-twice", args)
    for each in amendment.objectives:
        if not each.is_complete:
            args = {"id": each.id}
            yield Problem("gate.incomplete-objective", args, remedy=Remedy.EDIT)
    another = _remedy(step, Remedy.ADD_BY_AMENDMENT)
    words = {"dropped": amendment.dropped}
    left = step.after.objectives
    if amendment.dropped and not left:
        yield Problem("gate.no-objective", remedy=another, words=words)
    elif amendment.dropped and not case.private and all(each.personal for each in left):
        yield Problem("gate.no-shared-objective", remedy=another, words=words)


def _check_personal_objectives(step: Step, *, typed: bool) -> Iterator[Problem]:
    """Yield a problem for each personal objective that the amendment names.

    The organisation signs the amendment, so it would read the personal objective. A personal one
    needs no amendment: it is removed or reworded by itself.
    """
    amendment = step.amendment
    known = (*step.before.objectives, *amendment.objectives)
    personal = {each.id for each in known if each.personal}
    for name in (*amendment.dropped, *(each.id for each in amendment.objectives)):
        if name in personal:
            alone = (
                Remedy.REMOVE_OBJECTIVE if name in amendment.dropped else Remedy.REWORD_OBJECTIVE
            )
            remedy = alone if typed else Remedy.EDIT
            yield Problem("amend.personal-objective", {"id": name}, remedy=remedy)

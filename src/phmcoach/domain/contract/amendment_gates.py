"""What an amendment must be before anyone signs it, and what a hand edit can make wrong of one."""

from collections import Counter
from collections.abc import Iterator

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.bounds import broken_bounds
from phmcoach.domain.contract.coverage import covered_from, in_order, session_effects
from phmcoach.domain.history import Step
from phmcoach.domain.records.amendment import Amendment
from phmcoach.errors import Problem


def amendment_gate(case: Case, step: Step) -> tuple[Problem, ...]:
    """Require a change of a signed contract that leaves a whole one: bounds and objectives.

    Spans are net of the engagement's pauses and of the practice's closures.
    """
    return tuple(_problems(case, step))


def amendment_breaches(case: Case) -> tuple[Problem, ...]:
    """Return what is wrong with the amendments of a file, however it came there."""
    return tuple(_breaches(case))


def sessions_left_before(dossier: Dossier, amendment: Amendment) -> tuple[Problem, ...]:
    """Return each session that was in the contract and that a later start would leave out of it.

    The dossier does not hold the amendment yet.
    """
    terms, start_on = dossier.agreed_terms, amendment.start_on
    if terms is None or start_on is None:
        return ()
    return tuple(
        Problem(
            "amend.starts-after-session",
            {"id": session.id, "on": session.on, "start_on": start_on},
        )
        for session in in_order(dossier.engagement.sessions)
        if terms.start_on <= session.on < start_on and session_effects(dossier, session).counts
    )


def evaluated_remarks(dossier: Dossier) -> tuple[Problem, ...]:
    """Tell that the engagement was evaluated: an amendment can only put right what has been."""
    on = dossier.engagement.outcome.evaluated_on
    return () if on is None else (Problem("amend.evaluated", {"on": on}),)


def unsigned_amendments(dossier: Dossier) -> tuple[Problem, ...]:
    """Return the amendments that wait for a signature, with the command that records it."""
    return tuple(
        Problem(
            "amend.not-signed",
            {"number": step.amendment.number, "parties": step.missing},
            f"coach sign {dossier.ref} --amendment {step.amendment.number} --on DATE",
        )
        for step in dossier.history
        if step.signed_on is None
    )


def order_problems(dossier: Dossier, step: Step) -> tuple[Problem, ...]:
    """Return each earlier amendment that not all have signed: what is agreed next rests on it."""
    number = step.amendment.number
    return tuple(
        Problem(
            "amend.signed-over-unsigned",
            {"number": number, "earlier": earlier.amendment.number},
            f"coach sign {dossier.ref} --amendment {earlier.amendment.number} --on DATE",
        )
        for earlier in dossier.history[: step.place]
        if earlier.signed_on is None
    )


def _breaches(case: Case) -> Iterator[Problem]:
    edit = f"coach edit {case.ref}"
    signed_on = case.contracted_on
    for step in case.history:
        each, expected = step.amendment, step.place + 1
        number = {"number": each.number}
        if each.number != expected:
            yield Problem("amend.wrong-number", number | {"expected": expected}, edit)
        if signed_on is None or each.set_on < signed_on:
            args = number | {"on": each.set_on}
            yield Problem("amend.before-contract", args, edit)
        early = [on for on in each.signatures.days if on < each.set_on]
        if early:
            args = number | {"signed_on": min(early), "on": each.set_on}
            yield Problem("amend.signed-early", args, edit)
        if each.signatures.days and signed_on is not None:
            yield from order_problems(case, step)
        yield from _problems(case, step)


def _problems(case: Case, step: Step) -> Iterator[Problem]:
    amendment = step.amendment
    number = {"number": amendment.number}
    is_change = amendment.changed_terms or amendment.applies_from
    if not (is_change or amendment.objectives or amendment.dropped):
        yield Problem("amend.nothing", number, f"coach amend {case.ref} --sessions N")
    yield from _of_terms(case, step)
    yield from _of_days(case, step)
    yield from _of_personal_objectives(step, f"coach edit {case.ref}")
    yield from _of_objectives(case, step)


def _mending(dossier: Dossier, amendment: Amendment, command: str) -> str:
    """Return the command that changes a draft; what anyone has signed is mended by hand alone."""
    return f"coach edit {dossier.ref}" if amendment.signatures.days else command


def _of_terms(case: Case, step: Step) -> Iterator[Problem]:
    amendment, terms = step.amendment, step.after.terms
    if terms is None:
        return  # a contract without terms is told by the gate of the contract
    if terms.end_on < terms.start_on:
        args = {"start_on": terms.start_on, "end_on": terms.end_on}
        fix = _mending(case, amendment, f"coach amend {case.ref} --end DATE")
        yield Problem("amend.ends-before-start", args, fix)
    if amendment.package_price is not None and terms.plan != "package":
        yield Problem("amend.no-package", {}, f"coach edit {case.ref}")
    if terms.end_on < terms.start_on:
        return  # no span, and nothing to say of its length
    if not (amendment.changed_terms.keys() & {"sessions", "session_minutes", "start_on", "end_on"}):
        return  # what it does not touch was agreed before
    fix = _mending(case, amendment, f"coach amend {case.ref} --sessions N --hours H --end DATE")
    for bound in broken_bounds(terms, case.pauses):
        yield Problem(bound.message, bound.args, fix)


def _of_days(case: Case, step: Step) -> Iterator[Problem]:
    """Yield an effect before there is a contract, and a first day that covers nothing more."""
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
        fix = _mending(case, amendment, f"coach amend {case.ref} --effective DATE")
        yield Problem("amend.effective-before-contract", args, fix)
    if first is None:
        return
    earlier = (each for each in case.binding if each.place < step.place)
    covered = covered_from(earlier, signed_on)
    if first >= covered:
        args = {"number": amendment.number, "on": first, "covered_from": covered}
        fix = _mending(case, amendment, f"coach amend {case.ref} --applies-from DATE")
        yield Problem("amend.applies-late", args, fix)


def _of_objectives(case: Case, step: Step) -> Iterator[Problem]:
    amendment, edit = step.amendment, f"coach edit {case.ref}"
    old = {each.id for each in step.before.objectives}
    for name in amendment.dropped:
        if name not in old:
            yield Problem("amend.unknown-objective", {"id": name}, edit)
    named = Counter((*amendment.dropped, *(each.id for each in amendment.objectives)))
    for name in (name for name, times in named.items() if times > 1):
        args = {"number": amendment.number, "id": name}
        yield Problem("amend.objective-twice", args, edit)
    for each in amendment.objectives:
        if not each.is_complete:
            yield Problem("gate.incomplete-objective", {"id": each.id}, edit)
    drops = "".join(f" --drop-objective {name}" for name in amendment.dropped)
    another = f'coach amend {case.ref}{drops} --add-objective "…" --result "…" --indicator "…"'
    fix = _mending(case, amendment, another)
    left = step.after.objectives
    if amendment.dropped and not left:
        yield Problem("gate.no-objective", {}, fix)
    elif amendment.dropped and not case.private and all(each.personal for each in left):
        yield Problem("gate.no-shared-objective", {}, fix)


def _of_personal_objectives(step: Step, fix: str) -> Iterator[Problem]:
    """Yield each personal objective that is named in a paper which the organisation signs."""
    amendment = step.amendment
    known = (*step.before.objectives, *amendment.objectives)
    personal = {each.id for each in known if each.personal}
    for name in (*amendment.dropped, *(each.id for each in amendment.objectives)):
        if name in personal:
            yield Problem("amend.personal-objective", {"id": name}, fix)

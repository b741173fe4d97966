"""What an amendment must be before anyone signs it, and what a hand edit can make wrong of one."""

from collections import Counter
from collections.abc import Iterator

from phmcoach.domain.contract.amending import (
    after,
    agreed_terms,
    applies_from,
    before,
    missing_on,
    signed_by_all_on,
)
from phmcoach.domain.contract.bounds import broken_bounds
from phmcoach.domain.contract.coverage import in_order, session_effects
from phmcoach.domain.contract.lifecycle import contracted_on
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.practice import Closure
from phmcoach.errors import Problem


def amendment_gate(
    engagement: Engagement,
    amendment: Amendment,
    *,
    private: bool,
    ref: str,
    closures: tuple[Closure, ...] = (),
) -> tuple[Problem, ...]:
    """Require a change of a signed contract that leaves a whole one: bounds and objectives.

    Spans are net of the engagement's pauses and of the practice's `closures`.
    """
    return tuple(_problems(engagement, amendment, private=private, ref=ref, closures=closures))


def amendment_breaches(
    engagement: Engagement, *, private: bool, ref: str, closures: tuple[Closure, ...] = ()
) -> tuple[Problem, ...]:
    """Return what is wrong with the amendments of a file, however it came there."""
    return tuple(_breaches(engagement, private=private, ref=ref, closures=closures))


def sessions_left_before(engagement: Engagement, amendment: Amendment) -> tuple[Problem, ...]:
    """Return each session that was in the contract and that a later start would leave out of it.

    The engagement is the one that does not hold the amendment yet.
    """
    terms, start_on = agreed_terms(engagement), amendment.start_on
    if terms is None or start_on is None:
        return ()
    return tuple(
        Problem(
            "amend.starts-after-session",
            {"id": session.id, "on": session.on, "start_on": start_on},
        )
        for session in in_order(engagement.sessions)
        if terms.start_on <= session.on < start_on and session_effects(engagement, session).counts
    )


def evaluated_remarks(engagement: Engagement) -> tuple[Problem, ...]:
    """Tell that the engagement was evaluated: an amendment can only put right what has been."""
    on = engagement.outcome.evaluated_on
    return () if on is None else (Problem("amend.evaluated", {"on": on}),)


def unsigned_amendments(engagement: Engagement, *, ref: str) -> tuple[Problem, ...]:
    """Return the amendments that wait for a signature, with the command that records it."""
    return tuple(
        Problem(
            "amend.not-signed",
            {"number": each.number, "parties": missing_on(engagement, each)},
            f"coach sign {ref} --amendment {each.number} --on DATE",
        )
        for each in engagement.amendments
        if signed_by_all_on(engagement, each) is None
    )


def order_problems(
    engagement: Engagement, amendment: Amendment, *, ref: str
) -> tuple[Problem, ...]:
    """Return each earlier amendment that not all have signed: what is agreed next rests on it."""
    place = engagement.amendments.index(amendment)
    return tuple(
        Problem(
            "amend.signed-over-unsigned",
            {"number": amendment.number, "earlier": each.number},
            f"coach sign {ref} --amendment {each.number} --on DATE",
        )
        for each in engagement.amendments[:place]
        if signed_by_all_on(engagement, each) is None
    )


def _breaches(
    engagement: Engagement, *, private: bool, ref: str, closures: tuple[Closure, ...]
) -> Iterator[Problem]:
    edit = f"coach edit {ref}"
    signed_on = contracted_on(engagement, private=private)
    for place, each in enumerate(engagement.amendments, start=1):
        number = {"number": each.number}
        if each.number != place:
            yield Problem("amend.wrong-number", number | {"expected": place}, edit)
        if signed_on is None or each.set_on < signed_on:
            args = number | {"on": each.set_on}
            yield Problem("amend.before-contract", args, edit)
        early = [on for on in each.signatures.days if on < each.set_on]
        if early:
            args = number | {"signed_on": min(early), "on": each.set_on}
            yield Problem("amend.signed-early", args, edit)
        if each.signatures.days and signed_on is not None:
            yield from order_problems(engagement, each, ref=ref)
        yield from _problems(engagement, each, private=private, ref=ref, closures=closures)


def _problems(
    engagement: Engagement,
    amendment: Amendment,
    *,
    private: bool,
    ref: str,
    closures: tuple[Closure, ...],
) -> Iterator[Problem]:
    number = {"number": amendment.number}
    is_change = amendment.changed_terms or amendment.applies_from
    if not (is_change or amendment.objectives or amendment.dropped):
        yield Problem("amend.nothing", number, f"coach amend {ref} --sessions N")
    yield from _of_terms(engagement, amendment, ref, closures)
    yield from _of_days(engagement, amendment, private=private, ref=ref)
    edit = f"coach edit {ref}"
    yield from _of_personal_objectives(engagement, amendment, edit)
    yield from _of_objectives(engagement, amendment, private=private, ref=ref)


def _mending(amendment: Amendment, ref: str, command: str) -> str:
    """Return the command that changes a draft; what anyone has signed is mended by hand alone."""
    return f"coach edit {ref}" if amendment.signatures.days else command


def _of_terms(
    engagement: Engagement, amendment: Amendment, ref: str, closures: tuple[Closure, ...]
) -> Iterator[Problem]:
    terms = after(engagement, amendment).terms
    if terms is None:
        return  # a contract without terms is told by the gate of the contract
    if terms.end_on < terms.start_on:
        args = {"start_on": terms.start_on, "end_on": terms.end_on}
        fix = _mending(amendment, ref, f"coach amend {ref} --end DATE")
        yield Problem("amend.ends-before-start", args, fix)
    if amendment.package_price is not None and terms.plan != "package":
        yield Problem("amend.no-package", {}, f"coach edit {ref}")
    if terms.end_on < terms.start_on:
        return  # no span, and nothing to say of its length
    if not (amendment.changed_terms.keys() & {"sessions", "session_minutes", "start_on", "end_on"}):
        return  # what it does not touch was agreed before
    fix = _mending(amendment, ref, f"coach amend {ref} --sessions N --hours H --end DATE")
    for bound in broken_bounds(terms, engagement.all_pauses(closures)):
        yield Problem(bound.message, bound.args, fix)


def _of_days(
    engagement: Engagement, amendment: Amendment, *, private: bool, ref: str
) -> Iterator[Problem]:
    """Yield an effect before there is a contract, and a first day that covers nothing more."""
    signed_on, first = contracted_on(engagement, private=private), amendment.applies_from
    if signed_on is None:
        return
    if amendment.effective_on < signed_on:
        args = {
            "number": amendment.number,
            "on": amendment.effective_on,
            "signed_on": signed_on,
        }
        fix = _mending(amendment, ref, f"coach amend {ref} --effective DATE")
        yield Problem("amend.effective-before-contract", args, fix)
    if first is None:
        return
    place = engagement.amendments.index(amendment)
    earlier = engagement.model_copy(update={"amendments": engagement.amendments[:place]})
    covered_from = applies_from(earlier, signed_on)
    if first >= covered_from:
        args = {"number": amendment.number, "on": first, "covered_from": covered_from}
        fix = _mending(amendment, ref, f"coach amend {ref} --applies-from DATE")
        yield Problem("amend.applies-late", args, fix)


def _of_objectives(
    engagement: Engagement, amendment: Amendment, *, private: bool, ref: str
) -> Iterator[Problem]:
    edit = f"coach edit {ref}"
    old = {each.id: each for each in before(engagement, amendment).objectives}
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
    another = f'coach amend {ref}{drops} --add-objective "…" --result "…" --indicator "…"'
    fix = _mending(amendment, ref, another)
    left = after(engagement, amendment).objectives
    if amendment.dropped and not left:
        yield Problem("gate.no-objective", {}, fix)
    elif amendment.dropped and not private and all(each.personal for each in left):
        yield Problem("gate.no-shared-objective", {}, fix)


def _of_personal_objectives(
    engagement: Engagement, amendment: Amendment, fix: str
) -> Iterator[Problem]:
    """Yield each personal objective that is named in a paper which the organisation signs."""
    known = (*before(engagement, amendment).objectives, *amendment.objectives)
    personal = {each.id for each in known if each.personal}
    for name in (*amendment.dropped, *(each.id for each in amendment.objectives)):
        if name in personal:
            yield Problem("amend.personal-objective", {"id": name}, fix)

"""Corrections of the objectives before the signature.

After it, the terms name what changes them.
Shared objectives are in the annex that everyone signs, so only an amendment changes them later.
Personal ones are not, and may be corrected until the engagement is over.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from phmcoach.actions.changing import without_none
from phmcoach.actions.context import Context
from phmcoach.actions.contract.amendment_draft import effective_day, find_draft, having_draft
from phmcoach.actions.contract.amendment_keys import (
    ObjectiveChange,
    PartyChange,
    TermsChange,
    amended_words,
    changes_form,
    compose_changes,
)
from phmcoach.actions.contract.scales import no_scale_error, refuse_late_scale, scale_keys
from phmcoach.actions.money.billing_context import refuse_over
from phmcoach.actions.money.invoiced import Invoiced
from phmcoach.actions.opening import Opened, load_client, open_engagement
from phmcoach.actions.saving import save_change
from phmcoach.domain.contract.amended_bounds import BOUNDED, bounds_problems
from phmcoach.domain.contract.amendment_gates import fewer_than_used, sessions_left_out
from phmcoach.domain.contract.bounds import broken_bounds
from phmcoach.domain.contract.ending import declined_problems, over_problems, stopped_problems
from phmcoach.domain.contract.lifecycle import amending_remedy, not_dropped, signed_remedy
from phmcoach.domain.contract.renewal import (
    fixed_terms_problems,
    other_client_problems,
)
from phmcoach.domain.money.account import is_billed
from phmcoach.domain.money.repricing import repricing_problems
from phmcoach.domain.records.kept_terms import find_dropped
from phmcoach.domain.records.objective import Objective
from phmcoach.errors import MissingError, Problem, RuleRefusedError, refuse
from phmcoach.remedy import Remedy
from phmcoach.store.folder import resolve_client
from phmcoach.store.ledger import read_ledger
from phmcoach.store.lock import lock_folder
from phmcoach.words import DroppedTerm


def refuse_to_ask(
    context: Context,
    *,
    ref: str,
    before_contract: bool = False,
    amends: bool = False,
    client: str | None = None,
    alone: bool = False,
) -> None:
    """Raise RuleRefusedError if an engagement is over, before anything is asked about it.

    After an evaluation, an amendment still changes what `amends`. An empty reference is let pass. A
    `client` who cannot sign any more is refused first, and `alone` the one who has signed already.
    """
    if not ref:
        return
    opened = open_engagement(context.folder, ref)
    if client is not None:
        _refuse_client(context, opened, client, alone=alone)
    over = over_problems(opened.case, before_contract=before_contract)
    refuse_over(context, opened, stopped_problems(opened.case) if amends else over)


def change_objective(
    context: Context,
    *,
    ref: str,
    name: str,
    statement: str | None = None,
    result: str | None = None,
    indicator: str | None = None,
    personal: bool | None = None,
    levels: Sequence[str] = (),
    weight: Decimal | None = None,
    scaled_on: date | None = None,
) -> Objective:
    """Change what is given of an objective, and return it; its scale is written today by default.

    Raises MissingError for an unknown one, RuleRefusedError if it is or becomes a part of what was
    signed or if it is too late for a scale, UsageError unless there are five different levels.
    """
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        scale = scale_keys(levels, weight, scaled_on or context.today)
        found = opened.engagement.objective(name)
        if found is None and scale:
            refuse_over(context, opened, declined_problems(opened.case))
            raise no_scale_error(opened, name)
        found = found or _find(opened, name)
        changes = without_none(
            {
                "statement": statement,
                "expected_result": result,
                "indicator": indicator,
                "personal": personal,
            }
        )
        if changes:
            typed = {"statement": statement, "result": result, "indicator": indicator}
            _refuse_to_change(context, opened, found, typed, personal=personal)
        if scale:
            shared = found.shared or personal is False
            refuse_late_scale(context, opened, scaled_on or context.today, name, shared=shared)
        place = opened.engagement.objectives.index(found)
        changed = save_change(
            context,
            opened,
            values={("objectives", place, key): value for key, value in (changes | scale).items()},
        )
    return changed.engagement.objectives[place]


def _refuse_to_change(
    context: Context,
    opened: Opened,
    found: Objective,
    typed: Mapping[str, str | None],
    *,
    personal: bool | None,
) -> None:
    """Refuse to change the words or the readers of an objective that was signed."""
    shared = found.shared or personal is False
    if personal is None or personal == found.personal:
        words = {key: () if text is None else text for key, text in typed.items()}
        instead = Remedy.REWORD_BY_AMENDMENT
        refuse_if_signed(context, opened, shared=shared, instead=instead, id=found.id, **words)
    elif personal:
        _refuse_to_drop(context, opened, found)
    else:
        refuse_if_signed(context, opened, shared=shared, instead=Remedy.ADD_BY_AMENDMENT)


def remove_objective(context: Context, *, ref: str, name: str) -> None:
    """Remove an objective; raises as `change_objective` does."""
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        found = _find(opened, name)
        _refuse_to_drop(context, opened, found)
        place = opened.engagement.objectives.index(found)
        save_change(context, opened, values={("objectives", place): None})


def _refuse_to_drop(context: Context, opened: Opened, found: Objective) -> None:
    """Refuse to take a signed objective out; the last one is replaced with another."""
    others = [each for each in opened.case.agreed_objectives if each.id != found.id]
    is_last = not any(each.shared or opened.case.private for each in others)
    instead = Remedy.ADD_BY_AMENDMENT if is_last else Remedy.DROP_BY_AMENDMENT
    refuse_if_signed(
        context, opened, shared=found.shared, instead=instead, id=found.id, dropped=(found.id,)
    )


def _find(opened: Opened, name: str) -> Objective:
    found = opened.engagement.objective(name)
    if found is None:
        raise MissingError.of("objective.unknown", id=name, about=opened.ref)
    return found


def refuse_if_signed(
    context: Context, opened: Opened, *, shared: bool, instead: Remedy, **words: object
) -> None:
    """Refuse to change signed terms or shared objectives; personal ones may change later.

    `words` are the fields of the remedy. No amendment is possible until everyone has signed the
    contract: until then, the signatures are taken back.
    """
    refuse_over(context, opened, over_problems(opened.case))
    _refuse_signed(opened, shared=shared, instead=instead, **words)


def _refuse_signed(opened: Opened, *, shared: bool, instead: Remedy, **words: object) -> None:
    signed_on = opened.engagement.signatures.first_on
    if shared and signed_on is not None and opened.case.contracted_on is None:
        raise RuleRefusedError.of(
            "terms.partly-signed",
            on=signed_on,
            about=opened.ref,
            remedy=signed_remedy(opened.case),
            words={"number": ()},
        )
    if shared and signed_on is not None:
        remedy, number = amending_remedy(opened.case, instead)
        raise RuleRefusedError.of(
            "terms.already-signed",
            on=signed_on,
            ref=opened.ref,
            about=opened.ref,
            remedy=remedy,
            words={"dropped": (), **words, **number},
        )


def refuse_signed_terms(
    context: Context,
    opened: Opened,
    typed: Mapping[str, object],
    client: str | None,
    without: Collection[DroppedTerm],
) -> None:
    """Refuse to set terms that somebody has signed, with what changes what was typed.

    After an evaluation an amendment still does.
    """
    case, signatures = opened.case, opened.engagement.signatures
    words = amended_words(case.agreed_terms, typed)
    is_signed = signatures.first_on is not None and case.contracted_on is not None
    if client is not None:
        _refuse_client(context, opened, client, alone=not typed and not without)
    refuse_over(context, opened, stopped_problems(case))
    if words and amending_remedy(case, Remedy.AMEND)[0] is Remedy.AMEND:
        words |= _left_open(context, opened, typed)
    if is_signed:
        dropped = find_dropped(case.agreed_terms, without)
        if changes_form(case.agreed_terms, typed) or _FIXED.intersection(dropped):
            billed = is_billed(read_ledger(context.folder).accounts(opened.ref))
            found = fixed_terms_problems(case, billed=billed, today=context.today)
            refuse(found, about=opened.ref)
        refuse((not_dropped(case, each) for each in dropped), about=opened.ref)
    instead = Remedy.AMEND if words else Remedy.AMEND_TERMS
    _refuse_signed(opened, shared=True, instead=instead, **words)


def _refuse_client(context: Context, opened: Opened, client: str, *, alone: bool) -> None:
    """Refuse another client of a signed contract, and `alone` the one it has already.

    The end of a contract that is over is not taken back for that.
    """
    case, name = opened.case, resolve_client(context.folder, client)
    if not opened.engagement.signatures.days:
        return
    if name == case.client_reference:
        already = Problem("amend.client-already", {"client": name}, remedy=Remedy.SHOW)
        refuse([already] if alone else (), about=opened.ref)
    elif case.contracted_on is not None:
        other = load_client(context.folder, name, needed_by=case).value
        refuse(other_client_problems(case, name, other, context.today), about=opened.ref)


def _left_open(context: Context, opened: Opened, typed: Mapping[str, object]) -> dict[str, object]:
    """Return what an amendment needs besides what was typed, and what of that it would refuse.

    Raises RuleRefusedError if no amendment goes so far.
    """
    opened = opened.with_billed(Invoiced(context.folder).of(opened))
    case, on, draft = opened.case, context.today, find_draft(opened)
    judged = BOUNDED | {"hourly_rate", "late_cancel_percent"}
    given: dict[str, Any] = {key: value for key, value in typed.items() if key in judged}
    given_changes = (TermsChange(**given), ObjectiveChange(), PartyChange())
    changes = compose_changes(opened, draft, *given_changes, on)
    days = {"set_on": on, "effective_on": effective_day(draft, on)}
    head = {"number": 1, **days, "exception": draft and draft.exception}
    after = having_draft(opened, draft, without_none(head | changes), ())
    step = after.history[-1]
    if not changes or step.after.terms is None:
        return {}
    accounts = read_ledger(context.folder).accounts(opened.ref)
    found = (
        *bounds_problems(after, step, broken_bounds, typed=True),
        *fewer_than_used(case, step.amendment),
        *sessions_left_out(case, step.amendment, typed=True),
        *repricing_problems(after, step, accounts, typed=True),
    )
    refuse((each for each in found if each.remedy in _NO_AMENDMENT), about=opened.ref)
    return {key: word for each in found for key, word in _OPEN.get(each.remedy, {}).items()}


_NO_AMENDMENT = (Remedy.NEW_ENGAGEMENT, Remedy.SHOW)
"""What is named where no amendment goes so far, or has so few sessions."""

_OPEN: Mapping[Remedy | None, Mapping[str, object]] = {
    Remedy.ANYWAY_WITH_REASON: {"exception": "…"},
    Remedy.EFFECTIVE_LATER: {"effective_on": "DATE"},
    Remedy.ENDING_LATER: {"end_on": "DATE"},
    Remedy.LENGTH: {"session_minutes": "H"},
    Remedy.OTHER_SESSIONS: {"sessions": "N"},
    Remedy.SESSIONS_USED: {"sessions": "N"},
    Remedy.STARTING_EARLIER: {"start_on": "DATE"},
}
"""What stands in the place of a value that an amendment would refuse."""

_FIXED = frozenset[DroppedTerm](("package", "schedule", "contract-number"))
"""The terms that no amendment changes."""

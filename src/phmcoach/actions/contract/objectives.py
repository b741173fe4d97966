"""Correcting objectives before the signature: reworded, shared or personal, or dropped.

Shared objectives are in the annex that everyone signs, so only an amendment changes them later.
Personal ones are not, and may be corrected until the engagement is over.
"""

from phmcoach.actions.changing import without_none
from phmcoach.actions.context import Context
from phmcoach.actions.opening import Opened, open_engagement, refuse_if_over
from phmcoach.actions.saving import save_change
from phmcoach.domain.records.objective import Objective
from phmcoach.errors import MissingError, RuleRefusedError
from phmcoach.remedy import Remedy
from phmcoach.store.lock import lock_folder


def change_objective(
    context: Context,
    *,
    ref: str,
    name: str,
    statement: str | None = None,
    result: str | None = None,
    indicator: str | None = None,
    personal: bool | None = None,
) -> Objective:
    """Change what is given of an objective, and return it.

    Raises MissingError for an unknown one, RuleRefusedError if it is or becomes a part of what was
    signed.
    """
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        found = _find(opened, name)
        shared = found.shared or personal is False
        if personal is None or personal == found.personal:
            refuse_if_signed(opened, shared=shared, instead=Remedy.REWORD_BY_AMENDMENT, id=name)
        elif personal:
            _refuse_to_drop(opened, found)
        else:
            refuse_if_signed(opened, shared=shared, instead=Remedy.ADD_BY_AMENDMENT)
        place = opened.engagement.objectives.index(found)
        changes = without_none(
            {
                "statement": statement,
                "expected_result": result,
                "indicator": indicator,
                "personal": personal,
            }
        )
        changed = save_change(
            context,
            opened,
            values={("objectives", place, key): value for key, value in changes.items()},
        )
    return changed.engagement.objectives[place]


def remove_objective(context: Context, *, ref: str, name: str) -> None:
    """Remove an objective; raises as `change_objective` does."""
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        found = _find(opened, name)
        _refuse_to_drop(opened, found)
        place = opened.engagement.objectives.index(found)
        save_change(context, opened, values={("objectives", place): None})


def _refuse_to_drop(opened: Opened, found: Objective) -> None:
    """Refuse to take a signed objective out; the last one is replaced with another."""
    others = [each for each in opened.case.agreed_objectives if each.id != found.id]
    is_last = not any(each.shared or opened.case.private for each in others)
    instead = Remedy.ADD_BY_AMENDMENT if is_last else Remedy.DROP_BY_AMENDMENT
    refuse_if_signed(opened, shared=found.shared, instead=instead, id=found.id, dropped=(found.id,))


def _find(opened: Opened, name: str) -> Objective:
    found = opened.engagement.objective(name)
    if found is None:
        raise MissingError.of("objective.unknown", id=name, about=opened.ref)
    return found


def refuse_if_signed(opened: Opened, *, shared: bool, instead: Remedy, **words: object) -> None:
    """Refuse to change signed terms or shared objectives; personal ones may change later.

    `words` are the fields of the remedy. No amendment is possible until everyone has signed the
    contract: until then, the other way is to decline the demand and to record another one.
    """
    refuse_if_over(opened)
    signed_on = opened.engagement.signatures.first_on
    if shared and signed_on is not None and opened.case.contracted_on is None:
        raise RuleRefusedError.of(
            "terms.partly-signed",
            on=signed_on,
            about=opened.ref,
            remedy=Remedy.DECLINE,
            words={"by": "coach"},
        )
    if shared and signed_on is not None:
        for step in opened.case.history:
            if step.amendment.signatures.days and step.missing:  # it has to be finished first
                instead = Remedy.SIGN_AMENDMENT
                words |= {"number": step.amendment.number}
        raise RuleRefusedError.of(
            "terms.already-signed",
            on=signed_on,
            ref=opened.ref,
            about=opened.ref,
            remedy=instead,
            words={"dropped": (), **words},
        )

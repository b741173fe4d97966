"""The part of a report that recalls the contract: the latest agreed terms and the amendments.

The beneficiary agrees to the version that they were shown, so the organisation's version recalls
nothing else: if there are two contracts, only the beneficiary's own, without the price.
"""

from datetime import date

from phmcoach.domain.base import Reader
from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.lifecycle import met_days
from phmcoach.domain.disclosure import disclose
from phmcoach.domain.history import Change, Step
from phmcoach.domain.records.terms import states_key
from phmcoach.value import Value
from phmcoach.words import ContractPaper


class RecalledAmendment(Value):
    """An amendment in force: the terms that it changes, and whether it changes objectives.

    If the recalled contract does not state a value, the change contains booleans instead: whether a
    missed session is billed, but not its share.
    """

    number: int
    set_on: date
    effective_on: date
    changes: tuple[Change, ...]
    has_objectives: bool
    applies_from: date | None


class Recall(Value):
    """The latest agreed dates and number of sessions, and the number held; None without terms.

    `held` counts the sessions up to the evaluation: the report is not about later ones.
    """

    start_on: date | None
    end_on: date | None
    contracted: int | None
    held: int
    amendments: tuple[RecalledAmendment, ...]


def recall_frame(dossier: Dossier, reader: Reader) -> Recall:
    """Return the recalled terms for a reader; every reader may know the number of sessions held."""
    terms = dossier.agreed_terms
    evaluated = dossier.engagement.outcome.evaluated_on or date.max
    held = dossier.already_held + sum(day <= evaluated for day in met_days(dossier))
    contract = dossier.engagement.terms
    is_pair = contract is not None and contract.contract == "pair"
    amendments = tuple(
        _recall_amendment(step, reader, "beneficiary" if is_pair else "three-party")
        for step in dossier.binding
        if step.concerns_beneficiary or not is_pair
    )
    if terms is None:
        return Recall(None, None, None, held, amendments)
    seen = disclose(terms, reader)
    return Recall(seen["start_on"], seen["end_on"], seen["sessions"], held, amendments)


def _recall_amendment(step: Step, reader: Reader, paper: ContractPaper) -> RecalledAmendment:
    states_absence = step.waives_absence is not None
    seen = disclose(step.amendment, reader)
    contact = seen["contact"] if paper != "beneficiary" else None
    sides = step.before, step.after
    old, new = (disclose(each.terms, reader) if each.terms else {} for each in sides)
    old_objectives, new_objectives = (
        [disclose(objective, reader) for objective in each.objectives] for each in sides
    )
    return RecalledAmendment(
        number=seen["number"],
        set_on=seen["set_on"],
        effective_on=seen["effective_on"],
        changes=tuple(
            Change(key, was, will_be)
            if states_key(paper, key)
            else Change(key, bool(was), bool(will_be))
            for key in step.amendment.changed_terms
            if states_key(paper, key) or (key == "late_cancel_percent" and states_absence)
            for was, will_be in [(old.get(key), new.get(key))]
        )
        + ((Change("client", None, step.amendment.client),) if step.amendment.client else ())
        + ((Change("contact", None, contact),) if contact else ()),
        has_objectives=old_objectives != new_objectives,
        applies_from=seen["applies_from"],
    )

"""What a report recalls of the contract: its frame as it was agreed last, and what changed it.

The beneficiary agrees to what he was shown, so the organisation's version recalls nothing else: of
a pair, what his own contract says, and nothing of the price.
"""

from dataclasses import dataclass
from datetime import date

from phmcoach.domain.base import Reader
from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.lifecycle import met_days
from phmcoach.domain.disclosure import disclose
from phmcoach.domain.history import Change, Step
from phmcoach.domain.records.terms import states_key
from phmcoach.words import ContractPaper


@dataclass(frozen=True)
class Amended:
    """An amendment in force: the terms that it changes, and whether it changes objectives.

    Of what the contract does not state itself, the values are whether there is any: of a share due
    for a missed session, whether one is billed.
    """

    number: int
    set_on: date
    effective_on: date
    changes: tuple[Change, ...]
    has_objectives: bool
    applies_from: date | None


@dataclass(frozen=True)
class Recall:
    """The frame that was agreed last, and what was held of it; without terms there is no frame.

    `held` is the number of sessions up to the evaluation: one that is held after it is no part of
    what the report is about.
    """

    start_on: date | None
    end_on: date | None
    contracted: int | None
    held: int
    amendments: tuple[Amended, ...]


def recall_frame(dossier: Dossier, reader: Reader) -> Recall:
    """Recall the frame; how many sessions were held is a number that every reader may know."""
    terms = dossier.agreed_terms
    evaluated = dossier.engagement.outcome.evaluated_on or date.max
    held = sum(day <= evaluated for day in met_days(dossier))
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


def _recall_amendment(step: Step, reader: Reader, paper: ContractPaper) -> Amended:
    says_absence = step.waives_absence is not None
    seen = disclose(step.amendment, reader)
    sides = step.before, step.after
    old, new = (disclose(each.terms, reader) if each.terms else {} for each in sides)
    was_aim, is_aim = ([disclose(aim, reader) for aim in each.objectives] for each in sides)
    return Amended(
        number=seen["number"],
        set_on=seen["set_on"],
        effective_on=seen["effective_on"],
        changes=tuple(
            Change(key, was, will_be)
            if states_key(paper, key)
            else Change(key, bool(was), bool(will_be))
            for key in step.amendment.changed_terms
            if states_key(paper, key) or (key == "late_cancel_percent" and says_absence)
            for was, will_be in [(old.get(key), new.get(key))]
        ),
        has_objectives=was_aim != is_aim,
        applies_from=seen["applies_from"],
    )

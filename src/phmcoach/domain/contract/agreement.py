"""The beneficiary's agreement to the evaluation, and the fields that it opens to the organisation.

The agreement has a date and a digest of the content that the beneficiary was shown. A record alone
cannot check that digest, so code that discloses an engagement passes an opener from this module;
without one, every conditional field stays closed.

What was shown includes the part of a report that recalls the contract: the latest agreed terms and
the amendments. The organisation's version recalls nothing else: if there are two contracts, only
the beneficiary's own, without the price.
"""

from datetime import date

from phmcoach.domain.base import Reader, Record
from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.lifecycle import met_days
from phmcoach.domain.disclosure import Opener, disclose
from phmcoach.domain.history import Change, Step
from phmcoach.domain.records.evaluation import Evaluation, Rating, digest_content
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.session import Session
from phmcoach.domain.records.terms import states_key
from phmcoach.value import Value, unfold
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


def evaluation_sha256(dossier: Dossier) -> str | None:
    """Return the digest of the beneficiary's version of the evaluation, or None without one."""
    if dossier.engagement.evaluation is None:
        return None
    recalled = recall_frame(dossier, Reader.BENEFICIARY)
    return digest_content(
        dossier.engagement.evaluation,
        dossier.agreed_objectives,
        dossier.engagement.outcome.evaluated_on,
        unfold(recalled),
    )


def is_shown(dossier: Dossier) -> bool:
    """Whether the beneficiary was shown the current version of the evaluation."""
    found = dossier.engagement.evaluation
    return found is not None and found.shown_sha256 == evaluation_sha256(dossier)


def has_agreed(dossier: Dossier) -> bool:
    """Whether the beneficiary agreed to the current version of the evaluation."""
    found = dossier.engagement.evaluation
    return (
        found is not None
        and found.approved_on is not None
        and found.approved_sha256 == evaluation_sha256(dossier)
    )


def agreed_objective(dossier: Dossier, name: str) -> Objective | None:
    """Return the latest agreed version of the objective with this id, or None."""
    return next((each for each in dossier.agreed_objectives if each.id == name), None)


def opener_of(dossier: Dossier) -> Opener:
    """Return the function that decides which conditional fields of an engagement are open.

    `dates_disclosed`: the contract discloses the days of sessions, and the session was held.
    `agreed`: the beneficiary agreed to this version of the evaluation, and the rated objective is
    shared.
    """
    agreed = has_agreed(dossier)

    def opens(condition: str, record: Record) -> bool:
        match condition, record:
            case "dates_disclosed", Session():
                terms = dossier.terms_on(record.on)
                return terms is not None and terms.session_dates and record.status == "held"
            case "agreed", Rating():
                objective = agreed_objective(dossier, record.objective)
                return agreed and objective is not None and objective.shared
            case "agreed", Evaluation():
                return agreed
            case _:
                return False

    return opens

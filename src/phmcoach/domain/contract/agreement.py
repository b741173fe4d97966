"""The beneficiary's agreement to the evaluation, and the fields that it opens to the organisation.

The agreement has a date and a digest of the content that the beneficiary was shown. A record alone
cannot check that digest, so code that discloses an engagement passes an opener from this module;
without one, every conditional field stays closed.
"""

from phmcoach.domain.base import Reader, Record
from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.recall import recall_frame
from phmcoach.domain.disclosure import Opener
from phmcoach.domain.records.evaluation import Evaluation, Rating, digest_content
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.session import Session
from phmcoach.value import unfold


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

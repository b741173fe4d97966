"""What the beneficiary agreed to, and what their agreement opens to the organisation.

The agreement is dated, and it is to the very content that the beneficiary was shown: a digest of
that content stands beside the day. A record cannot know this of itself, so whoever discloses an
engagement is handed an opener from here, and without one everything conditional stays closed.
"""

from dataclasses import asdict

from phmcoach.domain.base import Reader, Record
from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.recall import recall_frame
from phmcoach.domain.disclosure import Opener
from phmcoach.domain.records.evaluation import Evaluation, Rating, digest_content
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.session import Session


def evaluation_sha256(dossier: Dossier) -> str | None:
    """Return the digest of what the beneficiary's version of the evaluation says, or None."""
    if dossier.engagement.evaluation is None:
        return None
    recalled = recall_frame(dossier, Reader.BENEFICIARY)
    return digest_content(
        dossier.engagement.evaluation,
        dossier.agreed_objectives,
        dossier.engagement.outcome.evaluated_on,
        asdict(recalled),
    )


def is_shown(dossier: Dossier) -> bool:
    """Whether the beneficiary was shown the evaluation as it stands, and not only before."""
    found = dossier.engagement.evaluation
    return found is not None and found.shown_sha256 == evaluation_sha256(dossier)


def has_agreed(dossier: Dossier) -> bool:
    """Whether the beneficiary agreed to the evaluation as it stands, and to no earlier one."""
    found = dossier.engagement.evaluation
    return (
        found is not None
        and found.approved_on is not None
        and found.approved_sha256 == evaluation_sha256(dossier)
    )


def agreed_objective(dossier: Dossier, name: str) -> Objective | None:
    """Return the objective with this id as the parties agreed it last, or None."""
    return next((each for each in dossier.agreed_objectives if each.id == name), None)


def opener_of(dossier: Dossier) -> Opener:
    """Return what opens the fields of an engagement that wait for a contract or an agreement.

    `dates_disclosed`: the contract names the days of sessions, and the session was held.
    `agreed`: the beneficiary agreed to this very evaluation, and what is rated is shared.
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

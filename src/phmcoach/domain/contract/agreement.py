"""What the beneficiary agreed to, and what their agreement opens to the organisation.

The agreement is dated, and it is to the very content that the beneficiary was shown: a digest of
that content stands beside the day. A record cannot know this of itself, so whoever discloses an
engagement is handed an opener from here, and without one everything conditional stays closed.
"""

from dataclasses import asdict

from phmcoach.domain.base import Reader, Record
from phmcoach.domain.contract.amending import agreed_objectives, terms_on
from phmcoach.domain.contract.recall import recall_frame
from phmcoach.domain.disclosure import Opener
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.evaluation import Evaluation, Rating, digest_content
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.session import Session


def evaluation_sha256(engagement: Engagement) -> str | None:
    """Return the digest of what the beneficiary's version of the evaluation says, or None."""
    if engagement.evaluation is None:
        return None
    recalled = recall_frame(engagement, Reader.BENEFICIARY, private=False)
    return digest_content(
        engagement.evaluation,
        agreed_objectives(engagement),
        engagement.outcome.evaluated_on,
        asdict(recalled),
    )


def is_shown(engagement: Engagement) -> bool:
    """Whether the beneficiary was shown the evaluation as it stands, and not only before."""
    found = engagement.evaluation
    return found is not None and found.shown_sha256 == evaluation_sha256(engagement)


def has_agreed(engagement: Engagement) -> bool:
    """Whether the beneficiary agreed to the evaluation as it stands, and to no earlier one."""
    found = engagement.evaluation
    return (
        found is not None
        and found.approved_on is not None
        and found.approved_sha256 == evaluation_sha256(engagement)
    )


def agreed_objective(engagement: Engagement, name: str) -> Objective | None:
    """Return the objective with this id as the parties agreed it last, or None."""
    return next((each for each in agreed_objectives(engagement) if each.id == name), None)


def opener_of(engagement: Engagement) -> Opener:
    """Return what opens the fields of an engagement that wait for a contract or an agreement.

    `dates_disclosed`: the contract names the days of sessions, and the session was held.
    `agreed`: the beneficiary agreed to this very evaluation, and what is rated is shared.
    """
    agreed = has_agreed(engagement)

    def opens(condition: str, record: Record) -> bool:
        match condition, record:
            case "dates_disclosed", Session():
                terms = terms_on(engagement, record.on)
                return terms is not None and terms.session_dates and record.status == "held"
            case "agreed", Rating():
                objective = agreed_objective(engagement, record.objective)
                return agreed and objective is not None and objective.shared
            case "agreed", Evaluation():
                return agreed
            case _:
                return False

    return opens

"""For how long each kind of personal data is kept, as dated law says it.

Nobody keeps personal data longer than its purpose needs (GDPR 5.1.e). Notes, personal objectives
and evaluations serve the coaching alone, the contract is proof between its parties, and the
accounts are proof before the tax office, which no request for erasure touches (GDPR 17.3.b).
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal, get_args

from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.ending import ending_of
from phmcoach.domain.records.law_rules import Duration
from phmcoach.domain.values.months import add_months

Keeping = Literal["private-data", "contract-data", "accounts-data"]
KEEPINGS: tuple[Keeping, ...] = get_args(Keeping)
"""The ids of the durations in the law, from the shortest to the longest."""

RuleOn = Callable[[Keeping, date], Duration]
"""Returns the duration of a kind of data that the law sets on a day."""

_MONTHS = 12


def over_since(dossier: Dossier) -> date | None:
    """Return the day on which the work with a person was over, or None while it goes on.

    A close is recorded when everything is paid, perhaps long after; so the day is that of the
    decline, the early end or the evaluation, or of a session that was held later.
    """
    if ending_of(dossier) is None:
        return None
    outcome = dossier.engagement.outcome
    ends = (outcome.declined_on, outcome.ended_on, outcome.evaluated_on)
    held = (each.on for each in dossier.engagement.sessions if each.status == "held")
    over = max((on for on in ends if on is not None), default=None)
    return outcome.closed_on if over is None else max((over, *held))


def over_by_all(dossiers: Iterable[Dossier]) -> date | None:
    """Return the day on which the last of some engagements was over; None without any."""
    days = [over_since(each) for each in dossiers]
    known = [on for on in days if on is not None]
    return max(known) if known and len(known) == len(days) else None


def kept_until(rule: Duration, over_on: date) -> date:
    """Return the last day on which data may be kept; accounts, from the end of their year on."""
    if rule.id == "accounts-data":
        return date(over_on.year + rule.years, 12, 31)
    return add_months(over_on, _MONTHS * rule.years)

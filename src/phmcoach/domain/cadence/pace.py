"""The second question of the cadence: whether the number can still be held in good rhythm.

The gap that is left for each session is measured against the contract's own, and not against a
fixed number of days: twenty sessions in three months leave 4.6 days and are what was sold.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from phmcoach.domain.cadence.rhythm import Rhythm
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.values.pauses import DayRange, count_open_days
from phmcoach.words import Level

BREACH_BELOW = Fraction(1, 2)
RISK_BELOW = Fraction(3, 4)
"""Shares of the contract's own gap."""

SHORTEST_GAP = 1
"""Days: less than one for each session is a breach, whatever the contract's own."""


@dataclass(frozen=True)
class Pace:
    """Open days and sessions left, and the gap that they leave. Gaps are days, to one decimal.

    `own_gap` is the contract's own: its open days ÷ its sessions. `booked` are planned sessions
    up to the end. `required_gap` is None where no session is left.
    """

    days_left: int
    left: int
    booked: int
    required_gap: Decimal | None
    own_gap: Decimal
    level: Level


def assess_pace(terms: Terms, rhythm: Rhythm, *, pauses: tuple[DayRange, ...], as_of: date) -> Pace:
    """Measure the pace on a day, which still counts as a day left; before the start, on the start.

    Days left are open days up to the contract's end, which only an amendment moves.
    """
    today = max(as_of, terms.start_on)
    days_left = count_open_days(today, terms.end_on, pauses)
    left = max(0, terms.sessions - len(rhythm.counted))
    booked = rhythm.count_planned(today, terms.end_on)
    own = Fraction(count_open_days(terms.start_on, terms.end_on, pauses), terms.sessions)
    required = Fraction(days_left, left) if left else None
    return Pace(
        days_left=days_left,
        left=left,
        booked=booked,
        required_gap=None if required is None else _round(required),
        own_gap=_round(own),
        level="ok" if required is None else _judge(required, own, left=left, booked=booked),
    )


def _judge(required: Fraction, own: Fraction, *, left: int, booked: int) -> Level:
    """Return the level of a required gap.

    NOTE: sessions booked for all that is left soften it by one level, and a last session that is
    booked is fine. Without this an engagement in perfect order would be red in its last days: with
    one session left the required gap falls to nothing while its date comes nearer.
    """
    if required < SHORTEST_GAP:
        return "breach"
    if booked >= left == 1:
        return "ok"
    if required < own * BREACH_BELOW:
        return "risk" if booked >= left else "breach"
    if required < own * RISK_BELOW:
        return "ok" if booked >= left else "risk"
    return "ok"


def _round(gap: Fraction) -> Decimal:
    exact = Decimal(gap.numerator) / Decimal(gap.denominator)
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)

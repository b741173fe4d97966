"""The second question of the cadence: whether the remaining sessions can keep a steady rhythm.

The days left for each remaining session are compared with the average gap of the contract, not with
a fixed number: twenty sessions in three months leave 4.6 days each, as agreed.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from phmcoach.domain.cadence.rhythm import SignedCase
from phmcoach.value import Value
from phmcoach.words import Level

BREACH_BELOW = Fraction(1, 2)
RISK_BELOW = Fraction(3, 4)
"""Shares of the average gap of the contract."""

SHORTEST_GAP = 1
"""Days: less than one for each session is a breach, whatever the contract says."""


class Pace(Value):
    """Open days and sessions left, and the gap between sessions, in days to one decimal.

    `own_gap` is the average of the contract: its open days ÷ its sessions. `booked` counts the
    planned sessions up to the end. A session that is not recorded is not left: it may have been
    held. `required_gap` is None if no session is left.
    """

    days_left: int
    left: int
    booked: int
    required_gap: Decimal | None
    own_gap: Decimal
    level: Level


def assess_pace(signed: SignedCase) -> Pace:
    """Measure the pace on a day, or on the start if that is later; the day itself counts as left.

    The days left are open days up to the end of the contract, which only an amendment moves.
    """
    terms, rhythm = signed.terms, signed.rhythm
    today = max(signed.as_of, terms.start_on)
    days_left = signed.count_open_days(today, terms.end_on)
    used = rhythm.used + rhythm.count_unrecorded(terms.start_on, terms.end_on)
    left = max(0, terms.sessions - used)
    booked = rhythm.count_planned(today, terms.end_on)
    own = Fraction(signed.count_open_days(terms.start_on, terms.end_on), terms.sessions)
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

    NOTE: the level is one step milder if all remaining sessions are booked, and a booked last
    session is fine. Otherwise an engagement in perfect order would be red in its last days: with
    one session left, the required gap shrinks to zero as its date comes nearer.
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

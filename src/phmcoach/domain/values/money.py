"""Euros: amounts are rounded half-up to the cent, once, in these functions only."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

from phmcoach.errors import RuleRefusedError

CENT = Decimal("0.01")
AMOUNT_LIMIT = Decimal(10_000_000)
"""The limit that every amount stays below: a larger one is a typo."""


def declared_euros(amount: Decimal) -> Decimal:
    """Return an amount as a declaration asks for it: rounded to the euro, and never negative."""
    return max(amount, Decimal(0)).quantize(Decimal(1), ROUND_HALF_UP)


def round_cents(amount: Decimal | Fraction) -> Decimal:
    """Round half-up to the cent, as EN 16931 does."""
    if isinstance(amount, Fraction):
        doubled = 2 * amount.numerator * 100 + amount.denominator
        return Decimal(doubled // (2 * amount.denominator)).scaleb(-2)
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add amounts; the sum of none is 0.00."""
    return sum(amounts, Decimal("0.00"))


def spread(amount: Decimal, over: Sequence[Decimal]) -> list[Decimal]:
    """Split an amount in proportion to others, from the running total so that no cent is lost."""
    whole = total(over) or CENT
    sums = [round_cents(amount * total(over[:n]) / whole) for n in range(len(over) + 1)]
    return [after - before for before, after in pairwise(sums)]


def price_minutes(minutes: int, hourly: Decimal, percent: Decimal = Decimal(100)) -> Decimal:
    """Return minutes × hourly rate / 60 × percent / 100, rounded once at the end."""
    return round_cents(Fraction(minutes) * Fraction(hourly) * Fraction(percent) / 6000)


def trim_decimals(price: Decimal) -> Decimal:
    """Return a price without trailing zeros after the second decimal."""
    cents = price.quantize(CENT, rounding=ROUND_HALF_UP)
    return abs(cents if cents == price else price.normalize())


def price_hour(hourly: Decimal, percent: Decimal) -> Decimal:
    """Return the price of an hour at a percentage, to six decimals (EN 16931, BT-146).

    If it were rounded to the cent, hours × price could differ from the amount of the line.
    """
    exact = hourly * percent / 100
    return trim_decimals(exact.quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP))


def check_amount(amount: Decimal) -> Decimal:
    """Return an amount that is to be billed or recorded.

    Raises RuleRefusedError unless it is positive and below `AMOUNT_LIMIT`.
    """
    if amount <= 0:
        raise RuleRefusedError.of("money.nothing")
    if amount >= AMOUNT_LIMIT:
        raise RuleRefusedError.of("money.too-much", limit=AMOUNT_LIMIT)
    return amount

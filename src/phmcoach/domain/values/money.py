"""Euros, to the cent, rounded half-up once and at a place that can be named."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from phmcoach.errors import RuleRefusedError

CENT = Decimal("0.01")
BEYOND = Decimal(10_000_000)
"""What an amount must stay below: more is a slip."""


def round_cents(amount: Decimal | Fraction) -> Decimal:
    """Round half-up to the cent, as EN 16931 does."""
    if isinstance(amount, Fraction):
        doubled = 2 * amount.numerator * 100 + amount.denominator
        return Decimal(doubled // (2 * amount.denominator)).scaleb(-2)
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add amounts; nothing at all is 0.00."""
    return sum(amounts, Decimal("0.00"))


def price_minutes(minutes: int, hourly: Decimal, percent: Decimal = Decimal(100)) -> Decimal:
    """Return minutes × hourly rate / 60 × percent / 100, rounded once."""
    return round_cents(Fraction(minutes) * Fraction(hourly) * Fraction(percent) / 6000)


def at_least_cents(price: Decimal) -> Decimal:
    """Return a price with two decimals, or with those beyond the cent that are not zero."""
    cents = price.quantize(CENT, rounding=ROUND_HALF_UP)
    return abs(cents if cents == price else price.normalize())


def price_hour(hourly: Decimal, percent: Decimal) -> Decimal:
    """Return the price of an hour at a percentage, to six decimals (EN 16931, BT-146).

    To the cent, hours × price could be another amount than the one beside it.
    """
    exact = hourly * percent / 100
    return at_least_cents(exact.quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP))


def require_some(amount: Decimal) -> Decimal:
    """Return an amount to ask for or to record.

    Raises RuleRefusedError for no euros at all, and for more than any record can hold.
    """
    if amount <= 0:
        raise RuleRefusedError.of("money.nothing")
    if amount >= BEYOND:
        raise RuleRefusedError.of("money.too-much", limit=BEYOND)
    return amount

from decimal import Decimal
from fractions import Fraction

import pytest

from phmcoach.domain.values.money import price_minutes, round_cents, total


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("0.005", "0.01"), ("0.0049", "0.00"), ("2.675", "2.68"), ("1", "1.00"), ("10.995", "11.00")],
)
def test_half_a_cent_is_rounded_up(amount: str, rounded: str) -> None:
    assert str(round_cents(Decimal(amount))) == rounded
    assert str(round_cents(Fraction(amount))) == rounded


@pytest.mark.parametrize(
    ("minutes", "hourly", "percent", "price"),
    [
        (120, "260", "100", "520.00"),
        (50, "260", "100", "216.67"),
        (90, "260.01", "100", "390.02"),
        (120, "260", "50", "260.00"),
        (100, "99.99", "33.3", "55.49"),
    ],
)
def test_a_price_is_minutes_times_rate_rounded_once(
    minutes: int, hourly: str, percent: str, price: str
) -> None:
    assert str(price_minutes(minutes, Decimal(hourly), Decimal(percent))) == price


def test_nothing_adds_up_to_zero_euros_and_cents() -> None:
    assert str(total([])) == "0.00"

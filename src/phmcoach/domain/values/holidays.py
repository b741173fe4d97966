"""The public holidays of France."""

from datetime import date
from functools import cache


def is_holiday(day: date) -> bool:
    """Whether a day is a public holiday in metropolitan France."""
    return day in _holidays_of(day.year)


@cache
def _holidays_of(year: int) -> frozenset[date]:
    from holidays import country_holidays

    return frozenset(country_holidays("FR", years=year))

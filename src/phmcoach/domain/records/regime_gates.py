"""The days on which a regime or a rhythm of declarations can change."""

from collections.abc import Iterator, Sequence
from datetime import date

from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.regimes import (
    DeclarationChange,
    TaxChange,
    VatChange,
    first_of_quarter,
)
from phmcoach.domain.values.months import add_months
from phmcoach.domain.values.pauses import ONE_DAY
from phmcoach.errors import Problem


def vat_problems(
    practice: Practice, after: Sequence[VatChange], change: VatChange, today: date
) -> Iterator[Problem]:
    """Refuse another rhythm of VAT returns within a quarter: each is declared in one (CGI 287).

    The day that is proposed, here and below, begins a period of which nothing is declared yet.
    """
    on, start = change.valid_from, first_of_quarter(change.valid_from)
    here = (each for each in after if first_of_quarter(each.valid_from) == start)
    rhythms = {practice.vat_regime_on(start), *(each.regime for each in here)} - {"franchise"}
    if on > start and change.regime != "franchise" and len(rhythms) > 1:
        following = add_months(first_of_quarter(max(on, today)), 3)
        args = {"regime": change.regime, "on": following}
        yield Problem("practice.vat-whole-quarter", args)


def tax_problems(practice: Practice, change: TaxChange, today: date) -> Iterator[Problem]:
    """Refuse to change between micro and the declared profit within a year (CGI 102 ter)."""
    on, start = change.valid_from, practice.started_on
    begins = (on.month, on.day) == (1, 1) or (start is not None and on <= start)
    regimes = (change.regime, practice.tax_regime_on(on - ONE_DAY))
    if not begins and "is" not in regimes:
        args = {"regime": change.regime, "on": next_new_year(max(on, today))}
        yield Problem("practice.tax-whole-year", args)


def declaration_problems(change: DeclarationChange, today: date) -> Iterator[Problem]:
    """Refuse another rhythm within a year: it is asked by 31 October for the next one (Urssaf)."""
    on = change.valid_from
    if (on.month, on.day) != (1, 1):
        args = {"declaration": change.declaration, "on": next_new_year(max(on, today))}
        yield Problem("practice.declaration-whole-year", args)


def next_new_year(today: date) -> date:
    """Return the first 1 January from today on: what holds for whole years can change then."""
    is_one = (today.month, today.day) == (1, 1)
    return today if is_one else date(today.year + 1, 1, 1)

"""Changing how invoices and quotes are numbered: each prefix has a series of its own.

A series has no gap, so the number of an invoice can be chosen only where none was issued in it.
"""

from collections.abc import Iterator
from datetime import date

from phmcoach.actions.changing import KeyPath
from phmcoach.domain.records.billing import Billing
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import Place, Problem, RuleRefusedError, refuse
from phmcoach.store.ledger import Ledger
from phmcoach.store.ledger_numbers import next_document_number, other_papers, used_prefixes
from phmcoach.store.records import Loaded
from phmcoach.value import Value, replace


class NumberingRequest(Value):
    """Another prefix of invoices or quotes, or the number of the first invoice of a series.

    Without a day, another prefix holds from today; without a number, its series begins at 1.
    """

    prefix: str | None = None
    first_number: int | None = None
    quote_prefix: str | None = None

    @property
    def of_invoices(self) -> bool:
        """Whether it changes how invoices are numbered."""
        return self.prefix is not None or self.first_number is not None


class Series(Value):
    """The series of the next invoices, from a day on, with the number of the next one in it.

    `until_then` is the prefix that goes on before that day; without one, the series holds already.
    """

    prefix: str
    number: str
    on: date
    until_then: str | None = None


def numbering_values(
    billing: Billing, ledger: Ledger, request: NumberingRequest, *, on: date | None, today: date
) -> dict[KeyPath, object]:
    """Return the keys to set for another numbering from a day on.

    Raises RuleRefusedError for a number in a series that has begun, for a day to come before the
    first invoice, and for one prefix of invoices and quotes.
    """
    values: dict[str, object] = {}
    if request.quote_prefix is not None:
        refuse(other_papers(ledger, request.quote_prefix, "quote"))
        values["quote_prefix"] = request.quote_prefix
    if request.of_invoices:
        values |= _series_values(billing, ledger, request, on, today)
    return {("billing", key): value for key, value in values.items()}


def describe_series(billing: Billing, ledger: Ledger, today: date) -> Series:
    """Return the series of the prefix that a practice has now."""
    used = used_prefixes(ledger)
    on = max(today, billing.prefix_from or today)
    now = billing.prefix_on(today, used)
    number = next_document_number(
        ledger, prefix=billing.prefix, year=on.year, first=billing.opening_number(on, used)
    )
    return Series(billing.prefix, number, on, None if now == billing.prefix else now)


def find_unopened_series(
    practice: Loaded[Practice] | None, ledger: Ledger, today: date
) -> Iterator[Problem]:
    """Yield a problem for a prefix that was changed by hand and has no first day and number."""
    if practice is None:
        return
    try:
        practice.value.billing.opening_number(today, used_prefixes(ledger))
    except RuleRefusedError as refused:
        place = Place(practice.path, practice.line_of("billing", "prefix"), "prefix")
        yield from (replace(each, place=place) for each in refused.problems)


def _series_values(
    billing: Billing, ledger: Ledger, request: NumberingRequest, on: date | None, today: date
) -> dict[str, object]:
    used = used_prefixes(ledger)
    prefix = billing.prefix if request.prefix is None else request.prefix
    refuse(other_papers(ledger, prefix, "invoice"))
    first = request.first_number
    opened: dict[str, object] = {"prefix": prefix, "prefix_from": None, "prefix_first_number": None}
    if not used:
        if on is not None and on > today:
            raise RuleRefusedError.of("billing.no-series-yet", on=on)
        if first is None:
            return opened
        return opened | {"next_number": first, "next_number_year": (on or today).year}
    if prefix in used:
        if first is not None:
            last = next(each for each in reversed(ledger.entries) if each.prefix == prefix)
            raise RuleRefusedError.of("billing.series-begun", prefix=prefix, last=last.number)
        return opened if prefix == used[-1] else opened | {"prefix_from": on or today}
    is_same = prefix == billing.prefix
    begins = on or (is_same and billing.prefix_from) or today
    if first is None:
        first = (is_same and billing.prefix_first_number) or 1
    return {"prefix": prefix, "prefix_from": begins, "prefix_first_number": first}

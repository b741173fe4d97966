"""Changing the habits of a practice: the price of an hour, and the days on which it is closed."""

from datetime import date
from decimal import Decimal

from phmcoach.actions.changing import KeyPath, without_none
from phmcoach.domain.base import as_data
from phmcoach.domain.records.practice import Closure, HourlyRate, Practice
from phmcoach.errors import RuleRefusedError
from phmcoach.store.records import Loaded
from phmcoach.value import Value
from phmcoach.words import ClientKind

Appends = list[tuple[str, dict[str, object]]]


class HabitsRequest(Value):
    """Another price of an hour for a kind of client, days to close, a closure to take out.

    The price holds for terms that start from a day on. `not_closed` is a day of the closure.
    """

    rate: Decimal | None = None
    rate_for: ClientKind = "company-fr"
    closed_from: date | None = None
    closed_to: date | None = None
    not_closed: date | None = None


def habit_edits(
    loaded: Loaded[Practice], request: HabitsRequest, on: date
) -> tuple[Appends, dict[KeyPath, object]]:
    """Return the tables to append and the values to set; raises RuleRefusedError without a closure.

    A price of the same day is replaced, and days that are closed already are not written twice.
    """
    practice = loaded.value
    appends: Appends = []
    values: dict[KeyPath, object] = {}
    if request.rate is not None:
        rate = HourlyRate(valid_from=on, client_kind=request.rate_for, hourly=request.rate)
        places = [(each.valid_from, each.client_kind) for each in practice.rates]
        hourly = write_price(request.rate)
        if "rates" not in loaded.data:  # the default rate card goes on until that day
            appends += [
                ("rates", as_data(each) | {"hourly": write_price(each.hourly)})
                for each in practice.rates
            ]
        if (rate.valid_from, rate.client_kind) in places and "rates" in loaded.data:
            values["rates", places.index((on, request.rate_for)), "hourly"] = hourly
        elif practice.hourly_rate(request.rate_for, on) != request.rate:
            appends.append(("rates", as_data(rate) | {"hourly": hourly}))
    if request.not_closed is not None:
        values["closures", _closure_of(practice, request.not_closed)] = None
    closed = {"start_on": request.closed_from, "end_on": request.closed_to}
    if any(closed.values()) and closed not in [as_data(each) for each in practice.closures]:
        appends.append(("closures", without_none(closed)))
    return appends, values


def write_price(amount: Decimal) -> Decimal | int:
    """Return an amount as a coach writes it, without cents if there are none."""
    return amount if amount % 1 else int(amount)


def find_closure(practice: Practice, request: HabitsRequest) -> Closure | None:
    """Return the closure that a request takes out of a practice, or None."""
    if request.not_closed is None:
        return None
    return practice.closures[_closure_of(practice, request.not_closed)]


def _closure_of(practice: Practice, day: date) -> int:
    """Return the place of the closure that contains a day."""
    for place, each in enumerate(practice.closures):
        if each.start_on <= day <= each.end_on:
            return place
    raise RuleRefusedError.of("practice.no-closure", on=day)

"""Changing the habits of a practice: the price of an hour, closures, and bounds of contracts."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from phmcoach.actions.changing import KeyPath, as_typed, change_record, without_none
from phmcoach.actions.context import Context
from phmcoach.actions.contract.demands import find_profile
from phmcoach.actions.opening import open_practice
from phmcoach.domain.base import as_data
from phmcoach.domain.contract.bounds import (
    Bound,
    Range,
    beyond_offer,
    keys_of,
    offer_of,
    ranges_of,
)
from phmcoach.domain.records.practice import Closure, HourlyRate, Practice, Profile
from phmcoach.errors import Problem, RuleRefusedError, UsageError
from phmcoach.references import is_reference
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import Loaded, load_own_record, save_record, validate_data
from phmcoach.typed_words import fold
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


class ShownProfile(Value):
    """The bounds of a profile, and those of the offer; `warnings` name what goes beyond these."""

    path: Path
    name: str
    own: Mapping[Bound, Range]
    offer: Mapping[Bound, Range]
    warnings: tuple[Problem, ...]


def show_profile(context: Context, typed: str) -> ShownProfile:
    """Return the bounds of a profile; raises UsageError if there is none of this name."""
    practice = open_practice(context.folder)
    name = find_profile(practice, typed)
    return _shown(context.folder.practice_file, name, practice.profile(name) or offer_of(name))


def set_profile(context: Context, typed: str, bounds: Mapping[Bound, Range]) -> ShownProfile:
    """Change bounds of a profile, or begin one of a new name with those of the standard offer.

    Contracts keep the bounds that they were checked against.
    """
    if None in bounds.get("sessions", ()):
        raise UsageError.of("profile.sessions-bounded")
    folder = context.folder
    with lock_folder(folder):
        loaded = load_own_record(folder.practice_file, folder.root, Practice)
        name = _name(loaded.value, typed)
        before = loaded.value.profile(name) or offer_of(name)
        wanted = as_data(before) | keys_of(bounds)
        values: dict[KeyPath, object] = {
            ("profiles", name, key): value for key, value in wanted.items()
        }
        with as_typed():
            validate_data(
                loaded.path, Profile, {key: it for key, it in wanted.items() if it is not None}
            )
        changed = change_record(loaded, values=values)
        if changed.source != loaded.source:
            save_record(changed, loaded)
    return _shown(loaded.path, name, changed.value.profile(name) or before)


def _name(practice: Practice, typed: str) -> str:
    """Return the profile that was typed, in either language, or a new name."""
    try:
        return find_profile(practice, typed)
    except UsageError:
        if is_reference(fold(typed)):
            return fold(typed)
        raise


def _shown(path: Path, name: str, profile: Profile) -> ShownProfile:
    offer = ranges_of(offer_of(name))
    return ShownProfile(path, name, ranges_of(profile), offer, tuple(beyond_offer(name, profile)))

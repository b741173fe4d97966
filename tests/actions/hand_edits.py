"""Hand edits of an engagement's file, right or wrong.

Each edit takes the data of a file, a number that selects one of many places, and a number of days.
It changes the data and returns True, or returns False if there is nothing to change.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from tests.actions.contract.life_account import ENDS, Raw

from phmcoach.words import SESSION_STATUSES, SESSION_TYPES

Edit = Callable[[Raw, int, int], bool]
Leaf = tuple[Any, Any]
"""The table or array that holds a value, and its key or place there."""


def leaves(value: Any, holder: Any = None, key: Any = None) -> Iterator[Leaf]:  # noqa: ANN401 - TOML
    """Yield each single value of a file, with its place."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, value, name)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, value, place)
    else:
        yield holder, key


def pick(found: list[Any], which: int) -> Any:  # noqa: ANN401 - one of what was given
    return found[which % len(found)] if found else None


def drop_fact(raw: Raw, which: int, _: int) -> bool:
    holder, key = pick(list(leaves(raw)), which)
    del holder[key]
    return True


def drop_table(raw: Raw, which: int, _: int) -> bool:
    key = pick([key for key, value in raw.items() if isinstance(value, dict | list)], which)
    del raw[key]
    return True


def shift_a_day(raw: Raw, which: int, days: int) -> bool:
    found = [(h, k) for h, k in leaves(raw) if type(h[k]) is date]
    holder, key = pick(found, which)
    holder[key] += timedelta(days=days)
    return days != 0


def change_a_term(raw: Raw, which: int, days: int) -> bool:
    terms = raw.get("terms")
    numbers = [key for key, value in (terms or {}).items() if type(value) is int]
    if not numbers or not days:
        return False
    raw["terms"][pick(numbers, which)] += days
    return True


def change_a_word(raw: Raw, which: int, _: int) -> bool:
    holder, key = pick([(h, k) for h, k in leaves(raw) if isinstance(h[k], str)], which)
    holder[key] += "x"
    return True


def drop_a_signature(raw: Raw, which: int, _: int) -> bool:
    papers = [raw, *raw.get("amendments", [])]
    found = [(p["signatures"], party) for p in papers for party in p.get("signatures", {})]
    if not found:
        return False
    holder, party = pick(found, which)
    del holder[party]
    return True


def drop_the_seal(raw: Raw, which: int, _: int) -> bool:
    found = [paper for paper in (raw, *raw.get("amendments", [])) if paper.get("seal")]
    if not found:
        return False
    del pick(found, which)["seal"]
    return True


def one_of_an_array(raw: Raw, which: int) -> tuple[list[Any], int] | None:
    arrays = [raw[key] for key in ("sessions", "objectives", "amendments", "pauses") if key in raw]
    changes = [
        (each, key) for each in raw.get("amendments", []) for key in ("objectives", "dropped")
    ]
    arrays += [each[key] for each, key in changes if key in each]
    places = [(array, place) for array in arrays for place in range(len(array))]
    found: tuple[list[Any], int] | None = pick(places, which)
    return found


def write_twice(raw: Raw, which: int, _: int) -> bool:
    found = one_of_an_array(raw, which)
    if found is None:
        return False
    array, place = found
    array.append(deepcopy(array[place]))
    return True


def take_one_out(raw: Raw, which: int, _: int) -> bool:
    found = one_of_an_array(raw, which)
    if found is None:
        return False
    array, place = found
    del array[place]
    return True


def turn_around(raw: Raw, which: int, _: int) -> bool:
    found = one_of_an_array(raw, which)
    if found is None or len(found[0]) == 1:
        return False
    found[0].reverse()
    return True


def reorder_sessions(raw: Raw, _: int, __: int) -> bool:
    if len(raw.get("sessions", [])) < 2:
        return False
    raw["sessions"].reverse()
    return True


def change_a_status(raw: Raw, which: int, days: int) -> bool:
    session = pick(raw.get("sessions", []), which)
    if session is None:
        return False
    session["status"] = pick(list(SESSION_STATUSES), days)
    return True


def change_a_type(raw: Raw, which: int, days: int) -> bool:
    session = pick(raw.get("sessions", []), which)
    if session is None:
        return False
    session["type"] = pick(list(SESSION_TYPES), days)
    return True


def change_a_length(raw: Raw, which: int, days: int) -> bool:
    session = pick(raw.get("sessions", []), which)
    if session is None:
        return False
    session["minutes"] += days
    return True


def say_that_it_is_over(raw: Raw, which: int, days: int) -> bool:
    raw.setdefault("outcome", {})[pick(list(ENDS), which)] = raw["demand"][
        "received_on"
    ] + timedelta(days=abs(days))
    return True


def write_an_amendment(raw: Raw, which: int, days: int) -> bool:
    on = raw["demand"]["received_on"] + timedelta(days=abs(days))
    written: Raw = {"number": 1 + which % 3, "set_on": on, "effective_on": on, "sessions": 10}
    if which % 2:
        written["signatures"] = dict.fromkeys(("coach", "beneficiary", "sponsor"), on)
    raw.setdefault("amendments", []).append(written)
    return True


def write_a_pause(raw: Raw, which: int, days: int) -> bool:
    start = raw["demand"]["received_on"] + timedelta(days=days)
    raw.setdefault("pauses", []).append(
        {"start_on": start, "end_on": start + timedelta(days=which % 20)}
    )
    return True


def write_a_session(raw: Raw, which: int, days: int) -> bool:
    on = raw["demand"]["received_on"] + timedelta(days=days)
    number = 100 + len(raw.get("sessions", []))
    raw.setdefault("sessions", []).append(
        {"id": f"s{number}", "on": on, "minutes": 60, "status": pick(["held", "planned"], which)}
    )
    return True


def forget_what_was_shown(raw: Raw, _: int, __: int) -> bool:
    shown = [key for key in raw.get("evaluation", {}) if key.startswith("shown_")]
    for key in shown:
        del raw["evaluation"][key]
    return bool(shown)


def turn_a_switch(raw: Raw, which: int, _: int) -> bool:
    found = [(h, k) for h, k in leaves(raw) if isinstance(h[k], bool)]
    if not found:
        return False
    holder, key = pick(found, which)
    holder[key] = not holder[key]
    return True


def name_another(raw: Raw, which: int, _: int) -> bool:
    key, value = pick(
        [
            ("client", "nobody"),
            ("profile", "short"),
            ("profile", "none-such"),
            ("follow_up_of", "nobody"),
            ("follow_up_of", "martin"),
            ("schema", 2),
            ("clent", "acme"),
        ],
        which,
    )
    changed = raw.get(key) != value
    raw[key] = value
    return bool(changed)


EDITS: tuple[Edit, ...] = (
    drop_fact,
    drop_table,
    shift_a_day,
    change_a_term,
    change_a_word,
    drop_a_signature,
    drop_the_seal,
    write_twice,
    take_one_out,
    turn_around,
    reorder_sessions,
    change_a_status,
    change_a_type,
    change_a_length,
    say_that_it_is_over,
    write_an_amendment,
    write_a_pause,
    write_a_session,
    forget_what_was_shown,
    turn_a_switch,
    name_another,
)
HARMLESS = (reorder_sessions,)
"""What changes the order in which a file says things, and nothing of what it says."""

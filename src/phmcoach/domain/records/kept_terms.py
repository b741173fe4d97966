"""The terms that stay where `set-terms` names others: only what is typed changes.

What depends on the client, such as a price with or without VAT, goes with them.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from phmcoach.domain.base import as_data
from phmcoach.domain.records.terms import LATE_CANCEL_PERCENT, NOTICE_HOURS, Terms
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.words import ClientKind, DroppedTerm

_KEYS: Mapping[DroppedTerm, Collection[str]] = {
    "package": ("plan", "package_price", "schedule", "monthly"),
    "schedule": ("schedule", "monthly"),
    "place": ("place",),
    "also-billed": ("also_billed",),
    "purchase-order": ("purchase_order",),
    "contract-number": ("contract_number",),
}

_OF_SCHEDULE = frozenset(_KEYS["schedule"])

_OF_PLACE = frozenset(("concluded", "small_company"))

_OF_ORGANISATION = frozenset(("contract", "name_on_invoices", "contract_number"))

_ON_VAT = frozenset(("hourly_rate", *_KEYS["package"]))

_DEFAULTS: Mapping[str, object] = {
    "sessions": None,
    "session_minutes": None,
    "start_on": None,
    "end_on": None,
    "hourly_rate": None,
    "modes": ["in-person"],
    "place": None,
    "also_billed": None,
    "notice_hours": NOTICE_HOURS,
    "late_cancel_percent": LATE_CANCEL_PERCENT,
    "payment_days": None,
    "purchase_order": None,
    "session_dates": False,
}
"""The keys of the terms in the order of a file, and what they are where nobody says otherwise."""


def keys_kept(
    terms: Terms | None,
    usual: Mapping[str, object],
    client: tuple[ClientKind, ClientKind],
    typed: Collection[str],
    without: Collection[DroppedTerm],
    *,
    same_client: bool = True,
) -> dict[str, object]:
    """Return the keys of the terms that stay; none if no terms are set.

    `usual` are the rate and the time to pay that were usual for these terms: those of another
    `client` (the kind before, the kind now) take their place, as does the rate of a package.
    """
    if terms is None:
        return {}
    former, now = client
    gone = {key for word in without for key in _KEYS[word]}
    gone |= _OF_SCHEDULE if _OF_SCHEDULE.intersection(typed) else set()
    if former != now or terms.plan == "package":
        gone |= {key for key, value in usual.items() if value == getattr(terms, key)}
    if (former == "private") != (now == "private"):
        gone |= _OF_PLACE | _OF_ORGANISATION | _ON_VAT
    if not same_client and now != "private":
        gone |= _OF_PLACE
    if now == "public":
        gone.add("small_company")
    data = as_data(terms, defaults=False) | {"payment_days": terms.payment_days}
    return {key: value for key, value in data.items() if key not in gone}


def find_dropped(terms: Terms | None, without: Collection[DroppedTerm]) -> list[DroppedTerm]:
    """Return those of the terms to take out that are set: each price is that of a plan."""
    return [
        word
        for word in without
        if any(getattr(terms, key, None) for key in _KEYS[word] if key != "plan")
    ]


def place_problems(
    keys: Mapping[str, object], typed: Mapping[str, object], kind: ClientKind
) -> Iterator[Problem]:
    """Yield what is wrong about the place of the signature that was typed, beside the `keys` kept.

    Where an organisation signs only matters off the premises, and there its size does (C. conso.
    L221-3), unless it is a public body.
    """
    is_off_premises = keys.get("concluded") == "off-premises"
    private, has_size = kind == "private", kind not in ("private", "public")
    if "contract" in typed and private:
        yield _needless("terms.private-contract", typed, "contract")
    if typed.get("concluded") == "at-distance" and not private:
        yield _needless("terms.concluded-organisation", typed, "concluded")
    elif typed.get("small_company") and kind == "public":
        yield Problem("terms.small-company-public")
    elif typed.get("small_company") and (private or not is_off_premises):
        yield Problem("terms.small-company-elsewhere")
    elif "concluded" in typed and is_off_premises and has_size and "small_company" not in keys:
        yield Problem("terms.small-company-unsaid", remedy=Remedy.SMALL_COMPANY)


def _needless(message: str, typed: Mapping[str, object], key: str) -> Problem:
    """Return the problem of an option that does not apply; alone, it leaves nothing to set."""
    remedy = Remedy.SHOW if typed.keys() == {key} else Remedy.WITHOUT_OPTION
    return Problem(message, remedy=remedy, words={"option": f"--{key}"})


def complete_keys(keys: Mapping[str, object], on: date, bounds: object) -> dict[str, object]:
    """Return the keys with the defaults of what is missing, as a file holds them."""
    unsaid: dict[str, object] = {
        "contract": "three-party",
        "concluded": "on-premises",
        "name_on_invoices": False,
        "small_company": False,
    }
    data = {"set_on": on, **_DEFAULTS, **keys, "bounds": bounds} | {"set_on": on}
    if data.get("concluded") != "off-premises":
        data["small_company"] = None
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in data.items()
        if value is not None and value != unsaid.get(key, ())
    }

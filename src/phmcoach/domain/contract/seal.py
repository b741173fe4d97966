"""The seal of a contract or an amendment: a digest of each signed value, taken on first signature.

Anyone can edit a folder of plain files, first of all the coach. A contract whose number of sessions
was changed by hand after its signature would be billed on terms that nobody agreed to. With a
digest for each key, a change is not only found but named. Removing the seal is reported, not
prevented.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256

from phmcoach.domain.base import Record
from phmcoach.domain.case import Dossier
from phmcoach.domain.records.amendment import CHANGEABLE_KEYS, Amendment
from phmcoach.domain.records.objective import Objective
from phmcoach.errors import Problem
from phmcoach.value import Value, field_defaults, field_names

NOT_AGREED = ("set_on", "purchase_order", "contract_number")
"""Keys of the terms that the parties do not agree on: the day on which the coach set them, and
references from the client's accounts department, which often come later.
"""

_OF_AMENDMENT = ("number", "set_on", "effective_on", *CHANGEABLE_KEYS, "applies_from", "dropped")
_LENGTH = 16


def seal_of_contract(dossier: Dossier) -> dict[str, str]:
    """Return the seal of a contract: client, beneficiary, terms and shared objectives.

    It excludes sessions and personal objectives, which the organisation does not sign.
    """
    return {part.key: _digest(part.value) for part in _signed_parts(dossier)}


def seal_of_amendment(amendment: Amendment) -> dict[str, str]:
    """Return the seal of an amendment: everything except its signatures and the coach's reason."""
    return {part.key: _digest(part.value) for part in _amended_parts(amendment)}


def seal_problems(dossier: Dossier) -> tuple[Problem, ...]:
    """Return a problem for each contract or amendment that was changed since its signature."""
    return tuple(_changes(dossier))


def missing_seals(dossier: Dossier) -> tuple[Problem, ...]:
    """Return a problem for each signed paper without a seal: its signature was written by hand."""
    missing = []
    if dossier.engagement.signatures.days and not dossier.engagement.seal:
        on = min(dossier.engagement.signatures.days)
        missing.append(Problem("seal.contract-missing", {"on": on}))
    for each in dossier.engagement.amendments:
        if each.signatures.days and not each.seal:
            on = min(each.signatures.days)
            missing.append(Problem("seal.amendment-missing", {"number": each.number, "on": on}))
    return tuple(missing)


def _changes(dossier: Dossier) -> Iterator[Problem]:
    signed = dossier.engagement.signatures.days
    if signed and dossier.engagement.seal:
        changed = _compare(dossier.engagement.seal, _signed_parts(dossier))
        if changed:
            args: dict[str, object] = {"keys": changed, "on": min(signed), "ref": dossier.ref}
            yield Problem("seal.contract-changed", args)
    for each in dossier.engagement.amendments:
        if not each.signatures.days or not each.seal:
            continue
        changed = _compare(each.seal, _amended_parts(each))
        if changed:
            args = {"keys": changed, "on": min(each.signatures.days), "number": each.number}
            yield Problem("seal.amendment-changed", args)


def _compare(seal: Mapping[str, str], parts: Iterator["_Part"]) -> tuple[str, ...]:
    """Return the keys whose value was changed, added or removed, in the order of the file."""
    now = {part.key: part for part in parts}
    changed = [
        part.key
        for part in now.values()
        if (part.key in seal and seal[part.key] != _digest(part.value))
        or (part.key not in seal and not part.is_default)
    ]
    return (*changed, *(key for key in seal if key not in now))


class _Part(Value):
    """One signed value; `is_default` means that the file may omit it."""

    key: str
    value: object
    is_default: bool = False


def _signed_parts(dossier: Dossier) -> Iterator[_Part]:
    yield _Part("client", dossier.engagement.client)
    yield _Part("beneficiary.name", dossier.engagement.beneficiary.name)
    if dossier.engagement.terms is not None:
        names = [
            name for name in field_names(type(dossier.engagement.terms)) if name not in NOT_AGREED
        ]
        yield from _parts(dossier.engagement.terms, names, "terms.")
    yield from (_objective_part(each) for each in dossier.engagement.objectives if each.shared)


def _amended_parts(amendment: Amendment) -> Iterator[_Part]:
    yield from _parts(amendment, _OF_AMENDMENT)
    yield from map(_objective_part, amendment.objectives)


def _objective_part(objective: Objective) -> _Part:
    return _Part(f"objectives.{objective.id}", objective)


def _parts(record: Record, names: Iterable[str], prefix: str = "") -> Iterator[_Part]:
    """Yield the fields that have a value, so a field added by a later version is no change."""
    for name in names:
        value = getattr(record, name)
        if value is not None and value is not False and value != ():
            yield _Part(prefix + name, value, _is_default(record, name))


def _is_default(record: Record, name: str) -> bool:
    defaults = field_defaults(type(record))
    return name in defaults and getattr(record, name) == defaults[name]


def _digest(value: object) -> str:
    text = json.dumps(_canonical(value), ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:_LENGTH]


def _canonical(value: object) -> object:
    """Return the canonical form of a value, the same for 260 and 260.00."""
    match value:
        case Record():
            return {
                name: _canonical(getattr(value, name))
                for name in field_names(type(value))
                if not _is_default(value, name)
            }
        case tuple():
            return [_canonical(each) for each in value]
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case _:
            return value

"""The seal of a contract or an amendment: what shows that signed values were changed.

Anyone can edit a folder of plain files, first of all the coach. A contract whose number of sessions
was changed by hand after its signature would be billed on terms that nobody agreed to. The seal is
the digest of the record of what was signed (`contract.signed`), which says what each value was.
Seals of earlier versions hold a digest for each value, which names a change but not what it was.
Removing the seal is reported, not prevented.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256

from phmcoach.domain.base import Record
from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.signed import RECORD, amendment_as_recorded
from phmcoach.domain.history import Change
from phmcoach.domain.records.amendment import SIGNED_KEYS, Amendment
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.signed import SignedContract
from phmcoach.domain.records.terms import Terms
from phmcoach.errors import Problem
from phmcoach.value import Value, field_defaults, field_names, replace

NOT_AGREED = ("set_on", "purchase_order", "contract_number")
"""Keys of the terms that the parties do not agree on: the day on which the coach set them, and
references from the client's accounts department, which often come later.
"""

_LENGTH = 16


def has_earlier_seal(paper: Engagement | Amendment) -> bool:
    """Whether a signed paper has a seal of an earlier version: a digest for each key, no record."""
    return bool(paper.signatures.days and paper.seal) and RECORD not in paper.seal


def seal_problems(case: Case) -> tuple[Problem, ...]:
    """Return a problem for each contract or amendment that was changed since its signature.

    A record that cannot be read is one too: whoever refuses because of it does so before, with
    another exit code (`actions.opening.require_records`).
    """
    return (*_record_problems(case), *_changes(case))


def seal_remarks(case: Case) -> tuple[Problem, ...]:
    """Return the same as warnings, for what goes on all the same: a fact is a fact."""
    return tuple(replace(each, level="warning") for each in seal_problems(case))


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


def _record_problems(case: Case) -> tuple[Problem, ...]:
    """Return the records that cannot be read, or are no longer what their seal says.

    Only new seals have records.
    """
    seals = (case.engagement.seal, *(each.seal for each in case.engagement.amendments))
    if not any(RECORD in seal for seal in seals):
        return ()
    return (*case.signed.unreadable, *case.signed.changed)


def _changes(case: Case) -> Iterator[Problem]:
    engagement = case.engagement
    signed = engagement.signatures.days
    if signed and engagement.seal:
        found = _changes_of_contract(case)
        if found:
            args = _name_changes(found) | {"on": min(signed), "ref": case.ref}
            yield Problem("seal.contract-changed", args)
    for each in engagement.amendments:
        if not each.signatures.days or not each.seal:
            continue
        found = _changes_of_amendment(case, each)
        if found:
            args = _name_changes(found) | {"on": min(each.signatures.days), "number": each.number}
            yield Problem("seal.amendment-changed", args)


def _changes_of_contract(case: Case) -> tuple[Change | str, ...]:
    if RECORD not in case.engagement.seal:
        return _compare(case.engagement.seal, signed_parts(case))
    record = case.signed.contract
    return () if record is None else changes_of_contract(case, record)


def changes_of_contract(dossier: Dossier, record: SignedContract) -> tuple[Change, ...]:
    """Return what a record of the contract says otherwise than the engagement."""
    was = _contract_parts(
        record.client_reference, record.beneficiary.name, record.terms, record.objectives
    )
    return tuple(_differences(was, signed_parts(dossier)))


def _changes_of_amendment(case: Case, amendment: Amendment) -> tuple[Change | str, ...]:
    if RECORD not in amendment.seal:
        return _compare(amendment.seal, amended_parts(amendment))
    record = amendment_as_recorded(case, amendment)
    if record is None:
        return ()
    return tuple(_differences(amended_parts(record.amendment), amended_parts(amendment)))


def _name_changes(found: Sequence[Change | str]) -> dict[str, object]:
    """Return the keys, and a problem for each that says what the value was, if that is known."""
    keys = tuple(each if isinstance(each, str) else each.key for each in found)
    return {"keys": keys, "changes": tuple(map(_describe, found))}


def _describe(change: Change | str) -> Problem:
    if isinstance(change, str):
        return Problem("seal.change-unknown", {"key": change})
    args = {"key": change.key, "before": _spell(change.before), "after": _spell(change.after)}
    if change.before is None:
        return Problem("seal.change-added", {"key": args["key"], "after": args["after"]})
    if change.after is None:
        return Problem("seal.change-removed", {"key": args["key"], "before": args["before"]})
    return Problem("seal.change", args)


def _spell(value: object) -> str:
    """Write a value as the file does, because that is where it is put right."""
    match value:
        case bool():
            return "true" if value else "false"
        case tuple():
            return ", ".join(map(_spell, value))
        case Objective():
            return value.statement
        case Record():
            return "…"
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def _differences(was: Iterable["Part"], now: Iterable["Part"]) -> Iterator[Change]:
    """Yield the values that differ, in the order of the file, those of a record one by one."""
    old, new = ({part.key: part.value for part in side} for side in (was, now))
    for key in {**old, **new}:
        yield from _difference(key, old.get(key), new.get(key))


def _difference(key: str, old: object, new: object) -> Iterator[Change]:
    if isinstance(old, Record) and isinstance(new, Record):
        for name in field_names(type(old)):
            yield from _difference(f"{key}.{name}", getattr(old, name), getattr(new, name))
    elif _canonical(old) != _canonical(new):
        yield Change(key, old, new)


def _compare(seal: Mapping[str, str], parts: Iterator["Part"]) -> tuple[str, ...]:
    """Return the keys whose value was changed, added or removed, in the order of the file."""
    now = {part.key: part for part in parts}
    changed = [
        part.key
        for part in now.values()
        if (part.key in seal and seal[part.key] != part.digest)
        or (part.key not in seal and not part.is_default)
    ]
    return (*changed, *(key for key in seal if key not in now))


class Part(Value):
    """One signed value; `is_default` means that the file may omit it."""

    key: str
    value: object
    is_default: bool = False

    @property
    def digest(self) -> str:
        """The digest of the value in the seals of earlier versions."""
        text = json.dumps(_canonical(self.value), ensure_ascii=False, sort_keys=True)
        return sha256(text.encode()).hexdigest()[:_LENGTH]


def signed_parts(dossier: Dossier) -> Iterator[Part]:
    """Yield what is sealed of a contract: client, beneficiary, terms and shared objectives.

    Sessions and personal objectives are not: the organisation does not sign them.
    """
    engagement = dossier.engagement
    return _contract_parts(
        engagement.client, engagement.beneficiary.name, engagement.terms, engagement.objectives
    )


def _contract_parts(
    client: str, beneficiary: str, terms: Terms | None, objectives: Iterable[Objective]
) -> Iterator[Part]:
    yield Part("client", client)
    yield Part("beneficiary.name", beneficiary)
    if terms is not None:
        names = [name for name in field_names(type(terms)) if name not in NOT_AGREED]
        yield from _parts(terms, names, "terms.")
    yield from (_objective_part(each) for each in objectives if each.shared)


def amended_parts(amendment: Amendment) -> Iterator[Part]:
    """Yield what is sealed of an amendment: all but the signatures and the reason."""
    yield from _parts(amendment, (key for key in SIGNED_KEYS if key != "objectives"))
    yield from map(_objective_part, amendment.objectives)


def _objective_part(objective: Objective) -> Part:
    return Part(f"objectives.{objective.id}", objective)


def _parts(record: Record, names: Iterable[str], prefix: str = "") -> Iterator[Part]:
    """Yield the fields that have a value, so a field added by a later version is no change."""
    for name in names:
        value = getattr(record, name)
        if value is not None and value is not False and value != ():
            yield Part(prefix + name, value, _is_default(record, name))


def _is_default(record: Record, name: str) -> bool:
    defaults = field_defaults(type(record))
    return name in defaults and getattr(record, name) == defaults[name]


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

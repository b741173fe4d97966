"""Differences between what was signed and the file of the engagement or of its client.

What the papers print was signed, so a change of it stops what builds on the contract. What no paper
prints is only remarked on, and what changes in the course of things (an e-mail address, a purchase
order, a personal objective) is no difference at all.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

from phmcoach.domain.base import Record
from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.signed import OWN_WORDS
from phmcoach.domain.history import Change
from phmcoach.domain.records.amendment import SIGNED_KEYS, Amendment, SignedDays
from phmcoach.domain.records.engagement import Demand, QuoteAcceptance
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.signed import SignedAmendment, SignedContract, SignedDemand
from phmcoach.domain.records.terms import Terms
from phmcoach.errors import Problem
from phmcoach.value import field_defaults, field_names

NOT_AGREED = ("set_on", "purchase_order", "contract_number")
"""Keys of the terms that the parties do not agree on: the day on which the coach set them, and
references from the client's accounts department, which often come later.
"""

_LENGTH = 16

_IDENTITY = ("name", "kind", "siren", "siret", "vat_number")
"""The keys of a client that say which company or person they are."""


class Part(NamedTuple):
    """One signed value; `is_default` means that the file may omit it."""

    key: str
    value: object
    is_default: bool = False

    @property
    def digest(self) -> str:
        """The digest of the value in the seals of earlier versions."""
        return _digest_of(_canonical(self.value))[:_LENGTH]


def signed_parts(dossier: Dossier) -> Iterator[Part]:
    """Yield what every seal covers: client, beneficiary, terms and shared objectives.

    Sessions and personal objectives are not among them: the organisation does not sign them.
    """
    engagement = dossier.engagement
    return _contract_parts(
        engagement.client, engagement.beneficiary.name, engagement.terms, engagement.objectives
    )


def _contract_parts(
    client: str, beneficiary: str, terms: Terms | None, objectives: Iterable[Objective]
) -> Iterator[Part]:
    """Yield the same of values that an engagement or a record holds."""
    yield Part("client", client)
    yield Part("beneficiary.name", beneficiary)
    if terms is not None:
        names = [name for name in field_names(type(terms)) if name not in NOT_AGREED]
        yield from parts_of(terms, names, "terms.")
    yield from (_objective_part(each) for each in objectives if each.shared)


def amended_parts(amendment: Amendment) -> Iterator[Part]:
    """Yield what is sealed of an amendment: all but the signatures and the reason."""
    yield from parts_of(amendment, (key for key in SIGNED_KEYS if key != "objectives"))
    yield from map(_objective_part, amendment.objectives)


def _objective_part(objective: Objective) -> Part:
    return Part(f"objectives.{objective.id}", objective)


def parts_of(record: Record, names: Iterable[str], prefix: str = "") -> Iterator[Part]:
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


def contract_changes(dossier: Dossier, record: SignedContract) -> tuple[Change, ...]:
    """Return what the engagement says otherwise than the record of its contract."""
    return tuple(compare_parts(_recorded_parts(record), _current_parts(dossier, record)))


def amendment_changes(amendment: Amendment, record: SignedAmendment) -> tuple[Change, ...]:
    """Return what an amendment says otherwise than its record."""
    return tuple(compare_parts(amended_parts(record.amendment), amended_parts(amendment)))


def signature_changes(
    signatures: SignedDays, record: SignedContract | SignedAmendment
) -> tuple[Change, ...]:
    """Return a change if nobody signed on the day that the record calls that of a signature.

    Somebody who signed earlier may be recorded later.
    """
    if record.signed_on in signatures.days:
        return ()
    return (Change("signatures", record.signed_on, signatures.days or None),)


def client_changes(client: Client, signed: Client) -> tuple[Change, ...]:
    """Return what says that a client is another company or person than the one that signed."""
    return identity_changes(client, signed) if client.is_other_party(signed) else ()


def identity_changes(client: Client, before: Client) -> tuple[Change, ...]:
    """Return each key that says who a client is, and that is not what it was."""
    values = ((key, getattr(before, key), getattr(client, key)) for key in _IDENTITY)
    return tuple(Change(*each) for each in values if each[1] != each[2])


def agreed_digest(record: SignedContract) -> str:
    """Return the digest of what a contract agrees with whom, from which day.

    The details of client and coach, such as an address or a contact, are left out: if the record is
    gone, a later change of these does not matter. Nor does the order of the fields in
    some version of a record.
    """
    client = record.client
    found = {
        "signed_on": _canonical(record.signed_on),
        "is_private": client.is_private,
        "name": client.name,
        "numbers": sorted(client.company_numbers),
        "parts": {part.key: _canonical(part.value) for part in _recorded_parts(record)},
    }
    return _digest_of(found)


def _digest_of(value: object) -> str:
    import json

    return sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def differences(old: Record, new: Record) -> tuple[Change, ...]:
    """Return each value that differs between two records of one kind."""
    return tuple(
        change
        for name in field_names(type(old))
        for change in _difference(name, getattr(old, name), getattr(new, name))
    )


def describe(change: Change | str) -> Problem:
    """Return a problem that says what a value was and what it is, if that is known."""
    if isinstance(change, str):
        return Problem("seal.change-unknown", {"key": change})
    args = {"key": change.key, "before": _spell(change.before), "after": _spell(change.after)}
    if change.before is None:
        return Problem("seal.change-added", {"key": args["key"], "after": args["after"]})
    if change.after is None:
        return Problem("seal.change-removed", {"key": args["key"], "before": args["before"]})
    return Problem("seal.change", args)


def _recorded_parts(record: SignedContract) -> Iterator[Part]:
    person = record.beneficiary
    yield from _contract_parts(
        record.client_reference, person.name, record.terms, record.objectives
    )
    yield from _reference_part(record.contract_reference)
    yield from _printed_parts(person.role, record.demand, record.quote, record)


def _current_parts(dossier: Dossier, record: SignedContract) -> Iterator[Part]:
    engagement = dossier.engagement
    yield from signed_parts(dossier)
    role = engagement.beneficiary.role
    yield from _reference_part(engagement.contract_reference)
    yield from _printed_parts(role, engagement.demand, engagement.quote, record)


def _reference_part(reference: str | None) -> Iterator[Part]:
    """Yield the number of the contract, if it bears one."""
    if reference is not None:
        yield Part("contract_reference", reference)


def _printed_parts(
    role: str | None,
    demand: Demand | SignedDemand,
    quote: QuoteAcceptance | None,
    record: SignedContract,
) -> Iterator[Part]:
    """Yield what the papers print beside the agreement itself."""
    if role is not None:
        yield Part("beneficiary.role", role)
    names = field_names(SignedDemand)
    if not record.client.is_private:
        names = tuple(name for name in names if name != OWN_WORDS)
    yield from parts_of(demand, names, "demand.")
    if quote is not None:
        yield from parts_of(quote, field_names(QuoteAcceptance), "quote.")


def compare_parts(was: Iterable[Part], now: Iterable[Part]) -> Iterator[Change]:
    """Yield the values that differ, in the order of the file, those of a record one by one."""
    old, new = ({part.key: part.value for part in side} for side in (was, now))
    for key in {**old, **new} if old != new else ():
        yield from _difference(key, old.get(key), new.get(key))


def _difference(key: str, old: object, new: object) -> Iterator[Change]:
    if isinstance(old, Record) and isinstance(new, Record):
        for name in field_names(type(old)):
            yield from _difference(f"{key}.{name}", getattr(old, name), getattr(new, name))
    elif old != new and _canonical(old) != _canonical(new):
        yield Change(key, old, new)


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

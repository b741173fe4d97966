"""Differences from what was signed that stop nothing: `doctor` remarks on them.

No paper prints some of it, and a command puts a number of the client back. The personal annex is
between the beneficiary and the coach, who may change it at any time, as it says itself. No record
holds what it said, because records are of what the organisation signs too; digests in the seal tell
that it was changed.
"""

from collections.abc import Iterable, Iterator

from phmcoach.domain.case import Case
from phmcoach.domain.contract.seal import name_changes
from phmcoach.domain.contract.signed import ANNEXED, OWN_WORDS, RECORD
from phmcoach.domain.contract.signed_changes import Part, compare_parts, parts_of
from phmcoach.domain.history import Change
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.signed import SignedContract
from phmcoach.errors import Problem

_PRINTED = ("statement", "expected_result", "indicator", "levels")
"""The keys of an objective that the papers print."""

_NUMBERS = {"siren": "siren", "siret": "siret", "vat_number": "vat"}
"""The numbers of a company, and the words of the command that puts one back."""


def noted_problems(case: Case) -> tuple[Problem, ...]:
    """Return a remark on each thing that differs from what was recorded, and stops nothing."""
    record = case.signed.contract
    remarks: list[Problem] = []
    if record is not None:
        found = tuple(_unprinted_changes(case.engagement, record))
        remarks += [Problem("seal.contract-noted", name_changes(found))] if found else []
        remarks += _objective_remarks(case, record)
    return (*remarks, *annex_remarks(case), *_client_remarks(case))


def annexed_digests(case: Case) -> dict[str, str]:
    """Return the digest of each thing that the personal annex prints, by its key in a seal.

    There is no annex without personal objectives, nor of a private client: their contract prints
    them.
    """
    if case.private or not any(each.personal for each in case.engagement.objectives):
        return {}
    return {part.key: part.digest for part in _annexed_parts(case.engagement)}


def annexed_again(case: Case) -> dict[str, str | None]:
    """Return these digests once the annex is signed anew; None for a key that leaves the seal."""
    gone = dict.fromkeys(key for key in case.engagement.seal if key.startswith(ANNEXED))
    return {**gone, **annexed_digests(case)}


def annex_remarks(case: Case) -> tuple[Problem, ...]:
    """Return a remark if something that the signed annex printed was changed since, or is gone.

    What came later is no change of what was signed.
    """
    seal = case.engagement.seal
    now = {part.key: part.digest for part in _annexed_parts(case.engagement)}
    sealed = ((key, digest) for key, digest in seal.items() if key.startswith(ANNEXED))
    found = tuple(key for key, digest in sealed if now.get(key) != digest)
    if not found or RECORD not in seal:
        return ()
    args = name_changes(found) | {"ref": case.ref}
    return (Problem("seal.annex-changed", args, level="warning"),)


def _annexed_parts(engagement: Engagement) -> Iterator[Part]:
    yield from parts_of(engagement.demand, (OWN_WORDS,), "demand.")
    yield from _objective_parts(each for each in engagement.objectives if each.personal)


def _objective_parts(objectives: Iterable[Objective]) -> Iterator[Part]:
    for each in objectives:
        yield from parts_of(each, _PRINTED, f"objectives.{each.id}.")


def _unprinted_changes(engagement: Engagement, record: SignedContract) -> Iterator[Change]:
    """Yield what was recorded, and differs now, though no paper prints it."""
    was = [Part("beneficiary.id", record.beneficiary.id)]
    now = [Part("beneficiary.id", engagement.beneficiary.id)]
    if record.terms is not None and engagement.terms is not None:
        was.append(Part("terms.set_on", record.terms.set_on))
        now.append(Part("terms.set_on", engagement.terms.set_on))
    return compare_parts(was, now)


def _objective_remarks(case: Case, record: SignedContract) -> Iterator[Problem]:
    """Yield a remark on the personal objectives of a private client, which their contract prints.

    Earlier versions let the coach correct them after the signature, so this stops nothing.
    """
    was = (each for each in record.objectives if each.personal and case.private)
    found = compare_parts(_objective_parts(was), _objective_parts(case.engagement.objectives))
    changed = tuple(each for each in found if each.before is not None)
    if changed:
        yield Problem("seal.objectives-noted", name_changes(changed) | {"on": record.signed_on})


def _client_remarks(case: Case) -> Iterator[Problem]:
    """Yield a remark if the file of the client lacks a number that the signed one had.

    A company without its number is no other company, so nothing else would tell.
    """
    name = case.client_reference
    signed = case.signed.client_named(name)
    if signed is None or case.client.is_other_party(signed):
        return
    lacking = [key for key in _NUMBERS if getattr(signed, key) and not getattr(case.client, key)]
    if case.client.known_siren == signed.known_siren and "siren" in lacking:
        lacking.remove("siren")  # the SIRET contains it
    if lacking:
        found = tuple(Change(key, getattr(signed, key), None) for key in lacking)
        words = {it: getattr(signed, key) if key in lacking else () for key, it in _NUMBERS.items()}
        args = name_changes(found) | {"client": name, "name": signed.name}
        yield Problem("seal.client-incomplete", args, words=words)

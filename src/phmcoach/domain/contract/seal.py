"""The seal of a contract or an amendment: what shows that signed values were changed.

Anyone can edit a folder of plain files, first of all the coach. A contract whose number of sessions
was changed by hand after its signature would be billed on terms that nobody agreed to. The seal is
the digest of the record of what was signed (`contract.signed`), which says what each value was.
Seals of earlier versions hold a digest for each value, which names a change but not what it was.

A record on disk and a seal each prove that something was signed, whatever else was removed from the
engagement. Only a seal of an earlier version, with its signatures, is proof enough without one.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from phmcoach.domain.case import Case, Dossier, SignedRecords
from phmcoach.domain.contract.signed import (
    CONTRACT_RECORD,
    RECORD,
    amendment_as_recorded,
    amendment_record_name,
    kept_papers,
    paper_of,
    record_of,
)
from phmcoach.domain.contract.signed_changes import (
    Part,
    amended_parts,
    amendment_changes,
    client_changes,
    contract_changes,
    describe,
    signature_changes,
    signed_parts,
)
from phmcoach.domain.history import Change, Step
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.signed import SignedAmendment, SignedContract
from phmcoach.errors import Place, Problem, as_warnings
from phmcoach.words import Party


def has_earlier_seal(paper: Engagement | Amendment) -> bool:
    """Whether a signed paper has a seal of an earlier version: a digest for each key, no record."""
    return bool(paper.signatures.days and paper.seal) and RECORD not in paper.seal


def seal_problems(case: Case) -> tuple[Problem, ...]:
    """Return a problem for each contract or amendment that was changed since its signature.

    A record that is gone and cannot be made again is one: nobody knows what was signed. One that
    cannot be read is one too: whoever refuses because of it does so before, with
    another exit code (`actions.opening.require_records`).
    """
    signed = case.signed
    return (
        *signed.unreadable,
        *signed.changed,
        *signed.broken,
        *signed.lost,
        *_changes(case),
    )


def contract_problems(case: Case) -> Iterator[Problem]:
    """Yield a problem if the contract itself was changed, whatever became of its amendments."""
    engagement, record = case.engagement, case.signed.contract
    on, found = engagement.signatures.first_on, _found_in_contract(case)
    if record is not None and not engagement.seal:
        if found:
            yield other_record(record, found)
    elif found:
        args = {"on": record.signed_on if record else on, "ref": case.ref}
        yield Problem("seal.contract-changed", name_changes(found) | args)
    elif engagement.seal and on is None:
        yield Problem("seal.contract-unsigned")


def seal_remarks(case: Case, *, has_records: bool = True) -> tuple[Problem, ...]:
    """Return the same as warnings, for what goes on all the same: a fact is a fact.

    A copy of an engagement has no records, and those of a renamed one are not lost.
    """
    left_out = () if has_records else case.signed.lost
    found = (each for each in seal_problems(case) if each not in left_out)
    told = case.signed.confirmed if has_records else ()
    return (*as_warnings(found), *told)


def changed_remark(case: Case) -> Problem | None:
    """Return in a few words that something is not as it was signed; `show` says what."""
    found = seal_problems(case)
    args = {"ref": case.ref}
    return Problem("seal.differs", args, level="warning", ref=case.ref) if found else None


def unsigned_records(case: Case) -> tuple[Problem, ...]:
    """Return a problem for each record of what nobody has signed, though nothing else differs.

    A signature was interrupted, or taken out of the file. Signing mends both, so it goes on;
    whatever prints, amends or bills the contract waits for it. A signed contract or amendment is
    one too if nothing is left of its proof but a paper that was kept as signed: only signing it
    again compares them.
    """
    return tuple(_unsigned_records(case))


def recorded_signatures(case: Case, step: Step | None = None) -> dict[Party, date]:
    """Return who signed on which day, if nothing but the record of that signature is left.

    They are those of the contract, or of the amendment of a step.
    """
    record = record_of(case, step)
    if record is None or not _is_unsigned(paper_of(case, step)):
        return {}
    parties = case.parties if step is None else step.parties
    return dict.fromkeys(record.signed_by or parties, record.signed_on)


def missing_seals(dossier: Dossier, signed: SignedRecords) -> tuple[Problem, ...]:
    """Return a problem for each signed paper without a seal: its signature was written by hand.

    One whose record says something else is reported as changed, and cannot be sealed; one whose
    paper was kept as signed, with the records that nobody has signed.
    """
    missing = []
    engagement, record = dossier.engagement, signed.contract
    on = engagement.signatures.first_on
    is_told = kept_papers(signed, engagement) or (record and _changes_of_contract(dossier, record))
    if on and not engagement.seal and not is_told:
        missing.append(Problem("seal.contract-missing", {"on": on}))
    for each in engagement.amendments:
        on, found = each.signatures.first_on, amendment_as_recorded(signed, each)
        is_known = kept_papers(signed, each) or (found and _changes_of_amendment(each, found))
        if on and not each.seal and not is_known:
            missing.append(Problem("seal.amendment-missing", {"number": each.number, "on": on}))
    return tuple(missing)


def other_record(
    record: SignedContract | SignedAmendment, found: Sequence[Change | str]
) -> Problem:
    """Return the problem of a record on disk that no seal names, and that says something else."""
    if isinstance(record, SignedAmendment):
        name = amendment_record_name(record.amendment.number)
    else:
        name = CONTRACT_RECORD
    return Problem(
        "seal.other-record", name_changes(found) | {"file": name, "on": record.signed_on}
    )


def misplaced(
    record: SignedContract | SignedAmendment, path: Path, ref: str
) -> tuple[Problem, ...]:
    """Return the problem of a record among the documents of another engagement, or misnamed."""
    args: dict[str, object] = {"file": path.name}
    if record.reference != ref:
        other = Problem("seal.record-of-other", args | {"other": record.reference}, Place(path))
        return (other,)
    if isinstance(record, SignedAmendment):
        number = record.amendment.number
        if path.name != (name := amendment_record_name(number)):
            args |= {"number": number, "name": name}
            return (Problem("seal.record-misnamed", args, Place(path)),)
    return ()


def successor_problems(case: Case, amendment: Amendment, successor: Client) -> tuple[Problem, ...]:
    """Return a problem if a successor's file names another party than the amendment as recorded."""
    record, name = amendment_as_recorded(case.signed, amendment), amendment.client
    if record is None or record.client is None or name is None:
        return ()
    return tuple(_problems_of_party(name, successor, record.client))


def _changes(case: Case) -> Iterator[Problem]:
    yield from contract_problems(case)
    yield from _problems_of_client(case)
    for each in case.engagement.amendments:
        yield from _problems_of_amendment(case, each)
    for record in removed_amendments(case):
        number = record.amendment.number
        args = {"number": number, "on": record.signed_on, "file": amendment_record_name(number)}
        yield Problem("seal.amendment-removed", args)


def removed_amendments(case: Case) -> Iterator[SignedAmendment]:
    """Yield the records of amendments that the engagement no longer contains."""
    numbers = {each.number for each in case.engagement.amendments}
    return (each for each in case.signed.unsealed if each.amendment.number not in numbers)


def _problems_of_client(case: Case) -> Iterator[Problem]:
    """Yield a problem if the file of the client, or of their successor, names another party."""
    name = case.client_reference
    party = case.signed.client_named(name)
    if party is not None:
        yield from _problems_of_party(name, case.client, party)


def _problems_of_party(name: str, client: Client, signed: Client) -> Iterator[Problem]:
    if found := client_changes(client, signed):
        args = name_changes(found) | {"client": name, "name": signed.name}
        yield Problem("seal.client-changed", args, words={"kind": client.kind})


def _problems_of_amendment(case: Case, amendment: Amendment) -> Iterator[Problem]:
    record = amendment_as_recorded(case.signed, amendment)
    on, found = amendment.signatures.first_on, _found_in_amendment(case, amendment)
    if record is not None and not amendment.seal:
        if found:
            yield other_record(record, found)
    elif found:
        args = {"on": record.signed_on if record else on, "number": amendment.number}
        yield Problem("seal.amendment-changed", name_changes(found) | args)
    elif amendment.seal and on is None:
        yield Problem("seal.amendment-unsigned", {"number": amendment.number})


def _found_in_contract(case: Case) -> tuple[Change | str, ...]:
    """Return what differs from the record of a contract, or from its seal of an earlier version."""
    record, seal = case.signed.contract, case.engagement.seal
    if record is not None and (found := _changes_of_contract(case, record)):
        return found
    if has_earlier_seal(case.engagement):
        return _compare(seal, signed_parts(case))
    return ()


def _found_in_amendment(case: Case, amendment: Amendment) -> tuple[Change | str, ...]:
    record = amendment_as_recorded(case.signed, amendment)
    if record is not None:
        return _changes_of_amendment(amendment, record)
    if has_earlier_seal(amendment):
        return _compare(amendment.seal, amended_parts(amendment))
    return ()


def _changes_of_contract(dossier: Dossier, record: SignedContract) -> tuple[Change, ...]:
    found = contract_changes(dossier, record)
    return (*found, *_changed_signatures(dossier.engagement, record))


def _changes_of_amendment(amendment: Amendment, record: SignedAmendment) -> tuple[Change, ...]:
    return (*amendment_changes(amendment, record), *_changed_signatures(amendment, record))


def _changed_signatures(
    paper: Engagement | Amendment, record: SignedContract | SignedAmendment
) -> tuple[Change, ...]:
    """Return the change of the signatures; without a seal, perhaps nobody has signed yet."""
    signed = paper.signatures
    return signature_changes(signed, record) if paper.seal or signed.days else ()


def _unsigned_records(case: Case) -> Iterator[Problem]:
    engagement, record = case.engagement, case.signed.contract
    if record is not None and _is_unsigned(engagement) and not _found_in_contract(case):
        args: dict[str, object] = {"file": CONTRACT_RECORD, "on": record.signed_on}
        yield Problem("seal.contract-without-signature", args)
    elif files := kept_papers(case.signed, engagement):
        args = {"files": files, "on": engagement.signatures.first_on}
        yield Problem("seal.contract-unproved", args)
    for each in engagement.amendments:
        found = amendment_as_recorded(case.signed, each)
        if found is not None and _is_unsigned(each) and not _found_in_amendment(case, each):
            file = amendment_record_name(each.number)
            args = {"file": file, "on": found.signed_on, "number": each.number}
            yield Problem("seal.amendment-without-signature", args)
        elif files := kept_papers(case.signed, each):
            args = {"files": files, "on": each.signatures.first_on, "number": each.number}
            yield Problem("seal.amendment-unproved", args)


def _is_unsigned(paper: Engagement | Amendment) -> bool:
    return not paper.seal and not paper.signatures.days


def name_changes(found: Sequence[Change | str]) -> dict[str, object]:
    """Return the keys, and a problem for each that says what the value was, if that is known."""
    keys = tuple(each if isinstance(each, str) else each.key for each in found)
    return {"keys": keys, "changes": tuple(map(describe, found))}


def _compare(seal: Mapping[str, str], parts: Iterator[Part]) -> tuple[str, ...]:
    """Return the keys whose value was changed, added or removed, in the order of the file."""
    now = {part.key: part for part in parts}
    changed = [
        part.key
        for part in now.values()
        if (part.key in seal and seal[part.key] != part.digest)
        or (part.key not in seal and not part.is_default)
    ]
    return (*changed, *(key for key in seal if key not in now))

"""The record and the seal of the first signature: the record is written first, then the seal.

The engagement's file is the commit point. What a record without a seal says is what the next
signature must say too: it may be all that is left of what was signed.

A record that is gone or damaged is written again if today's data gives it with the very digest of
its seal. Otherwise only a backup helps, and its problem says so, so that nobody is sent to a
command that cannot help.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from itertools import product
from pathlib import Path
from typing import TypeVar

from phmcoach.actions.context import Context
from phmcoach.actions.contract.paper_inputs import (
    PapersToSign,
    amendment_papers_to_sign,
    contract_papers_to_sign,
    find_new_client,
    with_first_client,
)
from phmcoach.actions.contract.proofs import (
    Kept,
    Papers,
    find_attachments,
    find_signed,
    keep_proofs,
)
from phmcoach.actions.contract.signed_files import NOTHING_GIVEN, SignedFiles
from phmcoach.actions.documents import day_of_contract, day_of_earlier_contract, day_on_paper
from phmcoach.actions.opening import Opened
from phmcoach.actions.saving import (
    Edits,
    carry_over,
    save_change,
    seal_edits,
)
from phmcoach.domain.case import Case, SignedRecords
from phmcoach.domain.contract.seal import other_record
from phmcoach.domain.contract.signed import (
    RECORD,
    as_signed,
    record_amendment,
    record_contract,
    renamed_client,
)
from phmcoach.domain.contract.signed_changes import differences
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.signed import SignedAmendment, SignedContract
from phmcoach.errors import CoachError, MissingError, Problem, RuleRefusedError
from phmcoach.store.folder import Folder
from phmcoach.store.records import Loaded, load_record
from phmcoach.store.signed import (
    keep_record,
    read_papers,
    read_signed,
    render_amendment_record,
    render_contract_record,
)
from phmcoach.value import NOTHING, Value, replace

R = TypeVar("R", SignedContract, SignedAmendment)


class Sealing(Value):
    """The edits that seal what is signed, the files kept, and what to remark once it is saved."""

    edits: Edits
    kept: Kept = Kept()
    remarks: tuple[Problem, ...] = ()


def save_sealing(context: Context, opened: Opened, sealing: Sealing, other: Edits) -> Opened:
    """Save an engagement with what is sealed, and with other edits, in one step."""
    after = save_change(context, opened, values=other | sealing.edits)
    for remark in sealing.remarks:
        context.remark(remark)
    return after


def seal_contract(
    context: Context, opened: Opened, practice: Practice, on: date, given: SignedFiles
) -> Sealing:
    """Write the record of a contract and keep its papers; return the edits that seal both.

    If it is sealed already and someone has signed, only what was given is kept. `on` is the day of
    the signature. Raises RuleRefusedError if there is a record that says something else, and
    OtherPapersError if the papers on disk may not be those that are signed.
    """
    engagement = opened.engagement
    if engagement.seal and engagement.signatures.days:
        return attach_to_contract(context, opened, practice, given)
    make = contract_papers_to_sign(context, opened.case, practice)
    papers = _papers_of(context.folder, opened.case, make)
    day = engagement.signatures.first_on or on
    proofs = find_signed(papers, make, given, day, asks=not engagement.signatures.days)
    on_paper = {**papers.found, **{proof.name: proof.content for proof in proofs}}
    made_on = day_of_contract(opened.case, on_paper) or day
    record = record_contract(opened.case, practice, signed_on=day, made_on=made_on)
    made = render_contract_record(context.folder, record)
    made = _keep(made, SignedContract, is_signed=bool(engagement.signatures.days))
    kept = keep_proofs(papers, proofs, context.today)
    seal = {RECORD: made.sha256, **kept.digests}
    return Sealing(seal_edits(("seal",), engagement.seal, seal), kept)


def seal_amendment(
    context: Context, opened: Opened, practice: Practice, place: int, on: date, given: SignedFiles
) -> Sealing:
    """Write the record of an amendment and keep its papers, as for a contract."""
    case = opened.case
    amendment = case.engagement.amendments[place]
    first_on = amendment.signatures.first_on
    if amendment.seal and first_on is not None:
        return attach_to_amendment(context, opened, practice, place, given)
    make = amendment_papers_to_sign(context, case, practice, place)
    papers = _papers_of(context.folder, case, make, number=amendment.number)
    proofs = find_signed(papers, make, given, first_on or on, asks=first_on is None)
    new_client = find_new_client(context.folder, case, place)
    record = record_amendment(case, amendment, signed_on=first_on or on, new_client=new_client)
    made = render_amendment_record(context.folder, record)
    made = _keep(made, SignedAmendment, is_signed=first_on is not None)
    kept = keep_proofs(papers, proofs, context.today)
    seal = {RECORD: made.sha256, **kept.digests}
    edits = seal_edits(("amendments", place, "seal"), amendment.seal, seal)
    return Sealing(edits, kept)


def _keep(made: Loaded[R], model: type[R], *, is_signed: bool) -> Loaded[R]:
    """Write a record, unless there is one that says the same; return the one that stays.

    If the paper `is_signed` already, whoever signs only seals it again: then the record on disk,
    which the engagement fits, is nearer to the signature than what the client is called today.
    Raises RuleRefusedError for a record that says something else.
    """
    with suppress(MissingError):
        found = load_record(made.path, model)
        if is_signed and found.value.reference == made.value.reference:
            return found
        changes = differences(found.value, made.value)
        if changes:
            raise RuleRefusedError(other_record(found.value, changes).naming(made.value.reference))
    keep_record(made)
    return made


def attach_to_contract(
    context: Context, opened: Opened, practice: Practice, given: SignedFiles
) -> Sealing:
    """Keep what was given as signed with a sealed contract; return the edits of its seal."""
    make = contract_papers_to_sign(context, opened.case, practice)
    return _attach_to(context, opened, None, make, given)


def attach_to_amendment(
    context: Context, opened: Opened, practice: Practice, place: int, given: SignedFiles
) -> Sealing:
    """Keep what was given as signed with a sealed amendment, as for a contract."""
    make = amendment_papers_to_sign(context, opened.case, practice, place)
    return _attach_to(context, opened, place, make, given)


def _attach_to(
    context: Context,
    opened: Opened,
    place: int | None,
    make: PapersToSign,
    given: SignedFiles,
) -> Sealing:
    """Keep files with the contract, or with the amendment at `place`.

    A seal of an earlier version holds no files, so it is carried over too, once they all fit.
    """
    if given == NOTHING_GIVEN:
        return Sealing({})
    amendments = opened.engagement.amendments
    number = None if place is None else amendments[place].number
    seal = opened.engagement.seal if place is None else amendments[place].seal
    if not seal:
        message = "files are attached to what is sealed"  # a seal of files alone would be none
        raise ValueError(message)
    papers = _papers_of(context.folder, opened.case, make, number=number, seal=seal)
    proofs = find_attachments(papers, given)
    carrying = carry_over(context.folder, opened)
    kept = keep_proofs(papers, proofs, context.today)
    path = ("seal",) if place is None else ("amendments", place, "seal")
    new = {name: it for name, it in kept.digests.items() if seal.get(name) != it}
    edits = {**carrying.edits, **{(*path, name): digest for name, digest in new.items()}}
    return Sealing(edits, kept, carrying.remarks)


def _papers_of(
    folder: Folder,
    case: Case,
    make: PapersToSign,
    *,
    number: int | None = None,
    seal: Mapping[str, str] = NOTHING,
) -> Papers:
    directory = folder.documents_dir(case.ref)
    found = read_papers(directory, make)
    language = as_signed(case).client.language
    return Papers(case.ref, directory, tuple(make), found, language, number, seal)


def restore_records(folder: Folder, opened: Opened, practice: Practice) -> Opened:
    """Write missing and changed records again if today's data has the digest of their seal.

    Returns the engagement with its records as they are then; only a backup helps with the others.
    """
    case = opened.case
    if not case.signed.missing and not case.signed.changed:
        return opened
    for made in _records_again(folder, case, practice):
        keep_record(made)
    signed = read_signed(folder, opened.ref, opened.engagement)
    signed = judge_records(folder, case, signed, practice)
    return replace(opened, case=replace(case, signed=signed))


def judge_records(
    folder: Folder, case: Case, signed: SignedRecords, practice: Practice
) -> SignedRecords:
    """Return records that were read, with what helps with those that are missing or changed.

    One that can be made again is written by `coach contract`; the others have a problem of their
    own, because only a backup helps.
    """
    if not signed.missing and not signed.changed:
        return signed
    again = {made.path for made in _records_again(folder, case, practice)}
    return replace(
        signed,
        missing=tuple(_judge(each, again, "seal.record-lost") for each in signed.missing),
        changed=tuple(_judge(each, again, "seal.record-unfit") for each in signed.changed),
    )


def _judge(problem: Problem, again: set[Path], otherwise: str) -> Problem:
    is_made = problem.place is not None and problem.place.file in again
    message = problem.message if is_made else otherwise
    return replace(problem, message=message, remedy=None)


def _records_again(
    folder: Folder, case: Case, practice: Practice
) -> Iterator[Loaded[SignedContract] | Loaded[SignedAmendment]]:
    """Yield each record that today's data gives with the digest of its seal."""
    engagement = case.engagement
    for record in _contracts(folder, case, practice):
        contract = render_contract_record(folder, record)
        if contract.sha256 == engagement.seal.get(RECORD):
            yield contract
    for place, each in enumerate(engagement.amendments):
        for signed in _amendments(folder, case, place):
            amendment = render_amendment_record(folder, signed)
            if amendment.sha256 == each.seal.get(RECORD):
                yield amendment


def _amendments(folder: Folder, case: Case, place: int) -> Iterator[SignedAmendment]:
    """Yield the record of an amendment with each day of its signatures; none without its client.

    The client may have been renamed before it was signed, or since.
    """
    amendment = case.engagement.amendments[place]
    with suppress(CoachError):
        named = find_new_client(folder, case, place)
        clients = [named, renamed_client(case, case.history[place])]
        for day, client in product({*amendment.signatures.days}, clients):
            yield record_amendment(case, amendment, signed_on=day, new_client=client)


def _contracts(folder: Folder, case: Case, practice: Practice) -> Iterator[SignedContract]:
    """Yield the record of the contract with each day that it may have been signed and made on."""
    try:
        case = with_first_client(folder, case)
    except CoachError:
        return
    for day in {*case.engagement.signatures.days}:
        written = day_on_paper(folder, case) or day
        for made_on in {written, day, day_of_earlier_contract(folder, case, day)}:
            yield record_contract(case, practice, signed_on=day, made_on=made_on)

"""The record and the seal of the first signature: the record is written first, then the seal.

The engagement's file is the commit point. A record without a seal is replaced by the next
signature.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from phmcoach.actions.changing import KeyPath
from phmcoach.actions.context import Context
from phmcoach.actions.contract.paper_inputs import (
    PapersToSign,
    amendment_papers_to_sign,
    contract_papers_to_sign,
    find_successor,
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
from phmcoach.actions.opening import Opened
from phmcoach.actions.saving import (
    Edits,
    carry_over,
    day_of_contract,
    day_of_earlier_contract,
    day_on_paper,
    seal_edits,
)
from phmcoach.domain.case import Case
from phmcoach.domain.contract.signed import (
    RECORD,
    as_signed,
    record_amendment,
    record_contract,
)
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.signed import SignedAmendment, SignedContract
from phmcoach.errors import without_remedy
from phmcoach.store.folder import Folder
from phmcoach.store.records import Loaded
from phmcoach.store.signed import (
    keep_record,
    read_papers,
    read_signed,
    refuse_other_record,
    render_amendment_record,
    render_contract_record,
)
from phmcoach.value import NOTHING, Value, replace


class Sealing(Value):
    """The engagement to save, the edits that seal what is signed, and the files that were kept."""

    opened: Opened
    edits: Edits
    kept: Kept = Kept()


def seal_contract(
    context: Context, opened: Opened, practice: Practice, on: date, given: SignedFiles
) -> Sealing:
    """Write the record of a contract and keep its papers; return the edits that seal both.

    If it is sealed already and someone has signed, only what was given is kept. `on` is the day of
    the signature. Raises RuleRefusedError if the seal is gone and the record says that something
    else was signed, and OtherPapersError if the papers on disk may not be those that are signed.
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
    if engagement.signatures.days:
        refuse_other_record(made)
    keep_record(made)
    kept = keep_proofs(papers, proofs, context.today)
    seal = {RECORD: made.sha256, **kept.digests}
    return Sealing(opened, seal_edits(("seal",), engagement.seal, seal), kept)


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
    successor = find_successor(context.folder, case, place)
    record = record_amendment(case, amendment, signed_on=first_on or on, successor=successor)
    made = render_amendment_record(context.folder, record)
    if first_on is not None:
        refuse_other_record(made)
    keep_record(made)
    kept = keep_proofs(papers, proofs, context.today)
    seal = {RECORD: made.sha256, **kept.digests}
    edits = seal_edits(("amendments", place, "seal"), amendment.seal, seal)
    return Sealing(opened, edits, kept)


def attach_to_contract(
    context: Context, opened: Opened, practice: Practice, given: SignedFiles
) -> Sealing:
    """Keep what was given as signed with a sealed contract; return the edits of its seal.

    A seal of an earlier version holds no files, so it is carried over first, once they all fit.
    """
    if given == NOTHING_GIVEN:
        return Sealing(opened, {})
    make = contract_papers_to_sign(context, opened.case, practice)
    papers = _papers_of(context.folder, opened.case, make, seal=opened.engagement.seal)
    find_attachments(papers, given)
    opened = carry_over(context, opened)
    papers = replace(papers, seal=opened.engagement.seal)
    return _attach(context, opened, ("seal",), papers, given)


def attach_to_amendment(
    context: Context, opened: Opened, practice: Practice, place: int, given: SignedFiles
) -> Sealing:
    """Keep what was given as signed with a sealed amendment, as for a contract."""
    if given == NOTHING_GIVEN:
        return Sealing(opened, {})
    amendment = opened.engagement.amendments[place]
    make = amendment_papers_to_sign(context, opened.case, practice, place)
    papers = _papers_of(
        context.folder, opened.case, make, number=amendment.number, seal=amendment.seal
    )
    find_attachments(papers, given)
    opened = carry_over(context, opened)
    papers = replace(papers, seal=opened.engagement.amendments[place].seal)
    return _attach(context, opened, ("amendments", place, "seal"), papers, given)


def _attach(
    context: Context, opened: Opened, path: KeyPath, papers: Papers, given: SignedFiles
) -> Sealing:
    kept = keep_proofs(papers, find_attachments(papers, given), context.today)
    new = {name: it for name, it in kept.digests.items() if papers.seal.get(name) != it}
    return Sealing(opened, {(*path, name): digest for name, digest in new.items()}, kept)


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

    Returns the engagement with its records as they are then. What is left needs a backup, so it
    does not name the command that just failed to mend it.
    """
    case = opened.case
    if not case.signed.missing and not case.signed.changed:
        return opened
    for made, digest in _records_again(folder, opened, practice):
        if made.sha256 == digest:
            keep_record(made)
    signed = read_signed(folder, opened.ref, opened.engagement)
    left = replace(
        signed,
        changed=without_remedy(signed.changed),
        missing=without_remedy(signed.missing),
    )
    return replace(opened, case=replace(case, signed=left))


def _records_again(
    folder: Folder, opened: Opened, practice: Practice
) -> Iterator[tuple[Loaded[SignedContract] | Loaded[SignedAmendment], str | None]]:
    """Yield each record as today's data gives it, with the digest that the seal holds."""
    engagement = opened.engagement
    day = engagement.signatures.first_on
    if day is not None:
        written = day_on_paper(folder, opened.case) or day
        case = with_first_client(folder, opened.case)
        for made_on in sorted({written, day, day_of_earlier_contract(folder, opened.case, day)}):
            contract = record_contract(case, practice, signed_on=day, made_on=made_on)
            yield render_contract_record(folder, contract), engagement.seal.get(RECORD)
    for place, each in enumerate(engagement.amendments):
        first = each.signatures.first_on
        if first is not None:
            successor = find_successor(folder, opened.case, place)
            amendment = record_amendment(opened.case, each, signed_on=first, successor=successor)
            yield render_amendment_record(folder, amendment), each.seal.get(RECORD)

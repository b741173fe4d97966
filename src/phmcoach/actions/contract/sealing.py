"""The record and the seal of the first signature: the record is written first, then the seal.

The engagement's file is the commit point. What a record without a seal says is what the next
signature must say too: it may be all that is left of what was signed.

A record that is gone or damaged is written again if today's data gives it with the very digest of
its seal (`actions.lost_records`).

The number of the contract is here too: its papers bear it, and the record keeps it.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import TypeVar

from phmcoach.actions.changing import seal_edits
from phmcoach.actions.context import Context
from phmcoach.actions.contract.attaching import (
    Sealing,
    attach_to_amendment,
    attach_to_contract,
    papers_of,
    will_write,
)
from phmcoach.actions.contract.paper_inputs import (
    amendment_papers_to_sign,
    contract_papers_to_sign,
)
from phmcoach.actions.contract.proofs import (
    find_signed,
    find_unlike,
    keep_proofs,
)
from phmcoach.actions.contract.signed_files import SignedFiles, refuse_other_papers
from phmcoach.actions.contract.succeeding import find_new_client
from phmcoach.actions.documents import day_of_contract
from phmcoach.actions.followed import followed_contract
from phmcoach.actions.lost_records import judge_for_work, records_again
from phmcoach.actions.opening import Opened
from phmcoach.actions.saving import Edits, save_change
from phmcoach.documents.engine.metadata import count_articles
from phmcoach.documents.papers.paper_input import TEXT, text_with
from phmcoach.domain.contract.noted import annexed_digests
from phmcoach.domain.contract.seal import misplaced, other_record
from phmcoach.domain.contract.signed import (
    AGREED,
    RECORD,
    first_signatures,
    record_amendment,
    record_contract,
)
from phmcoach.domain.contract.signed_changes import agreed_digest, differences
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.signed import SignedAmendment, SignedContract
from phmcoach.errors import MissingError, Place, Problem, RuleRefusedError, refuse
from phmcoach.store.archive import next_contract_reference
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.records import Loaded, load_record
from phmcoach.store.signed import (
    keep_record,
    read_signed,
    render_amendment_record,
    render_contract_record,
)
from phmcoach.value import replace
from phmcoach.words import ArticlesText, Party

R = TypeVar("R", SignedContract, SignedAmendment)


def choose_signatures(
    missing: Iterable[Party], again: Mapping[Party, date], party: Party | None, on: date
) -> dict[Party, date]:
    """Return the signatures to record: that of one party, or of all who have not signed yet.

    If only the record of a first signature is left, those in it are recorded `again`, and nobody
    else unless they are named. Its day has to be the one that was typed.
    """
    if not again:
        return {each: on for each in missing if party in (None, each)}
    return dict.fromkeys(again, on) if party is None or party in again else {**again, party: on}


def seal_contract(
    context: Context,
    opened: Opened,
    practice: Practice,
    signing: Mapping[Party, date],
    given: SignedFiles,
) -> Sealing:
    """Write the record of a contract and keep its papers; return the edits that seal both.

    If it is sealed already and someone has signed, only what was given is kept. `signing` are the
    signatures that are recorded now. Raises RuleRefusedError if there is a record that says
    something else, and OtherPapersError if the papers on disk may not be those that are signed.
    """
    engagement = opened.engagement
    if engagement.seal and engagement.signatures.days:
        return attach_to_contract(context, opened, practice, given)
    make = contract_papers_to_sign(context, opened.case, practice)
    dated = contract_papers_to_sign(context, opened.case, practice, dated=True)
    papers = papers_of(context.folder, opened.case, make)
    refuse_other_papers(context.folder, opened.ref, papers.starts, given)
    day, signed_by = first_signatures(engagement.signatures, signing, opened.case.parties)
    proofs = find_signed(papers, make, dated, given, day)
    unlike = find_unlike(papers, proofs, make, day)
    on_paper = {**papers.found, **{proof.name: proof.content for proof in proofs}}
    made_on = day_of_contract(opened.case, on_paper) or day
    text = _text_on(on_paper[name] for name in papers.contracts if name in on_paper)
    record = record_contract(
        opened.case,
        practice,
        signed_on=day,
        made_on=made_on,
        signed_by=signed_by,
        text=text,
        follows=None if text is None else followed_contract(context.folder, opened.case),
    )
    made = render_contract_record(context.folder, record)
    written = will_write(papers, proofs, made.path)
    made = _keep(made, SignedContract, is_signed=bool(engagement.signatures.days))
    kept = keep_proofs(papers, proofs, context.today)
    seal = {RECORD: made.sha256, AGREED: agreed_digest(made.value)}
    seal |= {**annexed_digests(opened.case), **kept.digests}
    return Sealing(seal_edits(("seal",), engagement.seal, seal), kept, unlike, written)


def _text_on(contracts: Iterable[bytes]) -> ArticlesText | None:
    """Return the text of the articles of the papers that are signed, that of today if unknown."""
    return None if any(text_with(count_articles(it)) for it in contracts) else TEXT


def seal_amendment(
    context: Context,
    opened: Opened,
    practice: Practice,
    place: int,
    signing: Mapping[Party, date],
    given: SignedFiles,
) -> Sealing:
    """Write the record of an amendment and keep its papers, as for a contract."""
    case = opened.case
    amendment = case.engagement.amendments[place]
    is_signed = bool(amendment.signatures.days)
    if amendment.seal and is_signed:
        return attach_to_amendment(context, opened, practice, place, given)
    make = amendment_papers_to_sign(context, case, practice, place)
    dated = amendment_papers_to_sign(context, case, practice, place, dated=True)
    papers = papers_of(context.folder, case, make, number=amendment.number)
    refuse_other_papers(context.folder, opened.ref, papers.starts, given)
    parties = case.history[place].parties
    day, signed_by = first_signatures(amendment.signatures, signing, parties)
    proofs = find_signed(papers, make, dated, given, day)
    unlike = find_unlike(papers, proofs, make, day)
    new_client = find_new_client(context.folder, case, place)
    record = record_amendment(
        case, amendment, signed_on=day, signed_by=signed_by, new_client=new_client
    )
    made = render_amendment_record(context.folder, record)
    written = will_write(papers, proofs, made.path)
    made = _keep(made, SignedAmendment, is_signed=is_signed)
    kept = keep_proofs(papers, proofs, context.today)
    seal = {RECORD: made.sha256, **kept.digests}
    edits = seal_edits(("amendments", place, "seal"), amendment.seal, seal)
    return Sealing(edits, kept, unlike, written)


def _keep(made: Loaded[R], model: type[R], *, is_signed: bool) -> Loaded[R]:
    """Write a record, unless there is one that says the same; return the one that stays.

    If the paper `is_signed` already, whoever signs only seals it again: then the record on disk,
    which the engagement fits, is nearer to the signature than what the client is called today.
    Who signed on its day is what the record says. Raises RuleRefusedError for a record that says
    something else, or that is in the place of another one.
    """
    ref = made.value.reference
    with suppress(MissingError):
        found = load_record(made.path, model)
        refuse(misplaced(found.value, made.path, ref), about=ref)
        if is_signed:
            return found
        changes = differences(found.value, replace(made.value, signed_by=found.value.signed_by))
        if changes:
            raise RuleRefusedError(other_record(found.value, changes).naming(ref))
        made = found
    keep_record(made)
    return made


def restore_records(
    folder: Folder, opened: Opened, practice: Practice
) -> tuple[Opened, tuple[Problem, ...]]:
    """Write missing and changed records again if today's data has the digest of their seal.

    Returns the engagement with its records as they are then, and a remark on each that was written;
    only a backup helps with the others.
    """
    case = opened.case
    wrong = {each.place.file for each in (*case.signed.missing, *case.signed.changed) if each.place}
    if not wrong:
        return opened, ()
    again = {made.path: made for made in records_again(folder, case, practice)}
    for made in again.values():
        keep_record(made)
    signed = read_signed(folder, opened.ref, opened.engagement)
    signed = judge_for_work(folder, case, signed, practice)
    said = tuple(
        Problem("seal.record-restored", {"file": path.name}, Place(path), "warning")
        for path in again
        if path in wrong
    )
    return replace(opened, case=replace(case, signed=signed)), said


def with_reference(opened: Opened, listing: Listing, on: date) -> Opened:
    """Return an engagement with the number of its contract in a year, which is not saved yet.

    It stays the same for ever. A contract that somebody has signed without one gets none: its
    paper does not bear it.
    """
    engagement = opened.engagement
    is_signed = engagement.signatures.days or engagement.seal or opened.case.signed.contract
    if engagement.contract_reference is not None or is_signed:
        return opened
    reference = next_contract_reference(listing, on.year)
    numbered = replace(engagement, contract_reference=reference)
    return replace(opened, case=opened.case.having(numbered))


def reference_edits(before: Opened, after: Opened) -> Edits:
    """Return the edit that saves the number of a contract, if it was given now."""
    reference = after.engagement.contract_reference
    if reference == before.engagement.contract_reference:
        return {}
    return {("contract_reference",): reference}


def save_reference(context: Context, before: Opened, after: Opened) -> Opened:
    """Save the number of a contract, if it was given now; return the engagement as it is then."""
    edits = reference_edits(before, after)
    return save_change(context, before, values=edits) if edits else after

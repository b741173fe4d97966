"""The record and the seal of the first signature: the record is written first, then the seal.

The engagement's file is the commit point. A record without a seal is replaced by the next
signature.
"""

from collections.abc import Iterator
from datetime import date

from phmcoach.actions.context import Context
from phmcoach.actions.contract.paper_inputs import keep_amendment_papers, keep_contract_papers
from phmcoach.actions.opening import Opened
from phmcoach.actions.saving import Edits, day_of_earlier_contract, day_on_paper, seal_edits
from phmcoach.domain.case import Case
from phmcoach.domain.contract.signed import RECORD, record_amendment, record_contract
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.signed import SignedAmendment, SignedContract
from phmcoach.store.folder import Folder
from phmcoach.store.records import Loaded
from phmcoach.store.signed import (
    keep_record,
    read_signed,
    refuse_other_record,
    render_amendment_record,
    render_contract_record,
)
from phmcoach.value import replace


def seal_contract(context: Context, opened: Opened, practice: Practice, on: date) -> Edits:
    """Write the record of a contract and keep its papers; return the edits that seal both.

    There are none if it is sealed already and someone has signed. `on` is the day of the signature.
    Raises RuleRefusedError if the seal is gone and the record says that something else was signed.
    """
    folder = context.folder
    engagement = opened.engagement
    if engagement.seal and engagement.signatures.days:
        return {}
    day = engagement.signatures.first_on or on
    made_on = day_on_paper(folder, opened.case) or day
    record = record_contract(opened.case, practice, signed_on=day, made_on=made_on)
    made = render_contract_record(folder, record)
    if engagement.signatures.days:
        refuse_other_record(made)
    keep_record(made)
    papers = keep_contract_papers(context, opened.case, practice)
    return seal_edits(("seal",), engagement.seal, {RECORD: made.sha256, **papers})


def seal_amendment(context: Context, case: Case, practice: Practice, place: int, on: date) -> Edits:
    """Write the record of an amendment and keep its papers, as for a contract."""
    amendment = case.engagement.amendments[place]
    if amendment.seal and amendment.signatures.days:
        return {}
    record = record_amendment(case, amendment, signed_on=amendment.signatures.first_on or on)
    made = render_amendment_record(context.folder, record)
    if amendment.signatures.days:
        refuse_other_record(made)
    keep_record(made)
    papers = keep_amendment_papers(context, case, practice, place)
    return seal_edits(
        ("amendments", place, "seal"), amendment.seal, {RECORD: made.sha256, **papers}
    )


def restore_records(folder: Folder, opened: Opened, practice: Practice) -> Opened:
    """Write missing and changed records again if today's data has the digest of their seal.

    Returns the engagement with its records as they are then.
    """
    case = opened.case
    if not case.signed.missing and not case.signed.changed:
        return opened
    for made, digest in _records_again(folder, opened, practice):
        if made.sha256 == digest:
            keep_record(made)
    signed = read_signed(folder, opened.ref, opened.engagement)
    return replace(opened, case=replace(case, signed=signed))


def _records_again(
    folder: Folder, opened: Opened, practice: Practice
) -> Iterator[tuple[Loaded[SignedContract] | Loaded[SignedAmendment], str | None]]:
    """Yield each record as today's data gives it, with the digest that the seal holds."""
    engagement = opened.engagement
    day = engagement.signatures.first_on
    if day is not None:
        written = day_on_paper(folder, opened.case) or day
        for made_on in sorted({written, day_of_earlier_contract(folder, opened.case, day)}):
            contract = record_contract(opened.case, practice, signed_on=day, made_on=made_on)
            yield render_contract_record(folder, contract), engagement.seal.get(RECORD)
    for each in engagement.amendments:
        first = each.signatures.first_on
        if first is not None:
            amendment = record_amendment(opened.case, each, signed_on=first)
            yield render_amendment_record(folder, amendment), each.seal.get(RECORD)

"""Attaching what was signed to a contract or an amendment that everyone has signed.

Scans arrive late, often when the engagement is over, and change no signature.
"""

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amendment_draft import find_step
from phmcoach.actions.contract.proofs import Kept
from phmcoach.actions.contract.sealing import (
    attach_to_amendment,
    attach_to_contract,
    save_sealing,
)
from phmcoach.actions.contract.signed_files import SignedFiles
from phmcoach.actions.opening import (
    open_engagement,
    open_practice,
    read_engagement,
    require_records,
)
from phmcoach.domain.contract.lifecycle import missing_signatures
from phmcoach.domain.contract.seal import seal_problems
from phmcoach.errors import refuse
from phmcoach.store.lock import lock_folder


def have_all_signed(context: Context, *, ref: str, number: int | None) -> bool:
    """Whether nobody has to sign a contract, or the amendment of this number, any more.

    One without a seal is still to be sealed. Raises MissingError for an unknown number.
    """
    opened = read_engagement(context.folder, ref)
    if number is None:
        return not missing_signatures(opened.case) and bool(opened.engagement.seal)
    step = find_step(opened, number)
    return not step.missing and bool(step.amendment.seal)


def attach(context: Context, *, ref: str, number: int | None, given: SignedFiles) -> Kept:
    """Keep what was signed with a contract, or with the amendment of this number, and seal it.

    Raises RuleRefusedError if the contract was changed since, or another paper is attached already;
    UsageError for a file that fits no paper.
    """
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref, practice)
        require_records(opened)
        refuse(seal_problems(opened.case), about=opened.ref)
        if number is None:
            sealing = attach_to_contract(context, opened, practice, given)
        else:
            place = find_step(opened, number).place
            sealing = attach_to_amendment(context, opened, practice, place, given)
        if sealing.edits:
            save_sealing(context, opened, sealing, {})
    return sealing.kept

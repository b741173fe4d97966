"""Attaching what was signed to a contract or an amendment that somebody has signed.

Scans arrive between two signatures, or late, often when the engagement is over. They change no
signature.
"""

from collections.abc import Mapping
from datetime import date

from phmcoach.actions.carrying import carry_over
from phmcoach.actions.context import Context
from phmcoach.actions.contract.amendment_draft import find_step
from phmcoach.actions.contract.paper_inputs import (
    PapersToSign,
    amendment_papers_to_sign,
    contract_papers_to_sign,
)
from phmcoach.actions.contract.proofs import (
    Kept,
    Papers,
    find_attachments,
    find_unlike,
    keep_proofs,
)
from phmcoach.actions.contract.signed_files import NOTHING_GIVEN, SignedFiles, refuse_other_papers
from phmcoach.actions.opening import (
    Opened,
    open_engagement,
    open_practice,
    read_engagement,
    require_records,
)
from phmcoach.actions.saving import Edits, save_change
from phmcoach.domain.case import Case
from phmcoach.domain.contract.lifecycle import missing_signatures
from phmcoach.domain.contract.seal import seal_problems
from phmcoach.domain.contract.signed import as_signed
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import Problem, refuse
from phmcoach.store.folder import Folder
from phmcoach.store.lock import lock_folder
from phmcoach.store.signed import read_papers
from phmcoach.value import NOTHING, Value
from phmcoach.words import Party


class Sealing(Value):
    """The edits that seal what is signed, the files kept, and what to remark once it is saved."""

    edits: Edits
    kept: Kept = Kept()
    remarks: tuple[Problem, ...] = ()


def save_sealing(context: Context, opened: Opened, sealing: Sealing, other: Edits) -> Opened:
    """Save an engagement with what is sealed, and with other edits, in one step."""
    after = save_change(context, opened, values=other | sealing.edits)
    for remark in sealing.remarks:
        context.remark(remark.naming(opened.ref))
    return after


class Signers(Value):
    """Who has signed a contract or an amendment that is sealed, and who has still to sign it."""

    ref: str
    signed: tuple[Party, ...]
    missing: tuple[Party, ...]

    def leave_only_files(self, party: Party | None, on: date | None) -> bool:
        """Whether files are only attached, as no signature is left to record with them.

        While others have still to sign, a day without a party records their signatures.
        """
        if party is not None:
            return party in self.signed
        return bool(self.signed) and (on is None or not self.missing)


def read_signers(context: Context, *, ref: str, number: int | None) -> Signers:
    """Return who has signed a contract, or the amendment of this number, so far.

    Of one without a seal nobody has, because it is still to be sealed. Raises MissingError for an
    unknown number.
    """
    opened = read_engagement(context.folder, ref)
    if number is None:
        parties, missing = opened.case.parties, missing_signatures(opened.case)
        seal = opened.engagement.seal
    else:
        step = find_step(opened, number)
        parties, missing, seal = step.parties, step.missing, step.amendment.seal
    signed = tuple(each for each in parties if each not in missing) if seal else ()
    return Signers(opened.ref, signed, missing)


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
    papers = papers_of(context.folder, opened.case, make, number=number, seal=seal)
    refuse_other_papers(context.folder, opened.ref, papers.starts, given)
    proofs = find_attachments(papers, given)
    carrying = carry_over(context.folder, opened)
    unlike = find_unlike(papers, proofs, make, context.today)
    kept = keep_proofs(papers, proofs, context.today)
    path = ("seal",) if place is None else ("amendments", place, "seal")
    new = {name: it for name, it in kept.digests.items() if seal.get(name) != it}
    edits = {**carrying.edits, **{(*path, name): digest for name, digest in new.items()}}
    return Sealing(edits, kept, (*carrying.remarks, *unlike))


def papers_of(
    folder: Folder,
    case: Case,
    make: PapersToSign,
    *,
    number: int | None = None,
    seal: Mapping[str, str] = NOTHING,
) -> Papers:
    """Return the papers of a contract, or of an amendment, with what is on disk."""
    directory = folder.documents_dir(case.ref)
    found = read_papers(directory, make)
    language, engagement = as_signed(case).client.language, case.engagement
    amended = (each.signatures.days for each in engagement.amendments if each.number == number)
    days = engagement.signatures.days if number is None else next(amended, ())
    names = tuple(make)
    return Papers(case.ref, directory, names, found, language, number, seal, bool(days))

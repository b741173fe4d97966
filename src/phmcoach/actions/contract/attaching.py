"""Attaching what was signed to a contract or an amendment that somebody has signed.

Scans arrive between two signatures, or late, often when the engagement is over. They change no
signature.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path

from phmcoach.actions.carrying import carry_over
from phmcoach.actions.changing import KeyPath, change_record
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
    Proof,
    find_attachments,
    find_unlike,
    free_scan,
    keep_proofs,
)
from phmcoach.actions.contract.signed_files import (
    NOTHING_GIVEN,
    SignedFiles,
    WrittenBefore,
    refuse_other_papers,
)
from phmcoach.actions.opening import (
    Opened,
    open_engagement,
    open_practice,
    read_engagement,
    require_records,
)
from phmcoach.actions.saving import Edits, save_and_put_aside, save_change
from phmcoach.documents.papers.file_names import annex_name, is_scan_of, replaced_name
from phmcoach.domain.case import Case
from phmcoach.domain.contract.lifecycle import missing_signatures
from phmcoach.domain.contract.noted import annexed_again
from phmcoach.domain.contract.seal import seal_problems
from phmcoach.domain.contract.signed import as_signed, papers_in
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import Problem, RuleRefusedError, UsageError, refuse
from phmcoach.file_kinds import temporary_name
from phmcoach.remedy import Remedy
from phmcoach.store.files import KEPT_MODE, make_read_only, write_new
from phmcoach.store.folder import Folder
from phmcoach.store.lock import lock_folder
from phmcoach.store.signed import read_papers
from phmcoach.store.two_files import Aside, choose_aside
from phmcoach.value import NOTHING, Value
from phmcoach.words import Party


class Sealing(Value):
    """The edits that seal what is signed, the files kept, and what to remark once it is saved.

    `written` are the files that are written before it is.
    """

    edits: Edits
    kept: Kept = Kept()
    remarks: tuple[Problem, ...] = ()
    written: WrittenBefore = WrittenBefore()


def save_sealing(context: Context, opened: Opened, sealing: Sealing, other: Edits) -> Opened:
    """Save an engagement with what is sealed, and with other edits, in one step.

    Raises ConflictError if its file was changed meanwhile, and leaves nothing of the signature.
    """
    with sealing.written.or_undone():
        after = save_change(context, opened, values=other | sealing.edits)
    for remark in sealing.remarks:
        context.remark(remark.naming(opened.ref))
    return after


class Signers(Value):
    """The signers of a contract or an amendment that is sealed, and those who are missing."""

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

    Without a seal the signatures do not count yet. Raises MissingError for an unknown number.
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


def replace_attached(
    context: Context, *, ref: str, number: int | None, wrong: str, given: SignedFiles
) -> Kept:
    """Attach a file in the place of the `wrong` one, which is kept under a name that says so.

    Both get their names in the step that changes the seal. Raises RuleRefusedError if no file of
    this name is attached, UsageError unless one file is given that fits its place.
    """
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref, practice)
        require_records(opened)
        refuse(seal_problems(opened.case), about=opened.ref)
        place = None if number is None else find_step(opened, number).place
        if place is None:
            make = contract_papers_to_sign(context, opened.case, practice)
        else:
            make = amendment_papers_to_sign(context, opened.case, practice, place)
        paper = opened.engagement if place is None else opened.engagement.amendments[place]
        papers = papers_of(context.folder, opened.case, make, number=number, seal=paper.seal)
        if wrong not in (attached := papers_in(paper.seal)):
            message = "sign.not-attached" if attached else "sign.nothing-attached"
            raise RuleRefusedError.of(
                message, file=wrong, names=attached, about=opened.ref, remedy=Remedy.SHOW
            )
        starts = {name: start for name, start in papers.starts.items() if _is_of(wrong, name)}
        refuse_other_papers(context.folder, opened.ref, starts, given)
        proof = _find_replacement(papers, wrong, given)
        if papers.seal[wrong] == proof.digest:
            return Kept(already=(wrong,))
        unlike = find_unlike(papers, (proof,), make, context.today)
        path: KeyPath = ("seal",) if place is None else ("amendments", place, "seal")
        edits: Edits = {(*path, wrong): None, (*path, proof.name): proof.digest}
        edits |= {} if unlike else _annex_edits(opened, papers, (proof.name,))
        changed = change_record(opened.loaded, values=edits)
        asides = _exchange_files(papers, wrong, proof)
        done = save_and_put_aside(context, opened, changed, asides)[1]
    for remark in unlike:
        context.remark(remark.naming(opened.ref))
    old = tuple(each.kept for each in done if each.name == wrong)
    sources = {} if proof.source is None else {proof.name: proof.source}
    return Kept({}, (proof.name,), (), old, sources)


def _is_of(file: str, paper: str) -> bool:
    """Whether an attached file is a paper, or is named as a scan of it."""
    return file == paper or is_scan_of(file, (paper,))


def _find_replacement(papers: Papers, wrong: str, given: SignedFiles) -> Proof:
    """Return the file that takes the place of the `wrong` one; a scan may be of another kind.

    Raises UsageError unless one file is given, and for a picture in the place of a paper.
    """
    files = (*given.papers, *given.scans)
    if len(files) != 1:
        raise UsageError.of("usage.one-file-instead", file=wrong)
    (file,), name = files, wrong
    if wrong in papers.names and file.suffix != ".pdf":
        raise UsageError.of("usage.not-a-pdf", path=str(file.path))
    if not wrong.endswith(file.suffix):
        paper = next(each for each in papers.names if _is_of(wrong, each))
        name = free_scan(papers, paper, file, {*papers.seal})
    found = read_papers(papers.directory, [name]).get(name)
    return Proof(name, file.content, found, source=file.path.name)


def _exchange_files(papers: Papers, wrong: str, proof: Proof) -> tuple[Aside, ...]:
    """Write the file that takes the place of the `wrong` one; return how both get their names.

    It is hidden until then. If it lies in its place already, only its mode is set.
    """
    old = papers.directory / wrong
    leaving = choose_aside(old, partial(replaced_name, papers.language, wrong))
    asides = (leaving,) if leaving and (wrong != proof.name or proof.is_new) else ()
    if not proof.is_new:
        make_read_only(papers.directory / proof.name)
        return asides
    hidden = papers.directory / temporary_name()
    write_new(hidden, proof.content, KEPT_MODE)
    return (*asides, Aside(papers.ref, hidden.name, proof.name, proof.digest))


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
    written = will_write(papers, proofs)
    kept = keep_proofs(papers, proofs, context.today)
    path = ("seal",) if place is None else ("amendments", place, "seal")
    new = {name: it for name, it in kept.digests.items() if seal.get(name) != it}
    edits = {**carrying.edits, **{(*path, name): digest for name, digest in new.items()}}
    edits |= _annex_edits(opened, papers, () if unlike else new)
    return Sealing(edits, kept, (*carrying.remarks, *unlike), written)


def _annex_edits(opened: Opened, papers: Papers, names: Collection[str]) -> Edits:
    """Return the edits of a seal if one of these new files is the personal annex, signed anew."""
    is_new = papers.number is None and annex_name(papers.language, papers.ref) in names
    return {("seal", key): it for key, it in annexed_again(opened.case).items()} if is_new else {}


def will_write(papers: Papers, proofs: Iterable[Proof], *records: Path) -> WrittenBefore:
    """Return which proofs and records will be new, before they are written."""
    return WrittenBefore.of(*(papers.directory / each.name for each in proofs), *records)


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

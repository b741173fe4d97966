"""Findings of `doctor` about what was signed, and the case by which it judges an engagement."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from phmcoach.actions.carrying import accounts_beside
from phmcoach.actions.lost_records import judge_records
from phmcoach.actions.opening import complete_case
from phmcoach.documents.papers.file_names import amendment_names, is_scan_of, paper_names
from phmcoach.domain.case import Case, Dossier, SignedRecords
from phmcoach.domain.contract.coverage import coverage_problems
from phmcoach.domain.contract.gates import breaches, contract_gate, is_signature_lost
from phmcoach.domain.contract.noted import noted_problems
from phmcoach.domain.contract.seal import unsigned_records
from phmcoach.domain.contract.signed import RECORD, party_to_archived, sealed_papers
from phmcoach.domain.money.billed import party_problems
from phmcoach.domain.money.repricing import contradicting_invoices
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.values.zones import HOME_ZONE
from phmcoach.errors import Place, Problem, errors_of, warnings_of
from phmcoach.remedy import Remedy
from phmcoach.store.files import is_read_only
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.ledger import Ledger
from phmcoach.store.record_files import find_closed_documents
from phmcoach.store.records import Loaded
from phmcoach.store.signed import BEYOND, find_other_papers
from phmcoach.value import replace

_RECORD = re.compile(r"(contract|amendment-[1-9][0-9]*)\.signed(?=.*\.toml)")
_OWN_RECORD = re.compile(rf"{_RECORD.pattern}(\.[0-9]+)?\.toml")
"""The names of records, and of those that were put aside."""


def judge_case(
    folder: Folder,
    dossier: Dossier,
    clients: Mapping[str, Loaded[Client] | None],
    ledger: Ledger,
    practice: Loaded[Practice] | None,
    signed: SignedRecords,
    *,
    archived: bool,
) -> Case | None:
    """Return the case of an engagement, or None if its client is not known.

    Its records say which of them can be made again. The kind of client decides who must sign and
    what must be shared; an archived engagement is judged by the client who signed. An unreadable
    practice is a finding of its own, and counts as empty here; of a damaged ledger, what can be
    read counts.
    """
    client = clients.get(dossier.client_reference)
    if client is None:
        return None
    party = party_to_archived(dossier, signed, client.value) if archived else client.value
    case = complete_case(
        dossier,
        party,
        closures=practice.value.closures if practice else (),
        time_zone=practice.value.time_zone if practice else HOME_ZONE,
        signed=signed,
        billed=ledger.billed(dossier.ref),
    )
    if practice is None:
        return case
    return replace(case, signed=judge_records(folder, case, signed, practice.value))


def broken(
    case: Case | None, ledger: Ledger, listing: Listing, *, archived: bool
) -> tuple[Problem, ...]:
    """Return the rules that an engagement breaks, and a client or terms other than it billed.

    The client of an archived one may have changed since.
    """
    if case is None:
        return ()
    others = () if archived else party_problems(case, accounts_beside(ledger, case.ref, listing))
    contradicted = errors_of(contradicting_invoices(case, ledger.accounts(case.ref)))
    return (*_own_breaches(case), *others, *contradicted)


def _own_breaches(case: Case) -> Iterator[Problem]:
    """Yield the rules that an engagement breaks, and not what follows from what is lost.

    That is a signature, or the record of what was signed: nobody knows which terms were agreed.
    """
    following = (
        *case.signed.lost,  # reported as such, unless the file is a copy or was renamed
        *(coverage_problems(case) if is_signature_lost(case) else ()),
        *(contract_gate(case) if case.signed.lost else ()),
    )
    return (each for each in errors_of(breaches(case)) if each not in following)


def lost(folder: Folder, dossier: Dossier, signed: SignedRecords) -> Iterator[Problem]:
    """Yield each record that is gone, and each signed paper that is not as it was.

    A case knows which records can be made again. A record that is another engagement's is yielded
    too: it may be what is missing there. Of documents that cannot be reached, only that is yielded.
    """
    if closed := find_closed_documents(folder.documents_dir(dossier.ref)):
        yield from () if signed.unreadable else closed
        return
    yield from _removed_papers(folder, dossier)
    judged = dossier.signed if isinstance(dossier, Case) else signed
    yield from judged.lost
    yield from judged.missing
    yield from judged.foreign
    sealed = sealed_papers(dossier.engagement)
    for each in find_other_papers(folder.documents_dir(dossier.ref), sealed, sealed):
        yield _with_command(dossier, each)


def _with_command(dossier: Dossier, problem: Problem) -> Problem:
    """Name the command that makes a signed paper again, as it was sealed; it makes no scan.

    It mends neither one that is there under the name of another, nor what the system refuses.
    """
    if "other" in problem.args or problem.remedy is not None:
        return problem
    name, ref = problem.args.get("file"), dossier.ref
    numbers = (step.amendment.number for step in dossier.history)
    number = next((each for each in numbers if name in amendment_names(ref, each)), None)
    if number is None and name not in paper_names(ref):
        return problem
    words = {"number": () if number is None else number}
    return replace(problem, remedy=Remedy.PAPERS_AGAIN, words=words)


def _removed_papers(folder: Folder, dossier: Dossier) -> Iterator[Problem]:
    """Yield each signed paper of an amendment that the file no longer has.

    An older version of the engagement's file came back, and the amendment's record is gone. That
    of an amendment that was taken back is still there, under another name.
    """
    directory = folder.documents_dir(dossier.ref)
    known = {step.amendment.number for step in dossier.history}
    for number in range(1, max(known, default=0) + BEYOND + 1):
        names = () if number in known else sorted(amendment_names(dossier.ref, number))
        kept = [name for name in names if is_read_only(directory / name)]
        if kept and not any(directory.glob(f"amendment-{number}.*.toml")):
            for name in kept:
                args = {"number": number, "file": name}
                yield Problem("seal.amendment-unknown", args, Place(directory / name))


def _copied_records(files: Sequence[Path]) -> Iterator[Problem]:
    """Yield a problem for each copy of a record: under its name no command reads it.

    It may be all that is left of the record, renamed by a synchronisation.
    """
    names = {path.name for path in files}
    for path in files:
        found = _RECORD.search(path.name.casefold())
        if found is not None and not _OWN_RECORD.fullmatch(path.name):
            record = f"{found[0]}.toml"
            message = "seal.record-copied" if record in names else "seal.record-renamed"
            yield Problem(message, {"name": path.name, "file": record}, Place(path))


def noted(folder: Folder, case: Case | None, ledger: Ledger) -> tuple[Problem, ...]:
    """Return what does not prevent signing what was recorded."""
    if case is None:
        return ()
    moved = warnings_of(contradicting_invoices(case, ledger.accounts(case.ref)))
    own = (*unsigned_records(case), *noted_problems(case), *warnings_of(coverage_problems(case)))
    files: list[Path] = []
    with suppress(OSError):  # whoever reads the records says why
        files += sorted(folder.documents_dir(case.ref).iterdir())
    return (*own, *moved, *_unsealed_files(case, files), *_copied_records(files))


def _unsealed_files(case: Case, files: Sequence[Path]) -> Iterator[Problem]:
    """Yield a problem for each file that was kept as signed, and that no seal holds any more.

    Only what was signed is read-only under such a name. A line of the seal was removed by hand, or
    an attachment was interrupted: attaching the file again mends both.
    """
    with suppress(OSError):  # whoever reads the records says why
        kept = [path for path in files if is_read_only(path)]
        names, engagement = paper_names(case.ref), case.engagement
        yield from _unsealed(kept, names, engagement.seal, None)
        for step in case.history:
            number, seal = step.amendment.number, step.amendment.seal
            names = amendment_names(case.ref, number)
            yield from _unsealed(kept, names, seal, number)


def _unsealed(
    files: Sequence[Path], names: frozenset[str], seal: Mapping[str, str], number: int | None
) -> Iterator[Problem]:
    """Yield the files of one contract or amendment."""
    for path in files:
        is_scan = is_scan_of(path.name, names)
        if RECORD in seal and path.name not in seal and (is_scan or path.name in names):
            words: dict[str, object] = {
                "number": () if number is None else number,
                "paper": () if is_scan else path,
                "scan": path if is_scan else (),
            }
            args = {"file": path.name}
            yield Problem("seal.paper-unsealed", args, Place(path), words=words)

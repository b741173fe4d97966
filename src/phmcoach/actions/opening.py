"""Reading the records of an action: practice, engagement, client."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.domain.case import NOT_READ, Billed, Case, Dossier, NotRead, SignedRecords
from phmcoach.domain.contract.ending import over_problems
from phmcoach.domain.contract.lifecycle import resting_problems, state_of
from phmcoach.domain.contract.signed import party_to_archived
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Closure, Practice
from phmcoach.errors import (
    InvalidDataError,
    MissingError,
    Problem,
    StorageError,
    about,
    errors_of,
    refuse,
    warnings_of,
)
from phmcoach.file_kinds import why_unusable
from phmcoach.store.archive import find_engagement, list_archived_files
from phmcoach.store.copies import report_archived_twins, report_copies, report_copies_of
from phmcoach.store.folder import Folder, Listing, resolve_listed
from phmcoach.store.known_files import KnownFiles
from phmcoach.store.records import Loaded, load_own_record, load_record, refuse_waiting
from phmcoach.store.renamed import missing_client, report_all_renamed, report_renamed
from phmcoach.store.signed import read_signed
from phmcoach.value import Value, replace
from phmcoach.words import Level, State


class Opened(Value):
    """An engagement that was read: the case for its rules, and the loaded file."""

    case: Case
    loaded: Loaded[Engagement]

    @property
    def ref(self) -> str:
        """The full reference."""
        return self.case.ref

    @property
    def engagement(self) -> Engagement:
        """The engagement as it is in its file."""
        return self.case.engagement

    @property
    def is_archived(self) -> bool:
        """Whether its file is in the archive."""
        return is_in_archive(self.loaded.path)

    def with_billed(self, billed: Billed | NotRead) -> "Opened":
        """Return a copy with what invoices bill, or `NOT_READ`."""
        return replace(self, case=self.case.with_billed(billed))

    def changed(self, loaded: Loaded[Engagement]) -> "Opened":
        """Return a copy with the changed file."""
        return Opened(self.case.having(loaded.value), loaded)

    def state(self, as_of: date) -> State:
        """Return the state of the engagement on a day."""
        return state_of(self.case, as_of=as_of)


def is_in_archive(path: Path) -> bool:
    """Whether the file of an engagement is in the archive."""
    return path.parent.name != "engagements"


def open_practice(folder: Folder, known: KnownFiles | None = None) -> Practice:
    """Read `practice.toml`."""
    return load_own_record(folder.practice_file, folder.root, Practice, known).value


def is_specimen(context: Context, practice: Practice) -> bool:
    """Whether new documents are specimens: in a demo folder, or if the clock was set by hand."""
    return context.specimen or practice.demo


def load_client(
    folder: Folder, ref: str, *, needed_by: Dossier, known: KnownFiles | None = None
) -> Loaded[Client]:
    """Read a client of the engagement `needed_by`.

    Raises MissingError if they have no file, and names the command that makes it as its records
    say; StorageError if the file cannot be opened.
    """
    path = folder.client_file(ref)
    try:
        problem = why_unusable(path, folder.root)
    except FileNotFoundError:
        signed = read_signed(folder, needed_by.ref, needed_by.engagement)
        raise MissingError(missing_client(Listing(folder), ref, needed_by.ref, (signed,))) from None
    if problem is not None:
        raise StorageError(problem)
    return load_record(path, Client, known)


def open_engagement(
    folder: Folder,
    typed: str,
    practice: Practice | None = None,
    known: KnownFiles | None = None,
    listing: Listing | None = None,
) -> Opened:
    """Read an engagement to work on, by its reference or any unambiguous beginning of it.

    Its case knows the closures and the time zone of the `practice` if that is given, and not yet
    what is billed. Raises RuleRefusedError if it is not the only file of its engagement, or was
    renamed since it was signed, StorageError if it waits for a plan that nobody can finish.
    """
    listing = listing or Listing(folder)
    opened = read_engagement(folder, typed, practice, known, listing)
    refuse_waiting(folder, opened.ref)
    refuse(report_other_files(listing, opened))
    return opened


def report_other_files(
    listing: Listing, opened: Opened, level: Level = "error", *, archived: bool = False
) -> tuple[Problem, ...]:
    """Return a problem if another file contains the engagement, or its own has another name.

    Whoever changed or billed one of two files would leave the other as it was, and the papers of a
    renamed engagement would bear two names. With `archived`, all archived files are read too.
    """
    copies = report_copies_of(listing, opened.loaded, level, archived=archived)
    return copies or report_renamed(listing, opened.loaded, opened.case.signed, level)


def read_engagement(
    folder: Folder,
    typed: str,
    practice: Practice | None = None,
    known: KnownFiles | None = None,
    listing: Listing | None = None,
) -> Opened:
    """Read an engagement as `open_engagement` does, whether there are copies of it or not."""
    ref = resolve_listed(listing or Listing(folder), typed)
    return _open(folder, ref, folder.engagement_file(ref), practice, known)


def require_records(opened: Opened) -> None:
    """Raise StorageError if the system refuses to read a record of what was signed."""
    found = opened.case.signed.unreadable
    if found:
        raise StorageError(*about(opened.ref, found))


def refuse_if_over(opened: Opened, *, before_contract: bool = False) -> None:
    """Raise RuleRefusedError if the engagement is declined, ended, evaluated or closed."""
    refuse(over_problems(opened.case, before_contract=before_contract), about=opened.ref)


def refuse_if_declined(opened: Opened) -> None:
    """Raise RuleRefusedError if the demand was declined."""
    if opened.engagement.outcome.declined_on is not None:
        refuse_if_over(opened)


def refuse_if_anyone_signed(opened: Opened, *, billed: bool) -> None:
    """Raise RuleRefusedError if a signature rests on what would be taken back."""
    refuse(resting_problems(opened.case, billed=billed), about=opened.ref)


def open_anywhere(
    listing: Listing, typed: str, practice: Practice | None = None, known: KnownFiles | None = None
) -> Opened:
    """Read an engagement by its reference, archived or not, to show it."""
    return _open(listing.folder, *find_engagement(listing, typed), practice, known)


def _open(
    folder: Folder, ref: str, path: Path, practice: Practice | None, known: KnownFiles | None
) -> Opened:
    loaded = load_record(path, Engagement, known)
    dossier = Dossier(ref, loaded.value)
    signed = read_signed(folder, ref, loaded.value)
    client = load_client(folder, dossier.client_reference, needed_by=dossier, known=known).value
    party = party_to_archived(dossier, signed, client) if is_in_archive(path) else client
    opened = _opened(ref, loaded, party, practice, signed)
    if not signed.missing:
        return opened
    from phmcoach.actions.lost_records import with_lost_records

    return replace(opened, case=with_lost_records(folder, opened.case, signed, practice))


def _opened(
    ref: str,
    loaded: Loaded[Engagement],
    client: Client,
    practice: Practice | None,
    signed: SignedRecords | NotRead,
) -> Opened:
    closures = NOT_READ if practice is None else practice.closures
    time_zone = NOT_READ if practice is None else practice.time_zone
    case = complete_case(
        Dossier(ref, loaded.value), client, closures=closures, time_zone=time_zone, signed=signed
    )
    return Opened(case, loaded)


def complete_case(
    dossier: Dossier,
    client: Client,
    *,
    closures: tuple[Closure, ...] | NotRead,
    time_zone: str | NotRead,
    signed: SignedRecords | NotRead,
    billed: Billed | NotRead = NOT_READ,
) -> Case:
    """Return the case of an engagement's file and of what was read from other files."""
    return Case(dossier.ref, dossier.engagement, client, closures, billed, time_zone, signed)


class Everything(Value):
    """All engagements that could be read, the problems of the others, and warnings about copies.

    `refused` says that the system refused to read one, so the problems are not only of data.
    """

    opened: tuple[Opened, ...]
    problems: tuple[Problem, ...]
    refused: bool = False


def open_all(
    folder: Folder,
    practice: Practice | None = None,
    *,
    archived: bool = False,
    known: KnownFiles | None = None,
    listing: Listing | None = None,
) -> Everything:
    """Read every open engagement of the folder, or every archived one; each client once.

    Their cases know the closures of the `practice` if that is given, and no record of what was
    signed: only a command about one engagement reads those. A file that cannot be read does not
    hide the others, and two files of one engagement are reported as a warning.
    """
    clients: dict[str, Client] = {}
    found: list[Opened] = []
    files: list[Loaded[Engagement]] = []
    listing = listing or Listing(folder)
    paths, left_out = _find_files(listing, archived=archived)
    problems = [*errors_of(left_out)]
    refused = bool(problems)
    for ref, path in paths:
        try:
            loaded = load_record(path, Engagement, known)
            files.append(loaded)
            dossier = Dossier(ref, loaded.value)
            name = dossier.client_reference
            if name not in clients:
                clients[name] = load_client(folder, name, needed_by=dossier, known=known).value
            found.append(_opened(ref, loaded, clients[name], practice, NOT_READ))
        except (InvalidDataError, MissingError, StorageError) as error:
            refused = refused or isinstance(error, StorageError)
            problems.extend(each for each in error.problems if each not in problems)
    copies, is_hidden = _find_copies(listing, files, archived=archived)
    problems.extend(copies)
    refused = refused or is_hidden
    return Everything(tuple(found), (*problems, *warnings_of(left_out)), refused)


def _find_copies(
    listing: Listing, files: Sequence[Loaded[Engagement]], *, archived: bool
) -> tuple[tuple[Problem, ...], bool]:
    """Return a warning about each two files of one engagement, and each that was renamed.

    The flag says that the system refused to list the archive, which hides no open engagement.
    """
    copies = report_copies(listing.folder, files, "warning")
    if archived:
        return copies, False
    named = {each.place for each in copies}
    try:
        twins = report_archived_twins(listing, listing.engagements.names, "warning")
        renamed = tuple(report_all_renamed(listing, files, "warning"))
    except StorageError as error:
        return (*error.problems, *copies), True
    return (*twins, *copies, *(each for each in renamed if each.place not in named)), False


def _find_files(
    listing: Listing, *, archived: bool
) -> tuple[list[tuple[str, Path]], tuple[Problem, ...]]:
    """Return the engagements to read, and the problems of files that are left out."""
    if archived:
        return list(list_archived_files(listing)), listing.archive_problems
    records = listing.engagements
    paths = [(ref, listing.folder.engagement_file(ref)) for ref in records.names]
    return paths, (*records.unusable.values(), *listing.strays)

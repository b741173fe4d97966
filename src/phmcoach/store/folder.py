"""The layout of the folder, what its folders contain, and which references may name its files."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from phmcoach.errors import MissingError, Problem, StorageError, UsageError
from phmcoach.file_kinds import find_copied_folders, find_misplaced, names_in
from phmcoach.references import is_reference, suggest_reference
from phmcoach.remedy import Remedy
from phmcoach.store.record_files import (
    RecordFiles,
    YearFolders,
    find_records,
    find_year_folders,
    refuse_link_outside,
    report_practice_copies,
)
from phmcoach.store.watch import Run
from phmcoach.value import Value, replace


class Folder(Value):
    """The paths of a practice's files. `root` is absolute; `run` is the command that changes it."""

    root: Path
    run: Run | None = None

    @property
    def practice_file(self) -> Path:
        """The coach's own data; the presence of this file makes a folder a practice."""
        return self.root / "practice.toml"

    @property
    def clients_dir(self) -> Path:
        """One file per client, organisation or private person."""
        return self.root / "clients"

    def client_file(self, ref: str) -> Path:
        """Return the path of a client."""
        return self.clients_dir / f"{ref}.toml"

    @property
    def engagements_dir(self) -> Path:
        """One file per open engagement."""
        return self.root / "engagements"

    def engagement_file(self, ref: str) -> Path:
        """Return the path of an open engagement."""
        return self.engagements_dir / f"{ref}.toml"

    @property
    def archive_dir(self) -> Path:
        """Closed engagements, one folder per year."""
        return self.root / "archive"

    @property
    def all_documents_dir(self) -> Path:
        """The folders of rendered documents, one per engagement."""
        return self.root / "documents"

    def documents_dir(self, ref: str) -> Path:
        """Return the folder of an engagement's rendered documents."""
        return self.all_documents_dir / ref

    @property
    def ledger_dir(self) -> Path:
        """Issued documents and payments."""
        return self.root / "ledger"

    @property
    def ledger_head(self) -> Path:
        """The file that shows when the last entries of the ledger are missing."""
        return self.ledger_dir / "head.toml"

    @property
    def lock_file(self) -> Path:
        """The lock that a writer holds."""
        return self.root / ".coach.lock"

    @property
    def law_dir(self) -> Path:
        """The coach's additions to the law data that ships with the program."""
        return self.root / "law"

    def law_file(self, name: str) -> Path:
        """Return the path of a file of the coach's own law."""
        return self.law_dir / f"{name}.toml"

    @property
    def templates_dir(self) -> Path:
        """The coach's own versions of templates."""
        return self.root / "templates"

    @property
    def notes_dir(self) -> Path:
        """The private notes, locked, and the keys that open them."""
        return self.root / "notes"

    @property
    def exports_dir(self) -> Path:
        """The archives of years."""
        return self.root / "exports"

    @property
    def archives_file(self) -> Path:
        """The memory of the archives, wherever they are kept."""
        return self.exports_dir / "archives.toml"

    def written_places(self) -> tuple[Path, ...]:
        """Return the folders of the practice that commands write, and some of those in them."""
        records = (self.clients_dir, self.engagements_dir, self.archive_dir)
        made = (self.all_documents_dir, self.ledger_dir, self.templates_dir, self.exports_dir)
        return (self.root, *records, *made, self.notes_dir)


class Listing(Value):
    """The contents of a practice's folders, each listed once, when it is first asked for.

    If it is `lenient`, one that cannot be listed is a problem among others, and no error.
    """

    folder: Folder
    lenient: bool = False

    @cached_property
    def engagements(self) -> RecordFiles:
        """The folder of the open engagements."""
        return self._find(self.folder.engagements_dir, self._archived_references())

    @cached_property
    def clients(self) -> RecordFiles:
        """The folder of the clients."""
        return self._find(self.folder.clients_dir)

    @cached_property
    def law(self) -> RecordFiles:
        """The folder of the coach's own law; most practices have none."""
        return self._find(self.folder.law_dir)

    @cached_property
    def archived(self) -> Mapping[str, RecordFiles]:
        """The folders of the archive, by year."""
        years = {year: self.folder.archive_dir / year for year in self._archive.years}
        every = {self.folder.engagements_dir, *years.values()}
        return {year: self._find(own, names_in(every - {own})) for year, own in years.items()}

    def _archived_references(self) -> Iterator[str]:
        """Yield the references in the archive, which is listed only when they are needed."""
        for _, ref in list_archived(self):
            yield ref

    def _find(self, place: Path, elsewhere: Iterable[str] = ()) -> RecordFiles:
        return find_records(place, self.folder.root, elsewhere=elsewhere, lenient=self.lenient)

    @cached_property
    def _archive(self) -> YearFolders:
        return find_year_folders(self.folder.archive_dir, self.folder.root, lenient=self.lenient)

    @property
    def strays(self) -> tuple[Problem, ...]:
        """The warnings about files that only look like records, except in the archive."""
        used = (self.engagements, self.clients, self.law)
        copied = find_copied_folders(self.folder.root)
        return (*copied, *(stray for records in used for stray in records.strays))

    @property
    def archive_problems(self) -> tuple[Problem, ...]:
        """Everything in the archive that is not read, each with its reason."""
        found = (problem for records in self.archived.values() for problem in records.problems)
        archive = self._archive
        return (*archive.unlisted, *archive.unusable, *found, *archive.strays)

    @property
    def unlisted(self) -> tuple[Problem, ...]:
        """Why nothing is known of a folder that may contain engagements."""
        years = (problem for records in self.archived.values() for problem in records.unlisted)
        return (*self.engagements.unlisted, *self._archive.unlisted, *years)

    @property
    def misplaced(self) -> Mapping[str, Problem]:
        """The engagements whose only file has a wrong name or place, with the warning about it."""
        strays = (*self.engagements.strays, *self._archive.strays)
        return {str(each.args["suggestion"]): each for each in strays if "suggestion" in each.args}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that looks like a record and is not read, each with its reason."""
        used = (self.engagements, self.clients, self.law)
        found = (problem for records in used for problem in records.problems)
        root = self.folder.root
        own = (*report_practice_copies(root), *find_copied_folders(root))
        return (*own, *found, *self.archive_problems)


def refuse_documents_outside(folder: Folder, ref: str) -> None:
    """Raise StorageError if the documents of an engagement are a link that leaves the practice."""
    for place in (folder.all_documents_dir, folder.documents_dir(ref)):
        refuse_link_outside(place, folder.root)


def list_references(folder: Folder) -> tuple[str, ...]:
    """Return the references of the open engagements, sorted."""
    return Listing(folder).engagements.names


def list_clients(folder: Folder) -> tuple[str, ...]:
    """Return the references of the clients, sorted."""
    return Listing(folder).clients.names


def list_archived(listing: Listing) -> tuple[tuple[str, str], ...]:
    """Return the year and the reference of each closed engagement, sorted."""
    return tuple((year, ref) for year, found in listing.archived.items() for ref in found.names)


def resolve_reference(folder: Folder, typed: str) -> str:
    """Return what `resolve_listed` does of a folder that nobody has listed yet."""
    return resolve_listed(Listing(folder), typed)


def resolve_listed(listing: Listing, typed: str) -> str:
    """Return the open engagement whose reference is, or begins with, `typed`.

    Raises UsageError if several match, StorageError if its file is none that can be opened or might
    be in a folder that a lenient listing could not list, and MissingError if none matches; the
    latter says whether the engagement is archived, or else lists similar references.
    """
    records = listing.engagements
    known = tuple(sorted((*records.names, *records.unusable)))
    if typed in known:
        return _usable(typed, records)
    archived = {ref: year for year, ref in list_archived(listing)}
    if typed not in archived:  # an archived reference typed in full never means an open one
        found = _starting_with(known, typed)
        if len(found) == 1:
            return _usable(found[0], records)
        if found:
            raise UsageError.of("store.ambiguous-engagement", typed=typed, candidates=found)
    closed = _starting_with(tuple(archived), typed)
    if len(closed) == 1:
        raise MissingError.of("store.archived-engagement", ref=closed[0], year=archived[closed[0]])
    if listing.unlisted:
        raise StorageError(*listing.unlisted)
    unknown = Problem("store.unknown-engagement", {"typed": typed})
    if near := _resembling(known, typed):
        unknown = Problem("store.unknown-engagement-near", {"typed": typed, "near": near})
    raise MissingError(unknown, *find_misplaced(records.strays, typed))


def resolve_client(folder: Folder, typed: str) -> str:
    """Return the client whose reference is, or begins with, `typed`.

    Raises UsageError if several match, StorageError if its file is none that can be opened, and
    MissingError if none matches.
    """
    records = Listing(folder).clients
    known = tuple(sorted((*records.names, *records.unusable)))
    found = _starting_with(known, typed)
    if len(found) == 1:
        return _usable(found[0], records)
    if found:
        raise UsageError.of("store.ambiguous-client", typed=typed, candidates=found)
    unknown = Problem("store.unknown-client", {"typed": typed})
    if near := _resembling(known, typed):
        unknown = Problem("store.unknown-client-near", {"typed": typed, "near": near})
    elsewhere = find_misplaced(records.strays, typed)
    raise MissingError(replace(unknown, remedy=Remedy.NOTHING if elsewhere else None), *elsewhere)


def check_slug(ref: str) -> str:
    """Return `ref` if it is a reference, as `is_reference` defines it.

    Otherwise raises UsageError, with a suggestion if there is one.
    """
    if is_reference(ref):
        return ref
    if suggestion := suggest_reference(ref):
        raise UsageError.of("store.bad-reference-near", typed=ref, suggestion=suggestion)
    raise UsageError.of("store.bad-reference", typed=ref)


def _usable(name: str, records: RecordFiles) -> str:
    """Return the name of a record; raise StorageError if its file cannot be opened."""
    if name in records.unusable:
        raise StorageError(records.unusable[name])
    return name


def _starting_with(known: tuple[str, ...], typed: str) -> tuple[str, ...]:
    if typed in known:
        return (typed,)
    wanted = typed.casefold()
    return tuple(name for name in known if wanted and name.casefold().startswith(wanted))


def _resembling(known: tuple[str, ...], typed: str) -> tuple[str, ...]:
    from difflib import get_close_matches

    return tuple(get_close_matches(typed.casefold(), known, n=3, cutoff=0.5))

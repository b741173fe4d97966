"""The layout of the folder, how it is found, and which references may name its files.

If the folder that was named is wrong, that is an error, never a reason to look elsewhere: data
written to a place that its owner does not expect is as lost as deleted data.
"""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR

from phmcoach.errors import MissingError, UsageError
from phmcoach.store.files import storage_errors
from phmcoach.value import Value

ENVIRONMENT_NAME = "COACH_FOLDER"


class Folder(Value):
    """The paths of a practice's files. `root` is absolute; nothing here reads the disk."""

    root: Path

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

    def documents_dir(self, ref: str) -> Path:
        """Return the folder of an engagement's rendered documents."""
        return self.root / "documents" / ref

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

    @property
    def templates_dir(self) -> Path:
        """The coach's own versions of templates."""
        return self.root / "templates"

    def written_places(self) -> tuple[tuple[Path, int], ...]:
        """Return the folders that commands write, each with the depth of those below it."""
        return (
            (self.root, 0),
            (self.clients_dir, 0),
            (self.engagements_dir, 0),
            (self.archive_dir, 1),
            (self.root / "documents", 1),
            (self.ledger_dir, 1),
            (self.templates_dir, 2),
            (self.root / "exports", 0),
        )


def find_folder(explicit: Path | None, environ: Mapping[str, str], cwd: Path) -> Folder:
    """Return the practice to work on.

    The first of these decides: `explicit` (the option), COACH_FOLDER, the nearest folder from
    `cwd` upward that holds a practice, `phmcoach` in the user's documents. Raises MissingError if
    the folder that was named is not a practice, or if none is found, and StorageError if a folder
    on the way cannot be searched.
    """
    from_environment = environ.get(ENVIRONMENT_NAME)
    named = explicit or (Path(from_environment) if from_environment else None)
    if named is not None:
        folder = Folder(_absolute(named, cwd))
        if not _holds_practice(folder):
            raise MissingError.of("store.no-practice", folder=str(folder.root))
        return folder
    for parent in (cwd, *cwd.parents):
        if _holds_practice(Folder(parent)):
            return Folder(parent)
    from platformdirs import user_documents_path

    usual = Folder(user_documents_path() / "phmcoach")
    if not _holds_practice(usual):
        raise MissingError.of("store.no-practice-found", folder=str(usual.root))
    return usual


def list_references(folder: Folder) -> tuple[str, ...]:
    """Return the references of the open engagements, sorted."""
    return _names(folder.engagements_dir)


def list_clients(folder: Folder) -> tuple[str, ...]:
    """Return the references of the clients, sorted."""
    return _names(folder.clients_dir)


def list_archived(folder: Folder) -> tuple[tuple[str, str], ...]:
    """Return the year and the reference of each closed engagement, sorted."""
    years = [folder.archive_dir / name for name in sorted(_entries(folder.archive_dir))]
    return tuple((year.name, ref) for year in years if year.is_dir() for ref in _names(year))


def list_law_files(folder: Folder) -> tuple[Path, ...]:
    """Return the law files of the folder, sorted; most folders have none."""
    return tuple(folder.law_dir / f"{name}.toml" for name in _names(folder.law_dir))


def resolve_reference(folder: Folder, typed: str) -> str:
    """Return the open engagement whose reference is, or begins with, `typed`.

    Raises UsageError if several match and MissingError if none does; the latter says whether the
    engagement is archived, or else lists similar references.
    """
    known = list_references(folder)
    if typed in known:
        return typed
    archived = {ref: year for year, ref in list_archived(folder)}
    if typed not in archived:  # an archived reference typed in full never means an open one
        found = _starting_with(known, typed)
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError.of("store.ambiguous-engagement", typed=typed, candidates=found)
    closed = _starting_with(tuple(archived), typed)
    if len(closed) == 1:
        raise MissingError.of("store.archived-engagement", ref=closed[0], year=archived[closed[0]])
    near = _resembling(known, typed)
    if near:
        raise MissingError.of("store.unknown-engagement-near", typed=typed, near=near)
    raise MissingError.of("store.unknown-engagement", typed=typed)


def resolve_client(folder: Folder, typed: str) -> str:
    """Return the client whose reference is, or begins with, `typed`.

    Raises UsageError if several match, MissingError if none does.
    """
    known = list_clients(folder)
    found = _starting_with(known, typed)
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError.of("store.ambiguous-client", typed=typed, candidates=found)
    near = _resembling(known, typed)
    if near:
        raise MissingError.of("store.unknown-client-near", typed=typed, near=near)
    raise MissingError.of("store.unknown-client", typed=typed)


_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_LONGEST = 60
# On Windows these names open a device, whatever the file's extension.
_RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)))
)


def check_slug(ref: str) -> str:
    """Return `ref` if it can name a file on any system and be typed in any shell.

    That is at most 60 lower-case ASCII letters, digits and hyphens. Otherwise raises UsageError,
    with a suggestion if there is one.
    """
    if _SLUG.fullmatch(ref) and ref not in _RESERVED:
        return ref
    suggestion = suggest_slug(ref)
    if suggestion:
        raise UsageError.of("store.bad-reference-near", typed=ref, suggestion=suggestion)
    raise UsageError.of("store.bad-reference", typed=ref)


def suggest_slug(text: str) -> str:
    """Return a reference derived from a text ("Société Générale": `societe-generale`).

    The result is empty if no character of the text is allowed in a reference.
    """
    from unicodedata import normalize

    spelled = text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae")
    joined = spelled.casefold().replace("’", "'")
    plain = normalize("NFKD", joined).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")
    return f"{slug}-1" if slug in _RESERVED else slug


def _absolute(path: Path, cwd: Path) -> Path:
    # The shell expands a leading ~ in an option, but not in an environment variable.
    with suppress(RuntimeError):  # the home directory is unknown
        path = path.expanduser()
    return Path(os.path.normpath(cwd / path))


def _holds_practice(folder: Folder) -> bool:
    """Whether there is a practice, even one that cannot be read: whoever reads it says why.

    Raises StorageError for a folder that cannot be searched: it may hold one.
    """
    with storage_errors(folder.practice_file):
        try:
            return not S_ISDIR(folder.practice_file.lstat().st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False


def _entries(place: Path) -> list[str]:
    with storage_errors(place):
        try:
            return [entry.name for entry in place.iterdir() if not entry.name.startswith(".")]
        except FileNotFoundError:
            return []


def _names(place: Path) -> tuple[str, ...]:
    found = (name for name in _entries(place) if name.endswith(".toml"))
    return tuple(sorted(name.removesuffix(".toml") for name in found))


def _starting_with(known: tuple[str, ...], typed: str) -> tuple[str, ...]:
    if typed in known:
        return (typed,)
    wanted = typed.casefold()
    return tuple(name for name in known if wanted and name.casefold().startswith(wanted))


def _resembling(known: tuple[str, ...], typed: str) -> tuple[str, ...]:
    from difflib import get_close_matches

    return tuple(get_close_matches(typed.casefold(), known, n=3, cutoff=0.5))

"""Where each file stands, how the folder is found, and what a user may call its files.

A folder that was named and is wrong is an error, never a reason to look elsewhere: data that
goes to another place than its owner believes is lost as surely as data that was deleted.
"""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from phmcoach.errors import MissingError, UsageError
from phmcoach.store.files import explained

ENVIRONMENT_NAME = "COACH_FOLDER"


@dataclass(frozen=True)
class Folder:
    """The places of a practice's files. `root` is absolute; nothing here looks at the disk."""

    root: Path

    @property
    def practice_file(self) -> Path:
        """The coach himself; a folder is a practice because it holds this file."""
        return self.root / "practice.toml"

    @property
    def clients_dir(self) -> Path:
        """One file per organisation or private person who is billed."""
        return self.root / "clients"

    def client_file(self, ref: str) -> Path:
        """Return the place of a client."""
        return self.clients_dir / f"{ref}.toml"

    @property
    def engagements_dir(self) -> Path:
        """One file per open engagement."""
        return self.root / "engagements"

    def engagement_file(self, ref: str) -> Path:
        """Return the place of an open engagement."""
        return self.engagements_dir / f"{ref}.toml"

    @property
    def archive_dir(self) -> Path:
        """Closed engagements, one folder a year."""
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
        """What makes a lost tail of the ledger visible."""
        return self.ledger_dir / "head.toml"

    @property
    def lock_file(self) -> Path:
        """What a writer holds."""
        return self.root / ".coach.lock"

    @property
    def law_dir(self) -> Path:
        """What the coach adds to the law that the program knows."""
        return self.root / "law"

    @property
    def templates_dir(self) -> Path:
        """The coach's own versions of templates."""
        return self.root / "templates"


def find_folder(explicit: Path | None, environ: Mapping[str, str], cwd: Path) -> Folder:
    """Return the practice to work on, nearest wish first.

    `explicit` (the option), then COACH_FOLDER, then the nearest folder from `cwd` upward that
    holds a practice, then `phmcoach` in the user's documents. Raise MissingError where the one
    that was named is no practice, or where none is found.
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
    """Return the files of the folder's own law, sorted; most folders have none."""
    return tuple(folder.law_dir / f"{name}.toml" for name in _names(folder.law_dir))


def resolve_reference(folder: Folder, typed: str) -> str:
    """Return the open engagement that `typed`, a reference or the beginning of one, names.

    Raise UsageError where several begin so, MissingError where none does; it says when the
    engagement is archived, else which references resemble.
    """
    known = list_references(folder)
    if typed in known:
        return typed
    archived = {ref: year for year, ref in list_archived(folder)}
    if typed not in archived:  # else its name may begin another's, which was not meant
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
    """Return the client that `typed`, a reference or the beginning of one, names.

    Raise UsageError where several begin so, MissingError where none does.
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
# Windows opens a device where a file has one of these names, whatever its extension.
_RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)))
)


def check_slug(ref: str) -> str:
    """Return `ref` if it can name a file on any system and in any command line.

    Lower-case ASCII letters, digits and hyphens, at most 60. Raise UsageError, with a name that
    would do, where it cannot.
    """
    if _SLUG.fullmatch(ref) and ref not in _RESERVED:
        return ref
    suggestion = suggest_slug(ref)
    if suggestion:
        raise UsageError.of("store.bad-reference-near", typed=ref, suggestion=suggestion)
    raise UsageError.of("store.bad-reference", typed=ref)


def suggest_slug(text: str) -> str:
    """Return the reference that resembles a text ("Société Générale": `societe-generale`).

    Empty where nothing of the text can stand in a reference.
    """
    from unicodedata import normalize

    spelled = text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae")
    joined = spelled.casefold().replace("’", "'")
    plain = normalize("NFKD", joined).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")
    return f"{slug}-1" if slug in _RESERVED else slug


def _absolute(path: Path, cwd: Path) -> Path:
    # Only the leading ~ of a variable reaches us; a shell has expanded that of an option.
    with suppress(RuntimeError):  # no home is known
        path = path.expanduser()
    return Path(os.path.normpath(cwd / path))


def _holds_practice(folder: Folder) -> bool:
    try:
        return folder.practice_file.is_file()
    except OSError:
        return False


def _entries(place: Path) -> list[str]:
    with explained(place):
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

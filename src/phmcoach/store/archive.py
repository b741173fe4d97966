"""Find archived engagements, move an engagement to the archive, and number contracts.

Archived files keep their format and their reference. Everyday commands never open them, so a
hundred of them cost nothing; a command that is given the reference of one finds it here. The
number of a contract is the next one after all that were given, to open and archived engagements.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from phmcoach.errors import ConflictError, MissingError
from phmcoach.store.files import move_file, read_file
from phmcoach.store.folder import Folder, Listing, list_archived, resolve_listed
from phmcoach.store.record_files import refuse_link_outside
from phmcoach.store.records import Loaded, T

_REFERENCE = rb"""(?m)^contract_reference *= *["']A-([0-9]{4})-([0-9]+)["']"""


def archived_file(folder: Folder, year: str, ref: str) -> Path:
    """Return the path of an archived engagement."""
    return folder.archive_dir / year / f"{ref}.toml"


def list_archived_files(listing: Listing) -> tuple[tuple[str, Path], ...]:
    """Return the reference and the path of each archived engagement, by year."""
    found = list_archived(listing)
    return tuple((ref, archived_file(listing.folder, year, ref)) for year, ref in found)


def list_left(listing: Listing, *, before: int) -> Iterator[tuple[str, int, tuple[str, ...], bool]]:
    """Yield each engagement that was archived before a year, with what is left beside its file.

    That is its year, the names of its papers, and whether there are notes; no file is opened. What
    cannot be listed is left out: `doctor` names it.
    """
    folder = listing.folder
    for year, ref in list_archived(listing):
        if int(year) >= before:
            continue
        papers: tuple[str, ...] = ()
        with suppress(OSError):
            papers = tuple(each.name for each in folder.documents_dir(ref).iterdir())
        yield ref, int(year), papers, (folder.notes_dir / ref).is_dir()


def find_engagement(listing: Listing, typed: str) -> tuple[str, Path]:
    """Return the reference and the path of an open or archived engagement.

    `typed` is a reference or the beginning of one. An open engagement wins over an archived one,
    unless the archived one was typed in full. Raises the errors of `resolve_reference`.
    """
    folder = listing.folder
    archived = {ref: year for year, ref in list_archived(listing)}
    known = listing.engagements.names
    starting = tuple(ref for ref in archived if typed and ref.startswith(typed.casefold()))
    if typed not in known:
        if typed in archived:
            return typed, archived_file(folder, archived[typed], typed)
        if len(starting) == 1 and not any(ref.startswith(typed.casefold()) for ref in known):
            return starting[0], archived_file(folder, archived[starting[0]], starting[0])
    ref = resolve_listed(listing, typed)
    return ref, folder.engagement_file(ref)


def next_contract_reference(listing: Listing, year: int) -> str:
    """Return the number of the next contract of a year, such as A-2026-03; it was never given.

    It follows the highest one in an engagement, open or archived, and in a record of what was
    signed, which stays if its engagement is deleted. Raises StorageError if one of these files
    cannot be read: its number could be given twice.
    """
    folder = listing.folder
    paths = [
        *(folder.engagement_file(ref) for ref in listing.engagements.names),
        *(path for _, path in list_archived_files(listing)),
        *folder.documents_dir("").glob("*/contract.*.toml"),
    ]
    ranks = [0]
    for path in paths:
        if path.exists() and not path.is_file():
            continue  # a folder or a pipe holds no number, and `doctor` names it
        with suppress(MissingError):
            head = read_file(path).partition(b"\n[")[0]
            ranks += (int(n) for y, n in re.findall(_REFERENCE, head) if int(y) == year)
    return f"A-{year}-{max(ranks) + 1:02d}"


def find_archived(listing: Listing, typed: str) -> Path | None:
    """Return the path of an archived engagement, by its reference or the beginning of one.

    None if `typed` is an open one. Raises the errors of `resolve_reference`.
    """
    archived = {ref: year for year, ref in list_archived(listing)}
    if typed in archived:
        return archived_file(listing.folder, archived[typed], typed)
    ref, path = find_engagement(listing, typed)
    return path if ref in archived else None


def move_from_archive(folder: Folder, ref: str, path: Path) -> Path:
    """Move an archived engagement back among the open ones; the caller holds the folder's lock.

    Its content is not judged, because only an open one can be mended. Raises ConflictError if an
    open one has its reference, and StorageError as `move_to_archive` does.
    """
    target = folder.engagement_file(ref)
    refuse_link_outside(target.parent, folder.root)
    if target.exists():
        raise ConflictError.of("store.exists", path=str(target))
    move_file(path, target, sha256(read_file(path)).hexdigest())
    return target


def move_to_archive(folder: Folder, ref: str, loaded: Loaded[T], year: int) -> Path:
    """Move an open engagement to the archive with one rename; the caller holds the folder's lock.

    Raises ConflictError if the target exists, or if the file has changed since it was read, and
    StorageError if the folder of the year is a link that leaves the practice.
    """
    path = archived_file(folder, f"{year:04d}", ref)
    refuse_link_outside(path.parent, folder.root)
    if path.exists():
        raise ConflictError.of("store.exists", path=str(path))
    move_file(loaded.path, path, loaded.sha256)
    return path


def refuse_archived(listing: Listing, ref: str, *, corrected: bool = False) -> None:
    """Refuse a reference that the archive has: its invoices would count for the new engagement.

    One that is `corrected` is moved back first.
    """
    for year, archived in list_archived(listing):
        if archived == ref and corrected:
            raise MissingError.of("store.archived-engagement", ref=ref, year=year)
        if archived == ref:
            raise ConflictError.of("engagement.archived-reference", ref=ref, year=year)

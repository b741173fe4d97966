"""Find two files of one engagement, and say which of them is probably the copy.

A writer looks for copies of the one file that it changes, so it parses only the files that contain
the same person or the same seal. A file in the archive with the reference of an open one needs no
comparison: no reference has two engagements.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path

from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.copies import SameClient, are_one, find_copies, likely_copy, seals_of
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.errors import CoachError, Place, Problem
from phmcoach.store.archive import archived_file, list_archived_files
from phmcoach.store.files import read_file
from phmcoach.store.folder import Folder, Listing, list_archived
from phmcoach.store.records import Loaded, load_record, parse_record
from phmcoach.store.renamed import find_recorded_reference
from phmcoach.value import replace
from phmcoach.words import Level

Pair = tuple[Loaded[Engagement], Loaded[Engagement]]


def same_client(folder: Folder) -> SameClient:
    """Return the test whether two references are of one client, by what their files contain.

    A file that cannot be read is of no other client: `doctor` names it. Files are read only to
    compare them, because few engagements of one person and one demand name two clients.
    """

    def is_same(one: str, other: str) -> bool:
        try:
            left, right = (load_record(folder.client_file(ref), Client) for ref in (one, other))
        except CoachError:
            return False
        return left.value.is_same_party(right.value)

    return is_same


def report_copies_of(
    listing: Listing,
    loaded: Loaded[Engagement],
    level: Level = "error",
    *,
    archived: bool = False,
) -> tuple[Problem, ...]:
    """Return a problem for each other file that contains the same engagement.

    Those are the open ones, and the archived ones with the same reference. With `archived`, all
    archived files are read too.
    """
    folder = listing.folder
    paths = [folder.engagement_file(ref) for ref in listing.engagements.names]
    if archived:
        paths += [path for _, path in list_archived_files(listing)]
    pairs = list(_find_pairs(folder, paths, (loaded,)))
    is_open = loaded.path.parent == folder.engagements_dir
    twins = report_archived_twins(listing, (loaded.path.stem,), level) if is_open else ()
    return (*twins, *_report_all(folder, pairs, level, None))


def report_copies(
    folder: Folder,
    files: Iterable[Loaded[Engagement]],
    level: Level,
    documented: frozenset[str] | None = None,
) -> tuple[Problem, ...]:
    """Return a problem for each two of these files that contain one engagement.

    `documented` are the references that the ledger contains, if the caller has read it.
    """
    by_file = {id(each.value): each for each in files}
    found = find_copies(map(_dossier, by_file.values()), same_client(folder))
    pairs = [(by_file[id(one.engagement)], by_file[id(other.engagement)]) for one, other in found]
    return _report_all(folder, pairs, level, documented)


def report_archived_copies(
    listing: Listing, files: Sequence[Loaded[Engagement]], documented: frozenset[str]
) -> tuple[Problem, ...]:
    """Return a warning for each archived file that contains one of these open engagements.

    One with the same reference is reported otherwise. `documented` are the references that the
    ledger contains. Raises StorageError if the archive cannot be listed.
    """
    paths = [path for _, path in list_archived_files(listing)]
    pairs = list(_find_pairs(listing.folder, paths, files))
    return _report_all(listing.folder, pairs, "warning", documented)


def find_strays(folder: Folder, files: Iterable[Loaded[Engagement]]) -> frozenset[Path]:
    """Return which of these files is probably the copy, of each two that contain one engagement.

    Whoever counts sessions leaves it out: nothing happened twice.
    """
    pairs = report_copies(folder, files, "warning")
    return frozenset(folder.root / str(each.args["file"]) for each in pairs)


def find_copied(folder: Folder, dossiers: Iterable[Dossier]) -> frozenset[str]:
    """Return the references of all files of an engagement that has two."""
    pairs = find_copies(dossiers, same_client(folder))
    return frozenset(each.ref for pair in pairs for each in pair)


def report_archived_twins(
    listing: Listing, refs: Container[str], level: Level = "error"
) -> tuple[Problem, ...]:
    """Return a problem for each of these open engagements whose reference an archived one has."""
    folder = listing.folder
    return tuple(
        report_same_reference(
            folder, folder.engagement_file(ref), archived_file(folder, year, ref), level
        )
        for year, ref in list_archived(listing)
        if ref in refs
    )


def report_archived_twice(listing: Listing, ref: str) -> tuple[Problem, ...]:
    """Return a problem for each other archived file with the reference of an archived one."""
    first, *others = (path for name, path in list_archived_files(listing) if name == ref)
    return tuple(report_same_reference(listing.folder, first, other) for other in others)


def report_same_reference(
    folder: Folder, path: Path, other: Path, level: Level = "error"
) -> Problem:
    """Report two files with one reference, of which the other one is archived.

    Whether they are equal decides if one of them may be thrown away without a look: the archived
    one, unless it is closed.
    """
    try:
        raw = read_file(path)
        is_equal = raw == read_file(other)
    except CoachError:  # `doctor` names a file that cannot be read
        is_equal, raw = False, b""
    message = "engagement.duplicate-file" if is_equal else "engagement.duplicate-reference"
    is_open = path.parent == folder.engagements_dir
    is_astray = is_equal and is_open and _is_running(raw, path)
    wrong, right = (other, path) if is_astray else (path, other)
    args = {"ref": path.stem, "file": _name(folder, wrong), "other": _name(folder, right)}
    return Problem(message, args, place=Place(path), level=level)


def _is_running(raw: bytes, path: Path) -> bool:
    try:
        return parse_record(raw, path, Engagement).value.outcome.closed_on is None
    except CoachError:  # `doctor` names a file that is not valid
        return False


def _report_all(
    folder: Folder,
    pairs: Sequence[Pair],
    level: Level,
    documented: frozenset[str] | None,
) -> tuple[Problem, ...]:
    if pairs and documented is None:
        documented = _read_documented(folder)
    found = (_report(folder, one, other, documented or frozenset()) for one, other in pairs)
    return tuple(replace(each, level=level) for each in found)


def _dossier(loaded: Loaded[Engagement]) -> Dossier:
    return Dossier(loaded.path.stem, loaded.value)


def _find_pairs(
    folder: Folder, paths: Iterable[Path], files: Iterable[Loaded[Engagement]]
) -> Iterator[Pair]:
    """Yield each of the `files` with each at these paths that contains the same engagement."""
    is_same_client = same_client(folder)
    marked = [(each, _marks_of(each.value)) for each in files]
    for path in paths:
        named = [(each, marks) for each, marks in marked if each.path.stem != path.stem]
        if not named:  # it is the one file that is looked for, and is read already
            continue
        try:
            raw = read_file(path)
            likely = [
                each
                for each, marks in named
                if any(all(text in raw for text in mark) for mark in marks)
            ]
            other = parse_record(raw, path, Engagement) if likely else None
        except CoachError:  # it bills nothing while it cannot be read, and `doctor` names it
            continue
        for each in likely:
            if other is not None and are_one(_dossier(each), _dossier(other), is_same_client):
                yield each, other


def _marks_of(engagement: Engagement) -> list[tuple[bytes, ...]]:
    """Return texts of which a file of the same engagement contains all of one group."""
    marks = [(engagement.beneficiary.id,), *seals_of(engagement)]
    return [tuple(each.encode() for each in mark) for mark in marks]


def _report(
    folder: Folder,
    one: Loaded[Engagement],
    other: Loaded[Engagement],
    documented: frozenset[str],
) -> Problem:
    """Report two files of one engagement, with the one to move out of the folder."""
    closed = [each for each in (one, other) if each.path.is_relative_to(folder.archive_dir)]
    if one.path.stem == other.path.stem:
        return report_same_reference(folder, one.path, other.path)
    if len(closed) == 1:
        kept, moved = (other, one) if one in closed else (one, other)
        is_stray = _is_copy_in_archive(folder, kept, moved, documented)
        message = "engagement.copy-in-archive" if is_stray else "engagement.copy-of-archived"
        one, other, copy = kept, moved, moved if is_stray else kept
    else:
        message, copy = "engagement.two-files", _likely_copy(folder, one, other, documented)
    args = {"ref": one.path.stem, "other": other.path.stem, "file": _name(folder, copy.path)}
    return Problem(message, args, place=Place(copy.path))


def _likely_copy(
    folder: Folder,
    one: Loaded[Engagement],
    other: Loaded[Engagement],
    documented: frozenset[str],
) -> Loaded[Engagement]:
    """Return the file to move out: a link, or the one that was not signed or billed by its name."""
    links = [each for each in (one, other) if each.path.is_symlink()]
    if len(links) == 1:
        return links[0]
    left, right = _dossier(one), _dossier(other)
    named = _find_named(folder, (left, right), documented)
    return one if likely_copy(left, right, named) is left else other


def _is_copy_in_archive(
    folder: Folder,
    kept: Loaded[Engagement],
    archived: Loaded[Engagement],
    documented: frozenset[str],
) -> bool:
    """Whether the archived one of two files is the copy of the open one.

    The documents bear the name of the original; if they tell nothing, it is the archived one of an
    engagement that is not closed, which nothing moves there.
    """
    named = _find_named(folder, (_dossier(kept), _dossier(archived)), documented)
    if len(named) == 1:
        return kept.path.stem in named
    return archived.value.outcome.closed_on is None


def _find_named(
    folder: Folder, dossiers: Sequence[Dossier], documented: frozenset[str]
) -> frozenset[str]:
    """Return the references of these files that what was signed, billed or written contains."""
    refs = frozenset(each.ref for each in dossiers)
    signed = {find_recorded_reference(folder, each.ref, each.engagement) for each in dossiers}
    return (
        refs & signed
        or refs & documented
        or frozenset(ref for ref in refs if folder.documents_dir(ref).exists())
    )


def _name(folder: Folder, path: Path) -> str:
    return path.relative_to(folder.root).as_posix()


def _read_documented(folder: Folder) -> frozenset[str]:
    from phmcoach.store.ledger import known_engagements, read_ledger

    try:
        return known_engagements(read_ledger(folder))
    except CoachError:
        return frozenset()

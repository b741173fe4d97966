"""Find two files of one engagement, and say which of them is probably the copy.

A writer looks for copies of the one file that it changes, so it parses only the files that contain
the same person.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.copies import are_one, find_copies, likely_copy
from phmcoach.domain.records.engagement import Engagement
from phmcoach.errors import CoachError, Place, Problem
from phmcoach.store.archive import list_archived_files
from phmcoach.store.files import read_file
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.records import Loaded, parse_record
from phmcoach.value import replace
from phmcoach.words import Level


def report_copies_of(
    listing: Listing,
    loaded: Loaded[Engagement],
    level: Level = "error",
    *,
    archived: bool = False,
) -> tuple[Problem, ...]:
    """Return a problem for each other open file that contains the same engagement.

    With `archived`, archived files are read too.
    """
    folder = listing.folder
    paths = [folder.engagement_file(ref) for ref in listing.engagements.names]
    if archived:
        paths += [path for _, path in list_archived_files(listing)]
    pairs = [(loaded, other) for other in _find_others(paths, loaded)]
    return _report_all(folder, pairs, level, None)


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
    found = find_copies(_dossier(each) for each in by_file.values())
    pairs = [(by_file[id(one.engagement)], by_file[id(other.engagement)]) for one, other in found]
    return _report_all(folder, pairs, level, documented)


def _report_all(
    folder: Folder,
    pairs: Sequence[tuple[Loaded[Engagement], Loaded[Engagement]]],
    level: Level,
    documented: frozenset[str] | None,
) -> tuple[Problem, ...]:
    if pairs and documented is None:
        documented = _read_documented(folder)
    found = (_report(folder, one, other, documented or frozenset()) for one, other in pairs)
    return tuple(replace(each, level=level) for each in found)


def _dossier(loaded: Loaded[Engagement]) -> Dossier:
    return Dossier(loaded.path.stem, loaded.value)


def _find_others(paths: Iterable[Path], loaded: Loaded[Engagement]) -> Iterator[Loaded[Engagement]]:
    """Yield the other ones of these files that contain the same engagement."""
    person = loaded.value.beneficiary.id.encode()
    own = _dossier(loaded)
    for path in paths:
        if path == loaded.path:
            continue
        try:
            raw = read_file(path)
            other = parse_record(raw, path, Engagement) if person in raw else None
        except CoachError:  # it bills nothing while it cannot be read, and `doctor` names it
            continue
        if other is not None and are_one(own, _dossier(other)):
            yield other


def _report(
    folder: Folder,
    one: Loaded[Engagement],
    other: Loaded[Engagement],
    documented: frozenset[str],
) -> Problem:
    """Report two files of one engagement, with the one to move out of the folder."""
    closed = [each for each in (one, other) if each.path.is_relative_to(folder.archive_dir)]
    if len(closed) == 1:
        message, copy = "engagement.copy-of-archived", other if one in closed else one
        one, other = copy, closed[0]
    else:
        left, right = _dossier(one), _dossier(other)
        named = documented & {left.ref, right.ref} or frozenset(
            ref for ref in (left.ref, right.ref) if folder.documents_dir(ref).exists()
        )
        likely = likely_copy(left, right, named)
        message, copy = "engagement.two-files", one if likely is left else other
    file = copy.path.relative_to(folder.root).as_posix()
    args = {"ref": one.path.stem, "other": other.path.stem, "file": file}
    return Problem(message, args, place=Place(copy.path))


def _read_documented(folder: Folder) -> frozenset[str]:
    from phmcoach.store.ledger import known_engagements, read_ledger

    try:
        return known_engagements(read_ledger(folder))
    except CoachError:
        return frozenset()

"""Fill the places of entries that are missing between others.

The next entry states the digest of the missing one. A file anywhere in the ledger that has it is
the entry, and gets its name again. Otherwise a gap takes the place: it states that digest, so that
what follows stays sealed, and the number that the entry had, so that no paper gets it again.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from phmcoach.domain.keeping.lost_places import (
    LostPlace,
    Number,
    find_lost_places,
    lost_numbers,
)
from phmcoach.domain.money.ledger import GENESIS, Gap, make_entry, split_number
from phmcoach.domain.shape.validation import checked
from phmcoach.errors import InvalidDataError, RuleRefusedError
from phmcoach.store.files import make_folder, read_file, write_new
from phmcoach.store.folder import Folder
from phmcoach.store.interrupts import note_done
from phmcoach.store.keeping.heads import find_seen
from phmcoach.store.ledger_chain import (
    RecordedEntry,
    find_chain_problems,
    find_number_problems,
    hold_entry,
    parse_entry,
)
from phmcoach.store.ledger_copies import find_second_chain
from phmcoach.store.ledger_files import (
    LedgerFiles,
    find_place_problems,
    list_left_files,
    load_head,
    place_of,
)
from phmcoach.store.ledger_issue import READ_ONLY_MODE, render_entry
from phmcoach.store.ledger_numbers import SPECIMEN_PREFIX
from phmcoach.store.pen.gate import hold_pen
from phmcoach.value import Value


class LostEntries(Value):
    """The places between entries that lack theirs: copies that were found, and the others."""

    copies: tuple[RecordedEntry, ...]
    lost: tuple[LostPlace, ...]

    @property
    def places(self) -> tuple[int, ...]:
        """All these places, in order."""
        copies = (each.place for each in self.copies)
        return tuple(sorted((*copies, *(each.place for each in self.lost))))


class Filled(Value):
    """The entries that were put in their places, and how many the ledger has now."""

    written: tuple[RecordedEntry, ...]
    entries: int


def find_lost_entries(folder: Folder) -> LostEntries | None:
    """Return the places whose entry is missing between others, None if there is none.

    Raises InvalidDataError if an entry is changed or not readable, or is there twice.
    """
    found = _find(folder)
    if found is None:
        return None
    return LostEntries(found[1], found[2])


def _find(
    folder: Folder,
) -> tuple[dict[int, RecordedEntry], tuple[RecordedEntry, ...], tuple[LostPlace, ...]] | None:
    files = list_left_files(folder)
    is_twice = len({place_of(file) for file in files.entries}) < len(files.entries)
    if problems := (*files.misnamed, *(find_place_problems(files.entries) if is_twice else ())):
        raise InvalidDataError(*problems)
    entries = {place_of(file): parse_entry(files.read(file), file) for file in files.entries}
    missing = [place for place in range(1, max(entries, default=0)) if place not in entries]
    if not missing:
        return None
    copies = tuple(_find_copies(folder, files, entries, missing))
    entries |= {each.place: each for each in copies}
    left = [place for place in missing if place not in entries]
    known = {number: each.place for each in entries.values() for number in _numbers(each)}
    lost = lost_numbers(known, _stated(folder), tuple(find_seen(folder)))
    return entries, copies, find_lost_places(left, known, lost)


def fill_places(folder: Folder, reason: str, *, noted_on: date, recorded_at: datetime) -> Filled:
    """Put each missing entry back, or a gap in its place; return what was written.

    Nothing is written unless the whole chain fits then. Raises RuleRefusedError if no entry is
    missing between others, InvalidDataError for whatever else is wrong with them.
    """
    with hold_pen(folder):
        found = _find(folder)
        if found is None:
            raise RuleRefusedError.of("recover.no-entry-lost")
        entries, copies, lost = found
        filled = dict(entries)
        for each in lost:
            filled[each.place] = _make_gap(
                folder, each, filled, reason, noted_on=noted_on, recorded_at=recorded_at
            )
        _refuse_broken(folder, [filled[place] for place in sorted(filled)])
        done = LostEntries(copies, lost)
        for place in done.places:
            path = filled[place].path
            make_folder(path.parent)
            write_new(path, filled[place].raw, READ_ONLY_MODE)
            note_done(path, None)
    return Filled(tuple(filled[place] for place in done.places), len(filled))


def _refuse_broken(folder: Folder, entries: Sequence[RecordedEntry]) -> None:
    files = list_left_files(folder)
    problems = (
        *find_number_problems(entries),
        *find_chain_problems(entries),
        *find_second_chain(files, entries, None).problems,
    )
    if problems:
        raise InvalidDataError(*problems)


def _make_gap(
    folder: Folder,
    lost: LostPlace,
    entries: Mapping[int, RecordedEntry],
    reason: str,
    *,
    noted_on: date,
    recorded_at: datetime,
) -> RecordedEntry:
    place = lost.place
    before, after = entries.get(place - 1), entries.get(place + 1)
    neighbour = next(entries[each] for each in sorted(entries) if each > place)
    numbers = lost.numbers
    is_specimen = neighbour.facts.specimen
    if lost.series:
        is_specimen = lost.series.startswith(f"{SPECIMEN_PREFIX}-")
    gap = Gap(
        specimen=is_specimen,
        first=numbers[0] if numbers else None,
        last=numbers[-1] if numbers else None,
        noted_on=noted_on,
        reason=reason,
        lost_sha256=after.facts.previous_sha256 if after else None,
    )
    previous = before.sha256 if before else GENESIS
    entry = checked(make_entry(gap, place, previous, recorded_at))
    path = folder.ledger_dir / str(entry.recorded_at.year) / f"{place:06d}.toml"
    return hold_entry(entry, render_entry(entry), str(path))


def _find_copies(
    folder: Folder,
    files: LedgerFiles,
    entries: Mapping[int, RecordedEntry],
    missing: Sequence[int],
) -> Iterator[RecordedEntry]:
    """Yield the missing entries of which a file of another name has the bytes."""
    others = (file for file in files.others if ".toml" in Path(file).name.casefold())
    raws = {sha256(raw).hexdigest(): raw for raw in map(read_file, map(Path, others))}
    stated = {place: each.facts.previous_sha256 for place, each in entries.items()}
    for place in sorted(missing, reverse=True):
        raw = raws.get(stated.get(place + 1, ""))
        if raw is None:
            continue
        found = parse_entry(raw, str(folder.ledger_dir / f"{place:06d}.toml"))
        year = str(found.entry.recorded_at.year)
        path = folder.ledger_dir / year / f"{place:06d}.toml"
        stated[place] = found.facts.previous_sha256
        yield hold_entry(found.entry, raw, str(path))


def _numbers(recorded: RecordedEntry) -> Iterator[Number]:
    return (split_number(each) for each in recorded.facts.drawn if each)


def _stated(folder: Folder) -> Mapping[str, int]:
    """Return the last numbers that the head states; none if it is lost or wrong as well."""
    try:
        return load_head(folder).value.last_numbers
    except InvalidDataError:
        return {}

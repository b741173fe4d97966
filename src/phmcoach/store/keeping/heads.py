"""Make the head of the ledger again, from the entries that it sealed.

It is lost or wrong, and the entries are whole: they are in order, each seals the one before it, and
no number is left out. What a lost head no longer tells is whether the last entries are lost too, so
whoever makes it again says which numbers were the last, and an entry records that it was lost.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from phmcoach.domain.money.ledger import Gap, LedgerHead
from phmcoach.errors import InvalidDataError, RuleRefusedError
from phmcoach.paper_names import find_number, number_in
from phmcoach.store.files import make_folder, refuse_link, replace_file
from phmcoach.store.folder import Folder
from phmcoach.store.keeping.gaps import record_each
from phmcoach.store.ledger import Ledger
from phmcoach.store.ledger_chain import (
    RecordedEntry,
    derive_head,
    find_chain_problems,
    find_head_problems,
    find_number_problems,
    parse_entry,
    render_head,
)
from phmcoach.store.ledger_copies import find_second_chain
from phmcoach.store.ledger_files import find_place_problems, list_left_files, load_head
from phmcoach.store.ledger_numbers import list_documents
from phmcoach.store.pen.gate import hold_pen
from phmcoach.value import NOTHING, Value


class LostHead(Value):
    """The entries of a ledger whose head is lost or wrong, and the numbers that it still states.

    `missing` is how many more entries it counts: the end of the ledger is lost.
    """

    entries: tuple[RecordedEntry, ...]
    stated: Mapping[str, int] = NOTHING
    missing: int = 0

    @property
    def known(self) -> Mapping[str, int]:
        """The last numbers of the entries, by series."""
        return derive_head(self.entries).last_numbers


def find_lost_head(folder: Folder) -> LostHead | None:
    """Return the entries if the head alone is lost or wrong, None if it is right.

    Raises InvalidDataError if an entry is changed, missing or not readable: no head helps then.
    """
    files = list_left_files(folder)
    entries = tuple(parse_entry(files.read(file), file) for file in files.entries)
    problems = (
        *files.misnamed,
        *find_place_problems(files.entries),
        *find_number_problems(entries),
        *find_chain_problems(entries),
        *find_second_chain(files, entries, None).problems,
    )
    if problems:
        raise InvalidDataError(*problems)
    try:
        loaded = load_head(folder)
    except InvalidDataError:
        return LostHead(entries)
    found = tuple(find_head_problems(loaded, entries))
    head = loaded.value
    if not found:
        return None
    if _is_entry_changed(head, entries):
        raise InvalidDataError(*found)
    return LostHead(entries, head.last_numbers, max(0, head.entries - len(entries)))


def _is_entry_changed(head: LedgerHead, entries: Sequence[RecordedEntry]) -> bool:
    """Whether the last entry that a head seals is another one now: the head is right, perhaps."""
    is_there = 0 < head.entries <= len(entries)
    return is_there and entries[head.entries - 1].sha256 != head.last_sha256


def rebuild_head(
    folder: Folder, make: Callable[[LostHead], Sequence[Gap]], *, recorded_at: datetime
) -> Ledger:
    """Record the gaps, and make the head again; return the new ledger.

    Raises RuleRefusedError if the head is right, and the errors of `find_lost_head` and of `make`.
    """
    with hold_pen(folder):
        refuse_link(folder.ledger_head)
        lost = find_lost_head(folder)
        if lost is None:
            raise RuleRefusedError.of("recover.head-right")
        ledger = Ledger(derive_head(lost.entries), "", lost.entries)
        gaps = make(lost)
        make_folder(folder.ledger_dir)
        if not gaps:
            replace_file(folder.ledger_head, render_head(ledger.head), None)
        return record_each(folder, ledger, gaps, recorded_at)


def seen_numbers(folder: Folder) -> Mapping[str, int]:
    """Return the last rank by series that a draft, a duplicate or a PDF of the ledger bears."""
    found: dict[str, int] = {}
    for series, rank in find_seen(folder):
        found[series] = max(rank, found.get(series, 0))
    return found


def find_seen(folder: Folder) -> Iterator[tuple[str, int]]:
    """Yield the series and the rank that each draft, duplicate or PDF of the ledger bears."""
    names = [path.name for path in list_documents(folder)]
    names += [f"{number_in(Path(file).name)}.eml" for file in list_left_files(folder).others]
    return filter(None, map(find_number, names))

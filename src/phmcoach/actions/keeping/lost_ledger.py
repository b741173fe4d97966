"""The lost parts of the ledger, those that can be made again, and the record of the loss.

An older ledger that was put back lacks numbers that clients have; a head that is lost no longer
says how the ledger ends. Both are settled by the last numbers that were sent.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from phmcoach.actions.context import Context
from phmcoach.actions.keeping.numbers import Numbering, numbering_of
from phmcoach.actions.opening import is_specimen, open_practice
from phmcoach.domain.money.ledger import Gap
from phmcoach.domain.sync.pen import recording_problem
from phmcoach.errors import InvalidDataError, MissingError, Problem, RuleRefusedError
from phmcoach.store.keeping.gaps import open_but_papers, record_gaps
from phmcoach.store.keeping.heads import LostHead, find_lost_head, rebuild_head, seen_numbers
from phmcoach.store.keeping.lost_entries import LostEntries, fill_places, find_lost_entries
from phmcoach.store.ledger import Ledger, read_ledger
from phmcoach.store.ledger_issue import unfinished_remarks
from phmcoach.store.ledger_numbers import find_sent_numbers
from phmcoach.store.lock import lock_folder
from phmcoach.store.pen.gate import refuse_without_pen
from phmcoach.store.pen.writer import read_fork
from phmcoach.value import Value

LostPart = Literal["numbers", "head"]


class Settled(Value):
    """The record of a loss: the gaps, and the number of entries since.

    `has_lost_receipts` is true if some of what is lost had no number: money that came or went.
    """

    gaps: tuple[Gap, ...]
    entries: int
    warnings: tuple[Problem, ...] = ()
    has_lost_receipts: bool = False


def find_lost_parts(context: Context) -> Iterator[Problem]:
    """Yield what is lost of the ledger and can be settled, each with its command.

    On a machine without the pen, a sync puts back what it lost. Raises StorageError if the system
    refuses to read it: nobody knows then what is lost.
    """
    folder = context.folder
    fork = recording_problem(None, None, read_fork(folder))
    if fork is not None:
        yield fork
        return
    found = tuple(_find_lost(context))
    try:
        if found:
            refuse_without_pen(folder, settles=True)
    except (MissingError, RuleRefusedError):
        found = (Problem("recover.by-sync"),)
    yield from found


def _find_lost(context: Context) -> Iterator[Problem]:
    folder = context.folder
    try:
        if entries := find_lost_entries(folder):
            yield _describe(entries)
            return
        lost = find_lost_head(folder)
    except InvalidDataError:
        return
    if lost is not None:
        yield Problem("recover.head", {"count": len(lost.entries)})
    elif read_ledger(folder).damage or any(
        find_sent_numbers(folder, read_ledger(folder), context.today.year)
    ):
        yield Problem("recover.numbers")


def ask_about_entries(context: Context) -> Problem:
    """Return what is lost between the entries, before it is settled.

    Raises InvalidDataError if another entry is damaged, RuleRefusedError if none is missing.
    """
    lost = find_lost_entries(context.folder)
    if lost is None:
        raise RuleRefusedError.of("recover.no-entry-lost")
    return _describe(lost)


def settle_entries(context: Context, reason: str) -> Settled:
    """Put the missing entries back, or a gap in their place; the errors of `fill_places`."""
    filled = fill_places(context.folder, reason, noted_on=context.today, recorded_at=context.now)
    gaps = tuple(each.facts.gap for each in filled.written if each.facts.gap)
    return Settled(gaps, filled.entries, has_lost_receipts=not all(each.numbers for each in gaps))


def _describe(found: LostEntries) -> Problem:
    numbers = (each.numbers for each in found.lost)
    args = {
        "places": tuple(f"{place:06d}" for place in found.places),
        "numbers": tuple(number for own in numbers for number in own),
    }
    if not found.lost:
        return Problem("recover.entries-found", args)
    return Problem("recover.entries-numbered" if args["numbers"] else "recover.entries", args)


def ask_about(context: Context, part: LostPart) -> Numbering:
    """Return the series to ask about, before a loss is settled.

    Raises InvalidDataError if something else of the ledger is damaged, RuleRefusedError if its head
    is right.
    """
    with lock_folder(context.folder):
        if part == "numbers":
            return _numbering(context, open_but_papers(context.folder))
        lost = find_lost_head(context.folder)
    if lost is None:
        raise RuleRefusedError.of("recover.head-right")
    return _numbering_of_head(context, lost)


def settle(context: Context, part: LostPart, typed: Sequence[str], reason: str) -> Settled:
    """Record which numbers are lost, up to the last ones that were sent, and make the head again.

    Raises UsageError for a number that cannot be right, and the errors of `ask_about`.
    """
    noted: list[Gap] = []
    missing = 0

    def make(ledger: Ledger) -> Sequence[Gap]:
        noted.extend(_numbering(context, ledger).gaps(typed, reason))
        return noted

    def make_with_head(lost: LostHead) -> Sequence[Gap]:
        nonlocal missing
        missing = lost.missing
        numbering = _numbering_of_head(context, lost)
        noted.extend(numbering.gaps(typed, reason))
        if not noted and not (lost.entries and lost.entries[-1].kind == "gap"):
            noted.append(Gap(specimen=numbering.specimen, noted_on=context.today, reason=reason))
        return noted

    if part == "numbers":
        ledger = record_gaps(context.folder, make, recorded_at=context.now)
    else:
        ledger = rebuild_head(context.folder, make_with_head, recorded_at=context.now)
    numbered = sum(len(each.numbers) for each in noted)
    return Settled(
        tuple(noted),
        len(ledger.entries),
        unfinished_remarks(ledger),
        has_lost_receipts=missing > numbered,
    )


def _numbering(context: Context, ledger: Ledger) -> Numbering:
    return _numbering_of_head(context, LostHead(ledger.entries))


def _numbering_of_head(context: Context, lost: LostHead) -> Numbering:
    practice = open_practice(context.folder)
    seen = dict(lost.stated)
    for series, rank in seen_numbers(context.folder).items():
        seen[series] = max(rank, seen.get(series, 0))
    return numbering_of(
        lost.known,
        practice,
        context.today,
        specimen=is_specimen(context, practice),
        seen=seen,
    )

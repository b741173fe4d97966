"""Verify every byte of the ledger, and every rule that issuing follows.

Digests reveal a changed byte; the rules reveal a bug in what we wrote, or an entry forged together
with its digests. Nothing inside the folder can reveal a ledger that was rewritten as a whole: only
copies elsewhere can.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.ledger import LedgerHead
from phmcoach.domain.money.quote import Quote
from phmcoach.domain.values.money import CENT, total
from phmcoach.domain.values.vat import vat_of
from phmcoach.errors import CoachError, MissingError, Place, Problem, StorageError, errors_of
from phmcoach.remedy import Remedy
from phmcoach.store.files import refuse_link
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import Ledger
from phmcoach.store.ledger_chain import (
    RecordedEntry,
    derive_head,
    find_chain_problems,
    find_changed_line_ends,
    find_head_problems,
    find_number_problems,
    parse_entry,
)
from phmcoach.store.ledger_copies import find_others, find_second_chain, set_copies_apart
from phmcoach.store.ledger_files import (
    LedgerFiles,
    find_place_problems,
    list_ledger_files,
    load_head,
)
from phmcoach.store.ledger_numbers import dated_by_wrong_clock
from phmcoach.store.records import Loaded
from phmcoach.value import Value, replace

if TYPE_CHECKING:
    from datetime import date


class Verified(Value):
    """The readable part of the ledger, parsed, and all findings: errors and remarks.

    `files` is the number of entries, whether they can be read or not. `refused` are the findings
    about what the system refused to read.
    """

    ledger: Ledger
    files: int
    problems: tuple[Problem, ...]
    refused: tuple[Problem, ...] = ()


HasDuplicate = Callable[[RecordedEntry], bool]
"""Whether the duplicate of a paper was made, which its lost original no longer can be."""


def _has_none(_: RecordedEntry) -> bool:
    return False


def verify_ledger(folder: Folder, has_duplicate: HasDuplicate = _has_none) -> Verified:
    """Verify the ledger; the result has no problems if it is intact.

    A lost PDF is an error, but of a paper that `has_duplicate` only a warning: whoever has no
    backup can do no more, and the entry contains all of its content.

    This takes no lock and writes nothing. A writer at work may make the ledger look wrong, so a
    result counts only once it was seen twice in the same form.
    """
    seen: tuple[Problem, ...] = ()
    while (found := _verify(folder, has_duplicate)).problems != seen:
        seen = found.problems
    return found


def _verify(folder: Folder, has_duplicate: HasDuplicate) -> Verified:
    head, errors = _load_head(folder)
    if not folder.ledger_dir.is_dir():
        return _verified(head, LedgerFiles(), (), _problems_of(errors), errors)
    try:
        files = list_ledger_files(folder)
    except StorageError as error:
        errors = (*errors, error)
        return _verified(head, LedgerFiles(), (), _problems_of(errors), errors)
    read, unread = _parse_entries(files)
    entries, copies = set_copies_apart(read)
    copied = {each.place.file for each in copies if each.place}
    own = tuple(file for file in files.entries if Path(file) not in copied)
    files = replace(files, entries=own)
    found, no_pdf = _find_entry_problems(entries, has_duplicate)
    problems = _problems_of((*errors, *unread))
    gaps = list(find_place_problems(files.entries))
    is_behind, line_ends = False, None
    if len(entries) == len(files.entries) and not gaps:
        problems += find_number_problems(entries)
        if head:
            line_ends = find_changed_line_ends(head, entries)
            problems += [line_ends] if line_ends else find_head_problems(head, entries)
            is_behind = head.value.entries == len(entries) - 1
    broken = [] if line_ends else list(find_chain_problems(entries))
    problems += [*gaps, *broken, *_find_date_problems(entries)]
    problems += [*_find_receipt_problems(entries), *found]
    rivals = find_second_chain(files, entries, head)
    problems = [*rivals.without_explained(problems), *copies, *rivals.problems]
    explained = frozenset(each.place.file for each in rivals.problems if each.place)
    problems += find_others(files, entries, head, explained | rivals.explained)
    problems += _find_linked_head(folder) if head else ()
    problems += [replace(each, level="info") for each in _find_clock_problems(entries)]
    problems = [*files.misnamed] or problems  # what is missing is known once they have their names
    is_cut_short = is_behind and not (broken or rivals.problems or rivals.explained)
    if files.hidden or is_cut_short:
        problems.append(Problem("ledger.unfinished", level="info"))
    return _verified(head, files, entries, problems, (*errors, *unread, *no_pdf))


def _problems_of(errors: Iterable[CoachError]) -> list[Problem]:
    return [problem for error in errors for problem in error.problems]


def _verified(
    head: Loaded[LedgerHead] | None,
    files: LedgerFiles,
    entries: Sequence[RecordedEntry],
    problems: Sequence[Problem],
    errors: Sequence[CoachError],
) -> Verified:
    sealed = (head.value, head.sha256) if head else (derive_head(()), "")
    damage = errors_of(problems)
    ledger = Ledger(*sealed, tuple(entries), files.hidden, damage)
    refused = _problems_of(each for each in errors if isinstance(each, StorageError))
    return Verified(ledger, len(files.entries), tuple(problems), tuple(refused))


def _load_head(folder: Folder) -> tuple[Loaded[LedgerHead] | None, tuple[CoachError, ...]]:
    try:
        return load_head(folder), ()
    except CoachError as error:
        return None, (error,)


def _parse_entries(files: LedgerFiles) -> tuple[list[RecordedEntry], list[CoachError]]:
    """Return the entries that can be read, and the errors of the others."""
    read: list[RecordedEntry] = []
    errors: list[CoachError] = []
    for file in files.entries:
        try:
            read.append(parse_entry(files.read(file), file))
        except CoachError as error:
            errors.append(error)
    return read, errors


def _find_linked_head(folder: Folder) -> tuple[Problem, ...]:
    """Return a problem if the head is a symbolic link: no command replaces it."""
    try:
        refuse_link(folder.ledger_head)
    except CoachError as error:
        return error.problems
    return ()


def _find_date_problems(entries: Sequence[RecordedEntry]) -> Iterator[Problem]:
    last: dict[str, tuple[str, date]] = {}
    wrong = dated_by_wrong_clock(entries)
    for recorded in entries:
        entry = recorded.entry
        if recorded.path.parent.name != str(entry.recorded_at.year):
            on = entry.recorded_on
            yield _problem("ledger.wrong-year-folder", recorded, on=on, year=str(on.year))
        document = entry.document
        if document is None:
            continue
        before = last.get(recorded.prefix)
        if recorded.place not in wrong:
            if before and document.issued_on < before[1]:
                yield _problem("ledger.dates-out-of-order", recorded, previous=before[0])
            last[recorded.prefix] = (recorded.number, document.issued_on)
        if recorded.series != f"{recorded.prefix}-{document.issued_on.year}":
            yield _problem("ledger.wrong-year-number", recorded, on=document.issued_on)


def _find_receipt_problems(entries: Sequence[RecordedEntry]) -> Iterator[Problem]:
    """Yield receipts dated after the day they were recorded; specimens have their own clock.

    A counter-entry has the day of a receipt that a wrong clock dated.
    """
    days: dict[int | None, date] = {}
    for recorded in entries:
        entry = recorded.entry
        money = entry.money
        if not money:
            continue
        days[recorded.place] = money.received_on
        if entry.specimen or days.get(money.counters) == money.received_on:
            continue
        if money.received_on > entry.recorded_on:
            yield _problem("ledger.receipt-before-its-day", recorded, on=money.received_on)


def _find_clock_problems(entries: Sequence[RecordedEntry]) -> Iterator[Problem]:
    """Yield entries recorded earlier than the one before: the clock may have been corrected."""
    wrong = dated_by_wrong_clock(entries)
    own = (each for each in entries if each.kind != "gap")  # which may be in an older place
    real = [each for each in own if not each.entry.specimen and each.place not in wrong]
    for before, after in pairwise(real):
        moments = [each.entry.recorded_at for each in (before, after)]
        if any(moment.tzinfo is None for moment in moments):
            moments = [moment.replace(tzinfo=None) for moment in moments]
        if moments[1] < moments[0]:
            yield _problem("ledger.clock-moved-back", after, previous=before.number)


def _find_entry_problems(
    entries: Sequence[RecordedEntry], has_duplicate: HasDuplicate
) -> tuple[list[Problem], list[CoachError]]:
    """Return the problems of the totals and the PDFs, and the errors of PDFs that are not read."""
    problems: list[Problem] = []
    errors: list[CoachError] = []
    credited: Counter[str] = Counter()
    for recorded in entries:
        document = recorded.entry.document
        if document is None:
            continue
        slack = CENT if document.price_basis == "gross" else Decimal(0)
        if isinstance(document, Invoice) and document.corrects:
            credited[document.corrects.number] += 1
            slack = CENT * (credited[document.corrects.number] + len(document.lines))
        if not _adds_up(document, slack):
            problems.append(_problem("ledger.totals-differ", recorded))
        try:
            digest = sha256(recorded.read_pdf()).hexdigest()
        except MissingError:
            own_year = recorded.path.parent.with_name(str(recorded.entry.recorded_at.year))
            if not any((own_year / each.name).exists() for each in recorded.pdfs):
                # Else the entry is what was moved.
                problems.append(_report_lost(recorded, has_duplicate))
        except CoachError as error:
            problems += error.problems
            errors.append(error)
        else:
            if digest != recorded.entry.pdf_sha256:
                problems.append(_problem("ledger.pdf-changed", recorded))
    return problems, errors


def _report_lost(recorded: RecordedEntry, has_duplicate: HasDuplicate) -> Problem:
    lost = _problem("ledger.pdf-missing", recorded)
    if has_duplicate(recorded):
        return replace(_problem("ledger.original-lost", recorded), level="warning")
    return replace(lost, remedy=Remedy.DUPLICATE)


def _adds_up(document: Invoice | Quote, slack: Decimal) -> bool:
    """Whether lines, VAT groups and totals agree (EN 16931, BR-CO-10, 14, 15 and 17).

    The VAT of a credit note is the rest of its invoice's VAT, and that of a consumer is the rest of
    the agreed total, so they may differ from the rule by `slack`: one cent, and for a credit note
    one for each line and each earlier credit note.
    """
    nets: dict[Decimal, Decimal] = {}
    for line in document.lines:
        nets[line.vat_rate] = nets.get(line.vat_rate, Decimal(0)) + line.net
    return (
        nets == {group.rate: group.base for group in document.vat}
        and all(abs(each.vat - vat_of(each.base, each.rate)) <= slack for each in document.vat)
        and document.total_net == total(nets.values())
        and document.total_vat == total(group.vat for group in document.vat)
        and document.total_gross == document.total_net + document.total_vat
    )


def _problem(message: str, recorded: RecordedEntry, **args: object) -> Problem:
    return Problem(message, {"number": recorded.number, **args}, place=Place(recorded.path))

"""Draw the number of the next document, in a series without gaps and in the order of the days.

A clock that was wrong once would hold the order up until its day comes. So an entry, the recovery,
can say that earlier ones were dated by a wrong clock: the order of the days then leaves them out.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from phmcoach.domain.money.dates import PaperDay, jump_problem, paper_day_problem
from phmcoach.domain.money.ledger import EntryKind, Recovery
from phmcoach.errors import InvalidDataError, Place, Problem, RuleRefusedError, refuse
from phmcoach.paper_names import find_number
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import Ledger
from phmcoach.store.ledger_chain import RecordedEntry

SPECIMEN_PREFIX = "SPECIMEN"
"""The prefix of specimens; it is longer than any prefix of a practice can be."""

SPECIMEN_QUOTE_PREFIX = f"{SPECIMEN_PREFIX}-D"
"""The prefix of specimen quotes: the longest one whose numbers stay within the limit."""

_LONGEST_NUMBER = 20
_LAST_RANK = 999_999


def next_document_number(ledger: Ledger, *, prefix: str, year: int, first: int) -> str:
    """Return the number of the next document of a series, such as F-2026-0008.

    `first` is the rank of the very first document with this prefix; each later year begins at 1.
    Raises RuleRefusedError if the number would exceed 20 characters, the limit of the public
    invoicing portal.
    """
    series = f"{prefix}-{year}"
    own = [each for each in ledger.entries if each.prefix == prefix]
    last = next((each for each in reversed(own) if each.series == series), None)
    opening = 1 if own else first
    # Not always the last of the prefix: a wrong clock may have begun another year.
    rank = last.rank + 1 if last else opening
    number = f"{series}-{rank:04d}"
    if rank > _LAST_RANK or len(number) > _LONGEST_NUMBER:
        raise RuleRefusedError.of("ledger.series-full", series=series)
    return number


def used_prefixes(ledger: Ledger) -> tuple[str, ...]:
    """Return the prefixes of the real invoices, the last used one last."""
    own = (each for each in ledger.entries if each.kind == "invoice" and not each.facts.specimen)
    return tuple(dict.fromkeys(reversed([each.prefix for each in own])))[::-1]


def draw_number(
    folder: Folder, ledger: Ledger, *, prefix: str, year: int, first: int, look: bool = True
) -> str:
    """Return the number of the next document of a series, unless an older ledger was put back.

    `look` among the documents once in each command. Raises InvalidDataError if one of them bears
    this number or a later one, and the error of `next_document_number`.
    """
    number = next_document_number(ledger, prefix=prefix, year=year, first=first)
    series, _, rank = number.rpartition("-")
    if look and (problems := tuple(_find_sent(folder, {series: int(rank)}))):
        raise InvalidDataError(*problems)
    return number


def find_sent_numbers(folder: Folder, ledger: Ledger, year: int) -> Iterator[Problem]:
    """Yield a problem for each series of which documents bear a number that is yet to be drawn.

    The series of `year` has perhaps no entry in the ledger any more.
    """
    prefixes = {series.rpartition("-")[0] for series in ledger.head.last_numbers}
    begun = {f"{prefix}-{year}": 0 for prefix in prefixes}
    ranks = {**begun, **ledger.head.last_numbers}
    yield from _find_sent(folder, {series: rank + 1 for series, rank in ranks.items()})


def refuse_sent_numbers(folder: Folder, ledger: Ledger, year: int) -> None:
    """Raise InvalidDataError if documents bear a number that is yet to be drawn.

    What is recorded without a number takes the place of an entry that is lost too.
    """
    if problems := tuple(find_sent_numbers(folder, ledger, year)):
        raise InvalidDataError(*problems)


def _find_sent(folder: Folder, next_ranks: Mapping[str, int]) -> Iterator[Problem]:
    """Yield a problem for each series with a document that bears its next number or a later one.

    The draft of an e-mail and a duplicate are made of what is issued: an older ledger was put back.
    """
    found: dict[str, list[Path]] = {}
    for path in list_documents(folder):
        series, rank = find_number(path.name) or ("", 0)
        if series in next_ranks and rank >= next_ranks[series]:
            found.setdefault(series, []).append(path)
    for series, paths in found.items():
        files = tuple(path.relative_to(folder.root).as_posix() for path in paths)
        args = {"number": f"{series}-{next_ranks[series]:04d}", "files": files}
        yield Problem("ledger.number-was-sent", args, place=Place(paths[0]))


def list_documents(folder: Folder) -> Iterator[Path]:
    """Yield the documents of each engagement that has any."""
    with suppress(OSError):  # whoever opens the documents says why
        for place in sorted(folder.all_documents_dir.iterdir()):
            with suppress(OSError):
                yield from sorted(place.iterdir())


def other_papers(ledger: Ledger, prefix: str, kind: EntryKind) -> tuple[Problem, ...]:
    """Return a problem if a prefix for quotes or invoices numbered papers of the other kind."""
    if not any(each.prefix == prefix and each.kind not in (kind, "gap") for each in ledger.entries):
        return ()
    remedy = Remedy.QUOTE_PREFIX if kind == "quote" else Remedy.INVOICE_PREFIX
    return (Problem("ledger.prefix-of-other-papers", {"prefix": prefix}, remedy=remedy),)


def check_issue_date(ledger: Ledger, prefix: str, day: PaperDay) -> None:
    """Raise RuleRefusedError for a day that a paper of the series cannot bear now.

    So it does for a prefix that numbered invoices, if this is a quote, and the other way round.

    Days follow the order of the entries (CGI ann. II 242 nonies A), whatever the prefix, so a new
    prefix opens no way back. Specimens do not hold back real papers, nor quotes invoices.
    """
    kind: EntryKind = "quote" if day.is_quote else "invoice"
    refuse(other_papers(ledger, prefix, kind))
    wrong = dated_by_wrong_clock(ledger.entries)
    own = (each for each in ledger.entries if each.kind == kind and each.place not in wrong)
    last = {each.prefix: each for each in own}
    papers = (
        each.entry.document
        for each in last.values()
        if each.facts.specimen == prefix.startswith(SPECIMEN_PREFIX)
    )
    problem = paper_day_problem(day, [paper for paper in papers if paper])
    if problem is not None:
        raise RuleRefusedError(problem)


def find_jump(ledger: Ledger, today: date, *, specimen: bool) -> Problem | None:
    """Return the doubt about a clock that shows a day long after the last entry, or None."""
    own = (each for each in reversed(ledger.entries) if each.facts.specimen == specimen)
    last = next(own, None)
    return jump_problem(today, last.entry.recorded_on if last else None)


def _year_of(file: str) -> int:
    """Return the year of the folder of an entry's file, in which it was recorded."""
    return int(file[-len("2026/000042.toml") : -len("/000042.toml")])


def dated_by_wrong_clock(entries: Sequence[RecordedEntry]) -> Mapping[int, Recovery]:
    """Return the places of the entries that a wrong clock dated, each with its recovery."""
    found: dict[int, Recovery] = {}
    recoveries: list[Recovery] = []
    for each in reversed(entries):
        covering = next((one for one in recoveries if _is_covered(each, one)), None)
        if covering is not None:
            found[each.place] = covering
        if each.kind == "recovery" and (recovery := each.entry.recovery):
            recoveries.append(recovery)  # which a clock that is still wrong may have dated too
    return found


def _is_covered(recorded: RecordedEntry, recovery: Recovery) -> bool:
    years = range(recovery.wrong_from.year, recovery.wrong_to.year + 1)
    return (
        recorded.facts.specimen == recovery.specimen
        and _year_of(recorded.file) in years  # so that few entries are parsed
        and recovery.covers(recorded.entry.recorded_on)
    )


def recorded_ahead(
    entries: Sequence[RecordedEntry], today: date, *, specimen: bool
) -> tuple[RecordedEntry, ...]:
    """Return the entries of a day to come that no recovery explains yet."""
    explained = dated_by_wrong_clock(entries)
    own = (
        each
        for each in entries
        if each.facts.specimen == specimen and _year_of(each.file) >= today.year
    )
    return tuple(
        each for each in own if each.entry.recorded_on > today and each.place not in explained
    )

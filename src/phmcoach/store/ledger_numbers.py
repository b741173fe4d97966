"""Draw the number of the next document, in a series without gaps and in the order of the days."""

from datetime import date

from phmcoach.errors import RuleRefusedError
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
    last = _last_of(ledger, prefix)
    if last is None:
        rank = first
    elif last.series == series:
        rank = last.rank + 1
    else:
        rank = 1
    number = f"{series}-{rank:04d}"
    if rank > _LAST_RANK or len(number) > _LONGEST_NUMBER:
        raise RuleRefusedError.of("ledger.series-full", series=series)
    return number


def check_issue_date(ledger: Ledger, prefix: str, issued_on: date, today: date) -> None:
    """Raise RuleRefusedError for a date in the future or before the last document of its prefix.

    Dates follow the order of the numbers (CGI ann. II 242 nonies A: a chronological series).
    """
    if issued_on > today:
        raise RuleRefusedError.of("ledger.issue-date-in-future", issued_on=issued_on, today=today)
    last = _last_of(ledger, prefix)
    document = last.entry.document if last else None
    if document is not None and issued_on < document.issued_on:
        raise RuleRefusedError.of(
            "ledger.issue-date-before-last",
            issued_on=issued_on,
            number=document.number,
            last_on=document.issued_on,
        )


def _last_of(ledger: Ledger, prefix: str) -> RecordedEntry | None:
    for recorded in reversed(ledger.entries):
        if recorded.prefix == prefix:
            return recorded
    return None

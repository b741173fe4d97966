"""Draw the number of the next document, in a series without gaps and in the order of the days."""

from phmcoach.domain.money.dates import PaperDay, paper_day_problem
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


def check_issue_date(ledger: Ledger, prefix: str, day: PaperDay) -> None:
    """Raise RuleRefusedError for a day that a paper of the series cannot bear now.

    So it does for a prefix that numbered invoices, if this is a quote, and the other way round.

    Days follow the order of the entries (CGI ann. II 242 nonies A), whatever the prefix, so a new
    prefix opens no way back. Specimens do not hold back real papers, nor quotes invoices.
    """
    kind = "quote" if day.is_quote else "invoice"
    last = {each.prefix: each for each in ledger.entries if each.kind == kind}
    if prefix not in last and any(each.prefix == prefix for each in ledger.entries):
        raise RuleRefusedError.of("ledger.prefix-of-other-papers", prefix=prefix)
    papers = (
        each.entry.document
        for each in last.values()
        if each.facts.specimen == prefix.startswith(SPECIMEN_PREFIX)
    )
    problem = paper_day_problem(day, [paper for paper in papers if paper])
    if problem is not None:
        raise RuleRefusedError(problem)


def _last_of(ledger: Ledger, prefix: str) -> RecordedEntry | None:
    for recorded in reversed(ledger.entries):
        if recorded.prefix == prefix:
            return recorded
    return None

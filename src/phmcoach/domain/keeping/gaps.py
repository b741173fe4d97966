"""The numbers that an older copy of the ledger lacks, up to the last one that was sent.

A number is given once (CGI ann. II 242 nonies A: a unique number, in a continuous series). If the
entries of some were lost, they stay unused, and an entry of kind `gap` says so.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from phmcoach.domain.money.ledger import Gap, split_number
from phmcoach.errors import Problem, UsageError
from phmcoach.value import Value

MOST_LOST = 500
"""How many numbers of a series can be lost at once: more is a mistyped number."""

_NUMBER = re.compile(r"[A-Z0-9-]+-[0-9]{4}-[0-9]{4,}")


class Series(Value):
    """A series of numbers: its last number that the ledger knows, 0 if none, and its first one.

    `seen` is the last number that a document bears, or that the old head of the ledger states.
    """

    name: str
    last: int
    first: int = 1
    seen: int = 0

    def number(self, rank: int) -> str:
        """Return a number of the series."""
        return f"{self.name}-{rank:04d}"

    @property
    def prefix(self) -> str:
        """The prefix of its numbers."""
        return self.name.rpartition("-")[0]

    @property
    def year(self) -> int:
        """The year of its numbers."""
        return int(self.name.rpartition("-")[2])

    @property
    def last_number(self) -> str | None:
        """The last number that is known, or None."""
        known = max(self.last, self.seen)
        return self.number(known) if known else None


def series_to_ask(known: Mapping[str, int], own: Iterable[Series], year: int) -> Iterator[Series]:
    """Yield the last series of each prefix that the ledger knows, then those since, to a year.

    `known` are the last numbers of the ledger by series; `own` are the series that the practice
    begins, which the ledger may know already.
    """
    last: dict[str, Series] = {}
    for name, rank in sorted(known.items()):
        last[name.rpartition("-")[0]] = Series(name, rank)
    begun = {each.prefix: each for each in own}
    for prefix in {**last, **begun}:
        if prefix not in last:
            yield begun[prefix]
            continue
        yield last[prefix]
        for later in range(last[prefix].year + 1, year + 1):
            yield Series(f"{prefix}-{later}", 0)


def find_gaps(
    series: Iterable[Series], sent: Mapping[str, int], *, on: date, reason: str, specimen: bool
) -> Iterator[Gap]:
    """Yield a gap for each series of which a later number was sent than the ledger knows.

    Raises UsageError if it is not later, or so much later that it is probably mistyped.
    """
    for each in series:
        last = sent.get(each.name, each.last)
        if last < max(each.last, each.seen):
            raise UsageError.of("gap.before-known", known=each.last_number)
        if last == each.last:
            continue
        first = each.last + 1 if each.last else each.first
        if last - first >= MOST_LOST:
            args = {"count": last - first + 1, "last": each.number(last)}
            raise UsageError(Problem("gap.too-long", args))
        yield Gap(
            specimen=specimen,
            first=each.number(min(first, last)),
            last=each.number(last),
            noted_on=on,
            reason=reason,
        )


def read_sent(typed: Sequence[str], series: Sequence[Series]) -> Mapping[str, int]:
    """Return the last rank that was sent of each series, from numbers as they were typed.

    Raises UsageError for what is no number with one of their prefixes.
    """
    own = tuple(dict.fromkeys(each.prefix for each in series))
    found: dict[str, int] = {}
    for text in typed:
        number = text.strip().upper()
        name, rank = split_number(number) if _NUMBER.fullmatch(number) else ("", 0)
        if not rank or name.rpartition("-")[0] not in own:
            args = {"text": text, "prefixes": own, "example": series[0].number(12)}
            raise UsageError(Problem("gap.no-number", args))
        found[name] = max(rank, found.get(name, 0))
    return found

"""The rows that are put aside, until when, and those that cannot be.

What stops the work is always shown, and so is a lost VAT franchise, which is one of these rows.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from phmcoach.domain.records.later import LaterRow
from phmcoach.domain.today.rows import Row
from phmcoach.errors import Problem
from phmcoach.value import replace

LONGEST = timedelta(days=30)
"""How long a row can be put aside."""

_AMOUNTS = frozenset(("amount", "received"))
"""The arguments that are sums of money; other numbers change from day to day."""


def mark_aside(rows: Iterable[Row], kept: Iterable[LaterRow], today: date) -> Iterator[Row]:
    """Yield the rows, each with the day until which it is put aside, if it is."""
    known = {(each.kind, each.ref, each.fact, each.about): each.until for each in kept}
    for row in rows:
        until = known.get(_key_of(row))
        is_aside = until is not None and until > today and not _is_pressing(row)
        yield replace(row, until=until) if is_aside else row


def put_aside(row: Row, until: date) -> LaterRow:
    """Return what is kept of a row that is put aside."""
    kind, ref, fact, about = _key_of(row)
    return LaterRow(kind=kind, ref=ref, fact=fact, about=about, until=until)


def later_problems(row: Row, until: date, today: date) -> Iterator[Problem]:
    """Report a row that is always shown, and a day that is over or too far away."""
    if _is_pressing(row):
        yield Problem("later.stopped")
    if not today <= until <= today + LONGEST:
        yield Problem("later.other-day", {"on": until, "last_on": today + LONGEST})


def _is_pressing(row: Row) -> bool:
    return row.kind == "stopped"


def _key_of(row: Row) -> tuple[str, str | None, str, tuple[str, ...]]:
    about = (
        f"{name}={value}"[:200]
        for name, value in sorted(row.fact.args.items())
        if isinstance(value, date | str) or (name in _AMOUNTS and isinstance(value, Decimal))
    )
    return row.kind, row.ref, row.fact.message, tuple(about)

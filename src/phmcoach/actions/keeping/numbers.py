"""The numbers that papers sent to clients bear, and that an older copy of the ledger lacks."""

from collections.abc import Mapping, Sequence
from datetime import date

from phmcoach.domain.keeping.gaps import Series, find_gaps, read_sent, series_to_ask
from phmcoach.domain.money.ledger import Gap
from phmcoach.domain.records.practice import Practice
from phmcoach.store.ledger_numbers import SPECIMEN_PREFIX, SPECIMEN_QUOTE_PREFIX
from phmcoach.value import NOTHING, Value, replace
from phmcoach.words import Language


class Numbering(Value):
    """The series of a practice, each with its last known number, on a day.

    `language` is that of the practice, in which the reason of a gap is kept if none is typed.
    """

    series: tuple[Series, ...]
    on: date
    specimen: bool
    language: Language

    def gaps(self, typed: Sequence[str], reason: str) -> tuple[Gap, ...]:
        """Return the gaps up to the last numbers that were sent, as they were typed.

        Raises UsageError for what is no later number of one of the series.
        """
        sent = read_sent(typed, self.series)
        own = {each.name for each in self.series}
        others = (Series(name, 0) for name in sent if name not in own)
        found = find_gaps(
            (*self.series, *others), sent, on=self.on, reason=reason, specimen=self.specimen
        )
        return tuple(found)


def numbering_of(
    known: Mapping[str, int],
    practice: Practice,
    on: date,
    *,
    specimen: bool,
    seen: Mapping[str, int] = NOTHING,
) -> Numbering:
    """Return the series of a practice, of which the ledger knows some last numbers.

    `seen` are the last ones that documents bear.
    """
    if specimen:
        own = tuple(Series(f"{each}-{on.year}", 0) for each in _SPECIMENS)
    else:
        billing = practice.billing
        first = billing.first_number(on.year)
        own = (
            Series(f"{billing.prefix}-{on.year}", 0, first),
            Series(f"{billing.quote_prefix}-{on.year}", 0),
        )
    marked = {name: last for name, last in known.items() if _is_specimen(name) == specimen}
    series = tuple(series_to_ask(marked, own, on.year))
    names = {each.name for each in series}
    others = (Series(name, 0) for name in seen if _is_specimen(name) == specimen)
    series = (*series, *(each for each in others if each.name not in names))
    series = tuple(replace(each, seen=seen.get(each.name, 0)) for each in series)
    return Numbering(series, on, specimen, practice.language)


_SPECIMENS = (SPECIMEN_PREFIX, SPECIMEN_QUOTE_PREFIX)


def _is_specimen(series: str) -> bool:
    return series.startswith(f"{SPECIMEN_PREFIX}-")

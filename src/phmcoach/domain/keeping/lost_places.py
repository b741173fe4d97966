"""The numbers of missing entries of a ledger, derived from what is left around them.

The entries are in the order of their numbers, so a number that is missing in its series was that
of an entry between its neighbours. A missing entry that had no number was a receipt, or records
that something was lost.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from phmcoach.value import Value

Number = tuple[str, int]
"""A series and a rank, such as F-2026 and 7."""


class LostPlace(Value):
    """A place of the ledger whose entry is missing, and the numbers that it probably had."""

    place: int
    series: str = ""
    first: int = 0
    last: int = 0

    @property
    def numbers(self) -> tuple[str, ...]:
        """These numbers, as papers bear them; none of an entry without a number."""
        ranks = range(self.first, self.last + 1) if self.series else ()
        return tuple(f"{self.series}-{rank:04d}" for rank in ranks)


def lost_numbers(
    known: Iterable[Number], last: Mapping[str, int], seen: Iterable[Number]
) -> Iterator[Number]:
    """Yield the numbers that the entries lack, by series and rank.

    `known` are those of the entries, `last` the last ranks that the head states, `seen` what files
    bear. The first series of a prefix may begin at any number, each later one begins at 1.
    """
    ranks: dict[str, set[int]] = {}
    for series, rank in known:
        ranks.setdefault(series, set()).add(rank)
    for series in sorted(ranks.keys() | last.keys()):
        own = ranks.get(series, set())
        until = max(own | {last.get(series, 0)})
        prefix, _, year = series.rpartition("-")
        begun = any(each.rpartition("-")[0] == prefix and each < series for each in ranks)
        shown = {rank for name, rank in seen if name == series and rank <= until}
        begin = 1 if begun and year else min(own | shown | {until})
        yield from ((series, rank) for rank in range(begin, until + 1) if rank not in own)


def find_lost_places(
    missing: Sequence[int], known: Mapping[Number, int], lost: Iterable[Number]
) -> tuple[LostPlace, ...]:
    """Return what each missing place probably had, of the numbers that are lost.

    `known` are the places of the numbers of the entries. Each place takes the number that has to
    be the earliest; an entry that recorded a loss had several.
    """
    places = dict(known)
    left = sorted(lost)
    found = {place: LostPlace(place) for place in missing}
    for place in sorted(missing):
        fitting = [each for each in left if _fits(each, place, places, left)]
        if fitting:
            series, rank = min(fitting, key=lambda each: (_until(each, known), each))
            found[place] = LostPlace(place, series, rank, rank)
            places[series, rank] = place
            left.remove((series, rank))
    for series, rank in left:
        before = found.get(places.get((series, rank - 1), 0))
        if before is not None:
            longer = LostPlace(before.place, series, before.first, rank)
            found[before.place] = longer
            places[series, rank] = before.place
    return tuple(found.values())


def _fits(number: Number, place: int, places: Mapping[Number, int], left: Sequence[Number]) -> bool:
    """Whether a number can have been that of a place: after the one before, before the next."""
    series, rank = number
    before = (series, rank - 1)
    return before not in left and places.get(before, 0) < place < _until(number, places)


def _until(number: Number, places: Mapping[Number, int]) -> float:
    series, rank = number
    return min(
        (at for (name, each), at in places.items() if name == series and each > rank),
        default=float("inf"),
    )

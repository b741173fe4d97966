"""The rows of one engagement in a sheet of everything: what one of them says, all say."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from phmcoach.domain.moving.columns import OF_ENGAGEMENT
from phmcoach.typed_words import fold
from phmcoach.value import Value

Cells = Mapping[str, str]


class Contradiction(Value):
    """Two rows, by their places, that say otherwise in one column about one engagement."""

    place: int
    earlier: int
    key: str


def share_cells(
    rows: Sequence[Cells],
) -> tuple[tuple[dict[str, str], ...], tuple[Contradiction, ...]]:
    """Return the rows with the empty cells filled that another row of their engagement has.

    A row without a client, a day of demand or a reference is about the last engagement before it
    of the same person, and of what else it says. Of two rows that contradict each other the later
    one is reported.
    """
    names = tuple(_engagements_of(rows))
    shared: dict[object, dict[str, tuple[int, str]]] = {}
    contradictions = []
    for place, (name, cells) in enumerate(zip(names, rows, strict=True)):
        said = shared.setdefault(name, {})
        for key in sorted(OF_ENGAGEMENT & cells.keys()):
            earlier, text = said.setdefault(key, (place, cells[key]))
            if fold(text) != fold(cells[key]):
                contradictions.append(Contradiction(place, earlier, key))
    filled = (
        {key: text for key, (_, text) in shared[name].items()} | {**cells}
        for name, cells in zip(names, rows, strict=True)
    )
    return tuple(filled), tuple(contradictions)


def _engagements_of(rows: Sequence[Cells]) -> Iterator[object]:
    """Yield what names the engagement of each row."""
    last: dict[tuple[str, str | None, str | None], object] = {}
    for cells in rows:
        person = fold(cells.get("beneficiary", ""))
        client, received = (
            fold(cells[key]) if key in cells else None for key in ("client", "received_on")
        )
        said = (person, client, received)
        name = cells.get("ref") or last.get(said, said)
        if person:
            last |= dict.fromkeys(product((person,), (client, None), (received, None)), name)
        yield name

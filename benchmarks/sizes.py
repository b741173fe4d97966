"""The practices that the benchmarks run in: their day, their sizes, and whom they are about."""

from typing import NamedTuple

TODAY = "2026-06-15"
OPEN_ENGAGEMENT = "martin-2026"


class Size(NamedTuple):
    """How much a practice holds; the entries are those of its last archived engagements."""

    open: int
    archived: int
    entries: int


SIZES = {
    "10 open": Size(10, 2, 20),
    "100 open": Size(100, 2, 20),
    "1 000 open": Size(1000, 2, 20),
    "10 000 open": Size(10_000, 2, 20),
    "12 open + 600 archived": Size(12, 600, 100),
    "the same, 6 000 entries": Size(12, 600, 6000),
}

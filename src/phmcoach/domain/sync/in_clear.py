"""The files of a remote that whoever opens it can read, and those that stay locked."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from phmcoach.value import Value

Part = Literal["practice", "clients", "engagements", "documents", "ledger", "notes"]

_PARTS: Mapping[Part, str] = {
    "practice": r"practice\.toml|later\.toml",
    "clients": r"clients/[^/]+\.toml",
    "engagements": r"(?:engagements|archive/[0-9]{4})/[^/]+\.toml",
    "documents": r"documents/.+",
    "ledger": r"ledger/[0-9]{4}/[0-9]{6}\.toml",
    "notes": r"notes/.+\.age",
}
_BESIDE = re.compile(r"ledger/.+|notes/keys\.toml|\.git(?:attributes|ignore)")
"""What belongs to one of the parts and is not counted, or says nothing of anybody."""


class InClear(Value):
    """The number of files of each part on the remote, and the names of all others."""

    counts: Mapping[Part, int]
    others: tuple[str, ...]

    @property
    def locked(self) -> int:
        """The number of private notes, which nobody reads without the passphrase."""
        return self.counts.get("notes", 0)


def find_in_clear(names: Iterable[str]) -> InClear:
    """Return what a remote will hold, of the paths of its files."""
    counts: dict[Part, int] = {}
    others: list[str] = []
    for name in names:
        part = next((part for part, of in _PARTS.items() if re.fullmatch(of, name)), None)
        if part is not None:
            counts[part] = counts.get(part, 0) + 1
        elif not _BESIDE.fullmatch(name):
            others.append(name)
    return InClear({part: counts[part] for part in _PARTS if part in counts}, tuple(others))

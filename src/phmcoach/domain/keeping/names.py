"""The names of files that a backup may contain: those that every system can write back.

A backup is restored on another computer as a rule, often one of another system, and the file may
come from anybody: a name must not lead out of the folder. So a name that is refused when a backup
is restored is refused when it is made.
"""

import re
from collections.abc import Iterable, Iterator
from unicodedata import normalize

from phmcoach.errors import Problem

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\\\ud800-\udfff]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?")
_LONGEST = 255


def find_name_problems(names: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each name that not every system can write, or that leads elsewhere.

    Names are paths with slashes, below the folder. Two that differ only by capitals, or by how an
    accent is stored, are one file on most computers.
    """
    taken: dict[str, str] = {}
    for name in names:
        if not all(map(_is_writable, name.split("/"))):
            yield Problem("backup.bad-name", {"name": name.encode(errors="replace").decode()})
        same = taken.setdefault(normalize("NFC", name).casefold(), name)
        if same != name:
            yield Problem("backup.same-name", {"name": name, "other": same})


def _is_writable(part: str) -> bool:
    return (
        part not in ("", ".", "..")
        and len(part.encode(errors="replace")) <= _LONGEST
        and not _FORBIDDEN.search(part)
        and not part.endswith((".", " "))
        and not _DEVICE.fullmatch(part.casefold())
    )

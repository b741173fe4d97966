"""The files of a practice that a backup contains, and what of the folder it leaves out.

It contains all files, also those that the coach put there, but for what helps a running command or
another program: locks, temporary files, hidden folders (such as that of Git or of a
synchronisation) and the lists that the desktop keeps.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from phmcoach.domain.keeping.backup import LAST_BACKUP
from phmcoach.errors import Problem, StorageError
from phmcoach.file_kinds import is_temporary
from phmcoach.store.files import storage_errors
from phmcoach.value import Value

_LEFT_OUT = re.compile(
    r"\.coach\.lock|\.edit-.*\.lock|\.DS_Store|\._.*|Thumbs\.db|desktop\.ini", re.IGNORECASE
)


class PracticeFiles(Value):
    """The names of the files, sorted, and a warning about each link or pipe, which is left out."""

    names: tuple[str, ...]
    warnings: tuple[Problem, ...] = ()


def list_practice_files(root: Path) -> PracticeFiles:
    """Return the files of a practice; raises StorageError for a folder that cannot be read.

    It is also raised for a file that a synchronisation keeps elsewhere: a backup would lack it.
    """
    names: list[str] = []
    warnings: list[Problem] = []
    for item in _walk(root):
        name = Path(item.path).relative_to(root).as_posix()
        if item.name.endswith(".icloud") and item.name.startswith("."):
            raise StorageError.of("store.not-downloaded", path=item.path, name=item.name)
        if item.is_file(follow_symlinks=False):
            names.append(name)
        else:
            warnings.append(Problem("backup.left-out", {"name": name}, level="warning"))
    return PracticeFiles(tuple(sorted(names)), tuple(warnings))


def _walk(folder: Path, *, top: bool = True) -> Iterator[os.DirEntry[str]]:
    with storage_errors(folder), os.scandir(folder) as found:
        items = sorted(found, key=lambda item: item.name)
    for item in items:
        if item.is_dir(follow_symlinks=False):
            if not item.name.startswith("."):
                yield from _walk(Path(item.path), top=False)
        elif not (_is_left_out(item.name) or (top and item.name == LAST_BACKUP)):
            yield item


def _is_left_out(name: str) -> bool:
    return is_temporary(name) or _LEFT_OUT.fullmatch(name) is not None

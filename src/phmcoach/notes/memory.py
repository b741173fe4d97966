"""A file that is in the memory of the computer alone, for the editor of a note.

Most editors need a file. One in a folder that the system keeps in memory is never written to the
disk; macOS and Windows have no such folder, so no editor is opened there.
"""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

MOUNTS = Path("/proc/mounts")
IN_MEMORY = frozenset({"tmpfs", "ramfs"})


def usual_places() -> tuple[Path, ...]:
    """Return the folders that Linux keeps in memory for a user."""
    if not hasattr(os, "getuid"):
        return ()
    return (Path("/run/user") / str(os.getuid()), Path("/dev/shm"))  # noqa: S108 - checked below


def find_memory(places: Sequence[Path] | None = None, mounts: Path = MOUNTS) -> Path | None:
    """Return the first of these folders that is in memory and can be written, or None.

    What is mounted says so (`/proc/mounts`), not the name of the folder.
    """
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    whole = (found for line in lines if (found := re.match(r"\S+ (\S+) (\S+) ", line)))
    kinds = {Path(_unescape(found[1])): found[2] for found in whole}
    for place in usual_places() if places is None else places:
        real = Path(os.path.realpath(place))
        mounted = next((each for each in (real, *real.parents) if each in kinds), None)
        if mounted and kinds[mounted] in IN_MEMORY and os.access(real, os.W_OK | os.X_OK):
            return real
    return None


def _unescape(path: str) -> str:
    r"""Return a path of `/proc/mounts`, in which a space is `\040`."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), path)


@contextmanager
def file_in_memory(memory: Path, text: str) -> Iterator[Path]:
    """Yield a file with a text in such a folder, for its owner alone; it is gone afterwards.

    So is what an editor left beside it.
    """
    folder = Path(mkdtemp(prefix="coach-", dir=memory))  # it makes a folder for its owner alone
    try:
        path = folder / "note.txt"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        yield path
    finally:
        shutil.rmtree(folder, ignore_errors=True)

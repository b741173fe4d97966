"""The digests of files that were validated, in the user's cache directory.

A digest stands for the bytes of a file, the kind of record in it and the program that validated it.
It says nothing else about the file, so the list holds no data of a client. Whoever deletes it, cuts
it or cannot write it sees the same answers a little later. Whoever lists a file that is not valid
learns so when a command fails because of it (`validate_taken`). The practice's own folder, which
may be synchronised, never holds the list, and only commands that show something read it: what is
written, issued or diagnosed is always validated.
"""

import os
import sys
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from phmcoach import __version__
from phmcoach.domain.base import Record
from phmcoach.store.files import FILE_MODE, FOLDER_MODE

_PROGRAM = Path(__file__).parents[1]
_RULES = tuple(
    _PROGRAM / name for name in ("domain", "errors.py", "references.py", "value.py", "words.py")
)
"""The sources that say what a file may hold: the domain, and all that it is built on."""

_SIZE = 32
_MOST = 10_000
"""The number of digests beyond which old ones are dropped: reading more would take too long."""


class KnownFiles:
    """The digests read from the list, and the new ones to add to it.

    `taken` are the paths and kinds of the files that were read without validation.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Look for no list yet: a command that writes needs none."""
        self._given_path = path
        self.taken: list[tuple[Path, type[Record]]] = []
        self._found: set[bytes] = set()
        self._new: dict[bytes, None] = {}

    def digest_of(self, raw: bytes, kind: type[Record]) -> bytes:
        """Return the digest of a file that holds a kind of record, for this program."""
        head = f"{self._program} {kind.__module__}.{kind.__qualname__}\n".encode()
        return sha256(head + raw).digest()

    def knows(self, digest: bytes) -> bool:
        """Whether the file with this digest was validated before."""
        if digest not in self._listed:
            return False
        self._found.add(digest)
        return True

    def add(self, digest: bytes) -> None:
        """Remember a file that was validated."""
        if digest not in self._listed:
            self._new[digest] = None

    def save(self) -> None:
        """Write the new digests. A list that cannot be written only costs time."""
        if not self._new:
            return
        with suppress(OSError):
            self._path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            if self._listed and len(self._listed) + len(self._new) <= _MOST:
                with self._path.open("ab") as file:
                    file.write(b"".join(self._new))
            else:
                draft = self._path.with_name(f".{self._path.name}.new")
                draft.touch(FILE_MODE)
                draft.write_bytes(b"".join((*self._kept(), *self._new)))
                draft.replace(self._path)
        self._new.clear()

    def _kept(self) -> list[bytes]:
        """Return the newer half of the list, and of the older half what this command asked for.

        So a command that reads more files than the list should hold validates them only once.
        """
        older = len(self._listed) // 2
        return [
            digest
            for number, digest in enumerate(self._listed)
            if number >= older or digest in self._found
        ]

    @cached_property
    def _path(self) -> Path:
        """The path of the list: by default in the user's cache directory."""
        if self._given_path is not None:
            return self._given_path
        return _cache_folder() / "phmcoach" / "accepted-files"

    @cached_property
    def _program(self) -> str:
        """The version of the program and of its sources: in a checkout, they change without it."""
        return f"{__version__} {max(map(_last_change, _RULES))}"

    @cached_property
    def _listed(self) -> dict[bytes, None]:
        """The digests in the list, in the order in which they were added."""
        try:
            raw = self._path.read_bytes() if self._path.is_file() else b""
        except OSError:
            return {}
        if len(raw) % _SIZE:  # cut, or two writers at once: begin anew
            return {}
        return dict.fromkeys(raw[start : start + _SIZE] for start in range(0, len(raw), _SIZE))


def _cache_folder() -> Path:
    """Return the user's cache directory.

    The rule of Linux is short, and platformdirs imports a dozen modules before it applies it.
    """
    if sys.platform != "linux":
        from platformdirs import user_cache_path

        return user_cache_path()
    chosen = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(chosen):  # noqa: PTH117 - there may be none
        return Path(chosen)
    return Path(os.path.expanduser("~/.cache"))  # noqa: PTH111 - Path raises if there is no home


def _last_change(path: Path) -> int:
    """Return when a source, or one in a folder, was last changed, in nanoseconds; 0 if unknown."""
    try:
        if path.suffix == ".py":
            return path.stat().st_mtime_ns
        return _last_change_in(str(path))
    except OSError:
        return 0


def _last_change_in(folder: str) -> int:
    with os.scandir(folder) as entries:
        sources = (each for each in entries if each.name != "__pycache__")
        return max(
            _last_change_in(each.path) if each.is_dir() else each.stat().st_mtime_ns
            for each in sources
        )

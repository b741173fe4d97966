"""The digests of files that were validated, in the user's cache directory.

A digest stands for the bytes of a file, the kind of record in it and the version of the program. It
says nothing else about the file, so the list holds no data of a client. Whoever deletes it, cuts it
or cannot write it sees the same answers a little later. The practice's own folder, which may be
synchronised, never holds it, and only commands that show something read it: what is written,
issued or diagnosed is always validated.
"""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from phmcoach import __version__
from phmcoach.store.files import FILE_MODE, FOLDER_MODE

_SIZE = 32
_MOST = 10_000
"""The number of digests beyond which the list begins anew: reading more would take too long."""


class KnownFiles:
    """The digests read from the list, and the new ones to add to it."""

    def __init__(self, path: Path) -> None:
        """Read nothing yet: a command may have no file to look up."""
        self._path = path
        self._known: frozenset[bytes] | None = None
        self._new: dict[bytes, None] = {}

    def knows(self, digest: bytes) -> bool:
        """Whether the file with this digest was validated before."""
        if self._known is None:
            self._known = self._read()
        return digest in self._known

    def add(self, digest: bytes) -> None:
        """Remember a file that was validated."""
        if not self.knows(digest):
            self._new[digest] = None

    def save(self) -> None:
        """Write the new digests. A list that cannot be written only costs time."""
        if not self._new:
            return
        new = b"".join(self._new)
        known = self._known or frozenset()
        with suppress(OSError):
            self._path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            if known and len(known) + len(self._new) <= _MOST:
                with self._path.open("ab") as file:
                    file.write(new)
            else:
                draft = self._path.with_name(f".{self._path.name}.new")
                draft.touch(FILE_MODE)
                draft.write_bytes(new)
                draft.replace(self._path)
        self._new.clear()

    def _read(self) -> frozenset[bytes]:
        try:
            raw = self._path.read_bytes() if self._path.is_file() else b""
        except OSError:
            return frozenset()
        if len(raw) % _SIZE:  # cut, or two writers at once: begin anew
            return frozenset()
        return frozenset(raw[start : start + _SIZE] for start in range(0, len(raw), _SIZE))


def digest_of(raw: bytes, kind: type) -> bytes:
    """Return the digest of a file that holds a kind of record, for this version of the program."""
    head = f"{__version__} {kind.__module__}.{kind.__qualname__}\n".encode()
    return sha256(head + raw).digest()

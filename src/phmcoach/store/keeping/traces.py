"""Other places of the erased texts or files of an engagement: copies, zips, any file.

Erasing reaches the files that the program made. What somebody or another program copied is only
found here, so that it can be listed. A file is a trace if it contains one of the texts, as it is
written in TOML, JSON or HTML, or if its path says that it is one of the files that go: a locked
note or a PDF tells nothing else, but that it is the same as one of them.
"""

import html
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from phmcoach.errors import MissingError
from phmcoach.references import name_of_original
from phmcoach.store.files import read_file, storage_errors
from phmcoach.value import Value

_LONG_ENOUGH = 4
"""A line of a text that is shorter is in too many files to say anything."""

_ZIP = b"PK\x03\x04"
_LOCKED = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
_ERASED = b"[[erased]]"


class Look(Value):
    """The search of a file's bytes: whether they contain a text, and what else is known.

    `is_erased` is the file of an engagement that was written after an erasure, `is_locked` one that
    nobody can look into.
    """

    has_text: bool
    is_erased: bool
    is_locked: bool


class Sought(Value):
    """The target of a search: an engagement, its erased lines, and the papers that go.

    `digests` are those of the files that go, for a copy under another name.
    """

    ref: str
    lines: frozenset[bytes]
    is_gone_paper: Callable[[str], bool]
    digests: frozenset[str] = frozenset()

    def look(self, content: bytes) -> Look:
        """Look into a file; a zip contains a text if one of its files is a trace."""
        has_text = any(line in content for line in self.lines)
        is_copy = bool(self.digests) and sha256(content).hexdigest() in self.digests
        return Look(
            has_text or is_copy or self._is_zip_of_trace(content),
            _ERASED in content,
            content.startswith(_LOCKED),
        )

    def is_trace(self, name: str, content: bytes) -> bool:
        """Whether a file with this path and content is a trace."""
        return self.judge(name, self.look(content))

    def judge(self, name: str, look: Look) -> bool:
        """Whether a file is a trace: by its text, or by the path of a file that goes, or a copy.

        A version of the engagement's own file counts, unless it was written after an erasure, and
        so does a locked file that is no note: it may be a backup.
        """
        return look.has_text or self._is_gone(name, look)

    def _is_gone(self, name: str, look: Look) -> bool:
        match name.split("/"):
            case [*_, "notes", ref, _] if ref == self.ref:
                return True
            case [*_, "notes", last]:
                return last.startswith(f"{self.ref}-") and last.endswith(".draft.age")
            case [*_, "notes", _, _]:
                return False
            case [*_, "documents", ref, last] if ref == self.ref:
                return self.is_gone_paper(last)
            case [*_, "engagements", last] | [*_, "archive", _, last]:
                return not look.is_erased and self._is_own_file(last)
        return look.is_locked

    def _is_own_file(self, last: str) -> bool:
        stem = last.removesuffix(".from").removesuffix(".toml")
        edited = re.fullmatch(rf"\.edit-{re.escape(self.ref)}(?:[.-][0-9a-f]{{8}})?", stem)
        return edited is not None or name_of_original(stem) == self.ref

    def _is_zip_of_trace(self, content: bytes) -> bool:
        if not content.startswith(_ZIP):
            return False
        try:
            with zipfile.ZipFile(BytesIO(content)) as found:
                return any(self.is_trace(name, found.read(name)) for name in found.namelist())
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error):
            return False


def seek(
    ref: str,
    texts: Iterable[str],
    is_gone_paper: Callable[[str], bool],
    files: Iterable[Path] = (),
) -> Sought:
    """Return what to look for; `files` are those that go."""
    lines = {line.strip() for text in texts for line in text.splitlines()}
    found = {
        spelled.encode()
        for line in lines
        if len(line) >= _LONG_ENOUGH
        for spelled in (
            line,
            json.dumps(line)[1:-1],
            json.dumps(line, ensure_ascii=False)[1:-1],
            html.escape(line),
            html.escape(line, quote=False),
        )
    }
    digests = frozenset(sha256(_read(path)).hexdigest() for path in files)
    return Sought(ref, frozenset(found), is_gone_paper, digests - {sha256(b"").hexdigest()})


def find_traces(root: Path, sought: Sought, known: Collection[str]) -> Iterator[str]:
    """Yield the path in the folder of each file that is a trace, but for the `known` ones.

    The folder of Git has its own search. Raises StorageError for what cannot be looked into: nobody
    could say then what is left.
    """
    for path in sorted(_walk(root)):
        name = path.relative_to(root).as_posix()
        if name not in known and sought.is_trace(name, _read(path)):
            yield name


def _walk(place: Path) -> Iterator[Path]:
    with storage_errors(place):
        inside = [(each, each.is_dir() and not each.is_symlink()) for each in place.iterdir()]
        files = [each for each, is_folder in inside if not is_folder and each.is_file()]
    yield from files
    for each, is_folder in inside:
        if is_folder and each.name != ".git":
            yield from _walk(each)


def _read(path: Path) -> bytes:
    with suppress(MissingError):
        return read_file(path)
    return b""

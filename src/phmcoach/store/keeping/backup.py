"""Write a backup, and read one: a zip with the files of a practice and their digests.

Any program unpacks it: the folder `practice`, and `SHA256SUMS`, which `sha256sum -c` compares with
it. A backup gets its name only after it was read back and every digest compared, so a file with
that name is a whole one. Of one that is locked, only the locked bytes are ever written: the zip
stays in memory.
"""

import os
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from struct import error as struct_error
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from phmcoach.domain.keeping.names import find_name_problems
from phmcoach.errors import ConflictError, InvalidDataError, MissingError, StorageError
from phmcoach.store.files import (
    FILE_MODE,
    KEPT_MODE,
    keep_owner,
    open_at_once,
    read_file,
    storage_errors,
    sync_folder,
    take_name,
)
from phmcoach.store.interrupts import committing
from phmcoach.value import Value

INSIDE = "practice/"
"""The folder in the zip that contains the practice."""

SUMS = "SHA256SUMS"
PRACTICE_FILE = "practice.toml"

_CHUNK = 1 << 20
_START = 64
_NO_ZIP = (
    BadZipFile,
    LargeZipFile,
    zlib.error,
    struct_error,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What the library raises for a file that is no zip, or a damaged, encrypted or foreign one."""


class Backup(Value):
    """A backup that was read: its day, the digest of each file, and which are read-only.

    `zipped` is what was opened of a file that is locked.
    """

    path: Path
    made_on: date
    digests: Mapping[str, str]
    read_only: frozenset[str]
    zipped: bytes | None = None


def write_backup(
    target: Path,
    root: Path,
    names: Iterable[str],
    made_at: datetime,
    lock: Callable[[bytes], bytes] | None = None,
) -> Backup:
    """Write a backup of files of a practice, and return it as it was read back.

    What `lock` makes of the zip is written, if it is given. The caller holds the lock of the
    folder. Raises ConflictError if the name is taken, InvalidDataError for a name that not every
    system can write, StorageError if the disk refuses, or does not give back what was written. Then
    nothing is left behind.
    """
    own = tuple(names)
    if problems := tuple(find_name_problems(own)):
        raise InvalidDataError(*problems)
    if os.path.lexists(target):
        raise ConflictError.of("store.exists", path=str(target))
    temporary = unfinished(target)
    try:
        with storage_errors(target):
            temporary.unlink(missing_ok=True)  # what a backup that was stopped has left
        if lock is None:
            digests = _write_zip(temporary, target, root, own, made_at)
            written = _read_back(temporary)
        else:
            zipped = BytesIO()
            digests = _fill_zip(zipped, root, own, made_at)
            written = _read_back(target, zipped.getvalue())
            if not _write_whole(temporary, target, lock(zipped.getvalue())):
                written = None
        if written is None or written.digests != digests:
            raise StorageError.of("backup.not-as-written", path=str(target))
        with storage_errors(target), committing(target):
            take_name(temporary, target)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    sync_folder(target.parent)
    return Backup(target, written.made_on, written.digests, written.read_only)


def unfinished(target: Path) -> Path:
    """Return the hidden name that a backup or a restored folder has until it is complete."""
    return target.with_name(f".{target.name}.unfinished")


def _write_zip(
    temporary: Path, target: Path, root: Path, names: Iterable[str], made_at: datetime
) -> Mapping[str, str]:
    with storage_errors(target), _created(temporary) as stream:
        return _fill_zip(stream, root, names, made_at)


def _write_whole(temporary: Path, target: Path, content: bytes) -> bool:
    """Write a file, and return whether the disk gives it back."""
    with storage_errors(target):
        with _created(temporary) as stream:
            stream.write(content)
        with open(temporary, "rb", opener=open_at_once) as stream:
            return copy_stream(stream, lambda _: None) == sha256(content).hexdigest()


@contextmanager
def _created(temporary: Path) -> Iterator[IO[bytes]]:
    """Yield a new file to write, which is on the disk at the end."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(temporary, flags, FILE_MODE)
    with os.fdopen(handle, "wb") as stream:
        keep_owner(stream.fileno(), temporary.parent)
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def _fill_zip(
    stream: IO[bytes], root: Path, names: Iterable[str], made_at: datetime
) -> Mapping[str, str]:
    digests: dict[str, str] = {}
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name in names:
            path = root / name
            raw = read_file(path)
            with storage_errors(path):
                mode = FILE_MODE if path.lstat().st_mode & 0o222 else KEPT_MODE
            archive.writestr(_member(INSIDE + name, made_at, mode), raw)
            digests[name] = sha256(raw).hexdigest()
        sums = "".join(f"{digest}  {INSIDE}{name}\n" for name, digest in digests.items())
        archive.writestr(_member(SUMS, made_at, FILE_MODE), sums.encode())
    return digests


def _read_back(path: Path, zipped: bytes | None = None) -> Backup | None:
    try:
        return read_backup(path, zipped)
    except InvalidDataError:
        return None


def _member(name: str, made_at: datetime, mode: int) -> ZipInfo:
    member = ZipInfo(name, made_at.timetuple()[:6])
    member.compress_type = ZIP_DEFLATED
    member.external_attr = (stat.S_IFREG | mode) << 16
    return member


def read_start(path: Path) -> bytes:
    """Return the first bytes of a file, which tell what it is; raises as `read_backup` does."""
    with _opened(path) as stream:
        return stream.read(_START)


def read_backup(path: Path, zipped: bytes | None = None) -> Backup:
    """Read a whole backup, and compare each file with its digest.

    `zipped` is what was opened of the file, if it is locked. Raises MissingError if there is no
    such file, StorageError if it cannot be read, and InvalidDataError if it is no backup, if a file
    in it is damaged, missing or too many, or has a name that leads out of the folder.
    """
    with _open(path, zipped) as archive:
        members = _members(archive, path)
        made_on = date(*archive.getinfo(SUMS).date_time[:3])
        expected = _read_sums(archive, path)
        if problems := tuple(find_name_problems(expected)):
            raise InvalidDataError(*problems)
        for name in sorted(expected.keys() ^ members.keys()):
            raise InvalidDataError.of("restore.damaged", path=str(path), name=name)
        for name, member in members.items():
            with closing(archive.open(member)) as source:
                found = copy_stream(source, lambda _: None)
            if found != expected[name]:
                raise InvalidDataError.of("restore.damaged", path=str(path), name=name)
    read_only = (name for name, each in members.items() if not (each.external_attr >> 16) & 0o222)
    return Backup(path, made_on, expected, frozenset(read_only), zipped)


def read_member(backup: Backup, name: str) -> bytes:
    """Return the bytes of a file in a backup."""
    with _open(backup.path, backup.zipped) as archive:
        return archive.read(INSIDE + name)


def each_member(backup: Backup) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the name of each file in a backup, and its content to read."""
    with _open(backup.path, backup.zipped) as archive:
        for name in backup.digests:
            with closing(archive.open(INSIDE + name)) as source:
                yield name, source


def copy_stream(source: IO[bytes], write: Callable[[bytes], object]) -> str:
    """Write what is read, piece by piece, and return its digest."""
    digest = sha256()
    while piece := source.read(_CHUNK):
        digest.update(piece)
        write(piece)
    return digest.hexdigest()


@contextmanager
def _open(path: Path, zipped: bytes | None) -> Iterator[ZipFile]:
    opened = _opened(path) if zipped is None else BytesIO(zipped)
    with opened as stream:
        try:
            with ZipFile(stream) as archive:
                yield archive
        except _NO_ZIP:
            raise InvalidDataError.of("restore.no-backup", path=str(path)) from None


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with storage_errors(path):
        try:
            stream = open(path, "rb", opener=open_at_once)  # noqa: SIM115 - closed below
        except FileNotFoundError:
            raise MissingError.of("store.no-such-file", path=str(path)) from None
        with stream:
            yield stream


def _members(archive: ZipFile, path: Path) -> Mapping[str, ZipInfo]:
    """Return the files of the practice in a zip, by name."""
    own = [each for each in archive.infolist() if each.filename != SUMS]
    found = {each.filename.removeprefix(INSIDE): each for each in own}
    is_whole = len(found) == len(own) == len(archive.infolist()) - 1
    if not is_whole or PRACTICE_FILE not in found or not _all_inside(own):
        raise InvalidDataError.of("restore.no-backup", path=str(path))
    return found


def _all_inside(members: Iterable[ZipInfo]) -> bool:
    """Whether all are files in the folder of the practice, and none a link."""
    return all(
        each.filename.startswith(INSIDE) and stat.S_ISREG(each.external_attr >> 16)
        for each in members
    )


def _read_sums(archive: ZipFile, path: Path) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in archive.read(SUMS).decode().split("\n")[:-1]:
        digest, inside, name = line[:64], line[64 : 66 + len(INSIDE)], line[66 + len(INSIDE) :]
        if inside != f"  {INSIDE}" or name in found:
            raise InvalidDataError.of("restore.no-backup", path=str(path))
        found[name] = digest
    return found

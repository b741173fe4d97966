"""A backup is read whole or refused: nothing that a zip can contain gets out of the folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from stat import S_IFLNK
from typing import IO
from zipfile import ZipFile, ZipInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phmcoach.errors import ConflictError, InvalidDataError, MissingError, StorageError
from phmcoach.store.keeping import backup as backups
from phmcoach.store.keeping.backup import read_backup, write_backup
from phmcoach.store.keeping.restoring import give_name, unpacked

MADE_AT = datetime(2026, 6, 15, 9, 30)  # noqa: DTZ001 - the coach's own clock
FILES = {"practice.toml": b"schema = 1\n", "clients/acme.toml": b"x" * 70_000, "empty": b""}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    for name, raw in FILES.items():
        (tmp_path / "practice" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "practice" / name).write_bytes(raw)
    write_backup(tmp_path / "kept.zip", tmp_path / "practice", FILES, MADE_AT)
    return tmp_path / "kept.zip"


def problem_of(path: Path) -> str:
    with pytest.raises(InvalidDataError) as caught:
        read_backup(path)
    return caught.value.problems[0].message


def test_what_was_written_is_read(kept: Path) -> None:
    found = read_backup(kept)
    assert found.made_on == date(2026, 6, 15)
    assert found.digests == {name: sha256(raw).hexdigest() for name, raw in FILES.items()}


def make_zip(path: Path, members: dict[str, bytes], sums: str | None = None) -> Path:
    """Write a zip that another program might have made, with digests that fit its files."""
    lines = (f"{sha256(raw).hexdigest()}  {name}\n" for name, raw in members.items())
    with ZipFile(path, "w") as archive:
        for name, raw in members.items():
            member = ZipInfo(name)
            member.external_attr = (S_IFLNK if name.endswith("link") else 0o100600) << 16
            archive.writestr(member, raw)
        archive.writestr("SHA256SUMS", "".join(lines) if sums is None else sums)
    return path


OWN = {"practice/practice.toml": b"schema = 1\n"}


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (OWN | {"practice/../evil": b"x"}, "backup.bad-name"),
        (OWN | {"practice//etc/passwd": b"x"}, "backup.bad-name"),
        (OWN | {"practice/a\\b": b"x"}, "backup.bad-name"),
        (OWN | {"practice/NUL": b"x"}, "backup.bad-name"),
        (OWN | {"practice/Practice.toml": b"x"}, "backup.same-name"),
        (OWN | {"evil": b"x"}, "restore.no-backup"),
        (OWN | {"practice/link": b"/etc/passwd"}, "restore.no-backup"),
        ({"practice/other.toml": b"x"}, "restore.no-backup"),
        ({}, "restore.no-backup"),
    ],
)
def test_a_zip_that_leads_out_of_the_folder_is_no_backup(
    tmp_path: Path, members: dict[str, bytes], message: str
) -> None:
    assert problem_of(make_zip(tmp_path / "evil.zip", members)) == message


def test_a_file_too_many_or_too_few_is_damage(tmp_path: Path) -> None:
    sums = f"{sha256(b'x').hexdigest()}  practice/practice.toml\n"
    both = {"practice/practice.toml": b"x", "practice/more": b"x"}
    assert problem_of(make_zip(tmp_path / "more.zip", both, sums)) == "restore.damaged"
    sums += f"{'0' * 64}  practice/less\n"
    one = {"practice/practice.toml": b"x"}
    assert problem_of(make_zip(tmp_path / "less.zip", one, sums)) == "restore.damaged"
    wrong = f"{'0' * 64}  practice/practice.toml\n"
    assert problem_of(make_zip(tmp_path / "other.zip", one, wrong)) == "restore.damaged"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_changed_or_cut_backup_is_refused_or_is_the_same(kept: Path, data: st.DataObject) -> None:
    whole, raw = read_backup(kept), kept.read_bytes()
    at = data.draw(st.integers(0, len(raw) - 1))
    if data.draw(st.booleans()):
        changed = raw[:at]
    else:
        changed = raw[:at] + bytes([raw[at] ^ data.draw(st.integers(1, 255))]) + raw[at + 1 :]
    other = kept.with_name("changed.zip")
    other.write_bytes(changed)
    try:
        found = read_backup(other)
    except InvalidDataError:
        return
    assert found.digests == whole.digests


def test_any_other_file_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_bytes(b"no zip")
    assert problem_of(tmp_path / "text.zip") == "restore.no-backup"
    with pytest.raises(MissingError):
        read_backup(tmp_path / "none.zip")
    with pytest.raises(StorageError):
        read_backup(tmp_path)


def test_a_backup_that_reads_back_otherwise_gets_no_name(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = backups.read_backup

    def read_wrong(path: Path, zipped: bytes | None = None) -> backups.Backup:
        with path.open("r+b") as stream:
            stream.seek(60)
            stream.write(b"?")
        return real(path, zipped)

    monkeypatch.setattr(backups, "read_backup", read_wrong)
    with pytest.raises(StorageError) as caught:
        write_backup(kept.with_name("b.zip"), kept.parent / "practice", FILES, MADE_AT)
    assert caught.value.problems[0].message == "backup.not-as-written"
    assert sorted(path.name for path in kept.parent.iterdir()) == ["kept.zip", "practice"]


def turn_round(content: bytes) -> bytes:
    """Stand for a lock: what was turned round is no zip."""
    return content[::-1]


def test_of_a_locked_backup_only_the_locked_bytes_are_written(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[bytes] = []
    real = backups._created  # noqa: SLF001 - the one place that writes

    @contextmanager
    def created(path: Path) -> Iterator[IO[bytes]]:
        with real(path) as stream:
            yield stream
        written.append(path.read_bytes())

    monkeypatch.setattr(backups, "_created", created)
    target, practice = kept.with_name("locked"), kept.parent / "practice"
    made = write_backup(target, practice, FILES, MADE_AT, turn_round)
    assert written == [target.read_bytes()]
    found = read_backup(target, turn_round(target.read_bytes()))
    assert found.digests == made.digests == read_backup(kept).digests
    assert turn_round(target.read_bytes()) == kept.read_bytes()
    with unpacked(found, kept.with_name("again")) as hidden:
        give_name(hidden, found, kept.with_name("again"))
    assert (kept.with_name("again") / "clients/acme.toml").read_bytes() == b"x" * 70_000


def test_locked_bytes_that_the_disk_does_not_give_back_get_no_name(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = backups._created  # noqa: SLF001 - the one place that writes

    @contextmanager
    def failing(path: Path) -> Iterator[IO[bytes]]:
        with real(path) as stream:
            yield stream
        path.write_bytes(path.read_bytes()[:-1] + b"?")

    monkeypatch.setattr(backups, "_created", failing)
    with pytest.raises(StorageError) as caught:
        write_backup(kept.with_name("b"), kept.parent / "practice", FILES, MADE_AT, turn_round)
    assert caught.value.problems[0].message == "backup.not-as-written"
    assert sorted(path.name for path in kept.parent.iterdir()) == ["kept.zip", "practice"]


def test_what_is_unpacked_looks_like_no_practice_until_it_has_its_name(
    kept: Path, tmp_path: Path
) -> None:
    found, target = read_backup(kept), tmp_path / "again"
    with unpacked(found, target) as hidden:
        assert not hidden.practice_file.exists()
        assert not target.exists()
        give_name(hidden, found, target)
    assert {p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()} == {
        *FILES,
        ".coach.lock",
        "backup.toml",
    }
    assert not hidden.root.exists()


def test_what_a_stopped_restore_left_is_deleted_by_the_next_one(kept: Path, tmp_path: Path) -> None:
    left = tmp_path / ".again.unfinished"
    left.mkdir()
    (left / "more").write_bytes(b"x")
    with unpacked(read_backup(kept), tmp_path / "again") as hidden:
        assert not (hidden.root / "more").exists()
    assert not left.exists()


def test_a_disk_that_gives_back_something_else_restores_nothing(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("phmcoach.store.keeping.restoring.read_file", lambda _: b"?")
    with (
        pytest.raises(StorageError) as caught,
        unpacked(read_backup(kept), tmp_path / "again") as hidden,
    ):
        raise AssertionError(hidden)
    assert caught.value.problems[0].message == "backup.not-as-written"
    assert not (tmp_path / ".again.unfinished").exists()


def test_a_folder_that_appears_meanwhile_is_left_alone(kept: Path, tmp_path: Path) -> None:
    found, target = read_backup(kept), tmp_path / "again"
    with unpacked(found, target) as hidden:
        target.mkdir()
        with pytest.raises(ConflictError):
            give_name(hidden, found, target)
    assert list(target.iterdir()) == []

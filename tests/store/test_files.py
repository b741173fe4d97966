"""New files and replaced files: complete under their name, or not there at all."""

import errno
import os
import stat
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from phmcoach.errors import ConflictError, MissingError, Problem, StorageError
from phmcoach.store.files import make_folder, move_file, read_file, replace_file, write_new


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refuse(number: int) -> Callable[..., None]:
    def call(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return call


def test_a_new_file_holds_its_bytes_and_is_its_owners_alone(tmp_path: Path) -> None:
    write_new(tmp_path / "a.toml", b"one\r\n")
    assert (tmp_path / "a.toml").read_bytes() == b"one\r\n"
    assert mode_of(tmp_path / "a.toml") == 0o600
    assert names_in(tmp_path) == ["a.toml"]


def test_a_new_file_can_be_read_only(tmp_path: Path) -> None:
    write_new(tmp_path / "a.toml", b"one", 0o400)
    assert mode_of(tmp_path / "a.toml") == 0o400


def test_a_taken_name_is_refused_and_keeps_its_content(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"old")
    with pytest.raises(ConflictError) as caught:
        write_new(tmp_path / "a.toml", b"new")
    assert caught.value.problems[0].message == "store.exists"
    assert (tmp_path / "a.toml").read_bytes() == b"old"
    assert names_in(tmp_path) == ["a.toml"]


def test_a_dangling_link_takes_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.toml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ConflictError):
        write_new(tmp_path / "a.toml", b"new")
    assert names_in(tmp_path) == ["a.toml"]


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS])
def test_without_hard_links_a_new_file_is_renamed_into_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(os, "link", refuse(number))
    write_new(tmp_path / "a.toml", b"one")
    assert (tmp_path / "a.toml").read_bytes() == b"one"
    assert names_in(tmp_path) == ["a.toml"]


def test_without_hard_links_a_taken_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", refuse(errno.EPERM))
    (tmp_path / "a.toml").write_bytes(b"old")
    (tmp_path / "b.toml").symlink_to(tmp_path / "nowhere")
    for name in ("a.toml", "b.toml"):
        with pytest.raises(ConflictError):
            write_new(tmp_path / name, b"new")
    assert (tmp_path / "a.toml").read_bytes() == b"old"
    assert (tmp_path / "b.toml").is_symlink()
    assert names_in(tmp_path) == ["a.toml", "b.toml"]


def test_a_replaced_file_holds_the_new_bytes_only(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"a longer old content")
    replace_file(path, b"new", digest(b"a longer old content"))
    assert path.read_bytes() == b"new"
    assert mode_of(path) == 0o600
    assert names_in(tmp_path) == ["a.toml"]


def test_a_file_that_changed_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"typed meanwhile")
    with pytest.raises(ConflictError) as caught:
        replace_file(path, b"new", digest(b"what was read"))
    assert caught.value.problems[0].message == "store.changed"
    assert path.read_bytes() == b"typed meanwhile"
    assert names_in(tmp_path) == ["a.toml"]


def test_a_file_that_was_removed_meanwhile_does_not_come_back(tmp_path: Path) -> None:
    with pytest.raises(ConflictError):
        replace_file(tmp_path / "a.toml", b"new", digest(b"what was read"))
    assert names_in(tmp_path) == []


def test_without_an_expected_content_whatever_is_there_is_replaced(tmp_path: Path) -> None:
    replace_file(tmp_path / "a.pdf", b"one", None)
    replace_file(tmp_path / "a.pdf", b"two", None)
    assert (tmp_path / "a.pdf").read_bytes() == b"two"


def test_a_link_is_not_cut_from_its_target(tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_bytes(b"old")
    (tmp_path / "a.toml").symlink_to("real.toml")
    with pytest.raises(StorageError) as caught:
        replace_file(tmp_path / "a.toml", b"new", digest(b"old"))
    assert caught.value.problems[0].message == "store.symbolic-link"
    assert (tmp_path / "real.toml").read_bytes() == b"old"


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.ENOSPC, "store.disk-full"),
        (errno.EDQUOT, "store.disk-full"),
        (errno.EROFS, "store.read-only"),
        (errno.EACCES, "store.no-permission"),
        (errno.EIO, "store.disk-error"),
    ],
)
@pytest.mark.parametrize("call", ["open", "write", "fsync"])
def test_a_disk_that_refuses_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, message: str
) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, call, refuse(number))
    with pytest.raises(StorageError) as replacing:
        replace_file(path, b"new", digest(b"old"))
    with pytest.raises(StorageError) as making:
        write_new(tmp_path / "b.toml", b"new")
    monkeypatch.undo()
    assert [replacing.value.problems[0].message, making.value.problems[0].message] == [message] * 2
    assert replacing.value.problems[0].args["path"] == str(path)
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["a.toml"]


@pytest.mark.parametrize("call", ["replace", "link"])
def test_a_name_that_cannot_be_given_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, call, refuse(errno.EIO))
    act = {
        "replace": lambda: replace_file(path, b"new", digest(b"old")),
        "link": lambda: write_new(tmp_path / "b.toml", b"new"),
    }
    with pytest.raises(StorageError):
        act[call]()
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["a.toml"]


def test_an_interruption_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_new(tmp_path / "a.toml", b"one")
    assert names_in(tmp_path) == []


def test_a_write_in_pieces_is_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.write
    monkeypatch.setattr(os, "write", lambda handle, content: whole(handle, bytes(content[:3])))
    write_new(tmp_path / "a.toml", b"0123456789")
    assert (tmp_path / "a.toml").read_bytes() == b"0123456789"


def test_bytes_are_synced_before_the_name_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []

    def record(name: str) -> None:
        original = getattr(os, name)

        def call(*args: object, **kwargs: object) -> object:
            is_folder = name == "fsync" and stat.S_ISDIR(os.fstat(args[0]).st_mode)  # type: ignore[arg-type]
            steps.append("sync folder" if is_folder else name)
            return original(*args, **kwargs)

        monkeypatch.setattr(os, name, call)

    for name in ("write", "fsync", "link", "replace"):
        record(name)
    write_new(tmp_path / "a.toml", b"one")
    replace_file(tmp_path / "a.toml", b"two", None)
    assert steps == [
        *("write", "fsync", "link", "sync folder"),
        *("write", "fsync", "replace", "sync folder"),
    ]


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EIO, errno.EACCES])
def test_a_file_that_has_its_name_is_written_even_if_its_folder_cannot_be_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    real = os.fsync

    def sync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(number, os.strerror(number))
        real(handle)

    monkeypatch.setattr(os, "fsync", sync)
    write_new(tmp_path / "a.toml", b"one")
    replace_file(tmp_path / "a.toml", b"two", digest(b"one"))
    move_file(tmp_path / "a.toml", tmp_path / "b" / "a.toml", digest(b"two"))
    assert (tmp_path / "b" / "a.toml").read_bytes() == b"two"


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        write_new(tmp_path / "no" / "a.toml", b"one")
    assert caught.value.problems[0].message == "store.no-such-folder"


def test_made_folders_are_their_owners_alone(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    assert mode_of(tmp_path / "a") == 0o700
    assert mode_of(tmp_path / "a" / "b") == 0o700


def test_a_folder_that_exists_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir(mode=0o750)
    before = mode_of(tmp_path / "a")
    make_folder(tmp_path / "a")
    assert mode_of(tmp_path / "a") == before


def test_a_file_in_the_place_of_a_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(StorageError) as here:
        make_folder(tmp_path / "a")
    with pytest.raises(StorageError) as above:
        make_folder(tmp_path / "a" / "b")
    found = Problem("store.not-a-folder", {"path": str(tmp_path / "a")})
    assert (here.value.problems, above.value.problems) == ((found,), (found,))


def test_a_file_read_below_a_file_is_reported_with_the_upper_one(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(StorageError) as caught:
        read_file(tmp_path / "a" / "b" / "c.toml")
    found = Problem("store.not-a-folder", {"path": str(tmp_path / "a")})
    assert caught.value.problems == (found,)


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(MissingError) as caught:
        read_file(tmp_path / "a.toml")
    assert caught.value.problems[0].message == "store.no-such-file"


def test_a_folder_with_the_name_of_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.toml").mkdir()
    with pytest.raises(StorageError) as caught:
        read_file(tmp_path / "a.toml")
    assert caught.value.problems[0].message == "store.not-a-file"


def test_a_link_that_leads_to_itself_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.toml").symlink_to("a.toml")
    with pytest.raises(StorageError) as caught:
        read_file(tmp_path / "a.toml")
    assert caught.value.problems[0].message == "store.not-a-file"


def test_what_root_writes_belongs_to_the_owner_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", lambda _, user, group: given.append((user, group)))
    make_folder(tmp_path / "a")
    write_new(tmp_path / "a" / "b.toml", b"one")
    replace_file(tmp_path / "a" / "b.toml", b"two", None)
    owner = tmp_path.stat()
    assert given == [(owner.st_uid, owner.st_gid)] * 3


def test_what_another_user_writes_stays_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(os, "chown", refuse(errno.EPERM))
    write_new(tmp_path / "a.toml", b"one")
    assert (tmp_path / "a.toml").read_bytes() == b"one"


def test_a_move_that_the_folder_of_the_target_refuses_names_that_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, target = tmp_path / "a.toml", tmp_path / "2026" / "a.toml"
    path.write_bytes(b"a")

    def refuse(_path: Path, _target: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    for is_writable, named in ((False, target.parent), (True, path)):
        monkeypatch.setattr(os, "access", lambda *_, found=is_writable: found)
        with pytest.raises(StorageError) as error:
            move_file(path, target, sha256(b"a").hexdigest())
        assert error.value.problems[0].args == {"path": str(named)}

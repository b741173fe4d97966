"""Only a folder that is in memory gets the text of a note."""

import stat
from pathlib import Path

import pytest

from phmcoach.notes.memory import file_in_memory, find_memory


def mounts(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "mounts"
    path.write_text("\n".join(("overlay / overlay rw 0 0", *lines, "")), "utf-8")
    return path


def test_a_folder_is_in_memory_if_what_is_mounted_there_is(tmp_path: Path) -> None:
    place = tmp_path / "a place" / "user"
    place.mkdir(parents=True)
    shown = str(tmp_path / "a place").replace(" ", r"\040")
    assert find_memory((place,), mounts(tmp_path, f"tmpfs {shown} tmpfs rw 0 0")) == place
    assert find_memory((place,), mounts(tmp_path, f"/dev/sda {shown} ext4 rw 0 0")) is None
    assert find_memory((place,), mounts(tmp_path)) is None


def test_a_line_of_that_list_that_says_nothing_is_left_out(tmp_path: Path) -> None:
    lines = ("", "tmpfs", f"tmpfs {tmp_path}", f"tmpfs {tmp_path} tmpfs rw 0 0", "none /proc")
    assert find_memory((tmp_path,), mounts(tmp_path, *lines)) == tmp_path
    assert find_memory((tmp_path,), mounts(tmp_path, *lines[:3])) is None


def test_a_disk_that_is_mounted_inside_memory_is_none(tmp_path: Path) -> None:
    lines = (f"tmpfs {tmp_path} tmpfs rw 0 0", f"/dev/sda {tmp_path}/disk ext4 rw 0 0")
    (tmp_path / "disk").mkdir()
    assert find_memory((tmp_path / "disk",), mounts(tmp_path, *lines)) is None
    assert find_memory((tmp_path / "disk", tmp_path), mounts(tmp_path, *lines)) == tmp_path


def test_a_link_is_where_it_leads(tmp_path: Path) -> None:
    memory, disk = tmp_path / "memory", tmp_path / "disk"
    for each in (memory, disk):
        each.mkdir()
    (memory / "link").symlink_to(disk)
    found = find_memory((memory / "link",), mounts(tmp_path, f"tmpfs {memory} tmpfs rw 0 0"))
    assert found is None


def test_a_system_without_such_a_list_has_no_folder_in_memory(tmp_path: Path) -> None:
    assert find_memory((tmp_path,), tmp_path / "nothing") is None


def test_the_file_is_its_owners_alone_and_goes_with_all_beside_it(tmp_path: Path) -> None:
    with file_in_memory(tmp_path, "Elle a pleuré.\n") as path:
        assert path.read_text("utf-8") == "Elle a pleuré.\n"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        (path.parent / "note.txt~").write_text("Elle", "utf-8")
    assert list(tmp_path.iterdir()) == []


def test_the_file_goes_if_the_editor_fails(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), file_in_memory(tmp_path, "Elle a pleuré.\n"):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []

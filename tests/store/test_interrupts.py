"""Ctrl-C is heard before a commit, and after it once what was done can be said."""

import errno
import os
import signal
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from phmcoach.errors import StorageError
from phmcoach.store import interrupts
from phmcoach.store.files import move_file, replace_file, write_new
from phmcoach.store.folder import Folder
from phmcoach.store.interrupts import (
    heed_interrupts,
    hold_interrupts,
    is_all_reported,
    watch_interrupts,
)
from phmcoach.store.lock import lock_folder


@pytest.fixture(autouse=True)
def _fresh_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin as a process does, whatever other tests committed without reporting it."""
    for name, value in (("is_watching", False), ("arrived", False), ("is_all_reported", True)):
        monkeypatch.setattr(interrupts._Process, name, value)  # noqa: SLF001 - set back after the test
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt() -> None:
    signal.raise_signal(signal.SIGINT)


def interrupt_at(patch: pytest.MonkeyPatch, name: str) -> None:
    """Press Ctrl-C right before a call to the system."""
    original: Callable[..., object] = getattr(os, name)

    def call(*args: object, **more: object) -> object:
        interrupt()
        return original(*args, **more)

    patch.setattr(os, name, call)


def refuse_at(patch: pytest.MonkeyPatch, name: str) -> None:
    """Let the system refuse a call."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    patch.setattr(os, name, refuse)


@pytest.mark.parametrize("commit", ["link", "replace"])
def test_ctrl_c_at_the_commit_is_heard_when_it_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commit: str
) -> None:
    path = tmp_path / "a.toml"
    with monkeypatch.context() as patch:
        interrupt_at(patch, commit)
        if commit == "link":
            write_new(path, b"new")
        else:
            replace_file(path, b"new", None)
    assert path.read_bytes() == b"new"
    with pytest.raises(KeyboardInterrupt):
        heed_interrupts()


@pytest.mark.parametrize("commit", ["link", "replace", "rename"])
def test_after_a_commit_that_the_system_refuses_ctrl_c_is_heard_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commit: str
) -> None:
    path = tmp_path / "a.toml"
    if commit == "rename":
        write_new(path, b"old")
        heed_interrupts()

    writers: dict[str, Callable[[], None]] = {
        "link": lambda: write_new(path, b"new"),
        "replace": lambda: replace_file(path, b"new", None),
        "rename": lambda: move_file(path, tmp_path / "b.toml", sha256(b"old").hexdigest()),
    }
    refuse_at(monkeypatch, commit)
    with pytest.raises(StorageError):
        writers[commit]()
    assert is_all_reported()
    with pytest.raises(KeyboardInterrupt):
        interrupt()


def test_a_commit_that_is_refused_leaves_an_earlier_one_to_be_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_new(tmp_path / "a.toml", b"new")
    refuse_at(monkeypatch, "link")
    with pytest.raises(StorageError):
        write_new(tmp_path / "b.toml", b"new")
    interrupt()
    with pytest.raises(KeyboardInterrupt):
        heed_interrupts()


def test_ctrl_c_before_the_commit_is_heard_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        interrupt_at(patch, "write")
        with pytest.raises(KeyboardInterrupt):
            write_new(tmp_path / "a.toml", b"new")
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_that_waited_is_heard_before_the_next_writer_begins(tmp_path: Path) -> None:
    hold_interrupts()
    interrupt()
    with pytest.raises(KeyboardInterrupt), lock_folder(Folder(tmp_path)):
        pass


def test_who_presses_it_twice_is_heard_at_once() -> None:
    hold_interrupts()
    interrupt()
    with pytest.raises(KeyboardInterrupt):
        interrupt()


def test_once_it_was_heeded_ctrl_c_is_heard_as_before() -> None:
    hold_interrupts()
    heed_interrupts()
    with pytest.raises(KeyboardInterrupt):
        interrupt()


@pytest.fixture
def _watching(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    watch_interrupts()


class _Dying:
    """What has a callback for its end."""


def lose(callback: Callable[[], None]) -> None:
    """Call a function from C, where nobody can catch what it raises."""
    dying = _Dying()
    reference = weakref.ref(dying, lambda _: callback())
    del dying
    assert reference() is None


@pytest.mark.usefixtures("_watching")
def test_ctrl_c_that_was_lost_stops_the_next_commit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lose(interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_new(tmp_path / "a.toml", b"new")
    assert (list(tmp_path.iterdir()), capsys.readouterr().err) == ([], "")


@pytest.mark.usefixtures("_watching")
def test_ctrl_c_that_was_lost_stops_the_next_writer(tmp_path: Path) -> None:
    lose(interrupt)
    with pytest.raises(KeyboardInterrupt), lock_folder(Folder(tmp_path)):
        pass


@pytest.mark.usefixtures("_watching")
def test_ctrl_c_between_two_files_of_one_commit_waits_for_the_second(tmp_path: Path) -> None:
    write_new(tmp_path / "entry.toml", b"new")
    interrupt()
    write_new(tmp_path / "head.toml", b"new")
    with pytest.raises(KeyboardInterrupt):
        heed_interrupts()
    assert {path.name for path in tmp_path.iterdir()} == {"entry.toml", "head.toml"}


@pytest.mark.usefixtures("_watching")
def test_what_else_is_lost_is_told_as_python_tells_it(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise ValueError

    lose(fail)
    assert "ValueError" in capsys.readouterr().err


def test_a_thread_that_writes_leaves_ctrl_c_alone() -> None:
    writer = threading.Thread(target=hold_interrupts)
    writer.start()
    writer.join()
    with pytest.raises(KeyboardInterrupt):
        interrupt()


def test_a_program_that_ignores_ctrl_c_goes_on_ignoring_it() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    hold_interrupts()
    interrupt()
    heed_interrupts()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN

"""What the system refuses, wherever it does so, ends as a sentence that names the path (exit 7)."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Ran, Run

from phmcoach.cli import app
from phmcoach.cli.shell.state import CliState

Forbid = Callable[[Path], None]


@pytest.fixture
def forbid(monkeypatch: pytest.MonkeyPatch) -> Forbid:
    """Forbid a folder: to root, who runs tests in a container, no mode forbids anything."""

    def forbid(place: Path) -> None:
        for name in ("stat", "lstat", "open", "scandir", "mkdir"):
            original = getattr(os, name)

            def call(
                path: object,
                *args: object,
                original: Callable[..., object] = original,
                **kw: object,
            ) -> object:
                if isinstance(path, str | Path) and Path(path).is_relative_to(place):
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
                return original(path, *args, **kw)

            monkeypatch.setattr(os, name, call)

    return forbid


def assert_refused(ran: Ran, path: Path) -> None:
    assert (ran.code, ran.out) == (7, ""), ran
    assert ran.err.startswith(f"Error: You may not open or write {path}: "), ran


@pytest.mark.parametrize("command", ["list", "doctor", "invoice --all", "init --name X"])
def test_a_practice_that_may_not_be_searched_is_not_called_missing(
    coach: Run, forbid: Forbid, tmp_path: Path, command: str
) -> None:
    folder = tmp_path / "practice"
    folder.mkdir()
    forbid(folder)
    if command.startswith("init"):
        command = (
            f"init {folder} --name X --siret 90000000100017 --address Y --postcode 75000 --city Z "
            "--email a@example.org --iban FR7699999000010000000000115 --bic TESTFRPPXXX "
            "--vat-regime franchise"
        )
        ran = coach(*command.split())
    else:
        ran = coach("-C", str(folder), *command.split())
    assert_refused(ran, folder / "practice.toml")


def test_a_folder_above_that_may_not_be_searched_is_named(
    coach: Run, forbid: Forbid, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    forbid(tmp_path / "a")
    assert_refused(coach("list"), tmp_path / "a" / "b" / "practice.toml")


def test_the_folder_of_the_environment_that_may_not_be_searched_is_named(
    coach: Run, forbid: Forbid, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid(tmp_path / "practice")
    monkeypatch.setenv("COACH_FOLDER", str(tmp_path / "practice"))
    assert_refused(coach("list"), tmp_path / "practice" / "practice.toml")


def test_a_demo_where_a_file_is_says_so(coach: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = coach("demo", str(tmp_path / "file"))
    assert (ran.code, ran.out) == (7, "")
    assert ran.err.startswith(f"Error: {tmp_path / 'file'} cannot be used: a file stands where")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("practice.toml", os.mkfifo),
        ("ledger/head.toml", os.mkfifo),
    ],
)
def test_what_is_no_file_is_named_and_not_waited_for(
    coach: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    make: Callable[[Path], None],
) -> None:
    monkeypatch.setenv("COACH_LANG", "en")
    assert coach("demo", "practice").code == 0
    path = tmp_path / "practice" / name
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    make(path)
    ran = coach("-C", "practice", "remind", "1")
    assert ran.code == 7
    assert ran.err.startswith(f"Error: {name} is not a file but a folder, a pipe")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EIO, "Input/output error", "/d/a.toml"), "read or write /d/a.toml (Input"),
        (OSError(errno.EIO, "Input/output error"), "read or write a file (Input/output error)"),
        (OSError(errno.ENOSPC, "No space left", "/d/a.toml"), "The disk is full: /d/a.toml was"),
        (OSError("no number"), "read or write a file (OSError)"),
        (OSError(errno.EACCES, "Permission denied", b"/d/a"), "You may not open or write /d/a:"),
    ],
)
def test_an_error_of_the_disk_that_nobody_expected_is_no_bug(
    coach: Run, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    def fail(state: CliState, shell: str) -> int:
        del state, shell
        raise error

    monkeypatch.setattr(app, "obey", fail)
    ran = coach("list")
    assert (ran.code, ran.out) == (7, "")
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    "command",
    [
        "add-objective martin-2026 --objective o1 --scale-file forbidden",
        "evaluate martin-2026 --from forbidden",
        "sign martin-2026 --paper forbidden",
        "sign martin-2026 --scan forbidden",
    ],
)
def test_a_file_in_an_option_that_may_not_be_read_is_named(
    coach: Run, forbid: Forbid, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("COACH_LANG", "en")
    assert coach("demo", "practice").code == 0
    Path("forbidden").touch()
    forbid(Path("forbidden"))
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert_refused(coach("-C", "practice", *command.split()), Path("forbidden"))


def test_a_practice_whose_folder_may_be_searched_but_not_listed_is_used(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert coach("demo", "practice").code == 0
    monkeypatch.setattr(os, "access", lambda *_: False)
    ran = coach("-C", "practice", "show", "martin-2026")
    assert (ran.code, ran.err) == (0, "")

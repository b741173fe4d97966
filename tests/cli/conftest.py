import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.cli.probe import probe

from phmcoach.cli import app
from phmcoach.documents.engine import rendered as typesetting


class Ran(NamedTuple):
    """What a run of the command line left."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]
BeginAfter = Callable[..., Path]


@pytest.fixture(autouse=True)
def _empty_world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the language, the colours, the folder and the day of the developer out."""
    for name in ("COACH_LANG", "COACH_FOLDER", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DOCUMENTS_DIR", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("COACH_TODAY", "2026-02-03")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run_coach(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the probe's command line in this process."""
    monkeypatch.setattr(app, "PANELS", (probe,))

    def run(*argv: str, language: str = "en") -> Ran:
        monkeypatch.setenv("LANG", language)  # a practice that says its own goes before
        monkeypatch.setattr(sys, "argv", ["coach", *argv])
        capsys.readouterr()
        code = app.main()
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture
def coach(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a real command in this process."""

    def run(*argv: str, language: str = "en") -> Ran:
        monkeypatch.setenv("LANG", language)  # a practice that says its own goes before
        monkeypatch.setattr(sys, "argv", ["coach", *argv])
        capsys.readouterr()
        code = app.main()
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def made_folders() -> dict[object, Path]:
    """Keep the folders that `begin_after` copies."""
    return {}


@pytest.fixture
def begin_after(
    coach: Run,
    made_folders: dict[object, Path],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> BeginAfter:
    """Let a test begin where some commands end: they run once, and each test has its own copy.

    Commands that begin as others did continue a copy of what those left. What they make depends on
    the day and on how papers are set, so these are a part of the key.
    """

    def begin(*lines: tuple[str, ...]) -> Path:
        return copy(make(lines), tmp_path)

    def make(lines: tuple[tuple[str, ...], ...]) -> Path:
        if key_of(lines) not in made_folders:
            folder, done = tmp_path_factory.mktemp("made"), len(lines)
            while done and key_of(lines[:done]) not in made_folders:
                done -= 1
            if done:
                copy(made_folders[key_of(lines[:done])], folder)
            made_folders[key_of(lines)] = run_all(coach, lines[done:], folder)
        return made_folders[key_of(lines)]

    return begin


def plainly(coach: Run, tmp_path: Path) -> Run:
    """Return a way to run a command whose answer has plain spaces and short paths."""

    def run(*argv: str, language: str = "en") -> Ran:
        ran = coach(*argv, language=language)
        out, err = (
            each.replace("\xa0", " ").replace("\u202f", " ").replace(f"{tmp_path}/", "")
            for each in (ran.out, ran.err)
        )
        return Ran(ran.code, out, err)

    return run


def edit(path: Path, old: str, new: str) -> None:
    """Edit a file by hand."""
    text = path.read_text("utf-8")
    assert old in text, (path, old)
    path.write_text(text.replace(old, new), "utf-8")


def key_of(lines: tuple[tuple[str, ...], ...]) -> object:
    return (lines, os.environ["COACH_TODAY"], vars(typesetting)["compile_pdf"])


def copy(made: Path, folder: Path) -> Path:
    return shutil.copytree(made, folder, symlinks=True, dirs_exist_ok=True)


def run_all(coach: Run, lines: tuple[tuple[str, ...], ...], folder: Path) -> Path:
    """Run commands in a folder that is a home of its own, and return it.

    A line `("!", FILE, OLD, NEW)` is a hand edit.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        patch.setenv("XDG_STATE_HOME", str(folder))
        patch.delenv("XDG_CACHE_HOME", raising=False)
        patch.chdir(folder)
        for words in lines:
            if words[0] == "!":
                edit(folder / words[1], *words[2:])
                continue
            ran = coach(*words)
            assert ran.code == 0, ran
    return folder

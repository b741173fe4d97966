import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.cli.probe import probe

from phmcoach.cli import app


class Ran(NamedTuple):
    """What a run of the command line left."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _empty_world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the language, the colours, the folder and the day of the developer out."""
    for name in ("COACH_LANG", "COACH_FOLDER", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DOCUMENTS_DIR", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("COACH_TODAY", "2026-02-03")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run_coach(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the probe's command line in this process."""
    monkeypatch.setattr(app, "PANELS", (probe,))

    def run(*argv: str, language: str = "en") -> Ran:
        monkeypatch.setenv("COACH_LANG", language)
        monkeypatch.setattr(sys, "argv", ["coach", *argv])
        capsys.readouterr()
        code = app.main()
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture
def coach(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a real command in this process."""

    def run(*argv: str, language: str = "en") -> Ran:
        monkeypatch.setenv("COACH_LANG", language)
        monkeypatch.setattr(sys, "argv", ["coach", *argv])
        capsys.readouterr()
        code = app.main()
        return Ran(code, *capsys.readouterr())

    return run

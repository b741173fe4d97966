"""The benchmarks measure what exists: their practices are valid, and their commands run in them."""

import json
import sys
from pathlib import Path
from shutil import copytree

import pytest
from benchmarks.bench import COMMANDS, FOUND, Command
from benchmarks.folders import make_folder
from benchmarks.sizes import TODAY, Size

from phmcoach.cli.app import main


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_folder(tmp_path_factory.mktemp("made") / "practice", Size(8, 2, 20))


@pytest.fixture
def practice(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_TODAY", TODAY)
    folder = copytree(made, tmp_path / "practice")
    monkeypatch.setenv("COACH_FOLDER", str(folder))
    return folder


@pytest.mark.usefixtures("practice")
def test_a_practice_that_was_made_is_in_order(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["coach", "doctor", "--json"])
    assert main() == 0
    assert json.loads(capsys.readouterr().out) == {
        "schema": 1,
        "healthy": True,
        "engagements": 10,
        "clients": 2,
        "entries": 20,
        "findings": [],
    }


@pytest.mark.usefixtures("practice")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.line)
def test_a_command_that_is_measured_does_its_work(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    if command.completing:
        monkeypatch.setenv("_COACH_COMPLETE", "zsh")
    monkeypatch.setattr(sys, "argv", ["coach", *command.line.split()])
    assert main() in {0, FOUND}

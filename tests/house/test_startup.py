"""What each way to start the program loads: lists of modules, the same on every machine."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from phmcoach.cli.app import PANELS

# Runs the program as `coach` does and tells which modules were loaded since Python itself started.
TELL = """
import sys
before = set(sys.modules)
sys.argv[0] = "coach"
from phmcoach.__main__ import main
code = main()
loaded = sorted(set(sys.modules) - before)
import json
print(json.dumps([code, loaded]), file=sys.stderr)
"""

PLUMBING = {
    "phmcoach",
    "phmcoach.__main__",
    "phmcoach.cli",
    "phmcoach.cli.app",
    "phmcoach.cli.commands",
    "phmcoach.cli.shell",
    "phmcoach.cli.shell.click_language",
    "phmcoach.cli.shell.command_page",
    "phmcoach.cli.shell.completion",
    "phmcoach.cli.shell.help_page",
    "phmcoach.cli.shell.kinds",
    "phmcoach.cli.shell.language",
    "phmcoach.cli.shell.options",
    "phmcoach.cli.shell.output",
    "phmcoach.cli.shell.panels",
    "phmcoach.cli.shell.state",
    "phmcoach.cli.shell.streams",
    "phmcoach.errors",
    "phmcoach.exits",
    "phmcoach.formats",
    "phmcoach.i18n",
    "phmcoach.remedy",
    "phmcoach.words",
}
COMMAND_FILES = {
    f"phmcoach.cli.commands.{name}"
    for name in (
        "amending",
        "billing",
        "clients",
        "contracting",
        "endings",
        "engagements",
        "evaluation",
        "groups",
        "looking",
        "payments",
        "planning",
        "ledger",
        "practice",
        "quotes",
        "reminders",
        "sessions",
        "templates",
    )
}
TYPER = {"annotated_doc", "shellingham", "typer"}
NAMES = sorted(name for panel in PANELS for name in panel.names)


def loaded_by(tmp_path: Path, *argv: str, **environ: str) -> set[str]:
    ran = subprocess.run(
        [sys.executable, "-I", "-c", TELL, *argv],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={"PATH": "/usr/bin", "LC_ALL": "fr_FR.UTF-8", **environ},
    )
    code, loaded = json.loads(ran.stderr)
    assert code == 0
    return set(loaded)


def packages_of(modules: set[str]) -> set[str]:
    """Return the packages that are neither Python's nor ours."""
    tops = {name.partition(".")[0] for name in modules}
    return tops - set(sys.stdlib_module_names) - {"phmcoach"}


def ours(modules: set[str]) -> set[str]:
    return {name for name in modules if name.partition(".")[0] == "phmcoach"}


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    (tmp_path / "engagements").mkdir()
    (tmp_path / "engagements" / "dupont-2026.toml").write_text("schema = 1\n", encoding="utf-8")
    (tmp_path / "practice.toml").write_text('language = "fr"\n', encoding="utf-8")
    return tmp_path


def test_the_version_is_told_before_anything_is_loaded(tmp_path: Path) -> None:
    assert loaded_by(tmp_path, "--version") == {"phmcoach", "phmcoach.__main__"}


def test_the_page_of_the_program_loads_the_plumbing_alone(practice: Path) -> None:
    loaded = loaded_by(practice, "--help")
    assert packages_of(loaded) == TYPER
    assert ours(loaded) == PLUMBING | COMMAND_FILES


@pytest.mark.parametrize("name", NAMES)
def test_the_page_of_a_command_loads_the_plumbing_alone(practice: Path, name: str) -> None:
    loaded = loaded_by(practice, name, "--help")
    assert packages_of(loaded) == TYPER
    assert ours(loaded) == PLUMBING | COMMAND_FILES


@pytest.mark.parametrize("words", [[""], ["show", ""], ["log-session", "--type", ""], ["--"]])
def test_completion_loads_no_records_and_no_documents(practice: Path, words: list[str]) -> None:
    loaded = loaded_by(practice, *words, _COACH_COMPLETE="zsh")
    assert packages_of(loaded) == TYPER
    assert not {name for name in ours(loaded) if name.startswith(("phmcoach.domain", "phmcoach.a"))}

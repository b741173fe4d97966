"""A line with the name that a command had before runs as the same act under its new name."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_states import Folders, State, build
from tests.cli.conftest import Run
from tests.folders.running import Files, Ran, desk_in, read_all
from tests.house.test_catalogues import ROOT

from phmcoach.cli.commands import PANELS
from phmcoach.cli.shell.command_names import GONE_IN, OLD_NAMES

LEVELS = "--scale a --scale b --scale c --scale d --scale e"
LINES = (
    (
        *(at.QUOTED, "accept-quote martin --on 2026-02-03"),
        "quote martin --accept --on 2026-02-03",
    ),
    (
        *(at.QUOTED, "accept-quote SPECIMEN-D-2026-0001 --on 2026-02-03"),
        "quote --accept SPECIMEN-D-2026-0001 --on 2026-02-03",
    ),
    (at.ACCEPTED, "accept-quote martin --take-back", "quote martin --accept --take-back"),
    (at.SHOWN, "approve-report martin", "report --agreed martin"),
    (
        *(at.SHOWN, "approve-report martin --on 2026-02-03 --share-score"),
        "report martin --agreed --on 2026-02-03 --share-score",
    ),
    (
        *(at.AIMED, f"set-scale --weight 2 martin o1 {LEVELS} --on=2026-02-02"),
        f"add-objective martin --objective o1 {LEVELS} --weight 2 --scaled-on 2026-02-02",
    ),
    (
        *(at.AIMED, f"set-scale --on 2026-02-02 {LEVELS} martin"),
        f"add-objective --scaled-on 2026-02-02 {LEVELS} martin --objective",
    ),
    (at.AIMED, "set-scale martin o1", "add-objective martin --objective o1 --scale"),
    (at.AIMED, "set-scale", "add-objective --objective --scale"),
    (at.INVOICED, "duplicate 1", "mail 1 --duplicate"),
    (at.INVOICED, "duplicate 1 --plain", "mail 1 --duplicate --plain"),
    (at.APPROVED, "approve-report martin --take-back", "report martin --agreed --take-back"),
)
"""In a state, a line of before and the line of now."""


@pytest.fixture(scope="session")
def folders() -> Folders:
    return {}


@pytest.mark.parametrize(("state", "old", "new"), LINES, ids=[old for _, old, _ in LINES])
def test_an_old_line_does_what_the_new_one_does_and_says_its_name(
    tmp_path_factory: pytest.TempPathFactory, folders: Folders, state: State, old: str, new: str
) -> None:
    made = build(state, folders, lambda: tmp_path_factory.mktemp("state"))
    (before, files), (now, files_now) = (
        _run(made, tmp_path_factory.mktemp("folder"), state, line) for line in (old, new)
    )
    name = old.partition(" ")[0]
    said = (
        f"coach {name} is now called coach {shlex.join(OLD_NAMES[name])};"
        f" the old name answers until version {GONE_IN}.\n"
    )
    assert (before.code, before.out, " ".join(before.err.split())) == (
        *(now.code, now.out),
        " ".join((said + now.err).split()),
    )
    assert files == files_now


def _run(made: Path, folder: Path, state: State, line: str) -> tuple[Ran, Files]:
    """Return what a line answers in a copy of a folder, and the files that are there then."""
    shutil.copytree(made, folder, dirs_exist_ok=True)
    with desk_in(folder, folder, real=False) as desk:
        desk.set_day(state.today)
        return desk.run(line), read_all(folder)


def test_every_old_name_has_its_lines_here_and_is_no_name_of_a_command() -> None:
    names = {name for panel in PANELS for name in panel.names}
    assert {old.split()[0] for _, old, _ in LINES} == OLD_NAMES.keys()
    assert {new[0] for new in OLD_NAMES.values()} <= names
    assert not OLD_NAMES.keys() & names


@pytest.mark.parametrize("name", OLD_NAMES)
def test_the_page_of_an_old_name_is_that_of_the_new_one(coach: Run, name: str) -> None:
    now = coach(OLD_NAMES[name][0], "--help").out
    assert coach(name, "--help").out == coach("help", name).out == now


def test_the_new_name_is_said_in_the_language_of_the_user(coach: Run) -> None:
    assert coach("help", "approve-report", language="fr").err.replace("\u202f", " ") == (
        "coach approve-report s’appelle maintenant coach report --agreed ; l’ancien nom"
        " répond jusqu’à la version 0.3.\n"
    )


def test_an_error_of_an_old_line_names_the_line_of_now(coach: Run) -> None:
    ran = coach("approve-report", "--nonsense")
    assert (ran.code, ran.out, ran.err) == (
        2,
        "",
        (
            "coach approve-report is now called coach report --agreed; the old name answers"
            " until version 0.3.\n"
            "Error: There is no option “--nonsense” here. Did you mean “--open”?\n"
            "  Help: coach report --help\n"
        ),
    )


def test_no_page_and_no_sentence_names_an_old_command() -> None:
    """The table of the commands page has them without `coach`; the changelog says what changed."""
    old = re.compile(rf"\bcoach (?:-C \S+ )?(?:{'|'.join(OLD_NAMES)})\b")
    texts = [ROOT / "README.md", *ROOT.glob("docs/*.md"), *(ROOT / "src").rglob("*.p[oy]")]
    assert [path.name for path in texts if old.search(path.read_text("utf-8"))] == []

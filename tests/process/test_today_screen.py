"""`coach` alone for twelve engagements, on a real terminal of 80 × 24, in both languages.

`UPDATE_GOLDEN=1` rewrites tests/golden/screens.
"""

import os
import re
import shutil
import sys
from pathlib import Path

import pexpect  # type: ignore[import-untyped]  # it ships no types
import pytest
from tests.cli import today_scenes
from tests.cli.commands.remedy_states import Folders, build
from tests.conftest import leave_typesetting_out

GOLDEN = Path(__file__).parents[1] / "golden" / "screens"
SCENES = {"well": today_scenes.WELL, "usual": today_scenes.USUAL, "bad": today_scenes.BAD}
LINES, COLUMNS = 24, 80
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def folders() -> Folders:
    """Keep the folder of each morning."""
    return {}


def screen_of(folder: Path, environ: dict[str, str], *words: str) -> str:
    process = pexpect.spawn(
        sys.executable,
        ["-m", "phmcoach", *words],
        cwd=str(folder),
        env=environ,
        dimensions=(LINES, COLUMNS),
        encoding="utf-8",
        timeout=30,
    )
    process.ptyproc.delayafterclose = 0
    process.expect(pexpect.EOF)
    process.close()
    assert process.exitstatus == 0
    return COLOURS.sub("", process.before).replace("\r\n", "\n")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", SCENES)
def test_twelve_engagements_are_one_screen(
    name: str,
    language: str,
    folders: Folders,
    environ: dict[str, str],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        leave_typesetting_out(patch)
        made = build(SCENES[name], folders, lambda: tmp_path_factory.mktemp("state"))
    folder = shutil.copytree(made, tmp_path / "practice")
    today = {"COACH_TODAY": today_scenes.MONDAY, "COACH_LANG": language}
    screen = screen_of(folder, environ | today)

    lines = screen.splitlines()
    assert len(lines) < LINES, "the shell needs a line for its prompt"
    assert [line for line in lines if len(line) > COLUMNS] == []
    golden = GOLDEN / f"today-{name}-{language}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(screen, "utf-8")
    assert screen == golden.read_text("utf-8")

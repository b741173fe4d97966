"""The commands that README and the docs show can be typed as they stand.

The main road is typed into a real shell; the commands of longer pages run in this process, which
is many times faster.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from phmcoach.__main__ import main

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"


def blocks_of(text: str) -> list[str]:
    """Return the indented blocks that hold commands."""
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", text, re.MULTILINE)
    return [block for block in found if re.search(r"^    (coach|export) ", block, re.MULTILINE)]


def lines_of(blocks: list[str]) -> Iterator[list[str]]:
    """Yield the words of each command, as a shell would read them."""
    for line in "".join(blocks).replace("\\\n", "").splitlines():
        if words := shlex.split(line, comments=True):
            yield words


def test_the_main_road_of_the_readme_can_be_typed_as_it_stands(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    text = README.read_text(encoding="utf-8")
    road = blocks_of(text[text.index("## The main road") :])[0]
    script = tmp_path / "road.sh"
    coach = f'coach() {{ "{sys.executable}" -m phmcoach "$@"; }}\n'
    script.write_text(f"set -e\n{coach}{road}", encoding="utf-8")

    done = subprocess.run(
        ["bash", script], env=environ, cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    issued = tmp_path / "cabinet" / "ledger" / "2026" / "facture-SPECIMEN-2026-0001.pdf"
    assert done.stdout.splitlines()[-1] == str(issued)
    assert issued.is_file()


@pytest.mark.parametrize("page", ["money.md", "fr/semaine.md", "fr/annee.md"])
def test_the_commands_of_a_page_can_be_typed_as_they_stand(
    tmp_path: Path,
    environ: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    page: str,
) -> None:
    monkeypatch.delenv("COACH_FOLDER", raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    blocks = blocks_of((ROOT / "docs" / page).read_text(encoding="utf-8"))
    for words in [*lines_of(blocks), ["coach", "doctor"]]:
        match words:
            case ["export", setting]:
                monkeypatch.setenv(*setting.split("=", 1))
            case ["cd", folder]:
                os.chdir(folder)
            case ["coach", *_]:
                monkeypatch.setattr(sys, "argv", words)
                assert main() == 0, (words, capsys.readouterr())
            case _:
                pytest.fail(f"no command that this test can run: {words}")


def test_the_readme_opens_with_a_picture_that_is_there() -> None:
    picture = re.search(r"!\[.+\]\((.+)\)", README.read_text(encoding="utf-8"))
    assert picture is not None
    assert (README.parent / picture.group(1)).read_bytes().startswith(b"\x89PNG")

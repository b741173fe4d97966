import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"


def blocks_of(text: str) -> list[str]:
    """Return the indented blocks that hold commands."""
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", text, re.MULTILINE)
    return [block for block in found if re.search(r"^    (coach|export) ", block, re.MULTILINE)]


def run_blocks(
    blocks: list[str], tmp_path: Path, environ: dict[str, str]
) -> "subprocess.CompletedProcess[str]":
    road = tmp_path / "road.sh"
    coach = f'coach() {{ "{sys.executable}" -m phmcoach "$@"; }}\n'
    road.write_text("set -e\n" + coach + "".join(blocks), encoding="utf-8")
    return subprocess.run(
        ["bash", road], env=environ, cwd=tmp_path, capture_output=True, text=True, check=False
    )


def test_the_main_road_of_the_readme_can_be_typed_as_it_stands(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    text = README.read_text(encoding="utf-8")
    road = blocks_of(text[text.index("## The main road") :])[0]
    done = run_blocks([road], tmp_path, environ)
    assert done.returncode == 0, done.stderr
    issued = tmp_path / "cabinet" / "ledger" / "2026" / "SPECIMEN-2026-0001.pdf"
    assert done.stdout.splitlines()[-1] == str(issued)
    assert issued.is_file()


@pytest.mark.parametrize("page", ["money.md"])
def test_the_commands_of_a_page_can_be_typed_as_they_stand(
    tmp_path: Path, environ: dict[str, str], page: str
) -> None:
    blocks = blocks_of((ROOT / "docs" / page).read_text(encoding="utf-8"))
    done = run_blocks([*blocks, "coach doctor\n"], tmp_path, environ)
    assert done.returncode == 0, done.stderr + done.stdout


def test_the_readme_opens_with_a_picture_that_is_there() -> None:
    picture = re.search(r"!\[.+\]\((.+)\)", README.read_text(encoding="utf-8"))
    assert picture is not None
    assert (README.parent / picture.group(1)).read_bytes().startswith(b"\x89PNG")

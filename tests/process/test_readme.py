import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


def test_the_main_road_of_the_readme_can_be_typed_as_it_stands(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    text = README.read_text(encoding="utf-8")
    section = text[text.index("## The main road") :]
    block = re.search(r"(?:^    .*\n)+", section, re.MULTILINE)
    assert block is not None
    road = tmp_path / "road.sh"
    coach = f'coach() {{ "{sys.executable}" -m phmcoach "$@"; }}\n'
    road.write_text("set -e\n" + coach + block.group(), encoding="utf-8")
    done = subprocess.run(
        ["bash", road], env=environ, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    issued = tmp_path / "cabinet" / "ledger" / "2026" / "SPECIMEN-2026-0001.pdf"
    assert done.stdout.splitlines()[-1] == str(issued)
    assert issued.is_file()


def test_the_readme_opens_with_a_picture_that_is_there() -> None:
    picture = re.search(r"!\[.+\]\((.+)\)", README.read_text(encoding="utf-8"))
    assert picture is not None
    assert (README.parent / picture.group(1)).read_bytes().startswith(b"\x89PNG")

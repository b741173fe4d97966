"""Write docs/commands.md: the help of every command as the program prints it.

A page that is written by hand is wrong after the next option. `tests/house` compares.
"""

import os
import subprocess
import sys
from pathlib import Path

from phmcoach.cli.app import PANELS

PAGE = Path(__file__).parents[1] / "docs" / "commands.md"
INTRODUCTION = """\
# Commands

What `coach --help` and `coach COMMAND --help` print. Options that are left out are asked for on a
terminal; off one, all that is missing is told at once. Results go to the standard output, all the
rest to the standard error.
"""


def render_page() -> str:
    """Return the page, from the help of the installed program."""
    parts = [INTRODUCTION, _block((), "coach")]
    parts += [_block((name,), f"coach {name}") for name in _command_names()]
    return "\n".join(parts)


def _command_names() -> list[str]:
    return [name for panel in PANELS for name in panel.names]


def _block(words: tuple[str, ...], title: str) -> str:
    environment = {**os.environ, "COACH_LANG": "en", "COLUMNS": "80", "LC_ALL": "C.UTF-8"}
    environment.pop("COACH_FOLDER", None)
    command = [sys.executable, "-m", "phmcoach", *words, "--help"]
    done = subprocess.run(  # noqa: S603 - our own program
        command, env=environment, cwd="/", capture_output=True, check=True, text=True
    )
    body = "\n".join(f"    {line}".rstrip() for line in done.stdout.strip().splitlines())
    return f"## {title}\n\n{body}\n"


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")

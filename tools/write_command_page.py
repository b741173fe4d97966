"""Write docs/commands.md: the help of every command, as the program prints it.

A page written by hand would be outdated after the next change of an option. A test in `tests/house`
compares the page with the program.
"""

import os
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from phmcoach.cli.app import PANELS, main

PAGE = Path(__file__).parents[1] / "docs" / "commands.md"
INTRODUCTION = """\
# Commands

The output of `coach --help`, of `coach help TOPIC` for each subject, and of `coach COMMAND --help`.
On a terminal, `coach` asks for required options that are missing; otherwise it reports all of them
at once. Results go to standard output, everything else to standard error.
"""


def render_page() -> str:
    """Return the page, generated from the help of the program."""
    parts = [INTRODUCTION, _block(("--help",), "coach")]
    parts += [_block(("help", topic), f"coach help {topic}") for topic in _topics()]
    parts += [_block((name, "--help"), f"coach {name}") for name in _command_names()]
    return "\n".join(parts)


def _topics() -> list[str]:
    return [*dict.fromkeys(panel.heading.removeprefix("panel.") for panel in PANELS), "options"]


def _command_names() -> list[str]:
    return [name for panel in PANELS for name in panel.names]


def _block(words: tuple[str, ...], title: str) -> str:
    environment = {"COACH_LANG": "en", "COLUMNS": "80"}
    printed = StringIO()
    with patch.dict(os.environ, environment), patch("sys.argv", ["coach", *words]):
        os.environ.pop("COACH_FOLDER", None)
        with redirect_stdout(printed):
            code = main()
    if code:
        sys.exit(f"coach {' '.join(words)} exits with {code}")
    body = "\n".join(f"    {line}".rstrip() for line in printed.getvalue().strip().splitlines())
    return f"## {title}\n\n{body}\n"


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")

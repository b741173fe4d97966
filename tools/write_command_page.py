"""Write docs/commands.md: what each command does, and its help as the program prints it.

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
from phmcoach.cli.shell.command_names import GONE_IN, OLD_NAMES
from phmcoach.cli.shell.command_page import first_paragraph, help_id
from phmcoach.i18n import Translator

PAGE = Path(__file__).parents[1] / "docs" / "commands.md"
INTRODUCTION = """\
# Commands

The output of `coach --help`, of `coach help TOPIC` for each subject, and of `coach COMMAND --help`.
On a terminal, `coach` asks for required options that are missing; otherwise it reports all of them
at once. Results go to standard output, everything else to standard error.

## One act, one name

| command | act | en français |
|---|---|---|
{acts}

The names of earlier versions still answer, and say the new ones, until version {gone_in}:

| earlier | now |
|---|---|
{renamed}
"""


def render_page() -> str:
    """Return the page, generated from the help of the program."""
    parts = [_introduce(), _block(("--help",), "coach")]
    parts += [_block(("help", topic), f"coach help {topic}") for topic in _topics()]
    parts += [_block((name, "--help"), f"coach {name}") for name in _command_names()]
    return "\n".join(parts)


def _introduce() -> str:
    english, french = Translator("en"), Translator("fr")
    acts = [
        f"| `{name}` | {_act(name, english)} | {_act(name, french)} |" for name in _command_names()
    ]
    renamed = [f"| `{old}` | `{' '.join(new)}` |" for old, new in OLD_NAMES.items()]
    return INTRODUCTION.format(acts="\n".join(acts), gone_in=GONE_IN, renamed="\n".join(renamed))


def _act(name: str, tr: Translator) -> str:
    return first_paragraph(tr.text(help_id(name)))


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

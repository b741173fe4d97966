"""The language that the user reads, found before the command line is parsed.

Help and usage errors are worded while the arguments are parsed, so the language cannot wait for
the practice to be loaded. The line that sets it is read from `practice.toml` without parsing
the rest: `--help` works even if the file is broken.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from phmcoach.words import LANGUAGES, Language

_LINE = re.compile(r"""\s*language\s*=\s*["'](\w+)["']""")
_HEADER = 65_536  # characters; the language is one of the first keys


def find_language(argv: Sequence[str], environ: Mapping[str, str]) -> Language:
    """Choose `COACH_LANG`, else the language of the practice, else the locale's, else English.

    An unknown language is skipped, and so is a practice that cannot be read: the command reports
    it. The choice is for what the program says to its user; each document has the language of its
    reader.
    """
    chosen = _known(environ.get("COACH_LANG"))
    if chosen is None:
        with suppress(OSError, ValueError):  # ValueError: a NUL in a path that was typed
            chosen = _read_language(_find_practice(argv, environ))
    return chosen or _locale_language(environ)


def find_folder_option(argv: Sequence[str]) -> Path | None:
    """Return the folder that `-C DIR` or `--folder DIR` names, anywhere in the line."""
    named = _find_option(argv)
    return Path(named) if named else None


def _find_option(argv: Sequence[str]) -> str | None:
    for index, word in enumerate(argv):
        if word == "--":
            break
        if word in {"-C", "--folder"}:
            return argv[index + 1] if index + 1 < len(argv) else None
        if word.startswith("--folder="):
            return word.removeprefix("--folder=")
        if word.startswith("-C"):
            return word.removeprefix("-C")
    return None


def _find_practice(argv: Sequence[str], environ: Mapping[str, str]) -> Path:
    # The order in which the store finds the folder, without asking whether it is one.
    named = _find_option(argv) or environ.get("COACH_FOLDER")
    if named:
        practice = Path(named) / "practice.toml"
        with suppress(RuntimeError):  # a ~ where no home is known
            return practice.expanduser()
        return practice
    here = Path.cwd()
    for folder in (here, *here.parents):
        practice = folder / "practice.toml"
        if practice.is_file():
            return practice
    from platformdirs import user_documents_path

    return user_documents_path() / "phmcoach" / "practice.toml"


def _read_language(practice: Path) -> Language | None:
    if not practice.is_file():  # a pipe would be waited for
        return None
    with practice.open(encoding="utf-8-sig", errors="replace") as file:
        head = file.read(_HEADER)
    for line in head.splitlines():
        if line.lstrip().startswith("["):
            return None
        if match := _LINE.match(line):
            return _known(match[1])
    return None


def _locale_language(environ: Mapping[str, str]) -> Language:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return _known(environ[name]) or "en"
    return "en"


def _known(code: str | None) -> Language | None:
    """Return the language of `fr`, `fr_FR.UTF-8` or `FR-fr`; None for an unknown one."""
    if not code:
        return None
    start = re.split(r"[_.@-]", code.lower())[0]
    return next((language for language in LANGUAGES if language == start), None)

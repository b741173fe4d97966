"""What a coach sees who types some commands: a transcript, which is compared with a golden file."""

import os
import re
import shlex
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from tests.cli.conftest import Run

GOLDEN = Path(__file__).parents[1] / "golden"


def type_all(
    coach: Run,
    monkeypatch: pytest.MonkeyPatch,
    lines: str,
    language: str,
    *,
    written: Mapping[str, tuple[str, str, str]] | None = None,
    codes: tuple[int, ...] = (0, 5),
) -> str:
    """Type commands in the folder `practice`, which the first one makes, and return a transcript.

    A line `@ DAY` says which day it is from then on. A line that is in `written` writes a file as a
    coach does: its name, its text, and the mode in which it is opened. `{language}` is filled in.
    """
    here = str(Path.cwd())
    parts = []
    for line in lines.strip().splitlines():
        typed = line.format(language=language)
        words = shlex.split(typed)
        if words[0] == "@":
            monkeypatch.setenv("COACH_TODAY", words[1])
            parts.append(f"{typed}\n")
        elif written and line in written:
            name, text, mode = written[line]
            with Path("practice", name).open(mode, encoding="utf-8") as file:
                file.write(text)
        else:
            where = () if words[0] == "init" else ("-C", "practice")
            ran = coach(*where, *words, language=language)
            assert ran.code in codes, ran
            parts.append(f"$ coach {typed}\n{ran.out}{ran.err}[{ran.code}]\n")
    return "\n".join(parts).replace(here, "…")


def read_golden(name: str, found: str) -> str:
    """Return a golden transcript; `UPDATE_GOLDEN=1` writes it first."""
    golden = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(found, encoding="utf-8")
    return golden.read_text(encoding="utf-8")


def follow_refusals(name: str) -> list[tuple[str | None, str, bool]]:
    """Return for each refusal of a golden transcript which command it names, and what comes next.

    That is the command that is typed then, and whether it is accepted.
    """
    text = (GOLDEN / name).read_text(encoding="utf-8")
    typed = re.split(r"^\$ coach ", text, flags=re.MULTILINE)[1:]
    followed = []
    for now, then in pairwise(typed):
        if "\n[5]" in now:
            named = re.search(r"^  .*: coach -C practice (\S+)", now, re.MULTILINE)
            followed.append((named and named[1], then.split()[0], "\n[0]" in then))
    return followed

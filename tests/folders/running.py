"""Running the command line on a folder, and keeping what it answered in a form to compare.

It knows the program by its entry point alone, so that whatever moves inside changes nothing here.
"""

import difflib
import json
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import date
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.folders.rendering import as_typed_today, digests_of, render_again, stop_real_clock
from tests.note_keys import ASKED

from phmcoach.__main__ import main

FOLDERS = Path(__file__).parent
BY_HAND = ("practice.toml", "clients/", "engagements/", "archive/")
"""The files that a coach edits too: what a command changes of them, he sees."""

REWRITTEN = "rewritten"
"""What became of a paper that may be made anew at any time: its layout is no promise."""

KEPT_OUT = frozenset({".coach.lock"})
Data = dict[str, Any]
Files = Mapping[str, bytes]


class Ran(NamedTuple):
    """How a command ended, and what it printed; the folder's own path is left out."""

    code: int
    out: str
    err: str


class Desk:
    """One practice and its day. A real day is that of the system's clock, stopped."""

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path, *, real: bool) -> None:
        self.folder = folder
        self._patch = patch
        self._real = real

    def set_day(self, day: date) -> None:
        """Let it be this day from now on."""
        if self._real:
            stop_real_clock(self._patch, day)
        else:
            self._patch.setenv("COACH_TODAY", day.isoformat())

    def run(self, line: str, read: str | None = None) -> Ran:
        """Run a command line, as it is typed behind `coach`, in this process; it may `read`."""
        self._patch.setattr(sys, "argv", ["coach", *shlex.split(line)])
        if read is not None:
            self._patch.setattr(sys, "stdin", TextIOWrapper(BytesIO(read.encode()), "utf-8"))
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main()
        return Ran(
            int(code), *(each.getvalue().replace(str(self.folder), "…") for each in (out, err))
        )


@contextmanager
def desk_in(folder: Path, home: Path, *, real: bool) -> Iterator[Desk]:
    """Stand in a folder, with nothing of the developer's own around it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("COACH_LANG", "COACH_FOLDER", "COACH_TODAY", "LC_ALL", "LC_MESSAGES", "LANG"):
            patch.delenv(name, raising=False)
        patch.setenv("HOME", str(home))
        patch.setenv("COACH_PASSPHRASE_COMMAND", ASKED)
        patch.setenv("XDG_STATE_HOME", str(home))
        patch.setenv("COLUMNS", "80")
        patch.chdir(folder)
        yield Desk(patch, folder, real=real)


def read_all(folder: Path) -> Files:
    """Return the bytes of every file of a folder by its path in it, without the lock."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in KEPT_OUT
    }


def read_work(folder: Path) -> Files:
    """Return what `read_all` does without what is kept for `undo`, which each command adds to."""
    return {name: text for name, text in read_all(folder).items() if "/.undo/" not in f"/{name}"}


def without_words(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return an answer without what only people read, which may be worded better one day."""
    if isinstance(value, dict):
        return {key: without_words(each) for key, each in value.items() if key != "sentence"}
    if isinstance(value, list):
        return [without_words(each) for each in value]
    return value


def copy_folder(source: Path, target: Path) -> Path:
    """Copy a folder without its lock; git keeps no modes, so they are given as the program does."""
    for name, content in read_all(source).items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for path in (target, *target.rglob("*")):
        issued = path.parent.parent.name == "ledger"
        path.chmod(0o700 if path.is_dir() else 0o400 if issued else 0o600)
    return target


def look(desk: Desk, lines: Iterable[str]) -> Iterator[tuple[str, Data]]:
    """Ask each question; yield it with its exit code and, where it is JSON, its answer."""
    for line in lines:
        ran = desk.run(line)
        kept: Data = {"code": ran.code}
        if "--json" in line and ran.out:
            kept["answer"] = without_words(json.loads(ran.out))
        yield line, kept


def work(desk: Desk, lines: Iterable[str]) -> Iterator[tuple[str, Data]]:
    """Do each piece of work; yield it with its exit code and the files that it changed."""
    before = read_work(desk.folder)
    for line in lines:
        code = desk.run(as_typed_today(line)).code
        after = read_work(desk.folder)
        names = [each for each in {*before, *after} if before.get(each) != after.get(each)]
        files = {each: how_changed(each, before, after) for each in sorted(names)}
        files = {each: how for each, how in files.items() if how != REWRITTEN}
        yield line, {"code": code, "files": files}
        before = after


def how_changed(name: str, before: Files, after: Files) -> Data | str:
    """Say how a file was changed: new, gone, changed, or which lines a coach would see change."""
    if name not in before or name not in after:
        return "new" if name in after else "gone"
    if not name.startswith(BY_HAND):
        return REWRITTEN if name.startswith("documents/") else "changed"
    old, new = (files[name].decode().split("\n") for files in (before, after))
    changes = list(difflib.unified_diff(old, new, lineterm="", n=0))[2:]
    return {
        "gone": [line[1:] for line in changes if line.startswith("-")],
        "came": [line[1:] for line in changes if line.startswith("+")],
    }


def count_digests(folder: Path) -> Mapping[str, Data]:
    """Count the digests of each engagement that can be read, and name those that differ."""
    found = {}
    for path in engagement_files(folder):
        digests = digests_of(path)
        if digests:
            changed = [each.of for each in digests if each.stored != each.computed]
            name = path.relative_to(folder).as_posix()
            found[name] = {"count": len(digests), "changed": changed}
    return found


def written_otherwise(folder: Path) -> list[str]:
    """Return the files of the ledger that the program would write with other bytes."""
    return [
        path.relative_to(folder).as_posix()
        for path in (*ledger_files(folder), folder / "ledger" / "head.toml")
        if render_again(path) != path.read_bytes()
    ]


def engagement_files(folder: Path) -> list[Path]:
    """Return the files of all engagements, open and archived."""
    return sorted([*folder.glob("engagements/*.toml"), *folder.glob("archive/*/*.toml")])


def ledger_files(folder: Path) -> list[Path]:
    """Return the entries of the ledger, in the order of their places."""
    return sorted(folder.glob("ledger/*/*.toml"), key=lambda path: path.name)

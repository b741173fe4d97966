"""A practice in which the system lets nobody write: a read-only disk, or another account's folder.

What only shows something works; what writes ends with 7, names the path and leaves all as it was.
Root may write anywhere, so the refusals are injected.
"""

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.cli.commands.copies_walk import steps
from tests.cli.commands.test_copies_walk import Life
from tests.cli.conftest import Run
from tests.conftest import leave_typesetting_out

WRITING = ("mkdir", "link", "symlink", "rename", "replace", "unlink", "remove", "rmdir", "chmod")
CHANGES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
PREVIEW = "Line  Reference  Imported\n   2  neuf       Neuf\n"
ROUND = "0 documents issued, €0.00 to be paid; engagements that failed: 2.\n"
UNWRITABLE = "Nothing can be written in …/practice: "


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_typesetting_out(monkeypatch)
    monkeypatch.setenv("EDITOR", "true")


Refuse = Callable[[object], None]


def refuse_within(practice: Path, but: str) -> Refuse:
    """Return what refuses a path in a practice, except the file of this name."""

    def refuse(path: object) -> None:
        if not isinstance(path, str | Path) or Path(path).name == but:
            return
        if Path(path).absolute().is_relative_to(practice):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    return refuse


def refusing(
    original: Callable[..., object], refuse: Refuse, is_writing: Callable[..., object]
) -> Callable[..., object]:
    def call(path: object, *args: object, **kw: object) -> object:
        if is_writing(*args):
            refuse(path)
        return original(path, *args, **kw)

    return call


def always(*_: object) -> bool:
    return True


def changes(flags: int, *_: object) -> int:
    return flags & CHANGES


def writes(mode: str = "r", *_: object) -> set[str]:
    return set(mode) & set("wax+")


@contextmanager
def read_only(practice: Path, *, but: str) -> Iterator[None]:
    """Let the system refuse all that writes in a practice, except in the file of this name."""
    refuse = refuse_within(practice, but)
    with pytest.MonkeyPatch.context() as patch:
        for name in WRITING:
            patch.setattr(os, name, refusing(getattr(os, name), refuse, always))
        patch.setattr(os, "open", refusing(os.open, refuse, changes))
        patch.setattr(io, "open", refusing(open, refuse, writes))
        patch.setattr(os, "access", lambda _, mode: not mode & os.W_OK)
        yield


@pytest.mark.parametrize("but", ["", ".coach.lock"], ids=["nothing", "only the lock"])
def test_what_shows_works_and_what_writes_ends_with_7_and_changes_nothing(
    coach: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, but: str
) -> None:
    life = Life(coach, monkeypatch, tmp_path / "life")
    for step in steps():
        before = life.files()
        with read_only(life.practice, but=but):
            refused = life.run(step)
        assert life.files() == before, step
        ran = life.run(step)
        assert ran.code == 0, (step, ran)
        if step.words[0] == "doctor":
            assert (refused.code, UNWRITABLE in refused.out) == (0, True), (step, refused)
        elif step.mark == ".":
            assert refused == ran, step
        else:
            assert (refused.code, refused.out in ("", PREVIEW, ROUND)) == (7, True), (step, refused)
            assert "You may not open or write " in refused.err, (step, refused)

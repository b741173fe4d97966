"""A sync that is stopped before each of its steps in turn: a program that a test runs.

Two computers have changed one practice. The one that synchronises is killed, interrupted or refused
by the system before its n-th call of git, or its n-th change in the folder; then both synchronise.
Git itself runs without faults: what it makes of them comes as a refusal. Each time both must end
with the same files, and with those of a sync that nobody stopped. It prints what is not so, and how
many steps there were. Each sync is a fork of this process, and papers are not typeset.
"""

import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from tests.conftest import keep_compiled_templates, leave_typesetting_out

from phmcoach.__main__ import main

KILLED = 9
REFUSALS = ("ENOSPC", "EIO", "EACCES")
"""What the system refuses with, one after the other."""

STEPS = ("write", "link", "rename", "replace", "unlink", "chmod", "mkdir")
OURS = """
invoice martin
log-session martin --on 2026-06-13
set-client acme --email here@example.org
new-client neuf --kind company-fr --name Neuf
"""
THEIRS = """
log-session martin --on 2026-06-14
set-client acme --billing-email bills@example.org
set-client petit --email there@example.org
"""
"""What each side did since both were the same; in the second scene, the sides are exchanged."""


def run(*words: str, at: int | None = None, kind: str = "kill") -> int:
    """Run a command line in a process of its own, which is stopped before a step."""
    process = os.fork()
    if process == 0:
        sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
        count_steps(at, kind)
        sys.argv = ["coach", *words]
        with suppress(BaseException):
            os._exit(main())
        os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def count_steps(at: int | None, kind: str) -> None:
    """Put ourselves before each step, and stop the process before that one."""
    left = [at]

    def before(original: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **more: object) -> object:
            number, left[0] = left[0], None if left[0] is None else left[0] - 1
            if number == 0 and kind == "kill":
                os._exit(KILLED)
            if number == 0 and kind == "interrupt":
                os.kill(os.getpid(), signal.SIGINT)
            if number == 0 and kind in REFUSALS:
                number = getattr(errno, kind)
                raise OSError(number, os.strerror(number), "disk")
            return original(*args, **more)

        return call

    for name in STEPS:
        setattr(os, name, before(getattr(os, name)))
    subprocess.run = before(subprocess.run)  # type: ignore[assignment]  # as given
    os.fsync = os.fstat  # type: ignore[assignment]  # no write waits for the disk


def make_scene(root: Path, ours: str, theirs: str) -> None:
    """Make two computers, of which the second one has sent what it did.

    The one that sends the practice first is the one that issues invoices.
    """
    os.chdir(root)
    first, second = ("here", "there") if "invoice" in ours else ("there", "here")
    assert run("demo", first) == 0
    subprocess.run(["git", "init", "-q", "--bare", "remote.git"], check=True)
    assert run("-C", first, "sync", "--remote", "remote.git", "--yes") == 0
    subprocess.run(["git", "clone", "-q", "remote.git", second], check=True)
    for folder, lines in (("here", ours), ("there", theirs)):
        git = ["git", "-C", folder, "remote", "set-url", "origin", "../remote.git"]
        subprocess.run(git, check=True)
        for line in lines.strip().splitlines():
            assert run("-C", folder, *line.split()) == 0, line
    assert run("-C", "there", "sync") == 0


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a practice that are synchronised, and the modes of all."""
    return {
        name: f"{path.stat().st_mode:o} ".encode() + path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and (name := path.relative_to(folder).as_posix()).partition("/")[0]
        not in (".git", ".undo", ".coach.lock")
    }


def end_of(scene: Path, at: int | None, kind: str = "kill") -> tuple[int, str, dict[str, bytes]]:
    """Stop a sync in a copy of the scene, let both end; return its code, what is wrong, the files.

    A step that is not reached stops nothing.
    """
    with tempfile.TemporaryDirectory() as work:
        copy = Path(shutil.copytree(scene, Path(work) / "copy", symlinks=True))
        os.chdir(copy)
        code = run("-C", "here", "sync", at=at, kind=kind)
        ended = [run("-C", each, "sync") for each in ("here", "there", "here")]
        here, there = files(copy / "here"), files(copy / "there")
        found = [run("-C", each, "doctor") for each in ("here", "there")]
        wrong = "" if (ended, found) == ([0, 0, 0], [0, 0]) else f"codes {ended}, doctor {found}"
        if here != there:
            wrong += f" differing: {sorted({name for name, _ in here.items() ^ there.items()})}"
        os.chdir(scene)
        return code, wrong, here


def walk(scene: Path, stride: int) -> int:
    """Stop a sync before each of its steps; print what is wrong, and return how many there are."""
    _, wrong, usual = end_of(scene, None)
    assert not wrong, wrong
    step, steps = 0, 0
    while not steps:
        refusal = REFUSALS[step // stride % len(REFUSALS)]
        for kind, expected in {"kill": KILLED, "interrupt": 130, refusal: 7}.items():
            code, wrong, found = end_of(scene, step, kind)
            if kind == "kill" and code == 0:
                steps = step
            if code not in (0, expected):  # it may be done nevertheless
                wrong += f" it ends with {code}"
            if found != usual:
                names = {name for name, _ in found.items() ^ usual.items()}
                wrong += f" other files: {sorted(names)}"
            if wrong:
                sys.stdout.write(f"{kind} before step {step}: {wrong}\n")
        step += stride
    return steps


if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as work:
        keep_compiled_templates(patch)
        leave_typesetting_out(patch)
        for number, sides in enumerate(((OURS, THEIRS), (THEIRS, OURS))):
            root = Path(work) / f"scene{number}"
            root.mkdir()
            make_scene(root, *sides)
            sys.stdout.write(f"steps: {walk(root, int(sys.argv[1]))}\n")

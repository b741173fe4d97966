"""A machine that asks for the pen at the same moment as others, perhaps to be killed on the way.

With the pen it issues an invoice and sends it. A program of its own, because it is killed.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from phmcoach.cli import app

STEPS = ("open", "write", "fsync", "link", "rename", "replace", "unlink", "mkdir", "chmod")


def die_before(step: int) -> None:
    """Let this process end, as a kill would end it, before a call that may write or runs git."""
    calls = count(1)

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **options: object) -> object:
            if next(calls) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **options)

        return call

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))
    setattr(subprocess, "run", counted(subprocess.run))  # noqa: B010 - it is replaced, not called


def coach(folder: str, *words: str) -> int:
    """Type a command; return its exit code."""
    sys.argv = ["coach", "-C", folder, *words]
    return app.main()


def main(folder: str, start: str, step: int) -> int:
    """Take the pen once the file `start` is there; issue and send an invoice with it."""
    Path(f"{folder}.ready").touch()
    while not Path(start).exists():
        time.sleep(0.002)
    if step:
        die_before(step)
    code = coach(folder, "sync", "--take", "--yes")
    if code == 0:
        code = coach(folder, "invoice", "martin", "--deposit", "100", "--json")
    return code or coach(folder, "sync")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))

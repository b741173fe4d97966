"""Writers that are killed, or many: a program that the tests of the ledger run.

It forks, which only a process without threads may do; a writer that is about to die needs no
second start of Python.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.store.ledger_samples import issue_sample, new_folder

from phmcoach.store.folder import Folder

KILLED = -signal.SIGKILL
STEPS = ("open", "write", "fsync", "link", "rename", "replace", "unlink", "mkdir", "chmod")


def die_before(step: int, *others: tuple[object, str]) -> None:
    """Let this process end, as a kill would end it, before its n-th call that may write.

    `others` are further functions whose calls count, each as a module and a name.
    """
    calls = count(1)

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **options: object) -> object:
            if next(calls) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **options)

        return call

    for module, name in (*((os, each) for each in STEPS), *others):
        setattr(module, name, counted(getattr(module, name)))


def fork(work: Callable[[], object]) -> int:
    """Start a process that works and ends; return its id."""
    process = os.fork()
    if process == 0:
        try:
            work()
        finally:
            os._exit(1 if sys.exc_info()[0] else 0)
    return process


def kill_everywhere(base: Path, out: Path, session: str) -> None:
    """Bill the session in copies of `base`, each killed one step later, until one is not killed."""
    for step in count(1):
        copy = out / f"{step:03d}"
        shutil.copytree(base, copy)

        def work(step: int = step, copy: Path = copy) -> None:
            die_before(step)
            issue_sample(Folder(copy), session)

        _, status = os.waitpid(fork(work), 0)
        if os.waitstatus_to_exitcode(status) != KILLED:
            shutil.rmtree(copy)
            sys.exit(os.waitstatus_to_exitcode(status))


def issue_together(root: Path, writers: int) -> None:
    """Issue from many processes at once; exit with the number of those that failed."""
    processes = [
        fork(partial(issue_sample, Folder(root), f"s{each}")) for each in range(1, writers + 1)
    ]
    codes = [os.waitstatus_to_exitcode(os.waitpid(each, 0)[1]) for each in processes]
    sys.exit(len([code for code in codes if code]))


def warm_up(root: Path) -> None:
    """Import here, once, what the writers would import at their first steps."""
    issue_sample(new_folder(root), "s1")


if __name__ == "__main__":
    what, folder, *rest = sys.argv[1:]
    with TemporaryDirectory() as elsewhere:
        warm_up(Path(elsewhere))
    if what == "kill":
        kill_everywhere(Path(folder), Path(rest[0]), rest[1])
    else:
        issue_together(Path(folder), int(rest[0]))

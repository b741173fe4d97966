"""A piece of work in a process that dies between two calls of the operating system."""

import os
import signal
from collections.abc import Callable

KILLED = -signal.SIGKILL
CALLS = ("open", "write", "fsync", "close", "link", "rename", "replace", "unlink", "mkdir")


def work_until(work: Callable[[], object], calls: int) -> int:
    """Work in a process that dies after the given number of calls; return its exit code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = calls

    def deadly(call: Callable[..., object]) -> Callable[..., object]:
        def counted(*args: object, **options: object) -> object:
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **options)

        return counted

    for name in CALLS:
        setattr(os, name, deadly(getattr(os, name)))
    try:
        work()
        os._exit(0)
    finally:
        os._exit(1)

"""Command lines that run at once, each in a process of its own: a program that a test runs.

It previews the first paper in its own process and then forks, so that all of them are ready and
meet at the lock, and not one after another as Python starts. Papers are not typeset: the typesetter
has threads, which a fork would lose.
"""

import os
import shlex
import sys

import pytest
from tests.conftest import keep_compiled_templates, leave_typesetting_out

from phmcoach.__main__ import main, start


def fork(words: list[str]) -> int:
    """Start a process that runs a command line and ends; return its id."""
    process = os.fork()
    if process == 0:
        try:
            sys.argv = ["coach", *words]
            start()
        finally:
            os._exit(1)
    return process


if __name__ == "__main__":
    folder, *lines = sys.argv[1:]
    with pytest.MonkeyPatch.context() as patch:
        keep_compiled_templates(patch)
        leave_typesetting_out(patch)
        sys.argv = ["coach", "-C", folder, *shlex.split(lines[0]), "--preview"]
        codes = [main()]
        processes = [fork(["-C", folder, *shlex.split(line)]) for line in lines]
        codes += [os.waitstatus_to_exitcode(os.waitpid(each, 0)[1]) for each in processes]
    sys.exit(len([code for code in codes if code]))

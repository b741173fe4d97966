"""Command lines that run at once, each in a process of its own: a program that a test runs.

It imports what they need and then forks, so that they meet at the lock, and not one after another
as Python starts. It typesets nothing itself: the typesetter has threads, which a fork would lose.
"""

import os
import shlex
import sys

import phmcoach.actions.money.invoices
import phmcoach.cli.commands.billing
import phmcoach.documents.papers.facturx
import phmcoach.documents.papers.invoice
import phmcoach.store.toml.layout  # noqa: F401 - for the processes that are forked
from phmcoach.__main__ import start


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
    processes = [fork(["-C", folder, *shlex.split(line)]) for line in lines]
    codes = [os.waitstatus_to_exitcode(os.waitpid(each, 0)[1]) for each in processes]
    sys.exit(len([code for code in codes if code]))

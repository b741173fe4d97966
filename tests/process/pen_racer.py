"""A machine that asks for the pen at the same moment as others, perhaps to be killed on the way.

With the pen it issues an invoice and sends it. A program of its own, because it is killed.
"""

import subprocess
import sys
import time
from pathlib import Path

from tests.store.ledger_writers import die_before

from phmcoach.cli import app


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
        die_before(step, (subprocess, "run"))  # it runs git
    code = coach(folder, "sync", "--take", "--yes")
    if code == 0:
        code = coach(folder, "invoice", "martin", "--deposit", "100", "--json")
    return code or coach(folder, "sync")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))

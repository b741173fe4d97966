"""Five commands survive a fault of each kind; `make faults` tries every one in every command.

The sample is the same in CI and another one elsewhere; a failure prints its seed.
"""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from tests.process.fault_life import SHORT

ROOT = Path(__file__).parents[2]
EACH_KIND = 5
"""As many faults as there are kinds: kill, EIO, ENOSPC, EACCES, SIGINT, in turn."""


def test_five_commands_survive_a_fault_in_any_call() -> None:
    if not hasattr(os, "fork"):
        if "CI" in os.environ:
            pytest.fail("the faults are put into forks, which this system does not have")
        pytest.skip("the faults are put into forks")
    only = [word for line in SHORT for word in ("--only", line)]
    seed = "1" if "CI" in os.environ else str(random.randrange(10**6))  # noqa: S311 - a sample
    sample = ("--seed", seed, "--sample", str(EACH_KIND))
    walked = subprocess.run(
        [sys.executable, "-m", "tests.process.faults", *sample, *only],
        capture_output=True,
        check=False,
        cwd=ROOT,
        text=True,
    )
    assert walked.returncode == 0, walked.stdout + walked.stderr  # the first line is the seed
    assert walked.stdout.count(f" {EACH_KIND} faults") == len(SHORT)

"""Five commands survive each fault of a sample; `make faults` tries every one in every command."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.process.fault_life import SHORT

ROOT = Path(__file__).parents[2]


def test_five_commands_survive_a_fault_in_any_call() -> None:
    if not hasattr(os, "fork"):
        if "CI" in os.environ:
            pytest.fail("the faults are put into forks, which this system does not have")
        pytest.skip("the faults are put into forks")
    only = [word for line in SHORT for word in ("--only", line)]
    kinds = [word for kind in ("kill", "ENOSPC", "SIGINT") for word in ("--kind", kind)]
    walked = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.process.faults",
            "--seed",
            "1",
            "--sample",
            "4",
            *kinds,
            *only,
        ],
        capture_output=True,
        check=False,
        cwd=ROOT,
        text=True,
    )
    assert walked.returncode == 0, walked.stdout + walked.stderr
    assert walked.stdout.count(" 4 faults") == len(SHORT)

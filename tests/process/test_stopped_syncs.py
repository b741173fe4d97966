"""A sync that is stopped leaves nothing that the next one does not bring to the same end."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EVERY = "40"
"""Which steps are tried, the first one and each of so many after it; CI tries more of them."""


def test_a_sync_that_was_stopped_ends_as_one_that_was_not(
    environ: dict[str, str], tmp_path: Path
) -> None:
    if shutil.which("git") is None and "CI" not in os.environ:
        pytest.skip("this machine has no git")
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.process.stopped_syncs",
            "16" if "CI" in os.environ else EVERY,
        ],
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={**environ, "COACH_TODAY": "2026-06-15", "COACH_LANG": "en", "HOME": str(tmp_path)},
        text=True,
    )
    lines = ran.stdout.splitlines()
    assert (ran.returncode, ran.stderr) == (0, "")
    assert [line for line in lines if not line.startswith("steps: ")] == []
    assert [int(line.removeprefix("steps: ")) > 20 for line in lines] == [True, True]

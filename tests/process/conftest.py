import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROBE = Path(__file__).parents[1] / "cli" / "probe.py"

Launch = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which nothing of the developer's is left."""
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "HOME": str(tmp_path),
        "PYTHONPATH": str(PROBE.parents[2]),
        "COACH_LANG": "fr",
        "COACH_TODAY": "2026-02-03",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm",
    }


@pytest.fixture
def launch(tmp_path: Path, environ: dict[str, str]) -> Launch:
    """Run the probe through a shell, as `$COACH`, so that a test can redirect what it likes."""

    def run(script: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/bash", "-c", script],
            capture_output=True,
            check=False,
            cwd=tmp_path,
            encoding=more.pop("encoding", "utf-8"),
            env={**environ, "COACH": f"{sys.executable} {PROBE}", **more},
            stdin=subprocess.DEVNULL,
            timeout=60,
        )

    return run

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROBE = Path(__file__).parents[1] / "cli" / "probe.py"

Launch = Callable[..., subprocess.CompletedProcess[str]]
CopyDemo = Callable[..., Path]


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


@pytest.fixture(scope="session")
def made_demos() -> dict[str, Path]:
    """Keep the practices that `copy_demo` copies."""
    return {}


@pytest.fixture
def copy_demo(
    environ: dict[str, str],
    made_demos: dict[str, Path],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> CopyDemo:
    """Give a test its own copy of the demo of a day, which a real `coach demo` makes once."""

    def copy(name: str, *, today: str = environ["COACH_TODAY"]) -> Path:
        if today not in made_demos:
            folder = tmp_path_factory.mktemp("demo") / "demo"
            made = subprocess.run(
                [sys.executable, "-m", "phmcoach", "demo", folder],
                capture_output=True,
                check=False,
                env={**environ, "COACH_TODAY": today},
                text=True,
            )
            assert made.returncode == 0, made.stderr
            made_demos[today] = folder
        return shutil.copytree(made_demos[today], tmp_path / name, symlinks=True)

    return copy

"""The wheel, installed by the programs that its users have, on the oldest and the newest Python.

The libraries come from the package index, as they do at home.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.process.test_install import MADE, documents

ROOT = Path(__file__).parents[1]
ENVIRON = {
    **os.environ,
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "UV_PYTHON_DOWNLOADS": "never",
}
VERSIONS = ("3.11", "3.12", "3.13", "3.14")


def run(*command: str | Path, **more: str) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        env={**ENVIRON, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def find_pythons() -> list[str]:
    """Return the Pythons of this machine, oldest first, those of pyenv included."""
    kept = Path.home() / ".pyenv" / "versions"
    found = []
    for version in VERSIONS:
        command = ["uv", "python", "find", "--system", version]
        places = sorted(kept.glob(f"{version}.*/bin/python{version}"))
        done = subprocess.run(command, env=ENVIRON, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            places.append(Path(done.stdout.strip()))
        found += [str(place) for place in places[:1]]
    return found


PYTHONS = find_pythons() or [sys.executable]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("wheel")
    run("uv", "build", "--wheel", "--out-dir", made, ROOT)
    (wheel,) = made.glob("*.whl")
    return wheel


@pytest.mark.parametrize("python", sorted({PYTHONS[0], PYTHONS[-1]}))
@pytest.mark.parametrize("installer", ["uv", "pipx"])
def test_the_wheel_is_installed_as_a_tool_and_makes_its_papers(
    wheel: Path, tmp_path: Path, installer: str, python: str
) -> None:
    if installer == "uv":
        places = {"UV_TOOL_DIR": str(tmp_path / "tools"), "UV_TOOL_BIN_DIR": str(tmp_path / "bin")}
        run("uv", "tool", "install", "--no-build", "--python", python, wheel, **places)
    else:
        places = {"PIPX_HOME": str(tmp_path / "tools"), "PIPX_BIN_DIR": str(tmp_path / "bin")}
        run("pipx", "install", "--python", python, wheel, **places)
    coach = tmp_path / "bin" / "coach"
    told = run(coach, "demo", tmp_path / "essai", COACH_LANG="fr", COACH_TODAY="2026-06-15")
    assert told.startswith("Un cabinet d’essai est prêt dans ")
    assert documents(tmp_path / "essai") == MADE

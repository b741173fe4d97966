import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

RunGit = Callable[..., str]


@pytest.fixture
def git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> RunGit:
    """Run Git without the settings of the developer; CI has it, elsewhere the test is skipped."""
    if shutil.which("git") is None and "CI" not in os.environ:
        pytest.skip("this machine has no git")
    settings = tmp_path / "gitconfig"
    settings.write_text(
        "[init]\n\tdefaultBranch = main\n[user]\n\tname = X\n\temail = x@example.org\n", "utf-8"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def run(*words: str, cwd: Path = tmp_path) -> str:
        ran = subprocess.run(["git", *words], cwd=cwd, check=True, capture_output=True, text=True)
        return ran.stdout.strip()

    return run

"""Imports go one way."""

import subprocess
import sys
from pathlib import Path


def test_the_layers_hold() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run(
        [lint_imports, "--no-cache"],
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[2],
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stdout

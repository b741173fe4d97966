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


def test_one_module_touches_the_insides_of_typer() -> None:
    root = Path(__file__).parents[2] / "src"
    touching = [path.name for path in root.rglob("*.py") if "typer._" in path.read_text("utf-8")]
    assert touching == ["click_language.py"]

"""What people install: a wheel that brings all it needs, and an editable checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path, **more: str) -> str:
    kept = {"PATH": "/usr/bin:/bin", "HOME": str(cwd), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**kept, "COACH_TODAY": "2026-06-15", "COACH_LANG": "fr", **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def coach(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel where nothing else of this checkout can be imported.

    The libraries come from the environment of the tests, by their folder alone: that is no
    site-packages for the new Python, so the editable install in it is not seen.
    """
    base = tmp_path_factory.mktemp("installed")
    run(
        *(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", base),
        cwd=ROOT,
        PATH=os.environ["PATH"],
    )
    (wheel,) = base.glob("*.whl")
    venv.create(base / "env", with_pip=False, symlinks=True)
    python = base / "env" / "bin" / "python"
    purelib = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=base)
    site = Path(purelib.strip())
    run(
        *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"),
        *("--disable-pip-version-check", "--target", site, wheel),
        cwd=base,
        PATH=os.environ["PATH"],
    )
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    script = base / "env" / "bin" / "coach"
    script.write_text(
        f"#!{python}\nimport sys\nfrom phmcoach.__main__ import start\nsys.exit(start())\n", "utf-8"
    )
    script.chmod(0o755)
    found = run(python, "-c", "import phmcoach; print(phmcoach.__file__)", cwd=base)
    assert Path(found.strip()).is_relative_to(site)
    return script


def documents(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*.pdf"))


MADE = [
    "annexe-personnelle-martin-2026.pdf",
    "choix-du-beneficiaire-martin-2026.pdf",
    "contrat-martin-2026.pdf",
    "contrat-petit-2026.pdf",
    "facture-SPECIMEN-2026-0001.pdf",
    "facture-SPECIMEN-2026-0002.pdf",
]


def test_the_wheel_brings_templates_fonts_examples_law_and_catalogues(
    coach: Path, tmp_path: Path
) -> None:
    out = run(coach, "demo", "essai", cwd=tmp_path)
    assert out.startswith("Un cabinet d’essai est prêt dans essai.")
    assert documents(tmp_path / "essai") == MADE
    assert "facturation" in run(coach, "--help", cwd=tmp_path)
    assert run(coach, "help", "semaine", cwd=tmp_path).startswith("Votre semaine\n")
    assert "billing" in run(coach, "--help", cwd=tmp_path, COACH_LANG="en")


def test_the_editable_install_renders_the_same_bytes_as_the_wheel(
    coach: Path, tmp_path: Path
) -> None:
    run(coach, "demo", "wheel", cwd=tmp_path)
    run(sys.executable, "-m", "phmcoach", "demo", "editable", cwd=tmp_path)
    assert documents(tmp_path / "editable") == MADE
    for name in MADE:
        (one,) = (tmp_path / "wheel").rglob(name)
        (other,) = (tmp_path / "editable").rglob(name)
        assert one.read_bytes() == other.read_bytes()


def test_the_wheel_compiles_no_template(coach: Path, tmp_path: Path) -> None:
    python = coach.with_name("python")
    without = (
        "from jinja2 import Environment; Environment.compile = None\n"
        "from phmcoach.__main__ import start; start()"
    )
    run(python, "-c", without, "demo", "essai", cwd=tmp_path)
    assert documents(tmp_path / "essai") == MADE

"""Several machines of one practice over a bare repository, for the tests of `coach sync`."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import Ran, Run

LAST = "SPECIMEN-2026-0002"
"""The last number of the practice that they begin with."""

NUMBER = re.compile(r'^number = "(.+)"$', re.MULTILINE)
GIT = shutil.which("git")
needs_git = pytest.mark.skipif(
    GIT is None and not os.environ.get("CI"), reason="git is not on this machine"
)


class Machines:
    """Machines with a folder each; the first one has sent the practice, and holds the pen."""

    def __init__(self, coach: Run, place: Path) -> None:
        self._coach = coach
        self.place = place
        self.remote = place / "remote.git"
        git(place, "init", "-q", "--bare", str(self.remote))

    def begin(self, name: str) -> Path:
        """Make a practice on a machine, and send it."""
        assert self._coach("demo", name).code == 0
        folder = self.place / name
        text = (folder / "practice.toml").read_text("utf-8")
        (folder / "practice.toml").write_text(text.replace('"fr"', '"en"', 1), "utf-8")
        git(self.place, "init", "-q", name)
        self.call(name)
        assert self.run(name, "sync", "--remote", str(self.remote), "--yes").code == 0
        return folder

    def clone(self, name: str) -> Path:
        """Bring the practice to another machine."""
        git(self.place, "clone", "-q", str(self.remote), name)
        self.call(name)
        assert self.run(name, "sync").code == 0
        return self.place / name

    def call(self, name: str) -> None:
        """Give a machine its name, as its first sync would."""
        known = f"{name}-{name:0>8.8}\n{name.title()}\n"
        (self.place / name / ".git" / "coach-machine").write_text(known, "utf-8")

    def run(self, name: str, *words: str) -> Ran:
        """Type a command on a machine."""
        return self._coach("-C", str(self.place / name), *words)

    def bill(self, name: str, amount: int = 100) -> Ran:
        """Issue a deposit invoice on a machine."""
        return self.run(name, "invoice", "martin", "--deposit", str(amount), "--json")

    def ledger(self, name: str) -> dict[str, bytes]:
        """Return the files of the ledger of a machine."""
        folder = self.place / name
        paths = sorted(path for path in (folder / "ledger").rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}

    def holders(self, *names: str) -> set[str]:
        """Return which of these machines can record in the ledger."""
        return {name for name in names if not self._is_refused(name)}

    def _is_refused(self, name: str) -> bool:
        writer = (self.place / name / "ledger" / "writer.toml").read_text("utf-8")
        machine = (self.place / name / ".git" / "coach-machine").read_text("utf-8")
        return f'machine = "{machine.splitlines()[0]}"' not in writer


def git(place: Path, *words: str) -> str:
    """Run git in a folder."""
    ran = subprocess.run(["git", *words], cwd=place, capture_output=True, text=True, check=True)
    return ran.stdout


def numbers_in(ledger: dict[str, bytes]) -> Iterator[str]:
    """Yield the numbers of the documents of a ledger, in their order."""
    for name, content in sorted(ledger.items()):
        if name.endswith(".toml") and (found := NUMBER.search(content.decode("utf-8"))):
            yield found[1]

"""Only commands that show something rely on the list of valid files."""

from pathlib import Path
from shutil import copytree

import pytest
from tests.cli.conftest import Run

from phmcoach.store.known_files import KnownFiles

DEMO = Path(__file__).parents[2] / "folders" / "0.1.0" / "demo"
REF = "petit-2026"
SHOW = ("list", f"show {REF}", f"prepare {REF}", "check-cadence", "ledger", "remind")
DO = (
    "doctor",
    f"contract {REF}",
    f"quote {REF} --yes",
    f"sign {REF} --on 2026-09-15",
    f"set-terms {REF} --sessions 2 --hours 2 --start 2026-10-01 --months 2 --rate 120",
    "log-session martin-2026 --on 2026-09-19 --anyway",
    "plan martin-2026 --on 2026-09-21 --anyway",
    "mail 1",
    "mail 1 --duplicate",
    "pay 1 --amount 1 --on 2026-09-19 --by transfer",
    "set-client acme --contact Dupont",
    "close martin-2026",
)


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Go to a copy of a practice, and note each question to the list of valid files."""
    asked: list[str] = []

    def knows(self: KnownFiles, digest: bytes) -> bool:
        del self
        asked.append(digest.hex())
        return False

    copytree(DEMO, tmp_path / "practice")
    monkeypatch.setenv("COACH_FOLDER", str(tmp_path / "practice"))
    monkeypatch.setenv("COACH_TODAY", "2026-09-20")
    monkeypatch.setattr(KnownFiles, "knows", knows)
    return asked


@pytest.mark.parametrize("line", SHOW)
def test_a_command_that_shows_something_asks_for_known_files(
    guarded: list[str], coach: Run, line: str
) -> None:
    coach(*line.split(" "))
    assert guarded


@pytest.mark.parametrize("line", ["check-cadence", "list"])
def test_a_file_that_was_listed_as_valid_and_is_not_explains_an_unexpected_error(
    coach: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    line: str,
) -> None:
    copytree(DEMO, tmp_path / "practice")
    monkeypatch.setenv("COACH_FOLDER", str(tmp_path / "practice"))
    monkeypatch.setattr(KnownFiles, "knows", lambda *_: True)
    engagement = tmp_path / "practice" / "engagements" / "martin-2026.toml"
    text = engagement.read_text("utf-8")
    assert '\nid = "s1"\n' in text
    engagement.write_text(text.replace('\nid = "s1"\n', '\nid = "first"\n', 1), "utf-8")
    ran = coach(line)
    assert (ran.code, ran.out) == (4, "")
    assert "sessions.1.id" in ran.err


@pytest.mark.parametrize("line", DO)
def test_any_other_command_validates_each_file(guarded: list[str], coach: Run, line: str) -> None:
    assert coach(*line.split(" ")).code in (0, 1, 5)
    assert guarded == []

"""Backups that earlier versions wrote, which every later one restores.

One is in clear; the other, of a practice with notes, is locked for the keys of `tests.note_keys`.
"""

import io
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from tests.folders.running import FOLDERS
from tests.note_keys import KEYS, NOTE, RECOVERY

from phmcoach.cli import app

PLAIN = {
    ".gitattributes": "705fd4d6451a31d3",
    "clients/acme.toml": "01b6f9b75eb9356e",
    "engagements/martin.toml": "d954a7dc5b3546ee",
    "ledger/head.toml": "64c638e601c4c0a2",
    "practice.toml": "9aa4c139b95f05d3",
}


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("in-clear.zip", {}),
        ("locked.zip.age", {"notes/keys.toml": KEYS, "notes/martin/2026-01-03.age": NOTE}),
    ],
)
def test_a_backup_of_an_earlier_version_is_restored(
    name: str, more: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("COACH_TODAY", "2026-02-04")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COACH_PASSPHRASE_COMMAND", raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO(RECOVERY))
    line = ("restore", str(FOLDERS / "backups" / name), "again", "--last-number", "none")
    monkeypatch.setattr(sys, "argv", ["coach", *line])
    assert app.main() == 0
    again = tmp_path / "again"
    for each, digest in PLAIN.items():
        assert sha256((again / each).read_bytes()).hexdigest()[:16] == digest
    for each, text in more.items():
        assert (again / each).read_text("utf-8") == text

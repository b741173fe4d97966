"""A backup of a practice with private notes: encrypted, and opened on another computer."""

import io
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Ran, Run
from tests.conftest import leave_typesetting_out
from tests.note_keys import (
    ASKED,
    NOTE_TEXT,
    OTHER_IDENTITY,
    PASSPHRASE,
    RECOVERY,
    write_keys,
    write_note,
)

from phmcoach.cli.pages.keeping import locked_backup
from phmcoach.cli.shell.state import CliState
from phmcoach.notes.age_files import lock_bytes, make_key, read_key

IN = ("-C", "practice")
NONE = ("--last-number", "none")
LOCKED = (
    "This backup is encrypted, and what your passphrase opens is inside it: only your recovery key"
    " opens it.\n"
)
FINE = (
    "Restored as of 15\xa0June\xa02026: 21 files, each the same as in the backup.\n"
    "All is well. Engagements: 3, clients: 2, ledger entries: 2.\n"
)
Type = Callable[[str], None]


@pytest.fixture(autouse=True)
def practice(coach: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    leave_typesetting_out(monkeypatch)
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    monkeypatch.delenv("COACH_PASSPHRASE_COMMAND", raising=False)
    assert coach("demo", "practice").code == 0
    found = tmp_path / "practice"
    text = (found / "practice.toml").read_text("utf-8")
    (found / "practice.toml").write_text(text.replace('"fr"', '"en"'), "utf-8")
    write_keys(found)
    write_note(found, "martin-2026", "2026-05-03")
    return found


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Type:
    """Let the next command read a line."""
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_a_lost_laptop_is_survived_with_the_recovery_key_and_its_notes_are_read_again(
    coach: Run, practice: Path, pipe: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = coach(*IN, "backup", "kept.zip")
    kept = practice.with_name("kept.zip.age")
    assert ran == Ran(
        0,
        f"{kept}\n",
        "Backed up and read back: 21 files, 0.1 MB. Keep this file outside the computer.\n"
        "It is encrypted: on another computer, only your recovery key opens it.\n",
    )
    if sys.platform != "win32":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    practice.rename(practice.with_name("stolen"))
    pipe(f"{RECOVERY}\n")
    ran = coach("restore", "kept.zip.age", "again", *NONE)
    assert ran == Ran(0, f"{practice.with_name('again')}\n", LOCKED + FINE)
    monkeypatch.setenv("COACH_PASSPHRASE_COMMAND", ASKED)
    shown = coach("-C", "again", "note", "show", "martin")
    assert (shown.code, NOTE_TEXT.splitlines()[0] in shown.out) == (0, True)


def test_nothing_of_the_practice_can_be_read_in_the_file(coach: Run, practice: Path) -> None:
    coach(*IN, "backup", "kept.zip")
    content = practice.with_name("kept.zip.age").read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    for word in (b"practice.toml", b"SHA256SUMS", b"PK\x03\x04", b"martin"):
        assert word not in content


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("kept.zip", "kept.zip.age"),
        ("kept", "kept.age"),
        ("kept.zip.age", "kept.zip.age"),
        ("kept.AGE", "kept.AGE"),
        ("usb", "usb/phmcoach-2026-06-15.zip.age"),
    ],
)
def test_the_name_of_an_encrypted_backup_ends_in_age(
    coach: Run, tmp_path: Path, typed: str, written: str
) -> None:
    (tmp_path / "usb").mkdir()
    assert coach(*IN, "backup", typed).out == f"{tmp_path / written}\n"
    assert coach(*IN, "backup", typed).code == 6


def test_without_keys_a_backup_is_in_clear_and_says_so(coach: Run, practice: Path) -> None:
    shutil.rmtree(practice / "notes")
    ran = coach(*IN, "backup", "kept.zip.age")
    assert ran == Ran(
        5,
        "",
        "Error: A backup is encrypted once your private notes have their keys (coach note REF)."
        " Until then it is in clear, and its name does not end in .age: kept.zip\n"
        "  To fix it: coach -C practice backup kept.zip\n",
    )
    ran = coach(*IN, "backup", "kept.zip")
    assert (ran.code, ran.out) == (0, f"{practice.with_name('kept.zip')}\n")
    assert ran.err.endswith(
        "It is not encrypted: whoever has it reads your files. Once your private notes have their"
        " keys, it is.\n"
    )


def test_what_was_encrypted_once_is_not_backed_up_in_clear_because_a_key_is_lost(
    coach: Run, practice: Path, tmp_path: Path
) -> None:
    (practice / "notes" / "keys.toml").unlink()
    ran = coach(*IN, "backup", "kept.zip")
    assert (ran.code, ran.out) == (5, "")
    assert "notes/keys.toml is missing" in ran.err
    assert "coach -C practice note recover" in ran.err
    assert [path.name for path in tmp_path.iterdir() if "kept" in path.name] == []


def test_the_passphrase_opens_it_where_the_practice_is_at_hand(
    coach: Run, pipe: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach(*IN, "backup", "kept.zip")
    pipe("")
    monkeypatch.setenv("COACH_PASSPHRASE_COMMAND", ASKED)
    ran = coach(*IN, "restore", "kept.zip", "again", *NONE)
    assert (ran.code, ran.err) == (0, FINE)
    monkeypatch.setenv("COACH_PASSPHRASE_COMMAND", "echo another passphrase")
    ran = coach(*IN, "restore", "kept.zip", "more", *NONE)
    assert (ran.code, "This passphrase does not open" in ran.err) == (5, True)


def test_off_a_terminal_the_recovery_key_is_read_also_where_the_practice_is_at_hand(
    coach: Run, pipe: Type
) -> None:
    coach(*IN, "backup", "kept.zip")
    pipe(RECOVERY)
    assert coach(*IN, "restore", "kept.zip.age", "again", *NONE).code == 0


def test_a_passphrase_of_another_practice_is_followed_by_the_recovery_key(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach(*IN, "backup", "kept.zip")
    (practice / "notes" / "identity.age").write_text(OTHER_IDENTITY, "utf-8")
    answers = iter(("not a key", RECOVERY))
    monkeypatch.setattr(CliState, "interactive", True)
    monkeypatch.setattr("getpass.getpass", lambda _: PASSPHRASE)
    monkeypatch.setattr(locked_backup, "read_line", lambda *_: next(answers))
    ran = coach(*IN, "restore", "kept.zip", "again", *NONE)
    assert ran.code == 0
    assert ran.err.count("This passphrase does not open") == 3
    assert LOCKED in ran.err
    assert "That is no recovery key" in ran.err
    assert ran.err.endswith("All is well. Engagements: 3, clients: 2, ledger entries: 2.\n")


@pytest.mark.parametrize("length", [30, 100, 300, 5_000, -1])
def test_a_backup_that_was_cut_is_no_backup(
    coach: Run, practice: Path, pipe: Type, tmp_path: Path, length: int
) -> None:
    coach(*IN, "backup", "kept.zip")
    content = practice.with_name("kept.zip.age").read_bytes()
    (tmp_path / "cut.age").write_bytes(content[:length])
    pipe(RECOVERY)
    ran = coach("restore", "cut.age", "again", *NONE)
    said = "cut.age is no backup that coach backup has made, or is damaged.\n"
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.endswith(said)
    assert not (tmp_path / "again").exists()


def test_a_backup_that_was_changed_is_no_backup(
    coach: Run, practice: Path, pipe: Type, tmp_path: Path
) -> None:
    coach(*IN, "backup", "kept.zip")
    kept = practice.with_name("kept.zip.age")
    content = kept.read_bytes()
    kept.write_bytes(content[:9_000] + bytes([content[9_000] ^ 1]) + content[9_001:])
    pipe(RECOVERY)
    ran = coach("restore", "kept.zip.age", "again", *NONE)
    assert (ran.code, "is no backup" in ran.err) == (4, True)
    assert [path.name for path in tmp_path.iterdir() if "again" in path.name] == []


def test_another_key_and_another_file_of_age_are_named(
    coach: Run, pipe: Type, tmp_path: Path
) -> None:
    coach(*IN, "backup", "kept.zip")
    pipe(make_key().secret)
    ran = coach("restore", "kept.zip", "again", *NONE)
    said = "it is the key of another practice, or the file was changed.\n"
    assert (ran.code, ran.err.endswith(said)) == (5, True)
    own = read_key(RECOVERY)
    assert own is not None
    (tmp_path / "other.age").write_bytes(lock_bytes(b"no zip at all", (own.public,)))
    pipe(RECOVERY)
    ran = coach("restore", "other.age", "again", *NONE)
    assert (ran.code, "other.age is no backup" in ran.err) == (4, True)


def test_the_key_is_asked_for_after_all_that_needs_none(coach: Run, practice: Path) -> None:
    coach(*IN, "backup", "kept.zip")
    for folder in ("practice", "practice/inside"):
        ran = coach("restore", "kept.zip", folder, *NONE)
        assert (ran.code, LOCKED in ran.err) == (6, False)
    assert practice.is_dir()


@pytest.mark.skipif(shutil.which("age") is None, reason="the program age is not installed")
def test_a_backup_that_the_program_age_locked_again_is_restored(
    coach: Run, practice: Path, pipe: Type, tmp_path: Path
) -> None:
    """Such as one with armour, for a mail."""
    key = read_key(RECOVERY)
    assert key is not None
    shutil.rmtree(practice / "notes")
    coach(*IN, "backup", "kept.zip")
    given = ("age", "-a", "-r", key.public, "-o", "armoured.age", "kept.zip")
    subprocess.run(given, check=True, cwd=tmp_path)
    pipe(RECOVERY)
    assert coach("restore", "armoured.age", "again", *NONE).code == 0

"""Back a practice up, lose the laptop, and go on from the backup."""

import json
import os
import stat
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.cli.conftest import Ran, Run, edit
from tests.conftest import leave_typesetting_out

Files = dict[str, bytes]
IN = ("-C", "practice")


@pytest.fixture(autouse=True)
def practice(coach: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    leave_typesetting_out(monkeypatch)
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    assert coach("demo", "practice").code == 0
    found = tmp_path / "practice"
    edit(found / "practice.toml", 'language = "fr"', 'language = "en"')
    return found


def files(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (".coach.lock", "backup.toml")
    }


def modes(folder: Path) -> dict[str, int]:
    return {name: stat.S_IMODE((folder / name).stat().st_mode) for name in files(folder)}


def test_a_backup_is_one_zip_that_any_program_unpacks_and_compares(
    coach: Run, practice: Path, tmp_path: Path
) -> None:
    ran = coach(*IN, "backup", "kept.zip")
    assert (ran.code, ran.out) == (0, f"{tmp_path / 'kept.zip'}\n")
    assert "Backed up and read back: 18 files" in ran.err
    with ZipFile("kept.zip") as archive:
        archive.extractall("unpacked")
    assert files(tmp_path / "unpacked" / "practice") == files(practice)
    sums = (tmp_path / "unpacked" / "SHA256SUMS").read_text("utf-8").splitlines()
    assert len(sums) == 18
    assert sums[-1].endswith("  practice/practice.toml")
    assert stat.S_IMODE(Path("kept.zip").stat().st_mode) == 0o600


def test_a_restored_practice_has_the_same_bytes_and_permissions(
    coach: Run, practice: Path, tmp_path: Path
) -> None:
    coach(*IN, "backup", "kept.zip")
    ran = coach("restore", "kept.zip", "again", "--last-number", "none")
    said = (
        "Restored as of 15\xa0June\xa02026: 18 files, each the same as in the backup.\n"
        "All is well. Engagements: 3, clients: 2, ledger entries: 2.\n"
    )
    assert ran == Ran(0, f"{tmp_path / 'again'}\n", said)
    assert files(tmp_path / "again") == files(practice)
    assert modes(tmp_path / "again") == modes(practice)
    assert (tmp_path / "again" / "backup.toml").read_text("utf-8") == (
        "schema = 1\nmade_on = 2026-06-15\n"
    )


def test_what_is_wrong_with_a_restored_practice_is_said_with_commands_in_its_folder(
    coach: Run, practice: Path, tmp_path: Path
) -> None:
    edit(practice / "engagements" / "martin-2026.toml", 'client = "acme"', 'client = "nobody"')
    coach(*IN, "backup", "kept.zip")
    ran = coach("restore", "kept.zip", "mine again", "--last-number", "none")
    assert (ran.code, ran.out) == (0, f"{tmp_path / 'mine again'}\n")
    found = coach("-C", "mine again", "doctor")
    assert found.code == 1
    assert ran.err == (
        f"Restored as of 15\xa0June\xa02026: 18 files, each the same as in the backup.\n{found.out}"
    )
    assert "coach -C 'mine again' new-client nobody" in ran.err


def test_a_lost_laptop_is_survived_with_the_number_that_was_sent_last(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The invoice that was sent after the backup keeps its number; the next one has another."""
    coach(*IN, "backup", "kept.zip")
    sent = coach(*IN, "invoice", "martin", "--json").out
    assert '"SPECIMEN-2026-0003"' in sent
    practice.rename(practice.with_name("lost"))
    monkeypatch.setenv("COACH_TODAY", "2026-06-16")
    ran = coach("restore", "kept.zip", "practice", "--last-number", "SPECIMEN-2026-0003")
    assert ran.code == 0
    assert (
        "The number SPECIMEN-2026-0003 is noted as missing: no paper gets it any more." in ran.err
    )
    assert coach(*IN, "doctor").code == 0
    sales = coach(*IN, "ledger", "--view", "sales").err
    shown = json.loads(coach(*IN, "ledger", "--view", "sales", "--json").out)["warnings"]
    assert [each["args"] for each in shown] == [
        {
            "n": "000003",
            "first": "SPECIMEN-2026-0003",
            "last": "SPECIMEN-2026-0003",
            "noted_on": "2026-06-16",
            "reason": "Restored from the backup of 15\u00a0June\u00a02026",
        }
    ]
    assert (
        "The entry of SPECIMEN-2026-0003 is lost, as entry 000003 noted on 16 June 2026:"
        " Restored from the backup of 15 June 2026." in " ".join(sales.split())
    )
    assert '"SPECIMEN-2026-0004"' in coach(*IN, "invoice", "martin", "--json").out
    assert coach(*IN, "mail", "SPECIMEN-2026-0003").code == 3


def test_the_reason_is_kept_in_the_language_of_the_practice(coach: Run, tmp_path: Path) -> None:
    coach(*IN, "backup", "kept.zip")
    restore = ("restore", "kept.zip", "again", "--last-number", "SPECIMEN-2026-0003")
    ran = coach(*restore, language="fr")
    assert (ran.code, "Restauré" in ran.err) == (0, True)
    entry = (tmp_path / "again" / "ledger" / "2026" / "000003.toml").read_text("utf-8")
    assert 'reason = "Restored from the backup of 15\u00a0June\u00a02026"' in entry


def test_off_a_terminal_the_last_number_is_an_option_and_never_assumed(
    coach: Run, tmp_path: Path
) -> None:
    coach(*IN, "backup", "kept.zip")
    ran = coach("restore", "kept.zip", "again")
    assert ran.code == 2
    told = ran.err.replace("\xa0", " ")
    assert "The backup is of 15 June 2026. What you sent since then is not in it." in told
    assert "The last known numbers are SPECIMEN-2026-0002 and SPECIMEN-D-2026 (none)." in told
    assert "coach restore kept.zip again --last-number '…'" in ran.err
    for wrong in ("SPECIMEN-2026-0001", "SPECIMEN-2026-0900", "F-2026-0003", "3"):
        assert coach("restore", "kept.zip", "again", "--last-number", wrong).code == 2
    assert not (tmp_path / "again").exists()
    assert not (tmp_path / ".again.unfinished").exists()


def test_nothing_is_ever_written_over(coach: Run, practice: Path, tmp_path: Path) -> None:
    coach(*IN, "backup", "kept.zip")
    before = Path("kept.zip").read_bytes()
    assert coach(*IN, "backup", "kept.zip").code == 6
    assert Path("kept.zip").read_bytes() == before
    assert coach(*IN, "backup", "practice/kept.zip").code == 6
    (tmp_path / "empty").mkdir()
    for folder in ("practice", "empty", "practice/inside"):
        assert coach("restore", "kept.zip", folder, "--last-number", "none").code == 6
    assert list((tmp_path / "empty").iterdir()) == []
    assert not (practice / "inside").exists()


def test_a_folder_gets_a_backup_of_the_day(coach: Run, tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    assert coach(*IN, "backup", "usb").out == f"{tmp_path / 'usb' / 'phmcoach-2026-06-15.zip'}\n"


def test_a_damaged_practice_is_backed_up_and_restored_as_it_is(
    coach: Run, practice: Path, tmp_path: Path
) -> None:
    (practice / "ledger" / "head.toml").unlink()
    (practice / "engagements" / "martin-2026.toml").write_text("broken", "utf-8")
    ran = coach(*IN, "backup", "kept.zip")
    assert ran.code == 0
    assert "The ledger is damaged, and the backup contains it as it is." in ran.err
    ran = coach("restore", "kept.zip", "again")
    assert ran.code == 0
    assert "The ledger was damaged in the backup already" in ran.err
    assert files(tmp_path / "again") == files(practice)


def test_what_is_no_file_of_the_practice_is_left_out_and_named(coach: Run, practice: Path) -> None:
    for name in (".git/config", ".DS_Store", "documents/.tmp-0123456789abcdef"):
        (practice / name).parent.mkdir(exist_ok=True)
        (practice / name).write_bytes(b"x")
    (practice / "documents" / "perso").mkdir()
    (practice / "documents" / "perso" / "été 1.txt").write_bytes(b"mine")
    (practice / "link").symlink_to(practice / "practice.toml")
    ran = coach(*IN, "backup", "kept.zip")
    assert "“link” is a link or no ordinary file" in ran.err
    with ZipFile("kept.zip") as archive:
        names = set(archive.namelist())
    assert len(names) == 18 + 1 + 1
    assert "practice/documents/perso/été 1.txt" in names
    assert "practice/.gitattributes" in names


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be written there")
def test_a_name_that_another_system_cannot_write_is_refused_before_it_is_too_late(
    coach: Run, practice: Path, tmp_path: Path
) -> None:
    (practice / "documents" / "Bilan : Claire.txt").write_bytes(b"x")
    ran = coach(*IN, "backup", "kept.zip")
    assert ran.code == 4
    assert "“documents/Bilan : Claire.txt” cannot be written on every computer." in ran.err
    assert not (tmp_path / "kept.zip").exists()


def test_a_file_that_cannot_be_read_stops_the_backup(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = os.open

    def refuse(path: str | Path, *args: int, **more: int) -> int:
        if str(path).endswith("acme.toml"):
            raise PermissionError(13, "refused", str(path))
        return real(path, *args, **more)

    monkeypatch.setattr(os, "open", refuse)
    ran = coach(*IN, "backup", "kept.zip")
    assert ran.code == 7
    assert "clients/acme.toml" in ran.err
    assert [
        path.name for path in tmp_path.iterdir() if "kept" in path.name or "tmp" in path.name
    ] == []
    del practice


def test_the_last_backup_is_a_row_of_the_day_after_three_weeks(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach(*IN, "backup", "kept.zip")
    monkeypatch.setenv("COACH_TODAY", "2026-07-05")
    assert "backup" not in coach(*IN, "today").out
    monkeypatch.setenv("COACH_TODAY", "2026-07-06")
    assert "Last backup 21 days ago\n    coach -C practice backup FILE\n" in coach(*IN, "today").out
    coach(*IN, "backup", "newer.zip")
    assert "backup" not in coach(*IN, "today").out

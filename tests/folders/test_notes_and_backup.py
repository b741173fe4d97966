"""What is kept for a bad day opens in every later version: notes, states of undo, a backup.

The passphrase and the recovery key of the folder are in `tests/note_keys.py`.
"""

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.folders.running import FOLDERS, Desk, Files, copy_folder, desk_in, read_all
from tests.note_keys import RECOVERY

PLACE = FOLDERS / "0.1.0-notes"
KEPT, BACKUP = PLACE / "kept", PLACE / "kept.zip"
BACKED_UP = "6010ffe9b2202121700a9e33409d62c2279cb3dcf363b412ef1f13c74418b7f4"
TEXTS = {
    "2026-01-13": "Il hésite encore : écouter d’abord.\n",
    "2026-01-20": "Il a décidé, « enfin ».\n",
}
DAY = date(2026, 2, 2)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Stand in a copy of the folder, on the day on which it was left."""
    with desk_in(copy_folder(KEPT, tmp_path / "practice"), tmp_path, real=False) as standing:
        standing.set_day(DAY)
        yield standing


def texts(desk: Desk, folder: str = ".") -> dict[str, str]:
    """Return the texts of the notes by their day."""
    ran = desk.run(f"-C {folder} note show petit --json")
    assert ran.code == 0, ran
    return {each["on"]: each["text"] for each in json.loads(ran.out)["notes"]}


def without_undo(files: Files) -> Files:
    return {name: text for name, text in files.items() if not name.startswith(".undo/")}


def test_the_backup_is_byte_for_byte_as_it_was_made() -> None:
    assert sha256(BACKUP.read_bytes()).hexdigest() == BACKED_UP


def test_the_notes_open_with_the_passphrase_and_after_it_was_forgotten(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert texts(desk) == TEXTS
    monkeypatch.setenv("COACH_PASSPHRASE_COMMAND", "echo quatre autres mots longs")
    assert desk.run("note show petit").code == 5
    recovered = desk.run("note recover", read=f"{RECOVERY}\n")
    assert recovered.code == 0, recovered
    assert texts(desk) == TEXTS


def test_what_was_done_is_taken_back_and_comes_again(desk: Desk) -> None:
    before = without_undo(read_all(desk.folder))
    assert desk.run("undo").code == 0
    taken_back = without_undo(read_all(desk.folder))
    assert before.keys() - taken_back.keys() == {"clients/acme.toml"}
    assert desk.run("undo").code == 0
    assert without_undo(read_all(desk.folder)) == before
    assert desk.run("undo 15").code == 0  # the undo of an address that was changed
    client = tomllib.loads((desk.folder / "clients" / "petit.toml").read_text("utf-8"))
    assert client["address"]["street"] == "4 impasse des Essais"


def test_the_numbers_of_the_gap_are_never_given_again(desk: Desk) -> None:
    assert desk.run("invoice petit --yes").code == 0
    entry = tomllib.loads((desk.folder / "ledger" / "2026" / "000004.toml").read_text("utf-8"))
    assert entry["invoice"]["number"] == "SPECIMEN-2026-0004"
    assert desk.run("doctor").code == 0


def test_the_backup_is_restored_with_its_notes_and_a_gap_for_what_was_sent(desk: Desk) -> None:
    ran = desk.run(f"restore {BACKUP} ../again --last-number SPECIMEN-2026-0003")
    assert ran.code == 0, ran
    again = desk.folder.parent / "again"
    with ZipFile(BACKUP) as kept:
        saved = {
            name.removeprefix("practice/"): kept.read(name)
            for name in kept.namelist()
            if name.startswith("practice/") and not name.endswith("ledger/head.toml")
        }
    made = read_all(again)
    assert {name: made.get(name) for name in saved} == saved
    gap = tomllib.loads((again / "ledger" / "2026" / "000002.toml").read_text("utf-8"))["gap"]
    assert (gap["first"], gap["last"]) == ("SPECIMEN-2026-0002", "SPECIMEN-2026-0003")
    assert texts(desk, "../again") == TEXTS
    assert desk.run("-C ../again doctor").code == 0

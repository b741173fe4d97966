"""A ledger in which two machines recorded is settled; a practice that is restored has no pen."""

import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Ran, Run, edit
from tests.conftest import leave_typesetting_out

from phmcoach.store.undo.pending import put_file

IN = ("-C", "practice")
PEN = """\
schema = 1
turn = 2
machine = "{machine}"
name = "Bureau"
since = 2026-06-14T18:30:00+02:00
"""
FORKED = (
    "From entry 3 on, the ledger differs from that of another machine: both recorded in it."
    " Nothing can be recorded here until this is settled."
)
APART = "exports/ledger-apart-2026-06-15"

State = dict[str, bytes]


@pytest.fixture(autouse=True)
def practice(coach: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Begin with two machines that agree on two entries; this one has the pen."""
    leave_typesetting_out(monkeypatch)
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    monkeypatch.setenv("COLUMNS", "200")
    assert coach("demo", "practice").code == 0
    folder = tmp_path / "practice"
    edit(folder / "practice.toml", 'language = "fr"', 'language = "en"')
    (folder / ".git").mkdir()
    (folder / ".git" / "coach-machine").write_text("train-1a2b3c4d\nTrain\n", "utf-8")
    give_pen(folder, "train-1a2b3c4d")
    return folder


def give_pen(folder: Path, machine: str) -> None:
    (folder / "ledger" / "writer.toml").write_text(PEN.format(machine=machine), "utf-8")


def fork_at(folder: Path, place: int) -> None:
    (folder / ".git" / "coach-fork").write_text(f"{place}\n", "utf-8")


def ledger_of(folder: Path) -> State:
    files = (path for path in sorted((folder / "ledger").rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_fork_that_cannot_be_read_blocks_the_ledger_too(coach: Run, practice: Path) -> None:
    file, deposit = practice / ".git" / "coach-fork", ("invoice", "martin", "--deposit", "50")
    before = ledger_of(practice)
    file.write_bytes(b"")
    ran = coach(*IN, *deposit)
    assert (ran.code, "To fix it: coach -C practice sync\n" in ran.err) == (5, True)
    file.unlink()
    file.mkdir()
    ran = coach(*IN, *deposit)
    assert (ran.code, "coach-fork" in ran.err) == (7, True), ran.err
    assert "coach-fork" in coach(*IN, "doctor").out
    assert coach(*IN, "today").code == 0
    assert ledger_of(practice) == before


def test_a_forked_ledger_is_blocked_until_what_this_machine_recorded_is_put_apart(
    coach: Run, practice: Path
) -> None:
    common = ledger_of(practice)
    assert coach(*IN, "invoice", "martin", "--json").code == 0
    paid = ("pay", "3", "--on", "2026-06-15", "--by", "transfer", "--amount", "100", "--json")
    assert coach(*IN, *paid).code == 0
    forked = ledger_of(practice)
    fork_at(practice, 3)
    fix = "To fix it: coach -C practice recover fork"
    refused = Ran(5, "", f"Error: {FORKED}\n  {fix}\n")
    assert coach(*IN, "invoice", "martin", "--deposit", "50") == refused
    assert coach(*IN, "recover") == Ran(0, f"To recover: {FORKED}\n  {fix}\n", "")
    assert FORKED in coach(*IN, "doctor").out
    assert ledger_of(practice) == forked
    ran = coach(*IN, "recover", "fork")
    assert ran == Ran(
        0,
        "The ledger ends with entry 2 now, up to which both machines agree.\n",
        f"What this machine had recorded since is kept in {practice / APART}. Clients who were"
        " sent a paper of it must know that its number is void. Type “coach -C practice sync”,"
        " which brings the entries of the other machine, then “coach -C practice sync --take” to"
        " record here; then record again what follows.\n"
        "Warning: The invoice SPECIMEN-2026-0003 of €520.00 was put apart: issue it again.\n"
        "  To fix it: coach -C practice invoice martin-2026\n"
        "Warning: The payment of €100.00 of 15\xa0June\xa02026, by transfer, for SPECIMEN-2026-0003"
        " was put apart: record it again, for the number that the invoice has then.\n"
        "  To fix it: coach -C practice pay NUMBER --on 2026-06-15 --by transfer --amount 100.00\n",
    )
    assert ledger_of(practice) == common
    apart = {f"{APART}/{Path(name).name}": forked[name] for name in forked.keys() - common.keys()}
    kept = {each: (practice / each).read_bytes() for each in apart}
    assert kept == apart
    assert {path.name for path in (practice / APART).iterdir()} == {Path(e).name for e in apart}
    waits = "To fix it: coach -C practice sync\n"
    assert waits in coach(*IN, "doctor").out
    assert waits in coach(*IN, "invoice", "martin").err
    assert coach(*IN, "recover", "fork").code == 5
    assert coach(*IN, "undo").code != 0
    assert ledger_of(practice) == common


@pytest.mark.parametrize("done", [1, 2, 3, 4])
def test_a_fork_that_was_killed_half_way_is_no_damage_to_the_doctor(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    assert coach(*IN, "invoice", "martin").code == 0
    forked = ledger_of(practice)
    fork_at(practice, 3)
    left = iter(range(done))

    def put_some(path: Path, content: bytes | None, mode: int | None, before: str | None) -> None:
        if next(left, None) is None:
            raise SystemExit
        put_file(path, content, mode, before)

    with monkeypatch.context() as patch:
        patch.setattr("phmcoach.store.undo.pending.put_file", put_some)
        patch.setattr("phmcoach.store.undo.pending._take_back", lambda *_: None)
        with pytest.raises(SystemExit):
            coach(*IN, "recover", "fork")
    assert (ledger_of(practice) != forked) is (done > 2)
    doctor = coach(*IN, "doctor").out
    assert "Warning: An undo was stopped" in doctor
    errors = [line for line in doctor.splitlines() if line.startswith("Error")]
    assert errors == [f"Error: {FORKED}"]
    assert coach(*IN, "set-client", "acme", "--email", "a@example.org").code == 0
    assert ledger_of(practice) == forked
    assert coach(*IN, "recover", "fork").code == 0


def test_a_fork_with_nothing_of_this_machine_is_settled_at_once(coach: Run, practice: Path) -> None:
    common = ledger_of(practice)
    fork_at(practice, 3)
    ran = coach(*IN, "recover", "fork", "--json")
    assert ran.code == 0
    assert '"entries": 2' in ran.out
    assert ledger_of(practice) == common
    assert not (practice / "exports").exists()


def test_a_restored_practice_is_one_of_its_own(coach: Run, practice: Path, tmp_path: Path) -> None:
    give_pen(practice, "bureau-3f9c21aa")
    assert coach(*IN, "backup", "kept.zip").code == 0
    ran = coach("restore", "kept.zip", "again", "--last-number", "SPECIMEN-2026-0005")
    assert ran.code == 0
    said = "Bureau recorded the invoices of this practice. If that machine still works, go on there"
    assert said in ran.err
    assert not (tmp_path / "again" / "ledger" / "writer.toml").exists()
    assert "SPECIMEN-2026-0006" in coach("-C", "again", "invoice", "martin", "--json").out
    assert coach("-C", "again", "doctor").code == 0


def test_a_copy_of_the_folder_without_its_repository_records_nothing(
    coach: Run, practice: Path, tmp_path: Path
) -> None:
    shutil.copytree(practice, tmp_path / "copy", ignore=shutil.ignore_patterns(".git"))
    assert "Bureau holds the pen" in coach("-C", "copy", "invoice", "martin").err
    assert "Bureau holds the pen" in coach("-C", "copy", "doctor").out
    assert "Bureau holds the pen" in coach("-C", "copy", "today").out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema = 1\nturn = x\n", "writer.toml:2"),
        ('schema = 1\nturn = 0\nmachine = "a"\nname = "A"\nsince = 2026-06-14\n', "writer.toml:2"),
        ("<<<<<<< HEAD\n", "writer.toml:1"),
        ("", "writer.toml"),
    ],
)
def test_a_wrong_file_of_the_pen_is_named_and_nothing_is_recorded(
    coach: Run, practice: Path, text: str, said: str
) -> None:
    (practice / "ledger" / "writer.toml").write_text(text, "utf-8")
    ran = coach(*IN, "invoice", "martin")
    assert ran.code == 4
    assert said in ran.err
    assert said in coach(*IN, "doctor").out
    assert coach(*IN, "log-session", "martin", "--on", "2026-06-15").code == 0


def test_a_copy_of_the_file_that_a_synchronisation_left_is_named(
    coach: Run, practice: Path
) -> None:
    ledger = practice / "ledger"
    shutil.copy(ledger / "writer.toml", ledger / "writer (conflicted copy).toml")
    ran = coach(*IN, "doctor")
    assert "writer (conflicted copy).toml" in ran.out
    (ledger / "writer (conflicted copy).toml").unlink()
    (ledger / "writer.toml").rename(ledger / "Writer.toml")
    assert "Writer.toml" in coach(*IN, "doctor").out

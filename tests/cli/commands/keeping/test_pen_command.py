"""One machine of several records in the ledger, and `coach sync --take` moves that."""

import errno
import io
import shutil
import sys
from pathlib import Path

import pytest
from tests.cli.commands.keeping.machines import LAST, Machines, git, needs_git, numbers_in
from tests.cli.conftest import Run
from tests.conftest import leave_typesetting_out

from phmcoach.cli.shell.state import CliState
from phmcoach.store.files import read_file, storage_error

pytestmark = needs_git
TAKE = ("sync", "--take", "--yes")


@pytest.fixture
def machines(coach: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machines:
    """Begin with a practice on the machine `bureau`, which another one, `train`, has as well."""
    leave_typesetting_out(monkeypatch)
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    monkeypatch.setenv("COLUMNS", "300")
    made = Machines(coach, tmp_path)
    made.begin("bureau")
    made.clone("train")
    return made


def answer(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(CliState, "interactive", True)
    text = "".join(f"{line}\n" for line in lines)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_the_machine_that_sends_a_practice_first_holds_the_pen(machines: Machines) -> None:
    assert machines.holders("bureau", "train") == {"bureau"}
    assert machines.bill("bureau").code == 0
    refused = machines.bill("train")
    assert refused.code == 5
    assert "Bureau holds the pen" in refused.err
    assert "sync --take" in refused.err
    assert machines.run("train", "log-session", "martin", "--on", "2026-06-15").code == 0
    assert machines.run("train", "doctor").code == 0
    assert machines.run("train", "sync").code == 0
    assert machines.run("bureau", "sync").code == 0
    assert machines.ledger("bureau") != machines.ledger("train")
    assert machines.run("train", "sync").code == 0
    assert machines.ledger("bureau") == machines.ledger("train")


def test_the_pen_is_taken_by_a_push_and_the_other_machine_hears_of_it(machines: Machines) -> None:
    assert machines.bill("bureau").code == 0
    assert machines.run("bureau", "sync").code == 0
    ran = machines.run("train", *TAKE)
    assert ran.code == 0, ran
    assert "The pen is here now" in ran.err
    assert machines.run("train", *TAKE).err.endswith("The pen is here already.\n")
    assert machines.bill("train").code == 0
    assert machines.run("train", "sync").code == 0
    assert machines.run("bureau", "sync").code == 0
    assert machines.holders("bureau", "train") == {"train"}
    assert machines.bill("bureau").code == 5
    assert machines.ledger("bureau") == machines.ledger("train")
    ranks = [int(number[-4:]) for number in numbers_in(machines.ledger("bureau"))]
    assert ranks == [*range(1, len(ranks) + 1)]
    assert machines.run("bureau", "doctor").code == 0


@pytest.mark.parametrize("name", ["bureau", "train"])
@pytest.mark.parametrize("renamed", ["writer (1).toml", "Writer.toml", "../writer.toml"])
def test_no_machine_records_after_it_has_lost_the_file_of_the_pen(
    machines: Machines, name: str, renamed: str
) -> None:
    writer = machines.place / name / "ledger" / "writer.toml"
    writer.rename(writer.parent / renamed)
    before = machines.ledger(name)
    refused = machines.bill(name)
    assert refused.code == 3
    assert "ledger/writer.toml" in refused.err
    assert machines.run(name, "pay", "2", "--on", "2026-06-15", "--by", "transfer").code == 3
    assert machines.ledger(name) == before
    assert machines.run(name, "log-session", "martin", "--on", "2026-06-15").code == 0
    doctor = machines.run(name, "doctor")
    assert doctor.code == 1
    assert "until it is back" in doctor.out + doctor.err
    assert "until it is back" in machines.run(name, "today").out
    (writer.parent / renamed).unlink()
    assert machines.run(name, "sync").code == 0
    assert machines.run(name, "doctor").code == 0
    assert machines.bill(name).code == (0 if name == "bureau" else 5)


def test_a_commit_that_removes_the_file_of_the_pen_gives_it_to_nobody(machines: Machines) -> None:
    train = machines.place / "train"
    writer = train / "ledger" / "writer.toml"
    known = writer.read_bytes()
    git(train, "rm", "-q", "ledger/writer.toml")
    git(train, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x")
    assert machines.bill("train").code == 3
    assert machines.run("train", "sync").code == 0
    assert writer.read_bytes() == known
    assert machines.bill("train").code == 5
    assert machines.run("bureau", "sync").code == 0
    assert machines.bill("bureau").code == 0


def test_a_first_sync_that_reached_nobody_holds_nothing_up(coach: Run, tmp_path: Path) -> None:
    assert coach("demo", "alone").code == 0
    git(tmp_path, "init", "-q", "alone")
    assert coach("-C", "alone", "sync", "--remote", str(tmp_path / "none"), "--yes").code == 7
    billed = coach("-C", "alone", "invoice", "martin", "--deposit", "100")
    assert billed.code == 0


LOOKS = {
    "invoice": ("invoice", "martin", "--deposit", "100"),
    "round": ("invoice", "--all"),
    "credit": ("credit", LAST, "--reason", "error"),
    "quote": ("quote", "petit"),
}


@pytest.mark.parametrize("words", LOOKS.values(), ids=LOOKS)
def test_a_look_at_what_would_be_issued_needs_no_pen(
    machines: Machines, words: tuple[str, ...]
) -> None:
    before = machines.ledger("train")
    ran = machines.run("train", *words, "--dry-run")
    assert ran == machines.run("bureau", *words, "--dry-run")
    assert ran.code == 0
    assert ran.err.endswith("Nothing was written and no number was drawn.\n")
    assert machines.ledger("train") == before
    refused = machines.run("train", *words)
    assert refused.code == 5
    assert "Bureau holds the pen" in refused.err


def test_nobody_answers_off_a_terminal_but_yes(machines: Machines) -> None:
    ran = machines.run("train", "sync", "--take")
    assert ran.code == 5
    assert "sync --take --yes" in ran.err
    assert machines.holders("bureau", "train") == {"bureau"}


def test_yes_takes_the_pen_only_from_the_machine_that_was_known_to_hold_it(
    machines: Machines,
) -> None:
    machines.clone("maison")
    assert machines.run("train", *TAKE).code == 0
    ran = machines.run("maison", *TAKE)
    assert ran.code == 6
    assert "Train took the pen" in ran.err
    assert machines.holders("train", "maison") == {"train"}
    assert machines.run("maison", *TAKE).code == 0  # now it is known
    assert machines.run("train", "sync").code == 0
    assert machines.holders("train", "maison") == {"maison"}


def test_yes_takes_no_pen_from_a_machine_that_nothing_was_known_of(
    coach: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    leave_typesetting_out(monkeypatch)
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    made = Machines(coach, tmp_path)
    assert coach("demo", "bureau").code == 0
    git(tmp_path, "init", "-q", "bureau")
    git(tmp_path / "bureau", "add", "-A")
    author = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    git(tmp_path / "bureau", *author, "commit", "-qm", "by hand")
    git(tmp_path / "bureau", "push", "-q", str(made.remote), "HEAD")
    git(tmp_path, "clone", "-q", str(made.remote), "train")
    made.call("bureau")
    made.call("train")
    assert made.run("bureau", "sync", "--remote", str(made.remote), "--yes").code == 0
    ran = made.run("train", *TAKE)
    assert ran.code == 6
    assert "Bureau a pris la main" in ran.err
    assert made.holders("bureau", "train") == {"bureau"}
    assert made.run("train", *TAKE).code == 0  # now it is known


def test_a_terminal_says_what_is_known_of_the_other_machine_and_asks(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "n")
    ran = machines.run("train", "sync", "--take")
    assert "Bureau holds the pen, and last sent something on " in ran.err
    assert f"The last invoice then is {LAST}." in ran.err
    assert machines.holders("bureau", "train") == {"bureau"}
    answer(monkeypatch, "y")
    assert machines.run("train", "sync", "--take").code == 0
    assert machines.holders("train") == {"train"}


def test_the_last_numbers_of_a_lost_machine_are_settled_before_anything_is_recorded(
    machines: Machines,
) -> None:
    assert machines.bill("bureau").code == 0  # 0003, which is never sent
    assert machines.run("train", *TAKE, "--force").code == 2
    assert machines.holders("bureau", "train") == {"bureau"}
    ran = machines.run("train", *TAKE, "--force", "--last-number", "SPECIMEN-2026-0003")
    assert ran.code == 0, ran
    assert "The number SPECIMEN-2026-0003 is noted as missing" in ran.err
    assert "SPECIMEN-2026-0004" in machines.bill("train").out
    assert machines.run("train", "doctor").code == 0
    assert machines.run("train", "sync").code == 0


def test_no_index_of_a_take_stays_in_the_folder_of_git(machines: Machines) -> None:
    assert machines.run("train", *TAKE).code == 0
    assert [*(machines.place / "train" / ".git").glob("coach-*index*")] == []
    assert git(machines.place / "train", "status", "--short") == ""


def test_off_a_terminal_the_line_that_takes_the_pen_of_a_lost_machine_settles_its_numbers(
    machines: Machines,
) -> None:
    last = ("--last-number", "SPECIMEN-2026-0003")
    ran = machines.run("train", "sync", "--take", "--force", *last)
    assert ran.code == 5
    assert "Error: Nothing was taken. With --yes you say that Bureau is lost" in ran.err
    assert ran.err.endswith(f" sync --take --force {' '.join(last)} --yes\n")
    assert machines.holders("bureau", "train") == {"bureau"}
    assert machines.run("train", *TAKE, "--force", *last).code == 0
    assert "SPECIMEN-2026-0004" in machines.bill("train").out


def test_nothing_is_recorded_until_the_last_numbers_are_known(machines: Machines) -> None:
    ran = machines.run("train", *TAKE, "--force", "--last-number", "SPECIMEN-2026-0001")
    assert ran.code == 2
    refused = machines.bill("train")
    assert refused.code == 5
    assert "sync --take --force" in refused.err
    assert "sync --take --force" in machines.run("train", "doctor").out
    assert machines.run("train", *TAKE).code == 5
    assert machines.run("train", *TAKE, "--force", "--last-number", "none").code == 0
    assert "SPECIMEN-2026-0003" in machines.bill("train").out


def test_two_machines_that_recorded_are_named_and_settled(machines: Machines) -> None:
    assert machines.run("train", *TAKE).code == 0
    assert machines.bill("bureau", 100).code == 0  # it has not heard of it
    assert machines.bill("train", 200).code == 0
    assert machines.run("train", "sync").code == 0
    before = machines.ledger("bureau")
    remote = git(machines.remote, "rev-parse", "HEAD")
    ran = machines.run("bureau", "sync")
    assert ran.code == 6
    assert ran.err.replace("\xa0", " ") == (
        "Error: From entry 3 on, two machines recorded in the ledger without each other. Nothing"
        " was merged or sent, and nothing can be recorded here until this is settled.\n"
        f"  To fix it: coach -C {machines.place / 'bureau'} recover fork\n"
        "Error: On this machine, Bureau: SPECIMEN-2026-0003, €100.00, recorded on 15 June 2026.\n"
        "Error: On the other one, Train: SPECIMEN-2026-0003, €200.00, recorded on 15 June 2026.\n"
    )
    assert machines.ledger("bureau") == before
    assert git(machines.remote, "rev-parse", "HEAD") == remote
    assert machines.bill("bureau").code == 5
    assert machines.run("bureau", "doctor").code == 1
    assert machines.run("bureau", "sync").code == 6
    ran = machines.run("bureau", "recover", "fork")
    assert ran.code == 0
    assert "invoice martin-2026 --deposit 100.00" in ran.err
    ran = machines.run("bureau", "sync")
    assert ran.code == 0, ran
    assert machines.ledger("bureau") == machines.ledger("train")
    assert machines.run("train", "sync").code == 0
    assert machines.run("bureau", *TAKE).code == 0
    assert "SPECIMEN-2026-0004" in machines.bill("bureau").out
    assert machines.run("bureau", "sync").code == 0
    assert machines.run("train", "sync").code == 0
    assert machines.ledger("bureau") == machines.ledger("train")
    for name in ("bureau", "train"):
        assert machines.run(name, "doctor").code == 0
    apart = sorted((machines.place / "train" / "exports").glob("ledger-apart-*/*.toml"))
    assert [path.name for path in apart] == ["000003.toml"]


def test_a_ledger_that_only_goes_on_is_no_fork(machines: Machines) -> None:
    assert machines.bill("bureau").code == 0
    assert machines.run("train", *TAKE).code == 0
    assert machines.run("bureau", "sync").code == 0
    assert machines.run("train", "sync").code == 0
    assert machines.ledger("bureau") == machines.ledger("train")


@pytest.mark.parametrize("text", [None, "schema = 1\n"])
def test_a_sync_puts_the_file_of_the_pen_back(machines: Machines, text: str | None) -> None:
    writer = machines.place / "train" / "ledger" / "writer.toml"
    before = writer.read_bytes()
    if text is None:
        writer.unlink()
    else:
        writer.write_text(text, "utf-8")
    assert machines.run("train", "sync").code == 0
    assert writer.read_bytes() == before
    assert machines.run("bureau", "sync").code == 0
    assert machines.holders("bureau", "train") == {"bureau"}


def test_a_copy_of_the_folder_is_another_machine_once_it_has_lost_the_name(
    machines: Machines,
) -> None:
    copy = shutil.copytree(machines.place / "bureau", machines.place / "copy", symlinks=True)
    (copy / ".git" / "coach-machine").unlink()
    assert machines.bill("copy").code == 5
    assert machines.bill("bureau").code == 0
    assert machines.run("bureau", "sync").code == 0
    assert machines.run("copy", *TAKE).code == 0
    assert machines.bill("copy").code == 0
    assert machines.run("copy", "sync").code == 0
    assert machines.run("bureau", "sync").code == 0
    assert machines.bill("bureau").code == 5


@pytest.mark.parametrize("name", ["coach-machine", "coach-fork"])
def test_nothing_is_recorded_while_the_system_does_not_tell_who_may(
    machines: Machines, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    hidden = machines.place / "bureau" / ".git" / name
    if name == "coach-fork":
        hidden.write_text("3\n", "utf-8")
    before = machines.ledger("bureau")

    def read_but_one(path: Path | str) -> bytes:
        if Path(path) == hidden:
            raise storage_error(PermissionError(errno.EACCES, "Permission denied"), hidden)
        return read_file(path)

    monkeypatch.setattr("phmcoach.store.pen.writer.read_file", read_but_one)
    refused = machines.bill("bureau")
    assert (refused.code, name in refused.err) == (7, True), refused
    doctor = machines.run("bureau", "doctor")
    assert (doctor.code, name in doctor.out) == (1, True), doctor
    assert machines.ledger("bureau") == before


def test_a_note_of_a_fork_that_says_no_place_records_nothing_before_a_sync(
    machines: Machines,
) -> None:
    (machines.place / "bureau" / ".git" / "coach-fork").write_bytes(b"")
    assert machines.bill("bureau").code == 5
    assert machines.run("bureau", "sync").code == 0
    assert machines.bill("bureau").code == 0

"""Lose the head, the end or an entry of the ledger, and go on without giving a number twice."""

import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from tests.cli.conftest import Ran, Run, edit
from tests.conftest import leave_typesetting_out

from phmcoach.errors import StorageError
from phmcoach.store.ledger_files import LedgerFiles

IN = ("-C", "practice")
LAST = "SPECIMEN-2026-0003"


@pytest.fixture(autouse=True)
def ledger(coach: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Begin with three entries, of which the last is the invoice 3; `older` has two of them."""
    leave_typesetting_out(monkeypatch)
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    assert coach("demo", "practice").code == 0
    edit(tmp_path / "practice" / "practice.toml", 'language = "fr"', 'language = "en"')
    shutil.copytree(tmp_path / "practice" / "ledger", tmp_path / "older")
    assert f'"{LAST}"' in coach(*IN, "invoice", "martin", "--json").out
    return tmp_path / "practice" / "ledger"


def next_number(coach: Run) -> str:
    ran = coach(*IN, "invoice", "martin", "--deposit", "100", "--json")
    assert ran.code == 0, ran
    found = re.search(r'"number": "(SPECIMEN-2026-[0-9]+)"', ran.out)
    assert found
    return found[1]


def recover(coach: Run, what: str, last: str = LAST) -> Ran:
    return coach(*IN, "recover", what, "--last-number", last)


def remove(path: Path) -> None:
    path.chmod(0o600)
    path.unlink()


def fixes(ran: Ran) -> list[str]:
    return re.findall(r"To fix it: (coach .*)", ran.err + ran.out)


def test_a_lost_head_is_made_again_of_whole_entries(coach: Run, ledger: Path) -> None:
    before = (ledger / "head.toml").read_text("utf-8")
    remove(ledger / "head.toml")
    assert fixes(coach(*IN, "invoice", "martin")) == ["coach -C practice recover"]
    assert fixes(coach(*IN, "doctor")) == ["coach -C practice recover"]
    assert fixes(coach(*IN, "recover")) == ["coach -C practice recover head --last-number …"]
    assert coach(*IN, "recover", "head").code == 2
    ran = recover(coach, "head")
    assert ran == Ran(0, "The head of the ledger is made again, for its 4 entries.\n", "")
    after = (ledger / "head.toml").read_text("utf-8")
    assert before.replace("entries = 3", "entries = 4").splitlines()[3:] == after.splitlines()[3:]
    assert 'kind = "gap"' in (ledger / "2026" / "000004.toml").read_text("utf-8")
    assert coach(*IN, "doctor").code == 0
    assert recover(coach, "head").code == 5


@pytest.mark.parametrize("wrong", ["", "schema = 1\nentries = 9", "entries = x", "schema = 9\n"])
def test_a_head_that_cannot_be_read_is_lost_too(coach: Run, ledger: Path, wrong: str) -> None:
    (ledger / "head.toml").write_text(wrong, "utf-8")
    assert recover(coach, "head").code == 0
    assert coach(*IN, "doctor").code == 0


def test_a_ledger_that_is_lost_as_a_whole_begins_again_after_its_last_numbers(
    coach: Run, ledger: Path
) -> None:
    shutil.rmtree(ledger)
    assert fixes(coach(*IN, "doctor")) == ["coach -C practice recover"]
    assert fixes(coach(*IN, "recover")) == ["coach -C practice recover head --last-number …"]
    ran = recover(coach, "head")
    assert ran.code == 0, ran
    assert "SPECIMEN-2026-0001 to SPECIMEN-2026-0003 are noted as missing" in ran.err
    assert coach(*IN, "doctor").code == 0
    assert next_number(coach) == "SPECIMEN-2026-0004"


def test_an_older_head_is_no_reason_to_forget_entries(coach: Run, ledger: Path) -> None:
    text = (ledger / "head.toml").read_text("utf-8")
    (ledger / "head.toml").write_text(text.replace("SPECIMEN-2026 = 3", "SPECIMEN-2026 = 2"))
    assert fixes(coach(*IN, "recover")) == ["coach -C practice recover head --last-number …"]
    assert recover(coach, "head").code == 0
    assert next_number(coach) == "SPECIMEN-2026-0004"


def test_a_lost_end_of_the_ledger_keeps_its_numbers(coach: Run, ledger: Path) -> None:
    """The head still says which number was the last one: no lower one is believed."""
    remove(ledger / "2026" / "000003.toml")
    assert fixes(coach(*IN, "recover")) == ["coach -C practice recover head --last-number …"]
    assert recover(coach, "head", "none").code == 2
    assert recover(coach, "head", "SPECIMEN-2026-0002").code == 2
    ran = recover(coach, "head")
    assert ran.code == 0
    assert f"The number {LAST} is noted as missing" in ran.err
    assert coach(*IN, "doctor").code == 0
    assert next_number(coach) == "SPECIMEN-2026-0004"


def test_a_payment_at_the_lost_end_is_to_be_recorded_again(coach: Run, ledger: Path) -> None:
    """The head counts more entries than numbers are lost."""
    assert coach(*IN, "pay", "3", "--on", "2026-06-15", "--by", "transfer").code == 0
    remove(ledger / "2026" / "000004.toml")
    ran = recover(coach, "head", "none")
    assert ran.code == 0
    assert "A lost entry without a number was money received" in ran.err
    remove(ledger / "2026" / "000004.toml")
    (ledger / "head.toml").unlink()
    assert "was money received" not in recover(coach, "head", "none").err


@pytest.mark.parametrize(("name", "part"), [("000002", "entry"), ("000003", "head")])
def test_an_entry_that_was_changed_is_moved_out_and_then_recovered(
    coach: Run, ledger: Path, name: str, part: str
) -> None:
    entry = ledger / "2026" / f"{name}.toml"
    entry.chmod(0o600)
    edit(entry, "Claire", "Claude")
    ran = coach(*IN, "recover")
    assert ran.code == 4
    assert "out of the folder, then type: coach recover" in ran.err
    remove(entry)
    (fix,) = fixes(coach(*IN, "recover"))
    assert fix.startswith(f"coach -C practice recover {part}")
    numbers = ("--last-number", LAST) if part == "head" else ()
    assert coach(*IN, "recover", part, *numbers).code == 0
    assert coach(*IN, "doctor").code == 0


def test_an_older_ledger_that_was_put_back_gives_no_number_twice(
    coach: Run, ledger: Path, tmp_path: Path
) -> None:
    coach(*IN, "mail", LAST)  # the draft is what still bears the number
    shutil.rmtree(ledger)
    shutil.copytree(tmp_path / "older", ledger)
    assert coach(*IN, "invoice", "martin").code == 4
    assert fixes(coach(*IN, "doctor")) == ["coach -C practice recover"]
    assert fixes(coach(*IN, "recover")) == ["coach -C practice recover numbers --last-number …"]
    assert recover(coach, "numbers", "none").code == 2
    assert recover(coach, "numbers").code == 0
    assert coach(*IN, "doctor").code == 0
    assert next_number(coach) == "SPECIMEN-2026-0004"


def test_a_number_that_left_no_trace_is_believed_too(
    coach: Run, ledger: Path, tmp_path: Path
) -> None:
    shutil.rmtree(ledger)
    shutil.copytree(tmp_path / "older", ledger)
    ran = coach(*IN, "recover", "numbers", "--last-number", LAST, "--reason", "Disque", "--json")
    assert ran.code == 0
    assert '"reason": "Disque"' in ran.out
    assert next_number(coach) == "SPECIMEN-2026-0004"


def test_a_pdf_whose_entry_is_lost_is_settled_by_its_number(
    coach: Run, ledger: Path, tmp_path: Path
) -> None:
    remove(ledger / "2026" / "000003.toml")
    shutil.copyfile(tmp_path / "older" / "head.toml", ledger / "head.toml")
    assert fixes(coach(*IN, "recover")) == ["coach -C practice recover numbers --last-number …"]
    assert recover(coach, "numbers").code == 0
    assert coach(*IN, "doctor").code == 0
    assert (ledger / "2026" / f"facture-{LAST}.pdf").exists()


@pytest.mark.parametrize("place", [1, 2])
def test_a_lost_entry_between_others_leaves_a_gap_in_its_place(
    coach: Run, ledger: Path, place: int
) -> None:
    """What follows stays sealed by its digest, and its number is not given again."""
    lost, after = (ledger / "2026" / f"{each:06d}.toml" for each in (place, place + 1))
    digest, head = sha256(lost.read_bytes()).hexdigest(), (ledger / "head.toml").read_bytes()
    remove(lost)
    assert set(fixes(coach(*IN, "doctor"))) == {"coach -C practice recover"}
    assert fixes(coach(*IN, "recover")) == ["coach -C practice recover entry"]
    ran = coach(*IN, "recover", "entry", "--reason", "Disque")
    assert (ran.code, ran.out) == (
        0,
        "The ledger is whole again: it has 3 entries.\n",
    )
    text = lost.read_text("utf-8")
    assert f'lost_sha256 = "{digest}"' in text
    assert 'reason = "Disque"' in text
    assert f'previous_sha256 = "{digest}"' in after.read_text("utf-8")
    assert (ledger / "head.toml").read_bytes() == head
    assert coach(*IN, "doctor").code == 0
    assert next_number(coach) == "SPECIMEN-2026-0004"
    assert coach(*IN, "recover", "entry").code == 5


def test_several_lost_entries_leave_a_gap_each(coach: Run, ledger: Path) -> None:
    for place in (1, 2):
        remove(ledger / "2026" / f"{place:06d}.toml")
    assert fixes(coach(*IN, "recover")) == ["coach -C practice recover entry"]
    assert coach(*IN, "recover", "entry").code == 0
    assert coach(*IN, "doctor").code == 0
    assert next_number(coach) == "SPECIMEN-2026-0004"


def test_filling_the_places_goes_on_after_it_was_stopped(coach: Run, ledger: Path) -> None:
    """Each place is a file of its own: those that are filled stay, the others are still lost."""
    for place in (1, 2):
        remove(ledger / "2026" / f"{place:06d}.toml")
    assert coach(*IN, "recover", "entry").code == 0
    remove(ledger / "2026" / "000002.toml")
    assert fixes(coach(*IN, "recover")) == ["coach -C practice recover entry"]
    assert coach(*IN, "recover", "entry").code == 0
    assert coach(*IN, "doctor").code == 0


def test_a_lost_entry_that_is_there_under_another_name_is_put_back(
    coach: Run, ledger: Path
) -> None:
    entry = ledger / "2026" / "000002.toml"
    before = entry.read_bytes()
    entry.rename(entry.with_name("000002 (1).toml"))
    assert "byte for byte" in coach(*IN, "recover").out
    assert coach(*IN, "recover", "entry").code == 0
    assert entry.read_bytes() == before
    assert next_number(coach) == "SPECIMEN-2026-0004"


def test_an_entry_that_the_disk_refuses_is_a_fault_of_the_disk(
    coach: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove(ledger / "2026" / "000001.toml")
    read = LedgerFiles.read

    def refuse(files: LedgerFiles, file: str) -> bytes:
        if file.endswith("000002.toml"):
            raise StorageError.of("store.disk-error", path=file, reason="EIO")
        return read(files, file)

    monkeypatch.setattr(LedgerFiles, "read", refuse)
    for what in ((), ("entry",)):
        ran = coach(*IN, "recover", *what)
        assert (ran.code, ran.out) == (7, "")
        assert "000002.toml (EIO)" in ran.err


def test_a_lost_entry_beside_one_that_was_changed_is_not_settled(coach: Run, ledger: Path) -> None:
    remove(ledger / "2026" / "000002.toml")
    entry = ledger / "2026" / "000001.toml"
    entry.chmod(0o600)
    entry.write_text("schema = 1\n", "utf-8")
    assert coach(*IN, "recover", "entry").code == 4
    assert not (ledger / "2026" / "000002.toml").exists()


@pytest.mark.parametrize("part", ["head", "numbers"])
def test_an_entry_that_is_lost_or_changed_is_mended_first(
    coach: Run, ledger: Path, part: str
) -> None:
    remove(ledger / "2026" / "000002.toml")
    assert recover(coach, part).code == 4
    assert not (ledger / "2026" / "000004.toml").exists()


def test_a_last_entry_that_was_changed_gets_no_head(coach: Run, ledger: Path) -> None:
    entry = ledger / "2026" / "000003.toml"
    entry.chmod(0o600)
    edit(entry, "Claire", "Claude")
    before = (ledger / "head.toml").read_bytes()
    assert recover(coach, "head").code == 4
    assert (ledger / "head.toml").read_bytes() == before

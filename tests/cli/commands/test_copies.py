"""Copies beside an engagement, and files that cannot be opened: named, and the rest goes on."""

import json
import os
from collections.abc import Callable
from io import FileIO
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Ran, Run
from tests.cli.road import IN, ROAD
from tests.copies import COPIES

from phmcoach.store import files

COPY = "martin (1).toml"
ROUND = "{} issued, €{} to be paid; engagements that failed: {}.\n"
NAMED = (
    f"Warning: “{COPY}” is not read: the name of a file must be a reference, in lower-case letters,"
    " digits and hyphens, 60 at most. It is probably a copy of martin.toml: compare the two, then"
    f" move it out of the folder.\n  practice/engagements/{COPY}\n"
)


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    """Make a practice with one engagement, which has a session to bill."""
    return begin_after(*ROAD) / "practice"


def copy_as(practice: Path, name: str) -> None:
    engagements = practice / "engagements"
    (engagements / name).write_bytes((engagements / "martin.toml").read_bytes())


LISTS = (("list",), ("check-cadence", "--verbose"), ("remind",), ("invoice", "--all"))


@pytest.mark.parametrize("command", LISTS, ids=" ".join)
def test_a_copy_is_named_once_and_the_result_is_that_without_it(
    coach: Run, practice: Path, command: tuple[str, ...]
) -> None:
    dry = ("--dry-run",) if command[0] == "invoice" else ()
    before = coach(*IN, *command, *dry)
    copy_as(practice, COPY)
    after = coach(*IN, *command, *dry)
    assert after == Ran(0, before.out, NAMED + before.err)


def test_the_doctor_warns_of_a_copy(coach: Run, practice: Path) -> None:
    copy_as(practice, COPY)
    ran = coach(*IN, "doctor")
    assert (ran.code, NAMED in ran.out) == (0, True), ran


@pytest.mark.parametrize("command", LISTS[:2], ids=" ".join)
def test_an_answer_for_programs_names_a_copy_among_its_problems(
    coach: Run, practice: Path, command: tuple[str, ...]
) -> None:
    copy_as(practice, COPY)
    (problem,) = json.loads(coach(*IN, *command, "--json").out)["problems"]
    assert (problem["code"], problem["args"]) == (
        "store.stray-copy",
        {"name": COPY, "ref": "martin"},
    )


@pytest.mark.parametrize("command", LISTS[2:], ids=" ".join)
def test_an_answer_for_programs_names_a_copy_among_its_warnings(
    coach: Run, practice: Path, command: tuple[str, ...]
) -> None:
    copy_as(practice, COPY)
    warnings = json.loads(coach(*IN, *command, "--json").out)["warnings"]
    assert "store.stray-copy" in [each["code"] for each in warnings]


@pytest.mark.parametrize("name", COPIES.values(), ids=COPIES)
def test_a_round_bills_an_engagement_once_whatever_copies_stand_beside_it(
    coach: Run, practice: Path, name: str
) -> None:
    copy_as(practice, name.format(ref="martin", big="MARTIN"))
    first = coach(*IN, "invoice", "--all")
    second = coach(*IN, "invoice", "--all")
    assert (first.code, first.out) == (0, ROUND.format("1 document", "520.00", 0)), first
    assert (second.code, second.out) == (0, ROUND.format("0 documents", "0.00", 0)), second


def make_folder(path: Path) -> None:
    path.mkdir()


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_link(path: Path) -> None:
    path.symlink_to("/etc/hostname")


Make = Callable[[Path], None]
MAKES = (make_folder, make_pipe, make_link)


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize("command", LISTS[:2], ids=" ".join)
def test_what_cannot_be_opened_hides_no_engagement(
    coach: Run, practice: Path, command: tuple[str, ...], make: Make
) -> None:
    before = coach(*IN, *command)
    make(practice / "engagements" / "zed.toml")
    after = coach(*IN, *command)
    assert (after.code, after.out) == (7, before.out)
    assert "engagements/zed.toml" in after.err


@pytest.mark.parametrize("make", MAKES)
def test_what_cannot_be_opened_does_not_stop_a_round(
    coach: Run, practice: Path, make: Make
) -> None:
    make(practice / "engagements" / "adam.toml")
    ran = coach(*IN, "invoice", "--all")
    assert ran.code == 7
    assert ran.out == ROUND.format("1 document", "520.00", 1)
    assert "Error: adam: " in ran.err


@pytest.fixture
def unreadable(practice: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Add an engagement that the system does not let anyone read."""
    copy_as(practice, "zed.toml")
    path = practice / "engagements" / "zed.toml"

    def open_file(file: Path | str, opener: Callable[[str, int], int]) -> FileIO:
        if Path(file) == path:
            raise PermissionError(13, "Permission denied", str(file))
        return FileIO(file, opener=opener)

    monkeypatch.setattr(files, "FileIO", open_file)
    return path


@pytest.mark.usefixtures("unreadable")
@pytest.mark.parametrize("command", LISTS[:2], ids=" ".join)
def test_a_file_without_permission_hides_no_engagement(
    coach: Run, command: tuple[str, ...]
) -> None:
    ran = coach(*IN, *command)
    assert (ran.code, "martin" in ran.out) == (7, True)
    assert "Error: You may not open or write engagements/zed.toml: " in ran.err


@pytest.mark.parametrize("command", LISTS[:2], ids=" ".join)
def test_a_file_that_is_only_wrong_is_no_fault_of_the_disk(
    coach: Run, practice: Path, command: tuple[str, ...]
) -> None:
    (practice / "engagements" / "zed.toml").write_text("schema = \n", "utf-8")
    ran = coach(*IN, *command)
    assert (ran.code, "martin" in ran.out) == (4, True)


@pytest.mark.usefixtures("unreadable")
def test_a_file_without_permission_does_not_stop_a_round(coach: Run) -> None:
    ran = coach(*IN, "invoice", "--all")
    assert (ran.code, ran.out) == (
        7,
        ROUND.format("1 document", "520.00", 1),
    )
    assert "Error: zed: You may not open or write engagements/zed.toml: " in ran.err


@pytest.mark.usefixtures("unreadable")
def test_a_new_engagement_is_recorded_beside_a_file_without_permission(coach: Run) -> None:
    person = ("--client", "acme", "--beneficiary", "Zoé Roux", "--situation", "new-role")
    ran = coach(*IN, "new-engagement", "roux", *person)
    assert ran.code == 0
    warning = "Warning: You may not open or write engagements/zed.toml: "
    assert ran.err.startswith(warning)


GHOST = "martin-sauvegarde"
TWO_FILES = (
    "{} and {} are one and the same engagement, in two files: neither can be changed or billed. The"
    " copy is probably engagements/martin-sauvegarde.toml: compare them, then move it out of the"
    " practice’s folder.\n  practice/engagements/martin-sauvegarde.toml\n"
)


@pytest.fixture
def doubled(practice: Path) -> Path:
    """Copy the engagement under a name that is a reference."""
    copy_as(practice, f"{GHOST}.toml")
    return practice


def everything(practice: Path) -> dict[str, bytes]:
    found = (path for path in practice.rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in found if path.name != ".coach.lock"}


@pytest.mark.usefixtures("doubled")
@pytest.mark.parametrize("command", LISTS[:2], ids=" ".join)
def test_a_list_warns_of_two_files_of_one_engagement(coach: Run, command: tuple[str, ...]) -> None:
    ran = coach(*IN, *command)
    assert (ran.code, GHOST in ran.out) == (0, True)
    assert ran.err == "Warning: " + TWO_FILES.format("martin", GHOST)


@pytest.mark.usefixtures("doubled")
def test_the_cadence_of_one_file_warns_of_the_other(coach: Run) -> None:
    ran = coach(*IN, "check-cadence", "martin")
    assert (ran.code, ran.err) == (0, "Warning: " + TWO_FILES.format("martin", GHOST))


@pytest.mark.parametrize("ref", ["martin", GHOST])
def test_neither_of_two_files_of_one_engagement_is_billed(
    coach: Run, doubled: Path, ref: str
) -> None:
    before = everything(doubled)
    other = GHOST if ref == "martin" else "martin"
    ran = coach(*IN, "invoice", ref)
    assert ran == Ran(5, "", "Error: " + TWO_FILES.format(ref, other))
    assert everything(doubled) == before


def test_a_round_bills_the_others_and_names_both_files(coach: Run, doubled: Path) -> None:
    text = (doubled / "engagements" / "martin.toml").read_text("utf-8")
    roux = text.replace('id = "claire-martin"', 'id = "zoe-roux"').replace("Claire", "Zoé")
    (doubled / "engagements" / "roux.toml").write_text(roux.partition("[seal]")[0], "utf-8")
    sessions = "[[sessions]]" + text.partition("[[sessions]]")[2]
    with (doubled / "engagements" / "roux.toml").open("a", encoding="utf-8") as file:
        file.write(sessions)
    ran = coach(*IN, "invoice", "--all")
    assert (ran.code, ran.out) == (5, ROUND.format("1 document", "520.00", 2)), ran
    assert "Error: martin: " + TWO_FILES.format("martin", GHOST) in ran.err
    assert f"Error: {GHOST}: " + TWO_FILES.format(GHOST, "martin") in ran.err


@pytest.fixture
def orphaned(doubled: Path) -> Path:
    """Let the copy name a client that has no file."""
    copy = doubled / "engagements" / f"{GHOST}.toml"
    copy.write_text(copy.read_text("utf-8").replace('"acme"', '"nobody"'), "utf-8")
    return doubled


@pytest.mark.parametrize("command", LISTS[:2], ids=" ".join)
def test_a_list_finds_a_copy_whose_client_has_no_file(
    coach: Run, orphaned: Path, command: tuple[str, ...]
) -> None:
    ran = coach(*IN, *command)
    assert (ran.code, orphaned.name) == (4, "practice")
    assert "Warning: " + TWO_FILES.format("martin", GHOST) in ran.err
    assert f"Error: The engagement {GHOST} names the client nobody, which has no file." in ran.err


@pytest.mark.parametrize("dry", [(), ("--dry-run",)], ids=["issued", "drafted"])
def test_a_round_does_not_bill_what_a_copy_whose_client_has_no_file_contains(
    coach: Run, orphaned: Path, dry: tuple[str, ...]
) -> None:
    before = everything(orphaned)
    ran = coach(*IN, "invoice", "--all", *dry)
    assert "martin: " + TWO_FILES.format("martin", GHOST) in ran.err
    assert f"{GHOST}: The engagement {GHOST} names the client nobody" in ran.err
    assert (ran.code, everything(orphaned)) == (3, before)


@pytest.mark.usefixtures("doubled")
def test_the_doctor_reports_a_copy_as_an_error_and_asks_for_no_justification(coach: Run) -> None:
    ran = coach(*IN, "doctor")
    assert (ran.code, ran.out) == (
        1,
        "Error: "
        + TWO_FILES.format("martin", GHOST)
        + "1 error. Engagements: 2, clients: 1, ledger entries: 0.\n",
    )


def test_once_the_copy_is_moved_out_the_engagement_is_billed(coach: Run, doubled: Path) -> None:
    (doubled / "engagements" / f"{GHOST}.toml").rename(doubled.parent / "copy.toml")
    assert coach(*IN, "doctor").code == 0
    assert coach(*IN, "invoice", "martin").code == 0


def test_a_file_with_an_issued_invoice_is_not_taken_for_the_copy(
    coach: Run, practice: Path
) -> None:
    assert coach(*IN, "invoice", "martin").code == 0
    copy_as(practice, "m.toml")
    assert "The copy is probably engagements/m.toml" in coach(*IN, "invoice", "martin").err


def test_a_payment_is_recorded_beside_a_copy(coach: Run, practice: Path) -> None:
    """Money that came in is a fact, and its invoice is in the ledger."""
    assert coach(*IN, "invoice", "martin").code == 0
    copy_as(practice, f"{GHOST}.toml")
    assert coach(*IN, "pay", "1", "--on", "2026-02-03", "--by", "transfer").code == 0


def test_a_demand_that_is_already_recorded_is_not_recorded_again(
    coach: Run, begin_after: BeginAfter
) -> None:
    demand = ROAD[3]
    practice = begin_after(*ROAD[:4]) / "practice"
    before = everything(practice)
    again = (*IN, "new-engagement", "martin-2", *demand[4:], "--justification", "Autre poste.")
    ran = coach(*again)
    assert (ran.code, "already contains this demand" in ran.err) == (5, True), ran
    assert everything(practice) == before


COUNTED = (
    ("export", "hours", "--csv"),
    ("export", "sessions", "--csv"),
    ("export", "ics"),
    ("dashboard",),
)


def copy_twice(practice: Path) -> None:
    """Put a copy beside the engagement, and one into the archive."""
    text = (practice / "engagements" / "martin.toml").read_bytes()
    (practice / "engagements" / f"{GHOST}.toml").write_bytes(text)
    archived = practice / "archive" / "2025" / "martin.toml"
    archived.parent.mkdir(parents=True)
    archived.write_bytes(text)


@pytest.mark.parametrize("command", COUNTED, ids=" ".join)
def test_sessions_count_once_beside_copies_of_their_engagement(
    coach: Run, practice: Path, command: tuple[str, ...]
) -> None:
    coach(*IN, "plan", "martin", "--on", "2026-02-10")
    before = coach(*IN, *command)
    written = {path: path.read_bytes() for path in (practice / "exports").glob("*")}
    copy_twice(practice)
    after = coach(*IN, *command)
    assert (after.code, after.out) == (before.code, before.out) == (0, before.out)
    assert f"engagements/{GHOST}.toml" in after.err
    assert {path: path.read_bytes() for path in (practice / "exports").glob("*")} == written


def test_the_agenda_shows_an_engagement_once_beside_copies_of_it(
    coach: Run, practice: Path
) -> None:
    coach(*IN, "plan", "martin", "--on", "2026-02-10")
    agenda = json.loads(coach(*IN, "today", "--days", "14", "--json").out)["agenda"]
    copy_twice(practice)
    ran = coach(*IN, "today", "--days", "14", "--json")
    assert len(agenda) == 1
    assert json.loads(ran.out)["agenda"] == agenda

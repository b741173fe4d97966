"""A contract that was changed by hand since its signature: some commands refuse, the others say so.

What happened is a fact, and is recorded; what would be signed, printed or billed waits.
"""

import re
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, INVOICED

CHANGED = "terms.sessions (12 → 13)"
RECORDING = [
    "log-session martin --on 2026-02-02",
    "plan martin --on 2026-02-05",
    "pay 1 --on 2026-02-03 --by transfer",
    "show martin",
    "attendance martin",
    "evaluate martin --plan 2026-03-02",
    "evaluate martin --form",
    "pause martin --from 2026-02-09 --to 2026-02-13 --reason leave",
    "end martin --on 2026-02-03 --by coach",
]
REFUSING = ["contract martin", "amend martin --sessions 14", "invoice martin"]


@pytest.fixture
def changed(begin_after: BeginAfter, tmp_path: Path) -> Path:
    begin_after(*INVOICED)
    path = tmp_path / "practice" / "engagements" / "martin.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("\nsessions = 12\n", "\nsessions = 13\n"), "utf-8")
    return path


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize("line", RECORDING)
def test_what_records_or_shows_a_fact_says_so_and_goes_on(coach: Run, line: str) -> None:
    ran = coach(*IN, *line.split())
    assert (ran.code, (ran.out + ran.err).count(CHANGED)) == (0, 1), ran


REMARK = "what was signed has changed, or is missing"
EVERY_DAY = {
    "today": f" 1  Claire Martin: {REMARK}\n    coach -C practice show martin\n",
    "privacy export martin --to data.zip": (
        f"Warning: martin: {REMARK}.\n  To fix it: coach -C practice show martin\n"
    ),
}


@pytest.mark.parametrize("line", EVERY_DAY)
def test_what_is_looked_at_every_day_says_so_in_a_few_words(
    coach: Run, begin_after: BeginAfter, tmp_path: Path, line: str
) -> None:
    path = begin_after(*INVOICED) / "practice" / "engagements" / "martin.toml"
    before = path.read_text("utf-8")
    assert REMARK not in "".join(coach(*IN, *line.split())[1:])
    (tmp_path / "data.zip").unlink(missing_ok=True)
    for was, now in (("sessions = 12", "sessions = 13"), ("record = ", "# record = ")):
        assert before.count(f"\n{was}") == 1
        path.write_text(before.replace(f"\n{was}", f"\n{now}"), "utf-8")
        ran = coach(*IN, *line.split())
        (tmp_path / "data.zip").unlink(missing_ok=True)
        said = ran.out + ran.err
        assert (ran.code, said.count(REMARK), EVERY_DAY[line] in said) == (0, 1, True), ran
    assert REMARK not in coach(*IN, "show", "martin").err


@pytest.mark.usefixtures("changed")
def test_the_day_names_it_once_where_it_stops_an_invoice(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert coach(*IN, "log-session", "martin", "--on", "2026-02-02").code == 0
    monkeypatch.setenv("COACH_TODAY", "2026-03-05")
    ran = coach(*IN, "today")
    assert (ran.out.count(CHANGED), ran.out.count(REMARK)) == (1, 0), ran


def test_an_engagement_is_closed_and_archived_with_a_word_about_it(
    coach: Run, changed: Path
) -> None:
    for line in (
        "end martin --on 2026-02-03 --by coach",
        "pay 1 --on 2026-02-03 --by transfer",
        "close martin --on 2026-02-03",
        "archive martin",
    ):
        ran = coach(*IN, *line.split())
        assert (ran.code, (ran.out + ran.err).count(CHANGED)) == (0, 1), ran
    assert not changed.exists()


LOST = {
    "all but its record": r"^\[(signatures|seal)\]\n[^\[]*",
    "its signatures": r"^\[signatures\]\n[^\[]*",
}


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("command", ["show martin", "doctor"])
def test_a_command_that_signs_what_was_signed_names_its_day_and_is_accepted(
    coach: Run, begin_after: BeginAfter, lost: str, command: str
) -> None:
    path = begin_after(*INVOICED) / "practice" / "engagements" / "martin.toml"
    path.write_text(re.sub(LOST[lost], "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    ran = coach(*IN, *command.split())
    named = {
        line.split("coach ")[1] for line in (ran.out + ran.err).splitlines() if "coach " in line
    }
    signing = {each for each in named if " sign " in each}
    assert signing == ({"-C practice sign martin --on 2026-01-10"} if "record" in lost else set())
    for each in signing:
        assert coach(*each.split()).code == 0
        assert " sign " not in coach(*IN, *command.split()).out


@pytest.mark.usefixtures("changed")
def test_an_edit_reports_it_once(coach: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "sed -i 's/^schema = 1$/schema = 1 # edited/'")
    ran = coach(*IN, "edit", "martin")
    assert (ran.out + ran.err).count(CHANGED) == 1, ran


@pytest.mark.parametrize("line", REFUSING)
def test_what_prints_changes_or_bills_it_is_refused(coach: Run, changed: Path, line: str) -> None:
    before = changed.read_bytes()
    ran = coach(*IN, *line.split())
    assert (ran.code, CHANGED in ran.err, changed.read_bytes()) == (5, True, before), ran


RECORD = "documents/martin/contract.signed.toml"


@pytest.fixture
def refused_record(begin_after: BeginAfter, tmp_path: Path) -> Path:
    """Put a folder in the place of the record: the system refuses to read it, even to root."""
    begin_after(*INVOICED)
    record = tmp_path / "practice" / RECORD
    record.unlink()
    record.mkdir()
    return record


@pytest.mark.usefixtures("refused_record")
@pytest.mark.parametrize("line", RECORDING)
def test_what_records_or_shows_a_fact_names_a_record_that_cannot_be_read(
    coach: Run, line: str
) -> None:
    ran = coach(*IN, *line.split())
    said = ran.out + ran.err
    assert (ran.code, said.count(f"{RECORD} is not")) == (0, 1), ran
    assert "edit martin" not in said


@pytest.mark.usefixtures("refused_record")
@pytest.mark.parametrize("line", [*REFUSING, "sign martin --on 2026-02-03", "invoice --all"])
def test_a_record_that_cannot_be_read_is_a_fault_of_the_disk_where_it_is_needed(
    coach: Run, line: str
) -> None:
    ran = coach(*IN, *line.split())
    assert (ran.code, "edit martin" in ran.err) == (7, False), ran
    assert RECORD in ran.err, ran


@pytest.mark.usefixtures("refused_record")
def test_the_doctor_names_a_record_that_cannot_be_read(coach: Run) -> None:
    ran = coach(*IN, "doctor")
    assert (ran.code, ran.out.count(f"Error: {RECORD}")) == (1, 1), ran
    assert "edit martin" not in ran.out

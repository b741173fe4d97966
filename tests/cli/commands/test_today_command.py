"""`coach` alone and `coach today`: where they work, what they name, and putting a row aside."""

import json
import shlex
from pathlib import Path

import pytest
from tests.cli.commands.remedy_states import PRACTICE_ANSWERS
from tests.cli.conftest import BeginAfter, Ran, Run

from phmcoach.cli.shell import output

pytestmark = pytest.mark.usefixtures("only_source")

DEMO = ("demo", ".")


@pytest.fixture
def practice(begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a demo folder, a month after it was made."""
    folder = begin_after(DEMO)
    monkeypatch.setenv("COACH_TODAY", "2026-03-05")
    monkeypatch.setenv("COACH_LANG", "en")
    return folder


def texts_of(ran: Ran) -> list[str]:
    return [row["fact"]["code"] for row in json.loads(ran.out)["rows"]]


@pytest.mark.usefixtures("practice")
def test_coach_alone_is_coach_today(coach: Run) -> None:
    alone = coach()
    assert alone.code == 0
    assert alone == coach("today")
    assert alone.out.startswith("Thursday 5\u00a0March\u00a02026\n")


def test_a_practice_without_an_engagement_names_the_command_of_a_demand(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(("init", ".", *shlex.split(PRACTICE_ANSWERS)))
    assert coach().out.splitlines()[2:] == [
        "",
        "All is well: no engagement is open. For a new demand:",
        "    coach new-engagement",
    ]


@pytest.mark.parametrize("width", [40, 60, 80])
def test_an_empty_practice_fits_the_terminal(
    coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    begin_after(("init", ".", *shlex.split(PRACTICE_ANSWERS)))
    monkeypatch.setattr(output, "is_terminal", lambda _stream: True)
    monkeypatch.setenv("COLUMNS", str(width))
    shown = coach(language="fr").out.splitlines()
    assert [line for line in shown if len(line) > width] == []
    assert shown[-1].endswith("  coach new-engagement")


def test_outside_a_folder_coach_alone_is_the_help_and_how_to_begin(coach: Run) -> None:
    alone, asked = coach(), coach("--help")
    assert (alone.code, alone.out) == (0, asked.out)
    assert alone.err == "There is no practice here yet. To begin: coach init\n"


def test_a_folder_that_was_named_must_be_one(coach: Run, tmp_path: Path) -> None:
    assert coach("-C", str(tmp_path / "nowhere")).code == 3


def test_a_file_that_cannot_be_read_is_a_row_and_hides_no_other(coach: Run, practice: Path) -> None:
    before = texts_of(coach("today", "--json"))
    (practice / "engagements" / "broken-2026.toml").write_text("schema = 1\nclient = 3\n", "utf-8")
    ran = coach("today", "--json")
    assert ran.code == 4
    assert texts_of(ran) == ["store.missing-key", *before]
    assert coach("today").code == 4


def test_a_reference_and_a_file_at_the_start_of_a_row_keep_their_letters(
    coach: Run, practice: Path
) -> None:
    engagements = practice / "engagements"
    copy = (engagements / "martin-2026.toml").read_bytes()
    (engagements / "martin-copie.toml").write_bytes(copy)
    (engagements / "elsewhere.toml").symlink_to("nothing.toml")
    rows = [line[4:] for line in coach("today").out.splitlines() if line[:1] == " "]
    assert any(row.startswith("martin-2026 and martin-copie are one and") for row in rows)
    assert any(row.startswith("engagements/elsewhere.toml is a symbolic link") for row in rows)


def test_a_damaged_ledger_is_a_row_and_hides_no_other(coach: Run, practice: Path) -> None:
    before = texts_of(coach("today", "--json"))
    entry = practice / "ledger" / "2026" / "000001.toml"
    entry.chmod(0o600)
    entry.write_text(entry.read_text("utf-8") + "\n", "utf-8")
    ran = coach("today", "--json")
    assert ran.code == 4
    assert json.loads(ran.out)["rows"][0]["kind"] == "stopped"
    assert set(before) <= {*texts_of(ran)}


def test_a_wrong_law_is_a_row_and_leaves_out_what_needs_it(coach: Run, practice: Path) -> None:
    (practice / "law").mkdir()
    (practice / "law" / "2026.toml").write_text("schema = 1\nnothing = 3\n", "utf-8")
    ran = coach("today", "--json")
    assert ran.code == 4
    assert json.loads(ran.out)["rows"][0]["fact"]["place"]["file"].endswith("law/2026.toml")


@pytest.mark.usefixtures("practice")
def test_the_agenda_reaches_as_far_as_it_is_asked(coach: Run) -> None:
    assert json.loads(coach("today", "--days", "0", "--json").out)["until"] == "2026-03-05"
    assert json.loads(coach("today", "--days", "30", "--json").out)["until"] == "2026-04-04"


@pytest.mark.usefixtures("practice")
def test_a_row_that_is_put_aside_is_shown_by_all_and_brought_back_by_today(coach: Run) -> None:
    rows = texts_of(coach("today", "--json"))
    first, *others = rows
    ran = coach("today", "--later", "1", "--until", "2026-03-20")
    assert (ran.code, ran.out) == (0, "")
    assert "Put aside until 20\u00a0March\u00a02026" in ran.err
    assert texts_of(coach("today", "--json")) == [*others, first]
    assert "1 row put aside: coach today --all" in coach("today").out
    assert "(until 2026-03-20)" in coach("today", "--all").out
    back = coach("today", "--later", f"{len(rows)}", "--until", "today", "--json")
    assert texts_of(back) == rows
    assert "Shown again" in back.err


@pytest.mark.parametrize(
    ("number", "until", "code"),
    [
        ("99", "2026-03-20", 2),
        ("0", "2026-03-20", 2),
        ("1", "2026-05-01", 5),
        ("1", "2026-03-04", 5),
    ],
)
def test_another_number_or_day_is_refused(
    coach: Run, practice: Path, number: str, until: str, code: int
) -> None:
    assert coach("today", "--later", number, "--until", until).code == code
    assert not (practice / "later.toml").exists()


def test_what_was_put_aside_and_cannot_be_read_is_a_row(coach: Run, practice: Path) -> None:
    (practice / "later.toml").write_text("schema = 1\nrow = 3\n", "utf-8")
    ran = coach("today", "--json")
    assert ran.code == 4
    assert json.loads(ran.out)["rows"][0]["fact"]["place"]["file"].endswith("later.toml")
    assert "later.toml" in coach("doctor").out

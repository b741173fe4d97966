"""`coach export ics` writes the sessions for a calendar program, which imports them again."""

import shutil
import stat
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from icalendar import Calendar
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, ROAD

PLANNED = (
    *ROAD,
    (*IN, "plan", "martin", "--on", "2026-02-10", "--at", "9:00"),
    (*IN, "plan", "martin", "--on", "2026-03-31", "--at", "14:30"),
)


class Told(NamedTuple):
    """What a calendar program reads of an event."""

    day: str
    title: str
    status: str
    sequence: int


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    return begin_after(*PLANNED) / "practice"


def export(coach: Run, *options: str, language: str = "en") -> Path:
    ran = coach(*IN, "export", "ics", *options, language=language)
    assert ran.code == 0, ran
    return Path(ran.out.strip())


def read(path: Path) -> dict[str, Told]:
    """Return the events of a calendar by their UIDs, in the order of the file."""
    found: Any = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    return {
        str(each["UID"]): Told(
            str(each["DTSTART"].dt), str(each["SUMMARY"]), str(each["STATUS"]), each["SEQUENCE"]
        )
        for each in found
    }


def import_again(program: dict[str, Told], path: Path) -> dict[str, Told]:
    """Do what a calendar program does: an event with a higher sequence takes the place of its own.

    One that is not in the file stays.
    """
    for uid, event in read(path).items():
        if uid not in program or program[uid].sequence < event.sequence:
            program[uid] = event
    return {uid: event for uid, event in program.items() if event.status != "CANCELLED"}


def test_the_calendar_has_each_session_under_the_number_of_its_contract(
    coach: Run, practice: Path
) -> None:
    ran = coach(*IN, "export", "ics")
    path = practice / "exports" / "coach.ics"
    assert (ran.code, ran.out) == (0, f"{path}\n")
    assert ran.err == (
        "Sessions in the calendar: 3 (new or changed: 3)."
        " Import the file into your calendar program.\n"
    )
    assert [*read(path).values()] == [
        Told("2026-01-13", "Session A-2026-01", "CONFIRMED", 0),
        Told("2026-02-10 09:00:00+01:00", "Session A-2026-01", "CONFIRMED", 0),
        Told("2026-03-31 14:30:00+02:00", "Session A-2026-01", "CONFIRMED", 0),
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_titles_are_in_the_language_of_the_coach(coach: Run, practice: Path) -> None:
    settings = practice / "practice.toml"
    settings.write_text(settings.read_text("utf-8").replace('"en"', '"fr"'), "utf-8")
    path = export(coach, language="fr")
    assert {each.title for each in read(path).values()} == {"Séance A-2026-01"}


@pytest.mark.usefixtures("practice")
def test_nothing_in_the_calendar_names_a_person_or_an_organisation(coach: Run) -> None:
    text = export(coach).read_text("utf-8").casefold()
    assert [name for name in ("martin", "claire", "acme") if name in text] == []


def test_two_practices_with_the_same_sessions_have_no_uid_in_common(
    coach: Run, practice: Path
) -> None:
    """A digest of what both know would be the same: whoever guesses a name could check it."""
    first = {*read(export(coach))}
    shutil.rmtree(practice / "exports")
    second = {*read(export(coach))}
    assert (len(first), len(second), first & second) == (3, 3, set())
    assert {*read(export(coach))} == second


@pytest.mark.usefixtures("practice")
def test_a_calendar_program_that_imports_it_again_has_what_the_folder_has(coach: Run) -> None:
    """Moved, called off, removed, another hour: the program shows what is left."""
    program = read(export(coach))
    hour = ("--to", "2026-02-10", "--at", "11:00", "--by", "coach")
    assert coach(*IN, "reschedule", "martin", "--session", "s2", *hour).code == 0
    program = import_again(program, export(coach))
    assert [each.day for each in program.values()][1] == "2026-02-10 11:00:00+01:00"
    moved = ("--session", "s2", "--to", "2026-02-12", "--by", "coach")
    assert coach(*IN, "reschedule", "martin", *moved).code == 0
    assert coach(*IN, "log-session", "martin", "--session", "s3", "--remove").code == 0
    program = import_again(program, export(coach))
    assert sorted(each.day for each in program.values()) == [
        "2026-01-13",
        "2026-02-12 11:00:00+01:00",
    ]
    plan = coach(*IN, "log-session", "martin", "--session", "s2", "--status", "planned")
    assert plan.code == 0, plan
    program = import_again(program, export(coach))
    assert "2026-02-10 11:00:00+01:00" in {each.day for each in program.values()}


def test_what_did_not_change_is_the_same_in_the_next_calendar(coach: Run, practice: Path) -> None:
    first = export(coach).read_bytes()
    log = (practice / "exports" / "calendar.toml").read_bytes()
    assert export(coach).read_bytes() == first
    assert (practice / "exports" / "calendar.toml").read_bytes() == log


def test_an_archived_engagement_keeps_its_past_in_the_calendar(coach: Run, practice: Path) -> None:
    before = read(export(coach))
    (practice / "archive" / "2026").mkdir(parents=True)
    (practice / "engagements" / "martin.toml").rename(practice / "archive" / "2026" / "martin.toml")
    assert read(export(coach)) == before


def test_the_calendar_of_a_folder_that_lost_an_engagement_cancels_its_sessions(
    coach: Run, practice: Path
) -> None:
    export(coach)
    (practice / "engagements" / "martin.toml").unlink()
    assert {each[2:] for each in read(export(coach)).values()} == {("CANCELLED", 1)}


def test_an_engagement_that_cannot_be_read_keeps_its_sessions(coach: Run, practice: Path) -> None:
    before = read(export(coach))
    file = practice / "engagements" / "martin.toml"
    file.write_text(file.read_text("utf-8") + "oops", "utf-8")
    ran = coach(*IN, "export", "ics")
    assert (ran.code, "martin.toml" in ran.err) == (4, True), ran
    assert read(Path(ran.out.strip())) == before


@pytest.mark.usefixtures("practice")
def test_a_file_of_the_coachs_choice(coach: Run) -> None:
    path = export(coach, "--to", "mine.ics")
    assert len(read(path)) == 3
    assert export(coach, "--to", "mine.ics") == path


def test_a_file_that_is_no_calendar_of_ours_is_never_replaced(coach: Run, practice: Path) -> None:
    Path("other.ics").write_text("BEGIN:VCALENDAR\r\n", "utf-8")
    ran = coach(*IN, "export", "ics", "--to", "other.ics")
    assert (ran.code, ran.out) == (6, "")
    assert ran.err == (
        "Error: other.ics exists already and was not made by this command, so it is not replaced.\n"
        "  To fix it: coach -C practice export ics --to FILE\n"
    )
    assert Path("other.ics").read_text("utf-8") == "BEGIN:VCALENDAR\n"
    assert not (practice / "exports" / "calendar.toml").exists()


def test_nothing_is_written_among_the_files_of_the_program(coach: Run, practice: Path) -> None:
    ran = coach(*IN, "export", "ics", "--to", "practice/engagements/a.ics")
    assert (ran.code, ran.out) == (5, "")
    assert not (practice / "engagements" / "a.ics").exists()


@pytest.mark.usefixtures("practice")
def test_a_year_is_of_the_archive_alone(coach: Run) -> None:
    assert coach(*IN, "export", "ics", "--year", "2026").code == 2


def test_the_answer_for_programs(coach: Run, practice: Path) -> None:
    ran = coach(*IN, "export", "ics", "--json")
    assert ran.out.splitlines() == [
        "{",
        '  "schema": 1,',
        f'  "path": "{practice}/exports/coach.ics",',
        '  "events": 3,',
        '  "changed": 3,',
        '  "cancelled": 0,',
        '  "problems": []',
        "}",
    ]


def test_a_log_that_a_hand_broke_is_named_with_its_line_by_the_export_and_the_doctor(
    coach: Run, practice: Path
) -> None:
    export(coach)
    log = practice / "exports" / "calendar.toml"
    assert tomllib.loads(log.read_text("utf-8"))["events"][1]["session"] == "s2"
    log.write_text("schema = 1\nevents = 2\n", "utf-8")
    for words in (("export", "ics"), ("doctor",)):
        ran = coach(*IN, *words)
        assert "exports/calendar.toml:2" in ran.out + ran.err, ran
    shutil.rmtree(practice / "exports")
    assert len(read(export(coach))) == 3

"""`coach plan --propose` gives days for the sessions left, and plans them on a yes."""

import json
import sys
import tomllib
from datetime import date, time
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, ROAD
from tests.cli.shell.test_prompts import Keyboard

PROPOSE = (*IN, "plan", "martin", "--propose")


@pytest.fixture
def file(begin_after: BeginAfter) -> Path:
    """Begin with a contract of twelve sessions from 12 January, of which one was held."""
    return begin_after(*ROAD) / "practice" / "engagements" / "martin.toml"


def planned(file: Path) -> list[tuple[date, time | None]]:
    sessions = tomllib.loads(file.read_text("utf-8"))["sessions"]
    return [(each["on"], each.get("at")) for each in sessions if each["status"] == "planned"]


def test_days_are_shown_and_nothing_is_planned_before_a_yes(coach: Run, file: Path) -> None:
    ran = coach(*PROPOSE, "--at", "9:00", "--times", "3")
    assert (ran.code, planned(file)) == (0, [])
    assert ran.out == (
        "Weekday  Day             Hour\n"
        "Tuesday  3\xa0March\xa02026   09:00\n"
        "Tuesday  28\xa0April\xa02026  09:00\n"
        "Tuesday  16\xa0June\xa02026   09:00\n"
    )
    line = "coach -C practice plan martin --propose --at 9:00 --times 3 --yes"
    assert ran.err == f"Nothing is planned yet. To plan these sessions:\n  {line}\n"
    assert coach(*line.split()[1:]).code == 0
    days = [date(2026, 3, 3), date(2026, 4, 28), date(2026, 6, 16)]
    assert planned(file) == [(on, time(9)) for on in days]


def test_a_person_is_asked_and_a_no_plans_nothing(
    coach: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("phmcoach.cli.shell.state.is_terminal", lambda _: True)
    for answer, count in (("n\n", 0), ("y\n", 2)):
        monkeypatch.setattr(sys, "stdin", Keyboard(answer))
        coach(*PROPOSE, "--times", "2")
        assert len(planned(file)) == count


def test_all_sessions_that_are_left_are_proposed_and_then_none_is(coach: Run, file: Path) -> None:
    assert coach(*PROPOSE, "--weekday", "monday", "--weekday", "friday", "--yes").code == 0
    days = [on for on, _ in planned(file)]
    assert (len(days), {on.weekday() for on in days} <= {0, 4}) == (11, True)
    assert max(days) <= date(2026, 7, 11)
    again = coach(*PROPOSE)
    assert (again.code, again.err) == (
        5,
        (
            "Error: All sessions of the contract (12) are held or planned.\n"
            "  To fix it: coach -C practice show martin\n"
        ),
    )


def test_closures_pauses_and_the_hours_of_other_people_are_kept_free(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*ROAD)
    coach(*IN, "set-practice", "--closed-from", "2026-03-01", "--closed-to", "2026-03-09")
    coach(*IN, "pause", "martin", "--from", "2026-03-16", "--to", "2026-03-18", "--reason", "leave")
    other = (*IN, "new-engagement", "roux", "--client", "acme", "--beneficiary", "Zoé Roux")
    assert coach(*other, "--situation", "delegation").code == 0
    call = (*IN, "plan", "roux", "--on", "2026-03-24", "--at", "10:00", "--type", "preliminary")
    assert coach(*call, "--hours", "1").code == 0
    ran = coach(*PROPOSE, "--on", "2026-03-01", "--every", "1w", "--at", "9:00", "--json")
    days = json.loads(ran.out)["proposed"]
    assert days[:3] == ["2026-03-10", "2026-03-31", "2026-04-07"]


def test_no_day_is_proposed_that_is_over_or_before_the_contract_begins(
    coach: Run, file: Path
) -> None:
    ran = coach(*PROPOSE, "--on", "2026-01-01", "--every", "1w", "--weekday", "tuesday", "--json")
    assert json.loads(ran.out)["proposed"][0] == "2026-02-03"  # today
    assert coach(*PROPOSE, "--on", "2026-01-01", "--yes").code == 0
    assert min(on for on, _ in planned(file)) >= date(2026, 2, 3)


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize("times", ["0", "1000"])
def test_no_session_and_too_many_are_refused_as_in_a_series(coach: Run, times: str) -> None:
    ran = coach(*PROPOSE, "--times", times)
    again = coach(*IN, "plan", "martin", "--on", "2026-03-03", "--every", "1w", "--times", times)
    assert (ran.code, ran.err) == (2, again.err.replace("--every 1w", "--propose"))


def test_too_few_free_days_are_all_proposed_with_a_warning(coach: Run, file: Path) -> None:
    ran = coach(*PROPOSE, "--on", "2026-06-20")
    assert (ran.code, len(ran.out.splitlines())) == (0, 4)
    assert "11 sessions left to plan; free days until 11\xa0July\xa02026: 3." in ran.err
    none = coach(*PROPOSE, "--on", "2026-07-08", "--yes")
    assert (none.code, planned(file)) == (5, [])


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(
    ("today", "typed", "free", "until"),
    [
        ("2026-07-11", ("--times", "1"), 0, "21\xa0July\xa02026"),
        ("2026-07-09", ("--times", "2"), 0, "28\xa0July\xa02026"),
        ("2026-07-07", ("--times", "4"), 0, "11\xa0August\xa02026"),
        ("2026-07-06", ("--times", "6"), 1, "18\xa0August\xa02026"),
        ("2026-02-03", ("--on", "2026-08-01", "--times", "2"), 0, "11\xa0August\xa02026"),
        ("2026-07-11", ("--times", "2", "--every", "2w"), 0, "4\xa0August\xa02026"),
        ("2026-07-11", ("--times", "1", "--weekday", "friday"), 0, "17\xa0July\xa02026"),
    ],
)
def test_no_other_weekday_is_advised_if_the_end_of_the_contract_leaves_too_few_days(
    coach: Run,
    monkeypatch: pytest.MonkeyPatch,
    today: str,
    typed: tuple[str, ...],
    free: int,
    until: str,
) -> None:
    monkeypatch.setenv("COACH_TODAY", today)
    ran = coach(*PROPOSE, *typed)
    assert "--weekday" not in ran.err
    assert f"the contract on 11\xa0July\xa02026: {free}." in ran.err
    assert f"the end would have to be on {until} or later." in ran.err
    assert (ran.code, "To fix it: coach -C practice amend martin --end 2026-0" in ran.err) == (
        0 if free else 5,
        True,
    )


def test_what_is_asked_of_a_proposal_means_nothing_without_one(coach: Run, file: Path) -> None:
    ran = coach(*IN, "plan", "martin", "--on", "2026-03-03", "--weekday", "monday")
    assert (ran.code, "--propose" in ran.err, planned(file)) == (2, True, [])


@pytest.mark.usefixtures("file")
def test_a_shorter_interval_is_advised_if_days_are_too_few_at_the_one_that_was_typed(
    coach: Run,
) -> None:
    ran = coach(*PROPOSE, "--on", "2026-06-01", "--every", "4w", "--times", "3")
    advice = "Type a shorter one (--every), or leave it out: the days are then spread evenly."
    assert (ran.code, ran.err.splitlines()[0]) == (
        0,
        "Warning: 3 sessions left to plan; days at this interval until 11\xa0July\xa02026: 2. "
        + advice,
    )
    for shorter in (("--every", "1w"), ()):
        ran = coach(*PROPOSE, "--on", "2026-06-01", "--times", "3", *shorter)
        assert (ran.code, ran.err.count("Warning")) == (0, 0)

"""The length of a session is asked for only if the contract does not set it."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import tomli
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, ROAD
from tests.cli.shell.test_prompts import Keyboard

Planned = Callable[[], list[tuple[str, int]]]
CALL = (*IN, "plan", "martin", "--on", "2026-02-20", "--type", "phone")


@pytest.fixture
def planned(begin_after: BeginAfter, tmp_path: Path) -> Planned:
    """Begin with a signed contract, and return a function that reads the planned sessions."""
    begin_after(*ROAD)
    path = tmp_path / "practice" / "engagements" / "martin.toml"

    def read() -> list[tuple[str, int]]:
        sessions = tomli.loads(path.read_text("utf-8"))["sessions"]
        return [(each["type"], each["minutes"]) for each in sessions if each["status"] == "planned"]

    return read


def test_a_planned_session_has_the_length_of_the_contract(coach: Run, planned: Planned) -> None:
    assert coach(*IN, "plan", "martin", "--on", "2026-02-20").code == 0
    assert planned() == [("in-person", 120)]


def test_the_length_of_a_planned_call_is_required(coach: Run, planned: Planned) -> None:
    ran = coach(*CALL)
    assert (ran.code, planned()) == (2, [])
    assert ran.err == (
        "Error: --hours is missing: How long the session is; by default as the contract says, if "
        "it counts there.\n"
        "  To fix it: coach -C practice plan martin --on 2026-02-20 --type phone --hours 1h30\n"
    )


def test_a_person_is_asked_for_the_length_of_a_planned_call(
    coach: Run, planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Keyboard("20min\n"))
    monkeypatch.setattr("phmcoach.cli.shell.state.is_terminal", lambda _: True)
    assert coach(*CALL).code == 0
    assert planned() == [("phone", 20)]


@pytest.mark.parametrize("typed", ["reschedule", "cancel-session"])
def test_a_session_that_is_not_planned_is_refused_before_anything_is_asked_about_it(
    coach: Run, begin_after: BeginAfter, typed: str
) -> None:
    begin_after(*ROAD)
    held = coach(*IN, typed, "martin", "--session", "s1")
    assert (held.code, held.err.splitlines()[0]) == (
        5,
        "Error: The session s1 is no longer upcoming: held.",
    )
    unknown = coach(*IN, typed, "martin", "--session", "s9")
    assert (unknown.code, unknown.err.splitlines()[0]) == (3, "Error: There is no session s9.")
    assert coach(*IN, "invoice", "martin").code == 0
    billed = coach(*IN, typed, "martin", "--session", "s1")
    assert "Session s1 is on invoice SPECIMEN-2026-0001" in billed.err
    nobody = coach(*IN, typed, "nobody", "--session", "s1")
    assert (nobody.code, "--notified" in nobody.err) == (3, False)

"""Two computers work on one practice with real commands; what they make together is in order."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import BeginAfter, Run

from phmcoach.domain.sync.trees import Merged, Side, Tree
from phmcoach.store.sync.merging import merge_trees

ON = "2026-06-12"
Rows = list[tuple[str, list[str], list[str], Side | None, list[str], list[str]]]
ROWS: Rows = [
    # what happens; typed here; typed there; the side chosen; the questions; the new ids
    (
        "two sessions",
        [f"log-session martin-2026 --on {ON}"],
        ["log-session martin-2026 --on 2026-06-10 --hours 1.5"],
        None,
        [],
        ["s8 s9"],
    ),
    (
        "the same session",
        [f"log-session martin-2026 --on {ON}"],
        [f"log-session martin-2026 --on {ON}"],
        None,
        [],
        [],
    ),
    (
        "a session here, billed, and another there",
        [f"log-session martin-2026 --on {ON}", "invoice martin-2026"],
        ["log-session martin-2026 --on 2026-06-10 --hours 1.5"],
        None,
        [],
        ["s8 s9"],
    ),
    (
        "a session here and another there, billed",
        ["log-session martin-2026 --on 2026-06-10 --hours 1.5"],
        [f"log-session martin-2026 --on {ON}", "invoice martin-2026"],
        None,
        [],
        ["s8 s9"],
    ),
    (
        "one session missed here and called off there",
        ["log-session martin-2026 --session s7 --status no-show --on 2026-06-14"],
        ["cancel-session martin-2026 --session s7 --by coach --notified 2026-06-14T10:00"],
        "here",
        ["sessions.s7"],
        [],
    ),
    (
        "one session removed here and moved there",
        ["log-session martin-2026 --session s7 --remove"],
        ["log-session martin-2026 --session s7 --status planned --on 2026-06-26"],
        "there",
        ["sessions.s7"],
        [],
    ),
    (
        "two amendments",
        ["amend martin-2026 --sessions 14"],
        ["amend martin-2026 --sessions 15"],
        "here",
        ["amendments.1"],
        [],
    ),
    (
        "an amendment signed here, a session there",
        ["amend martin-2026 --sessions 14", "sign martin-2026 --amendment 1 --on 2026-06-15"],
        [f"log-session martin-2026 --on {ON}"],
        None,
        [],
        [],
    ),
    (
        "the contract signed here and changed there",
        [f"sign petit-2026 --on {ON}"],
        ["set-terms petit-2026 --rate 99"],
        "here",
        ["terms.hourly_rate"],
        [],
    ),
    (
        "the first signature of each party",
        [f"sign petit-2026 --party coach --on {ON}"],
        [f"sign petit-2026 --party beneficiary --on {ON}"],
        None,
        [],
        [],
    ),
    (
        "the contract signed on both",
        [f"sign petit-2026 --on {ON}"],
        ["contract petit-2026", f"sign petit-2026 --on {ON}"],
        None,
        [],
        [],
    ),
    (
        "two objectives",
        ["add-objective roche-2026 --statement A --result B --indicator C --shared"],
        ["add-objective roche-2026 --statement D --result E --indicator F --personal"],
        None,
        [],
        ["o1 o2"],
    ),
    (
        "two keys of a client, two of the practice",
        ["set-client acme --email a@example.org", "set-practice --phone 0199000001"],
        ["set-client acme --billing-email b@example.org", "set-practice --website https://a.fr"],
        None,
        [],
        [],
    ),
    (
        "two engagements",
        ["new-engagement ada-2026 --client acme --beneficiary Ada --situation new-role"],
        ["new-engagement bo-2026 --client acme --beneficiary Bo --situation new-role"],
        None,
        [],
        [],
    ),
    (
        "two sheets of the calendar",
        ["plan martin-2026 --on 2026-07-01", "export ics"],
        ["plan martin-2026 --on 2026-07-02", "export ics", "plan martin-2026 --on 2026-07-09"],
        None,
        [],
        ["s8 s10"],
    ),
]


def tree_of(practice: Path) -> Tree:
    paths = (path for path in practice.rglob("*") if path.is_file())
    names = {path.relative_to(practice).as_posix(): path.read_bytes() for path in paths}
    return {name: raw for name, raw in names.items() if not name.startswith(".")}


def merge(base: Path, here: Path, there: Path, side: Side | None) -> tuple[Merged, Merged]:
    """Return the merge as it asks, and as it is once each question was answered with a side."""
    trees = [tree_of(each) for each in (base, here, there)]
    asked = merge_trees(here, trees[0], trees[1], trees[2])
    if side is None:
        return asked, asked
    choices = {each.place: side for each in asked.conflicts}
    return asked, merge_trees(here, trees[0], trees[1], trees[2], choices)


def write(merged: Merged, practice: Path) -> None:
    for name, content in merged.files.items():
        path = practice / name
        path.unlink(missing_ok=True)
        if content is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(0o600)


@pytest.fixture
def practice(monkeypatch: pytest.MonkeyPatch, begin_after: BeginAfter) -> Path:
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    return begin_after(("demo", "base")) / "base"


@pytest.fixture
def types(coach: Run) -> Callable[[Path, list[str]], None]:
    def run(practice: Path, lines: list[str]) -> None:
        for line in lines:
            ran = coach("-C", str(practice), *(word.replace("T10", " 10") for word in line.split()))
            assert ran.code in (0, 1), (line, ran)

    return run


def errors(coach: Run, practice: Path) -> list[Any]:
    found: Any = json.loads(coach("-C", str(practice), "doctor", "--json").out)
    return [each for each in found["findings"] if each["level"] == "error"]


@pytest.mark.parametrize(
    ("typed_here", "typed_there", "side", "questions", "ids"),
    [row[1:] for row in ROWS],
    ids=[row[0] for row in ROWS],
)
def test_the_practice_of_two_computers_is_in_order(
    coach: Run,
    practice: Path,
    types: Callable[[Path, list[str]], None],
    typed_here: list[str],
    typed_there: list[str],
    side: Side | None,
    questions: list[str],
    ids: list[str],
) -> None:
    here, there = (
        Path(shutil.copytree(practice, practice.with_name(name))) for name in ("here", "there")
    )
    types(here, typed_here)
    types(there, typed_there)

    asked, merged = merge(practice, here, there, side)
    assert [each.key for each in asked.conflicts] == questions
    assert [f"{each.was} {each.now}" for each in merged.renumbered] == ids
    assert (merged.conflicts, merged.fork) == ((), None)

    write(merged, here)
    assert errors(coach, here) == []
    again, _ = merge(practice, here, there, None)
    if not questions:
        assert again.files.items() <= tree_of(here).items()

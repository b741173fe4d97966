"""Every command that a row of `coach today` names is accepted when it is typed, and settles it.

The rows of many folders are tried, on the day of each and weeks after it, when more is late. What a
limit of the year says is not settled by a command, and neither is law that ends.
"""

import json
import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_states import Folders, State, build
from tests.conftest import leave_typesetting_out
from tests.folders.running import Desk, Ran, desk_in
from tests.next_steps import TEXTS, fill_in

from phmcoach.domain.today.rows import ROW_KINDS

NAMES = (
    *("DEMANDED", "VALIDATED", "AIMED_STANDARD", "READY", "QUOTED", "WRITTEN", "HALF_CONTRACTED"),
    *("UNSEALED", "BARE", "CONTRACTED", "PLANNED", "UNRECORDED", "ACTIVE", "STANDARD", "PAUSED"),
    *("AMENDED", "AMENDMENT_WRITTEN", "HALF_AMENDED_CLOSED", "MISSED", "MET", "TO_EVALUATE"),
    *("WITH_FORM", "EVALUATED", "SHOWN", "APPROVED", "REPORTED", "BILLED", "CLOSED", "PAID"),
    *("DECLINED", "ENDED", "STILL_PLANNED", "LATE_END_BILLED", "INVOICED", "CREDITED", "DEPOSIT"),
    *("PACKAGE_MET", "PACKAGE_OVERBILLED", "PACKAGE_ENDED_UNBILLED", "TWO_CONTRACTS", "JOINT"),
    *("RECORDED_TWICE", "BILLED_AS_OTHER", "AGAIN", "DEPOSIT_OUTDATED"),
    *("WITHDRAWN_BILLED", "WITHDRAWN_PAID", "PRIVATE_EVALUATED", "BARE_SIGNED", "ABROAD_BILLED"),
)
STATES: dict[str, State] = {name: getattr(at, name) for name in NAMES}
LATER = (0, 24, 60)
"""How many days after the last command of a folder its rows are looked at."""

DAYS = (0, 1, 2, 3, 5, 9, 14, 30, 60, 120)
"""What a coach may type for DATE: the first day that is accepted, so many days from today."""

MORE_TEXTS = {"--vat": "included", "--vat-number": "DE136695976", "--siret": "21690123100011"}
OPEN = {"N": "12", "H": "2", "M": "6", "HH:MM": "15:30"}

Rows = list[dict[str, Any]]


@pytest.fixture(scope="session")
def folders() -> Folders:
    """Keep the folder of each state."""
    return {}


@pytest.fixture
def enter(
    folders: Folders, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Any]]:
    """Return what opens a fresh copy of a state's folder on a day."""
    made = iter(range(10_000))

    @contextmanager
    def enter(state: State, today: date) -> Iterator[Desk]:
        folder = tmp_path / f"copy-{next(made)}"
        shutil.copytree(build(state, folders, lambda: tmp_path_factory.mktemp("state")), folder)
        with desk_in(folder, tmp_path, real=False) as desk:
            desk.set_day(today)
            yield desk

    with pytest.MonkeyPatch.context() as patch:
        leave_typesetting_out(patch)
        yield enter


def rows_of(desk: Desk) -> Rows:
    ran = desk.run("today --json")
    assert ran.code == 0, ran
    found: Rows = json.loads(ran.out)["rows"]
    return found


def key_of(row: dict[str, Any]) -> tuple[object, ...]:
    return row["kind"], row["ref"], row["fact"]["code"], row["fact"]["args"]


def lines_of(fix: str, today: date) -> Iterator[str]:
    """Yield the command with what only a coach knows, for each day and status that may fit."""
    words = shlex.split(fix)[1:]
    texts = TEXTS | MORE_TEXTS
    for status in ("held", "cancelled") if "STATUS" in words else ("held",):
        for days in DAYS if "DATE" in words else (0,):
            day = (today + timedelta(days=days)).isoformat()
            values = {"DATE": day, "STATUS": status, "PARTY": "coach", **OPEN}
            typed = [
                texts.get(before, "Texte.") if word == "…" else values.get(word, word)
                for before, word in zip(["", *words], words, strict=False)
            ]
            yield shlex.join([*typed, *(["--rate", "260"] if words[0] == "set-terms" else [])])


def type_command(desk: Desk, fix: str, today: date) -> tuple[str, Ran]:
    """Type a command until it is accepted; after a long pause it confirms the day."""
    if " --from " in fix:
        fill_in(desk.folder, fix)
    for line in lines_of(fix, today):
        ran = desk.run(line)
        if ran.code and "--today-is" in ran.err:
            ran = desk.run(f"{line} --today-is {today}")
        if ran.code == 0:
            break
    return line, ran


@pytest.mark.parametrize("name", NAMES)
def test_the_command_of_each_row_is_accepted_and_settles_it(
    name: str, enter: Callable[..., Any]
) -> None:
    state = STATES[name]
    for days in LATER:
        today = state.today + timedelta(days=days)
        with enter(state, today) as desk:
            rows = rows_of(desk)
        for row in rows:
            fix = row["fact"]["fix"]
            assert fix, row
            with enter(state, today) as desk:
                line, ran = type_command(desk, fix, today)
                assert ran.code == 0, (row, line, ran)
                assert key_of(row) not in map(key_of, rows_of(desk)), (row, line, ran)


def test_the_rows_of_these_folders_are_of_every_kind(enter: Callable[..., Any]) -> None:
    found = set()
    for state in STATES.values():
        for days in LATER:
            with enter(state, state.today + timedelta(days=days)) as desk:
                found |= {row["kind"] for row in rows_of(desk)}
    assert set(ROW_KINDS) - found == {"stopped"}

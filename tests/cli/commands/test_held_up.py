"""What holds up the ledger is named before a way out that records in it."""

import re
import shutil
from errno import EIO

import pytest
from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_states import Folders, State, build, do
from tests.conftest import leave_typesetting_out
from tests.folders.running import desk_in

PEN = 'schema = 1\\nturn = 1\\nmachine = "x"\\nname = "Tower"\\nsince = 2026-02-01T10:00:00Z'
HELD_UP = {
    "recover fork": "! .git/coach-fork - => 1",
    "sync --take": f"! ledger/writer.toml - => {PEN}",
    "sync --take --force": f"""git init -q
! .git/coach-machine - => x\\nTower\\n
! ledger/writer.toml - => {PEN}\\nunsettled = true""",
    "recover": "rm ledger/head.toml",
}
"""What settles each kind of ledger in which nothing can be recorded, and how it becomes so."""

MOVED = "reschedule martin --session s1 --to 2026-02-10 --notified 2026-02-03T18:00"
RECORDING = {
    "quote martin --accept --on 2026-02-03": at.READY,
    "mail martin --paper quote": at.READY,
    "sign martin --take-back": at.INVOICED,
    "log-session martin --session s1 --remove": at.INVOICED,
    "log-session martin --session s1 --hours 1": at.INVOICED,
    "undo": at.INVOICED,
    MOVED: at.DEPOSIT_DEDUCTED,
    "pay 1 --refund --on 2026-02-03 --by transfer": at.DEPOSIT_DEDUCTED,
    "credit 1 --reason X": at.DEPOSIT_DEDUCTED,
    "sign martin --amendment 1 --on 2026-02-03": at.HALF_AMENDED_BILLED,
    "archive martin": at.HALF_AMENDED_BILLED,
    "amend martin --take-back": at.JOINT_AMENDED,
}
"""What is refused, with a way out that records in the ledger."""


@pytest.fixture(scope="module")
def folders() -> Folders:
    """Keep the folder of each state."""
    return {}


def first_named(
    state: State, typed: str, before: str, folders: Folders, new: pytest.TempPathFactory
) -> str:
    """Return the first command that a refusal names, after some lines."""
    folder = new.mktemp("held") / "practice"
    with pytest.MonkeyPatch.context() as patch:
        leave_typesetting_out(patch)
        patch.setenv("COLUMNS", "500")
        shutil.copytree(build(state, folders, lambda: new.mktemp("state")), folder)
        with desk_in(folder, folder, real=False) as desk:
            desk.set_day(state.today)
            for line in before.splitlines():
                do(desk, line)
            ran = desk.run(typed)
    assert ran.code, ran
    named: list[str] = re.findall(r"To fix it: coach (.*)", ran.err)
    return named[0]


@pytest.mark.parametrize("typed", RECORDING)
def test_a_way_out_that_records_comes_after_what_holds_up_the_ledger(
    typed: str, folders: Folders, tmp_path_factory: pytest.TempPathFactory
) -> None:
    state = RECORDING[typed]
    named = first_named(state, typed, "", folders, tmp_path_factory)
    assert named.split()[0] in ("credit", "quote"), named
    found = {
        settled: first_named(state, typed, lines, folders, tmp_path_factory)
        for settled, lines in HELD_UP.items()
    }
    assert found == {settled: settled for settled in HELD_UP}


def test_a_disk_that_refuses_the_second_look_is_named_and_hides_no_refusal(
    folders: Folders, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(EIO, "Input/output error", "ledger")

    typed = "log-session martin --session s1 --remove"
    named = first_named(at.INVOICED, typed, "", folders, tmp_path_factory)
    assert named.startswith("credit ")
    monkeypatch.setattr("phmcoach.store.pen.gate.refuse_without_pen", refuse)
    assert first_named(at.INVOICED, typed, "", folders, tmp_path_factory) == named


def test_a_way_out_that_records_nothing_stays_the_first(
    folders: Folders, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = {
        first_named(at.INVOICED, "close martin --on 2026-02-03", lines, folders, tmp_path_factory)
        for lines in HELD_UP.values()
    }
    assert found == {"evaluate martin --form"}

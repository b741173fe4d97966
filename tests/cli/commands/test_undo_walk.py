"""Every command that writes, taken back and brought back.

The lines are those into which faults are put, so no command that writes is left out.
"""

import io
import re
import shlex
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.conftest import leave_typesetting_out
from tests.note_keys import ASKED, RECOVERY
from tests.process.fault_life import LIFE, do_by_hand
from tests.process.faults import DAY, EDITOR

GIVEN = re.compile(rb"(?m)^(last_session|last_objective|contract_reference) = .*\n")
"""What an engagement keeps of an undone command: ids that are never given again."""

State = dict[str, bytes]

NEVER = {
    "quote": ("coach -C practice ledger",),
    "invoice": ("coach -C practice credit",),
    "credit": ("coach -C practice ledger",),
    "pay": ("coach -C practice",),
    "receive": ("coach -C practice pay --undo",),
    "recover": ("coach -C practice ledger",),
    "sign": ("--take-back", "coach -C practice credit"),
}
"""The commands that record something for good, with what the refusal names."""

RESTORED = frozenset(
    (
        *("add-objective", "amend", "archive", "cancel-session", "close", "contract", "decline"),
        *("edit", "end", "evaluate", "import", "log-session", "new-client", "new-engagement"),
        *("pause", "plan", "quote", "report", "reschedule", "set-client", "set-practice"),
        *("set-terms", "sign", "undo", "validate-demand"),
    )
)
"""The commands that are taken back; signing is not, but a scan or a consent to name hours is."""

NOTHING_TO_UNDO = frozenset(
    (
        *("attendance", "backup", "check-cadence", "contract", "doctor", "evaluate", "export"),
        *("invoice", "ledger", "list", "log-session", "mail", "note", "prepare", "privacy"),
        *("quote", "recover", "remind", "report", "restore", "show", "templates", "undo"),
    )
)
"""The commands that change no record, some only with an option such as `--preview`."""

FOR_GOOD = ("privacy", "erase")
"""What is erased is erased: a state of undo would keep it."""

APART = (".undo", ".coach.lock", "notes")


def state_of(folder: Path) -> State:
    """Return every file of the practice but those of the lock, of `undo` itself and the notes.

    No undo takes a note back: only its text could be kept, and that is never kept in clear.
    """
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] not in APART
    }


def records_of(state: State) -> State:
    """Return the files that commands write for the coach alone: records, and the ledger."""
    return {
        name: content
        for name, content in state.items()
        if name.startswith(("practice.toml", "clients/", "engagements/", "archive/", "ledger/"))
    }


def without_ids(state: State) -> State:
    return {name: GIVEN.sub(b"", content) for name, content in state.items()}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    leave_typesetting_out(monkeypatch)
    monkeypatch.setenv("EDITOR", f"{sys.executable} -c {EDITOR}")
    monkeypatch.setenv("COACH_PASSPHRASE_COMMAND", ASKED)
    return tmp_path / "practice"


def test_every_command_is_undone_as_if_it_had_not_run_or_says_what_stands_on_it(
    world: Path, coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    undone: set[str] = set()
    unchanged: set[str] = set()
    monkeypatch.setenv("COACH_TODAY", DAY)
    for step in LIFE.strip().splitlines():
        if step.startswith("@ "):
            monkeypatch.setenv("COACH_TODAY", step.removeprefix("@ "))
            continue
        if do_by_hand(world, step):
            continue
        words = shlex.split(step.removeprefix("& "))
        if words[0] in ("demo", "init"):
            assert coach(*words).code == 0
            continue
        before = state_of(world)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{RECOVERY}\n".encode())))
        ran = coach("-C", "practice", *words)
        assert ran.code in (0, 1), (step, ran)
        after = state_of(world)
        if records_of(before) == records_of(after):
            unchanged.add(words[0])
            continue
        if tuple(words[:2]) == FOR_GOOD:
            continue
        back = coach("-C", "practice", "undo")
        if words[0] in NEVER and back.code:
            assert back.code == 5
            assert any(each in back.err for each in NEVER[words[0]]), (step, back)
            assert state_of(world) == after
            continue
        assert back.code == 0, (step, back)
        undone.add(words[0])
        assert without_ids(state_of(world)) == without_ids(before), step
        again = coach("-C", "practice", "undo")
        assert again.code == 0, (step, again)
        assert state_of(world) == after, step
    assert unchanged <= NOTHING_TO_UNDO
    assert undone == RESTORED

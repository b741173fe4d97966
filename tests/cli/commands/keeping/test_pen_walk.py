"""Every command where another machine holds the pen: none records in the ledger, all others go on.

The lines are those into which faults are put, so no command that writes is left out.
"""

import io
import shlex
import shutil
import sys
from pathlib import Path

import pytest
from tests.cli.commands.test_undo_walk import State, state_of
from tests.cli.conftest import Ran, Run
from tests.conftest import leave_typesetting_out
from tests.note_keys import ASKED, RECOVERY
from tests.process.fault_life import LIFE, do_by_hand
from tests.process.faults import DAY, EDITOR

ELSEWHERE = """\
schema = 1
turn = 2
machine = "bureau-3f9c21aa"
name = "Bureau"
since = 2026-06-14T18:30:00+02:00
"""
PUT_APART = "recover fork"
"""It records nothing: it takes away what this machine recorded without the pen."""

RECORDING = {"credit", "invoice", "pay", "quote", "receive", "recover"}
APART = ("demo", "init", "backup", "restore")
"""They make a folder or a file beside the practice."""

REFUSED = (
    "Erreur\u202f: Rien n’a été enregistré\u202f: Bureau a la main depuis le 14\xa0juin\xa02026 à"
    " 18\xa0h\xa030, et c’est là que s’enregistre ce qui est émis, reçu ou payé. Séances, notes"
    " et brouillons se poursuivent ici.\n  Pour y remédier\u202f: coach -C held sync --take\n"
)


def ledger_of(state: State) -> State:
    return {name: content for name, content in state.items() if name.startswith("ledger/")}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    leave_typesetting_out(monkeypatch)
    monkeypatch.setenv("EDITOR", f"{sys.executable} -c {EDITOR}")
    monkeypatch.setenv("COACH_PASSPHRASE_COMMAND", ASKED)
    return tmp_path / "practice"


def test_no_command_records_in_the_ledger_without_the_pen_and_all_others_go_on(
    world: Path, coach: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def run(*words: str) -> Ran:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{RECOVERY}\n".encode())))
        return coach(*words)

    refused: set[str] = set()
    held = tmp_path / "held"
    monkeypatch.setenv("COACH_TODAY", DAY)
    for step in LIFE.strip().splitlines():
        if step.startswith("@ "):
            monkeypatch.setenv("COACH_TODAY", step.removeprefix("@ "))
            continue
        if do_by_hand(world, step):
            continue
        words = shlex.split(step.removeprefix("& "))
        if words[0] in APART or words[:2] == ["privacy", "export"]:
            given = () if words[0] in ("demo", "init") else ("-C", "practice")
            assert run(*given, *words).code == 0
            continue
        shutil.rmtree(held, ignore_errors=True)
        shutil.copytree(world, held)
        (held / "ledger" / "writer.toml").write_text(ELSEWHERE, "utf-8")
        before, there = state_of(world), state_of(held)
        here = run("-C", "practice", *words)
        elsewhere = run("-C", "held", *words)
        if ledger_of(before) == ledger_of(state_of(world)) or step == PUT_APART:
            assert elsewhere.code == here.code, (step, here, elsewhere)
            continue
        refused.add(words[0])
        assert elsewhere == Ran(5, "", REFUSED), step
        assert state_of(held) == there, step
    assert refused == RECORDING

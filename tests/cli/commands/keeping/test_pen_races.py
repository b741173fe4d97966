"""Twenty machines ask for the pen at once, and half of them are killed on the way: one writes."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.commands.keeping.machines import Machines, needs_git, numbers_in
from tests.cli.conftest import Run
from tests.conftest import leave_typesetting_out

pytestmark = [
    needs_git,
    pytest.mark.skipif(sys.platform == "win32", reason="a process is killed by a signal"),
]
RACERS = 20
SEED = 7 if os.environ.get("CI") else random.randrange(1_000_000)  # noqa: S311 - no secret
SOLO_STEPS = 6


@pytest.fixture
def machines(coach: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machines:
    """Begin with a practice on the machine `bureau`, which another one, `train`, has as well."""
    leave_typesetting_out(monkeypatch)
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    made = Machines(coach, tmp_path)
    made.begin("bureau")
    made.clone("train")
    return made


def race(machines: Machines, steps: dict[str, int]) -> dict[str, int]:
    """Let machines ask for the pen at once; each is killed at its step, or never at 0."""
    start = machines.place / "start"
    for each in (start, *machines.place.glob("*.ready")):
        each.unlink(missing_ok=True)
    program = [sys.executable, "-m", "tests.process.pen_racer"]
    started = {
        name: subprocess.Popen(
            [*program, str(machines.place / name), str(start), str(step)],
            cwd=Path(__file__).parents[4],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for name, step in steps.items()
    }
    while not all(
        (machines.place / f"{name}.ready").exists() or each.poll() is not None
        for name, each in started.items()
    ):
        time.sleep(0.01)
    start.touch()
    return {name: process.wait() for name, process in started.items()}


def assert_one_writer(machines: Machines, *names: str) -> None:
    """All machines come to one ledger, which one of them continues, without a gap."""
    for each in (*names, *names[:1]):
        ran = machines.run(each, "sync")
        assert ran.code == 0, (SEED, each, ran)
    for each in names:
        assert machines.run(each, "sync").code == 0, (SEED, each)
        assert machines.ledger(each) == machines.ledger(names[0]), (SEED, each)
    holders = machines.holders(*names)
    assert len(holders) == 1, (SEED, holders)
    ranks = [int(number[-4:]) for number in numbers_in(machines.ledger(names[0]))]
    assert ranks == [*range(1, len(ranks) + 1)], (SEED, ranks)
    (holder,) = holders
    assert machines.run(holder, "doctor").code == 0, SEED
    assert machines.bill(holder).code == 0, SEED


def test_of_twenty_machines_that_take_the_pen_at_once_one_writes(machines: Machines) -> None:
    names = [f"m{rank}" for rank in range(1, RACERS + 1)]
    for each in names:
        shutil.copytree(machines.place / "train", machines.place / each)
        machines.call(each)
    chance = random.Random(SEED)  # noqa: S311 - no secret
    steps = {each: chance.randrange(1, 100) if chance.random() < 0.5 else 0 for each in names}
    codes = race(machines, steps)
    assert set(codes.values()) <= {0, 6, -signal.SIGKILL}, (SEED, codes)
    assert [*codes.values()].count(0) <= 1, (SEED, codes)
    assert 6 in codes.values(), (SEED, codes)
    assert_one_writer(machines, *names, "train", "bureau")


def test_a_machine_that_is_killed_while_it_takes_the_pen_has_it_or_not(
    machines: Machines, tmp_path: Path
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - no secret
    kept = tmp_path / "kept"
    shutil.copytree(machines.place / "train", kept / "train")
    shutil.copytree(machines.place / "bureau", kept / "bureau")
    shutil.copytree(machines.remote, kept / "remote.git")
    for step in sorted(chance.sample(range(1, 120), SOLO_STEPS)):
        for each in ("train", "bureau", "remote.git"):
            shutil.rmtree(machines.place / each)
            shutil.copytree(kept / each, machines.place / each)
        race(machines, {"train": step})
        assert_one_writer(machines, "train", "bureau")

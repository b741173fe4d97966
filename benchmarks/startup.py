"""Measure how long commands take, as multiples of `python -c pass`.

Seconds are not comparable between machines, so each command is timed alternately with a bare
Python, and the medians are compared. The measured `coach` is the one installed beside this Python:

    build/test-env/bin/python benchmarks/startup.py [--rounds 15] [--largest 10000]
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

TODAY = date(2026, 6, 15)
COACH = Path(sys.executable).with_name("coach")
MANY = 1000  # from this number of engagements on, a run takes seconds, and a few are enough
BARE = (sys.executable, "-c", "pass")


def main() -> None:
    """Measure every command and print one line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--largest", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        demo = root / "demo"
        _run((str(COACH), "demo", str(demo)))
        _report("--version", (str(COACH), "--version"), options.rounds)
        _report("--help", (str(COACH), "--help"), options.rounds)
        _report("invoice --help", (str(COACH), "invoice", "--help"), options.rounds)
        count = 10
        while count <= options.largest:
            folder = make_practice(demo, root / f"n{count}", count)
            rounds = options.rounds if count < MANY else max(3, options.rounds // 5)
            command = (str(COACH), "-C", str(folder), "check-cadence")
            _report(f"check-cadence, {count} engagements", command, rounds)
            count *= 10
        _report_invoices(demo, root, options.rounds)


def make_practice(demo: Path, folder: Path, count: int) -> Path:
    """Copy the demo practice, and its main engagement for `count` different people."""
    for name in ("clients", "ledger"):
        shutil.copytree(demo / name, folder / name)
    shutil.copyfile(demo / "practice.toml", folder / "practice.toml")
    (folder / "engagements").mkdir()
    name = f"martin-{TODAY.year}.toml"
    text = (demo / "engagements" / name).read_text("utf-8")
    (folder / "engagements" / name).write_text(text, "utf-8")  # the ledger refers to it
    for number in range(count):
        own = text.replace('id = "claire-martin"', f'id = "person-{number}"')
        (folder / "engagements" / f"person-{number:05d}.toml").write_text(own, "utf-8")
    return folder


def _report_invoices(demo: Path, root: Path, rounds: int) -> None:
    """Measure issuing an invoice: one per engagement, each with sessions not yet billed."""
    folder = make_practice(demo, root / "invoices", rounds + 1)
    coach = (str(COACH), "-C", str(folder))
    commands = [(*coach, "invoice", f"person-{number:05d}") for number in range(rounds + 1)]
    _print("invoice", _ratio(commands))


def _report(name: str, command: Sequence[str], rounds: int) -> None:
    _print(name, _ratio([command] * (rounds + 1)))


def _ratio(commands: Sequence[Sequence[str]]) -> float:
    """Return the median time of the commands, divided by that of a bare Python.

    The first command only warms up.
    """
    bare, measured = [], []
    for command in commands:
        bare.append(_run(BARE))
        measured.append(_run(command))
    return statistics.median(measured[1:]) / statistics.median(bare[1:])


def _run(command: Sequence[str]) -> float:
    environment = {**os.environ, "COACH_TODAY": TODAY.isoformat(), "LC_ALL": "C.UTF-8"}
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    elapsed = time.perf_counter() - started
    if done.returncode not in (0, 1):  # 1: the cadence has a breach
        sys.exit(f"{' '.join(command)}\n{done.stderr.decode()}")
    return elapsed


def _print(name: str, ratio: float) -> None:
    print(f"{name:36} {ratio:6.1f} x", flush=True)


if __name__ == "__main__":
    main()

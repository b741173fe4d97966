"""Measure how much commands cost, as multiples of `python -c pass`.

Seconds are not comparable between machines, so each run of a command alternates with one of a bare
Python in the same environment, and the medians are compared: processor time (user and system) and
wall time. The measured `coach` is the one installed beside this Python. The table is Markdown, for
docs/performance.md.

    make bench
    make bench BENCH_ARGS="--only show -n 5"
    make bench BENCH_ARGS=--peers
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.peers import PEERS, Work, find_program
from benchmarks.sizes import OPEN_ENGAGEMENT, SIZES, TODAY

BUILD = Path(__file__).parents[1] / "build"
COACH = Path(sys.executable).with_name("coach")
CACHE = BUILD / "bench" / "cache"
BARE = Work((sys.executable, "-c", "pass"))
LONGEST = 15.0  # seconds for a row, after which FEWEST runs are enough, and one after four times it
FEWEST = 3
DEVELOPERS = ("PYTHON", "COACH_")  # variables that would change what is measured
FOUND = 1  # the exit code of a check that found something

GOAL, LONG = list(SIZES)[-2:]
MANY = "10 000 open"
ALL = tuple(size for size in SIZES if size != MANY)
ONE = "person-00001"


class Command(NamedTuple):
    """A command of `coach`, the folders to measure it in, and the CPU that is wanted in some."""

    line: str
    folders: Sequence[str] = (GOAL, LONG)
    wanted: Mapping[str, float] = {}
    writes: bool = False
    completing: bool = False


COMMANDS = (
    Command("--version", (GOAL,), {GOAL: 1.2}),
    Command("--help", (GOAL,), {GOAL: 6}),
    Command("invoice --help", (GOAL,), {GOAL: 6}),
    Command("show mar", (GOAL,), {GOAL: 6}, completing=True),
    Command("today", wanted={GOAL: 14}),
    Command("list", ALL, {GOAL: 8.5, LONG: 8.5}),
    Command(
        "check-cadence",
        tuple(SIZES),
        {"100 open": 13, "1 000 open": 60, MANY: 520, GOAL: 8.5, LONG: 8.5},
    ),
    Command(f"show {OPEN_ENGAGEMENT}", ALL, {LONG: 45}),
    Command("ledger", wanted={LONG: 45}),
    Command("ledger --view unpaid", wanted={LONG: 120}),
    Command("remind", wanted={LONG: 120}),
    Command(f"log-session {ONE} --on 2026-06-14", wanted={GOAL: 18, LONG: 45}, writes=True),
    Command(
        "pay SPECIMEN-2026-0001 --amount 1 --on 2026-06-14 --by transfer",
        wanted={GOAL: 18, LONG: 45},
        writes=True,
    ),
    Command(f"invoice {ONE} --through 2026-04-30 --yes", wanted={GOAL: 26}, writes=True),
    Command(f"contract {ONE}", wanted={GOAL: 31}, writes=True),
    Command("doctor", ALL, {LONG: 400}),
)


class Used(NamedTuple):
    """What a process used: processor and wall time, and memory in MB at its peak."""

    cpu: float
    wall: float
    memory: float


def main() -> None:
    """Print the table, each row as soon as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=15, dest="rounds", help="runs of each command")
    parser.add_argument("--only", default="", metavar="PATTERN", help="rows whose text matches")
    parser.add_argument("--peers", action="store_true", help="also measure other programs")
    options = parser.parse_args()
    wanted = re.compile(options.only)
    print("| command | folder | CPU | wall | peak MB | wanted |\n|---|---|---|---|---|---|")
    _measure_coach(wanted, options.rounds)
    if options.peers:
        _measure_peers(wanted, options.rounds)


def find_folder(name: str) -> Path:
    """Return the practice of a size, made once for each version of what makes it.

    Another process makes it: the memory that this one needs would count for those that it starts.
    """
    makers = [Path(__file__).with_name(each).read_bytes() for each in ("folders.py", "sizes.py")]
    folder = BUILD / "bench" / sha256(b"".join(makers)).hexdigest()[:8] / name.replace(" ", "-")
    if not folder.exists():
        print(f"making a practice: {name}", file=sys.stderr)
        unfinished = folder.with_name("unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        maker = (sys.executable, "-m", "benchmarks.folders", str(unfinished), name)
        subprocess.run(maker, cwd=BUILD.parent, check=True)
        unfinished.rename(folder)
    return folder


def _measure_coach(wanted: re.Pattern[str], rounds: int) -> None:
    for command in COMMANDS:
        name = f"complete `{command.line}`" if command.completing else f"`{command.line}`"
        for where in command.folders:
            if wanted.search(f"{name} {where}"):
                folder = find_folder(where)
                used = measure(_run_coach(command, folder) for _ in range(rounds + 1))
                _print_row(name, where, used, command.wanted.get(where))


def _run_coach(command: Command, folder: Path) -> Used:
    """Run a command in a folder, or in a fresh copy of it if it writes."""
    environment = {"COACH_TODAY": TODAY, "LC_ALL": "C.UTF-8", "XDG_CACHE_HOME": str(CACHE)}
    if command.completing:
        environment["_COACH_COMPLETE"] = "zsh"
    words = (str(COACH), *command.line.split())
    if not command.writes:
        return _run(Work(words, {**environment, "COACH_FOLDER": str(folder)}))
    with TemporaryDirectory(dir=folder.parent) as directory:
        # Links are enough: the product replaces its files, and never writes into one.
        copy = shutil.copytree(folder, Path(directory) / "practice", copy_function=os.link)
        return _run(Work(words, {**environment, "COACH_FOLDER": str(copy)}))


def _measure_peers(wanted: re.Pattern[str], rounds: int) -> None:
    missing = []
    for peer in PEERS:
        if not wanted.search(peer.name):
            continue
        program = find_program(peer, BUILD / "bench-peers")
        if program is None:
            missing.append(peer.name)
            continue
        for count in peer.counts:
            with TemporaryDirectory() as directory:
                work = peer.prepare(Path(directory), program, count)
                used = measure(_run(work) for _ in range(rounds + 1))
                _print_row(peer.name, f"{count} records", used)
    if missing:
        print(f"not installed: {', '.join(missing)}", file=sys.stderr)


def measure(runs: Iterator[Used]) -> Used:
    """Return the medians, the times as multiples of a bare Python's, run in between.

    The first run only warms up.
    """
    started = time.perf_counter()
    bare, used = [_run(BARE)], [next(runs)]
    for each in runs:
        used.append(each)
        bare.append(_run(BARE))
        elapsed = time.perf_counter() - started
        if elapsed > (LONGEST if len(used) > FEWEST else 4 * LONGEST):
            break
    (cpu, wall, memory), unit = _medians(used[1:]), _medians(bare[1:])
    return Used(cpu / unit.cpu, wall / unit.wall, memory)


def _medians(runs: Sequence[Used]) -> Used:
    return Used(*(statistics.median(values) for values in zip(*runs, strict=True)))


def _run(work: Work) -> Used:
    """Run a program to its end; what it prints is thrown away."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(DEVELOPERS)}
    environment = {**own, **work.environment}
    with Path(os.devnull).open("r+b") as nothing:
        redirected = [(os.POSIX_SPAWN_DUP2, nothing.fileno(), stream) for stream in (0, 1, 2)]
        started = time.perf_counter()
        process = os.posix_spawn(work.words[0], work.words, environment, file_actions=redirected)
        _, status, usage = os.wait4(process, 0)
        wall = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) not in (0, FOUND):
        ran = subprocess.run(work.words, env=environment, capture_output=True, check=False)
        sys.exit(f"{' '.join(work.words)}\n{ran.stderr.decode()}")
    return Used(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def _print_row(name: str, where: str, used: Used, wanted: float | None = None) -> None:
    shown = "" if wanted is None else f"{wanted:g}"
    figures = f"{_round(used.cpu)} | {_round(used.wall)} | {used.memory:.0f}"
    print(f"| {name} | {where} | {figures} | {shown} |", flush=True)


def _round(ratio: float) -> str:
    """Write a ratio with no more digits than a second run would repeat."""
    return f"{ratio:.1f}" if ratio < 100 else f"{ratio:.0f}"  # noqa: PLR2004 - three digits


if __name__ == "__main__":
    main()

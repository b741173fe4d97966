"""The whole command, in real processes: many at once, and killed on the way.

What is asked of the practice before and after runs in this process, which is faster.
"""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import pytest
from tests.process.conftest import CopyDemo

from phmcoach.__main__ import main

ROOT = Path(__file__).parents[2]
TODAY = "2026-06-15"
ENGAGEMENTS = 20
ROUND_SIZE = 36
TEMPLATE = "martin-2026"
OF_THE_DEMO = 2
"""The invoices that the demo issues itself, one a month."""

Coach = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def start(environ: dict[str, str], tmp_path: Path) -> Callable[..., "subprocess.Popen[str]"]:
    """Start a real `coach` on the practice."""

    def begin(*words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "phmcoach", "-C", str(tmp_path / "demo"), *words],
            env=environ | {"COACH_TODAY": TODAY},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return begin


@pytest.fixture
def coach(
    environ: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Coach:
    """Run a command on the practice in this process."""
    for name, value in (environ | {"COACH_TODAY": TODAY}).items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        monkeypatch.setattr(sys, "argv", ["coach", "-C", str(tmp_path / "demo"), *words])
        capsys.readouterr()
        return subprocess.CompletedProcess(words, main(), *capsys.readouterr())

    return run


@pytest.fixture
def practice(copy_demo: CopyDemo) -> Path:
    """Make the demo's practice, with its main engagement twenty times over, none of them billed."""
    root = copy_demo("demo", today=TODAY)
    for path in (root / "engagements").iterdir():
        if path.stem != TEMPLATE:
            path.unlink()
    for number in range(ENGAGEMENTS):
        copy_template(root, number)
    return root


def copy_template(root: Path, number: int) -> None:
    """Make another person's engagement of the template, with a record that its seal names."""
    ref = f"e{number:02}"

    def change(text: str) -> str:
        text = text.replace('id = "claire-martin"', f'id = "person-{number}"')
        text = text.replace('name = "Claire Martin"', f'name = "Person {number}"')
        text = re.sub(
            'contract_reference = "A-2026-[0-9]+"',
            f'contract_reference = "A-2026-{number + 11}"',
            text,
        )
        return text.replace(f'reference = "{TEMPLATE}"', f'reference = "{ref}"')

    copytree(root / "documents" / TEMPLATE, root / "documents" / ref)
    record = root / "documents" / ref / "contract.signed.toml"
    was = record.read_bytes()
    record.unlink()
    record.write_bytes(change(was.decode()).encode())
    text = (root / "engagements" / f"{TEMPLATE}.toml").read_text("utf-8")
    own = change(text).replace(sha256(was).hexdigest(), sha256(record.read_bytes()).hexdigest())
    (root / "engagements" / f"{ref}.toml").write_text(own, "utf-8")


def numbers(root: Path) -> list[int]:
    names = (path.stem for path in (root / "ledger").rglob("facture-SPECIMEN-2026-*.pdf"))
    return sorted(int(re.sub(r".*-", "", name)) for name in names)


def test_twenty_invoices_at_once_have_twenty_consecutive_numbers(
    environ: dict[str, str], coach: Coach, practice: Path
) -> None:
    lines = [f"invoice e{number:02} --month 2026-04" for number in range(ENGAGEMENTS)]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.process.coaches", practice, *lines],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=environ | {"COACH_TODAY": TODAY},
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=240,
    )
    assert ended.returncode == 0, ended.stderr
    assert numbers(practice) == list(range(1, ENGAGEMENTS + OF_THE_DEMO + 1))
    checked = json.loads(coach("doctor", "--json").stdout)
    assert (checked["healthy"], checked["entries"]) == (True, ENGAGEMENTS + OF_THE_DEMO)


def test_an_invoice_that_is_killed_is_there_or_not_and_the_next_number_follows(
    start: Callable[..., "subprocess.Popen[str]"], coach: Coach, practice: Path
) -> None:
    """The moments spread over the whole run: start-up, reading, typesetting, writing."""
    for number in range(12):
        process = start("invoice", f"e{number:02}", "--month", "2026-04")
        try:
            process.communicate(timeout=0.15 + 0.04 * number)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        assert coach("doctor").returncode == 0
    for number in range(12):
        coach("invoice", f"e{number:02}", "--month", "2026-04")
    assert numbers(practice) == list(range(1, 12 + OF_THE_DEMO + 1))
    checked = json.loads(coach("doctor", "--json").stdout)
    assert (checked["healthy"], checked["findings"]) == (True, [])
    assert checked["entries"] == 12 + OF_THE_DEMO


def test_one_engagement_that_is_invoiced_by_several_at_once_is_billed_once(
    start: Callable[..., "subprocess.Popen[str]"], practice: Path
) -> None:
    running = [start("invoice", "e00", "--month", "2026-04") for _ in range(6)]
    for process in running:
        process.communicate(timeout=120)
    assert sorted(process.returncode for process in running) == [0, 5, 5, 5, 5, 5]
    assert numbers(practice) == list(range(1, 1 + OF_THE_DEMO + 1))


ROUND = ("invoice", "--all", "--month", "2026-04")


def test_a_round_that_is_killed_goes_on_where_it_stopped(
    start: Callable[..., "subprocess.Popen[str]"], coach: Coach, practice: Path
) -> None:
    """Killed while it issues, twice: nothing is missing and nothing is billed again."""
    for number in range(ENGAGEMENTS, ROUND_SIZE):
        copy_template(practice, number)
    for count in (4, 14):
        process = start(*ROUND)
        deadline = time.monotonic() + 120
        while len(numbers(practice)) < count + OF_THE_DEMO and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert coach("doctor").returncode == 0
    issued = len(numbers(practice))
    assert issued < ROUND_SIZE, "it was killed in the middle"
    ended = coach(*ROUND, "--json")
    assert ended.returncode == 0, ended.stderr
    rest = json.loads(ended.stdout)
    assert len(rest["invoices"]) == ROUND_SIZE + OF_THE_DEMO - issued
    assert numbers(practice) == list(range(1, ROUND_SIZE + OF_THE_DEMO + 1))
    assert json.loads(coach("doctor", "--json").stdout)["healthy"]
    papers = [path.read_text("utf-8") for path in (practice / "ledger").rglob("*.toml")]
    assert sum('engagement = "e35"' in paper for paper in papers) == 1
    again = json.loads(coach(*ROUND, "--json").stdout)
    assert (again["invoices"], again["failed"]) == ([], [])

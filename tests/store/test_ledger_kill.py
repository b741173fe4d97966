import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.store.ledger_samples import issue_sample, new_folder

from phmcoach.store.folder import Folder
from phmcoach.store.ledger import open_ledger
from phmcoach.store.ledger_check import verify_ledger

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the writers fork")

ROOT = Path(__file__).parents[2]


def run_writers(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "tests.store.ledger_writers", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def kill_everywhere(base: Path, out: Path, session: str) -> list[Path]:
    out.mkdir()
    run_writers("kill", base, out, session)
    return sorted(out.iterdir())


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Folders with one invoice, in which the writer of a second was killed, each a step later."""
    where = tmp_path_factory.mktemp("killed")
    issue_sample(new_folder(where / "base"), "s1")
    return kill_everywhere(where / "base", where / "out", "s2")


def entries_of(root: Path) -> int:
    return len(open_ledger(Folder(root)).entries)


def files_of(root: Path) -> list[str]:
    return sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and path.name != ".coach.lock"
    )


def test_a_kill_leaves_the_old_ledger_until_one_moment_and_the_new_one_from_it_on(
    killed: list[Path],
) -> None:
    counts = [entries_of(root) for root in killed]
    commit = counts.index(2)
    assert counts == [1] * commit + [2] * (len(killed) - commit)


def test_a_kill_damages_nothing(killed: list[Path]) -> None:
    findings = {root.name: verify_ledger(Folder(root)).problems for root in killed}
    assert not [name for name, each in findings.items() for one in each if one.level == "error"]


def test_the_writer_after_a_kill_draws_the_next_number_and_leaves_nothing_half_done(
    killed: list[Path], tmp_path: Path
) -> None:
    for root in killed:
        copy = tmp_path / root.name
        shutil.copytree(root, copy)
        issued = entries_of(copy) + 1
        places = range(1, issued + 1)
        assert issue_sample(Folder(copy), "s3").number == f"F-2026-{issued:04d}", root.name
        assert files_of(copy) == [
            *(f"ledger/2026/{place:06d}.toml" for place in places),
            *(f"ledger/2026/facture-F-2026-{place:04d}.pdf" for place in places),
            "ledger/head.toml",
        ], root.name
        assert verify_ledger(Folder(copy)).problems == (), root.name


@pytest.mark.parametrize("state", ["before the commit", "after the commit"])
def test_a_writer_killed_while_it_finishes_the_work_of_another_is_recovered_too(
    killed: list[Path], tmp_path: Path, state: str
) -> None:
    commit = [entries_of(root) for root in killed].index(2)
    base = killed[commit if state == "after the commit" else commit - 1]
    for root in kill_everywhere(base, tmp_path / "out", "s3"):
        issue_sample(Folder(root), "s4")
        assert verify_ledger(Folder(root)).problems == (), root.name


def test_writers_that_come_together_draw_consecutive_numbers(tmp_path: Path) -> None:
    folder = new_folder(tmp_path / "together")
    run_writers("together", folder.root, "20")
    numbers = [recorded.number for recorded in open_ledger(folder).entries]
    assert numbers == [f"F-2026-{each:04d}" for each in range(1, 21)]
    assert verify_ledger(folder).problems == ()

import signal
import subprocess
import sys
from pathlib import Path

import pexpect  # type: ignore[import-untyped]  # it ships no types
import pytest
from tests.process.conftest import PROBE, CopyDemo

LOSE = """
import signal
import weakref
from phmcoach import __main__ as entry
from phmcoach.cli import app

obey = app.obey

def lose_it(*args):
    dying = weakref.WeakSet()
    reference = weakref.ref(dying, lambda _: signal.raise_signal(signal.SIGINT))
    del dying
    return obey(*args)

app.obey = lose_it
entry.start()
"""
"""The program, with a Ctrl-C that arrives where Python can only ignore what is raised."""


@pytest.mark.parametrize("command", ["log-session martin-2026 --on 2026-02-03", "list"])
def test_an_interruption_that_python_loses_is_reported_and_nothing_is_recorded(
    environ: dict[str, str], copy_demo: CopyDemo, command: str
) -> None:
    folder = copy_demo("practice")
    before = {path: path.read_bytes() for path in folder.rglob("*.toml")}
    ran = subprocess.run(
        [sys.executable, "-c", LOSE, "-C", folder, *command.split()],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=environ,
    )
    assert (ran.returncode, ran.stderr) == (130, "Interrompu.\n")
    assert {path: path.read_bytes() for path in folder.rglob("*.toml")} == before


def test_an_interruption_is_reported_in_one_word_and_has_its_code(
    environ: dict[str, str], tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, PROBE, "show"],
        cwd=tmp_path,
        encoding="utf-8",
        env=environ,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", "Interrompu.\n")


BEFORE_THE_WAIT = """
import functools
import os
import readline
import signal
from phmcoach import __main__ as entry

stop = functools.partial(os.killpg, os.getpgrp(), signal.SIGINT)
readline.set_pre_input_hook(stop)
entry.start()
"""
"""The program, with a Ctrl-C between the question and the wait for its answer."""


def test_a_ctrl_c_between_the_question_and_the_wait_for_its_answer_is_heard(
    environ: dict[str, str], tmp_path: Path
) -> None:
    process = pexpect.spawn(
        sys.executable,
        ["-c", BEFORE_THE_WAIT, "init", "cabinet", "--legal-form", "ei"],
        cwd=str(tmp_path),
        dimensions=(40, 80),
        encoding="utf-8",
        env=environ,
        timeout=30,
    )
    process.expect(pexpect.EOF)
    assert process.wait() == 130
    assert process.before.endswith("Interrompu.\r\n"), process.before

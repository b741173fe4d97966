import signal
import subprocess
import sys
from pathlib import Path

from tests.process.conftest import PROBE


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

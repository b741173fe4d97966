import sys

import pytest

from phmcoach import __main__ as entry


@pytest.fixture(autouse=True)
def _leave_signals_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("phmcoach.store.interrupts.watch_interrupts", lambda: None)


def test_an_interruption_before_the_program_speaks_has_its_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "argv", ["coach", "list"])
    monkeypatch.setattr("phmcoach.cli.app.main", interrupt)
    assert entry.main() == 130


def test_the_version_with_other_words_is_handled_by_the_program(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["coach", "--no-color", "--version"])
    assert entry.main() == 0
    assert capfd.readouterr().out == "coach 0.1.0\n"

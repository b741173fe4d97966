import stat
from pathlib import Path
from typing import Annotated

import pytest
from tests.cli.conftest import Run

from phmcoach.cli import app
from phmcoach.cli.shell import bugs
from phmcoach.cli.shell.options import flag
from phmcoach.cli.shell.panels import Panel
from phmcoach.errors import RuleRefusedError


def traces(tmp_path: Path) -> list[Path]:
    return sorted(tmp_path.rglob("coach-trace-*.txt"))


def test_a_bug_is_reported_in_one_sentence_with_its_trace(run_coach: Run, tmp_path: Path) -> None:
    ran = run_coach("invoice", "--bug")
    [trace] = traces(tmp_path)
    assert (ran.code, ran.out) == (70, "confirmed\n")
    assert ran.err == (
        "Something in coach itself went wrong (RuntimeError). This is a bug, not a mistake of"
        f" yours. Its trace holds none of your data: {trace}\n"
    )


def test_a_trace_is_for_the_user_alone_and_holds_none_of_their_data(
    run_coach: Run, tmp_path: Path
) -> None:
    run_coach("--folder", "chez-dupont", "invoice", "--bug")
    [trace] = traces(tmp_path)
    text = trace.read_text(encoding="utf-8")
    assert stat.S_IMODE(trace.stat().st_mode) == 0o600
    assert "command invoice\n" in text
    assert "\nbuiltins.RuntimeError\n" in text
    assert "in confirm_and_fail" in text
    assert "chez-dupont" not in text


def test_a_trace_names_the_errors_behind_an_error_but_quotes_none() -> None:
    try:
        try:
            int("Zoé Dupont")
        except ValueError as cause:
            raise KeyError(cause) from cause
    except KeyError as error:
        text = bugs.describe_bug(error, "show")
    assert text.index("builtins.ValueError") < text.index("builtins.KeyError")
    assert "invalid literal" not in text


def test_a_trace_that_cannot_be_written_can_be_shown(
    run_coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    ran = run_coach("invoice", "--bug")
    assert ran.code == 70
    assert ran.err.endswith("With COACH_DEBUG=1 the next run shows its trace.\n")


def test_a_refusal_of_the_parser_that_has_no_words_of_ours_is_a_bug_not_english(
    run_coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = Panel("sessions")

    @panel.command("invoice")
    def demand(name: Annotated[str, flag("--name", "option.json")]) -> None:
        del name

    monkeypatch.setattr(app, "PANELS", (panel,))
    ran = run_coach("invoice")
    assert ran.code == 70
    assert "MissingParameter" in ran.err
    assert "Missing option" not in ran.err


def test_an_error_without_a_sentence_is_a_bug(
    run_coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = Panel("sessions")

    @panel.command("invoice")
    def refuse() -> None:
        raise RuleRefusedError.of("no.such-sentence")

    monkeypatch.setattr(app, "PANELS", (panel,))
    ran = run_coach("invoice")
    assert ran.code == 70
    assert "UnknownMessageError" in ran.err


def test_the_whole_trace_is_shown_on_request(
    run_coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_DEBUG", "1")
    ran = run_coach("invoice", "--bug")
    assert ran.err.startswith("Traceback (most recent call last):\n")
    assert "RuntimeError: Zoé Dupont\n" in ran.err

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from phmcoach.cli import app
from phmcoach.cli.shell.options import ClientReference
from phmcoach.cli.shell.panels import Panel

Complete = Callable[..., list[str]]


@pytest.fixture
def complete(run_coach: Run, monkeypatch: pytest.MonkeyPatch) -> Complete:
    """Press the tabulator after the words of a line, the last one incomplete."""

    def run(*words: str, into: str = "fish", language: str = "en") -> list[str]:
        monkeypatch.setenv("_COACH_COMPLETE", into)
        ran = run_coach(*words, language=language)
        assert (ran.code, ran.err) == (0, "")
        return ran.out.splitlines()

    return run


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    for name in ("engagements/dupont-2026", "engagements/martin-2026", "clients/acme"):
        file = tmp_path / "my practice" / f"{name}.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("schema = 1\n", encoding="utf-8")
    (tmp_path / "my practice" / "practice.toml").write_text("schema = 1\n", encoding="utf-8")
    return tmp_path / "my practice"


def test_commands_are_completed_and_described_in_the_language(complete: Complete) -> None:
    assert [line.split("\t")[0] for line in complete("")] == [
        "log-session",
        "check-cadence",
        "invoice",
        "list",
        "show",
    ]
    english, french = complete("log"), complete("log", language="fr")
    assert english != french
    assert all(line.startswith("log-session\t") for line in english + french)


def test_options_are_completed_and_described(complete: Complete) -> None:
    assert complete("log-session", "--s") == ["--situation\tDo not ask for a confirmation."]
    assert complete("--no") == [
        "--no-color\tUse colours or not; by default only on a terminal, unless NO_COLOR is set."
    ]


def test_words_of_closed_lists_are_completed_with_their_meaning(complete: Complete) -> None:
    assert complete("log-session", "--kind", "", language="fr") == [
        "entreprise\torganisation en France",
        "particulier\tparticulier",
        "entreprise-ue\tentreprise d’un autre pays de l’Union",
        "public\torganisme public",
        "association\tassociation",
    ]
    assert complete("log-session", "--kind=pri") == ["private\tprivate person"]


def test_references_are_completed(complete: Complete, practice: Path) -> None:
    assert complete("-C", str(practice), "log-session", "") == ["dupont-2026", "martin-2026"]
    assert complete("-C", str(practice), "log-session", "ma") == ["martin-2026"]


def test_references_of_clients_are_completed(
    complete: Complete, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = Panel("practice")

    @panel.command("invoice")
    def bill(client: ClientReference = None) -> None:
        del client

    monkeypatch.setattr(app, "PANELS", (panel,))
    assert complete("-C", str(practice), "invoice", "") == ["acme"]


def test_without_a_practice_there_is_nothing_to_complete(complete: Complete) -> None:
    assert complete("log-session", "") == []


def test_a_half_typed_line_with_mistakes_is_completed_as_well_as_can_be(
    complete: Complete,
) -> None:
    assert complete("log-session", "--on", "31/02", "--kind", "pr") == ["private\tprivate person"]
    assert complete("no-such-command", "") != []


def test_bash_gets_words_alone(complete: Complete) -> None:
    assert complete("log-session", "--kind", "", into="bash") == [
        "company-fr",
        "private",
        "company-eu",
        "public",
        "association",
    ]


def test_what_bash_leaves_quoted_or_split_is_read(complete: Complete, practice: Path) -> None:
    quoted = f'"{practice}"'
    assert complete("-C", quoted, "log-session", "du", into="bash") == ["dupont-2026"]
    assert complete("-C", quoted, "log-session", '"du', into="bash") == ["dupont-2026"]
    assert complete("log-session", "--kind", "=", "pri", into="bash") == ["private"]


def test_bash_leaves_the_home_folder_to_be_found(
    complete: Complete, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(practice.parent))
    words = ("-C", r"~/my\ practice", "log-session", "du")
    assert complete(*words, into="bash") == ["dupont-2026"]


def test_a_shell_that_is_not_known_runs_the_command(
    run_coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_COACH_COMPLETE", "tcsh")
    assert run_coach("--version").out == "coach 0.1.0\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_is_printed(run_coach: Run, shell: str) -> None:
    ran = run_coach("--show-completion", shell)
    assert (ran.code, ran.err) == (0, "")
    assert "_COACH_COMPLETE=" + shell in ran.out

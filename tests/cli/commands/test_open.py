"""Papers that a command opens after it wrote them, by the program of the desktop."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.commands.test_evaluation_commands import SIGNED_AND_HELD, evaluate
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, ROAD
from tests.conftest import leave_typesetting_out

from phmcoach.cli.shell import terminal
from phmcoach.cli.shell.output import Output
from phmcoach.i18n import Translator

CONTRACT = "practice/documents/martin/contrat-martin.pdf"
CHOICES = "practice/documents/martin/choix-du-beneficiaire-martin.pdf"

Opened = Callable[[], list[str]]


def make_opener(folder: Path, script: str) -> None:
    """Make an `xdg-open` that runs a script."""
    opener = folder / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    opener.chmod(0o755)


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let the only opener be one that a test makes, on a Linux desktop."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(terminal, "PATIENCE", 30.0)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path


@pytest.fixture
def opened(desktop: Path) -> Opened:
    """Record what is opened; return a function that tells it, below the folder of the test."""
    told = desktop / "opened.txt"
    make_opener(desktop, f"echo noise; echo noise >&2; echo \"$@\" >>'{told}'")

    def read() -> list[str]:
        lines = told.read_text("utf-8").splitlines() if told.exists() else []
        return [line.removeprefix(f"{desktop}/") for line in sorted(lines)]

    return read


def test_the_contract_is_opened_once_it_is_written(
    coach: Run, begin_after: BeginAfter, desktop: Path, opened: Opened
) -> None:
    begin_after(*ROAD[:7])
    ran = coach(*IN, "contract", "martin", "--open")
    assert (ran.code, ran.out) == (0, f"{desktop / CONTRACT}\n{desktop / CHOICES}\n")
    assert "noise" not in ran.err
    assert opened() == [CHOICES, CONTRACT]


def test_without_the_option_nothing_is_opened(
    coach: Run, begin_after: BeginAfter, opened: Opened
) -> None:
    begin_after(*ROAD[:7])
    assert coach(*IN, "contract", "martin").code == 0
    assert opened() == []


NOT_OPENED = f"Nothing here could open these papers; they are written: {CONTRACT} and {CHOICES}\n"


def test_a_paper_that_nothing_can_open_is_named_and_no_error(
    coach: Run, begin_after: BeginAfter, desktop: Path
) -> None:
    begin_after(*ROAD[:7])
    ran = coach(*IN, "contract", "martin", "--open")
    assert (ran.code, ran.out) == (0, f"{desktop / CONTRACT}\n{desktop / CHOICES}\n")
    assert ran.err.endswith(NOT_OPENED)
    assert (desktop / CONTRACT).exists()


def test_without_a_desktop_nothing_is_opened_in_the_terminal(
    coach: Run, begin_after: BeginAfter, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_after(*ROAD[:7])
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    ran = coach(*IN, "contract", "martin", "--open")
    assert ran.code == 0
    assert ran.err.endswith(NOT_OPENED)
    assert opened() == []


def test_an_opener_that_knows_no_program_is_told_in_french(
    coach: Run, begin_after: BeginAfter, desktop: Path
) -> None:
    begin_after(*ROAD[:7])
    make_opener(desktop, "exit 3")
    settings = desktop / "practice" / "practice.toml"
    settings.write_text(settings.read_text("utf-8").replace('"en"', '"fr"'), "utf-8")
    ran = coach(*IN, "contract", "martin", "--open", language="fr")
    assert ran.code == 0
    assert ran.err.splitlines()[-1].startswith("Rien n’a pu ouvrir ces documents ici\u202f; ils")


def test_of_many_papers_only_the_first_are_opened(
    capsys: pytest.CaptureFixture[str], desktop: Path, opened: Opened
) -> None:
    papers = [desktop / "papers" / f"{number}.pdf" for number in range(1, 9)]
    out = Output(Translator("en"))
    terminal.open_papers(out, *papers)
    assert opened() == [f"papers/{number}.pdf" for number in range(1, 7)]
    said = "2 other papers are not opened: they are in papers\n"
    assert tuple(capsys.readouterr()) == ("", said)


LINES = (
    "attendance martin",
    "credit SPECIMEN-2026-0002 --amount 15 --reason Laissé",
    "dashboard",
    "dashboard --private",
    "mail SPECIMEN-2026-0002 --duplicate",
    "invoice martin",
    "invoice martin --preview",
    "ledger --pdf",
    "mail SPECIMEN-2026-0002",
    "mail martin --paper attendance",
    "quote petit",
    "remind SPECIMEN-2026-0002",
)
"""Lines that write papers in the folder of the demo."""


@pytest.fixture
def january(begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the practice of the demo in November, and let January come."""
    leave_typesetting_out(monkeypatch)
    monkeypatch.setenv("COACH_TODAY", "2026-11-28")
    begin_after(("demo", "practice"))
    monkeypatch.setenv("COACH_TODAY", "2027-01-15")


@pytest.mark.usefixtures("january")
@pytest.mark.parametrize("line", LINES)
def test_each_command_opens_the_papers_that_it_names(
    coach: Run, desktop: Path, opened: Opened, line: str
) -> None:
    ran = coach(*IN, *line.split(), "--open")
    assert ran.code == 0, ran.err
    named = [each.removeprefix(f"{desktop}/") for each in ran.out.splitlines()]
    assert opened() == sorted(named)
    assert named


@pytest.mark.usefixtures("january")
def test_the_invoices_of_all_engagements_are_opened_and_the_json_is_alone_on_stdout(
    coach: Run, desktop: Path, opened: Opened
) -> None:
    ran = coach(*IN, "invoice", "--all", "--json", "--open")
    issued = [str(each["path"]) for each in json.loads(ran.out)["invoices"]]
    assert ran.code == 0, ran.err
    assert opened() == sorted(each.removeprefix(f"{desktop}/") for each in issued)
    assert issued


def test_a_report_is_opened(coach: Run, begin_after: BeginAfter, opened: Opened) -> None:
    evaluate(coach, begin_after(*SIGNED_AND_HELD))
    assert coach("report", "martin", "--for", "beneficiary", "--open").code == 0
    assert opened() == ["documents/martin/bilan-martin-beneficiaire.pdf"]


@pytest.mark.usefixtures("january")
@pytest.mark.parametrize("line", ["remind", "ledger", "invoice martin --dry-run"])
def test_what_writes_no_paper_opens_none(coach: Run, opened: Opened, line: str) -> None:
    ran = coach(*IN, *line.split(), "--open")
    assert (ran.code, ran.out) == (2, "")
    assert "--open" in ran.err
    assert opened() == []

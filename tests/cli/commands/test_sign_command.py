"""`coach sign` with the files of what was signed, as a user types it, off and on a terminal.

The transcripts are in tests/golden; `UPDATE_GOLDEN=1` rewrites them.
"""

import os
import shlex
import sys
from pathlib import Path

import pytest
from tests.cli.commands.test_money_commands import speak
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, ROAD
from tests.cli.shell.test_prompts import Keyboard

from phmcoach.words import LANGUAGES, Language

GOLDEN = Path(__file__).parents[2] / "golden"
UNSIGNED = tuple(line for line in ROAD if not {"sign", "log-session"} & {*line})
CHANGED = (*UNSIGNED, (*IN, "contract", "martin"), (*IN, "set-client", "acme", "--name", "Bigco"))
PAPER = "contrat-martin.pdf"
LINES = (
    "sign martin --on 2026-01-10",
    "sign martin --on 2026-01-10 --paper notes.txt",
    f"sign martin --on 2026-01-10 --paper PRACTICE/documents/martin/{PAPER}",
    "sign martin --scan 'page 1.jpeg' --scan 'page 2.jpeg'",
    "sign martin --scan 'page 2.jpeg'",
    "sign martin --scan notes.txt",
    "sign martin --paper other.pdf",
    "show martin",
)


@pytest.fixture
def documents(begin_after: BeginAfter) -> Path:
    """Begin before the signature, where the client was renamed since the contract was written."""
    return begin_after(*CHANGED) / "practice" / "documents" / "martin"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_about_signed_papers_and_scans_is_the_golden_text(
    coach: Run, documents: Path, language: Language
) -> None:
    practice = documents.parents[1]
    speak(practice, language)
    Path("notes.txt").write_text("no paper", "utf-8")
    Path("other.pdf").write_bytes(b"%PDF-1.7 other")
    for page in (1, 2):
        Path(f"page {page}.jpeg").write_bytes(b"\xff\xd8\xff" + bytes([page]))
    shown = []
    for line in LINES:
        ran = coach(*IN, *shlex.split(line.replace("PRACTICE", str(practice))))
        shown.append(f"$ coach {line}\n[{ran.code}]\n{ran.out}{ran.err}")
    transcript = "".join(shown).replace(str(practice), "PRACTICE")
    golden = GOLDEN / f"sign-{language}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(transcript, encoding="utf-8")
    assert transcript == golden.read_text(encoding="utf-8")


@pytest.mark.usefixtures("documents")
def test_the_line_that_a_refusal_names_writes_the_paper_that_can_be_signed(coach: Run) -> None:
    refused = coach(*IN, "sign", "martin", "--on", "2026-01-10").err
    (line,) = (each for each in refused.splitlines() if each.startswith("  To fix it: coach "))
    assert coach(*shlex.split(line.removeprefix("  To fix it: coach "))).code == 0
    assert coach(*IN, "sign", "martin", "--on", "2026-01-10").code == 0


@pytest.mark.parametrize(
    ("answer", "kept"),
    [("1", [PAPER]), ("on-disk", [PAPER]), ("2", ["contrat-martin-2026-02-03.pdf", PAPER])],
)
def test_on_a_terminal_the_coach_is_asked_which_paper_was_signed(
    coach: Run, documents: Path, monkeypatch: pytest.MonkeyPatch, answer: str, kept: list[str]
) -> None:
    before = (documents / PAPER).read_bytes()
    monkeypatch.setattr(sys, "stdin", Keyboard(f"{answer}\n"))
    monkeypatch.setattr("phmcoach.cli.shell.state.is_terminal", lambda _: True)

    ran = coach(*IN, "sign", "martin", "--on", "2026-01-10")

    assert ran.code == 0, ran
    assert "Which paper was signed:\n   1  this PDF, as it is in the folder\n" in ran.err
    assert sorted(path.name for path in documents.glob("contrat-*.pdf")) == kept
    assert (documents / kept[0]).read_bytes() == before


def test_nothing_is_written_if_the_coach_does_not_say_which_paper_was_signed(
    coach: Run, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in documents.iterdir()}
    monkeypatch.setattr(sys, "stdin", Keyboard(""))
    monkeypatch.setattr("phmcoach.cli.shell.state.is_terminal", lambda _: True)
    assert coach(*IN, "sign", "martin", "--on", "2026-01-10").code == 130
    assert {path: path.read_bytes() for path in documents.iterdir()} == before


def test_a_scan_needs_a_day_while_somebody_has_still_to_sign(coach: Run, documents: Path) -> None:
    scan = documents.parents[2] / "page.jpg"
    scan.write_bytes(b"\xff\xd8\xff")
    ran = coach(*IN, "sign", "martin", "--scan", str(scan))
    assert ran.code == 2
    assert "--on is missing" in ran.err


@pytest.mark.parametrize("party", [(), ("--party", "coach")])
def test_a_scan_takes_no_day_once_its_signature_is_recorded(
    coach: Run, documents: Path, party: tuple[str, ...]
) -> None:
    paper = ("--paper", str(documents / PAPER))
    assert coach(*IN, "sign", "martin", "--on", "2026-01-10", *paper).code == 0
    scan = documents.parents[2] / "page.jpg"
    scan.write_bytes(b"\xff\xd8\xff")
    ran = coach(*IN, "sign", "martin", "--scan", str(scan), "--on", "2026-01-10", *party)
    assert ran.code == 2
    assert "Leave out --on" in ran.err
    assert [*documents.glob("*.jpg")] == []


@pytest.mark.parametrize("party", [(), ("--party", "coach")])
def test_a_scan_between_two_signatures_is_attached_and_who_is_missing_is_named(
    coach: Run, documents: Path, party: tuple[str, ...]
) -> None:
    begun = ("--on", "2026-01-10", "--party", "coach", "--paper", str(documents / PAPER))
    assert coach(*IN, "sign", "martin", *begun).code == 0
    scan = documents.parents[2] / "page.jpg"
    scan.write_bytes(b"\xff\xd8\xff")

    ran = coach(*IN, "sign", "martin", "--scan", str(scan), *party)

    assert (ran.code, ran.err) == (
        0,
        (
            "“page.jpg” is attached, read-only, as what was signed: contrat-martin-signe.jpg.\n"
            "Still to be recorded: beneficiary and sponsor."
            " Next: coach -C practice sign martin --on DATE\n"
        ),
    )
    assert (documents / "contrat-martin-signe.jpg").read_bytes() == scan.read_bytes()


def test_signatures_are_taken_back_and_recorded_on_the_right_day(
    coach: Run, documents: Path
) -> None:
    paper = ("--paper", str(documents / PAPER))
    assert coach(*IN, "sign", "martin", "--on", "2026-01-11", *paper).code == 0

    ran = coach(*IN, "sign", "martin", "--take-back")

    assert (ran.code, ran.err) == (
        0,
        (
            "martin: signature taken back: coach, beneficiary and sponsor."
            " Next: coach -C practice sign martin --on DATE\n"
            "What was attached stays among the documents, read-only: contrat-martin.pdf.\n"
        ),
    )
    assert coach(*IN, "sign", "martin", "--on", "2026-01-10", *paper).code == 0
    assert coach(*IN, "doctor").code == 0

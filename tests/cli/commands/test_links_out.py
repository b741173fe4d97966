"""Links out of the practice are neither read nor written; those within it are only read.

A file that iCloud keeps elsewhere is neither read nor made again.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, INVOICED, ROAD

if TYPE_CHECKING:
    from collections.abc import Callable

WRITERS = (
    ("contract", "martin"),
    ("amend", "martin", "--sessions", "13"),
    ("invoice", "martin"),
    ("attendance", "martin"),
    ("mail", "1"),
    ("evaluate", "martin", "--form"),
)


def link_all(practice: Path) -> Path:
    return practice / "documents"


def link_one(practice: Path) -> Path:
    return practice / "documents" / "martin"


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    """Make a practice with an invoice, a session to bill, and a signed contract."""
    return begin_after(*INVOICED, (*IN, "log-session", "martin", "--on", "2026-02-02")) / "practice"


@pytest.fixture(params=[link_all, link_one])
def linked(practice: Path, request: pytest.FixtureRequest) -> Path:
    """Move a folder out of the practice, and leave a link in its place."""
    choose: Callable[[Path], Path] = request.param
    place = choose(practice)
    outside = practice.parent / "elsewhere"
    place.rename(outside)
    place.symlink_to(outside)
    return place


def named(linked: Path) -> str:
    """Return how a sentence names the link."""
    return "documents/martin" if linked.name == "martin" else "documents"


def contents(place: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in place.resolve().rglob("*") if path.is_file()}


@pytest.mark.parametrize("words", WRITERS, ids=" ".join)
def test_what_writes_documents_is_refused_and_names_the_link(
    coach: Run, linked: Path, words: tuple[str, ...]
) -> None:
    before = contents(linked)
    ran = coach(*IN, *words)
    assert (ran.code, ran.out) == (7, "")
    assert ran.err.startswith(
        f"Error: {named(linked)} is a symbolic link to a folder outside the practice’s folder"
    )
    assert contents(linked) == before


def test_the_ledger_is_not_printed_into_a_link(coach: Run, practice: Path) -> None:
    outside = practice.parent / "elsewhere"
    outside.mkdir()
    (practice / "documents" / "ledger").symlink_to(outside)
    ran = coach(*IN, "ledger", "--pdf")
    assert ran.code == 7
    assert list(outside.iterdir()) == []


def test_a_session_is_recorded_and_the_link_named(coach: Run, linked: Path) -> None:
    ran = coach(*IN, "log-session", "martin", "--on", "2026-02-03")
    assert ran.code == 0
    assert f"Warning: {named(linked)} is a symbolic link" in ran.err


def test_the_doctor_names_the_link(coach: Run, linked: Path) -> None:
    ran = coach(*IN, "doctor")
    assert ran.code == 1
    assert f"Error: {named(linked)} is a symbolic link" in ran.out


def test_a_link_to_a_folder_of_the_practice_is_followed(coach: Run, practice: Path) -> None:
    own = practice / "documents" / "martin"
    own.rename(practice / "documents" / "martin-et-al")
    own.symlink_to("martin-et-al")
    assert coach(*IN, "attendance", "martin").code == 0
    assert coach(*IN, "doctor").code == 0


def link_file(path: Path, target: Path) -> None:
    path.rename(target)
    path.symlink_to(target)


def test_a_pdf_that_is_a_link_out_of_the_practice_is_not_sent(coach: Run, practice: Path) -> None:
    (pdf,) = (practice / "ledger").glob("*/*.pdf")
    link_file(pdf, practice.parent / "elsewhere.pdf")
    ran = coach(*IN, "mail", "1")
    assert ran.code == 7
    assert ran.err.startswith(f"Error: ledger/2026/{pdf.name} is a symbolic link to a file outside")


def test_a_practice_file_that_is_a_link_out_of_the_practice_is_not_read(
    coach: Run, practice: Path
) -> None:
    link_file(practice / "practice.toml", practice.parent / "elsewhere.toml")
    told = "Error: practice.toml is a symbolic link to a file outside"
    assert coach(*IN, "invoice", "martin", "--yes").err.startswith(told)
    ran = coach(*IN, "doctor")
    assert (ran.code, ran.out.startswith(told)) == (1, True)


@pytest.mark.parametrize("name", ["engagements/martin.toml", "clients/acme.toml"])
def test_the_doctor_warns_of_a_link_within_the_practice_which_is_not_changed(
    coach: Run, practice: Path, name: str
) -> None:
    link_file(practice / name, practice / "elsewhere.toml")
    ran = coach(*IN, "doctor")
    assert ran.code == 0
    assert f"Warning: {name} is a symbolic link, which cannot be replaced" in ran.out


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ledger/head.toml", ("invoice", "martin", "--yes")),
        ("ledger/2026/000001.toml", ("invoice", "martin", "--yes")),
        ("ledger/2026/facture-SPECIMEN-2026-0001.pdf", ("mail", "1")),
        ("ledger/2026/facture-SPECIMEN-2026-0001.pdf", ("mail", "1", "--duplicate")),
        ("documents/martin/contract.signed.toml", ("contract", "martin")),
    ],
)
def test_a_file_that_is_not_on_this_computer_yet_is_not_called_lost(
    coach: Run, practice: Path, name: str, words: tuple[str, ...]
) -> None:
    path = practice / name
    path.rename(path.with_name(f".{path.name}.icloud"))
    told = f"Error: {name} is not on this computer yet"
    doctor, needing = coach(*IN, "doctor"), coach(*IN, *words)
    assert (doctor.code, doctor.out.count("Error: "), doctor.out.count(told)) == (1, 1, 1), doctor
    assert (needing.code, needing.err.startswith(told)) == (7, True), needing
    assert not path.exists()


SIGNED = ("contract.signed.toml", "contrat-martin.pdf")


@pytest.fixture
def signed(begin_after: BeginAfter) -> Path:
    """Make a practice with a contract that was written before it was signed."""
    *before, sign, log = ROAD
    return begin_after(*before, (*IN, "contract", "martin"), sign, log) / "practice"


def link_out(practice: Path, name: str) -> Path:
    """Move a file of what was signed out of the practice, and leave a link in its place."""
    path = practice / "documents" / "martin" / name
    outside = practice.parent / name
    path.rename(outside)
    path.symlink_to(outside)
    return path


@pytest.mark.parametrize("name", SIGNED)
def test_the_doctor_names_a_link_out_of_the_practice_in_the_place_of_what_was_signed(
    coach: Run, signed: Path, name: str
) -> None:
    link_out(signed, name)
    ran = coach(*IN, "doctor")
    assert ran.code == 1
    assert f"Error: documents/martin/{name} is a symbolic link to a file outside" in ran.out


@pytest.mark.parametrize("words", [("contract", "martin"), ("invoice", "martin")], ids=" ".join)
def test_a_record_that_is_a_link_out_of_the_practice_proves_nothing(
    coach: Run, signed: Path, words: tuple[str, ...]
) -> None:
    link_out(signed, SIGNED[0])
    assert coach(*IN, *words).code == 7


@pytest.mark.parametrize("name", SIGNED)
def test_a_link_within_the_practice_in_the_place_of_what_was_signed_is_read(
    coach: Run, signed: Path, name: str
) -> None:
    path = link_out(signed, name)
    inside = signed / "documents" / name
    path.resolve().rename(inside)
    path.unlink()
    path.symlink_to(inside)
    assert coach(*IN, "doctor").code == 0

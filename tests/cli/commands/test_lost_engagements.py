"""The doctor and an engagement that was signed, and whose file is gone or no longer read."""

from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, ROAD

RECORD = "documents/martin/contract.signed.toml"


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    """Make a practice with one signed engagement, which has no invoice yet."""
    return begin_after(*ROAD) / "practice"


@pytest.fixture
def file(practice: Path) -> Path:
    return practice / "engagements" / "martin.toml"


def errors(coach: Run) -> list[str]:
    ran = coach(*IN, "doctor")
    assert ran.code == 1, ran
    return [line[7:] for line in ran.out.splitlines() if line.startswith("Error: ")]


def test_a_signed_engagement_without_a_file_is_an_error(coach: Run, file: Path) -> None:
    file.unlink()
    (error,) = errors(coach)
    said = "the contract of martin was signed, but this engagement has no file any more"
    assert error == f"{RECORD} says that {said}: restore it from a backup."


@pytest.mark.parametrize(
    "name",
    [
        "engagements/martin.tom",
        "engagements/martin",
        "engagements/.martin.toml",
        "martin.toml",
        "engagements/2026/martin.toml",
    ],
)
def test_what_is_probably_the_file_of_a_signed_engagement_is_named(
    coach: Run, practice: Path, file: Path, name: str
) -> None:
    (practice / name).parent.mkdir(exist_ok=True)
    file.rename(practice / name)
    (error,) = errors(coach)
    said = f"The engagement martin has no file any more, and this is probably it: {name}."
    assert error == f"{said} Put it back as engagements/martin.toml."


def test_the_file_of_another_engagement_is_not_taken_for_the_missing_one(
    coach: Run, file: Path
) -> None:
    file.rename(file.with_name("martin-2.bak"))
    assert "restore it from a backup" in errors(coach)[0]


def test_a_signed_engagement_whose_only_file_is_not_read_is_an_error(
    coach: Run, file: Path
) -> None:
    file.rename(file.with_name("martin.toml.txt"))
    (error,) = errors(coach)
    assert "Rename it martin.toml" in error


def test_a_copy_of_the_documents_proves_no_other_engagement(coach: Run, practice: Path) -> None:
    copy = practice / "documents" / "martin 2"
    copy.mkdir()
    (copy / Path(RECORD).name).write_bytes((practice / RECORD).read_bytes())
    assert coach(*IN, "doctor").code == 0


def test_a_record_that_cannot_be_read_still_proves_its_engagement(
    coach: Run, practice: Path, file: Path
) -> None:
    file.unlink()
    (practice / RECORD).chmod(0o600)
    (practice / RECORD).write_text("", encoding="utf-8")
    assert RECORD in errors(coach)[0]


@pytest.fixture
def amended(coach: Run, file: Path) -> bytes:
    """Sign an amendment; return the file of the engagement as it was before."""
    before = file.read_bytes()
    coach(*IN, "amend", "martin", "--notice-hours", "72")
    coach(*IN, "contract", "martin", "--amendment", "1")
    assert coach(*IN, "sign", "martin", "--amendment", "1", "--on", "2026-02-03").code == 0
    return before


def test_a_signed_amendment_of_which_only_the_paper_is_left_is_an_error(
    coach: Run, practice: Path, file: Path, amended: bytes
) -> None:
    file.write_bytes(amended)
    (practice / "documents" / "martin" / "amendment-1.signed.toml").unlink()
    (error,) = errors(coach)
    assert error.startswith(
        "avenant-1-martin.pdf is kept as the amendment no. 1 that was signed, but the engagement"
        " contains no such amendment"
    )


@pytest.mark.usefixtures("amended")
def test_the_paper_of_an_amendment_that_was_taken_back_is_no_error(coach: Run) -> None:
    assert coach(*IN, "sign", "martin", "--amendment", "1", "--take-back").code == 0
    assert coach(*IN, "amend", "martin", "--take-back").code == 0
    assert coach(*IN, "doctor").code == 0

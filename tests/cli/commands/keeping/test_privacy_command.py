"""`coach privacy export`: what a person is given of what is held of them."""

import json
import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, ROAD
from tests.note_keys import pipe, write_keys, write_note

NOTED = "Elle a pleuré."
PAPERS = (("contrat", ""), ("bilan", "-organisation"))
pytestmark = pytest.mark.usefixtures("only_source", "practice")


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    """Make a practice in which one engagement is active, with a private note."""
    folder = begin_after(*ROAD) / "practice"
    write_keys(folder)
    write_note(folder, "martin", "2026-02-02")
    return folder


def read(path: Path) -> tuple[set[str], str, dict[str, Any]]:
    """Return the names in an export, the text of its page, and its data."""
    with ZipFile(path) as archive:
        page = archive.read("index.html").decode()
        body = page.partition("</style>")[2]
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body))
        return set(archive.namelist()), text, json.loads(archive.read("data.json"))


def test_a_beneficiary_is_given_a_page_the_data_and_their_papers(
    coach: Run, practice: Path, tmp_path: Path
) -> None:
    documents = practice / "documents" / "martin"
    documents.joinpath("contrat-martin.pdf").write_bytes(b"%PDF")
    documents.joinpath("bilan-martin-organisation.pdf").write_bytes(b"%PDF")
    ran = coach(*IN, "privacy", "export", "claire", "--to", "claire.zip")
    assert (ran.code, ran.out) == (0, "claire.zip\n")
    assert ran.err == (
        "The data of Claire Martin is ready. Papers enclosed: 2.\n"
        "Warning: Read the page before you give it away: your own words are in it, and they may "
        "name other people.\n"
    )
    names, text, data = read(tmp_path / "claire.zip")
    papers = {f"documents/martin/{name}-martin{end}.pdf" for name, end in PAPERS}
    assert names == papers | {"index.html", "data.json", "SHA256SUMS"}
    (part,) = data["parts"]
    assert {each["file"] for each in part["papers"]} == papers
    assert part["data"]["beneficiary"]["name"] == "Claire Martin"
    assert part["notes"] == [{"on": "2026-02-02", "text": None}]
    assert "notes" in part["left_out"]
    assert part["data"]["demand"]["request"] in text
    assert "martin.toml" not in text


def test_notes_are_given_only_if_they_are_asked_for(
    coach: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe(monkeypatch, "")
    ran = coach(*IN, "privacy", "export", "martin", "--notes", "--to", "claire.zip")
    assert ran.code == 0
    assert "The text of the notes is in it in clear" in ran.err
    _, text, data = read(tmp_path / "claire.zip")
    assert NOTED in text
    assert NOTED in data["parts"][0]["notes"][0]["text"]
    assert "notes" not in data["parts"][0]["left_out"]


def test_a_folder_gets_a_file_with_a_name_and_a_second_one_is_refused(
    coach: Run, tmp_path: Path
) -> None:
    ran = coach(*IN, "privacy", "export", "claire martin", "--to", ".")
    assert ran.out == "donnees-claire-martin-2026-02-03.zip\n"
    made = tmp_path / ran.out.strip()
    before = made.read_bytes()
    again = coach(*IN, "privacy", "export", "martin", "--to", ".")
    assert (again.code, again.out) == (6, "")
    assert "exists already: it is not replaced" in again.err
    assert made.read_bytes() == before


def test_nothing_is_written_into_the_practice(coach: Run, practice: Path) -> None:
    before = sorted(practice.rglob("*"))
    for target in ("practice", "practice/exports/a.zip", "practice/new/b"):
        ran = coach(*IN, "privacy", "export", "martin", "--to", target)
        assert (ran.code, ran.out) == (5, "")
    assert sorted(practice.rglob("*")) == before


def test_an_unknown_file_beside_the_engagement_is_named_and_left_out(
    coach: Run, practice: Path, tmp_path: Path
) -> None:
    (practice / "documents" / "martin" / "IMG_0042.jpg").write_bytes(b"")
    ran = coach(*IN, "privacy", "export", "martin", "--to", "claire.zip")
    assert "These files are not enclosed" in ran.err
    assert "IMG_0042.jpg" in ran.err
    names, _, data = read(tmp_path / "claire.zip")
    assert not any("IMG" in name for name in names)
    assert "files" in data["parts"][0]["left_out"]


def test_a_file_that_cannot_be_read_is_named_and_nothing_is_written(
    coach: Run, practice: Path, tmp_path: Path
) -> None:
    (practice / "engagements" / "roche.toml").write_text("schema = 1\n", "utf-8")
    ran = coach(*IN, "privacy", "export", "martin", "--to", "claire.zip")
    assert (ran.code, ran.out) == (4, "")
    assert "roche.toml" in ran.err
    assert not (tmp_path / "claire.zip").exists()


def test_what_is_held_for_too_long_is_listed_with_its_day(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = coach(*IN, "privacy", "due")
    assert (ran.code, ran.out, ran.err) == (0, "", "Nothing is held for too long.\n")
    assert coach(*IN, "end", "martin", "--by", "sponsor", "--on", "2026-02-03").code == 0
    monkeypatch.setenv("COACH_TODAY", "2027-02-03")
    assert coach(*IN, "privacy", "due").out == ""
    monkeypatch.setenv("COACH_TODAY", "2027-02-04")
    assert coach(*IN, "privacy", "due").out == (
        "Claire Martin (martin): notes, personal objectives, evaluation and remarks are to be "
        "erased since 4\u00a0February\u00a02027.\n"
    )

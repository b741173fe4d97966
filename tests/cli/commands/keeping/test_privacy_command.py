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


def test_a_situation_and_a_pause_of_another_kind_are_given(
    coach: Run, practice: Path, tmp_path: Path
) -> None:
    path = practice / "engagements" / "martin.toml"
    text = path.read_text("utf-8")
    text, times = re.subn(r"situations = \[[^]]*\]", 'situations = ["other"]', text)
    assert times == 1
    pause = '[[pauses]]\nstart_on = 2026-02-09\nend_on = 2026-02-13\nreason = "other"\n'
    path.write_text(f"{text}\n{pause}", "utf-8")
    assert coach(*IN, "privacy", "export", "martin", "--to", "claire.zip").code == 0
    _, page, data = read(tmp_path / "claire.zip")
    (part,) = data["parts"]
    assert part["data"]["demand"]["situations"] == ["other"]
    assert part["data"]["pauses"][0]["reason"] == "other"
    assert re.findall(r"\b(situations|raison) autre\b", page) == ["situations", "raison"]


def test_a_file_in_a_folder_is_named_after_the_person_in_letters_that_it_may_have(
    coach: Run, practice: Path, tmp_path: Path
) -> None:
    (tmp_path / "given").mkdir()
    path = practice / "engagements" / "martin.toml"
    path.write_text(path.read_text("utf-8").replace("Claire Martin", "李娜"), "utf-8")
    ran = coach(*IN, "privacy", "export", "martin", "--to", "given")
    assert (ran.code, ran.out) == (0, "given/donnees-martin-2026-02-03.zip\n"), ran


def test_a_private_client_is_given_their_file_also_if_the_engagement_has_its_reference(
    coach: Run, begin_after: BeginAfter
) -> None:
    folder = begin_after(
        ROAD[0],
        (
            *(*IN, "new-client", "petit", "--kind", "private", "--name", "Hugo Petit"),
            *("--email", "hugo@example.org"),
        ),
        (
            *(*IN, "new-engagement", "petit", "--client", "petit", "--beneficiary", "Hugo Petit"),
            *("--situation", "new-role", "--profile", "short", "--received-on", "2026-01-02"),
        ),
    )
    assert coach(*IN, "privacy", "export", "petit", "--to", "hugo.zip").code == 0
    _, page, data = read(folder / "hugo.zip")
    assert "hugo@example.org" in page
    demand, client = (part["data"] for part in data["parts"])
    assert demand["demand"]["received_on"] == "2026-01-02"
    assert (client["name"], client["email"]) == ("Hugo Petit", "hugo@example.org")


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
        "  To fix it: coach -C practice close martin --on DATE\n"
    )
    rows = json.loads(coach(*IN, "today", "--json").out)["rows"]
    (row,) = (each for each in rows if each["fact"]["code"] == "past.some")
    assert row["fact"]["sentence"] == (
        "Personal data is held for longer than the law and your contracts say. Engagements: 1."
    )
    assert row["fact"]["fix"] == "coach privacy due"


def test_the_row_of_the_day_counts_archived_engagements_without_opening_them(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are counted by the notes and papers that an erasure deletes, from the second year on."""
    assert coach(*IN, "end", "martin", "--by", "sponsor", "--on", "2026-02-03").code == 0
    assert coach(*IN, "invoice", "martin").code == 0
    assert coach(*IN, "pay", "1", "--on", "2026-02-03", "--by", "transfer").code == 0
    assert coach(*IN, "close", "martin", "--on", "2026-02-03").code == 0
    assert coach(*IN, "archive", "martin").code == 0
    archived = practice / "archive" / "2026" / "martin.toml"
    text = archived.read_text("utf-8")

    def counted(today: str) -> list[int]:
        monkeypatch.setenv("COACH_TODAY", today)
        archived.write_text("not TOML", "utf-8")
        rows = json.loads(coach(*IN, "today", "--json").out)["rows"]
        archived.write_text(text, "utf-8")
        facts = [each["fact"] for each in rows]
        return [each["args"]["count"] for each in facts if each["code"] == "past.some"]

    assert counted("2027-12-31") == []
    assert counted("2028-01-01") == [1]
    assert coach(*IN, "privacy", "erase", "martin", "--yes").code == 0
    text = archived.read_text("utf-8")
    assert counted("2028-01-01") == []
    assert counted("2031-12-31") == []
    assert counted("2032-01-01") == [1]
    assert coach(*IN, "privacy", "erase", "martin", "--yes").code == 0
    text = archived.read_text("utf-8")
    assert counted("2032-01-01") == []
    assert coach(*IN, "privacy", "due").out == ""

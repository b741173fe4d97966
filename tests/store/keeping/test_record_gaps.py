"""A gap in the ledger: numbers that no paper gets any more, and what every rule makes of them."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.store.ledger_samples import builder, issue_sample, new_folder

from phmcoach.domain.money.dates import PaperDay
from phmcoach.domain.money.ledger import Gap
from phmcoach.errors import InvalidDataError, MissingError
from phmcoach.store.folder import Folder
from phmcoach.store.keeping.gaps import record_gaps
from phmcoach.store.ledger import find_document, open_ledger
from phmcoach.store.ledger_check import verify_ledger
from phmcoach.store.ledger_issue import issue
from phmcoach.store.ledger_numbers import other_papers

TODAY = date(2026, 4, 2)
NOW = datetime(2026, 4, 2, 9, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return new_folder(tmp_path)


def gap(first: str, last: str) -> Gap:
    return Gap(first=first, last=last, noted_on=TODAY, reason="Ordinateur perdu")


def record(folder: Folder, *gaps: Gap) -> None:
    record_gaps(folder, lambda _: gaps, recorded_at=NOW)


def numbers(folder: Folder) -> list[str]:
    return [each.number for each in open_ledger(folder).entries]


def issue_next(folder: Folder, session: str) -> str:
    day = PaperDay(TODAY, TODAY, "franchise")
    built = builder(session, TODAY)
    ledger = issue(folder, built, prefix="F", first=1, day=day, recorded_at=NOW)
    return ledger.entries[-1].number


def test_the_series_goes_on_after_the_numbers_that_are_lost(folder: Folder) -> None:
    issue_sample(folder, "s1")
    record(folder, gap("F-2026-0002", "F-2026-0004"))
    assert issue_next(folder, "s2") == "F-2026-0005"
    assert numbers(folder) == ["F-2026-0001", "000002", "F-2026-0005"]
    assert open_ledger(folder).head.last_numbers == {"F-2026": 5}
    assert verify_ledger(folder).problems == ()


def test_a_gap_may_begin_a_series(folder: Folder) -> None:
    record(folder, gap("F-2026-0001", "F-2026-0002"))
    assert issue_next(folder, "s1") == "F-2026-0003"
    assert verify_ledger(folder).problems == ()


def test_the_file_of_a_gap_is_as_the_page_of_the_folder_says(folder: Folder) -> None:
    record(folder, gap("F-2026-0001", "F-2026-0002"))
    assert (folder.ledger_dir / "2026" / "000001.toml").read_text("utf-8") == (
        "schema = 4\n"
        "place = 1\n"
        'kind = "gap"\n'
        "recorded_at = 2026-04-02 09:00:00+00:00\n"
        f'previous_sha256 = "{"0" * 64}"\n'
        "\n"
        "[gap]\n"
        "specimen = false\n"
        'first = "F-2026-0001"\n'
        'last = "F-2026-0002"\n'
        "noted_on = 2026-04-02\n"
        'reason = "Ordinateur perdu"\n'
    )


def test_a_gap_leaves_no_number_out_and_repeats_none(folder: Folder) -> None:
    issue_sample(folder, "s1")
    for wrong in ("F-2026-0003", "F-2026-0001"):
        made = new_folder(folder.root / wrong)
        issue_sample(made, "s1")
        record(made, gap(wrong, wrong))
        found = [each.message for each in verify_ledger(made).problems]
        expected = "repeated" if wrong.endswith("1") else "missing"
        assert found == [f"ledger.number-{expected}"]


def test_who_looks_for_a_lost_paper_is_told_when_it_was_noted(folder: Folder) -> None:
    record(folder, gap("F-2026-0001", "F-2026-0002"))
    with pytest.raises(MissingError) as caught:
        find_document(open_ledger(folder), "f-2026-0002")
    (problem,) = caught.value.problems
    assert (problem.message, problem.args["on"]) == ("ledger.paper-lost", TODAY)


def test_a_prefix_that_only_a_gap_has_numbers_papers_of_any_kind(folder: Folder) -> None:
    record(folder, gap("F-2026-0001", "F-2026-0002"))
    ledger = open_ledger(folder)
    assert other_papers(ledger, "F", "quote") == other_papers(ledger, "F", "invoice")
    assert other_papers(ledger, "F", "quote") == ()


def test_a_pdf_whose_entry_is_lost_stops_nothing_once_its_number_is_noted(folder: Folder) -> None:
    issue_sample(folder, "s1")
    pdf = folder.ledger_dir / "2026" / "facture-F-2026-0002.pdf"
    pdf.write_bytes(b"%PDF")
    with pytest.raises(InvalidDataError):
        open_ledger(folder)
    record(folder, gap("F-2026-0002", "F-2026-0002"))
    assert numbers(folder) == ["F-2026-0001", "000002"]
    assert verify_ledger(folder).problems == ()


def test_any_other_damage_is_mended_first(folder: Folder) -> None:
    issue_sample(folder, "s1")
    folder.ledger_head.unlink()
    with pytest.raises(InvalidDataError):
        record(folder, gap("F-2026-0002", "F-2026-0002"))

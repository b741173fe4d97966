import shutil
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.commands import command_of
from tests.store.ledger_samples import (
    forge,
    issue_sample,
    make_entry,
    new_folder,
    snapshot,
)

from phmcoach.domain.money.account import Account, billed_shares
from phmcoach.domain.money.dates import PaperDay
from phmcoach.domain.money.ledger import EntryKind, LedgerHead
from phmcoach.errors import (
    CoachError,
    ConflictError,
    InvalidDataError,
    MissingError,
    Problem,
    RuleRefusedError,
    UsageError,
)
from phmcoach.remedy import Remedy
from phmcoach.store import ledger as ledger_module
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import (
    Ledger,
    create_ledger,
    find_document,
    open_ledger,
)
from phmcoach.store.ledger_chain import (
    RecordedEntry,
    derive_head,
    hold_entry,
    parse_entry,
    render_head,
)
from phmcoach.store.ledger_files import LedgerFiles, list_ledger_files
from phmcoach.store.ledger_issue import render_entry
from phmcoach.store.ledger_numbers import check_issue_date, next_document_number

EMPTY_HEAD = f'schema = 1\nentries = 0\nlast_sha256 = "{"0" * 64}"\n\n[last_numbers]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Three invoices: two of 2026, one of 2027."""
    made = new_folder(tmp_path)
    issue_sample(made, "s1")
    issue_sample(made, "s2")
    issue_sample(made, "s3", issued_on=date(2027, 1, 4))
    return made


def refused(folder: Folder) -> tuple[str, ...]:
    with pytest.raises(InvalidDataError) as caught:
        open_ledger(folder)
    return tuple(problem.message for problem in caught.value.problems)


def overwrite(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


@cache
def recorded_entry(place: int, number: str, issued_on: date) -> RecordedEntry:
    entry = make_entry(place, number, issued_on=issued_on)
    return parse_entry(render_entry(entry), f"{place:06d}.toml")


def ledger_of(*numbers: str, issued_on: date = date(2026, 3, 31)) -> Ledger:
    recorded = tuple(
        recorded_entry(place, number, issued_on) for place, number in enumerate(numbers, start=1)
    )
    return Ledger(derive_head(recorded), "0" * 64, recorded)


def test_a_new_ledger_is_a_head_without_entries(tmp_path: Path) -> None:
    create_ledger(Folder(tmp_path))
    assert snapshot(Folder(tmp_path)) == {"ledger/head.toml": EMPTY_HEAD.encode()}


def test_a_new_ledger_holds_nothing(tmp_path: Path) -> None:
    ledger = open_ledger(new_folder(tmp_path))
    assert (ledger.entries, ledger.hidden, ledger.is_pending) == ((), (), False)


def test_a_ledger_is_never_created_over_another(folder: Folder) -> None:
    with pytest.raises(ConflictError):
        create_ledger(Folder(folder.root))


def test_a_ledger_that_lost_its_head_is_not_created_anew(folder: Folder) -> None:
    folder.ledger_head.unlink()
    with pytest.raises(InvalidDataError):
        create_ledger(folder)


def test_a_creation_that_was_interrupted_is_done_again(tmp_path: Path) -> None:
    Folder(tmp_path).ledger_dir.mkdir()
    create_ledger(Folder(tmp_path))
    assert open_ledger(Folder(tmp_path)).entries == ()


def test_a_missing_ledger_is_an_error(tmp_path: Path) -> None:
    assert refused(Folder(tmp_path)) == ("ledger.missing-head",)


def test_a_missing_head_is_an_error(folder: Folder) -> None:
    folder.ledger_head.unlink()
    assert refused(folder) == ("ledger.missing-head",)


@pytest.mark.parametrize(
    ("lost", "fix"), [("head.toml", "coach recover"), ("2026/000001.toml", "coach doctor")]
)
def test_a_loss_names_the_command_that_explains_it(folder: Folder, lost: str, fix: str) -> None:
    (folder.ledger_dir / lost).unlink()
    with pytest.raises(InvalidDataError) as caught:
        open_ledger(folder)
    assert command_of(caught.value.problems[0]) == fix


def test_entries_come_in_the_order_of_their_places_over_all_years(folder: Folder) -> None:
    found = [(each.entry.place, each.number) for each in open_ledger(folder).entries]
    assert found == [(1, "F-2026-0001"), (2, "F-2026-0002"), (3, "F-2027-0001")]


def test_a_place_that_follows_is_read_after_one_of_a_later_year(tmp_path: Path) -> None:
    late = datetime(2027, 1, 1, 0, 10)  # noqa: DTZ001 - the coach's own clock
    made = forge(
        tmp_path,
        make_entry(1, "F-2026-0001", recorded_at=late),
        make_entry(2, "F-2026-0002"),
    )
    assert [each.number for each in open_ledger(made).entries] == ["F-2026-0001", "F-2026-0002"]


def test_the_head_says_how_the_chain_ends(folder: Folder) -> None:
    ledger = open_ledger(folder)
    assert ledger.head == LedgerHead(
        schema_version=1,
        entries=3,
        last_sha256=ledger.entries[-1].sha256,
        last_numbers={"F-2026": 2, "F-2027": 1},
    )


def test_hidden_and_foreign_files_are_not_read(folder: Folder) -> None:
    (folder.ledger_dir / "2026" / ".tmp-1.toml").write_text("half a fi")
    (folder.ledger_dir / "2026" / ".000009.toml").write_text("half a fi")
    (folder.ledger_dir / "2026" / "notes.toml").write_text("mine")
    (folder.ledger_dir / "9.toml").write_text("mine")
    assert len(open_ledger(folder).entries) == 3


def test_a_head_that_is_one_behind_waits_for_the_next_writer(folder: Folder) -> None:
    entries = open_ledger(folder).entries
    overwrite(folder.ledger_head, render_head(derive_head(entries[:2])))
    assert open_ledger(folder).is_pending


def test_a_pdf_without_its_name_waits_for_the_next_writer(folder: Folder) -> None:
    last = open_ledger(folder).entries[-1]
    last.pdf.rename(last.hidden_pdf)
    ledger = open_ledger(folder)
    assert (ledger.hidden, ledger.is_pending) == ((last.hidden_pdf,), True)


def test_a_head_that_is_two_behind_is_a_loss(folder: Folder) -> None:
    entries = open_ledger(folder).entries
    overwrite(folder.ledger_head, render_head(derive_head(entries[:1])))
    assert refused(folder) == ("ledger.head-behind",)


def test_a_lost_last_entry_is_a_loss(folder: Folder) -> None:
    open_ledger(folder).entries[-1].path.unlink()
    assert refused(folder) == ("ledger.entries-lost",)


def test_the_loss_of_all_entries_is_a_loss(folder: Folder) -> None:
    shutil.rmtree(folder.ledger_dir / "2026")
    shutil.rmtree(folder.ledger_dir / "2027")
    assert refused(folder) == ("ledger.entries-lost",)


def test_a_hole_in_the_places_is_a_loss(folder: Folder) -> None:
    open_ledger(folder).entries[1].path.unlink()
    assert refused(folder) == ("ledger.place-missing",)


@pytest.mark.parametrize(
    ("removed", "reported"),
    [
        ([1], Problem("ledger.place-missing", {"place": 2})),
        ([0, 1], Problem("ledger.places-missing", {"first": 1, "last": 2})),
    ],
)
def test_a_hole_is_reported_with_the_missing_places(
    folder: Folder, removed: list[int], reported: Problem
) -> None:
    entries = open_ledger(folder).entries
    for index in removed:
        entries[index].path.unlink()
    with pytest.raises(InvalidDataError) as caught:
        open_ledger(folder)
    [problem] = caught.value.problems
    assert (problem.message, problem.args) == (reported.message, reported.args)


def test_a_place_that_is_taken_in_two_years_is_a_loss(folder: Folder) -> None:
    shutil.copy(folder.ledger_dir / "2026/000002.toml", folder.ledger_dir / "2027/000002.toml")
    assert refused(folder) == ("ledger.entry-copied",)


def test_a_changed_last_entry_is_a_loss(folder: Folder) -> None:
    last = open_ledger(folder).entries[-1].path
    overwrite(last, last.read_bytes() + b"\n")
    assert refused(folder) == ("ledger.last-entry-changed",)


def test_a_changed_last_entry_is_a_loss_also_where_the_head_is_one_behind(folder: Folder) -> None:
    entries = open_ledger(folder).entries
    overwrite(folder.ledger_head, render_head(derive_head(entries[:2])))
    overwrite(entries[1].path, entries[1].path.read_bytes() + b"\n")
    assert refused(folder) == ("ledger.last-entry-changed",)


def test_a_head_with_other_last_numbers_is_a_loss(folder: Folder) -> None:
    content = folder.ledger_head.read_bytes()
    overwrite(folder.ledger_head, content.replace(b"F-2027 = 1", b"F-2027 = 2"))
    assert refused(folder) == ("ledger.head-changed",)


def test_an_empty_ledger_whose_head_names_an_entry_before_is_a_loss(tmp_path: Path) -> None:
    made = new_folder(tmp_path)
    overwrite(made.ledger_head, EMPTY_HEAD.replace("0" * 64, "1" * 64).encode())
    assert refused(made) == ("ledger.head-changed",)


def test_an_entry_under_the_name_of_another_place_is_a_loss(tmp_path: Path) -> None:
    made = forge(tmp_path, make_entry(1, "F-2026-0001"), make_entry(2, "F-2026-0002"))
    (made.ledger_dir / "2026/000001.toml").unlink()
    shutil.copy(made.ledger_dir / "2026/000002.toml", made.ledger_dir / "2026/000001.toml")
    assert refused(made) == ("ledger.place-missing", "ledger.entry-copied")


def test_a_gap_in_the_numbers_is_a_loss(tmp_path: Path) -> None:
    made = forge(tmp_path, make_entry(1, "F-2026-0001"), make_entry(2, "F-2026-0003"))
    assert refused(made) == ("ledger.number-missing",)


def test_a_gap_in_the_numbers_names_the_number_that_is_missing(tmp_path: Path) -> None:
    made = forge(tmp_path, make_entry(1, "F-2026-0001"), make_entry(2, "F-2026-0003"))
    with pytest.raises(InvalidDataError) as caught:
        open_ledger(made)
    assert caught.value.problems[0].args == {"number": "F-2026-0003", "missing": "F-2026-0002"}


def test_a_number_that_comes_twice_is_a_loss(tmp_path: Path) -> None:
    made = forge(tmp_path, make_entry(1, "F-2026-0007"), make_entry(2, "F-2026-0007"))
    assert refused(made) == ("ledger.number-repeated",)


def test_a_later_year_begins_at_one(tmp_path: Path) -> None:
    made = forge(
        tmp_path,
        make_entry(1, "F-2026-0007"),
        make_entry(2, "F-2027-0002", issued_on=date(2027, 1, 4)),
    )
    assert refused(made) == ("ledger.number-missing",)


def test_the_first_year_of_a_prefix_begins_anywhere(tmp_path: Path) -> None:
    made = forge(tmp_path, make_entry(1, "F-2026-0042"), make_entry(2, "A-2026-0007"))
    assert len(open_ledger(made).entries) == 2


def test_an_entry_without_a_number_is_not_an_entry(tmp_path: Path) -> None:
    made = forge(tmp_path, make_entry(1, "F-2026-0001"))
    path = made.ledger_dir / "2026/000001.toml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "F-2026" not in line), encoding="utf-8")
    assert refused(made) == ("shape.entry-without-number",)


def test_all_unreadable_entries_are_reported_at_once(folder: Folder) -> None:
    for recorded in open_ledger(folder).entries[:2]:
        overwrite(recorded.path, b"= nothing\n")
    assert len(refused(folder)) == 2


def test_a_reader_overtaken_by_writers_sees_a_whole_ledger(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = list_ledger_files
    overtaking = ["s4", "s5"]

    def list_late(where: Folder) -> LedgerFiles:
        with monkeypatch.context() as patch:
            patch.setattr(ledger_module, "list_ledger_files", real)
            while overtaking:
                issue_sample(where, overtaking.pop(0), issued_on=date(2027, 1, 4))
        return real(where)

    monkeypatch.setattr(ledger_module, "list_ledger_files", list_late)
    assert len(open_ledger(folder).entries) == 5


def test_the_very_first_number_is_the_practice_s_own() -> None:
    assert next_document_number(ledger_of(), prefix="F", year=2026, first=42) == "F-2026-0042"


def test_the_next_number_follows_the_last_of_its_prefix() -> None:
    ledger = ledger_of("F-2026-0042", "SPECIMEN-2026-0001")
    assert next_document_number(ledger, prefix="F", year=2026, first=42) == "F-2026-0043"


def test_the_own_first_number_serves_once_not_every_year() -> None:
    ledger = ledger_of("F-2026-0042")
    assert next_document_number(ledger, prefix="F", year=2027, first=42) == "F-2027-0001"


def test_another_prefix_is_another_series() -> None:
    ledger = ledger_of("F-2026-0042")
    assert (
        next_document_number(ledger, prefix="SPECIMEN", year=2026, first=1) == "SPECIMEN-2026-0001"
    )


def test_a_prefix_that_begins_alike_is_another_one() -> None:
    assert (
        next_document_number(ledger_of("FA-2026-0007"), prefix="F", year=2026, first=3)
        == "F-2026-0003"
    )


def test_numbers_beyond_four_digits_are_compared_as_numbers() -> None:
    ledger = ledger_of("F-2026-9999", "F-2026-10000")
    assert next_document_number(ledger, prefix="F", year=2026, first=1) == "F-2026-10001"


@pytest.mark.parametrize("typed", ["2027-1", "2027-0001", "2027/1", "F-2027-0001", " 2027-1 "])
def test_the_end_of_a_number_with_its_year_means_one_of_two_years(typed: str) -> None:
    ledger = ledger_of("F-2026-0001", "F-2027-0001")
    assert find_document(ledger, typed, "invoice").number == "F-2027-0001"


@pytest.mark.parametrize(
    ("numbers", "typed", "example"),
    [
        (("F-2026-0001", "F-2027-0001"), "1", "2027-1"),
        (("F-2027-0001", "G-2027-0001"), "1", "G-2027-0001"),
        (("F-2027-0001", "G-2027-0001"), "2027-1", "G-2027-0001"),
    ],
)
def test_digits_of_several_papers_are_refused_with_what_means_one_of_them(
    numbers: tuple[str, ...], typed: str, example: str
) -> None:
    ledger = ledger_of(*numbers)
    with pytest.raises(UsageError) as caught:
        find_document(ledger, typed, "invoice")
    (problem,) = caught.value.problems
    expected = {"number": typed, "numbers": [*numbers], "example": example}
    assert problem == Problem("ledger.several-papers", expected)
    assert find_document(ledger, example, "invoice").number == numbers[1]


@pytest.mark.parametrize(("typed", "kind"), [("2028-1", "invoice"), ("2027-1", "quote")])
def test_a_year_of_no_paper_or_of_a_quote_finds_none(typed: str, kind: EntryKind) -> None:
    with pytest.raises(MissingError):
        find_document(ledger_of("F-2026-0001", "F-2027-0001"), typed, kind)


@pytest.mark.parametrize(
    ("prefix", "last"), [("F", "F-2026-999999"), ("LONGEST1X", "LONGEST1X-2026-99999")]
)
def test_a_series_ends_where_a_number_would_be_too_long(prefix: str, last: str) -> None:
    with pytest.raises(RuleRefusedError) as caught:
        next_document_number(ledger_of(last), prefix=prefix, year=2026, first=1)
    assert caught.value.problems == (Problem("ledger.series-full", {"series": f"{prefix}-2026"}),)


@given(
    years=st.lists(st.integers(2026, 2029), max_size=12).map(sorted),
    first=st.integers(1, 12_000),
)
def test_numbers_drawn_one_after_the_other_have_no_gap_and_no_repetition(
    years: list[int], first: int
) -> None:
    numbers: list[str] = []
    for year in years:
        numbers.append(
            next_document_number(ledger_of(*numbers), prefix="F", year=year, first=first)
        )
    start = {year: first if year == years[0] else 1 for year in years}
    expected = [
        f"F-{year}-{start[year] + years[:index].count(year):04d}"
        for index, year in enumerate(years)
    ]
    assert numbers == expected


def refused_day(ledger: Ledger, prefix: str, on: date) -> Problem | None:
    try:
        check_issue_date(ledger, prefix, PaperDay(on, date(2026, 4, 1), "franchise"))
    except RuleRefusedError as refused:
        return refused.problems[0]
    return None


def test_a_document_may_be_issued_on_the_day_of_the_last() -> None:
    assert refused_day(ledger_of("F-2026-0001"), "F", date(2026, 3, 31)) is None


@pytest.mark.parametrize("prefix", ["F", "G"])
def test_a_document_is_not_issued_before_the_last_of_any_series(prefix: str) -> None:
    ledger = ledger_of("F-2026-0001")
    args = {
        "issued_on": date(2026, 3, 30),
        "number": "F-2026-0001",
        "last_on": date(2026, 3, 31),
    }
    expected = Problem("ledger.issue-date-before-last", args, remedy=Remedy.OTHER_DAY)
    assert refused_day(ledger, prefix, date(2026, 3, 30)) == expected


def test_a_document_is_not_issued_before_the_last_of_a_series_that_was_used_earlier() -> None:
    entries = (
        recorded_entry(1, "F-2026-0001", date(2026, 3, 31)),
        recorded_entry(2, "E-2026-0001", date(2026, 3, 29)),
    )
    ledger = Ledger(derive_head(entries), "0" * 64, entries)
    problem = refused_day(ledger, "G", date(2026, 3, 30))
    assert problem is not None
    assert problem.args["number"] == "F-2026-0001"


def test_a_quote_never_continues_a_series_of_invoices() -> None:
    day = PaperDay(date(2026, 4, 1), date(2026, 4, 1), "franchise", is_quote=True)
    with pytest.raises(RuleRefusedError) as refused:
        check_issue_date(ledger_of("F-2026-0001"), "F", day)
    assert refused.value.problems[0].message == "ledger.prefix-of-other-papers"


def test_a_quote_does_not_follow_the_invoices() -> None:
    day = PaperDay(date(2026, 3, 30), date(2026, 4, 1), "franchise", is_quote=True)
    check_issue_date(ledger_of("F-2026-0001"), "D", day)


def test_a_specimen_of_a_later_day_holds_back_no_real_document() -> None:
    assert refused_day(ledger_of("SPECIMEN-2026-0001"), "F", date(2026, 3, 30)) is None


def test_a_billed_session_is_known_by_its_invoice(folder: Folder) -> None:
    billed = billed_shares(open_ledger(folder).account("dupont-2026", specimen=False))
    assert {name: number for name, (_, number) in billed.sessions.items()} == {
        "s1": "F-2026-0001",
        "s2": "F-2026-0002",
        "s3": "F-2027-0001",
    }


def test_another_engagement_s_sessions_are_not_billed(folder: Folder) -> None:
    assert open_ledger(folder).account("durand-2026", specimen=False) == Account()


def test_specimens_bill_no_real_session() -> None:
    ledger = ledger_of("SPECIMEN-2026-0001")
    assert ledger.account("dupont-2026", specimen=False) == Account()
    billed = billed_shares(ledger.account("dupont-2026", specimen=True))
    assert list(billed.sessions) == ["s1"]


def test_a_folder_in_the_place_of_an_entry_is_reported(folder: Folder) -> None:
    (folder.ledger_dir / "2027/000004.toml").mkdir()
    with pytest.raises(CoachError):
        open_ledger(folder)


@pytest.mark.parametrize(
    ("number", "series", "prefix", "rank"),
    [
        ("F-2026-0007", "F-2026", "F", 7),
        ("F-2026-9999", "F-2026", "F", 9999),
        ("SPECIMEN-2026-10000", "SPECIMEN-2026", "SPECIMEN", 10_000),
    ],
)
def test_a_number_contains_its_series_and_its_rank(
    number: str, series: str, prefix: str, rank: int
) -> None:
    entry = hold_entry(make_entry(1, number), b"", "ledger/2026/000001.toml")
    assert (entry.number, entry.series, entry.prefix, entry.rank) == (number, series, prefix, rank)

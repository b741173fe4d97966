"""Two chains in one folder: found, located, and nothing is issued until one is left."""

from datetime import date, datetime
from pathlib import Path

import pytest
from tests.store.ledger_samples import (
    builder,
    issue_sample,
    make_invoice,
    make_receipt,
    new_folder,
    snapshot,
)

from phmcoach.domain.money.dates import PaperDay
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.ledger import Recovery
from phmcoach.errors import InvalidDataError, Place, Problem
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import Ledger, open_ledger
from phmcoach.store.ledger_chain import derive_head, render_head
from phmcoach.store.ledger_check import verify_ledger
from phmcoach.store.ledger_issue import issue, record_receipts, record_recovery
from phmcoach.store.ledger_numbers import find_sent_numbers

LATER = date(2026, 4, 30)
LATER_AT = datetime(2026, 4, 30, 18, 30)  # noqa: DTZ001 - the coach's own clock
NAMES = (
    "{} (conflicted copy 2026-06-01).toml",
    "{} (conflicted copy 2026-06-01 120000).toml",
    "{}.sync-conflict-20260601-120000-ABCDEFG.toml",
    "{}-DESKTOP-AB12.toml",
    "Copie de {}.toml",
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Make a ledger of two entries."""
    made = new_folder(tmp_path / "one")
    issue_sample(made, "s1")
    issue_sample(made, "s2")
    return made


@pytest.fixture
def other(tmp_path: Path) -> Folder:
    """Make the ledger of another computer: the same first entry, then another one."""
    made = new_folder(tmp_path / "two")
    issue_sample(made, "s1")
    issue_sample(made, "s9")
    return made


def entry(folder: Folder, place: int) -> Path:
    return folder.ledger_dir / "2026" / f"{place:06d}.toml"


def refused(folder: Folder) -> list[tuple[str, str]]:
    """Return what is wrong, and where; nothing may be issued meanwhile."""
    before = snapshot(folder)
    with pytest.raises(InvalidDataError) as caught:
        issue_sample(folder, "s3", issued_on=LATER)
    assert snapshot(folder) == before
    problems = caught.value.problems
    return [(each.message, each.place.file.name if each.place else "") for each in problems]


def errors_of_doctor(folder: Folder) -> list[str]:
    return [each.message for each in verify_ledger(folder).problems if each.level == "error"]


@pytest.mark.parametrize("name", NAMES)
def test_another_version_of_an_entry_blocks_issuing(
    folder: Folder, other: Folder, name: str
) -> None:
    copy = entry(folder, 2).with_name(name.format("000002"))
    copy.write_bytes(entry(other, 2).read_bytes())
    assert refused(folder) == [("ledger.two-entries", copy.name)]
    assert errors_of_doctor(folder) == ["ledger.two-entries"]
    copy.unlink()
    assert issue_sample(folder, "s3", issued_on=LATER).place == 3


@pytest.mark.parametrize("name", NAMES)
def test_the_next_entry_of_another_chain_blocks_issuing(folder: Folder, name: str) -> None:
    copy = entry(folder, 1).with_name(name.format("000003"))
    copy.write_bytes(entry(folder, 2).read_bytes())
    assert refused(folder) == [("ledger.entry-of-another-chain", copy.name)]
    assert errors_of_doctor(folder) == ["ledger.entry-of-another-chain"]


@pytest.mark.parametrize("name", NAMES)
def test_another_version_of_the_head_blocks_issuing(
    folder: Folder, other: Folder, name: str
) -> None:
    copy = folder.ledger_dir / name.format("head")
    copy.write_bytes(other.ledger_head.read_bytes())
    assert refused(folder) == [("ledger.two-heads", copy.name)]
    assert errors_of_doctor(folder) == ["ledger.two-heads"]


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_of_an_entry_with_the_same_bytes_blocks_nothing(folder: Folder, name: str) -> None:
    copy = entry(folder, 2).with_name(name.format("000002"))
    copy.write_bytes(entry(folder, 2).read_bytes())
    assert issue_sample(folder, "s3", issued_on=LATER).place == 3
    assert errors_of_doctor(folder) == ["ledger.copied-file"]


@pytest.mark.parametrize("name", NAMES)
def test_an_earlier_head_of_the_same_chain_blocks_nothing(folder: Folder, name: str) -> None:
    earlier = render_head(derive_head(open_ledger(folder).entries[:1]))
    (folder.ledger_dir / name.format("head")).write_bytes(earlier)
    assert issue_sample(folder, "s3", issued_on=LATER).place == 3


@pytest.mark.parametrize(
    "name",
    [
        "writer.sync-conflict-20260601-120000-ABCDEFG.toml",
        "writer (conflicted copy 2026-06-01 120000).toml",
        "writer_conflict-20260601-120000.toml",
        "martin-2026.sync-conflict-20260601-120000-ABCDEFG.toml",
    ],
)
def test_the_time_in_the_name_of_a_copy_is_no_place_of_an_entry(folder: Folder, name: str) -> None:
    (folder.ledger_dir / name).write_bytes(b"schema = 1\nturn = 1\n")
    assert errors_of_doctor(folder) == ["ledger.unexpected-file"]
    assert issue_sample(folder, "s3", issued_on=LATER).place == 3


EDITORS = {
    "{}.toml.swp": b"b0VIM 9.1\x00\x00\x00\x10\xff\x00",
    "{}.toml.lock": b"",
    "~{}.toml": b"camille@mac.4711:1780000000",
    "{}.toml.orig": b"last_sha256 = ",
}


@pytest.mark.parametrize("name", EDITORS)
@pytest.mark.parametrize("of", ["head", "000002"])
def test_what_an_editor_leaves_beside_a_file_blocks_nothing_and_is_named(
    folder: Folder, name: str, of: str
) -> None:
    beside = folder.ledger_head if of == "head" else entry(folder, 2)
    beside.with_name(name.format(of)).write_bytes(EDITORS[name])
    assert issue_sample(folder, "s3", issued_on=LATER).place == 3
    assert errors_of_doctor(folder) == ["ledger.unexpected-file"]


@pytest.mark.parametrize("name", NAMES)
def test_another_version_by_a_later_program_blocks_issuing(folder: Folder, name: str) -> None:
    copy = folder.ledger_dir / name.format("head")
    copy.write_bytes(b'schema = 9\nchain = "unknown"\n')
    assert refused(folder) == [("ledger.two-heads", copy.name)]


SYNCHRONISED = ".sync-conflict-20260601-120000-ABCDEFG"


def mix(folder: Folder, other: Folder, winners: tuple[bool, bool, bool]) -> dict[str, Path]:
    """Mix the second entry, its PDF and the head of two computers; return the other's, by name.

    `winners` says of each whether that of `folder` keeps its name; the other one gets that which a
    synchronising program gives it.
    """
    names = ("2026/000002.toml", "2026/facture-F-2026-0002.pdf", "head.toml")
    others: dict[str, Path] = {}
    for name, is_own in zip(names, winners, strict=True):
        path, rival = folder.ledger_dir / name, (other.ledger_dir / name).read_bytes()
        beside = path.with_stem(path.stem + SYNCHRONISED)
        if is_own:
            beside.write_bytes(rival)
        else:
            path.rename(beside)
            path.write_bytes(rival)
        others[name] = beside if is_own else path
    return others


WINNERS = [
    (entry, pdf, head) for entry in (True, False) for pdf in (True, False) for head in (True, False)
]


@pytest.fixture
def rival(tmp_path: Path) -> Folder:
    """Make the ledger of another computer, whose second document has other bytes."""
    made = new_folder(tmp_path / "two")
    issue_sample(made, "s1")

    def build(number: str, _: Ledger) -> tuple[Invoice, bytes]:
        return make_invoice(number, session="s9"), b"%PDF-1.7 of the other computer"

    issue(
        made,
        build,
        prefix="F",
        first=1,
        day=PaperDay(date(2026, 3, 31), date(2026, 3, 31), "quarterly"),
        recorded_at=datetime(2026, 3, 31, 18, 31),  # noqa: DTZ001 - the coach's own clock
    )
    return made


@pytest.mark.parametrize("winners", WINNERS)
def test_two_versions_are_one_finding_that_names_the_files_of_each(
    folder: Folder, rival: Folder, winners: tuple[bool, bool, bool]
) -> None:
    theirs = mix(folder, rival, winners)
    (problem,) = (each for each in verify_ledger(folder).problems if each.level == "error")
    assert problem.message == "ledger.two-entries"
    sides = [problem.args["these"], problem.args["those"]]
    names = tuple("/".join(path.parts[-2:]) for path in theirs.values())
    assert names in sides


@pytest.mark.parametrize("winners", WINNERS)
@pytest.mark.parametrize("is_own", [True, False])
def test_all_files_of_one_computer_under_their_names_are_a_whole_ledger(
    folder: Folder, rival: Folder, winners: tuple[bool, bool, bool], *, is_own: bool
) -> None:
    theirs = mix(folder, rival, winners)
    for name, path in theirs.items():
        own = folder.ledger_dir / name
        ours = own.with_stem(own.stem + SYNCHRONISED) if path == own else own
        keep, leave = (ours, path) if is_own else (path, ours)
        leave.unlink()
        if keep.exists():
            keep.rename(own)
    assert verify_ledger(folder).problems == ()
    assert issue_sample(folder, "s3", issued_on=LATER).place == 3


def test_the_head_that_fits_the_entries_is_found_under_another_name(
    folder: Folder, rival: Folder
) -> None:
    beside = folder.ledger_dir / f"head{SYNCHRONISED}.toml"
    folder.ledger_head.rename(beside)
    folder.ledger_head.write_bytes(rival.ledger_head.read_bytes())
    assert errors_of_doctor(folder) == ["ledger.last-entry-changed", "ledger.head-renamed"]
    beside.replace(folder.ledger_head)
    assert errors_of_doctor(folder) == []


def test_an_entry_in_the_folder_of_two_years_is_located_in_both(
    folder: Folder, other: Folder
) -> None:
    rival = folder.ledger_dir / "2027" / "000002.toml"
    rival.parent.mkdir()
    rival.write_bytes(entry(other, 2).read_bytes())
    with pytest.raises(InvalidDataError) as caught:
        open_ledger(folder)
    (problem,) = caught.value.problems
    assert (problem.message, dict(problem.args)) == (
        "ledger.place-repeated",
        {"place": 2, "other": "2026/000002.toml"},
    )
    assert problem.place is not None
    assert problem.place.file == rival


def test_an_entry_of_another_chain_in_its_place_is_located(folder: Folder, other: Folder) -> None:
    issue_sample(folder, "s3", issued_on=LATER)
    path = entry(folder, 2)
    path.chmod(0o600)
    path.write_bytes(entry(other, 2).read_bytes())
    assert refused(folder) == [("ledger.entry-changed", "000002.toml")]


def test_the_last_entry_of_another_chain_is_no_document_that_was_cut_short(
    folder: Folder, other: Folder
) -> None:
    issue_sample(other, "s8", issued_on=LATER)
    for name in (entry(other, 3), *other.ledger_dir.glob("*/F-*-0003.pdf")):
        path = folder.ledger_dir / name.relative_to(other.ledger_dir)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.read_bytes())
    problems = verify_ledger(folder).problems
    assert "error" in {each.level for each in problems}
    assert "ledger.unfinished" not in {each.message for each in problems}


def put_an_older_ledger_back(folder: Folder) -> Path:
    """Leave the PDF of the last document without its entry; the head fits the entries."""
    older = open_ledger(folder).entries[:-1]
    entry(folder, 2).unlink()
    folder.ledger_head.write_bytes(render_head(derive_head(older)))
    (pdf,) = folder.ledger_dir.glob("2026/*-0002.pdf")
    return pdf


def test_a_pdf_without_its_entry_blocks_issuing_receipts_and_recoveries(folder: Folder) -> None:
    pdf = put_an_older_ledger_back(folder)
    lost = [("ledger.pdf-without-entry", pdf.name)]
    assert refused(folder) == lost
    with pytest.raises(InvalidDataError) as caught:
        record_receipts(folder, lambda _: [make_receipt()], recorded_at=LATER_AT)
    assert [each.message for each in caught.value.problems] == ["ledger.pdf-without-entry"]
    assert errors_of_doctor(folder) == ["ledger.pdf-without-entry"]


def test_the_same_number_is_issued_again_once_its_pdf_was_moved_out(folder: Folder) -> None:
    pdf = put_an_older_ledger_back(folder)
    content = pdf.read_bytes()
    pdf.unlink()
    again = issue_sample(folder, "s2")
    assert (again.pdf, again.pdf.read_bytes()) == (pdf, content)


def test_an_exact_copy_of_an_issued_pdf_blocks_nothing_under_another_number(folder: Folder) -> None:
    (pdf,) = folder.ledger_dir.glob("2026/*-0001.pdf")
    pdf.with_name("facture-F-2026-0009.pdf").write_bytes(pdf.read_bytes())
    assert issue_sample(folder, "s3", issued_on=LATER).place == 3


@pytest.mark.parametrize("name", ["IMG-0042.pdf", "SCAN-20260102.pdf", "FACTURE-2026.pdf"])
def test_a_scan_that_a_camera_has_numbered_is_no_paper_and_blocks_nothing(
    folder: Folder, name: str
) -> None:
    (folder.ledger_dir / "2026" / name).write_bytes(b"%PDF-1.7")
    assert errors_of_doctor(folder) == ["ledger.unexpected-file"]
    assert issue_sample(folder, "s3", issued_on=LATER).place == 3


def test_the_pdf_of_an_entry_in_another_folder_is_not_without_an_entry(folder: Folder) -> None:
    (pdf,) = folder.ledger_dir.glob("2026/*-0002.pdf")
    (folder.ledger_dir / "2025").mkdir()
    pdf.rename(folder.ledger_dir / "2025" / pdf.name)
    assert open_ledger(folder).damage == ()


def lose_entries(folder: Folder, *sessions: str) -> list[str]:
    """Issue a document for each session, put the older ledger back, and return their numbers."""
    older = snapshot(folder)
    numbers = [issue_sample(folder, each, issued_on=LATER).number for each in sessions]
    for path in [*folder.ledger_dir.rglob("*.*")]:
        path.unlink()
    for name, raw in older.items():
        (folder.root / name).write_bytes(raw)
    return numbers


def keep(folder: Folder, name: str) -> Path:
    """Keep a document of an engagement."""
    path = folder.documents_dir("dupont-2026") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"sent")
    return path


@pytest.mark.parametrize(
    "name",
    [
        "facture-{}.eml",
        "facture-acompte-{}.eml",
        "avoir-{}-duplicata.pdf",
        "credit-note-{}-duplicate.pdf",
        "{}.eml",
        "{}-duplicata.pdf",
    ],
)
def test_a_number_that_a_document_has_had_is_not_drawn_again(folder: Folder, name: str) -> None:
    (number,) = lose_entries(folder, "s3")
    sent = keep(folder, name.format(number))

    assert refused(folder) == [("ledger.number-was-sent", sent.name)]

    sent.unlink()
    assert issue_sample(folder, "s3", issued_on=LATER).number == number
    assert errors_of_doctor(folder) == []


@pytest.mark.parametrize(
    "name",
    [
        "facture-{}.eml",
        "facture-acompte-{}.eml",
        "avoir-{}-duplicata.pdf",
        "credit-note-{}-duplicate.pdf",
        "{}.eml",
        "{}-duplicata.pdf",
    ],
)
def test_nothing_is_paid_while_a_document_has_a_number_that_the_ledger_lost(
    folder: Folder, name: str
) -> None:
    """A payment would take the place of the lost entry, and the newer ledger never fit again."""
    (number,) = lose_entries(folder, "s3")
    sent = keep(folder, name.format(number))
    before = snapshot(folder)
    recovery = Recovery(specimen=False, wrong_from=LATER, wrong_to=LATER, right_on=LATER)
    with pytest.raises(InvalidDataError) as paid:
        record_receipts(folder, lambda _: [make_receipt()], recorded_at=LATER_AT)
    with pytest.raises(InvalidDataError) as recovered:
        record_recovery(folder, lambda _: recovery, recorded_at=LATER_AT)
    for each in (paid, recovered):
        assert [(it.message, it.place) for it in each.value.problems] == [
            ("ledger.number-was-sent", Place(sent))
        ]
    assert snapshot(folder) == before

    sent.unlink()
    record_receipts(folder, lambda _: [make_receipt()], recorded_at=LATER_AT)
    assert errors_of_doctor(folder) == []


def test_no_number_is_drawn_before_a_later_one_that_documents_have_had(folder: Folder) -> None:
    lose_entries(folder, "s3", "s4", "s5")
    kept = (
        keep(folder, "facture-F-2026-0004.eml"),
        keep(folder, "facture-F-2026-0005-duplicata.pdf"),
    )

    with pytest.raises(InvalidDataError) as caught:
        issue_sample(folder, "s6", issued_on=LATER)
    lost = Problem(
        "ledger.number-was-sent",
        {
            "number": "F-2026-0003",
            "files": (
                "documents/dupont-2026/facture-F-2026-0004.eml",
                "documents/dupont-2026/facture-F-2026-0005-duplicata.pdf",
            ),
        },
        place=Place(kept[0]),
    )
    assert caught.value.problems == (lost,)
    assert (*find_sent_numbers(folder, open_ledger(folder), 2026),) == (lost,)


def test_a_lost_series_of_this_year_is_found_by_its_documents(folder: Folder) -> None:
    sent = keep(folder, "facture-F-2027-0002.eml")
    found = find_sent_numbers(folder, open_ledger(folder), 2027)
    assert [(each.args["number"], each.place) for each in found] == [("F-2027-0001", Place(sent))]


@pytest.mark.parametrize(
    "name",
    [
        "facture-F-2026-0002.eml",
        "facture-F-2025-0009.eml",
        "G-2026-0009.eml",
        "facture-F-2026-0009.pdf",
        "relance-ferme-F-2026-0002-2026-06-01.eml",
    ],
)
def test_other_documents_and_issued_numbers_hold_no_number_back(folder: Folder, name: str) -> None:
    keep(folder, name)
    assert (*find_sent_numbers(folder, open_ledger(folder), 2026),) == ()
    assert issue_sample(folder, "s3", issued_on=LATER).number == "F-2026-0003"


def test_a_command_that_has_looked_among_the_documents_looks_no_more(folder: Folder) -> None:
    keep(folder, "facture-F-2026-0003.eml")
    ledger = issue(
        folder,
        builder("s3", LATER),
        prefix="F",
        first=1,
        day=PaperDay(LATER, LATER, "quarterly"),
        recorded_at=LATER_AT,
        sweep=False,
    )
    assert ledger.entries[-1].number == "F-2026-0003"

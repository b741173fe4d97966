import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.ledger_samples import (
    forge,
    issue_sample,
    make_entry,
    make_invoice,
    make_pdf,
    new_folder,
    snapshot,
)

from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.ledger import GENESIS, LedgerEntry
from phmcoach.domain.money.receipt import Receipt, ReceiptShare
from phmcoach.errors import InvalidDataError, Place, Problem, StorageError
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import open_ledger
from phmcoach.store.ledger_chain import derive_head, render_head
from phmcoach.store.ledger_check import verify_ledger
from phmcoach.store.ledger_files import LedgerFiles, list_ledger_files
from phmcoach.value import replace


def fill(folder: Folder) -> Folder:
    """Issue three invoices, one of them in the next year, and a specimen."""
    issue_sample(folder, "s1")
    issue_sample(folder, "s1", prefix="SPECIMEN")
    issue_sample(folder, "s2")
    issue_sample(folder, "s3", issued_on=date(2027, 1, 4))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return fill(new_folder(tmp_path))


def overwrite(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


def replace_in(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert content.count(old) == 1
    overwrite(path, content.replace(old, new))


def found(folder: Folder) -> list[tuple[str, str]]:
    """Return what is wrong and in which file."""
    facts = verify_ledger(folder).problems
    assert all(fact.level == "error" for fact in facts)
    return [
        (fact.message, fact.place.file.relative_to(folder.ledger_dir).as_posix())
        for fact in facts
        if fact.place
    ]


def test_a_whole_ledger_has_no_findings(folder: Folder) -> None:
    assert verify_ledger(folder).problems == ()


def test_an_empty_ledger_has_no_findings(tmp_path: Path) -> None:
    assert verify_ledger(new_folder(tmp_path)).problems == ()


def test_verifying_changes_nothing(folder: Folder) -> None:
    last = open_ledger(folder).entries[-1]
    last.pdf.rename(last.hidden_pdf)
    before = snapshot(folder)
    verify_ledger(folder)
    assert snapshot(folder) == before


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return fill(new_folder(tmp_path_factory.mktemp("sealed")))


@settings(max_examples=2 * settings().max_examples)
@given(data=st.data())
def test_one_changed_byte_of_any_file_is_found(sealed: Folder, data: st.DataObject) -> None:
    files = snapshot(sealed)
    name = data.draw(st.sampled_from(sorted(files)))
    position = data.draw(st.integers(0, len(files[name]) - 1))
    changed = bytearray(files[name])
    changed[position] ^= data.draw(st.integers(1, 255))
    path = sealed.root / name
    overwrite(path, bytes(changed))
    try:
        assert [fact for fact in verify_ledger(sealed).problems if fact.level == "error"]
    finally:
        overwrite(path, files[name])


@given(data=st.data())
def test_a_file_that_is_cut_or_grown_anywhere_is_found(sealed: Folder, data: st.DataObject) -> None:
    files = snapshot(sealed)
    name = data.draw(st.sampled_from(sorted(files)))
    position = data.draw(st.integers(0, len(files[name]) - 1))
    rest = data.draw(st.sampled_from([b"", files[name][position:] + b"\n"]))
    path = sealed.root / name
    overwrite(path, files[name][:position] + rest)
    try:
        assert [fact for fact in verify_ledger(sealed).problems if fact.level == "error"]
    finally:
        overwrite(path, files[name])


@given(data=st.data())
def test_any_file_that_is_removed_is_found(sealed: Folder, data: st.DataObject) -> None:
    files = snapshot(sealed)
    name = data.draw(st.sampled_from(sorted(files)))
    path = sealed.root / name
    path.unlink()
    try:
        assert [fact for fact in verify_ledger(sealed).problems if fact.level == "error"]
    finally:
        path.write_bytes(files[name])


def test_a_pdf_that_an_earlier_version_named_by_its_number_alone_is_found(folder: Folder) -> None:
    """Also one that iCloud keeps elsewhere, and one beside a copy under the later name."""
    (recorded,) = (each for each in open_ledger(folder).entries if each.number == "F-2026-0001")
    now, before = recorded.pdfs
    content = now.read_bytes()
    now.rename(before)
    assert (before.name, recorded.pdf, recorded.read_pdf()) == ("F-2026-0001.pdf", before, content)
    assert found(folder) == []
    elsewhere = before.with_name(".F-2026-0001.pdf.icloud")
    before.rename(elsewhere)
    with pytest.raises(StorageError) as refused:
        recorded.read_pdf()
    assert [each.args["path"] for each in refused.value.problems] == [str(before)]
    elsewhere.rename(before)
    now.write_bytes(content)
    assert found(folder) == [("ledger.copied-file", "2026/F-2026-0001.pdf")]


def test_a_missing_ledger_is_found(tmp_path: Path) -> None:
    assert found(Folder(tmp_path)) == [("ledger.missing-head", "head.toml")]


def test_a_missing_head_is_found(folder: Folder) -> None:
    folder.ledger_head.unlink()
    assert found(folder) == [("ledger.missing-head", "head.toml")]


def test_a_ledger_whose_only_head_has_capitals_is_told_its_name(folder: Folder) -> None:
    folder.ledger_head.rename(folder.ledger_head.with_name("HEAD.toml"))
    (folder.ledger_dir / "2026/facture-F-2026-0001.pdf").rename(folder.ledger_dir / "2026/F-1.pdf")
    assert found(folder) == [("ledger.other-case", "HEAD.toml")]
    with pytest.raises(InvalidDataError) as refused:
        open_ledger(folder)
    assert [each.args for each in refused.value.problems] == [
        {"name": "HEAD.toml", "right": "head.toml"}
    ]


@pytest.mark.parametrize("place", [1, 3])
def test_an_entry_whose_name_has_capitals_is_told_its_name(folder: Folder, place: int) -> None:
    entry = folder.ledger_dir / f"2026/{place:06}.toml"
    entry.rename(entry.with_suffix(".TOML"))
    assert found(folder) == [("ledger.other-case", f"2026/{place:06}.TOML")]
    with pytest.raises(InvalidDataError) as refused:
        open_ledger(folder)
    assert [each.message for each in refused.value.problems] == ["ledger.other-case"]
    entry.with_suffix(".TOML").rename(entry)
    assert found(folder) == []


@pytest.mark.parametrize("name", ["HEAD.toml", "2026/000001.TOML"])
def test_a_copy_with_capitals_beside_its_original_is_a_copy(folder: Folder, name: str) -> None:
    original = folder.ledger_dir / name.casefold()
    (folder.ledger_dir / name).write_bytes(original.read_bytes())
    assert found(folder) == [("ledger.copied-file", name)]


def test_a_name_with_capitals_is_a_file_s_own_where_capitals_make_no_difference(
    folder: Folder,
) -> None:
    os.link(folder.ledger_head, folder.ledger_head.with_name("HEAD.toml"))
    assert found(folder) == [("ledger.other-case", "HEAD.toml")]


def test_the_head_s_loss_hides_no_other_change(folder: Folder) -> None:
    folder.ledger_head.unlink()
    (folder.ledger_dir / "2026/facture-F-2026-0001.pdf").unlink()
    assert found(folder) == [
        ("ledger.missing-head", "head.toml"),
        ("ledger.pdf-missing", "2026/000001.toml"),
    ]


def test_a_change_of_the_head_that_no_parser_sees_is_found(folder: Folder) -> None:
    overwrite(folder.ledger_head, folder.ledger_head.read_bytes() + b"# mine\n")
    assert found(folder) == [("ledger.head-changed", "head.toml")]


def test_a_changed_entry_is_named_by_its_own_number(folder: Folder) -> None:
    path = folder.ledger_dir / "2026/000001.toml"
    replace_in(path, b"Anne Dupont", b"Anna Dupont")
    assert verify_ledger(folder).problems == (
        Problem(
            "ledger.entry-changed",
            {"number": "F-2026-0001", "next": "SPECIMEN-2026-0001"},
            place=Place(path),
        ),
    )


def test_a_changed_last_entry_is_found(folder: Folder) -> None:
    replace_in(folder.ledger_dir / "2027/000004.toml", b"Anne Dupont", b"Anna Dupont")
    assert found(folder) == [("ledger.last-entry-changed", "head.toml")]


def test_a_first_entry_that_names_one_before_it_is_found(tmp_path: Path) -> None:
    made = forge(tmp_path, make_entry(1, "F-2026-0001"))
    path = made.ledger_dir / "2026/000001.toml"
    replace_in(path, b'previous_sha256 = "0', b'previous_sha256 = "1')
    assert ("ledger.first-number", "2026/000001.toml") in found(made)


def test_an_entry_that_cannot_be_read_is_found(folder: Folder) -> None:
    overwrite(folder.ledger_dir / "2026/000002.toml", b"\xff")
    assert found(folder) == [("store.not-utf8", "2026/000002.toml")]


def test_a_folder_in_the_place_of_an_entry_is_found(folder: Folder) -> None:
    (folder.ledger_dir / "2027/000005.toml").mkdir()
    assert verify_ledger(folder).problems


def test_a_removed_entry_is_found_and_its_pdf_with_it(folder: Folder) -> None:
    (folder.ledger_dir / "2026/000002.toml").unlink()
    assert found(folder) == [
        ("ledger.place-missing", "2026"),
        ("ledger.pdf-without-entry", "2026/facture-SPECIMEN-2026-0001.pdf"),
    ]


def test_a_removed_last_entry_is_found(folder: Folder) -> None:
    (folder.ledger_dir / "2027/000004.toml").unlink()
    (folder.ledger_dir / "2027/facture-F-2027-0001.pdf").unlink()
    assert found(folder) == [("ledger.entries-lost", "head.toml")]


def test_a_removed_pdf_is_found(folder: Folder) -> None:
    (folder.ledger_dir / "2026/facture-F-2026-0002.pdf").unlink()
    assert found(folder) == [("ledger.pdf-missing", "2026/000003.toml")]


def test_a_pdf_that_cannot_be_read_is_not_called_missing(folder: Folder) -> None:
    pdf = folder.ledger_dir / "2026/facture-F-2026-0002.pdf"
    pdf.unlink()
    pdf.mkdir()
    (problem,) = verify_ledger(folder).problems
    assert (problem.message, dict(problem.args)) == ("store.not-a-file", {"path": str(pdf)})


def test_a_pdf_that_was_exchanged_is_found(folder: Folder) -> None:
    overwrite(folder.ledger_dir / "2026/facture-F-2026-0002.pdf", make_pdf("F-2026-0001"))
    assert found(folder) == [("ledger.pdf-changed", "2026/000003.toml")]


@pytest.mark.parametrize("name", ["notes.txt", "2026/notes.txt", "2026/offer.pdf", "archive"])
def test_a_file_that_does_not_belong_there_is_found(folder: Folder, name: str) -> None:
    (folder.ledger_dir / name).write_bytes(b"x")
    assert found(folder) == [("ledger.unexpected-file", name)]


def test_a_folder_that_does_not_belong_there_is_found(folder: Folder) -> None:
    (folder.ledger_dir / "2026/old").mkdir()
    assert found(folder) == [("ledger.unexpected-file", "2026/old")]


@pytest.mark.parametrize("name", ["ledger", "ledger/2026"])
def test_a_folder_of_the_ledger_that_leaves_the_practice_is_not_followed(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "practice").mkdir()
    folder = fill(new_folder(tmp_path / "practice"))
    place = folder.root / name
    place.rename(tmp_path / "outside")
    place.symlink_to(tmp_path / "outside")
    assert "store.folder-outside" in [each.message for each in verify_ledger(folder).problems]
    with pytest.raises(StorageError) as refused:
        open_ledger(folder)
    (problem,) = refused.value.problems
    assert (problem.message, problem.args["path"]) == ("store.folder-outside", str(place))


def test_hidden_system_files_are_not_reported(folder: Folder) -> None:
    (folder.ledger_dir / ".DS_Store").write_bytes(b"x")
    (folder.ledger_dir / "2026/.DS_Store").write_bytes(b"x")
    assert verify_ledger(folder).problems == ()


def test_a_place_that_is_taken_twice_is_found(folder: Folder) -> None:
    shutil.copy(folder.ledger_dir / "2026/000003.toml", folder.ledger_dir / "2027/000003.toml")
    assert found(folder) == [("ledger.entry-copied", "2027/000003.toml")]


def test_a_copy_under_the_name_of_the_next_entry_is_all_that_is_found(folder: Folder) -> None:
    shutil.copy(folder.ledger_dir / "2026/000001.toml", folder.ledger_dir / "2027/000005.toml")
    assert verify_ledger(folder).problems == (
        Problem(
            "ledger.entry-copied",
            {"name": "2027/000005.toml", "other": "2026/000001.toml"},
            place=Place(folder.ledger_dir / "2027/000005.toml"),
        ),
    )


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("2026/000002 (copie).toml", "2026/000002.toml"),
        ("2027/facture-F-2026-0001.pdf", "2026/facture-F-2026-0001.pdf"),
        ("2026/F-2026-0001 (1).pdf", "2026/facture-F-2026-0001.pdf"),
        ("head (1).toml", "ledger/head.toml"),
    ],
)
def test_an_exact_copy_is_called_one(folder: Folder, name: str, other: str) -> None:
    source = folder.ledger_dir / (other.removeprefix("ledger/"))
    shutil.copy(source, folder.ledger_dir / name)
    (problem,) = verify_ledger(folder).problems
    args = {"name": Path(name).name, "other": other}
    assert (problem.message, dict(problem.args)) == ("ledger.copied-file", args)


def test_an_issued_pdf_under_another_name_is_recognized(folder: Folder) -> None:
    pdf = folder.ledger_dir / "2026/facture-F-2026-0001.pdf"
    pdf.rename(pdf.with_name("F-2026-0001 (1).pdf"))
    assert found(folder) == [
        ("ledger.pdf-missing", "2026/000001.toml"),
        ("ledger.pdf-renamed", "2026/F-2026-0001 (1).pdf"),
    ]


def test_an_entry_in_another_folder_has_not_lost_its_pdf(folder: Folder) -> None:
    source = folder.ledger_dir / "2026/000003.toml"
    source.rename(folder.ledger_dir / "2027/000003.toml")
    assert found(folder) == [("ledger.wrong-year-folder", "2027/000003.toml")]


@pytest.mark.parametrize("name", ["2026/000003.toml", "2026/facture-F-2026-0002.pdf"])
def test_a_file_of_the_ledger_that_is_a_link_out_of_the_practice_is_not_read(
    folder: Folder, tmp_path: Path, name: str
) -> None:
    path = folder.ledger_dir / name
    outside = tmp_path.with_name(f"{tmp_path.name}-outside")
    path.rename(outside)
    path.symlink_to(outside)
    told = [each for each in verify_ledger(folder).problems if each.args == {"path": str(path)}]
    assert [each.message for each in told] == ["store.link-outside"]


def test_an_entry_that_is_a_link_out_of_the_practice_stops_the_ledger(
    folder: Folder, tmp_path: Path
) -> None:
    path = folder.ledger_dir / "2026/000003.toml"
    outside = tmp_path.with_name(f"{tmp_path.name}-outside")
    path.rename(outside)
    path.symlink_to(outside)
    with pytest.raises(StorageError) as refused:
        open_ledger(folder)
    assert [each.message for each in refused.value.problems] == ["store.link-outside"]


def test_a_file_of_the_ledger_that_is_a_link_within_the_practice_is_read(folder: Folder) -> None:
    for name in ("000003.toml", "facture-F-2026-0002.pdf"):
        path = folder.ledger_dir / "2026" / name
        path.rename(folder.root / name)
        path.symlink_to(folder.root / name)
    assert found(folder) == []


@pytest.mark.parametrize("where", ["inside", "outside"])
def test_a_head_that_is_a_link_is_found(folder: Folder, tmp_path: Path, where: str) -> None:
    outside = tmp_path.with_name(f"{tmp_path.name}-outside")
    outside.mkdir()
    target = (folder.root if where == "inside" else outside) / "head.toml"
    folder.ledger_head.rename(target)
    folder.ledger_head.symlink_to(target)
    expected = "store.symbolic-link" if where == "inside" else "store.link-outside"
    assert expected in [each.message for each in verify_ledger(folder).problems]


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        (("F-2026-0001", "F-2026-0003"), "ledger.number-missing"),
        (("F-2026-0002", "F-2026-0001"), "ledger.number-repeated"),
    ],
)
def test_numbers_that_do_not_follow_each_other_are_found(
    tmp_path: Path, numbers: tuple[str, str], message: str
) -> None:
    made = forge(tmp_path, make_entry(1, numbers[0]), make_entry(2, numbers[1]))
    assert found(made) == [(message, "2026/000002.toml")]


def test_a_document_dated_before_the_last_of_its_prefix_is_found(tmp_path: Path) -> None:
    made = forge(
        tmp_path,
        make_entry(1, "F-2026-0001"),
        make_entry(2, "A-2026-0001", issued_on=date(2026, 1, 1)),
        make_entry(3, "F-2026-0002", issued_on=date(2026, 3, 30)),
    )
    assert found(made) == [("ledger.dates-out-of-order", "2026/000003.toml")]


def test_a_number_of_another_year_than_its_document_is_found(tmp_path: Path) -> None:
    made = forge(tmp_path, make_entry(1, "F-2025-0001"))
    assert found(made) == [("ledger.wrong-year-number", "2026/000001.toml")]


def test_an_entry_in_the_folder_of_another_year_is_found(tmp_path: Path) -> None:
    made = forge(tmp_path, make_entry(1, "F-2026-0001"))
    (made.ledger_dir / "2026").rename(made.ledger_dir / "2025")
    assert found(made) == [("ledger.wrong-year-folder", "2025/000001.toml")]


def in_line(invoice: Invoice, net: Decimal) -> Invoice:
    line = replace(invoice.lines[0], net=net)
    return replace(invoice, lines=(line,))


def in_group(invoice: Invoice, **changes: Any) -> Invoice:  # noqa: ANN401 - amounts
    group = replace(invoice.vat[0], **changes)
    gross = group.base + group.vat
    return replace(invoice, vat=(group,), total_vat=group.vat, total_gross=gross)


@pytest.mark.parametrize(
    "change",
    [
        lambda invoice: in_line(invoice, Decimal("259.99")),
        lambda invoice: in_group(invoice, vat=Decimal("52.01")),
        lambda invoice: in_group(invoice, rate=Decimal(10), vat=Decimal("26.00")),
        lambda invoice: replace(
            invoice, total_net=Decimal("260.01"), total_gross=Decimal("312.01")
        ),
        lambda invoice: replace(invoice, total_vat=Decimal("52.01"), total_gross=Decimal("312.01")),
        lambda invoice: replace(invoice, total_gross=Decimal("312.01")),
    ],
    ids=["a line", "a group's VAT", "a group's rate", "net", "VAT", "gross"],
)
def test_totals_that_do_not_add_up_are_found(
    tmp_path: Path, change: Callable[[Invoice], Invoice]
) -> None:
    invoice = change(make_invoice("F-2026-0001"))
    made = forge(tmp_path, make_entry(1, "F-2026-0001", invoice=invoice))
    assert found(made) == [("ledger.totals-differ", "2026/000001.toml")]


@pytest.mark.parametrize(
    ("vat", "problems"),
    [("52.01", []), ("52.02", [("ledger.totals-differ", "2026/000001.toml")])],
)
def test_the_vat_of_a_total_that_was_agreed_with_vat_may_differ_by_a_cent(
    tmp_path: Path, vat: str, problems: list[tuple[str, str]]
) -> None:
    agreed = replace(make_invoice("F-2026-0001"), price_basis="gross")
    invoice = in_group(agreed, vat=Decimal(vat))
    made = forge(tmp_path, make_entry(1, "F-2026-0001", invoice=invoice))
    assert found(made) == problems


UNFINISHED = (Problem("ledger.unfinished", level="info"),)


def test_a_pdf_that_waits_for_its_name_is_not_an_error(folder: Folder) -> None:
    last = open_ledger(folder).entries[-1]
    last.pdf.rename(last.hidden_pdf)
    assert verify_ledger(folder).problems == UNFINISHED


def test_a_head_that_is_one_behind_is_not_an_error(folder: Folder) -> None:
    overwrite(folder.ledger_head, render_head(derive_head(open_ledger(folder).entries[:-1])))
    assert verify_ledger(folder).problems == UNFINISHED


def test_a_pdf_without_an_entry_is_not_an_error(folder: Folder) -> None:
    (folder.ledger_dir / "2027/.000005.pdf").write_bytes(b"%PDF")
    assert verify_ledger(folder).problems == UNFINISHED


def test_a_hidden_pdf_with_other_bytes_than_those_issued_is_found(folder: Folder) -> None:
    last = open_ledger(folder).entries[-1]
    last.pdf.rename(last.hidden_pdf)
    overwrite(last.hidden_pdf, b"%PDF of something else")
    problem = Problem("ledger.pdf-changed", {"number": "F-2027-0001"}, place=Place(last.path))
    assert verify_ledger(folder).problems == (problem, *UNFINISHED)


def test_a_writer_at_work_causes_no_findings(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    overtaking = ["s4", "s5"]

    def list_late(where: Folder) -> LedgerFiles:
        while overtaking:
            issue_sample(where, overtaking.pop(0), issued_on=date(2027, 1, 4))
        return list_ledger_files(where)

    monkeypatch.setattr("phmcoach.store.ledger_check.list_ledger_files", list_late)
    assert verify_ledger(folder).problems == ()


@pytest.mark.parametrize(
    "recorded_at",
    [datetime(2027, 1, 1, 0, 10), datetime.fromisoformat("2027-01-01T00:10:00+01:00")],  # noqa: DTZ001 - the coach's own clock
)
def test_the_year_of_recording_is_that_of_the_coach_s_own_clock(
    tmp_path: Path, recorded_at: datetime
) -> None:
    made = forge(tmp_path, make_entry(1, "F-2026-0001", recorded_at=recorded_at))
    assert found(made) == []


def receipt_entry(place: int, received_on: date, recorded_at: datetime, **more: Any) -> LedgerEntry:  # noqa: ANN401 - fields of a receipt
    share = ReceiptShare(category="E", rate=Decimal(0), net=Decimal(50), vat=Decimal(0))
    receipt = Receipt(
        received_on=received_on,
        nature="other",
        method="card",
        amount=Decimal(50),
        shares=(share,),
        **more,
    )
    return LedgerEntry(
        schema_version=1,
        place=place,
        kind="receipt",
        recorded_at=recorded_at,
        previous_sha256=GENESIS,
        receipt=receipt,
    )


NOON = datetime(2026, 3, 31, 12)  # noqa: DTZ001 - the coach's own clock


def test_money_received_on_a_future_day_is_found(tmp_path: Path) -> None:
    made = forge(
        tmp_path,
        receipt_entry(1, date(2026, 3, 31), NOON),
        receipt_entry(2, date(2026, 4, 1), NOON),
        receipt_entry(3, date(2026, 4, 1), NOON, specimen=True),
    )
    assert found_but_pdfs(made) == [("ledger.receipt-before-its-day", "2026/000002.toml")]


def test_a_clock_that_ran_back_is_reported_and_is_not_an_error(tmp_path: Path) -> None:
    day, earlier = date(2026, 3, 1), NOON.replace(hour=9)
    made = forge(
        tmp_path,
        receipt_entry(1, day, NOON.replace(tzinfo=UTC)),
        receipt_entry(2, day, earlier, specimen=True),
        receipt_entry(3, day, earlier),
    )
    (reported,) = [each for each in verify_ledger(made).problems if each.level == "info"]
    assert (reported.message, reported.args["number"]) == (
        "ledger.clock-moved-back",
        "000003",
    )


def found_but_pdfs(folder: Folder) -> list[tuple[str, str]]:
    return [each for each in found(folder) if each[0] != "ledger.unexpected-file"]

import errno
import os
import stat
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

import pytest
from tests.store.ledger_samples import (
    builder,
    issue_sample,
    make_invoice,
    make_pdf,
    new_folder,
    snapshot,
)

from phmcoach.domain.money.dates import PaperDay
from phmcoach.domain.money.invoice import Invoice
from phmcoach.errors import ConflictError, InvalidDataError, RuleRefusedError, StorageError
from phmcoach.store import ledger_issue
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import Ledger, open_ledger
from phmcoach.store.ledger_chain import RecordedEntry, derive_head, render_head
from phmcoach.store.ledger_check import verify_ledger
from phmcoach.store.ledger_issue import (
    BuildDocument,
    issue,
    recover,
    render_entry,
    unfinished_remarks,
)
from phmcoach.store.lock import lock_folder
from phmcoach.value import replace

DAY = date(2026, 3, 31)
EVENING = datetime(2026, 3, 31, 18, 30, 59, 7, tzinfo=UTC)

FIRST_ENTRY = """\
schema = 1
place = 1
kind = "invoice"
recorded_at = 2026-03-31 18:30:00+00:00
previous_sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
pdf_sha256 = "@"

[invoice]
type = "invoice"
number = "F-2026-0001"
specimen = false
language = "fr"
engagement = "dupont-2026"
beneficiary = "Anne Dupont"
contract_signed_on = 2026-01-05
issued_on = 2026-03-31
due_on = 2026-12-31
start_on = 2026-03-01
end_on = 2026-03-31
price_basis = "net"
prints_session_dates = false
frees = false
total_net = 260.00
total_vat = 52.00
total_gross = 312.00
mentions = [
    { id = "nature", text = "Prestations de services" },
    { id = "no-discount", text = "Pas d’escompte\\npour paiement anticipé" },
]
deductions = []
vat = [
    { category = "S", rate = 20.0, base = 260.00, vat = 52.00 },
]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return new_folder(tmp_path)


def issue_with(
    folder: Folder,
    build: BuildDocument,
    *,
    prefix: str = "F",
    first: int = 1,
    issued_on: date = DAY,
    today: date = DAY,
    recorded_at: datetime = EVENING,
) -> RecordedEntry:
    ledger = issue(
        folder,
        build,
        prefix=prefix,
        first=first,
        day=PaperDay(issued_on, today, "quarterly"),
        recorded_at=recorded_at,
    )
    return ledger.entries[-1]


def recover_now(folder: Folder) -> Ledger:
    with lock_folder(folder):
        return recover(folder)


def test_an_issued_document_is_an_entry_a_pdf_and_a_new_head(folder: Folder) -> None:
    recorded = issue_with(folder, builder())
    assert snapshot(folder) == {
        "ledger/2026/000001.toml": recorded.path.read_bytes(),
        "ledger/2026/facture-F-2026-0001.pdf": make_pdf("F-2026-0001"),
        "ledger/head.toml": (
            f'schema = 1\nentries = 1\nlast_sha256 = "{recorded.sha256}"\n\n'
            "[last_numbers]\nF-2026 = 1\n"
        ).encode(),
    }


def test_an_entry_is_a_file_that_people_can_read(folder: Folder) -> None:
    recorded = issue_with(folder, builder())
    text = recorded.path.read_text(encoding="utf-8")
    begins = FIRST_ENTRY.replace("@", recorded.entry.pdf_sha256 or "")
    assert text[: len(begins)] == begins


def test_what_issue_returns_is_what_the_ledger_then_holds(folder: Folder) -> None:
    recorded = issue_with(folder, builder())
    assert open_ledger(folder).entries == (recorded,)


def test_the_time_of_recording_is_kept_to_the_minute(folder: Folder) -> None:
    entry = issue_with(folder, builder()).entry
    assert entry.recorded_at == datetime(2026, 3, 31, 18, 30, tzinfo=UTC)


def test_each_entry_names_the_digest_of_the_one_before(folder: Folder) -> None:
    first = issue_with(folder, builder("s1"))
    second = issue_with(folder, builder("s2"))
    assert second.entry.previous_sha256 == first.sha256


def test_the_head_names_the_series_in_alphabetical_order(folder: Folder) -> None:
    issue_with(folder, builder("s1"))
    issue_with(folder, builder("s2"), prefix="A", first=7)
    lines = folder.ledger_head.read_text(encoding="utf-8").splitlines()
    assert lines[-2:] == ["A-2026 = 7", "F-2026 = 1"]


def test_an_entry_stands_in_the_year_in_which_it_was_recorded(folder: Folder) -> None:
    recorded = issue_with(
        folder,
        builder(),
        recorded_at=datetime(2027, 1, 1, 0, 1, tzinfo=UTC),
    )
    assert (recorded.number, recorded.path.parent.name) == ("F-2026-0001", "2027")


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no modes")
def test_entries_and_pdfs_can_only_be_read_and_by_their_owner(folder: Folder) -> None:
    recorded = issue_with(folder, builder())
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (recorded.path, recorded.pdf)}
    assert modes == {0o400}


def test_the_builder_of_a_document_sees_the_ledger_as_it_is_now(folder: Folder) -> None:
    issue_with(folder, builder("s1"))
    seen: list[tuple[str, int]] = []

    def build(number: str, ledger: Ledger) -> tuple[Invoice, bytes]:
        seen.append((number, len(ledger.entries)))
        return make_invoice(number, session="s2"), make_pdf(number)

    issue_with(folder, build)
    assert seen == [("F-2026-0002", 1)]


def test_the_builder_of_a_document_holds_the_lock_of_the_folder(folder: Folder) -> None:
    def build(number: str, _: Ledger) -> tuple[Invoice, bytes]:
        with pytest.raises(ConflictError), lock_folder(folder, timeout=0):
            pass
        return make_invoice(number), make_pdf(number)

    issue_with(folder, build)


def test_a_document_that_cannot_be_built_leaves_no_trace(folder: Folder) -> None:
    before = snapshot(folder)

    def build(_: str, __: Ledger) -> NoReturn:
        raise RuleRefusedError.of("billing.nothing-to-bill")

    with pytest.raises(RuleRefusedError):
        issue_with(folder, build)
    assert snapshot(folder) == before


def test_a_session_is_not_billed_twice(folder: Folder) -> None:
    issue_with(folder, builder("s1"))
    with pytest.raises(RuleRefusedError) as caught:
        issue_with(folder, builder("s1"))
    assert caught.value.problems[0].args == {"session": "s1", "number": "F-2026-0001"}


def test_a_specimen_bills_the_session_of_a_real_invoice(folder: Folder) -> None:
    issue_with(folder, builder("s1"))
    recorded = issue_with(folder, builder("s1"), prefix="SPECIMEN", first=7)
    assert recorded.number == "SPECIMEN-2026-0007"


@pytest.mark.parametrize(
    "other",
    [
        make_invoice("F-2026-0002"),
        make_invoice(None),
        make_invoice("F-2026-0001", issued_on=date(2026, 3, 30)),
        replace(make_invoice("F-2026-0001"), specimen=True),
    ],
    ids=["another number", "no number", "another date", "a specimen"],
)
def test_another_document_than_the_one_asked_for_is_a_bug(folder: Folder, other: Invoice) -> None:
    with pytest.raises(ValueError, match="the built document does not match F-2026-0001"):
        issue_with(folder, lambda _, __: (other, b""))


@pytest.mark.parametrize("issued_on", [date(2026, 3, 30), date(2026, 4, 1)])
def test_a_date_out_of_order_or_in_the_future_is_refused_before_the_document_is_built(
    folder: Folder, issued_on: date
) -> None:
    issue_with(folder, builder("s1"))
    with pytest.raises(RuleRefusedError):
        issue_with(folder, lambda _, __: pytest.fail("built"), issued_on=issued_on)


def test_nothing_is_issued_after_a_loss(folder: Folder) -> None:
    issue_with(folder, builder("s1")).path.unlink()
    before = snapshot(folder)
    with pytest.raises(InvalidDataError):
        issue_with(folder, builder("s2"))
    assert snapshot(folder) == before


def test_a_copy_that_has_the_name_of_the_next_pdf_is_not_overwritten(folder: Folder) -> None:
    issued = issue_with(folder, builder()).pdf
    issued.with_name("facture-F-2026-0002.pdf").write_bytes(issued.read_bytes())
    before = snapshot(folder)
    with pytest.raises(ConflictError) as refused:
        issue_with(folder, builder("s2"))
    assert [each.message for each in refused.value.problems] == ["ledger.pdf-name-taken"]
    assert snapshot(folder) == before


def full_disk_at(monkeypatch: pytest.MonkeyPatch, wanted: str, call: int) -> None:
    """Make the n-th call of an os function say that there is no space left."""
    real = getattr(os, wanted)
    calls = iter(range(1, 1000))

    def fail(*args: object, **options: object) -> object:
        if next(calls) == call:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*args, **options)

    monkeypatch.setattr(os, wanted, fail)


def test_a_full_disk_before_the_commit_issues_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        full_disk_at(patch, "link", 2)
        with pytest.raises(StorageError) as caught:
            issue_with(folder, builder())
    messages = [problem.message for problem in caught.value.problems]
    assert (messages, open_ledger(folder).entries) == (["store.disk-full"], ())


def test_the_number_that_a_full_disk_refused_is_the_next_one(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        full_disk_at(patch, "link", 2)
        with pytest.raises(StorageError):
            issue_with(folder, builder())
    assert issue_with(folder, builder()).number == "F-2026-0001"
    assert verify_ledger(folder).problems == ()


@pytest.mark.parametrize("step", ["rename", "replace"])
def test_a_full_disk_after_the_commit_says_that_the_document_is_issued(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with monkeypatch.context() as patch:
        full_disk_at(patch, step, 1)
        issued = issue_with(folder, builder())
    [remark] = unfinished_remarks(open_ledger(folder))
    assert (remark.message, remark.args) == ("ledger.issued-unfinished", {"number": issued.number})
    assert issued.find_pdf().read_bytes()


@pytest.mark.parametrize("step", ["rename", "replace"])
def test_what_a_full_disk_left_after_the_commit_is_finished(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with monkeypatch.context() as patch:
        full_disk_at(patch, step, 1)
        issue_with(folder, builder())
    recover_now(folder)
    assert verify_ledger(folder).problems == ()


def test_an_entry_that_does_not_survive_being_written_is_a_bug(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        ledger_issue,
        "render_entry",
        lambda entry: render_entry(entry).replace(b"312.00", b"313.00"),
    )
    before = snapshot(folder)
    with pytest.raises(RuntimeError):
        issue_with(folder, builder())
    assert snapshot(folder) == before


def test_a_whole_ledger_needs_no_recovery(folder: Folder) -> None:
    issue_sample(folder, "s1")
    before = snapshot(folder)
    recover_now(folder)
    assert snapshot(folder) == before


def test_recovery_names_the_pdf_of_a_committed_entry(folder: Folder) -> None:
    recorded = issue_sample(folder, "s1")
    before = snapshot(folder)
    recorded.pdf.rename(recorded.hidden_pdf)
    recover_now(folder)
    assert snapshot(folder) == before


def test_recovery_returns_the_ledger_as_it_then_is(folder: Folder) -> None:
    recorded = issue_sample(folder, "s1")
    recorded.pdf.rename(recorded.hidden_pdf)
    assert not recover_now(folder).is_pending


def test_recovery_removes_a_pdf_without_an_entry(folder: Folder) -> None:
    issue_sample(folder, "s1")
    before = snapshot(folder)
    (folder.ledger_dir / "2026/.000002.pdf").write_bytes(make_pdf("F-2026-0002"))
    recover_now(folder)
    assert snapshot(folder) == before


def test_recovery_removes_a_second_copy_of_an_issued_pdf(folder: Folder) -> None:
    recorded = issue_sample(folder, "s1")
    before = snapshot(folder)
    recorded.hidden_pdf.write_bytes(recorded.pdf.read_bytes())
    recover_now(folder)
    assert snapshot(folder) == before


def test_recovery_moves_a_head_that_is_one_behind(folder: Folder) -> None:
    issue_sample(folder, "s1")
    before = snapshot(folder)
    folder.ledger_head.write_bytes(render_head(derive_head(())))
    recover_now(folder)
    assert snapshot(folder) == before


def test_recovery_gives_no_name_to_other_bytes_than_those_issued(folder: Folder) -> None:
    recorded = issue_sample(folder, "s1")
    recorded.pdf.unlink()
    recorded.hidden_pdf.write_bytes(b"%PDF of something else")
    recover_now(folder)
    assert not recorded.pdf.exists()


def test_recovery_keeps_the_hidden_copy_of_a_pdf_that_was_changed(folder: Folder) -> None:
    recorded = issue_sample(folder, "s1")
    recorded.pdf.rename(recorded.hidden_pdf)
    recorded.pdf.write_bytes(b"%PDF of something else")
    recover_now(folder)
    assert recorded.hidden_pdf.read_bytes() == make_pdf("F-2026-0001")


def test_recovery_keeps_files_that_are_not_the_ledger_s(folder: Folder) -> None:
    issue_sample(folder, "s1")
    (folder.ledger_dir / "2026/.DS_Store").write_bytes(b"x")
    (folder.ledger_dir / "2026/.000002.pdf").write_bytes(b"x")
    recover_now(folder)
    assert (folder.ledger_dir / "2026/.DS_Store").exists()


def test_a_ledger_that_was_read_before_is_not_read_again(folder: Folder) -> None:
    known = recover_now(folder)
    with lock_folder(folder):
        assert recover(folder, known) is known


def test_a_document_issued_meanwhile_by_another_writer_is_read(folder: Folder) -> None:
    known = recover_now(folder)
    issue_with(folder, builder())
    with lock_folder(folder):
        assert [each.number for each in recover(folder, known).entries] == ["F-2026-0001"]


@pytest.mark.parametrize("read_before", [True, False])
def test_the_work_of_a_killed_writer_is_finished_though_the_head_is_the_same(
    folder: Folder, read_before: bool
) -> None:
    known = recover_now(folder)
    head = folder.ledger_head.read_bytes()
    recorded = issue_with(folder, builder())
    folder.ledger_head.write_bytes(head)
    recorded.pdf.rename(recorded.hidden_pdf)
    known = known if read_before else open_ledger(folder)
    with lock_folder(folder):
        assert recover(folder, known).head.entries == 1
    assert recorded.pdf.exists()


def test_a_head_that_is_a_link_is_refused_before_a_number_is_drawn(
    folder: Folder, tmp_path: Path
) -> None:
    head = folder.ledger_head
    real = tmp_path / "elsewhere.toml"
    head.rename(real)
    head.symlink_to(real)
    with pytest.raises(StorageError) as caught:
        issue_with(folder, builder())
    assert caught.value.problems[0].message == "store.symbolic-link"
    assert open_ledger(folder).entries == ()

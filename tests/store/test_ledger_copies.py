"""Two chains in one folder: found, located, and nothing is issued until one is left."""

from datetime import date
from pathlib import Path

import pytest
from tests.store.ledger_samples import issue_sample, new_folder, snapshot

from phmcoach.errors import InvalidDataError
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import open_ledger
from phmcoach.store.ledger_chain import derive_head, render_head
from phmcoach.store.ledger_check import verify_ledger

LATER = date(2026, 4, 30)
NAMES = (
    "{} (conflicted copy 2026-06-01).toml",
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

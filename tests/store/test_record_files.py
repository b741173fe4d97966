"""Which files of a folder are records: those whose name is a reference, and no copies."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.copies import copy_names

from phmcoach.domain.money.ledger import LedgerHead
from phmcoach.errors import ConflictError, Place, Problem, StorageError
from phmcoach.store.archive import move_to_archive
from phmcoach.store.files import read_file
from phmcoach.store.folder import (
    Folder,
    Listing,
    resolve_reference,
)
from phmcoach.store.ledger_chain import derive_head, render_head
from phmcoach.store.record_files import RecordFiles, find_records
from phmcoach.store.records import load_record


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a practice with one engagement."""
    root = tmp_path / "practice"
    (root / "engagements").mkdir(parents=True)
    (root / "engagements" / "martin-2026.toml").write_text("schema = 1\n", "utf-8")
    return root


def found(root: Path) -> RecordFiles:
    return find_records(root / "engagements", root)


@pytest.mark.parametrize("name", copy_names("martin-2026"))
def test_a_copy_whose_name_is_no_reference_is_named_and_left_alone(root: Path, name: str) -> None:
    path = root / "engagements" / name
    path.write_text("schema = 1\n", "utf-8")
    records = found(root)
    (stray,) = records.strays
    assert (records.names, dict(records.unusable)) == (("martin-2026",), {})
    assert (stray.message, stray.level) == ("store.stray-copy", "warning")
    assert dict(stray.args) == {"name": name, "ref": "martin-2026"}
    assert stray.place is not None
    assert stray.place.file == path


@pytest.mark.parametrize(
    ("name", "message", "suggestion"),
    [
        ("Dupont-2026.toml", "store.stray-name", "dupont-2026"),
        ("Élodie Roux.toml", "store.stray-name", "elodie-roux"),
        ("日本.toml", "store.stray-file", None),
    ],
)
def test_a_file_that_is_a_copy_of_no_other_may_be_renamed(
    root: Path, name: str, message: str, suggestion: str | None
) -> None:
    (root / "engagements" / name).write_text("schema = 1\n", "utf-8")
    (stray,) = found(root).strays
    assert (stray.message, stray.args.get("suggestion")) == (message, suggestion)


@pytest.mark.parametrize(
    "name",
    [
        "martin 2026.toml",
        "martin_2026.toml",
        "MARTIN.2026.toml",
        "martin-\uff12\uff10\uff12\uff16.toml",
    ],
)
def test_the_name_of_a_record_is_never_suggested(root: Path, name: str) -> None:
    (root / "engagements" / name).write_text("schema = 1\n", "utf-8")
    (stray,) = found(root).strays
    assert (stray.message, stray.args["ref"]) == ("store.stray-copy", "martin-2026")


def test_the_name_of_an_archived_record_is_never_suggested(root: Path) -> None:
    (root / "archive" / "2025").mkdir(parents=True)
    (root / "archive" / "2025" / "petit-2025.toml").write_text("schema = 1\n", "utf-8")
    (root / "engagements" / "petit 2025.toml").write_text("schema = 1\n", "utf-8")
    (stray,) = Listing(Folder(root)).engagements.strays
    assert (stray.message, stray.args["ref"]) == ("store.stray-copy", "petit-2025")


def test_one_name_is_not_suggested_for_two_files(root: Path) -> None:
    for name in ("Dupont 2026.toml", "dupont_2026.toml"):
        (root / "engagements" / name).write_text("schema = 1\n", "utf-8")
    told = [(each.message, each.args.get("suggestion")) for each in found(root).strays]
    assert told == [("store.stray-name", "dupont-2026"), ("store.stray-file", None)]


@pytest.mark.parametrize("name", [".tmp-1", ".edit-martin-2026.toml", "notes.txt", "old"])
def test_a_hidden_file_and_one_that_is_not_toml_are_the_owners_own_affair(
    root: Path, name: str
) -> None:
    (root / "engagements" / name).write_text("", "utf-8")
    assert found(root) == RecordFiles(("martin-2026",))


def test_a_folder_with_records_in_it_is_named_and_one_without_is_not(root: Path) -> None:
    for name in ("notes", "vieux", ".hidden"):
        (root / "engagements" / name).mkdir()
    for name in ("vieux", ".hidden"):
        (root / "engagements" / name / "petit-2020.toml").write_text("schema = 1\n", "utf-8")
    told = [(each.message, each.args) for each in found(root).strays]
    assert told == [("store.stray-folder", {"name": "vieux"})]


@pytest.mark.parametrize("name", copy_names("practice"))
def test_a_copy_of_the_practice_file_is_named(root: Path, name: str) -> None:
    for each in ("practice.toml", name):
        (root / each).write_text("schema = 1\n", "utf-8")
    (stray,) = Listing(Folder(root)).problems
    assert (stray.message, stray.level) == ("store.stray-practice", "warning")
    assert (stray.args, stray.place) == ({"name": name}, Place(root / name))


def test_a_record_that_is_not_on_this_computer_yet_is_named(root: Path) -> None:
    for name in (".petit-2026.toml.icloud", ".martin-2026.toml.icloud", ".notes.txt.icloud"):
        (root / "engagements" / name).write_text("", "utf-8")
    path = root / "engagements" / "petit-2026.toml"
    args = {"path": str(path), "name": ".petit-2026.toml.icloud"}
    records = found(root)
    assert (records.names, records.strays) == (("martin-2026",), ())
    assert dict(records.unusable) == {"petit-2026": Problem("store.not-downloaded", args)}
    with pytest.raises(StorageError) as refused:
        resolve_reference(Folder(root), "petit")
    assert refused.value.problems == (records.unusable["petit-2026"],)


def make_folder(path: Path) -> None:
    path.mkdir()


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def link_to_itself(path: Path) -> None:
    path.symlink_to(path)


def link_to_nothing(path: Path) -> None:
    path.symlink_to("nothing.toml")


def link_outside(path: Path) -> None:
    outside = path.parents[2] / "outside.toml"
    outside.write_text("schema = 1\n", "utf-8")
    path.symlink_to(outside)


def link_to_a_folder(path: Path) -> None:
    path.symlink_to(path.parent)


UNUSABLE: Mapping[Callable[[Path], None], str] = {
    make_folder: "store.not-a-file",
    make_pipe: "store.not-a-file",
    link_to_itself: "store.broken-link",
    link_to_nothing: "store.broken-link",
    link_outside: "store.link-outside",
    link_to_a_folder: "store.not-a-file",
}


@pytest.mark.parametrize("make", UNUSABLE)
def test_what_is_no_file_of_the_practice_is_never_opened(
    root: Path, make: Callable[[Path], None]
) -> None:
    path = root / "engagements" / "dupont-2026.toml"
    make(path)
    records = found(root)
    problem = records.unusable["dupont-2026"]
    assert (records.names, records.strays) == (("martin-2026",), ())
    assert (problem.message, problem.level) == (UNUSABLE[make], "error")
    with pytest.raises(StorageError) as refused:
        resolve_reference(Folder(root), "dupont")
    assert refused.value.problems == (problem,)


def test_a_link_to_a_file_of_the_practice_is_a_record(root: Path) -> None:
    (root / "engagements" / "dupont-2026.toml").symlink_to("martin-2026.toml")
    assert found(root).names == ("dupont-2026", "martin-2026")


def test_a_pipe_is_refused_without_waiting_for_its_other_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "practice.toml")
    with pytest.raises(StorageError) as refused:
        read_file(tmp_path / "practice.toml")
    assert refused.value.problems[0].message == "store.not-a-file"


def test_an_empty_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    assert read_file(tmp_path / "empty") == b""


def test_only_a_folder_named_after_a_year_is_a_part_of_the_archive(root: Path) -> None:
    for year in ("2025", "2025 (conflicted copy)", "old"):
        (root / "archive" / year).mkdir(parents=True)
        (root / "archive" / year / "petit-2025.toml").write_text("schema = 1\n", "utf-8")
    assert {year: each.names for year, each in Listing(Folder(root)).archived.items()} == {
        "2025": ("petit-2025",)
    }
    (root / "archive" / "loose.toml").write_text("schema = 1\n", "utf-8")
    left_out = Listing(Folder(root)).archive_problems
    assert [(each.message, each.args["name"]) for each in left_out] == [
        ("store.stray-in-archive", "2025 (conflicted copy)"),
        ("store.stray-engagement", "loose.toml"),
        ("store.stray-in-archive", "old"),
    ]


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Make a folder beside the practice, with a file in it."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "petit-2025.toml").write_text("schema = 1\n", "utf-8")
    return folder


def test_a_year_of_the_archive_that_leaves_the_practice_is_named_and_not_followed(
    root: Path, outside: Path
) -> None:
    (root / "archive" / "old").mkdir(parents=True)
    for year, target in {
        "2023": outside,
        "2024": root / "archive" / "old",
        "2025": root / "lost",
    }.items():
        (root / "archive" / year).symlink_to(target)
    assert [*Listing(Folder(root)).archived] == ["2024"]
    left_out = Listing(Folder(root)).archive_problems
    assert [(each.message, each.level) for each in left_out] == [
        ("store.folder-outside", "error"),
        ("store.broken-link", "error"),
        ("store.stray-in-archive", "warning"),
    ]


@pytest.mark.parametrize("name", ["engagements", "clients", "law", "archive"])
def test_a_folder_that_leaves_the_practice_is_refused(
    tmp_path: Path, outside: Path, name: str
) -> None:
    (tmp_path / "empty").mkdir()
    folder = Folder(tmp_path / "empty")
    (folder.root / name).symlink_to(outside)
    with pytest.raises(StorageError) as refused:
        _ = Listing(folder).problems
    (problem,) = refused.value.problems
    assert (problem.message, dict(problem.args)) == (
        "store.folder-outside",
        {"path": str(folder.root / name)},
    )


def test_no_engagement_is_moved_into_a_year_that_leaves_the_practice(
    root: Path, outside: Path
) -> None:
    (root / "archive").mkdir()
    (root / "archive" / "2026").symlink_to(outside)
    path = root / "engagements" / "martin-2026.toml"
    path.write_bytes(render_head(derive_head(())))
    loaded = load_record(path, LedgerHead)
    with pytest.raises(StorageError):
        move_to_archive(Folder(root), "martin-2026", loaded, 2026)
    assert [path.name for path in outside.iterdir()] == ["petit-2025.toml"]


def test_no_archived_engagement_is_overwritten(root: Path) -> None:
    path = root / "engagements" / "martin-2026.toml"
    path.write_bytes(render_head(derive_head(())))
    (root / "archive" / "2026").mkdir(parents=True)
    taken = root / "archive" / "2026" / "martin-2026.toml"
    taken.write_text("schema = 1\n", "utf-8")
    with pytest.raises(ConflictError):
        move_to_archive(Folder(root), "martin-2026", load_record(path, LedgerHead), 2026)
    assert (path.exists(), taken.read_text("utf-8")) == (True, "schema = 1\n")


def test_the_copies_in_each_folder_of_daily_use_are_named_together(root: Path) -> None:
    for place in ("clients", "engagements", "law"):
        (root / place).mkdir(exist_ok=True)
        (root / place / "acme (1).toml").write_text("", "utf-8")
    places = [stray.place.file.parent.name for stray in Listing(Folder(root)).strays if stray.place]
    assert places == ["engagements", "clients", "law"]

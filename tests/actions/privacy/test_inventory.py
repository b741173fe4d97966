"""What is held of a person, as it lies in a practice on disk."""

import errno
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.actions.conftest import bill

from phmcoach.actions.context import Context
from phmcoach.actions.privacy.inventory import list_held, take_inventory
from phmcoach.actions.sessions.recording import log_session
from phmcoach.domain.privacy.people import choose_person
from phmcoach.errors import StorageError
from phmcoach.store.files import read_file, storage_error

HELD_ON = date(2026, 2, 3)


def held_files(context: Context, typed: str) -> dict[str, set[tuple[str, date | None]]]:
    """Return the files with something of a person, and the kinds of data in each."""
    inventory = take_inventory(context)
    person = choose_person(inventory.people, typed)
    found: dict[str, set[tuple[str, date | None]]] = {}
    for each in list_held(inventory, person, context.today):
        found.setdefault(each.file, set()).add((each.keeping, each.until))
    return found


def test_an_engagement_its_papers_notes_and_entries_are_found(
    context: Context, signed: Callable[..., Path]
) -> None:
    signed("martin-2026")
    signed("roux", beneficiary="Paul Roux")
    note = context.folder.notes_dir / "martin-2026" / "2026-02-03.age"
    note.parent.mkdir(parents=True)
    note.write_bytes(b"age")
    documents = context.folder.documents_dir("martin-2026")
    documents.joinpath(".half-written.pdf").write_bytes(b"")
    documents.joinpath("courrier.pdf").write_bytes(b"")
    log_session(context, ref="martin-2026", on=HELD_ON)
    bill(context, ref="martin-2026")
    accounts = ("accounts-data", date(2036, 12, 31))
    assert held_files(context, "claire") == {
        "engagements/martin-2026.toml": {("private-data", None), ("contract-data", None)},
        "documents/martin-2026/contract.signed.toml": {("contract-data", None)},
        "documents/martin-2026/courrier.pdf": {("contract-data", None)},
        "notes/martin-2026/2026-02-03.age": {("private-data", None)},
        "ledger/2026/000001.toml": {accounts},
    }


def test_an_archived_engagement_is_held_like_an_open_one(
    context: Context, signed: Callable[..., Path]
) -> None:
    path = signed("martin-2026")
    text = path.read_text("utf-8")
    archived = context.folder.archive_dir / "2026" / path.name
    archived.parent.mkdir(parents=True)
    archived.write_text(f"{text}\n[outcome]\nended_on = 2026-03-01\nclosed_on = 2026-05-01\n")
    path.unlink()
    found = held_files(context, "martin-2026")
    assert found["archive/2026/martin-2026.toml"] == {
        ("private-data", date(2027, 3, 1)),
        ("contract-data", date(2031, 3, 1)),
    }


def test_a_file_that_cannot_be_read_is_a_problem_and_hides_nobody_else(
    context: Context, signed: Callable[..., Path]
) -> None:
    signed("martin-2026")
    context.folder.engagement_file("roux").write_text("schema = 1\n", "utf-8")
    inventory = take_inventory(context)
    assert [each.name for each in inventory.people] == ["Claire Martin"]
    assert {each.place and each.place.file.name for each in inventory.problems} == {"roux.toml"}


def test_documents_outside_the_practice_are_not_listed(
    context: Context, signed: Callable[..., Path], tmp_path: Path
) -> None:
    signed("martin-2026")
    documents = context.folder.documents_dir("martin-2026")
    documents.rename(tmp_path / "elsewhere")
    documents.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError):
        take_inventory(context)


def test_a_client_whose_file_the_system_refuses_hides_no_other(
    context: Context, signed: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    signed("martin-2026")
    refused = context.folder.client_file("petit")
    refused.write_bytes(context.folder.client_file("acme").read_bytes())

    def read_but_one(path: Path) -> bytes:
        if path == refused:
            raise storage_error(PermissionError(errno.EACCES, "Permission denied"), path)
        return read_file(path)

    monkeypatch.setattr("phmcoach.store.record_files.read_file", read_but_one)
    inventory = take_inventory(context)
    assert [each.message for each in inventory.problems] == ["store.no-permission"]
    assert inventory.refused
    assert [each.ref for each in inventory.holdings] == ["martin-2026"]

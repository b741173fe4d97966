"""Taking files out for good: the record is replaced last, and nothing brings them back."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from tests.actions.killing import KILLED, work_until

from phmcoach.errors import ConflictError, StorageError
from phmcoach.store.folder import Folder
from phmcoach.store.keeping.erasing import drafts_to_erase, erase_for_good, states_to_erase
from phmcoach.store.keeping.traces import seek
from phmcoach.store.undo.recording import recording
from phmcoach.store.undo.states import State, list_states, render_state, state_file
from phmcoach.store.watch import Kept, Run

OLD, NEW = b"old words\n", b"[[erased]]\n"
DIGEST = sha256(OLD).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    put(tmp_path / "engagements/martin.toml", OLD)
    put(tmp_path / "notes/martin/2026-06-01.age", b"locked")
    put(tmp_path / "notes/martin/2026-06-02.age", b"locked")
    put(tmp_path / "documents/martin/bilan-martin.pdf", b"%PDF")
    put(tmp_path / "documents/martin/contrat-martin.pdf", b"%PDF")
    return Folder(tmp_path)


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def files_of(folder: Folder) -> list[str]:
    found = (path for path in folder.root.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder.root).as_posix() for path in found)


def gone(folder: Folder) -> tuple[Path, ...]:
    names = ("notes/martin/2026-06-01.age", "notes/martin/2026-06-02.age")
    return tuple(folder.root / name for name in (*names, "documents/martin/bilan-martin.pdf"))


def erase(folder: Folder) -> None:
    erase_for_good(gone(folder), folder.engagement_file("martin"), NEW, DIGEST)


LEFT = ["documents/martin/contrat-martin.pdf", "engagements/martin.toml"]


def test_files_go_and_the_record_says_so(folder: Folder) -> None:
    erase(folder)
    assert files_of(folder) == LEFT
    assert folder.engagement_file("martin").read_bytes() == NEW
    assert not (folder.root / "notes/martin").exists()


def test_no_state_of_undo_is_kept_of_it(folder: Folder) -> None:
    told = Folder(folder.root, Run("privacy", datetime(2026, 6, 15, tzinfo=UTC)))
    with recording(told):
        erase(told)
    assert list_states(folder) == ()


def test_a_kill_at_any_call_leaves_a_record_that_calls_nothing_erased(folder: Folder) -> None:
    """Whoever erases again takes out what is left."""
    calls = 0
    while work_until(lambda: erase(folder), calls) == KILLED:
        text = folder.engagement_file("martin").read_bytes()
        assert text == OLD or not any(path.exists() for path in gone(folder))
        calls += 1
    assert calls > len(gone(folder))
    assert [name for name in files_of(folder) if ".tmp-" not in name] == LEFT


def test_what_the_system_refuses_stops_it_before_the_record(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def refusing(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == "2026-06-02.age":
            raise PermissionError(1, "Operation not permitted", str(path))
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refusing)
    with pytest.raises(StorageError):
        erase(folder)
    assert folder.engagement_file("martin").read_bytes() == OLD
    monkeypatch.setattr(Path, "unlink", unlink)
    erase(folder)
    assert files_of(folder) == LEFT


def test_a_record_that_was_changed_meanwhile_is_not_replaced(folder: Folder) -> None:
    put(folder.engagement_file("martin"), b"new words\n")
    with pytest.raises(ConflictError):
        erase(folder)


def test_a_state_goes_that_holds_a_text_a_file_or_nothing_that_can_be_read(
    folder: Folder,
) -> None:
    at = datetime(2026, 6, 15)  # noqa: DTZ001 - as states are read
    contents: dict[int, dict[str, bytes | None]] = {
        1: {"engagements/martin.toml": OLD},
        2: {"documents/martin/bilan-martin.pdf": b"%PDF"},
        3: {"documents/martin/contrat-martin.pdf": b"%PDF"},
        4: {"clients/acme.toml": b'contact = "Les mots."\n'},
        5: {"clients/acme.toml": None},
        6: {"engagements/martin.toml": b"[[erased]]\n"},
    }
    for number, files in contents.items():
        kept = {name: Kept(content, 0o600, (None,)) for name, content in files.items()}
        state = State(number, "edit", at, kept)
        put(state_file(folder, number, at.date()), render_state(state))
    put(state_file(folder, 7, at.date()), b'{"files": {"engagements/martin.toml": ')
    sought = seek("martin", ["Les mots."], lambda name: name.startswith("bilan-"))
    found = [path.name[:6] for path in states_to_erase(folder, sought)]
    assert found == ["000001", "000002", "000004", "000007"]
    contact = seek("", ["Les mots."], lambda _: False)
    assert [path.name[:6] for path in states_to_erase(folder, contact)] == ["000004"]


def test_drafts_of_edit_go_with_what_they_were_made_from(folder: Folder) -> None:
    names = (".edit-martin.0a1b2c3d.toml", ".edit-martin.0a1b2c3d.toml.from")
    for name in (*names, ".edit-martin-2026.0a1b2c3d.toml"):
        put(folder.engagements_dir / name, OLD)
    assert [path.name for path in drafts_to_erase(folder, "martin")] == [*names]

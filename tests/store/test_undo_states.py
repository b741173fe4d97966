"""What is kept of each command; and several files that are changed together, or not at all."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from phmcoach.errors import ConflictError, RuleRefusedError, StorageError
from phmcoach.store import files
from phmcoach.store.files import KEPT_MODE, move_file, replace_file, write_new
from phmcoach.store.folder import Folder
from phmcoach.store.lock import find_pending, lock_folder
from phmcoach.store.undo import states
from phmcoach.store.undo.pending import change_all, pending_file
from phmcoach.store.undo.states import (
    State,
    delete_old_states,
    list_states,
    part_of,
    read_state,
    read_states,
    render_state,
    state_file,
)
from phmcoach.store.watch import Kept, Run, digest_of

AT = datetime(2026, 6, 15, 14, 30, tzinfo=UTC)
ONE, TWO = "engagements/martin.toml", "engagements/roux.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "practice.toml").write_bytes(b"old\n")
    (tmp_path / "engagements").mkdir()
    (tmp_path / ONE).write_bytes(b"one\n")
    (tmp_path / TWO).write_bytes(b"two\n")
    return Folder(tmp_path, Run("log-session", AT))


def change(folder: Folder, name: str, content: bytes) -> None:
    path = folder.root / name
    replace_file(path, content, digest_of(path.read_bytes()))


def only_state(folder: Folder) -> State:
    (found,) = read_states(folder)
    return found


def test_the_files_of_one_command_are_kept_together_with_their_first_content(
    folder: Folder,
) -> None:
    with lock_folder(folder):
        change(folder, ONE, b"one, changed\n")
        change(folder, ONE, b"one, changed again\n")
    with lock_folder(folder):
        change(folder, TWO, b"two, changed\n")
    given = tuple(map(digest_of, (b"one, changed\n", b"one, changed again\n")))
    mode = (folder.root / TWO).stat().st_mode & 0o777
    kept = only_state(folder)
    assert (kept.number, kept.command, kept.at) == (1, "log-session", AT)
    assert kept.files[ONE].before == b"one\n"
    assert kept.files[ONE].given == given
    assert kept.files[TWO].given == (digest_of(b"two, changed\n"),)
    assert mode == 0o600


def test_two_commands_have_two_states_and_a_program_without_a_command_has_none(
    folder: Folder,
) -> None:
    other = Folder(folder.root, Run("pause", AT))
    for each in (folder, other, Folder(folder.root)):
        with lock_folder(each):
            change(each, ONE, repr(each.run).encode())
    assert [each.command for each in read_states(folder)] == ["pause", "log-session"]


def test_a_moved_file_is_kept_under_both_names(folder: Folder) -> None:
    target = folder.root / "archive/2026/martin.toml"
    with lock_folder(folder):
        move_file(folder.root / ONE, target, digest_of(b"one\n") or "")
    kept = only_state(folder).files
    assert kept[ONE].given == (None,)
    assert kept["archive/2026/martin.toml"].before is None


def test_papers_alone_are_not_kept_but_they_are_beside_a_record(folder: Folder) -> None:
    paper = folder.root / "documents/martin/contrat-martin.pdf"
    paper.parent.mkdir(parents=True)
    with lock_folder(folder):
        write_new(paper, b"%PDF \xff", KEPT_MODE)
        assert list_states(folder) == ()
        change(folder, ONE, b"one, changed\n")
    assert sorted(only_state(folder).files) == ["documents/martin/contrat-martin.pdf", ONE]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("practice.toml", "record"),
        ("later.toml", "record"),
        ("clients/acme.toml", "record"),
        ("engagements/martin.toml", "record"),
        ("archive/2026/martin.toml", "record"),
        ("documents/martin/contract.signed.toml", "paper"),
        ("ledger/2026/000001.toml", "entry"),
        ("ledger/2026/facture-F-2026-0001.pdf", None),
        ("ledger/head.toml", None),
        ("documents/ledger/recettes-2026.pdf", None),
        ("engagements/.edit-martin.0000aaaa.toml", None),
        ("exports/coach.ics", None),
        ("notes/martin/2026-02-03.age", None),
        ("templates/fr/clauses/25-amendments.md.j2", None),
        (".coach.plan", None),
    ],
)
def test_what_is_kept(name: str, part: str | None) -> None:
    assert part_of(name) == part


def test_bytes_that_are_no_text_are_read_as_they_were(folder: Folder) -> None:
    state = State(7, "pause", AT, {ONE: Kept(b"\xff\x00", 0o400, (None, "a"), "b")}, 6, "amend")
    path = state_file(folder, 7, AT.date())
    path.parent.mkdir()
    path.write_bytes(render_state(state))
    assert read_state(path) == state


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"files": {"a": 1}}'])
def test_a_state_that_cannot_be_read_is_a_fault_of_its_file(folder: Folder, content: bytes) -> None:
    path = state_file(folder, 1, AT.date())
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(StorageError) as refused:
        read_state(path)
    assert refused.value.problems[0].args == {"path": str(path)}


def test_states_go_by_their_age_and_their_size(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "KEPT_BYTES", 25)
    for number, on in enumerate((date(2026, 5, 15), date(2026, 5, 16), *[date(2026, 6, 1)] * 3)):
        path = state_file(folder, number, on)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * 10)
    copy = state_file(folder, 4, date(2026, 6, 1)).with_name("000004-2026-06-01 (1).json")
    copy.write_bytes(b"x" * 30)
    delete_old_states(folder, date(2026, 6, 15))
    assert copy.exists()
    assert [path.name for path in list_states(folder)] == [
        "000003-2026-06-01.json",
        "000004-2026-06-01.json",
    ]


def test_a_change_is_not_made_if_it_cannot_be_kept(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files._write_temporary  # noqa: SLF001 - the disk

    def full(place: Path, content: bytes, mode: int) -> Path:
        if place.name == ".undo":
            raise OSError(28, os.strerror(28))
        return real(place, content, mode)

    monkeypatch.setattr(files, "_write_temporary", full)
    with lock_folder(folder), pytest.raises(StorageError) as refused:
        change(folder, ONE, b"one, changed\n")
    assert refused.value.problems[0].message == "store.disk-full"
    assert (folder.root / ONE).read_bytes() == b"one\n"


def undo_both(folder: Folder, check: object = None) -> None:
    """Change one file, remove another and make a third, as an undo does."""
    contents = {ONE: b"ONE\n", TWO: None, "clients/acme.toml": b"new\n"}
    now = {ONE: b"one\n", TWO: b"two\n", "clients/acme.toml": None}
    kept = {name: Kept(now[name], 0o600, (digest_of(contents[name]),)) for name in contents}
    state = State(1, "undo", AT, kept)
    change_all(folder, state, contents, {}, check or (lambda: None))  # type: ignore[arg-type]


def contents_of(folder: Folder) -> dict[str, bytes]:
    places = ("engagements", "clients")
    paths = (path for place in places for path in (folder.root / place).glob("*.toml"))
    return {path.relative_to(folder.root).as_posix(): path.read_bytes() for path in paths}


BEFORE = {ONE: b"one\n", TWO: b"two\n"}
AFTER = {ONE: b"ONE\n", "clients/acme.toml": b"new\n"}


def test_several_files_are_changed_together(folder: Folder) -> None:
    with lock_folder(folder):
        undo_both(folder)
    assert contents_of(folder) == AFTER
    assert [path.name for path in list_states(folder)] == ["000001-2026-06-15.json"]
    assert not pending_file(folder).exists()


def test_what_the_check_refuses_is_taken_back_whole(folder: Folder) -> None:
    def check() -> None:
        assert contents_of(folder) == AFTER
        raise RuleRefusedError.of("undo.nothing")

    with lock_folder(folder), pytest.raises(RuleRefusedError):
        undo_both(folder, check)
    assert contents_of(folder) == BEFORE
    assert list_states(folder) == ()
    assert not pending_file(folder).exists()


def test_a_file_that_is_not_as_it_was_read_stops_the_change(folder: Folder) -> None:
    (folder.root / TWO).write_bytes(b"by hand\n")
    with lock_folder(folder), pytest.raises(ConflictError):
        undo_both(folder)
    assert contents_of(folder) == {ONE: b"one\n", TWO: b"by hand\n"}


class Killed(BaseException):
    """The end of a process, after which nothing is done any more."""


def test_the_next_writer_takes_back_what_a_killed_one_left(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die() -> None:
        monkeypatch.setattr("phmcoach.store.undo.pending._take_back", lambda *_: None)
        raise Killed

    with lock_folder(folder), pytest.raises(Killed):
        undo_both(folder, die)
    monkeypatch.undo()
    assert contents_of(folder) == AFTER
    assert [each.message for each in find_pending(folder).problems] == ["undo.stopped"]
    (folder.root / ONE).write_bytes(b"by hand, since\n")
    with lock_folder(folder):
        pass
    assert contents_of(folder) == {ONE: b"by hand, since\n", TWO: b"two\n"}
    assert find_pending(folder).problems == ()


def test_if_it_cannot_be_taken_back_the_error_says_so(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse_writes(*_: object) -> Path:
        raise OSError(28, os.strerror(28))

    def fill_the_disk() -> None:
        monkeypatch.setattr(files, "_write_temporary", refuse_writes)
        raise RuleRefusedError.of("undo.nothing")

    with lock_folder(folder), pytest.raises(RuleRefusedError) as refused:
        undo_both(folder, fill_the_disk)
    assert [each.message for each in refused.value.problems] == ["undo.nothing", "undo.stopped"]
    monkeypatch.undo()
    with lock_folder(folder):
        pass
    assert contents_of(folder) == BEFORE

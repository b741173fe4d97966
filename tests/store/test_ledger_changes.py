"""Every change of a ledger is found when it is opened, and named with its file."""

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from tests.store.ledger_samples import issue_sample, make_receipt, new_folder

from phmcoach.errors import InvalidDataError
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import open_ledger, read_ledger
from phmcoach.store.ledger_chain import derive_head, render_head
from phmcoach.store.ledger_issue import record_receipts

Found = list[tuple[str, str]]
"""Messages, each with the file or folder that it names."""


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Make a ledger of an invoice, its payment, a specimen, and two more invoices."""
    folder = new_folder(tmp_path_factory.mktemp("sealed"))
    issue_sample(folder, "s1")
    at = datetime(2026, 3, 31, 19)  # noqa: DTZ001 - the coach's own clock
    record_receipts(folder, lambda _: [make_receipt()], recorded_at=at)
    issue_sample(folder, "s1", prefix="SPECIMEN")
    issue_sample(folder, "s2")
    issue_sample(folder, "s3", issued_on=date(2027, 1, 4))
    return folder


@pytest.fixture
def folder(sealed: Folder, tmp_path: Path) -> Folder:
    shutil.copytree(sealed.root, tmp_path / "copy")
    return Folder(tmp_path / "copy")


def entry(folder: Folder, place: int) -> Path:
    return next(folder.ledger_dir.rglob(f"{place:06d}.toml"))


def overwrite(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    path.write_bytes(content)


def replace_in(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert content.count(old) == 1
    overwrite(path, content.replace(old, new))


def damage(folder: Folder) -> Found:
    """Return what opening the ledger reports, which is what it refuses."""
    found = read_ledger(folder).damage
    with pytest.raises(InvalidDataError) as refused:
        open_ledger(folder)
    assert refused.value.problems == found
    return [
        (each.message, each.place.file.relative_to(folder.ledger_dir).as_posix())
        for each in found
        if each.place
    ]


SECOND, THIRD = "2026/000002.toml", "2026/000003.toml"
CHANGED = ("ledger.entry-changed", THIRD)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"schema = 1", b"schema = 5", [("store.newer-schema", THIRD)]),
        (b"schema = 1", b"schema = 3", [("shape.entry-schema-mismatch", THIRD)]),
        (b"schema = 1", b"schema = 2", [("shape.entry-schema-mismatch", THIRD)]),
        (b"place = 3", b"place = 4", [("ledger.place-differs", THIRD), CHANGED]),
        (b'kind = "invoice"', b'kind = "receipt"', [("shape.entry-kind-mismatch", THIRD)]),
        (b"18:30:00", b"18:30:01", [CHANGED]),
        (b'\npdf_sha256 = "', b'\npdf_sha256 = "x', [("store.bad-form", THIRD)]),
        (b'number = "SPEC', b'number = "SPEK', [CHANGED, ("ledger.head-changed", "head.toml")]),
        (
            b"SPECIMEN-2026-0001",
            b"SPECIMEN-2026-0002",
            [CHANGED, ("ledger.head-changed", "head.toml")],
        ),
        (b"specimen = true", b"specimen = false", [CHANGED]),
        (b'"dupont-2026"', b'"dupond-2026"', [CHANGED]),
        (b"Anne Dupont", b"Anne Dupond", [CHANGED]),
        (b"issued_on = 2026-03-31", b"issued_on = 2026-03-30", [CHANGED]),
        (b"total_gross = 312.00", b"total_gross = 313.00", [CHANGED]),
        (b'id = "s1"', b'id = "s2"', [CHANGED]),
        (b"[invoice.buyer]", b"[invoice.buyer] ", [CHANGED]),
        (b"[invoice.buyer]", b"[invoice.buyer", [("store.toml-open-bracket", THIRD)]),
        (b"[invoice]", b"# mine\n[invoice]", [CHANGED]),
        (b"specimen = true", b"specimen =  true", [CHANGED]),
    ],
)
def test_a_changed_byte_of_an_entry_is_found(
    folder: Folder, old: bytes, new: bytes, expected: Found
) -> None:
    replace_in(entry(folder, 3), old, new)
    assert damage(folder) == expected


def test_a_changed_seal_names_both_entries(folder: Folder) -> None:
    digest = open_ledger(folder).entries[1].sha256.encode()
    replace_in(entry(folder, 3), digest, b"0" * 64)
    assert damage(folder) == [("ledger.entry-changed", SECOND), CHANGED]


@pytest.mark.parametrize("place", range(1, 6))
def test_each_line_of_each_entry_is_sealed(sealed: Folder, tmp_path: Path, place: int) -> None:
    shutil.copytree(sealed.root, tmp_path / "copy")
    path = entry(Folder(tmp_path / "copy"), place)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    for at, line in enumerate(lines):
        overwrite(path, b"".join([*lines[:at], line.replace(b"\n", b" \n"), *lines[at + 1 :]]))
        assert read_ledger(Folder(tmp_path / "copy")).damage, line
    overwrite(path, whole)
    assert not read_ledger(Folder(tmp_path / "copy")).damage


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"schema = 1", b"schema = 2", ["store.newer-schema"]),
        (b"entries = 5", b"entries = 6", ["ledger.entries-lost"]),
        (b"entries = 5", b"entries = 3", ["ledger.head-behind"]),
        (b'last_sha256 = "', b'last_sha256 = "0', ["store.bad-form"]),
        (b"F-2027 = 1", b"F-2027 = 2", ["ledger.head-changed"]),
        (b"F-2027 = 1", b"F-2028 = 1", ["ledger.head-changed"]),
        (b"F-2027 = 1", b"F-2027 =  1", ["ledger.head-changed"]),
        (b"schema = 1", b"# mine\nschema = 1", ["ledger.head-changed"]),
    ],
)
def test_a_changed_byte_of_the_head_is_found(
    folder: Folder, old: bytes, new: bytes, expected: list[str]
) -> None:
    overwrite(folder.ledger_head, folder.ledger_head.read_bytes().replace(old, new))
    assert damage(folder) == [(message, "head.toml") for message in expected]


@pytest.mark.parametrize(
    "chosen",
    ["head.toml", "2026/*.toml", "*/*.toml", "**/*.toml"],
    ids=["the head", "a year", "all entries", "everything"],
)
def test_changed_line_ends_are_one_problem(folder: Folder, chosen: str) -> None:
    """Git changes them (`autocrlf`), and each file would be called changed otherwise."""
    for path in folder.ledger_dir.glob(chosen):
        overwrite(path, path.read_bytes().replace(b"\n", b"\r\n"))
    assert damage(folder) == [("ledger.line-ends", ".")]


def test_changed_line_ends_hide_no_change(folder: Folder) -> None:
    replace_in(entry(folder, 3), b"Anne Dupont", b"Anne Dupond")
    for path in folder.ledger_dir.rglob("*.toml"):
        overwrite(path, path.read_bytes().replace(b"\n", b"\r\n"))
    assert CHANGED in damage(folder)


def test_another_digest_in_the_head_is_found(folder: Folder) -> None:
    digest = open_ledger(folder).entries[-1].sha256.encode()
    replace_in(folder.ledger_head, digest, b"0" * 64)
    assert damage(folder) == [("ledger.last-entry-changed", "head.toml")]


def swap(folder: Folder, one: int, other: int) -> None:
    first, second = entry(folder, one), entry(folder, other)
    contents = first.read_bytes(), second.read_bytes()
    overwrite(second, contents[0])
    overwrite(first, contents[1])


def change_last(folder: Folder) -> None:
    path = entry(folder, 5)
    overwrite(path, path.read_bytes() + b"\n")


def seal(folder: Folder, entries: int) -> None:
    """Write the head as it was when the ledger had that many entries."""
    overwrite(folder.ledger_head, render_head(derive_head(open_ledger(folder).entries[:entries])))


def cut(folder: Folder, entries: int) -> None:
    """Remove the last entry, and write the head of the others."""
    seal(folder, entries)
    entry(folder, entries + 1).unlink()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda it: entry(it, 1).unlink(), [("ledger.place-missing", "2026")]),
        (lambda it: entry(it, 3).unlink(), [("ledger.place-missing", "2026")]),
        (lambda it: entry(it, 5).unlink(), [("ledger.entries-lost", "head.toml")]),
        (lambda it: shutil.rmtree(it.ledger_dir / "2027"), [("ledger.entries-lost", "head.toml")]),
        (
            lambda it: shutil.copy(entry(it, 3), it.ledger_dir / "2027/000003.toml"),
            [("ledger.entry-copied", "2027/000003.toml")],
        ),
        (
            lambda it: shutil.copy(entry(it, 5), it.ledger_dir / "2027/000006.toml"),
            [("ledger.entry-copied", "2027/000006.toml")],
        ),
        (
            lambda it: shutil.copy(entry(it, 5), it.ledger_dir / "2027/000009.toml"),
            [("ledger.entry-copied", "2027/000009.toml")],
        ),
        (
            lambda it: swap(it, 2, 3),
            [
                ("ledger.place-differs", SECOND),
                ("ledger.place-differs", THIRD),
                ("ledger.entry-changed", "2026/000001.toml"),
                ("ledger.entry-changed", SECOND),
                CHANGED,
            ],
        ),
        (change_last, [("ledger.last-entry-changed", "head.toml")]),
        (lambda it: seal(it, 3), [("ledger.head-behind", "head.toml")]),
        (lambda it: it.ledger_head.unlink(), [("ledger.missing-head", "head.toml")]),
    ],
)
def test_a_structural_change_is_found(
    folder: Folder, change: Callable[[Folder], object], expected: Found
) -> None:
    change(folder)
    assert damage(folder) == expected


def test_a_ledger_without_changes_is_whole(folder: Folder) -> None:
    assert (read_ledger(folder).damage, len(open_ledger(folder).entries)) == ((), 5)


def test_a_last_entry_that_the_head_does_not_count_yet_is_not_sealed(folder: Folder) -> None:
    seal(folder, 4)
    change_last(folder)
    assert read_ledger(folder).damage == ()


def test_a_last_entry_that_the_head_does_not_count_yet_must_be_valid(folder: Folder) -> None:
    seal(folder, 4)
    overwrite(entry(folder, 5), b"= nothing\n")
    assert damage(folder) == [("store.toml-broken", "2027/000005.toml")]


def test_an_end_cut_off_together_with_its_seal_is_found_by_its_pdf(folder: Folder) -> None:
    cut(folder, 4)
    assert damage(folder) == [("ledger.pdf-without-entry", "2027/facture-F-2027-0001.pdf")]
    (folder.ledger_dir / "2027/facture-F-2027-0001.pdf").unlink()
    assert read_ledger(folder).damage == ()


@pytest.mark.parametrize(
    ("change", "sealed_places"),
    [
        (lambda it: replace_in(entry(it, 2), b'"Acme"', b'"Acne"'), [3, 4, 5]),
        (lambda it: overwrite(entry(it, 2), b"= nothing\n"), [3, 4, 5]),
        (lambda it: entry(it, 2).unlink(), [3, 4, 5]),
        (change_last, []),
        (lambda it: entry(it, 5).unlink(), []),
        (lambda it: it.ledger_head.unlink(), []),
        (
            lambda it: overwrite(it.ledger_head, it.ledger_head.read_bytes() + b"\n"),
            [1, 2, 3, 4, 5],
        ),
    ],
)
def test_an_entry_is_sealed_if_nothing_after_it_is_damaged(
    folder: Folder, change: Callable[[Folder], object], sealed_places: list[int]
) -> None:
    change(folder)
    ledger = read_ledger(folder)
    assert [each.place for each in ledger.entries if ledger.is_sealed(each)] == sealed_places

"""The folder, its files' places and their names."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phmcoach.errors import CoachError, MissingError, StorageError, UsageError
from phmcoach.file_kinds import find_folders_beside
from phmcoach.references import suggest_reference
from phmcoach.store.folder import (
    Folder,
    Listing,
    check_slug,
    list_archived,
    list_clients,
    list_references,
    resolve_client,
    resolve_reference,
)


def make_files(folder: Folder, *names: str) -> None:
    for name in names:
        path = folder.root / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("schema = 1\n")


def message_of(error: CoachError) -> tuple[str, dict[str, object]]:
    (problem,) = error.problems
    return problem.message, dict(problem.args)


def test_each_file_has_its_place() -> None:
    folder = Folder(Path("/p"))
    assert [
        folder.practice_file,
        folder.client_file("acme"),
        folder.engagement_file("dupont-2026"),
        folder.archive_dir,
        folder.documents_dir("dupont-2026"),
        folder.ledger_dir,
        folder.ledger_head,
        folder.lock_file,
        folder.templates_dir,
    ] == [
        Path("/p/practice.toml"),
        Path("/p/clients/acme.toml"),
        Path("/p/engagements/dupont-2026.toml"),
        Path("/p/archive"),
        Path("/p/documents/dupont-2026"),
        Path("/p/ledger"),
        Path("/p/ledger/head.toml"),
        Path("/p/.coach.lock"),
        Path("/p/templates"),
    ]


def test_lists_are_sorted_and_leave_out_hidden_and_foreign_files(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    make_files(folder, "engagements/b", "engagements/a", "engagements/.tmp-1", "clients/z")
    make_files(folder, "archive/2025/old", "archive/2024/older", "archive/loose")
    (folder.engagements_dir / "a.toml~").write_text("")
    assert list_references(folder) == ("a", "b")
    assert list_clients(folder) == ("z",)
    assert list_archived(Listing(folder)) == (("2024", "older"), ("2025", "old"))


def test_a_missing_folder_is_empty_and_a_file_in_its_place_is_reported(
    tmp_path: Path,
) -> None:
    folder = Folder(tmp_path)
    assert (list_references(folder), list_archived(Listing(folder))) == ((), ())
    folder.clients_dir.write_text("")
    with pytest.raises(StorageError) as caught:
        list_clients(folder)
    assert caught.value.problems[0].message == "store.not-a-folder"


def test_a_reference_is_found_by_itself_or_by_its_beginning(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    make_files(folder, "engagements/dupont", "engagements/dupont-2026", "engagements/martin")
    assert resolve_reference(folder, "dupont") == "dupont"
    assert resolve_reference(folder, "dupont-") == "dupont-2026"
    assert resolve_reference(folder, "M") == "martin"


@pytest.mark.parametrize("resolve", [resolve_reference, resolve_client])
def test_an_ambiguous_beginning_lists_its_candidates(tmp_path: Path, resolve: object) -> None:
    folder = Folder(tmp_path)
    make_files(folder, "engagements/dupont-2025", "engagements/dupont-2026")
    make_files(folder, "clients/dupont-2025", "clients/dupont-2026")
    assert callable(resolve)
    with pytest.raises(UsageError) as caught:
        resolve(folder, "dup")
    _, args = message_of(caught.value)
    assert args == {"typed": "dup", "candidates": ("dupont-2025", "dupont-2026")}


def test_an_empty_reference_matches_nothing(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    make_files(folder, "engagements/dupont")
    with pytest.raises(MissingError):
        resolve_reference(folder, "")


def test_an_unknown_reference_suggests_similar_ones(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    make_files(folder, "engagements/dupont-2026", "engagements/martin", "clients/acme")
    with pytest.raises(MissingError) as near:
        resolve_reference(folder, "dupond-2026")
    with pytest.raises(MissingError) as none:
        resolve_reference(folder, "zzz")
    with pytest.raises(MissingError) as client:
        resolve_client(folder, "acne")
    with pytest.raises(MissingError) as no_client:
        resolve_client(folder, "../practice")
    assert [message_of(one.value) for one in (near, none, client, no_client)] == [
        ("store.unknown-engagement-near", {"typed": "dupond-2026", "near": ("dupont-2026",)}),
        ("store.unknown-engagement", {"typed": "zzz"}),
        ("store.unknown-client-near", {"typed": "acne", "near": ("acme",)}),
        ("store.unknown-client", {"typed": "../practice"}),
    ]


def test_an_archived_engagement_is_reported_as_archived(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    make_files(folder, "engagements/dupont-2026", "archive/2025/martin-2025")
    with pytest.raises(MissingError) as caught:
        resolve_reference(folder, "martin")
    expected = ("store.archived-engagement", {"ref": "martin-2025", "year": "2025"})
    assert message_of(caught.value) == expected


def test_an_archived_name_does_not_stand_for_an_open_one_that_begins_so(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    make_files(folder, "engagements/martin-2", "archive/2025/martin")
    with pytest.raises(MissingError) as caught:
        resolve_reference(folder, "martin")
    assert caught.value.problems[0].message == "store.archived-engagement"


def test_an_open_engagement_comes_before_an_archived_one_of_its_name(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    make_files(folder, "engagements/martin", "archive/2025/martin")
    assert resolve_reference(folder, "martin") == "martin"


@pytest.mark.parametrize("ref", ["dupont-2026", "a", "2026", "a" * 60, "con-2", "a-"])
def test_a_portable_reference_is_accepted_as_it_is(ref: str) -> None:
    assert check_slug(ref) == ref


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("Dupont 2026", "dupont-2026"),
        ("Société Générale", "societe-generale"),
        ("L’Œuvre d'art", "l-oeuvre-d-art"),
        ("../../etc/passwd", "etc-passwd"),
        ("-a", "a"),
        ("a.toml", "a-toml"),
        ("con", "con-1"),
        ("COM1", "com1-1"),
        ("a" * 61, "a" * 60),
        ("Straße\n", "strasse"),
        ("martin–2026", "martin-2026"),  # an en dash, as a word processor writes it
        ("martin\u20112026", "martin-2026"),  # a hyphen that does not break the line
        ("Jean—Paul · Martin", "jean-paul-martin"),
    ],
)
def test_an_unportable_reference_is_refused_with_a_suggestion(typed: str, suggestion: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_slug(typed)
    expected = ("store.bad-reference-near", {"typed": typed, "suggestion": suggestion})
    assert message_of(caught.value) == expected


@pytest.mark.parametrize("typed", ["", "..", "日本", "/"])
def test_a_reference_without_usable_characters_is_refused(typed: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_slug(typed)
    assert message_of(caught.value) == ("store.bad-reference", {"typed": typed})


@given(st.text())
def test_a_suggested_reference_is_accepted(text: str) -> None:
    suggestion = suggest_reference(text)
    assert not suggestion or check_slug(suggestion) == suggestion


def test_the_folder_itself_in_capitals_is_no_copy_beside_it(tmp_path: Path) -> None:
    (tmp_path / "ledger/2026").mkdir(parents=True)
    (tmp_path / "ledger/2026/000001.toml").touch()
    (tmp_path / "Ledger").symlink_to("ledger")  # as a disk that ignores case shows it
    assert find_folders_beside(tmp_path / "ledger", tmp_path) == ()

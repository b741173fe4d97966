"""A file that is left under the name of a copy only is the original that is missing."""

from pathlib import Path

import pytest
from tests.copies import copy_names
from tests.store.ledger_samples import issue_sample, new_folder

from phmcoach.store.folder import Folder, Listing
from phmcoach.store.ledger_check import verify_ledger
from phmcoach.store.record_files import find_records


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "practice" / "clients"
    place.mkdir(parents=True)
    return place


def suggested(place: Path) -> list[tuple[str, object]]:
    """Return what is said of each stray file, and the name that it should get or has."""
    strays = find_records(place, place.parent).strays
    return [(each.message, each.args.get("suggestion") or each.args.get("ref")) for each in strays]


@pytest.mark.parametrize("name", [*copy_names("acme"), "acme (1).toml", "Copie de acme.toml"])
def test_the_only_file_under_the_name_of_a_copy_gets_the_name_of_its_original(
    place: Path, name: str
) -> None:
    (place / name).touch()
    assert suggested(place) == [("store.stray-name", "acme")]


@pytest.mark.parametrize("name", copy_names("acme"))
@pytest.mark.parametrize("beside", ["engagements", "archive/2025"])
def test_an_archived_copy_does_not_get_the_name_of_an_engagement_elsewhere(
    tmp_path: Path, beside: str, name: str
) -> None:
    for path in (tmp_path / beside / "acme.toml", tmp_path / "archive" / "2026" / name):
        path.parent.mkdir(parents=True)
        path.touch()
    strays = Listing(Folder(tmp_path)).archived["2026"].strays
    assert [(each.message, each.args["ref"]) for each in strays] == [("store.stray-copy", "acme")]


def test_a_second_copy_gets_no_name_of_its_own(place: Path) -> None:
    (place / "acme (1).toml").touch()
    (place / "acme (2).toml").touch()
    assert suggested(place) == [("store.stray-name", "acme"), ("store.stray-copy", "acme")]


@pytest.mark.parametrize("name", ["martin–2026.toml", "martin—2026.toml", "martin\u20112026.toml"])
def test_a_name_with_another_dash_is_that_of_a_copy(place: Path, name: str) -> None:
    (place / "martin-2026.toml").touch()
    (place / name).touch()
    assert suggested(place) == [("store.stray-copy", "martin-2026")]


def test_the_only_copy_of_a_name_that_begins_as_another_is_not_one_of_that(place: Path) -> None:
    (place / "acme.toml").touch()
    (place / "acme-lyon (1).toml").touch()
    assert suggested(place) == [("store.stray-name", "acme-lyon")]


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("Acme 2026.toml", "acme-2026"),
        ("ACME-CORP-SA.toml", "acme-corp-sa"),
        ("acme-SARL.toml", "acme-sarl"),
        ("Copie Service.toml", "copie-service"),
    ],
)
def test_a_name_that_is_only_spelled_otherwise_stays_whole(
    place: Path, name: str, own: str
) -> None:
    (place / name).touch()
    assert suggested(place) == [("store.stray-name", own)]


@pytest.mark.parametrize("name", ["26", "2026 (1)", "2026-old"])
def test_a_year_of_the_ledger_under_another_name_gets_its_own_again(
    tmp_path: Path, name: str
) -> None:
    folder = new_folder(tmp_path)
    issue_sample(folder, "s1")
    (folder.ledger_dir / "2026").rename(folder.ledger_dir / name)
    found = [(each.message, each.args) for each in verify_ledger(folder).problems]
    assert ("ledger.year-renamed", {"name": name, "year": "2026"}) in found


def test_a_copy_of_a_year_of_the_ledger_has_no_place_there(tmp_path: Path) -> None:
    folder = new_folder(tmp_path)
    issue_sample(folder, "s1")
    copy = folder.ledger_dir / "2026 (1)"
    copy.mkdir()
    (copy / "000001.toml").write_bytes((folder.ledger_dir / "2026" / "000001.toml").read_bytes())
    assert [each.message for each in verify_ledger(folder).problems] == ["ledger.unexpected-file"]

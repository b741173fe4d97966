"""Which folder is the practice, and what is said if none is."""

from pathlib import Path

import platformdirs
import pytest
from tests.commands import command_of

from phmcoach.errors import CoachError, MissingError, StorageError
from phmcoach.store.find_folder import find_folder
from phmcoach.store.folder import Folder


@pytest.fixture(autouse=True)
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the user's documents into a temporary folder."""
    place = tmp_path / "Documents"
    monkeypatch.setattr(platformdirs, "user_documents_path", lambda: place)
    return place


def make_practice(place: Path) -> Path:
    place.mkdir(parents=True)
    (place / "practice.toml").write_text("schema = 1\n")
    return place


def message_of(error: CoachError) -> tuple[str, dict[str, object]]:
    (problem,) = error.problems
    return problem.message, dict(problem.args)


def test_the_option_comes_before_the_environment_and_the_parents(tmp_path: Path) -> None:
    named, other, here = (make_practice(tmp_path / name) for name in ("a", "b", "c"))
    assert find_folder(named, {"COACH_FOLDER": str(other)}, here) == Folder(named)
    assert find_folder(None, {"COACH_FOLDER": str(other)}, here) == Folder(other)
    assert find_folder(None, {"COACH_FOLDER": ""}, here) == Folder(here)


def test_a_relative_folder_is_one_of_the_working_directory(tmp_path: Path) -> None:
    make_practice(tmp_path / "a")
    assert find_folder(Path("../a"), {}, tmp_path / "b") == Folder(tmp_path / "a")


def test_a_home_in_the_environment_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    make_practice(tmp_path / "a")
    assert find_folder(None, {"COACH_FOLDER": "~/a"}, Path("/")) == Folder(tmp_path / "a")


def test_the_nearest_parent_that_is_a_practice_is_found(tmp_path: Path) -> None:
    make_practice(tmp_path / "a")
    inner = make_practice(tmp_path / "a" / "b")
    assert find_folder(None, {}, inner / "clients") == Folder(inner)


def test_the_documents_come_last(tmp_path: Path, documents: Path) -> None:
    make_practice(documents / "phmcoach")
    assert find_folder(None, {}, tmp_path) == Folder(documents / "phmcoach")


@pytest.mark.parametrize("how", ["option", "environment"])
def test_a_named_folder_without_a_practice_is_never_replaced_by_another(
    tmp_path: Path, documents: Path, how: str
) -> None:
    make_practice(documents / "phmcoach")
    here = make_practice(tmp_path / "here")
    wrong = tmp_path / "it is wrong"
    wrong.mkdir()
    option, environ = (wrong, {}) if how == "option" else (None, {"COACH_FOLDER": str(wrong)})
    with pytest.raises(MissingError) as caught:
        find_folder(option, environ, here)
    assert message_of(caught.value) == ("store.no-practice", {"folder": str(wrong)})
    assert command_of(caught.value.problems[0]) == f"coach init '{wrong}'"


def test_a_folder_named_practice_toml_makes_no_practice(tmp_path: Path) -> None:
    (tmp_path / "a" / "practice.toml").mkdir(parents=True)
    with pytest.raises(MissingError):
        find_folder(tmp_path / "a", {}, tmp_path)


def test_without_any_practice_the_usual_place_is_proposed(tmp_path: Path, documents: Path) -> None:
    with pytest.raises(MissingError) as caught:
        find_folder(None, {}, tmp_path)
    usual = documents / "phmcoach"
    assert message_of(caught.value) == ("store.no-practice-found", {"folder": str(usual)})
    assert command_of(caught.value.problems[0]) == f"coach init {usual}"


def test_a_file_in_the_place_of_the_folder_is_named_and_nothing_is_created(tmp_path: Path) -> None:
    file = make_practice(tmp_path / "a") / "practice.toml"
    with pytest.raises(MissingError) as caught:
        find_folder(file, {}, tmp_path)
    assert message_of(caught.value) == ("store.file-as-practice", {"path": str(file)})
    assert command_of(caught.value.problems[0]) is None


@pytest.fixture
def lost(tmp_path: Path) -> Path:
    """Make a practice with an engagement, without its `practice.toml`."""
    place = tmp_path / "lost"
    (place / "engagements").mkdir(parents=True)
    (place / "ledger").mkdir()
    (place / "engagements" / "martin.toml").write_text("schema = 1\n")
    (place / "ledger" / "head.toml").write_text("schema = 1\n")
    return place


@pytest.mark.parametrize(
    "name",
    ["practice-DESKTOP-AB12.toml", "practice (1).toml", "Copie de practice.toml", "practice.toml~"],
)
@pytest.mark.parametrize("how", ["option", "within"])
def test_a_practice_file_under_another_name_is_named(
    lost: Path, documents: Path, how: str, name: str
) -> None:
    make_practice(documents / "phmcoach")
    (lost / name).write_text("schema = 1\n")
    option, here = (lost, documents) if how == "option" else (None, lost / "engagements")
    with pytest.raises(MissingError) as caught:
        find_folder(option, {}, here)
    expected = {"folder": str(lost), "names": (name,)}
    assert message_of(caught.value) == ("store.practice-misnamed", expected)
    assert command_of(caught.value.problems[0]) is None


def test_a_practice_whose_file_is_lost_is_not_begun_again(lost: Path) -> None:
    with pytest.raises(MissingError) as caught:
        find_folder(None, {}, lost)
    assert message_of(caught.value) == ("store.practice-lost", {"folder": str(lost)})
    assert command_of(caught.value.problems[0]) is None


def test_a_folder_in_the_place_of_the_practice_file_is_named(lost: Path) -> None:
    (lost / "practice.toml").mkdir()
    with pytest.raises(StorageError) as caught:
        find_folder(None, {}, lost)
    expected = {"path": str(lost / "practice.toml")}
    assert message_of(caught.value) == ("store.not-a-file", expected)


def test_a_practice_file_that_is_not_on_this_computer_yet_is_named(lost: Path) -> None:
    (lost / ".practice.toml.icloud").write_text("")
    with pytest.raises(StorageError) as caught:
        find_folder(lost, {}, lost)
    args = {"path": str(lost / "practice.toml"), "name": ".practice.toml.icloud"}
    assert message_of(caught.value) == ("store.not-downloaded", args)


def test_a_practice_whose_creation_was_stopped_can_be_created(lost: Path, tmp_path: Path) -> None:
    (lost / "engagements" / "martin.toml").unlink()
    with pytest.raises(MissingError) as caught:
        find_folder(lost, {}, tmp_path)
    assert message_of(caught.value) == ("store.no-practice", {"folder": str(lost)})

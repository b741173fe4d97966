from pathlib import Path

import pytest

from phmcoach.cli.shell.language import find_folder_option, find_language


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    (tmp_path / "practice.toml").write_text('schema = 1\nlanguage = "fr"\n', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "argv", [["-C", "{}"], ["-C{}"], ["--folder", "{}"], ["--folder={}"], ["list", "-C", "{}"]]
)
def test_the_practice_that_the_command_line_names_says_the_language(
    practice: Path, argv: list[str]
) -> None:
    words = [word.format(practice) for word in argv]
    assert find_language(words, {"LANG": "en_GB.UTF-8"}) == "fr"


@pytest.mark.parametrize("asked", ["en", "EN", "en_GB.UTF-8"])
def test_what_the_user_asks_for_goes_before_what_the_practice_says(
    practice: Path, asked: str
) -> None:
    assert find_language(["-C", str(practice)], {"COACH_LANG": asked}) == "en"


@pytest.mark.parametrize("asked", ["", "klingon", "C"])
def test_a_language_that_is_not_spoken_here_leaves_it_to_the_practice(
    practice: Path, asked: str
) -> None:
    environ = {"COACH_LANG": asked, "LANG": "en_GB.UTF-8"}
    assert find_language(["-C", str(practice)], environ) == "fr"


def test_the_practice_of_the_environment_says_the_language(practice: Path) -> None:
    assert find_language([], {"COACH_FOLDER": str(practice)}) == "fr"


def test_the_practice_above_the_working_folder_says_the_language(
    practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = practice / "documents" / "dupont-2026"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert find_language([], {}) == "fr"


def test_the_practice_among_the_users_documents_says_the_language(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = tmp_path_factory.mktemp("documents")
    (documents / "phmcoach").mkdir()
    (documents / "phmcoach" / "practice.toml").write_text('language = "fr"', encoding="utf-8")
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(documents))
    assert find_language([], {"LANG": "en_GB.UTF-8"}) == "fr"


def test_the_home_folder_may_be_written_as_shells_do(practice: Path) -> None:
    assert practice == Path.home()
    assert find_language([], {"COACH_FOLDER": "~"}) == "fr"


def test_a_named_folder_keeps_the_one_above_from_being_read(
    practice: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(practice)
    assert find_language(["-C", str(tmp_path_factory.mktemp("other"))], {}) == "en"


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB", "LC_MESSAGES": "en_GB", "LC_ALL": "fr_CA@euro"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_GB", "COACH_LANG": "fr"}, "fr"),
        ({"LANG": "fr_FR", "COACH_LANG": "klingon"}, "fr"),
        ({"LANG": ""}, "en"),
    ],
)
def test_without_a_practice_the_environment_says_the_language(
    environ: dict[str, str], language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_language([], environ) == language


@pytest.mark.parametrize(
    "content",
    [
        b'language = "fr"\n= broken [[[\n',
        b'\xef\xbb\xbf# notes\r\nlanguage = "fr" # mine\r\n',
        b"\xff\xfe\n  language = 'fr'\n",
    ],
)
def test_a_broken_practice_still_says_its_language(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "practice.toml").write_bytes(content)
    assert find_language(["-C", str(tmp_path)], {}) == "fr"


@pytest.mark.parametrize(
    "content", ['[coach]\nlanguage = "fr"\n', 'language = "de"\n', "language = 3\n", ""]
)
def test_a_practice_that_says_no_language_leaves_it_to_the_environment(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "practice.toml").write_text(content, encoding="utf-8")
    assert find_language(["-C", str(tmp_path)], {}) == "en"


def test_a_folder_that_cannot_be_read_never_stops_the_search(tmp_path: Path) -> None:
    (tmp_path / "practice.toml").mkdir()
    assert find_language(["-C", str(tmp_path)], {}) == "en"
    assert find_language(["-C", "a\0b"], {}) == "en"
    assert find_language(["-C"], {"LANG": "fr"}) == "fr"


def test_a_word_after_two_dashes_is_not_an_option() -> None:
    assert find_folder_option(["show", "--", "-C", "demo"]) is None
    assert find_folder_option(["-C", "demo"]) == Path("demo")

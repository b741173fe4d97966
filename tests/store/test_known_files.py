import os
import sys
from pathlib import Path

import platformdirs
import pytest
from tests.store.record_samples import Engagement

from phmcoach.domain.shape.validation import validate
from phmcoach.errors import InvalidDataError
from phmcoach.store import known_files as module
from phmcoach.store import records
from phmcoach.store.known_files import KnownFiles
from phmcoach.store.records import load_record

GOOD = 'schema = 1\nclient = "acme"\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "engagement.toml"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "accepted-files"


@pytest.fixture
def validated(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return the data that was validated."""
    seen: list[object] = []

    def counted(kind: type[Engagement], data: object) -> Engagement:
        seen.append(data)
        return validate(kind, data)

    monkeypatch.setattr(records, "validate", counted)
    return seen


def load(path: Path, cache: Path) -> Engagement:
    known = KnownFiles(cache)
    value = load_record(path, Engagement, known).value
    known.save()
    return value


def forge(path: Path, cache: Path) -> None:
    """List a file as accepted that was never validated."""
    known = KnownFiles(cache)
    known.add(known.digest_of(path.read_bytes(), Engagement))
    known.save()


def test_a_file_is_validated_once(path: Path, cache: Path, validated: list[object]) -> None:
    assert load(path, cache) == load(path, cache)
    assert len(validated) == 1


def test_a_changed_file_is_validated_again(
    path: Path, cache: Path, validated: list[object]
) -> None:
    load(path, cache)
    path.write_text(f"{GOOD}# seen\n", encoding="utf-8")
    load(path, cache)
    assert len(validated) == 2


def test_without_a_list_every_file_is_validated(path: Path, validated: list[object]) -> None:
    for _ in range(2):
        load_record(path, Engagement)
    assert len(validated) == 2


def test_the_same_file_of_another_version_is_validated_again(
    path: Path, cache: Path, validated: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(path, cache)
    monkeypatch.setattr(module, "__version__", "9.9.9")
    load(path, cache)
    assert len(validated) == 2


def test_a_file_is_validated_again_once_the_sources_of_the_program_changed(
    path: Path,
    cache: Path,
    tmp_path: Path,
    validated: list[object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "domain" / "records").mkdir(parents=True)
    sources = (tmp_path / "domain" / "records" / "engagement.py", tmp_path / "words.py")
    monkeypatch.setattr(module, "_RULES", (tmp_path / "domain", tmp_path / "words.py"))
    counts = []
    for source, moment in zip((*sources, *sources), (1, 1, 2, 3), strict=True):
        source.touch()
        os.utime(source, (moment, moment))
        load(path, cache)
        counts.append(len(validated))
    assert counts == [1, 1, 2, 3]


@pytest.mark.parametrize("damage", ["cut", "longer", "empty", "gone", "folder", "pipe"])
def test_a_damaged_list_changes_no_answer(path: Path, cache: Path, damage: str) -> None:
    expected = load(path, cache)
    raw = cache.read_bytes()
    cache.unlink()
    match damage:
        case "cut":
            cache.write_bytes(raw[:-1])
        case "longer":
            cache.write_bytes(raw + b"x")
        case "empty":
            cache.write_bytes(b"")
        case "folder":
            cache.mkdir()
        case "pipe":
            os.mkfifo(cache)
    assert load(path, cache) == expected
    if damage not in ("folder", "pipe"):
        assert cache.read_bytes() == raw


def test_a_list_that_cannot_be_written_changes_no_answer(path: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("not a folder", encoding="utf-8")
    assert load(path, tmp_path / "cache" / "accepted-files").client == "acme"


def test_the_list_holds_nothing_of_the_file(path: Path, cache: Path) -> None:
    load(path, cache)
    assert cache.read_bytes() == KnownFiles(cache).digest_of(path.read_bytes(), Engagement)


def test_only_the_user_can_read_the_list(path: Path, cache: Path) -> None:
    load(path, cache)
    assert (cache.stat().st_mode & 0o777, cache.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_new_files_are_added_to_the_list_once(path: Path, cache: Path) -> None:
    other = path.with_name("other.toml")
    other.write_text('schema = 1\nclient = "durand"\n', encoding="utf-8")
    for each in (path, other, path, other):
        load(each, cache)
    assert len(cache.read_bytes()) == 64
    assert list(cache.parent.iterdir()) == [cache]


def change(path: Path, number: int) -> Path:
    path.write_text(f"{GOOD}# {number}\n", encoding="utf-8")
    return path


def test_a_list_that_grew_too_long_loses_its_older_half(
    path: Path, cache: Path, validated: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST", 4)
    for number in range(5):
        load(change(path, number), cache)
    assert len(cache.read_bytes()) == 3 * 32
    validated.clear()
    for number in (4, 3, 2):
        load(change(path, number), cache)
    assert validated == []


def test_a_command_that_reads_more_files_than_the_list_should_hold_validates_them_once(
    path: Path, cache: Path, validated: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST", 4)
    for last in (7, 8, 9):
        known = KnownFiles(cache)
        for number in range(last):
            load_record(change(path, number), Engagement, known)
        known.save()
    assert len(validated) == 9


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("schema = 1\n", "store.missing-key", None),
        (f"{GOOD}colour = 1\n", "store.unknown-key-known", 3),
        ('schema = 1\nclient = "acme"\nnote = 3\n', "store.expected-text", 3),
        ('schema = 2\nclient = "acme"\n', "store.newer-schema", 1),
        (f"{GOOD}[terms]\nrate = '1'\n", "store.expected-amount", 4),
    ],
)
def test_a_forged_list_hides_no_missing_unknown_or_mistyped_key(
    path: Path, cache: Path, text: str, message: str, line: int | None
) -> None:
    path.write_text(text, encoding="utf-8")
    forge(path, cache)
    with pytest.raises(InvalidDataError) as refused:
        load(path, cache)
    (problem,) = refused.value.problems
    assert problem.message == message
    assert problem.place is not None
    assert (problem.place.file, problem.place.line) == (path, line)


@pytest.mark.skipif(sys.platform != "linux", reason="platformdirs itself is asked elsewhere")
@pytest.mark.parametrize("chosen", [None, "", "{tmp_path}/chosen", "cache"])
def test_the_list_is_where_platformdirs_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, chosen: str | None
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if chosen is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", chosen.format(tmp_path=tmp_path))
    known = KnownFiles()
    known.add(known.digest_of(b"", Engagement))
    known.save()
    assert (platformdirs.user_cache_path("phmcoach") / "accepted-files").is_file()

"""A command that shows all engagements reads and parses each file once, and no closed one."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from io import FileIO
from pathlib import Path
from shutil import copytree

import pytest

from phmcoach.actions.context import Context
from phmcoach.actions.contract.listing import list_engagements
from phmcoach.actions.opening import open_engagement
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.sessions.cadence import check_cadence
from phmcoach.domain.base import Record
from phmcoach.domain.case import Dossier
from phmcoach.domain.contract import renewal
from phmcoach.domain.shape.validation import validate
from phmcoach.store import files, records
from phmcoach.store.folder import Folder
from phmcoach.store.known_files import KnownFiles
from phmcoach.store.toml.data import Data, parse_toml

DEMO = Path(__file__).parents[1] / "folders" / "0.1.0" / "demo"
TODAY = date(2026, 9, 20)
SHOW: Mapping[str, Callable[[Context], object]] = {
    "list": list_engagements,
    "check-cadence": check_cadence,
}


def make_context(root: Path, known: KnownFiles | None = None) -> Context:
    return Context(
        folder=Folder(root),
        today=TODAY,
        now=datetime(2026, 9, 20, 12),  # noqa: DTZ001 - the coach's own clock
        specimen=False,
        editor=lambda _: None,
        remark=lambda _: None,
        known=known,
    )


def make_practice(root: Path, number: int) -> Path:
    """Copy a practice, with some engagements of the same client and as many closed ones."""
    copytree(DEMO, root)
    engagement = (root / "engagements" / "martin-2026.toml").read_bytes()
    (root / "archive" / "2025").mkdir(parents=True)
    for each in range(number):
        own = engagement.replace(b'id = "claire-martin"', f'id = "person-{each}"'.encode())
        own = own.replace(b'"beneficiary.name" = "', f'"beneficiary.name" = "{each}'.encode())
        (root / "engagements" / f"person-{each}.toml").write_bytes(own)
        (root / "archive" / "2025" / f"closed-{each}.toml").write_bytes(engagement)
    return root


class Counted:
    """How often each file was read, and how many texts were parsed and validated."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: Counter[Path] = Counter()
        self.parsed = 0
        self.validated = 0

        def open_counted(path: Path | str, opener: Callable[[str, int], int]) -> FileIO:
            self.read[Path(path)] += 1
            return FileIO(path, opener=opener)

        def parse_counted(text: str) -> Data:
            self.parsed += 1
            return parse_toml(text)

        def validate_counted(kind: type[Record], data: object) -> Record:
            self.validated += 1
            return validate(kind, data)

        monkeypatch.setattr(files, "FileIO", open_counted)
        monkeypatch.setattr(records, "parse_toml", parse_counted)
        monkeypatch.setattr(records, "validate", validate_counted)


@pytest.mark.parametrize("command", SHOW)
@pytest.mark.parametrize("number", [5, 10])
def test_each_open_engagement_is_read_and_parsed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, number: int
) -> None:
    root = make_practice(tmp_path / "practice", number)
    counted = Counted(monkeypatch)
    SHOW[command](make_context(root))
    expected = {
        *(root / "engagements").glob("*.toml"),
        *(root / "clients").glob("*.toml"),
        *([root / "practice.toml"] if command == "check-cadence" else []),
    }
    assert counted.read == dict.fromkeys(expected, 1)
    assert (counted.parsed, counted.validated) == (len(expected), len(expected))


@pytest.mark.parametrize("command", SHOW)
def test_a_known_file_is_parsed_again_and_not_validated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    root = make_practice(tmp_path / "practice", 5)
    known = KnownFiles(tmp_path / "cache" / "accepted-files")
    SHOW[command](make_context(root, known))
    known.save()
    counted = Counted(monkeypatch)
    SHOW[command](make_context(root, KnownFiles(tmp_path / "cache" / "accepted-files")))
    assert (counted.parsed, counted.validated) == (len(counted.read), 0)


def test_a_writer_parses_only_the_files_of_the_same_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_practice(tmp_path / "practice", 10)
    counted = Counted(monkeypatch)
    open_engagement(Folder(root), "person-3")
    others = {path for path in (root / "engagements").glob("*.toml") if path.stem != "person-3"}
    assert {path: counted.read[path] for path in others} == dict.fromkeys(others, 1)
    assert counted.parsed == 2  # the engagement and its client
    assert not [path for path in counted.read if path.parent.parent.name == "archive"]


def test_the_doctor_compares_an_engagement_with_those_of_the_same_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def count(other: Dossier, person: str) -> bool:
        compared.append(other.ref)
        return other.engagement.beneficiary.id == person

    monkeypatch.setattr(renewal, "_is_of", count)
    root = make_practice(tmp_path / "practice", 10)
    for closed in (root / "archive" / "2025").glob("*.toml"):
        closed.unlink()
    examine(make_context(root))
    assert compared == []

"""Folders that earlier versions wrote, which every later one opens, reads alike and works on.

`<version>/<name>` is a practice as that version left it, `<name>.txt` the commands that made it,
`<name>.json` what the version answered about it. Neither this file nor they change when the
program does; `rendering.py` alone may. See `make.py`.
"""

import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.folders.rendering import (
    RENAMED,
    read_issued,
    render_again,
    with_former_codes,
    without_remarks_on_seals,
    without_seals,
)
from tests.folders.running import (
    FOLDERS,
    Desk,
    copy_folder,
    count_digests,
    desk_in,
    engagement_files,
    ledger_files,
    look,
    read_all,
    work,
    written_otherwise,
)

EXPECTED = sorted(FOLDERS.glob("*/*.json"))


class Kept(NamedTuple):
    """A folder as it was kept, and what the version that wrote it said of it."""

    folder: Path
    expected: dict[str, Any]

    @property
    def day(self) -> date:
        return date.fromisoformat(self.expected["day"])


class Worked(NamedTuple):
    """A copy of a folder in which the work went on, and how each piece of it ended."""

    folder: Path
    done: dict[str, Any]


@pytest.fixture(scope="module", params=EXPECTED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def kept(request: pytest.FixtureRequest) -> Kept:
    path: Path = request.param
    return Kept(path.with_suffix(""), json.loads(path.read_text("utf-8")))


@pytest.fixture
def desk(kept: Kept, tmp_path: Path) -> Iterator[Desk]:
    """Stand in a copy of the folder, on the day on which it was left."""
    with stand_in_a_copy(kept, tmp_path) as standing:
        yield standing


@pytest.fixture(scope="module")
def worked(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Worked:
    """Go on with the work in another copy."""
    with stand_in_a_copy(kept, tmp_path_factory.mktemp("worked")) as standing:
        return Worked(standing.folder, dict(work(standing, kept.expected["works"])))


@contextmanager
def stand_in_a_copy(kept: Kept, home: Path) -> Iterator[Desk]:
    copy = copy_folder(kept.folder, home / "practice")
    with desk_in(copy, home, real=kept.expected["real"]) as standing:
        standing.set_day(kept.day)
        yield standing


def test_each_version_that_landed_left_folders() -> None:
    versions = [path for path in FOLDERS.iterdir() if path.name[0].isdigit()]
    recipes = sorted(FOLDERS.glob("*/*.txt"))
    assert versions
    assert [path.with_suffix(".json") for path in recipes] == EXPECTED
    assert {path.parent for path in EXPECTED} == set(versions)


def test_a_folder_is_byte_for_byte_as_it_was_left(kept: Kept) -> None:
    found = {name: sha256(text).hexdigest() for name, text in read_all(kept.folder).items()}
    assert found == kept.expected["files"]


def test_what_is_asked_is_answered_as_it_was_and_changes_nothing(kept: Kept, desk: Desk) -> None:
    asked = kept.expected["looks"]
    found = with_former_codes(without_remarks_on_seals(dict(look(desk, asked))))
    assert list(differences(asked, found)) == []
    assert read_all(desk.folder) == read_all(kept.folder)


def test_the_doctor_finds_in_each_file_what_it_found(kept: Kept, desk: Desk) -> None:
    before = kept.expected["looks"]["doctor --json"]
    (_, now), *_ = look(desk, ["doctor --json"])
    assert places(now["answer"]) == places(before["answer"])
    assert now["code"] == before["code"]


def test_work_goes_on_and_changes_in_a_file_what_it_is_about_alone(
    kept: Kept, worked: Worked
) -> None:
    before, now = (without_seals(each) for each in (kept.expected["works"], worked.done))
    assert list(differences(before, now)) == []


def test_what_is_issued_next_follows_what_was_issued_before(kept: Kept, worked: Worked) -> None:
    before = [path.relative_to(kept.folder) for path in ledger_files(kept.folder)]
    entries = ledger_files(worked.folder)
    assert [path.relative_to(worked.folder) for path in entries[: len(before)]] == before
    assert len(entries) > len(before)
    sealed = "0" * 64
    ranks: dict[str, int] = {}
    for place, path in enumerate(entries, start=1):
        entry = tomllib.loads(path.read_text("utf-8"))
        assert (entry["place"], path.stem) == (place, f"{place:06d}")
        assert entry["previous_sha256"] == sealed, path
        sealed = sha256(path.read_bytes()).hexdigest()
        if "gap" in entry:
            series, _, first = entry["gap"]["first"].rpartition("-")
            assert int(first) == ranks.get(series, 0) + 1, path
            ranks[series] = int(entry["gap"]["last"].rpartition("-")[2])
            continue
        paper = entry.get("invoice") or entry.get("quote")
        if paper is None:
            continue
        series, _, rank = paper["number"].rpartition("-")
        assert int(rank) == ranks.get(series, int(rank) - 1) + 1, path
        ranks[series] = int(rank)
        assert entry["pdf_sha256"] == sha256(read_issued(path)).hexdigest()
    head = tomllib.loads((worked.folder / "ledger" / "head.toml").read_text("utf-8"))
    assert head["entries"] == len(entries)
    assert head["last_sha256"] == sealed
    assert head["last_numbers"] == ranks


def test_the_ledger_is_written_again_with_the_same_bytes(kept: Kept) -> None:
    """0.1.0 wrote what was typed as 100 in a credit note as 100.0, and reads it as 100.00."""
    assert written_otherwise(kept.folder) == kept.expected["written_otherwise"]
    for path in ledger_files(kept.folder):
        again = tomllib.loads(render_again(path).decode(), parse_float=Decimal)
        assert again == tomllib.loads(path.read_text("utf-8"), parse_float=Decimal), path


def test_what_was_signed_and_agreed_to_has_the_digests_that_it_had(kept: Kept) -> None:
    assert count_digests(kept.folder) == kept.expected["digests"]


def test_the_folders_hold_enough_to_be_worth_keeping() -> None:
    folders = [path.with_suffix("") for path in EXPECTED]
    digests = [each for folder in folders for each in count_digests(folder).values()]
    assert sum(each["count"] for each in digests) > 250
    assert sum(len(ledger_files(folder)) for folder in folders) > 70
    assert sum(len(engagement_files(folder)) for folder in folders) > 25


def test_what_a_hand_changed_after_the_signature_is_found() -> None:
    folders = FOLDERS / "0.1.0"
    changed = [
        (folder, name, each["changed"])
        for folder in ("by-hand", "demo", "franchise", "killed", "vat")
        for name, each in count_digests(folders / folder).items()
        if each["changed"]
    ]
    assert changed == [
        ("by-hand", "engagements/roux.toml", ["contract terms.sessions"]),
        (
            "demo",
            "engagements/martin-2026.toml",
            ["amendment 1 notice_hours", "evaluation shown", "evaluation approved"],
        ),
    ]


def test_a_renamed_message_is_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {"code": "gate.old", "args": {"on": "2026-01-05"}, "fix": None, "place": None}
    now: dict[str, Any] = {"code": "gate.new", "args": {}, "fix": "coach list", "place": None}
    monkeypatch.setitem(RENAMED, "gate.old", "gate.new")
    assert list(differences(before, now)) == []
    assert list(differences(before, now | {"place": 1})) == ["/place was None, is 1"]
    assert list(differences(before, now | {"code": "gate.other"})) == [
        "/code was 'gate.new', is 'gate.other'"
    ]


def test_an_answer_may_say_more_but_nothing_else() -> None:
    before = {"minutes": 60, "files": {"a": "new"}, "lines": [1]}
    assert list(differences(before, before | {"hours": 1})) == []
    now: dict[str, Any] = {"minutes": "60", "files": {"a": "new", "b": "new"}, "lines": [1, 2]}
    assert list(differences(before, now)) == [
        "/minutes was 60, is '60'",
        "/files/b is one more",
        "/lines was [1], is [1, 2]",
    ]
    assert list(differences(before, {"minutes": 60, "lines": [1]})) == ["/files is gone"]


def places(diagnosis: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the level and the file of each finding: what no new wording changes."""
    return [
        (each["level"], (each["problem"]["place"] or {}).get("file", ""))
        for each in diagnosis["findings"]
    ]


def differences(before: object, now: object, at: str = "") -> Iterator[str]:
    """Yield where an answer is another one. A later version may say more, under a key of its own.

    A message that was renamed may have other arguments and another remedy.
    """
    if isinstance(before, dict) and isinstance(now, dict):
        code = before.get("code")
        renamed = RENAMED.get(code) if isinstance(code, str) else None
        if renamed is not None:
            before = {**before, "code": renamed}
            before = {key: each for key, each in before.items() if key not in ("args", "fix")}
        for key, each in before.items():
            if key in now:
                yield from differences(each, now[key], f"{at}/{key}")
            else:
                yield f"{at}/{key} is gone"
        if at.endswith("/files"):
            yield from (f"{at}/{key} is one more" for key in now if key not in before)
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for place, (old, new) in enumerate(zip(before, now, strict=True)):
            yield from differences(old, new, f"{at}/{place}")
    elif before != now or type(before) is not type(now):
        yield f"{at} was {before!r}, is {now!r}"

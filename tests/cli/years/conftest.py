"""A practice that was lived for three years, in each language."""

import contextlib
import io
import json
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.cli.years.life import LAW_2027, LIFE, type_lines
from tests.conftest import leave_typesetting_out
from tests.oracle.books import Books
from tests.oracle.files import read
from tests.oracle.returns import last_day

from phmcoach.cli import app

YEARS = (2025, 2026, 2027)
YEAR_PERIODS = [(date(year, 1, 1), date(year, 12, 31)) for year in YEARS]
SHORT_PERIODS = [
    (first, last_day(first, months))
    for year in YEARS
    for months in (1, 3)
    for first in (date(year, month, 1) for month in range(1, 13, months))
]
ODD_PERIODS = [
    (date(2025, 2, 10), date(2025, 11, 20)),
    (date(2025, 6, 15), date(2026, 5, 2)),
    (date(2025, 1, 1), date(2027, 12, 31)),
]


class Seen(NamedTuple):
    """The views of a day in the life, when the ledger had so many entries."""

    on: date
    entries: int
    unpaid: Any
    receipts: Any


class Lived(NamedTuple):
    """What three years left: the folder, what was seen on the way, and how to see and do more."""

    folder: Path
    language: str
    seen: list[Seen]
    archives: dict[int, Path]
    coach: Callable[..., Any]
    books: Books

    @property
    def periods(self) -> list[tuple[date, date]]:
        """The periods to compare: the short ones in one language only, for the time they take."""
        long = [*YEAR_PERIODS, *ODD_PERIODS]
        return [*SHORT_PERIODS, *long] if self.language == "fr" else long

    def see(self, *words: str) -> Any:  # noqa: ANN401 - JSON
        """Return a view of the ledger."""
        return json.loads(self.coach("ledger", *words, "--json"))


@pytest.fixture(scope="session", params=["fr", "en"])
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Live the three years, once in each language."""
    home = tmp_path_factory.mktemp("three-years")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(home))
        patch.setenv("COACH_LANG", request.param)
        patch.setenv("COLUMNS", "80")
        patch.delenv("COACH_FOLDER", raising=False)
        leave_typesetting_out(patch)
        return live(patch, home, request.param)


@pytest.fixture(autouse=True)
def _later(lived: Lived, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look back in the language of the life, from the day after it."""
    monkeypatch.setenv("COACH_TODAY", "2028-01-05")
    monkeypatch.setenv("COACH_LANG", lived.language)


def live(patch: pytest.MonkeyPatch, home: Path, language: str) -> Lived:
    """Type every line of the life, and look at the books on the days that are marked."""
    folder = home / "practice"

    def coach(*words: str, expected: int = 0) -> str:
        where = () if words[0] == "init" else ("-C", str(folder))
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as typing:
            typing.chdir(home)
            typing.setattr(sys, "argv", ["coach", *where, *words])
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = app.main()
        assert code == expected, (words, out.getvalue(), err.getvalue())
        return out.getvalue()

    seen: list[Seen] = []
    archives: dict[int, Path] = {}
    for expected, words in type_lines(LIFE):
        match words:
            case ["@", day]:
                patch.setenv("COACH_TODAY", day)
            case ["=", "books"]:
                today = date.fromisoformat(os.environ["COACH_TODAY"])
                unpaid, receipts = (
                    json.loads(coach("ledger", "--view", view, "--json"))
                    for view in ("unpaid", "receipts")
                )
                entries = len(list(folder.glob("ledger/*/*.toml")))
                seen.append(Seen(today, entries, unpaid, receipts))
            case ["=", "archive", year]:
                archives[int(year)] = Path(coach("export", "archive", "--year", year).strip())
            case ["law"]:
                (folder / "law").mkdir()
                (folder / "law" / "2027.toml").write_text(LAW_2027, "utf-8")
            case _:
                coach(*words, expected=expected)
    return Lived(folder, language, seen, archives, coach, Books(read(folder)))

"""`coach dashboard` writes one page for a browser; the pages are in tests/golden/dashboard.

`UPDATE_GOLDEN=1` rewrites them. Look at them in a browser, on the screen and printed.
"""

import os
import shutil
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, ROAD
from tests.conftest import leave_typesetting_out

GOLDEN = Path(__file__).parents[2] / "golden" / "dashboard"
PAGES = {
    ("fr", ""): "tableau-de-bord.html",
    ("fr", "--private"): "tableau-de-bord-sans-noms.html",
    ("en", ""): "dashboard.html",
    ("en", "--private"): "dashboard-without-names.html",
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the demo practice of 15 June 2026."""
    from phmcoach.cli import app

    place = tmp_path_factory.mktemp("demo") / "practice"
    with pytest.MonkeyPatch.context() as patch:
        leave_typesetting_out(patch)
        patch.setenv("COACH_TODAY", "2026-06-15")
        patch.setattr("sys.argv", ["coach", "demo", str(place)])
        assert app.main() == 0
    return place


@pytest.fixture
def practice(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    return shutil.copytree(demo, tmp_path / "practice")


def names_in(value: object, key: str = "") -> Iterator[str]:
    """Yield each text of a record that names somebody or something."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from names_in(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from names_in(inner, key)
    elif isinstance(value, str) and key in {"name", "trade_name", "client", "email", "contact"}:
        yield value


def all_names(practice: Path) -> set[str]:
    """Return the names, the words in them and the references of a practice."""
    files = (practice / "practice.toml", *practice.glob("clients/*"), *practice.glob("eng*/*"))
    found = {path.stem for path in files[1:]}
    for path in files:
        found |= set(names_in(tomllib.loads(path.read_text("utf-8"))))
    return found | {word for name in found for word in name.split() if len(word) > 3}


@pytest.mark.parametrize(("language", "option"), PAGES)
def test_the_page_of_the_demo(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch, language: str, option: str
) -> None:
    monkeypatch.setenv("COACH_LANG", language)
    ran = coach(*IN, "dashboard", *option.split())
    page = practice / "exports" / PAGES[language, option]
    assert (ran.code, ran.out, ran.err) == (0, f"{page}\n", "")
    golden = GOLDEN / page.name
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_bytes(page.read_bytes())
    assert page.read_text("utf-8") == golden.read_text("utf-8")


def test_no_name_of_the_practice_is_on_the_page_without_names(coach: Run, practice: Path) -> None:
    assert coach(*IN, "dashboard").code == 0
    assert coach(*IN, "dashboard", "--private").code == 0
    exports = practice / "exports"
    names = all_names(practice)
    hidden = (exports / PAGES["fr", "--private"]).read_text("utf-8")
    shown = (exports / PAGES["fr", ""]).read_text("utf-8")
    assert {name for name in names if name in shown} >= {"Claire Martin", "Acme SA", "Petit"}
    assert {name for name in names if name in hidden} == set()
    assert "SPECIMEN" not in hidden


def test_only_its_owner_reads_the_page_and_the_next_one_takes_its_place(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach(*IN, "dashboard")
    page = practice / "exports" / PAGES["fr", ""]
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    monkeypatch.setenv("COACH_TODAY", "2026-06-16")
    coach(*IN, "dashboard")
    assert "16\u00a0juin\u00a02026" in page.read_text("utf-8")
    assert [path.name for path in page.parent.iterdir()] == [page.name]


def test_the_same_day_gives_the_same_bytes(coach: Run, practice: Path) -> None:
    page = practice / "exports" / PAGES["fr", ""]
    coach(*IN, "dashboard")
    first = page.read_bytes()
    coach(*IN, "dashboard")
    assert page.read_bytes() == first


def test_a_file_that_cannot_be_read_is_an_error_and_hides_no_other(
    coach: Run, practice: Path
) -> None:
    (practice / "engagements" / "roche-2026.toml").write_text("schema = ", "utf-8")
    ran = coach(*IN, "dashboard")
    page = practice / "exports" / PAGES["fr", ""]
    assert (ran.code, ran.out) == (4, f"{page}\n")
    assert "engagements/roche-2026.toml:1" in ran.err
    html = page.read_text("utf-8")
    assert "Page incomplète\u202f: 1 erreur empêche de tout lire." in html
    assert "Claire Martin" in html
    assert "Nadia Roche" not in html


def test_hours_of_an_archived_engagement_count_and_it_has_no_timeline(
    coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = begin_after(*ROAD) / "practice"
    monkeypatch.setenv("COACH_LANG", "en")
    place = practice / "exports" / "dashboard.html"
    coach(*IN, "dashboard")
    before = place.read_text("utf-8")
    (practice / "archive" / "2026").mkdir(parents=True)
    (practice / "engagements" / "martin.toml").rename(practice / "archive/2026/martin.toml")
    coach(*IN, "dashboard")
    after = place.read_text("utf-8")
    hours = '<tr><th scope="row">Hours</th><td>'
    assert hours in before
    assert before[before.index(hours) :][:200] == after[after.index(hours) :][:200]
    assert "Claire Martin" in before
    assert "Claire Martin" not in after


def test_a_folder_of_exports_that_leads_out_of_the_practice_is_not_written(
    coach: Run, practice: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (practice / "exports").symlink_to(tmp_path / "elsewhere")
    ran = coach(*IN, "dashboard")
    assert (ran.code, ran.out) == (7, "")
    assert "exports" in ran.err
    assert list((tmp_path / "elsewhere").iterdir()) == []

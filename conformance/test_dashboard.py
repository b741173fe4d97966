"""The dashboard in Chromium, on the screen and printed: no request, no complaint, nothing cut.

The pages are those of tests/golden/dashboard, which the command writes, and one that is fuller than
any practice.
"""

import os
from pathlib import Path

import pytest
from conformance.browser import Seen, look_at
from conformance.oracles import MissingToolError
from pypdf import PdfReader
from pypdf.generic import RectangleObject
from tests.documents.html.dashboard_samples import FIRM, PERSON, crowded_page

from phmcoach.documents.html.dashboard import render_dashboard

GOLDEN = Path(__file__).parents[1] / "tests" / "golden" / "dashboard"
PAGES = ("dashboard", "dashboard-without-names", "tableau-de-bord", "tableau-de-bord-sans-noms")
SCREEN, PAPER = 1280, 1047
"""A usual window, and A4 on its side without the margins of the page, in pixels of 1/96 inch."""

A4 = (842, 595)
BROKEN = """<!DOCTYPE html><title>x</title><img src="none.png"><p style="width: 9em">
<script>console.error("no")</script>
<table><td style="max-width: 2em; white-space: nowrap">F-2026-0001</td></table>"""


def seen_in(page: Path, width: int, media: str) -> Seen:
    """Look at a page in Chromium; without it, skip the test, or fail in CI."""
    try:
        return look_at(page, width=width, media=media)
    except MissingToolError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    page = tmp_path_factory.mktemp("pages") / "crowded.html"
    page.write_bytes(render_dashboard(crowded_page(), "fr"))
    return page


def box_of(box: RectangleObject) -> tuple[int, int]:
    return round(box.width), round(box.height)


def printed_text(found: Seen, tmp_path: Path) -> str:
    """Return the text of the print without spaces, after a look at its paper."""
    path = tmp_path / "printed.pdf"
    path.write_bytes(found.pdf)
    pages = PdfReader(path).pages
    assert {box_of(page.mediabox) for page in pages} == {A4}
    return "".join(joined(page.extract_text()) for page in pages)


def joined(text: str) -> str:
    """Leave out the spaces: a long name is broken at another place on paper."""
    return "".join(text.split())


@pytest.mark.parametrize(("width", "media"), [(SCREEN, "screen"), (PAPER, "print")])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_asks_for_nothing_and_cuts_nothing(name: str, width: int, media: str) -> None:
    found = seen_in(GOLDEN / f"{name}.html", width, media)
    assert (found.requests, found.complaints, found.cut) == ((), (), ())


@pytest.mark.parametrize(("width", "media"), [(SCREEN, "screen"), (PAPER, "print")])
def test_nothing_of_a_crowded_page_is_cut(crowded: Path, width: int, media: str) -> None:
    found = seen_in(crowded, width, media)
    assert (found.requests, found.complaints, found.cut) == ((), (), ())


@pytest.mark.parametrize("name", PAGES)
def test_the_print_has_the_names_or_none(name: str, tmp_path: Path) -> None:
    text = printed_text(seen_in(GOLDEN / f"{name}.html", SCREEN, "screen"), tmp_path)
    named = [
        each for each in ("Camille Durand", "Claire Martin", "Acme SA") if joined(each) in text
    ]
    is_private = "names" in name or "noms" in name
    assert named == ([] if is_private else ["Camille Durand", "Claire Martin", "Acme SA"])


def test_each_row_of_a_crowded_page_is_printed_whole(crowded: Path, tmp_path: Path) -> None:
    text = printed_text(seen_in(crowded, SCREEN, "screen"), tmp_path)
    assert [n for n in range(20) if joined(f"{PERSON} {n} {FIRM}") not in text] == []
    assert [n for n in range(30) if joined(f"SPECIMEN-2026-{n:04}{FIRM}") not in text] == []


def test_a_request_a_complaint_and_a_cut_text_are_seen(tmp_path: Path) -> None:
    page = tmp_path / "broken.html"
    page.write_text(BROKEN, "utf-8")
    found = seen_in(page, SCREEN, "screen")
    assert found.requests == ((tmp_path / "none.png").as_uri(),)
    assert any('"no"' in each for each in found.complaints)
    assert found.cut == ("F-2026-0001",)

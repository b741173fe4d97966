"""The pages for users are whole: tables, headings and the links between them."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")})
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]

_LINK = re.compile(r"\]\((?P<page>[\w./-]*\.md)?#(?P<heading>[^)\s]+)\)")


def _lines(page: Path) -> Iterator[str]:
    """Yield the lines of a page that are no code."""
    is_code = False
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            is_code = not is_code
        elif not is_code:
            yield line


def _anchors(page: Path) -> set[str]:
    titles = (line.lstrip("#").strip() for line in _lines(page) if re.match("#+ ", line))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_no_row_of_a_table_is_cut(page: Path) -> None:
    rows = [line for line in _lines(page) if line.startswith("|")]
    assert [row for row in rows if not row.endswith("|") or row.count("`") % 2] == []


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_to_a_heading_finds_it(page: Path) -> None:
    links = [found for line in _lines(page) for found in _LINK.finditer(line)]
    targets = {(page.parent / (it["page"] or page.name), it["heading"]) for it in links}
    assert [it for it in sorted(targets) if it[1] not in _anchors(it[0])] == []


def test_every_section_of_the_changes_begins_with_a_bullet_a_table_or_a_sentence() -> None:
    lines = [line for line in _lines(ROOT / "CHANGELOG.md") if line]
    after = [one for title, one in pairwise(lines) if title.startswith("#")]
    assert [line for line in after if line.startswith(" ")] == []

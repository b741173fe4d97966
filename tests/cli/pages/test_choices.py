"""Menus of papers: a row is chosen by the last figures of its number, never by its position."""

import pytest

from phmcoach.cli.pages.choices import pick_number, rank_of

LISTED = ("F-2025-0012", "F-2026-0003", "SPECIMEN-F-2026-0007", "B-2026-0007")


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ("12", "F-2025-0012"),
        ("3", "F-2026-0003"),
        ("0003", "F-2026-0003"),
        ("1", "1"),
        ("7", "7"),
        ("F-2026-0009", "F-2026-0009"),
        ("facture-F-2026-0003.pdf", "facture-F-2026-0003.pdf"),
    ],
)
def test_figures_choose_the_one_paper_that_has_them(answer: str, meant: str) -> None:
    assert pick_number(LISTED, answer) == meant


def test_the_figures_of_a_number_are_its_last_ones() -> None:
    assert [rank_of(each) for each in LISTED] == [12, 3, 7, 7]

import pytest

from phmcoach.cli.shell.tables import Column, draw_table
from phmcoach.i18n import Translator

COLUMNS = [Column("Invoice", worded=True), Column("Recorded", worded=True, spare=True)]


@pytest.mark.parametrize(
    ("columns", "headings"), [("80", ["Invoice", "Recorded"]), ("20", ["Invoice"])]
)
def test_a_spare_column_is_left_out_where_the_terminal_is_too_narrow(
    monkeypatch: pytest.MonkeyPatch, columns: str, headings: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    drawn = draw_table(COLUMNS, [("F-2026-0001", "28/11/2026")], Translator("en"), color=False)
    assert drawn.splitlines()[0].split() == headings

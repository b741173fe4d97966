"""Tables on a terminal, from a wide one to one that is too narrow for two columns."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phmcoach.cli.shell.layout import display_width
from phmcoach.cli.shell.streams import Colour
from phmcoach.cli.shell.tables import Column, draw_table
from phmcoach.i18n import Translator
from phmcoach.words import Language

COLUMNS = [
    Column("Facture", worded=True),
    Column("Client", worded=True),
    Column("Échéance", "date", worded=True),
    Column("Jours de retard", "number", worded=True, spare=True),
    Column("Reste dû", "money", worded=True),
]
ROWS = [
    ("F-2026-0007", "Électricité de Bourgogne-Franche-Comté", date(2026, 7, 18), 45, Decimal(9)),
    ("F-2026-0008", None, None, None, Decimal("1234567.89")),
]


def do_not_paint(text: str, name: Colour) -> str:
    del name
    return text


def draw(width: int, language: Language = "fr") -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        drawn = draw_table(COLUMNS, ROWS, Translator(language), do_not_paint)
    return drawn.replace("\u00a0", " ").replace("\u202f", " ")


def test_each_column_is_as_wide_as_its_widest_value_where_there_is_room() -> None:
    assert draw(120) == (
        "Facture      Client                                  Échéance         Jours de retard"
        "        Reste dû\n"
        "─────────────────────────────────────────────────────────────────────────────────────"
        "────────────────\n"
        "F-2026-0007  Électricité de Bourgogne-Franche-Comté  18 juillet 2026               45"
        "          9,00 €\n"
        "F-2026-0008                                                                          "
        "  1 234 567,89 €\n"
    ).rstrip("\n")


def test_dates_are_shortened_first() -> None:
    assert draw(86).splitlines()[-2:] == [
        "F-2026-0007  Électricité de Bourgogne-Franche-Comté  18/07/26      45          9,00 €",
        "F-2026-0008                                                            1 234 567,89 €",
    ]


def test_an_english_date_is_never_shortened_to_one_that_can_be_misread() -> None:
    drawn = "".join(draw(width, "en") for width in range(20, 120))
    assert "2026-07-18" in drawn
    assert "18/07/26" not in drawn


def test_a_text_is_folded_between_its_words_before_a_column_goes_below() -> None:
    assert draw(75) == (
        "                                                  Jours de\n"
        "Facture      Client                   Échéance      retard        Reste dû\n"
        "──────────────────────────────────────────────────────────────────────────\n"
        "F-2026-0007  Électricité de           18/07/2026        45          9,00 €\n"
        "             Bourgogne-Franche-Comté\n"
        "F-2026-0008                                                 1 234 567,89 €"
    )


def test_a_long_text_goes_below_its_row_before_a_spare_column() -> None:
    assert draw(60) == (
        "                              Jours de\n"
        "Facture      Échéance           retard        Reste dû\n"
        "──────────────────────────────────────────────────────\n"
        "F-2026-0007  18 juillet 2026        45          9,00 €\n"
        "  Client  Électricité de Bourgogne-Franche-Comté\n"
        "F-2026-0008                             1 234 567,89 €"
    )


def test_a_spare_column_goes_below_before_one_that_says_more() -> None:
    assert draw(40) == (
        "Facture      Échéance          Reste dû\n"
        "───────────────────────────────────────\n"
        "F-2026-0007  18/07/2026          9,00 €\n"
        "  Client           Électricité de\n"
        "                   Bourgogne-Franche-Comté\n"
        "  Jours de retard  45\n"
        "F-2026-0008              1 234 567,89 €"
    )


def test_a_table_that_is_too_wide_in_any_form_has_its_first_column_and_a_line_a_value() -> None:
    assert draw(20).splitlines()[:6] == [
        "Facture",
        "───────────",
        "F-2026-0007",
        "  Client           Électricité",
        "                   de",
        "                   Bourgogne-Franche-Comté",
    ]


TEXTS = st.text("abé ", min_size=1, max_size=40)


@given(
    st.lists(st.tuples(TEXTS, TEXTS, st.integers(0, 10**7), TEXTS), max_size=4),
    st.integers(60, 120),
)
def test_no_value_is_ever_cut(rows: list[tuple[str, str, int, str]], width: int) -> None:
    columns = [Column(each, worded=True) for each in ("A", "B", "C", "D")]
    columns[2] = Column("C", "number", worded=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        drawn = draw_table(columns, rows, Translator("fr"), do_not_paint)
    shown = drawn.split()
    for row in rows:
        for cell in (*row[:2], row[3]):
            assert all(word in shown for word in cell.split())
        assert Translator("fr").format_value(row[2], "number") in drawn
    assert all(display_width(line) <= width for line in drawn.splitlines())

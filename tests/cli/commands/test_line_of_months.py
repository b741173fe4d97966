"""The line of months on the screen of an engagement: names, marks and what they mean."""

import io
from datetime import date

import pytest
from tests.cli.conftest import Run

from phmcoach.cli.pages.calendar_line import print_months
from phmcoach.cli.shell.output import Output
from phmcoach.domain.cadence.calendar_line import Mark, MonthMarks
from phmcoach.domain.values.months import add_months
from phmcoach.i18n import Translator
from phmcoach.words import Language

EIGHT: tuple[Mark, ...] = ("held",) * 8
FOUR: tuple[Mark, ...] = ("held", "held", "missed", "planned")


def printed(*months: tuple[Mark, ...], language: Language = "fr") -> str:
    """Print months from November on, each with its marks."""
    stdout = io.StringIO()
    line = [
        MonthMarks(add_months(date(2026, 11, 1), place), marks)
        for place, marks in enumerate(months)
    ]
    print_months(Output(Translator(language), stdout=stdout), line)
    return stdout.getvalue()


def test_the_legend_explains_the_marks_that_are_there_in_words() -> None:
    assert printed(("held", "missed"), ("empty", "today", "end")) == (
        "\n"
        "nov.  déc.\n"
        "TM    .|]\n"
        "T tenue, M manquée, . aucune séance, | aujourd’hui, ] fin du contrat\n"
    )


def test_all_marks_have_a_meaning_in_english() -> None:
    marks: tuple[Mark, ...] = ("held", "missed", "unrecorded", "pause", "today", "planned", "end")
    assert printed(marks, ("empty",), language="en") == (
        "\n"
        "Nov      Dec\n"
        "HMR-|P]  .\n"
        "H held, M missed, R to record, P planned, - pause, . no session, | today,"
        " ] end of the contract\n"
    )


def test_a_long_contract_has_several_lines_of_at_most_sixty_columns() -> None:
    *lines, _legend = printed(*[EIGHT] * 9).splitlines()
    assert lines == [
        "",
        "nov.      déc.      janv.     févr.     mars      avr.",
        "TTTTTTTT  TTTTTTTT  TTTTTTTT  TTTTTTTT  TTTTTTTT  TTTTTTTT",
        "mai       juin      juil.",
        "TTTTTTTT  TTTTTTTT  TTTTTTTT",
    ]


def test_a_contract_of_six_months_fits_one_line() -> None:
    lines = printed(*[FOUR] * 7).splitlines()
    assert len(lines) == 4
    assert len(lines[1]) <= 60


def test_nothing_is_printed_without_months() -> None:
    assert printed() == ""


def test_show_has_the_line_above_the_sessions(coach: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_TODAY", "2026-03-25")
    coach("demo", "demo", language="fr")
    assert (
        "\n"
        "janv.  févr.  mars  avr.  mai  juin  juil.\n"
        "T      TMT    TT|   P     .    .     .]\n"
        "T tenue, M manquée, P prévue, . aucune séance, | aujourd’hui, ] fin du contrat\n"
        "\n"
        "N°"
    ) in coach("-C", "demo", "show", "martin").out
    assert "janv." not in coach("-C", "demo", "show", "petit").out

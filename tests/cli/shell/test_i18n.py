from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phmcoach.domain.values.months import Duration
from phmcoach.errors import Problem
from phmcoach.i18n import Translator, UnknownMessageError

FRENCH = Translator("fr")
ENGLISH = Translator("en")


def test_a_message_is_worded_in_the_language_of_its_translator() -> None:
    assert FRENCH.text("run.interrupted") == "Interrompu."
    assert ENGLISH.text("run.interrupted") == "Interrupted."


def test_an_id_without_a_sentence_is_a_bug() -> None:
    with pytest.raises(UnknownMessageError, match=r"no\.such-id"):
        FRENCH.text("no.such-id")
    with pytest.raises(UnknownMessageError, match=r"no\.such-id"):
        FRENCH.text("no.such-id", count=2)


def test_a_count_chooses_the_singular_or_the_plural() -> None:
    assert ENGLISH.text("usage.unexpected", count=1, words=["a"]).startswith("This argument is")
    assert ENGLISH.text("usage.unexpected", count=2, words=["a"]).startswith("These arguments are")


def test_zero_is_singular_in_french_and_plural_in_english() -> None:
    assert FRENCH.text("usage.unexpected", count=0, words=[]).startswith("Argument inattendu")
    assert ENGLISH.text("usage.unexpected", count=0, words=[]).startswith("These arguments are")


@pytest.mark.parametrize(
    ("days", "french", "english"),
    [
        ("18.1", "18 jours", "18 days"),
        ("1.5", "2 jours", "2 days"),
        ("1.0", "1 jour", "1 day"),
        ("0.9", "22\u00a0h", "22\u00a0h"),
        ("0.2", "5\u00a0h", "5\u00a0h"),
        ("0", "0 jour", "0 days"),
    ],
)
def test_a_gap_is_in_whole_days_or_below_a_day_in_hours(
    days: str, french: str, english: str
) -> None:
    gap = Decimal(days)
    assert (FRENCH.word_gap(gap), ENGLISH.word_gap(gap)) == (french, english)


def test_a_count_does_no_harm_to_a_sentence_without_a_plural() -> None:
    assert ENGLISH.text("run.interrupted", count=3) == "Interrupted."


def test_fields_are_written_as_their_kind_says() -> None:
    on = date(2026, 10, 1)
    assert FRENCH.format_value(on, "date") == "1er\u00a0octobre\u00a02026"
    assert FRENCH.format_value(on, "day") == "01/10/2026"
    assert FRENCH.format_value(on, "month") == "octobre\u00a02026"
    assert FRENCH.format_value(Decimal(1560), "money") == "1\u202f560,00\u202f€"
    assert FRENCH.format_value(90, "hours") == "1\u00a0h\u00a030"
    assert FRENCH.format_value(1200, "number") == "1\u202f200"
    assert FRENCH.format_value(Decimal("5.5"), "percent") == "5,5\u202f%"
    assert FRENCH.format_value(["a", "b"], "list") == "a et b"
    assert FRENCH.format_value("held", "word") == "tenue"
    assert FRENCH.format_value(["held", "planned"], "words") == "tenue et prévue"
    assert FRENCH.format_value(12) == "12"


def test_a_problem_can_stand_inside_another() -> None:
    inner = Problem("usage.empty")
    sentence = ENGLISH.text("usage.in-option", option="--name", problem=inner)
    assert sentence == "--name: A text cannot be empty."


@given(st.text())
def test_what_a_user_typed_is_never_read_as_a_field(text: str) -> None:
    sentence = ENGLISH.text("usage.no-such-command", command="{command.__class__}" + text)
    assert sentence.startswith("There is no command “{command.__class__}")


def test_what_a_user_typed_cannot_drive_the_terminal() -> None:
    sentence = ENGLISH.text("usage.no-such-command", command="\x1b]0;title\x07a\u202e")
    assert sentence == "There is no command “]0;titlea”."


def test_one_session_in_one_month_is_said_in_the_singular() -> None:
    problem = Problem(
        "bounds.sessions-per-month", {"sessions": 1, "months": 1, "floor": 2, "deducted": 0}
    )
    assert [FRENCH.problem(problem), ENGLISH.problem(problem)] == [
        "1 séance sur 1 mois\u202f: le profil en demande au moins 2 par mois.",
        "1 session over 1 month: the profile requires at least 2 a month.",
    ]


def test_a_span_says_how_many_days_of_pause_it_deducts() -> None:
    args = {
        "start_on": date(2025, 11, 9),
        "end_on": date(2026, 8, 10),
        "span": Duration(8, 4),
        "high": 6,
    }
    paused, whole = (Problem("bounds.span-long", args | {"deducted": days}) for days in (29, 0))
    assert FRENCH.problem(paused) == (
        "Du 9\u00a0novembre\u00a02025 au 10\u00a0août\u00a02026, soit 8 mois et 4 jours, "
        "29 jours de pause déduits\u202f: le profil permet au plus 6 mois."
    )
    assert ENGLISH.problem(whole) == (
        "From 9\u00a0November\u00a02025 to 10\u00a0August\u00a02026, 8 months and 4 days: "
        "the profile allows at most 6 months."
    )

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError
from tests.builders import make_engagement, make_session

from phmcoach.domain.base import COACH, SPONSOR, Day, Line, Money, Record, Text


def problem_of(kind: Any, value: object) -> str | None:  # noqa: ANN401 - an annotated type
    try:
        TypeAdapter(kind, config={"strict": True}).validate_python(value)
    except ValidationError as error:
        return error.errors()[0]["type"]
    return None


def test_a_record_cannot_be_defined_with_a_field_that_names_no_audience() -> None:
    with pytest.raises(TypeError, match=r"Leaky\.secret must name exactly one audience"):

        class Leaky(Record):
            secret: str


def test_a_record_cannot_be_defined_with_a_field_that_names_two_audiences() -> None:
    with pytest.raises(TypeError, match="must name exactly one audience"):

        class Torn(Record):
            secret: Annotated[str, COACH, SPONSOR]


def test_a_record_must_know_the_condition_that_opens_its_field() -> None:
    with pytest.raises(TypeError, match="opened by an unknown 'agreed'"):

        class Vague(Record):
            secret: Annotated[str, COACH.when("agreed")]


@pytest.mark.parametrize(
    "text", ["a\x1b[31m", "a\x00", "a\x9b", "\u202eabc", "\u2066x", "a\ufeff", "a\u2028b", "\x7f"]
)
def test_a_text_with_a_hidden_character_is_refused(text: str) -> None:
    assert problem_of(Line, text) == "shape.hidden-character"
    assert problem_of(Text, text) == "shape.hidden-character"


@pytest.mark.parametrize(
    "text", ["#read(1)", "{{ 7*7 }}", "**a**", "<b>", "O’Connor & fils", "日本", "\u200f שלום"]
)
def test_markup_and_foreign_letters_are_only_text(text: str) -> None:
    assert problem_of(Line, text) is None


def test_a_line_is_one_line_and_a_text_may_have_several() -> None:
    assert problem_of(Line, "a\nb") == "shape.several-lines"
    assert problem_of(Text, "a\n\tb") is None


@pytest.mark.parametrize("kind", [Line, Text])
def test_a_blank_text_says_nothing(kind: object) -> None:
    assert problem_of(kind, " \t" if kind is Text else "  ") == "shape.empty"


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (Decimal("118.40"), None),
        (260, None),
        (0, None),
        (Decimal("1.005"), "shape.more-than-cents"),
        (True, "is_instance_of"),
        (1.5, "is_instance_of"),
        ("260", "is_instance_of"),
        (date(2026, 1, 1), "is_instance_of"),
        (-1, "greater_than_equal"),
        (10_000_000, "less_than"),
    ],
)
def test_money_is_a_decimal_or_a_whole_number_of_euros(value: object, problem: str | None) -> None:
    assert problem_of(Money, value) == problem


def test_money_always_has_two_decimals() -> None:
    assert str(TypeAdapter(Money, config={"strict": True}).validate_python(260)) == "260.00"


def test_a_day_is_no_moment_and_no_text() -> None:
    assert problem_of(Day, datetime(2026, 1, 1)) == "date_type"  # noqa: DTZ001 - as TOML reads it
    assert problem_of(Day, "2026-01-01") == "date_type"


def test_two_sessions_cannot_have_one_id() -> None:
    with pytest.raises(ValidationError, match="s1 twice"):
        make_engagement(make_session(1, date(2026, 2, 3)), make_session(1, date(2026, 2, 4)))


@pytest.mark.parametrize("text", ["\u200b", " \u2060\u200e", "\u00ad", "\u00a0\u202f"])
def test_a_text_of_which_nothing_can_be_seen_says_nothing(text: str) -> None:
    assert problem_of(Line, text) == "shape.empty"
    assert problem_of(Text, text) == "shape.empty"


def test_no_amount_reads_as_minus_zero() -> None:
    assert str(TypeAdapter(Money).validate_python(Decimal("-0.0"))) == "0.00"

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import pytest
from tests.builders import OBJECTIVE, make_client, make_engagement, make_session, make_terms

from phmcoach.domain.base import (
    ACCOUNTING,
    BENEFICIARY,
    COACH,
    SPONSOR,
    Day,
    Line,
    Minutes,
    Money,
    Percent,
    Reader,
    Record,
    Slug,
    Text,
)
from phmcoach.domain.records.engagement import Beneficiary, Demand, Engagement, Outcome, Pause
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.practice import Closure
from phmcoach.domain.records.session import Session
from phmcoach.domain.shape.validation import InvalidRecordError, checked, validate, validate_value


def problem_of(kind: Any, value: object) -> str | None:  # noqa: ANN401 - an annotated type
    try:
        validate_value(kind, value)
    except InvalidRecordError as error:
        return error.details[0]["type"]
    return None


def test_a_record_with_a_field_without_an_audience_cannot_be_defined() -> None:
    with pytest.raises(TypeError, match=r"Leaky\.secret must name exactly one audience"):

        class Leaky(Record):
            secret: str


def test_a_record_with_a_field_with_two_audiences_cannot_be_defined() -> None:
    with pytest.raises(TypeError, match="must name exactly one audience"):

        class Torn(Record):
            secret: Annotated[str, COACH, SPONSOR]


def test_a_record_with_an_unknown_condition_on_a_field_cannot_be_defined() -> None:
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
def test_markup_and_foreign_letters_are_accepted_as_text(text: str) -> None:
    assert problem_of(Line, text) is None


def test_a_text_may_have_several_lines_and_a_line_may_not() -> None:
    assert problem_of(Line, "a\nb") == "shape.several-lines"
    assert problem_of(Text, "a\n\tb") is None


@pytest.mark.parametrize("kind", [Line, Text])
def test_a_blank_text_is_refused_as_empty(kind: object) -> None:
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
    assert str(validate_value(Money, 260)) == "260.00"


def test_a_day_with_a_time_or_as_a_text_is_refused() -> None:
    assert problem_of(Day, datetime(2026, 1, 1)) == "date_type"  # noqa: DTZ001 - as TOML reads it
    assert problem_of(Day, "2026-01-01") == "date_type"


def test_two_sessions_cannot_have_the_same_id() -> None:
    with pytest.raises(InvalidRecordError, match=r"shape\.repeated-id"):
        make_engagement(make_session(1, date(2026, 2, 3)), make_session(1, date(2026, 2, 4)))


@pytest.mark.parametrize("text", ["\u200b", " \u2060\u200e", "\u00ad", "\u00a0\u202f"])
def test_an_invisible_text_is_refused_as_empty(text: str) -> None:
    assert problem_of(Line, text) == "shape.empty"
    assert problem_of(Text, text) == "shape.empty"


def test_an_amount_of_minus_zero_becomes_zero() -> None:
    assert str(validate_value(Money, Decimal("-0.0"))) == "0.00"


def test_a_record_stores_the_audience_of_each_field() -> None:
    assert Objective.audiences["statement"] == BENEFICIARY.when("shared")
    assert Objective.audiences["personal"] == BENEFICIARY
    assert Demand.audiences["situations"] == COACH
    assert Engagement.audiences["client"] == ACCOUNTING


NEVER_OPENED = [
    (Demand, "request"),
    (Demand, "situations"),
    (Demand, "situation_text"),
    (Pause, "reason"),
    (Engagement, "justification"),
    (Beneficiary, "email"),
    (Outcome, "evaluation_planned_on"),
    (Session, "type"),
    (Session, "notified_at"),
]


@pytest.mark.parametrize(("record", "name"), NEVER_OPENED)
def test_no_condition_opens_a_field_of_the_beneficiary_or_the_coach_alone(
    record: type[Record], name: str
) -> None:
    audience = record.audiences[name]
    assert audience.reader in (Reader.COACH, Reader.BENEFICIARY)
    assert audience.opened_by is None


def test_a_record_refuses_an_unknown_key_and_is_immutable() -> None:
    with pytest.raises(InvalidRecordError) as refused:
        make_engagement(objectifs=[])
    assert [error["type"] for error in refused.value.details] == ["extra_forbidden"]
    with pytest.raises(AttributeError, match="cannot change 'client'"):
        make_engagement().client = "other"  # type: ignore[misc]  # the test tries this


def test_an_error_never_repeats_what_was_typed() -> None:
    with pytest.raises(InvalidRecordError) as refused:
        make_engagement(client="Secret du bénéficiaire")
    assert "Secret" not in str(refused.value)


@pytest.mark.parametrize("slug", ["martin-2026", "m", "2026", "a" * 60])
def test_a_reference_must_be_usable_as_a_file_name(slug: str) -> None:
    assert problem_of(Slug, slug) is None


@pytest.mark.parametrize(
    "slug", ["", "-m", "Martin", "a/b", "..", ".m", "a b", "é", "a\n", "martin.toml"]
)
def test_a_reference_that_cannot_be_a_file_name_is_refused(slug: str) -> None:
    assert problem_of(Slug, slug) == "shape.bad-reference"


def test_texts_have_a_maximum_length() -> None:
    assert problem_of(Line, "a" * 200) is None
    assert problem_of(Line, "a" * 201) == "string_too_long"
    assert problem_of(Text, "a" * 5000) is None
    assert problem_of(Text, "a" * 5001) == "string_too_long"
    assert problem_of(Slug, "a" * 61) == "string_too_long"


@pytest.mark.parametrize("mark", ["\r", "\n", "\t"])
def test_a_line_with_a_line_break_or_a_tab_is_refused(mark: str) -> None:
    assert problem_of(Line, f"a{mark}b") == "shape.several-lines"


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Minutes, [1, 1440], [0, -1, 1441, True, 1.0, "60", Decimal(60)]),
        (Percent, [0, 100, Decimal("33.3")], [-1, 101, True, 0.5, "50", Decimal("NaN")]),
        (
            Day,
            [date(1990, 1, 1), date(2199, 12, 31)],
            [date(1989, 12, 31), date(2200, 1, 1), 20260101],
        ),
        (Money, [Decimal("9999999.99"), Decimal("1E+2")], [Decimal("NaN"), Decimal("Infinity")]),
    ],
)
def test_numbers_and_days_are_not_converted_and_have_limits(
    kind: object, good: list[object], bad: list[object]
) -> None:
    assert [value for value in good if problem_of(kind, value) is not None] == []
    assert [value for value in bad if problem_of(kind, value) is None] == []


def test_two_objectives_cannot_have_the_same_id() -> None:
    with pytest.raises(InvalidRecordError, match=r"shape\.repeated-id"):
        make_engagement(objectives=[OBJECTIVE, OBJECTIVE])


def test_sessions_and_objectives_have_ids_of_different_forms() -> None:
    session = make_session(7, date(2026, 2, 3))
    assert make_engagement(session).session("s7") == session
    assert make_engagement(session).session("s8") is None
    with pytest.raises(InvalidRecordError) as refused:
        make_engagement(objectives=[OBJECTIVE | {"id": "1"}])
    assert [error["type"] for error in refused.value.details] == ["shape.bad-objective-id"]


@pytest.mark.parametrize(
    ("changes", "shared", "complete"),
    [
        ({}, True, True),
        ({"personal": True}, False, True),
        ({"expected_result": None}, True, False),
        ({"indicator": None}, True, False),
    ],
)
def test_an_objective_with_result_and_indicator_is_complete_and_shared_unless_personal(
    changes: dict[str, object], shared: bool, complete: bool
) -> None:
    objective = validate(Objective, OBJECTIVE | changes)
    assert (objective.shared, objective.is_complete) == (shared, complete)


@pytest.mark.parametrize("record", [Pause, Closure])
def test_a_pause_may_be_one_day_but_not_end_before_it_starts(
    record: type[Pause | Closure],
) -> None:
    day = date(2026, 3, 1)
    assert record(start_on=day, end_on=day).end_on == day
    with pytest.raises(InvalidRecordError, match=r"shape\.ends-before-start"):
        checked(record(start_on=day, end_on=date(2026, 2, 28)))


def test_terms_that_end_before_they_start_are_refused() -> None:
    with pytest.raises(InvalidRecordError, match=r"shape\.ends-before-start"):
        make_engagement(terms=make_terms(end_on=date(2026, 1, 11)))


def test_the_default_terms_are_those_of_the_offer() -> None:
    terms = make_engagement().terms
    assert terms is not None
    assert terms.modes == ("in-person",)
    assert terms.also_billed == ()
    assert (terms.notice_hours, terms.late_cancel_percent) == (48, Decimal(100))
    assert (terms.payment_days, terms.session_dates) == (30, False)


def test_a_vat_number_of_northern_ireland_is_refused_for_services() -> None:
    with pytest.raises(InvalidRecordError, match=r"shape\.bad-eu-vat-number"):
        make_client(kind="company-eu", siren=None, vat_number="XI110305878")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("811222330", "0225:811222330"),
        ("811 222 330", "0225:811222330"),
        ("81122233000011", "0225:811222330_81122233000011"),
        ("811222330_COMPTA", "0225:811222330_COMPTA"),
        ("0225:811222330", "0225:811222330"),
    ],
)
def test_an_electronic_address_is_stored_with_its_scheme(typed: str, stored: str) -> None:
    assert make_client(electronic_address=typed).electronic_address == stored


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("compta@acme.example", "shape.bad-electronic-address"),
        ("9930:811222330", "shape.bad-electronic-address"),
        ("500000005", "shape.electronic-address-of-other"),
        ("0009:81122233000011", "shape.electronic-address-of-other"),
    ],
)
def test_a_french_client_is_reached_by_their_siren_alone(typed: str, message: str) -> None:
    with pytest.raises(InvalidRecordError) as refused:
        make_client(electronic_address=typed)
    assert message in str(refused.value)


def test_a_client_abroad_may_have_an_address_of_another_scheme() -> None:
    abroad = make_client(kind="company-eu", siren=None, electronic_address="0009:12345")
    assert abroad.electronic_address == "0009:12345"


def test_an_rna_number_is_a_w_and_nine_characters() -> None:
    assert make_client(kind="association", siren=None, rna="W691234567").rna == "W691234567"
    with pytest.raises(InvalidRecordError) as refused:
        make_client(kind="association", rna="691234567")
    assert "shape.bad-rna" in str(refused.value)

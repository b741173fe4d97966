from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phmcoach import formats
from phmcoach.errors import UsageError
from phmcoach.words import LANGUAGES, Language

TODAY = date(2026, 2, 3)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("on", "language", "written"),
    [
        (date(2026, 2, 3), "fr", "3\u00a0février\u00a02026"),
        (date(2026, 10, 1), "fr", "1er\u00a0octobre\u00a02026"),
        (date(2026, 8, 31), "fr", "31\u00a0août\u00a02026"),
        (date(2026, 2, 3), "en", "3\u00a0February\u00a02026"),
        (date(2026, 10, 1), "en", "1\u00a0October\u00a02026"),
    ],
)
def test_a_date_is_written_in_full(on: date, language: Language, written: str) -> None:
    assert formats.format_date(on, language) == written


def test_a_short_date_is_day_first_in_french_and_iso_in_english() -> None:
    assert formats.format_day(TODAY, "fr") == "03/02/2026"
    assert formats.format_day(TODAY, "en") == "2026-02-03"


def test_a_month_is_written_with_its_year() -> None:
    assert formats.format_month(TODAY, "fr") == "février\u00a02026"
    assert formats.format_month(TODAY, "en") == "February\u00a02026"


@pytest.mark.parametrize(
    ("amount", "french", "english"),
    [
        ("1560", "1\u202f560,00\u202f€", "€1,560.00"),
        ("118.4", "118,40\u202f€", "€118.40"),
        ("0.005", "0,01\u202f€", "€0.01"),
        ("-12.5", "-12,50\u202f€", "-€12.50"),
        ("-0.004", "0,00\u202f€", "€0.00"),
        ("1E+3", "1\u202f000,00\u202f€", "€1,000.00"),
        ("1234567.89", "1\u202f234\u202f567,89\u202f€", "€1,234,567.89"),
    ],
)
def test_an_amount_is_written_to_the_cent_in_euros(amount: str, french: str, english: str) -> None:
    assert formats.format_money(Decimal(amount), "fr") == french
    assert formats.format_money(Decimal(amount), "en") == english


def test_a_number_keeps_its_decimals_unless_asked_otherwise() -> None:
    assert formats.format_number(Decimal("1234.5"), "fr") == "1\u202f234,5"
    assert formats.format_number(Decimal("1234.5"), "en", places=0) == "1,235"
    assert formats.format_number(20, "en") == "20"
    assert formats.format_number(Decimal("1.0"), "fr") == "1", "as it comes back from a file"
    assert formats.format_number(Decimal("100.0"), "en") == "100"


@pytest.mark.parametrize(
    ("price", "french", "english"),
    [
        ("260", "260,00\u202f€", "€260.00"),
        ("33.0", "33,00\u202f€", "€33.00"),
        ("33.0033", "33,0033\u202f€", "€33.0033"),
        ("1E+3", "1\u202f000,00\u202f€", "€1,000.00"),
    ],
)
def test_a_price_keeps_its_decimals_beyond_the_cent(price: str, french: str, english: str) -> None:
    assert formats.format_price(Decimal(price), "fr") == french
    assert formats.format_price(Decimal(price), "en") == english


def test_a_rate_is_written_without_useless_zeros() -> None:
    assert formats.format_percent(Decimal("20.00"), "fr") == "20\u202f%"
    assert formats.format_percent(Decimal("5.50"), "fr") == "5,5\u202f%"
    assert formats.format_percent(Decimal(100), "en") == "100%"


@pytest.mark.parametrize(
    ("minutes", "written"),
    [
        (0, "0\u00a0h"),
        (45, "45\u00a0min"),
        (90, "1\u00a0h\u00a030"),
        (120, "2\u00a0h"),
        (125, "2\u00a0h\u00a005"),
        (-90, "-1\u00a0h\u00a030"),
        (60 * 1200, "1200\u00a0h"),
    ],
)
def test_a_length_of_time_is_written_in_hours_and_minutes(minutes: int, written: str) -> None:
    assert formats.format_minutes(minutes) == written


def test_a_time_of_day_is_written_as_each_language_does() -> None:
    assert formats.format_time(time(14, 30), "fr") == "14\u00a0h\u00a030"
    assert formats.format_time(time(9), "fr") == "9\u00a0h"
    assert formats.format_time(time(9), "en") == "09:00"


@given(st.times(), st.sampled_from(LANGUAGES))
def test_a_written_time_of_day_reads_back_as_itself(at: time, language: Language) -> None:
    minute = at.replace(second=0, microsecond=0)
    assert formats.parse_time(formats.format_time(minute, language)) == minute


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [("14:30", 14, 30), ("14h30", 14, 30), ("9h", 9, 0), ("9 H 05", 9, 5)],
)
def test_a_time_of_day_can_be_typed_in_several_ways(text: str, hour: int, minute: int) -> None:
    assert formats.parse_time(text) == time(hour, minute)


@pytest.mark.parametrize("text", ["", "9", "24:00", "14:60", "14:", "2pm", "1430", "٩h"])
def test_what_is_not_a_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        formats.parse_time(text)
    assert refused.value.problems[0].message == "usage.not-a-time"


def test_a_list_is_joined_as_in_a_sentence() -> None:
    assert formats.join_list([], "fr") == ""
    assert formats.join_list(["a"], "fr") == "a"
    assert formats.join_list(["a", "b"], "fr") == "a et b"
    assert formats.join_list(["a", "b", "c"], "en") == "a, b and c"


@given(DAYS, st.sampled_from(LANGUAGES))
def test_no_date_can_be_broken_over_two_lines(on: date, language: Language) -> None:
    assert " " not in formats.format_date(on, language) + formats.format_month(on, language)


@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from(LANGUAGES))
def test_no_amount_can_be_broken_over_two_lines(amount: Decimal, language: Language) -> None:
    assert " " not in formats.format_money(amount, language)


@given(DAYS, st.sampled_from(LANGUAGES))
def test_a_short_date_reads_back_as_itself(on: date, language: Language) -> None:
    assert formats.parse_date(formats.format_day(on, language), TODAY) == on


@given(st.integers(1, 20_000))
def test_a_written_length_reads_back_as_itself(minutes: int) -> None:
    assert formats.parse_minutes(formats.format_minutes(minutes)) == minutes


@given(st.decimals(0, 999_999, places=2))
def test_a_french_amount_reads_back_as_itself(amount: Decimal) -> None:
    assert formats.parse_amount(formats.format_money(amount, "fr")) == amount


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026-02-03", 0),
        ("03/02/2026", 0),
        ("3/2/2026", 0),
        (" today ", 0),
        ("Aujourd'hui", 0),
        ("aujourd\u2019hui", 0),
        ("yesterday", -1),
        ("hier", -1),
        ("tomorrow", 1),
        ("demain", 1),
    ],
)
def test_a_date_can_be_typed_in_several_ways(text: str, days: int) -> None:
    assert formats.parse_date(text, TODAY) == TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    "text",
    ["", "2026", "3 février", "02/03/26", "20260203", "2026-W06-2", "٢٠٢٦-٠٢-٠٣"],
)
def test_what_is_not_a_date_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        formats.parse_date(text, TODAY)
    assert refused.value.problems[0].message == "usage.not-a-date"


@pytest.mark.parametrize("text", ["0206-02-03", "9999-12-01", "01/01/1899"])
def test_a_date_of_another_age_is_refused_as_such(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        formats.parse_date(text, TODAY)
    assert refused.value.problems[0].message == "usage.year-out-of-range"


@pytest.mark.parametrize("text", ["2026-02-29", "31/04/2026", "2026-13-01", "00/01/2026"])
def test_a_day_that_the_calendar_does_not_have_is_refused_as_such(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        formats.parse_date(text, TODAY)
    assert refused.value.problems[0].message == "usage.no-such-day"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2", 120),
        ("1.5", 90),
        ("1,5", 90),
        ("0.25", 15),
        ("1h", 60),
        ("1h30", 90),
        ("1 h 05", 65),
        ("1H30", 90),
        ("90min", 90),
        ("90 min", 90),
        ("0", 0),
    ],
)
def test_a_length_can_be_typed_in_several_ways(text: str, minutes: int) -> None:
    assert formats.parse_minutes(text) == minutes


@pytest.mark.parametrize(
    "text", ["", "-1", "1h75", "1h3", "1.333", "h30", "90m", "1:30", "1e2", "nan", "٣", "2 3"]
)
def test_what_is_not_a_length_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        formats.parse_minutes(text)
    assert refused.value.problems[0].message == "usage.not-a-length"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("118.40", "118.40"),
        ("118,40", "118.40"),
        ("118,4", "118.4"),
        ("260", "260"),
        ("1 560", "1560"),
        ("1\u202f560,00\u202f€", "1560.00"),
        ("1 234 567.89", "1234567.89"),
        ("12 €", "12"),
    ],
)
def test_an_amount_can_be_typed_with_a_point_or_a_comma(text: str, amount: str) -> None:
    assert formats.parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["", "€", "-5", "+5", "1e3", "NaN", "inf", "1,560", "1.560,00", "118.405", "1 56", "12,", "٣"],
)
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        formats.parse_amount(text)
    assert refused.value.problems[0].message == "usage.not-an-amount"


@pytest.mark.parametrize(
    ("text", "number"), [("2", "2"), ("1,5", "1.5"), ("0.25", "0.25"), ("12,15 %", "12.15")]
)
def test_a_weight_or_a_rate_can_be_typed_with_a_point_or_a_comma(text: str, number: str) -> None:
    assert formats.parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "-1", "2 €", "1.125", "lourd"])
def test_a_weight_that_is_not_a_number_is_not_reported_as_an_amount(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        formats.parse_number(text)
    assert refused.value.problems[0].message == "usage.not-a-number"


@pytest.mark.parametrize("text", ["", "1.0", "1e3", "dix", "٣"])
def test_what_is_not_a_whole_number_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        formats.parse_integer(text)
    assert refused.value.problems[0].message == "usage.not-a-whole-number"


@pytest.mark.parametrize("text", ["-5", "+5", "99999999999999999999"])
def test_a_whole_number_out_of_range_is_refused_as_such(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        formats.parse_integer(text)
    assert refused.value.problems[0].message == "usage.number-out-of-range"


@pytest.mark.parametrize("text", [" 12 ", "12\x1f", "\u202f12\xa0"])
def test_a_whole_number_is_read_without_the_spaces_around_it(text: str) -> None:
    assert formats.parse_integer(text) == 12


@pytest.mark.parametrize("text", [" 2026 ", "2026\x1f", "\u202f2026\xa0"])
def test_a_year_is_read_without_the_spaces_around_it(text: str) -> None:
    assert formats.parse_year(text) == 2026


def parse_as_date(text: str) -> date:
    return formats.parse_date(text, TODAY)


@pytest.mark.parametrize(
    "parse",
    [
        parse_as_date,
        formats.parse_time,
        formats.parse_minutes,
        formats.parse_amount,
        formats.parse_integer,
        formats.parse_month,
        formats.parse_year,
    ],
)
@given(text=st.text())
def test_whatever_is_typed_is_read_or_refused_and_nothing_else(
    parse: Callable[[str], object], text: str
) -> None:
    with suppress(UsageError):
        parse(text)


@given(st.text())
def test_cleaned_text_holds_one_line_and_no_control(text: str) -> None:
    cleaned = formats.clean_text(text)
    assert len(f"a{cleaned}a".splitlines()) == 1
    assert not any(letter < " " or "\x7f" <= letter <= "\x9f" for letter in cleaned)


def test_cleaned_text_loses_what_moves_a_cursor_or_turns_a_line_around() -> None:
    assert formats.clean_text("Zoé\x1b[2J\u202e\nDupont\ufeff") == "Zoé[2J Dupont"


NOW = datetime(2026, 3, 2, 9, 41, 30)  # noqa: DTZ001 - what a clock on the wall shows


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-03-01 18:00", (2026, 3, 1, 18, 0)),
        ("2026-03-01T18:00", (2026, 3, 1, 18, 0)),
        ("01/03/2026 18h30", (2026, 3, 1, 18, 30)),
        ("hier à 18 h", (2026, 3, 1, 18, 0)),
        ("yesterday at 18:00", (2026, 3, 1, 18, 0)),
        ("now", (2026, 3, 2, 9, 41)),
        ("Maintenant", (2026, 3, 2, 9, 41)),
    ],
)
def test_a_moment_is_a_day_and_a_time(typed: str, read: tuple[int, ...]) -> None:
    assert formats.parse_moment(typed, NOW).timetuple()[:5] == read


@pytest.mark.parametrize("typed", ["2026-03-01", "18:00", "", "2026-03-01 25:00", "2026-02-30 9h"])
def test_a_day_without_an_hour_is_not_a_moment(typed: str) -> None:
    with pytest.raises(UsageError):
        formats.parse_moment(typed, NOW)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2w", formats.Interval(2, "week")),
        ("2s", formats.Interval(2, "week")),
        ("10 j", formats.Interval(10, "day")),
        ("1D", formats.Interval(1, "day")),
        ("1m", formats.Interval(1, "month")),
    ],
)
def test_an_interval_is_in_days_weeks_or_months(typed: str, read: formats.Interval) -> None:
    assert formats.parse_interval(typed) == read


@pytest.mark.parametrize("typed", ["0w", "w", "2", "2y", "-1w", "100w", ""])
def test_other_texts_are_not_intervals(typed: str) -> None:
    with pytest.raises(UsageError):
        formats.parse_interval(typed)

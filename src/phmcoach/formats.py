"""Write and read dates, amounts and durations, in French and in English.

Babel would triple the start-up time of every command, and two languages need only a few lines. The
same functions serve the terminal and the documents: the spaces in a date or an amount are
non-breaking, so that it is never split across two lines.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from phmcoach.errors import UsageError
from phmcoach.value import Value
from phmcoach.words import Language

Unit = Literal["day", "week", "month"]
NO_BREAK = "\u00a0"
NARROW = "\u202f"

MONTHS: dict[Language, tuple[str, ...]] = {
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}

_MINUTES_IN_HOUR = 60
_SEPARATED = 10_000
_YEARS = range(1900, 2200)
_DAYS_FROM_TODAY = {
    "today": 0,
    "aujourd'hui": 0,
    "yesterday": -1,
    "hier": -1,
    "tomorrow": 1,
    "demain": 1,
}
# Strings, not compiled patterns: most commands parse nothing, and compiling slows the start-up.
_ISO = r"(?a)(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
_DAY_FIRST = r"(?a)(?P<day>\d\d?)/(?P<month>\d\d?)/(?P<year>\d{4})"
_HOURS = r"(?a)(?P<whole>\d{1,4})(?:[.,](?P<part>\d{1,4}))?"
_HOURS_AND_MINUTES = r"(?ai)(?P<hours>\d{1,4})\s?h(?:\s?(?P<minutes>[0-5]\d))?"
_ONLY_MINUTES = r"(?ai)(?P<minutes>\d{1,5})\s?min"
_TIME = r"(?ai)(?P<hour>[01]?\d|2[0-3])(?:\s?h\s?|:(?=\d))(?P<minute>[0-5]\d)?"
_INTERVAL = r"(?ai)(?P<count>\d{1,2})\s?(?P<unit>[dwmjs])"
_UNITS: Mapping[str, Unit] = {"d": "day", "j": "day", "w": "week", "s": "week", "m": "month"}
_NOW = ("now", "maintenant")
_AMOUNT = r"(?a)(?P<whole>\d{1,9}|\d{1,3}(?: \d{3}){1,2})(?:[.,](?P<part>\d{1,2}))?"
_INTEGER = r"(?a)\d{1,9}"
# Control characters and bidirectional marks: a client's name must not move the cursor of the
# terminal or reverse the digits of an amount.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LINE_BREAKS = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]+")


class Interval(Value):
    """The interval of a series, in days, weeks or months."""

    number: int
    unit: Unit


def format_date(on: date, language: Language) -> str:
    """Write a date in full: « 1er octobre 2026 », "1 October 2026"."""
    day = "1er" if language == "fr" and on.day == 1 else str(on.day)
    return NO_BREAK.join((day, MONTHS[language][on.month - 1], f"{on.year:04}"))


def format_day(on: date, language: Language) -> str:
    """Write a date in ten characters: « 03/02/2026 », "2026-02-03"."""
    return f"{on.day:02}/{on.month:02}/{on.year:04}" if language == "fr" else on.isoformat()


def format_month(on: date, language: Language) -> str:
    """Write the month of a date: « février 2026 », "February 2026"."""
    return f"{MONTHS[language][on.month - 1]}{NO_BREAK}{on.year:04}"


def format_number(value: Decimal | int, language: Language, places: int | None = None) -> str:
    """Write a number with separated thousands and `places` decimals, rounded half-up.

    Without `places`, all decimals but trailing zeros are written.
    """
    number = Decimal(value)
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    plain = f"{number:,f}"
    if places is None and "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    if language == "fr":
        return plain.replace(",", NARROW).replace(".", ",")
    return plain


def format_money(amount: Decimal, language: Language, places: int = 2) -> str:
    """Write an amount in euros, by default to the cent: « 1 560,00 € », "€1,560.00"."""
    digits = format_number(abs(amount), language, places=places)
    # Rounded half-up on the absolute value; a negative amount that rounds to zero has no sign.
    sign = "-" if amount < 0 and digits.strip("0.,") else ""
    return f"{sign}{digits}{NARROW}€" if language == "fr" else f"{sign}€{digits}"


def format_price(price: Decimal, language: Language) -> str:
    """Write a price with all its decimals, at least two: « 33,0033 € », "€33.0033"."""
    decimals = -int(price.normalize().as_tuple().exponent)
    return format_money(price, language, places=max(2, decimals))


def format_limit(limit: Decimal | int | date, language: Language) -> str:
    """Write the limit of a value: « 01/01/2200 », « 10 000 000 », and in both languages 2200."""
    if isinstance(limit, date):
        return format_day(limit, language)
    is_long = abs(Decimal(limit)) >= _SEPARATED  # a number of four digits may be a year
    return format_number(limit, language) if is_long else str(limit)


def format_percent(value: Decimal, language: Language) -> str:
    """Write a rate that is already in percent: « 5,5 % », "5.5%"."""
    digits = format_number(value, language)
    return f"{digits}{NARROW}%" if language == "fr" else f"{digits}%"


def format_minutes(minutes: int) -> str:
    """Write a duration, the same in both languages: « 45 min », « 2 h », « 1 h 30 »."""
    sign = "-" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), _MINUTES_IN_HOUR)
    if not hours and rest:
        return f"{sign}{rest}{NO_BREAK}min"
    return f"{sign}{hours}{NO_BREAK}h" + (f"{NO_BREAK}{rest:02}" if rest else "")


def format_time(at: time, language: Language) -> str:
    """Write a time of day: « 14 h 30 », « 9 h », "14:30"."""
    if language == "en":
        return f"{at.hour:02}:{at.minute:02}"
    return f"{at.hour}{NO_BREAK}h" + (f"{NO_BREAK}{at.minute:02}" if at.minute else "")


def join_list(items: Sequence[str], language: Language) -> str:
    """Join items into an enumeration: « a, b et c », "a, b and c"."""
    if len(items) <= 1:
        return "".join(items)
    last = " et " if language == "fr" else " and "
    return ", ".join(items[:-1]) + last + items[-1]


def clean_text(text: str) -> str:
    """Make text safe for one line of a terminal: no control characters, no bidirectional marks."""
    return _UNSAFE.sub("", _LINE_BREAKS.sub(" ", text))


def parse_date(text: str, today: date) -> date:
    """Read `2026-02-03`, `03/02/2026` (day first), `today`, `yesterday`, `tomorrow`, `hier`, etc.

    Raises UsageError for anything else, and for a year outside 1900 to 2199, which is a typo.
    """
    typed = text.strip().lower().replace("\u2019", "'")
    if typed in _DAYS_FROM_TODAY:
        return today + timedelta(days=_DAYS_FROM_TODAY[typed])
    match = re.fullmatch(_ISO, typed) or re.fullmatch(_DAY_FIRST, typed)
    if match and int(match["year"]) not in _YEARS:
        raise UsageError.of("usage.year-out-of-range", text=text)
    if match:
        try:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            raise UsageError.of("usage.no-such-day", text=text) from None
    raise UsageError.of("usage.not-a-date", text=text)


def parse_month(text: str) -> date:
    """Return the first day of a calendar month, `2026-03` or `03/2026`; else raise UsageError."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})|([0-9]{1,2})/([0-9]{4})", text.strip())
    if found:
        year, month = int(found[1] or found[4]), int(found[2] or found[3])
        if year in _YEARS and 1 <= month <= len(MONTHS["en"]):
            return date(year, month, 1)
    raise UsageError.of("usage.not-a-month", text=text)


def parse_year(text: str) -> int:
    """Read a year of four digits, 1900 to 2199; else raise UsageError."""
    typed = text.strip()
    if re.fullmatch(r"[0-9]{4}", typed) and int(typed) in _YEARS:
        return int(typed)
    raise UsageError.of("usage.not-a-year", text=text)


def parse_minutes(text: str) -> int:
    """Read `2` or `1.5` (hours), `1h30` or `90min` as whole minutes; else raise UsageError."""
    typed = _plain_spaces(text)
    if match := re.fullmatch(_HOURS_AND_MINUTES, typed):
        return int(match["hours"]) * _MINUTES_IN_HOUR + int(match["minutes"] or 0)
    if match := re.fullmatch(_ONLY_MINUTES, typed):
        return int(match["minutes"])
    if match := re.fullmatch(_HOURS, typed):
        minutes = Decimal(f"{match['whole']}.{match['part'] or 0}") * _MINUTES_IN_HOUR
        if minutes == int(minutes):
            return int(minutes)
    raise UsageError.of("usage.not-a-length", text=text)


def parse_time(text: str) -> time:
    """Read `14:30`, `14h30` or `9h` as a time of day; else raise UsageError."""
    match = re.fullmatch(_TIME, _plain_spaces(text))
    if not match:
        raise UsageError.of("usage.not-a-time", text=text)
    return time(int(match["hour"]), int(match["minute"] or 0))


def parse_moment(text: str, now: datetime) -> datetime:
    """Read a day and a time, `2026-03-01 18:00` or `hier 18h`, or `now`; else raise UsageError.

    The argument `now` and the result are local times without a time zone.
    """
    typed = _plain_spaces(text)
    if typed.lower() in _NOW:
        return now.replace(second=0, microsecond=0)
    day, _, rest = re.sub(r"(?<=\d)T(?=\d)", " ", typed).partition(" ")
    try:
        clock = parse_time(re.sub(r"^(?:à|at) ", "", rest.strip()))
    except UsageError:
        raise UsageError.of("usage.not-a-moment", text=text) from None
    return datetime.combine(parse_date(day, now.date()), clock)


def parse_interval(text: str) -> Interval:
    """Read `2w` (weeks), `10d` (days) or `1m` (months), or the French `2s` and `10j`.

    Raises UsageError for anything else, including zero.
    """
    match = re.fullmatch(_INTERVAL, text.strip())
    if not match or not int(match["count"]):
        raise UsageError.of("usage.not-an-interval", text=text)
    return Interval(int(match["count"]), _UNITS[match["unit"].lower()])


def parse_amount(text: str) -> Decimal:
    """Read `118.40`, `118,40` or `1 560 €` as euros; else raise UsageError.

    A comma or a point followed by three digits is rejected as ambiguous: `1,560` may mean 1.56 or
    1560 euros.
    """
    match = re.fullmatch(_AMOUNT, _plain_spaces(text).removesuffix("€").rstrip())
    if not match:
        raise UsageError.of("usage.not-an-amount", text=text)
    return _decimal(match)


def parse_number(text: str) -> Decimal:
    """Read `1.5` or `1,5`, a weight or a rate in percent; else raise UsageError."""
    match = re.fullmatch(_AMOUNT, _plain_spaces(text).removesuffix("%").rstrip())
    if not match:
        raise UsageError.of("usage.not-a-number", text=text)
    return _decimal(match)


def _decimal(match: re.Match[str]) -> Decimal:
    whole = match["whole"].replace(" ", "")
    return Decimal(f"{whole}.{match['part']}" if match["part"] else whole)


def parse_integer(text: str) -> int:
    """Read a whole number from 0 to 999,999,999; else raise UsageError."""
    typed = text.strip()
    if re.fullmatch(_INTEGER, typed):
        return int(typed)
    is_whole = re.fullmatch(r"(?a)[+-]?\d+", typed)
    message = "usage.number-out-of-range" if is_whole else "usage.not-a-whole-number"
    raise UsageError.of(message, text=text)


def _plain_spaces(text: str) -> str:
    return text.strip().replace(NO_BREAK, " ").replace(NARROW, " ")

"""The kinds of values that people type: how each is read, shown and named in the help.

An option and the question for it read their text with the same kind, so that both accept the same
words.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from phmcoach import formats
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import UsageError
from phmcoach.formats import Interval
from phmcoach.typed_words import FRENCH, begin_words, fold, read_word, unless_none

T = TypeVar("T")
Word = TypeVar("Word", bound=str)


class Kind(NamedTuple, Generic[T]):
    """A kind of value. `parse` raises UsageError for a text that it cannot read.

    `spell` returns what `parse` reads as the same value on any day, `show` what a person reads.
    `example` is a text that can be read; `choices` are all the texts that can, if they are a closed
    list. `alone` is the text that stands for the value of an option that is typed without one, if
    it may be.
    """

    metavar: str
    parse: Callable[[str, CliState], T]
    show: Callable[[T, CliState], str] = lambda value, _: str(value)
    example: Callable[[CliState], str] = lambda _: ""
    choices: tuple[str, ...] = ()
    alone: str = ""
    spell: Callable[[T], tuple[str, ...]] = lambda value: (str(value),)


class NotAChoiceError(UsageError):
    """The typed text is no word of a closed list."""


def parse_word(text: str, words: tuple[Word, ...]) -> Word:
    """Return the word of a closed list; UsageError lists them and suggests the nearest one."""
    found = read_word(text, words)
    if found is not None:
        return found
    spellings = {fold(typed): word for word in words for typed in (FRENCH.get(word, word), word)}
    nearest = get_close_matches(fold(text), spellings, n=1)
    if nearest:
        raise NotAChoiceError.of(
            "usage.not-a-choice-nearest", text=text, nearest=spellings[nearest[0]], choices=words
        )
    raise NotAChoiceError.of("usage.not-a-choice", text=text, choices=words)


def read_choice(answer: str, kind: Kind[T], state: CliState) -> T:
    """Read an answer to a numbered list: the number, the word, its meaning or how one begins.

    Any other answer is read by the kind. The list does not show the words of the option, so the
    error of an unknown answer names the numbers.
    """
    words, tr = kind.choices, state.tr
    if answer.isdecimal() and 1 <= int(answer) <= len(words):
        return kind.parse(words[int(answer) - 1], state)
    typed = read_word(answer, words)
    if typed is not None:
        return kind.parse(typed, state)
    wanted = fold(answer)
    meant = [word for word in words if fold(tr.word(word)) == wanted]
    begun = begin_words(answer, words)
    begun += [word for word in words if fold(tr.word(word)).startswith(wanted)]
    found = meant or list(dict.fromkeys(begun))
    try:
        return kind.parse(found[0] if len(found) == 1 else answer, state)
    except NotAChoiceError:
        raise UsageError.of("usage.not-listed", text=answer, last=len(words)) from None


def fill_in(args: Sequence[str], alone: Mapping[str, str]) -> list[str]:
    """Give an option that may be typed alone its value, if no word follows it."""
    filled: list[str] = []
    for word, following in pairwise((*args, "-")):
        filled.append(word)
        if alone.get(word) and following.startswith("-"):
            filled.append(alone[word])
    return filled


def one_of(words: tuple[Word, ...]) -> Kind[Word]:
    """Return the kind of a word of a closed list."""
    return Kind(
        "metavar.word",
        lambda text, _: parse_word(text, words),
        lambda word, state: state.tr.word(word),
        lambda _: words[0],
        words,
    )


def listed(words: tuple[Word, ...]) -> Kind[Word]:
    """Return the kind of a word that only a numbered list offers; no option takes it."""

    def parse(text: str, _: CliState) -> Word:
        for word in words:
            if word == text:
                return word
        raise UsageError.of("usage.not-listed", text=text, last=len(words))

    return one_of(words)._replace(parse=parse)


def _show_moment(at: datetime, state: CliState) -> str:
    language = state.tr.language
    return f"{formats.format_day(at, language)} {formats.format_time(at.time(), language)}"


def _parse_length(text: str) -> int:
    minutes = formats.parse_minutes(text)
    if minutes > LONGEST:
        raise UsageError.of("usage.longer-than-a-day", text=text)
    return minutes


LONGEST = 24 * 60
"""A day, in minutes: nothing that is typed as a length is longer."""

TEXT: Kind[str] = Kind(
    "metavar.text", lambda text, _: text, lambda text, _: formats.clean_text(text)
)
OBJECTIVE = TEXT._replace(metavar="metavar.objective")
ENGAGEMENT: Kind[str] = Kind("metavar.engagement", lambda text, _: text)
FILE: Kind[Path] = Kind("metavar.file", lambda text, _: Path(text))
FOLDER: Kind[Path] = Kind("metavar.folder", lambda text, _: Path(text))
"""A path, of which nothing is asked here: who opens it says what is wrong with it."""

DATE: Kind[date] = Kind(
    "metavar.date",
    lambda text, state: formats.parse_date(text, state.today),
    lambda on, state: formats.format_day(on, state.tr.language),
    lambda state: state.today.isoformat(),
)
MOMENT: Kind[datetime] = Kind(
    "metavar.moment",
    lambda text, state: formats.parse_moment(text, state.local_now),
    _show_moment,
    lambda state: f"{state.today.isoformat()} 18:00",
    spell=lambda at: (f"{at:%Y-%m-%d %H:%M}",),
)
MINUTES: Kind[int] = Kind(
    "metavar.length",
    lambda text, _: _parse_length(text),
    lambda minutes, _: formats.format_minutes(minutes),
    lambda _: "1h30",
    spell=lambda minutes: ("".join(formats.format_minutes(minutes).split()),),  # « 1 h 30 » as 1h30
)
AMOUNT: Kind[Decimal] = Kind(
    "metavar.amount",
    lambda text, _: formats.parse_amount(text),
    lambda amount, state: formats.format_money(amount, state.tr.language),
    lambda _: "118.40",
)
INTEGER: Kind[int] = Kind(
    "metavar.number", lambda text, _: formats.parse_integer(text), example=lambda _: "10"
)
LAST_ENTRY = 0
"""The place that stands for the last entry: the first one is 1."""

ENTRY: Kind[int] = Kind(
    "metavar.entry",
    lambda text, _: LAST_ENTRY if read_word(text, ("last",)) else formats.parse_integer(text),
    alone="last",
)
LIST = "?"
"""What an option alone stands for that lists what can be chosen, or asks for it."""

LEVEL = TEXT._replace(alone=LIST)

LINES: Kind[str] = Kind("metavar.text", lambda text, _: text, example=lambda _: "1,3", alone=LIST)
MONTH: Kind[date] = Kind("metavar.month", lambda text, _: formats.parse_month(text))
TIME: Kind[time] = Kind("metavar.time", lambda text, _: formats.parse_time(text))
INTERVAL: Kind[Interval] = Kind("metavar.interval", lambda text, _: formats.parse_interval(text))
YEAR: Kind[int] = Kind("metavar.year", lambda text, _: formats.parse_year(text))


class Range(NamedTuple):
    """The least and the most of a bound; None limits nothing."""

    least: int | None
    most: int | None


def _range_of(parse: Callable[[str], int]) -> Callable[[str, "CliState"], Range]:
    """Return what reads `8-20`, `8-` for at least 8, `8` for 8 alone, and that there is none."""

    def read(text: str, _: "CliState") -> Range:
        if unless_none(text) is None:
            return Range(None, None)
        low, dash, high = (each.strip() for each in text.partition("-"))
        least = parse(low) if low else None
        if not dash:
            return Range(least, least)
        most = parse(high) if high else None
        if least is not None and most is not None and least > most:
            raise UsageError.of("shape.bounds-out-of-order")
        return Range(least, most)

    return read


RANGE: Kind[Range] = Kind("metavar.range", _range_of(formats.parse_integer))
LENGTHS: Kind[Range] = Kind("metavar.lengths", _range_of(formats.parse_minutes))
PERCENT: Kind[Decimal] = Kind("metavar.percent", lambda text, _: formats.parse_number(text))
WEIGHT: Kind[Decimal] = Kind("metavar.weight", lambda text, _: formats.parse_number(text))

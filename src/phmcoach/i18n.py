"""Turn message ids and arguments into sentences of a language.

Domain, store and actions return message ids; the command line and the documents turn them into
sentences here. The language is always explicit, because a French command line may produce an
English document. Ids are symbolic (`store.unknown-key`), so neither language is translated from
the other. An id without a sentence is a bug and raises; an id never reaches the user's screen.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from struct import unpack_from
from typing import Any

from phmcoach import formats
from phmcoach.errors import Problem
from phmcoach.typed_words import spell_word
from phmcoach.words import Language

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "phmcoach"

_HOURS_IN_DAY = 24
# Names whose h is mute in French, without accents; every other h forbids the elision, as most names
# from elsewhere want (« de Hassan », « de Hans »). For Hugo usage hesitates; « d’Hugo » prevails.
_MUTE_H = (
    "hachette|hadrien|havas|hector|hedwige|helena|helene|heloise|henri|henriette|henry|herbert|"
    "hermance|hermes|hermine|hermione|herve|hilaire|hippolyte|homere|honore|honorine|horace|"
    "hortense|hubert|hugo|hugues|huguette|humbert|hyacinthe"
)
_WITHOUT_ACCENTS = str.maketrans("àáâäãåèéêëìíîïòóôöõøùúûüæœ", "aaaaaaeeeeiiiioooooouuuuao")


def elides(name: str) -> bool:
    """Whether French « de » and « que » lose their e before a name: « d’Élodie », « de Marc ».

    A y is a vowel before a consonant only: « d’Yves », « de Yann ».
    """
    folded = name.lower().translate(_WITHOUT_ACCENTS)
    match = re.match(r"[^\W\d_]+", folded)
    if match is None:
        return False
    word = match.group()
    if word[0] == "y":
        return word[1:2] not in {"", *"aeiou"}
    return word[0] in "aeiou" or re.fullmatch(_MUTE_H, word) is not None


class UnknownMessageError(KeyError):
    """An id that is missing from a catalogue: a bug, never a mistake of the user."""


class _Catalogue:
    """The sentences of a `.mo` file, which `tools/compile_catalogues.py` wrote sorted by their ids.

    They are looked up in its bytes: gettext would decode all of them for the few that a command
    prints.
    """

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        _, _, self._count, self._ids, self._sentences = unpack_from("<5I", raw)

    def find(self, message_id: str) -> list[str]:
        """Return the sentence of a message, or its singular and its plural."""
        wanted = message_id.encode()
        place = bisect_left(range(self._count), wanted, key=self._id_at)
        if place == self._count or self._id_at(place) != wanted:
            raise UnknownMessageError(message_id)
        return self._read(self._sentences, place).decode().split("\0")

    def _id_at(self, place: int) -> bytes:
        return self._read(self._ids, place).partition(b"\0")[0]

    def _read(self, table: int, place: int) -> bytes:
        length, start = unpack_from("<2I", self._raw, table + 8 * place)
        return self._raw[start : start + length]


@cache
def _open_catalogue(language: Language) -> _Catalogue:
    return _Catalogue((LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.mo").read_bytes())


@cache
def find_sentence(language: Language, message_id: str) -> list[str]:
    """Return the sentence of a message, or its singular and its plural, with their fields."""
    return _open_catalogue(language).find(message_id)


def _is_plural(count: int, language: Language) -> bool:
    """Whether a number takes the plural: « 0 jour » in French, "0 days" in English."""
    return count > 1 if language == "fr" else count != 1


class _Field:
    """One argument of a sentence; the sentence chooses its format: `{on:date}`."""

    def __init__(self, value: object, translator: "Translator") -> None:
        self._value = value
        self._translator = translator

    def __format__(self, kind: str) -> str:
        return self._translator.format_value(self._value, kind)


class Translator:
    """The sentences of one language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def text(self, message_id: str, /, **args: object) -> str:
        """Return the sentence of a message; an argument `count` selects singular or plural.

        Raises UnknownMessageError for an id without a sentence.
        """
        singular, *plural = find_sentence(self.language, message_id)
        count = args.get("count")
        is_plural = plural and isinstance(count, int) and _is_plural(count, self.language)
        sentence = plural[0] if is_plural else singular
        return sentence.format_map({name: _Field(value, self) for name, value in args.items()})

    def word(self, value: str) -> str:
        """Translate a word of a closed list: `held` is « tenue »."""
        return find_sentence(self.language, f"word.{value}")[0]

    def problem(self, problem: Problem) -> str:
        """Return the sentence of a problem, without its place and its remedy."""
        return self.text(problem.message, **problem.args)

    def join(self, items: Sequence[object]) -> str:
        """Join items into an enumeration: « a, b et c »."""
        return formats.join_list([formats.clean_text(str(it)) for it in items], self.language)

    def join_any(self, items: Sequence[object]) -> str:
        """Join alternatives: « a, b ou c »."""
        *first, last = [formats.clean_text(str(it)) for it in items]
        word = "ou" if self.language == "fr" else "or"
        return f"{', '.join(first)} {word} {last}" if first else last

    def name_owner(self, name: str) -> str:
        """Write whose something is: « d’Élodie », « de Marc », "of Marc"."""
        clean = formats.clean_text(name)
        if self.language == "en":
            return f"of {clean}"
        return f"d’{clean}" if elides(clean) else f"de {clean}"

    def name_quarter(self, on: date) -> str:
        """Write the quarter that a day is in: « T4 2026 », "Q4 2026"."""
        return self.text("span.quarter", quarter=(on.month + 2) // 3, year=f"{on.year}")

    def join_span(self, months: int, days: int) -> str:
        """Write whole months and remaining days: « 6 mois et 2 jours », "0 days"."""
        parts = [self.text("span.months", count=months)] if months else []
        if days or not months:
            parts.append(self.text("span.days", count=days))
        return formats.join_list(parts, self.language)

    def say_deducted(self, days: int) -> str:
        """Return the days of pause that a duration does not count, in words; empty without any."""
        return self.text("span.deducted", count=days) if days else ""

    def word_gap(self, days: Decimal) -> str:
        """Write the time between two sessions as a coach says it: « 6 jours », or « 5 h »."""
        if 0 < days < 1:
            return formats.format_minutes(max(1, round(days * _HOURS_IN_DAY)) * 60)
        return self.text("span.days", count=int(days.quantize(Decimal(1), ROUND_HALF_UP)))

    def join_words(self, words: Sequence[str]) -> str:
        """Join words of a closed list, each translated."""
        return formats.join_list([self.word(word) for word in words], self.language)

    def join_typed(self, words: Sequence[str]) -> str:
        """Join words of options as they are typed: « virement, carte et espèces »."""
        return formats.join_list([spell_word(word, self.language) for word in words], self.language)

    def join_terms(self, keys: Sequence[str]) -> str:
        """Join the names of terms of a contract: « la durée des séances et le prix »."""
        return formats.join_list([self.text(f"term.{key}") for key in keys], self.language)

    def join_problems(self, problems: Sequence[Problem]) -> str:
        """Join the sentences of several problems into one enumeration."""
        return formats.join_list([self.problem(each) for each in problems], self.language)

    def format_value(self, value: object, kind: str = "") -> str:
        """Write a value in a format; without one, as text that is safe for a terminal.

        Formats: of (a name), date, day, month, of_month, quarter, time, money, price, hours (from
        minutes), number, limit, percent, list, any, sessions, months, days (each with its number),
        span (months and days), gap (from days), deducted (from days), word, words, typed (as an
        option takes it), all_typed, terms, problem, problems.
        Raises KeyError for any other.
        """
        return _WRITERS[kind](self, value)


# `Any`: a writer relies on the sentence to pass the right type, and a test checks the sentences.
_WRITERS: Mapping[str, Callable[[Translator, Any], str]] = {
    "": lambda _, value: formats.clean_text(str(value)),
    "date": lambda tr, on: formats.format_date(on, tr.language),
    "day": lambda tr, on: formats.format_day(on, tr.language),
    "month": lambda tr, on: formats.format_month(on, tr.language),
    "of": lambda tr, name: tr.name_owner(str(name)),
    "of_month": lambda tr, on: tr.name_owner(formats.format_month(on, tr.language)),
    "quarter": Translator.name_quarter,
    "time": lambda tr, at: formats.format_time(at, tr.language),
    "money": lambda tr, amount: formats.format_money(amount, tr.language),
    "price": lambda tr, price: formats.format_price(price, tr.language),
    "hours": lambda _, minutes: formats.format_minutes(minutes),
    "number": lambda tr, number: formats.format_number(number, tr.language),
    "limit": lambda tr, limit: formats.format_limit(limit, tr.language),
    "percent": lambda tr, rate: formats.format_percent(rate, tr.language),
    "list": Translator.join,
    "any": Translator.join_any,
    "sessions": lambda tr, number: tr.text("span.sessions", count=number),
    "months": lambda tr, number: tr.text("span.months", count=number),
    "days": lambda tr, number: tr.text("span.days", count=number),
    "span": lambda tr, span: tr.join_span(span.months, span.days),
    "gap": Translator.word_gap,
    "deducted": Translator.say_deducted,
    "word": Translator.word,
    "words": Translator.join_words,
    "typed": lambda tr, word: spell_word(word, tr.language),
    "all_typed": Translator.join_typed,
    "terms": Translator.join_terms,
    "problem": Translator.problem,
    "problems": Translator.join_problems,
}

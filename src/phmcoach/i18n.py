"""Words for the ids that the rest of the program speaks in.

Domain, store and actions return message ids and arguments; the command line and the documents word
them here, each with an explicit language, because an English document may come out of a French
command line. Ids are symbolic (`store.unknown-key`), so no language is the source of the other, and
an id without a sentence is a bug that must show, never an id on the user's screen.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

from phmcoach import formats
from phmcoach.errors import Problem
from phmcoach.words import Language

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "phmcoach"


class UnknownMessageError(KeyError):
    """An id that the catalogue of a language does not hold: a bug, never the user's mistake."""


class _Refuse(NullTranslations):
    """What gettext asks when an id has no sentence: it would answer the id itself."""

    def gettext(self, message: str) -> str:
        raise UnknownMessageError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        del msgid2, n
        raise UnknownMessageError(msgid1)


@lru_cache(maxsize=2)
def _load_catalogue(language: Language) -> GNUTranslations:
    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    with path.open("rb") as file:
        catalogue = GNUTranslations(file)
    catalogue.add_fallback(_Refuse())
    return catalogue


class _Field:
    """One argument of a sentence; what it looks like is asked by the sentence: `{on:date}`."""

    def __init__(self, value: object, translator: "Translator") -> None:
        self._value = value
        self._translator = translator

    def __format__(self, kind: str) -> str:
        return self._translator.format_value(self._value, kind)


class Translator:
    """The sentences of one language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._catalogue = _load_catalogue(language)

    def text(self, message_id: str, /, **args: object) -> str:
        """Word a message; with an argument `count`, in its singular or plural.

        Raises UnknownMessageError for an id without a sentence.
        """
        count = args.get("count")
        if isinstance(count, int):
            try:
                sentence = self._catalogue.ngettext(message_id, message_id, count)
            except UnknownMessageError:
                sentence = self._catalogue.gettext(message_id)
        else:
            sentence = self._catalogue.gettext(message_id)
        return sentence.format_map({name: _Field(value, self) for name, value in args.items()})

    def word(self, value: str) -> str:
        """Translate a word of a closed list: `held` is « tenue »."""
        return self._catalogue.gettext(f"word.{value}")

    def problem(self, problem: Problem) -> str:
        """Word the sentence of a problem; its place and its fix are shown apart."""
        return self.text(problem.message, **problem.args)

    def join(self, items: Sequence[object]) -> str:
        """Join as a sentence does: « a, b et c »."""
        return formats.join_list([formats.clean_text(str(it)) for it in items], self.language)

    def join_span(self, months: int, days: int) -> str:
        """Write whole months and the days beyond them: « 6 mois et 2 jours », "0 days"."""
        parts = [self.text("span.months", count=months)] if months else []
        if days or not months:
            parts.append(self.text("span.days", count=days))
        return formats.join_list(parts, self.language)

    def join_words(self, words: Sequence[str]) -> str:
        """Join words of a closed list, each translated."""
        return formats.join_list([self.word(word) for word in words], self.language)

    def join_problems(self, problems: Sequence[Problem]) -> str:
        """Join what several problems say, as one enumeration."""
        return formats.join_list([self.problem(each) for each in problems], self.language)

    def format_value(self, value: object, kind: str = "") -> str:
        """Write a value as a kind of field; without a kind, as text safe for a terminal.

        Kinds: date, day, month, time, money, price, hours (of minutes), number, percent, list,
        span (months and days), word, words, problem, problems. Raises KeyError for any other.
        """
        return _WRITERS[kind](self, value)


# What a sentence asks of a value. `Any`: each writer trusts the sentence, and a test the sentences.
_WRITERS: Mapping[str, Callable[[Translator, Any], str]] = {
    "": lambda _, value: formats.clean_text(str(value)),
    "date": lambda tr, on: formats.format_date(on, tr.language),
    "day": lambda tr, on: formats.format_day(on, tr.language),
    "month": lambda tr, on: formats.format_month(on, tr.language),
    "time": lambda tr, at: formats.format_time(at, tr.language),
    "money": lambda tr, amount: formats.format_money(amount, tr.language),
    "price": lambda tr, price: formats.format_price(price, tr.language),
    "hours": lambda _, minutes: formats.format_minutes(minutes),
    "number": lambda tr, number: formats.format_number(number, tr.language),
    "percent": lambda tr, rate: formats.format_percent(rate, tr.language),
    "list": Translator.join,
    "span": lambda tr, span: tr.join_span(span.months, span.days),
    "word": Translator.word,
    "words": Translator.join_words,
    "problem": Translator.problem,
    "problems": Translator.join_problems,
}

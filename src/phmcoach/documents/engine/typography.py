"""Apply French typography to text and numbers that were typed on a keyboard.

People type an ordinary space before a colon, and a straight apostrophe. In print both are wrong:
the colon could start a line, and the apostrophe looks like a mistake among curly ones.
"""

import re
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from phmcoach.formats import MONTHS, NARROW, NO_BREAK, format_month, join_list
from phmcoach.words import Language

_BEFORE_MARK = re.compile(f"[ {NO_BREAK}]([;:!?»%€])")
_AFTER_QUOTE = re.compile(f"«[ {NO_BREAK}]")
_NUMBER_SIGN = re.compile(
    r"\b([nN]°|p\.|art\.|[Aa]rticles?(?= [LRD]?\.?\d)|[Aa]nnexe(?= \d)|M\.(?= [A-ZÀ-Ý])|Mme) "
)
_LETTER_OF_NUMBER = re.compile(r"(\d) (?=[A-Z]\b(?!\.))")
_QUANTITY = re.compile(r"(\d) (?=(?:h|min|jours?|mois|heures?|séances?)\b)")
_IBAN = re.compile(r"[A-Z]{2}\d\d[A-Z0-9]{11,30}")
_SIREN = 9
_SIRET = 14
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


def set_spaces(text: str) -> str:
    """Make spaces non-breaking where French typography requires it; no letter changes."""
    text = _BEFORE_MARK.sub(NARROW + r"\1", text)
    text = _AFTER_QUOTE.sub("«" + NARROW, text)
    text = _NUMBER_SIGN.sub(r"\1" + NO_BREAK, text)
    text = _LETTER_OF_NUMBER.sub(r"\1" + NO_BREAK, text)
    return _QUANTITY.sub(r"\1" + NO_BREAK, text)


def set_prose(text: str) -> str:
    """Typeset sentences: non-breaking spaces, curly apostrophes inside words."""
    return _APOSTROPHE.sub("’", set_spaces(text))


def group_digits(number: str) -> str:
    """Group the digits of an identifier, with non-breaking spaces.

    A SIREN or SIRET gets groups of three, an IBAN groups of four; anything else, such as a
    telephone number, keeps the groups in which it was typed.
    """
    bare = "".join(number.split())
    if bare.isdecimal() and len(bare) in (_SIREN, _SIRET):
        head, tail = bare[:_SIREN], bare[_SIREN:]
        parts = [*(head[i : i + 3] for i in range(0, _SIREN, 3)), tail]
        return NO_BREAK.join(part for part in parts if part)
    if _IBAN.fullmatch(bare):
        return NO_BREAK.join(bare[i : i + 4] for i in range(0, len(bare), 4))
    return NO_BREAK.join(number.split())


def set_days(days: Sequence[date], language: Language) -> str:
    """Write a list of days, naming month and year once: « 3, 10 et 24 février ; 3 mars 2026 »."""
    months = [list(each) for _, each in groupby(days, key=lambda day: (day.year, day.month))]
    parts = [
        f"{_number_days(each, language)}{NO_BREAK}{_name_month(each, after, language)}"
        for each, after in zip(months, [*months[1:], None], strict=False)
    ]
    if len(parts) == len(days):
        return join_list(parts, language)
    return (f"{NARROW}; " if language == "fr" else "; ").join(parts)


def _number_days(days: Sequence[date], language: Language) -> str:
    first = "1er" if language == "fr" else "1"
    return join_list([first if day.day == 1 else str(day.day) for day in days], language)


def _name_month(days: Sequence[date], after: Sequence[date] | None, language: Language) -> str:
    """Name the month of days, with the year unless the next days are in the same year."""
    if after is not None and after[0].year == days[0].year:
        return MONTHS[language][days[0].month - 1]
    return format_month(days[0], language)

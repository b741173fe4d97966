"""The names of the files of an issued paper: a word in its language, then its number.

Earlier versions named a PDF, a draft and a duplicate by the number alone, and a letter by the
number and a French word. Such files keep their names, and are found for ever.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal

from phmcoach.words import DocumentType, Language, ReminderLevel

PaperKind = DocumentType | Literal["quote"]

_PAPERS: Mapping[Language, Mapping[PaperKind, str]] = {
    "fr": {
        "invoice": "facture",
        "deposit": "facture-acompte",
        "credit": "avoir",
        "quote": "devis",
    },
    "en": {
        "invoice": "invoice",
        "deposit": "deposit-invoice",
        "credit": "credit-note",
        "quote": "quote",
    },
}
_LETTERS: Mapping[Language, Mapping[ReminderLevel, str]] = {
    "fr": {
        "friendly": "relance-amicale",
        "firm": "relance-ferme",
        "formal": "mise-en-demeure",
    },
    "en": {
        "friendly": "friendly-reminder",
        "firm": "firm-reminder",
        "formal": "formal-notice",
    },
}
_DUPLICATES: Mapping[Language, str] = {"fr": "duplicata", "en": "duplicate"}
_PORTALS: Mapping[Language, str] = {"fr": "portail", "en": "portal"}

# A number is a prefix in capitals, a year and a rank: a word before it is no part of it, and a scan
# that a camera or a program has numbered is no paper.
_WORDS = "|".join(sorted({word for words in _PAPERS.values() for word in words.values()}))
_NUMBER = rf"(?:(?:{_WORDS})-)?([A-Z0-9-]+-[0-9]{{4}})-([0-9]{{4,}})"
_ISSUED = rf"{_NUMBER}\.pdf"
_DUPLICATE = rf"-(?:{'|'.join(_DUPLICATES.values())})\.pdf"
_PORTAL = rf"-(?:{'|'.join(_PORTALS.values())})\.(?:pdf|xml)"
_LEVELS = "|".join(sorted(word for words in _LETTERS.values() for word in words.values()))
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_LETTER = rf"{_DAY}\.(?:pdf|eml)"
_MADE_OF = (
    rf"{_NUMBER}(?:\.eml|{_DUPLICATE}|{_PORTAL}|-(?:{_LEVELS})-{_LETTER})",
    rf"(?:{_LEVELS})-{_NUMBER}-{_LETTER}",
)


def paper_stem(language: Language, kind: PaperKind, number: str) -> str:
    """Return the name, without suffix, of the PDF of a paper and of the draft of its e-mail."""
    return f"{_PAPERS[language][kind]}-{number}"


def duplicate_names(language: Language, stem: str, number: str) -> tuple[str, str]:
    """Return the name of the duplicate of a paper, and the one that earlier versions gave it."""
    return f"{stem}-{_DUPLICATES[language]}.pdf", f"{number}-{_DUPLICATES['fr']}.pdf"


def portal_stem(language: Language, stem: str) -> str:
    """Return the name, without suffix, of the plain PDF of an invoice and of its e-invoice."""
    return f"{stem}-{_PORTALS[language]}"


def attachment_name(name: str, contract: str | None) -> str:
    """Return the name of an invoice in an e-mail, which says the number of its contract too."""
    return f"{name.removesuffix('.pdf')}-{contract}.pdf" if contract else name


def letter_stem(language: Language, number: str, level: ReminderLevel, on: date) -> str:
    """Return the name, without suffix, of the files of a reminder letter and of its e-mail."""
    return f"{_LETTERS[language][level]}-{number}-{on}"


def letter_prefixes(number: str, level: ReminderLevel) -> tuple[str, ...]:
    """Return how the names of all letters of a level about a paper begin, before their day."""
    now = (f"{words[level]}-{number}-" for words in _LETTERS.values())
    return (*now, f"{number}-{_LETTERS['fr'][level]}-")


def number_in(name: str) -> str | None:
    """Return the number in the name of an issued PDF; None for any other name."""
    found = re.fullmatch(_ISSUED, name)
    return found and f"{found[1]}-{found[2]}"


def find_number(name: str) -> tuple[str, int] | None:
    """Return the series and the rank of the paper that another file was made of, by its name.

    That is the draft of its e-mail, a duplicate, a plain PDF or an e-invoice for a portal, or a
    letter.
    """
    found = next(filter(None, (re.fullmatch(each, name) for each in _MADE_OF)), None)
    return found and (found[1], int(found[2]))

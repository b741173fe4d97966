"""Words of closed lists, as people type them."""

from typing import TypeVar

from phmcoach.errors import UsageError
from phmcoach.i18n import Translator

Word = TypeVar("Word", bound=str)


def check_choice(value: str, choices: tuple[Word, ...]) -> Word:
    """Return the word of the list that was typed; UsageError names the nearest and lists them."""
    for choice in choices:
        if value == choice:
            return choice
    from difflib import get_close_matches

    nearest = get_close_matches(value, choices, n=1)
    if nearest:
        raise UsageError.of(
            "usage.not-a-choice-nearest", text=value, nearest=nearest[0], choices=choices
        )
    raise UsageError.of("usage.not-a-choice", text=value, choices=choices)


def parse_choice(answer: str, choices: tuple[Word, ...], tr: Translator) -> Word:
    """Read an answer to a numbered list: the number, the word, or what the word means."""
    wanted = answer.strip().casefold()
    if wanted.isdecimal() and 1 <= int(wanted) <= len(choices):
        return choices[int(wanted) - 1]
    for choice in choices:
        if wanted == tr.word(choice).casefold():
            return choice
    return check_choice(wanted, choices)

"""The cells of a coach's own sheet, in forms that no option takes."""

import re
from collections.abc import Mapping, Sequence

_CLOCK = r"(?a)(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d)(?::00)?"

OTHER_WORDS: Mapping[str, tuple[str, ...]] = {
    "company-fr": ("organisation", "societe", "company", "organization"),
    "private": ("particuliere", "prive", "privee", "individual"),
    "held": ("tenu", "fait", "faite", "realise", "realisee", "effectue", "effectuee", "done"),
    "planned": ("prevu", "planifie", "planifiee", "a-venir"),
    "cancelled": ("annule", "canceled"),
    "no-show": ("absente", "absence"),
    "in-person": ("presentiel", "en-presentiel", "face-a-face"),
    "video": ("distanciel", "en-distanciel", "zoom", "teams"),
    "phone": ("tel",),
}
"""Words of other sheets for those of options, as `fold` returns them."""


def plain_day(text: str) -> str:
    """Return a day as an option takes it: 09.01.23 or 09/01/2023 00:00 is 09/01/2023.

    A year of two digits, which spreadsheet programs write, is of this century.
    """
    day = re.sub(r"[ T]0?0:00(:00)?(\.0+)?$", "", text)
    match = re.fullmatch(r"(?a)(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})", day)
    if match is None:
        return day
    year = match[4] if match[4][2:] else f"20{match[4]}"
    return f"{match[1]}/{match[3]}/{year}"


def plain_length(text: str) -> str:
    """Return a length as an option takes it: 1:30 or 01:30:00, as spreadsheets write, is 1h30."""
    match = re.fullmatch(_CLOCK, text)
    return f"{match['hours']}h{match['minutes']}" if match else text


def plain_time(text: str) -> str:
    """Return a time of day without its seconds: 09:30:00 is 09:30."""
    match = re.fullmatch(_CLOCK, text)
    return f"{match['hours']}:{match['minutes']}" if match else text


def name_lines(lines: Sequence[int]) -> tuple[str, ...]:
    """Return lines, in order, as few names: 3, 4, 5 and 9 are 3–5 and 9."""
    spans: list[list[int]] = []
    for line in lines:
        if spans and line == spans[-1][-1] + 1:
            spans[-1].append(line)
        else:
            spans.append([line])
    return tuple(f"{each[0]}–{each[-1]}" if each[1:] else f"{each[0]}" for each in spans)

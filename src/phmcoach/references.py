"""The rule for references, the names of clients and engagements and of their files."""

import re

PATTERN = "[a-z0-9][a-z0-9-]*"
LONGEST = 60
SHORT = 40
"""The most characters of a reference that is made of a name: it fits a narrow screen."""

_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789-"
# On Windows these names open a device, whatever the file's extension.
_RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)))
)

_MARKS = (
    r"^~+\$?|^(?i:copie|copy)(?: \([0-9]+\))? (?i:de|of) |[ _-]*\([^()]*\)$"
    r"| (?:- )?(?i:copie|copy)$| [2-9]$|\.sync-conflict-[0-9A-Za-z-]+$"
    r"|(?<=[a-z0-9])(?:-[A-Z][A-Z0-9]+)+-[A-Z0-9]+$"
)
"""What people and programs add to the name of a copy: `- Copie`, `(1)`, `-DESKTOP-AB12`."""


def is_reference(text: str) -> bool:
    """Whether a text can name a file on any system and be typed in any shell.

    That is at most 60 lower-case ASCII letters, digits and hyphens.
    """
    is_spelled = text[:1] not in ("", "-") and not text.strip(_CHARACTERS)
    return is_spelled and len(text) <= LONGEST and text not in _RESERVED


def suggest_reference(text: str) -> str:
    """Return a reference derived from a text ("Société Générale": `societe-generale`).

    The result is empty if no character of the text is allowed in a reference.
    """
    from unicodedata import category, normalize

    spelled = text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae")
    letters = normalize("NFKD", spelled.casefold())
    # A dash or an apostrophe of any script parts two words; an accent is left out.
    joined = "".join("-" if category(each)[0] in "PSZ" else each for each in letters)
    plain = joined.encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")
    return f"{slug}-1" if slug in _RESERVED else slug


def name_reference(name: str) -> str:
    """Return a reference made of the first words of a name, as many as are short enough.

    The result is empty if no character of the name is allowed in a reference.
    """
    whole = suggest_reference(name)
    return whole if len(whole) <= SHORT else whole[: whole.rfind("-", 1, SHORT + 1)][:SHORT]


def name_of_original(name: str) -> str:
    """Return the name of a file, without its ending, as it was before it became that of a copy."""
    before = ""
    while name != before:
        before, name = name, re.sub(_MARKS, "", name)
    return name

"""User text as data: the one place where a string becomes part of a source text.

A Typst string literal has two special characters, where Typst markup has dozens, so text enters
Typst as a literal and as nothing else. What could hide or reorder a line is dropped first. Four
words that lead out of a document (`import`, `include`, `eval`, `std`) are written with an escape
inside user text; a source that holds one of them in plain letters therefore owes it to a template,
and can be refused without mistaking an import-export company for an attack.
"""

import re

_DROPPED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_LINE_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_FOLDED = re.compile("[ \t\n]+")
_LEADS_OUT = re.compile(r"\b(?:import|include|eval|std)\b")
_PACKAGE = re.compile(r"@(?:preview|local)\b")
_MARKDOWN_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_TYPST_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_TYPST_SPECIAL = re.compile(r'[\\"\n\t]')


class Code(str):
    """Source text that our own code made: it enters a template as it stands.

    Every operation on it gives an ordinary string again, which is escaped like any other.
    """

    __slots__ = ()


def drop_invisible(text: str) -> str:
    """Drop controls, byte-order marks, bidi marks and lone surrogates; line breaks are one kind."""
    return _DROPPED.sub("", _LINE_BREAKS.sub("\n", text))


def typst_string(text: str) -> Code:
    """Write text as a Typst string literal, for a place where code stands: `"…"`."""
    visible = _TYPST_SPECIAL.sub(lambda m: _TYPST_ESCAPES[m.group()], drop_invisible(text))
    guarded = _LEADS_OUT.sub(lambda m: _first_as_escape(m.group()), visible)
    return Code(f'"{_PACKAGE.sub(lambda m: _first_as_escape(m.group()), guarded)}"')


def typst_text(text: str) -> Code:
    """Write text for a place where markup stands: `#"…";`.

    The semicolon ends the literal, so that a `.` or `(` that follows is text again.
    """
    return Code(f"#{typst_string(text)};")


def markdown_text(text: str) -> Code:
    """Write text on one line of Markdown, with every ASCII punctuation character escaped.

    Spaces around it go: a name in bold would show its asterisks for one.
    """
    folded = _FOLDED.sub(" ", drop_invisible(text)).strip()
    return Code(_MARKDOWN_PUNCTUATION.sub(lambda m: "\\" + m.group(), folded))


def plain_text(text: str) -> Code:
    """Write text on one line of a text that is no source of anything, such as an e-mail."""
    return Code(_FOLDED.sub(" ", drop_invisible(text)).strip())


def leads_out(source: str) -> re.Match[str] | None:
    """Find the first word of a finished Typst source that could reach outside of it."""
    return _LEADS_OUT.search(source) or _PACKAGE.search(source)


def _first_as_escape(word: str) -> str:
    return f"\\u{{{ord(word[0]):x}}}{word[1:]}"

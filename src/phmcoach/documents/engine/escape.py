"""Escape user text for Typst, Markdown and plain text; no other module does.

A Typst string literal has two special characters and Typst markup has dozens, so text enters Typst
only as a literal. Characters that could hide or reorder text are removed first. Four words that
reach outside of a document (`import`, `include`, `eval`, `std`) are escaped in user text. A source
that contains one of them in plain letters therefore got it from a template and can be rejected,
while a company may have "import" in its name.
"""

import re

_DROPPED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_LINE_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_FOLDED = re.compile("[ \t\n]+")
_FORBIDDEN_WORD = re.compile(r"\b(?:import|include|eval|std)\b")
_PACKAGE = re.compile(r"@(?:preview|local)\b")
_MARKDOWN_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_TYPST_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_TYPST_SPECIAL = re.compile(r'[\\"\n\t]')


class Code(str):
    """Source text made by our own code: it is printed in a template without escaping.

    Every string operation on it returns an ordinary string, which is escaped again.
    """

    __slots__ = ()


def drop_invisible(text: str) -> str:
    """Remove control characters, BOMs, bidi marks and lone surrogates; line breaks become LF."""
    return _DROPPED.sub("", _LINE_BREAKS.sub("\n", text))


def typst_string(text: str) -> Code:
    """Write text as a Typst string literal for code mode: `"…"`."""
    visible = _TYPST_SPECIAL.sub(lambda m: _TYPST_ESCAPES[m.group()], drop_invisible(text))
    guarded = _FORBIDDEN_WORD.sub(lambda m: _first_as_escape(m.group()), visible)
    return Code(f'"{_PACKAGE.sub(lambda m: _first_as_escape(m.group()), guarded)}"')


def typst_text(text: str) -> Code:
    """Write text as a Typst string literal for markup mode: `#"…";`.

    The semicolon ends the expression, so that a following `.` or `(` is text.
    """
    return Code(f"#{typst_string(text)};")


def markdown_text(text: str) -> Code:
    """Write text on one line of Markdown, with every ASCII punctuation character escaped.

    Outer spaces are removed: with a space inside, `**name **` would print its asterisks.
    """
    folded = _FOLDED.sub(" ", drop_invisible(text)).strip()
    return Code(_MARKDOWN_PUNCTUATION.sub(lambda m: "\\" + m.group(), folded))


def plain_text(text: str) -> Code:
    """Write text on one line of plain text, such as an e-mail, without escapes."""
    return Code(_FOLDED.sub(" ", drop_invisible(text)).strip())


def find_forbidden_word(source: str) -> re.Match[str] | None:
    """Find the first word in a finished Typst source that could reach outside of the document."""
    return _FORBIDDEN_WORD.search(source) or _PACKAGE.search(source)


def _first_as_escape(word: str) -> str:
    return f"\\u{{{ord(word[0]):x}}}{word[1:]}"

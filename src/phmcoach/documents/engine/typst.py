"""From Typst source to the bytes of an archivable, accessible PDF.

The source goes in as bytes, never through a file, so a client's name never lies about in a
temporary folder. The compiler's root is the folder of our own fonts: it must have one, and there
is nothing in it to find. With the day as the only clock, the same source gives the same bytes.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

import typst

from phmcoach.documents.engine.escape import leads_out
from phmcoach.errors import InvalidDataError

FONTS = Path(__file__).parents[1] / "fonts"
_LINE = re.compile(r"__typst_py_bytes__\.typ:(\d+):")
_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


class TypesettingError(Exception):
    """Typst refused a source: what it says, and the source line at fault, if it names one."""

    def __init__(self, reason: str, line: str | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class ReachingOutError(TypesettingError):
    """A source uses a word that could lead out of the document; `reason` is that word."""


@dataclass(frozen=True)
class Compiled:
    """A PDF, the characters that our own font lacks, and what Typst remarked."""

    pdf: bytes
    foreign: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def compile_pdf(source: str, *, on: date) -> Compiled:
    """Compile a source to PDF/A-3a and PDF/UA-1, dated at midnight UTC of a day.

    A character that Inter lacks is looked for in the fonts of Typst and of the machine. Raises
    InvalidDataError if no font has it, TypesettingError for any other fault of the source, which
    can only be a template's.
    """
    _refuse_reaching_out(source)
    try:
        return _compile(source, on, everything=False)
    except typst.TypstError as error:
        foreign = _missing_characters(error)
        if not foreign:
            raise _fault(error, source) from error
    try:
        found = _compile(source, on, everything=True)
    except typst.TypstError as error:
        missing = _missing_characters(error)
        if missing:
            raise InvalidDataError.of("documents.no-glyph", characters=missing) from error
        raise _fault(error, source) from error
    return Compiled(found.pdf, foreign, found.remarks)


def _compile(source: str, on: date, *, everything: bool) -> Compiled:
    compiler = typst.Compiler(
        source.encode(),
        root=FONTS,
        font_paths=_fonts(everything=everything),
        package_path=FONTS,
        package_cache_path=FONTS,
    )
    pdf, warnings = compiler.compile_with_warnings(
        format="pdf",
        pdf_standards=["a-3a", "ua-1"],
        timestamp=datetime(on.year, on.month, on.day, tzinfo=UTC),
    )
    if not isinstance(pdf, bytes):
        message = "Typst gives one PDF as bytes"
        raise TypeError(message)
    return Compiled(pdf, remarks=tuple(warning.message for warning in warnings))


@lru_cache(maxsize=2)
def _fonts(*, everything: bool) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=everything, include_embedded_fonts=everything, font_paths=[FONTS]
    )


def _refuse_reaching_out(source: str) -> None:
    """Refuse a source that could load a package: Typst would ask the network for it."""
    found = leads_out(source)
    if found:
        line = source.count("\n", 0, found.start())
        raise ReachingOutError(found.group(), source.split("\n")[line])


def _fault(error: typst.TypstError, source: str) -> TypesettingError:
    place = _LINE.search(error.diagnostic)
    line = source.split("\n")[int(place.group(1)) - 1] if place else None
    return TypesettingError(error.message, line)


def _missing_characters(error: typst.TypstError) -> tuple[str, ...]:
    """Return the characters that a font lacks, each with its code point, or nothing."""
    found = _GLYPH.findall(error.diagnostic)
    plain = (_RUST_ESCAPE.sub(lambda m: chr(int(m.group(1), 16)), text) for text in found)
    return tuple(
        f"{text} ({' '.join(f'U+{ord(char):04X}' for char in text)})"
        for text in dict.fromkeys(plain)
    )

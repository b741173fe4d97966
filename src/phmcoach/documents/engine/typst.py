"""Compile Typst source to an archivable, accessible PDF.

The source is passed as bytes, never through a file, so a client's name is never left in a temporary
folder. The compiler needs a root folder: it gets the folder of our fonts, which contains nothing
private. The date is the only clock, so the same source gives the same bytes.
"""

import json
import re
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

import typst

from phmcoach.documents.engine.escape import find_forbidden_word
from phmcoach.documents.engine.template_faults import ForbiddenWordError, TypesettingError
from phmcoach.errors import InvalidDataError
from phmcoach.value import Value

FONTS = Path(__file__).parents[1] / "fonts"
_LINE = re.compile(r"__typst_py_bytes__\.typ:(\d+):")
_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


class CompiledPdf(Value):
    """A PDF, the characters set in another font because ours lacks them, and Typst's warnings."""

    pdf: bytes
    fallback_characters: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def compile_pdf(source: str, *, on: date) -> CompiledPdf:
    """Compile a source to PDF/A-3a and PDF/UA-1, dated `on` at midnight UTC.

    Characters that Inter lacks are taken from the fonts of Typst and of the machine. Raises
    InvalidDataError if no font has one, TypesettingError for any other error in the source, which
    can only come from a template.
    """
    _refuse_forbidden_words(source)
    try:
        return _compile(source, on, everything=False)
    except typst.TypstError as error:
        fallback_characters = _missing_characters(error)
        if not fallback_characters:
            raise _fault(error, source) from error
    try:
        found = _compile(source, on, everything=True)
    except typst.TypstError as error:
        missing = _missing_characters(error)
        if missing:
            raise InvalidDataError.of("documents.no-glyph", characters=missing) from error
        raise _fault(error, source) from error
    return CompiledPdf(found.pdf, fallback_characters, found.remarks)


def find_pages(source: str, mark: str) -> tuple[int, ...]:
    """Lay a source out; return the numbers of its pages that it marks with the label `mark`.

    A source with an error has none: `compile_pdf` reports it.
    """
    if find_forbidden_word(source):
        return ()
    try:
        found = _open(source, everything=False).query(f"<{mark}>", field="value")
    except RuntimeError:
        return ()
    return tuple(map(int, json.loads(found)))


def _open(source: str, *, everything: bool) -> typst.Compiler:
    return typst.Compiler(
        source.encode(),
        root=FONTS,
        font_paths=_fonts(everything=everything),
        package_path=FONTS,
        package_cache_path=FONTS,
    )


def _compile(source: str, on: date, *, everything: bool) -> CompiledPdf:
    compiler = _open(source, everything=everything)
    pdf, warnings = compiler.compile_with_warnings(
        format="pdf",
        pdf_standards=["a-3a", "ua-1"],
        timestamp=datetime(on.year, on.month, on.day, tzinfo=UTC),
    )
    if not isinstance(pdf, bytes):
        message = "Typst did not return one PDF as bytes"
        raise TypeError(message)
    return CompiledPdf(pdf, remarks=tuple(warning.message for warning in warnings))


@lru_cache(maxsize=2)
def _fonts(*, everything: bool) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=everything, include_embedded_fonts=everything, font_paths=[FONTS]
    )


def _refuse_forbidden_words(source: str) -> None:
    """Reject a source that could load a package: Typst would download it."""
    found = find_forbidden_word(source)
    if found:
        line = source.count("\n", 0, found.start())
        raise ForbiddenWordError(found.group(), source.split("\n")[line])


def _fault(error: typst.TypstError, source: str) -> TypesettingError:
    place = _LINE.search(error.diagnostic)
    line = source.split("\n")[int(place.group(1)) - 1] if place else None
    return TypesettingError(error.message, line)


def _missing_characters(error: typst.TypstError) -> tuple[str, ...]:
    """Return the characters that no font in use has, each with its code point."""
    found = _GLYPH.findall(error.diagnostic)
    plain = (_RUST_ESCAPE.sub(lambda m: chr(int(m.group(1), 16)), text) for text in found)
    return tuple(
        f"{text} ({' '.join(f'U+{ord(char):04X}' for char in text)})"
        for text in dict.fromkeys(plain)
    )

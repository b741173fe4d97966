"""Typeset a finished source into a document, and attribute errors to the coach's templates."""

from datetime import date

from phmcoach.documents.engine.template_faults import TypesettingError
from phmcoach.documents.engine.templates import Templates, blame_typesetting
from phmcoach.documents.engine.typst import compile_pdf
from phmcoach.errors import Problem
from phmcoach.value import Value


class Rendered(Value):
    """A rendered document: its PDF, the Typst source of it, and warnings for the coach.

    `xml` is the e-invoice embedded in the PDF, if there is one.
    """

    pdf: bytes
    source: str
    xml: bytes | None = None
    warnings: tuple[Problem, ...] = ()


def typeset(
    source: str, *, on: date, templates: Templates, warnings: tuple[Problem, ...] = ()
) -> Rendered:
    """Typeset a source; Typst's warnings are added to `warnings`.

    Raises InvalidDataError if one of the coach's own templates is wrong, or if no font has a
    character.
    """
    try:
        compiled = compile_pdf(source, on=on)
    except TypesettingError as error:
        blamed = blame_typesetting(error, templates)
        if blamed is None:
            raise
        raise blamed from error
    fallback = Problem("documents.foreign-font", {"characters": compiled.fallback_characters})
    remarks = (
        Problem("documents.typesetting-remark", {"reason": remark.rstrip(".")})
        for remark in compiled.remarks
    )
    added = (*((fallback,) if compiled.fallback_characters else ()), *remarks)
    return Rendered(compiled.pdf, source, warnings=(*warnings, *added))

"""From a finished source to a document, and to the sentence that says whose fault it is if not."""

from dataclasses import dataclass
from datetime import date

from phmcoach.documents.engine.templates import Templates, blame_typesetting
from phmcoach.documents.engine.typst import TypesettingError, compile_pdf
from phmcoach.errors import Problem


@dataclass(frozen=True)
class Rendered:
    """A document: its bytes, the Typst source they come from, and what its maker should know.

    `xml` is the e-invoice that is embedded in the bytes, if it is one.
    """

    pdf: bytes
    source: str
    xml: bytes | None = None
    warnings: tuple[Problem, ...] = ()


def typeset(
    source: str, *, on: date, templates: Templates, warnings: tuple[Problem, ...] = ()
) -> Rendered:
    """Set a source, and add to the warnings what the typesetter met.

    Raises InvalidDataError where one of the coach's own templates is at fault, or no font has a
    character.
    """
    try:
        compiled = compile_pdf(source, on=on)
    except TypesettingError as error:
        blamed = blame_typesetting(error, templates)
        if blamed is None:
            raise
        raise blamed from error
    foreign = Problem("documents.foreign-font", {"characters": compiled.foreign})
    remarks = (
        Problem("documents.typesetting-remark", {"reason": remark.rstrip(".")})
        for remark in compiled.remarks
    )
    met = (*((foreign,) if compiled.foreign else ()), *remarks)
    return Rendered(compiled.pdf, source, warnings=(*warnings, *met))

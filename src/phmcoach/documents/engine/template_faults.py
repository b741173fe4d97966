"""What a fault of a template is called: the engines speak English, and of their own insides.

The common kinds have a sentence of ours. For any other the engine is quoted, since its words may
help whoever wrote the template, and nobody else can say more.
"""

import re

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from phmcoach.errors import Problem


class UnprintableError(TypeError):
    """A template wants to print a value that can be written in more than one way."""


_QUOTED = r"'([^']*)'"
_UNDEFINED = (re.compile(f"has no attribute {_QUOTED}"), re.compile(f"{_QUOTED} is undefined"))
_UNSAFE = re.compile(f"attribute {_QUOTED}")
_UNKNOWN_TOOL = re.compile(f"No (?:filter|test) named {_QUOTED}")
_UNKNOWN_VARIABLE = re.compile("unknown variable: (.+)")
_OUT_OF_REACH = ("file not found", "failed to load file", "cannot read file outside")


def name_fault(error: Exception) -> Problem:
    """Return what is wrong with a template, from what Jinja raised."""
    reason = str(error).rstrip(".")
    if isinstance(error, UnprintableError):
        return Problem("documents.template-unprintable", {"kind": reason})
    if isinstance(error, RecursionError):
        return Problem("documents.template-includes-itself")
    if isinstance(error, TemplateNotFound):
        return Problem("documents.template-no-such-part", {"name": error.name or reason})
    return _name_by_words(error, reason)


def _name_by_words(error: Exception, reason: str) -> Problem:
    """Name what Jinja tells apart by its words alone."""
    if isinstance(error, UndefinedError):
        found = next((match[1] for each in _UNDEFINED if (match := each.search(reason))), None)
        return _unknown(found, reason)
    if isinstance(error, SecurityError) and (unsafe := _UNSAFE.search(reason)):
        return Problem("documents.template-reaches-out", {"word": unsafe[1]})
    if isinstance(error, TemplateSyntaxError):
        tool = _UNKNOWN_TOOL.match(reason)
        return _unknown(tool[1], reason) if tool else _fault("documents.template-syntax", reason)
    return _fault("documents.template-fault", reason)


def name_typesetting_fault(message: str) -> Problem:
    """Return what is wrong with a template, from what Typst says of the source made of it."""
    reason = message.rstrip(".")
    if variable := _UNKNOWN_VARIABLE.match(reason):
        return _unknown(variable[1], reason)
    if reason.startswith(_OUT_OF_REACH):
        return Problem("documents.template-no-file")
    if reason.endswith("missing document title"):
        return Problem("documents.template-untitled")
    return _fault("documents.template-fault", reason)


def _unknown(name: str | None, reason: str) -> Problem:
    if name is None:
        return _fault("documents.template-fault", reason)
    return Problem("documents.template-unknown-name", {"name": name})


def _fault(message: str, reason: str) -> Problem:
    return Problem(message, {"reason": reason})

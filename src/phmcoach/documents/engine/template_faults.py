"""Translate the errors of Jinja and Typst into problems of a template.

The engines report in English and in their own terms. Common errors get a sentence of ours; for any
other the engine's message is quoted, since it may help the author of the template.
"""

import re

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from phmcoach.errors import Problem


class UnprintableError(TypeError):
    """A template prints a value that needs a filter, such as a date or an amount."""


class TypesettingError(Exception):
    """Typst rejected a source; `reason` is its message, `line` the source line, if known."""

    def __init__(self, reason: str, line: str | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class ForbiddenWordError(TypesettingError):
    """A source uses a word that could reach outside of the document; `reason` is that word."""


_QUOTED = r"'([^']*)'"
_UNDEFINED = (re.compile(f"has no attribute {_QUOTED}"), re.compile(f"{_QUOTED} is undefined"))
_UNSAFE = re.compile(f"attribute {_QUOTED}")
_UNKNOWN_TOOL = re.compile(f"No (?:filter|test) named {_QUOTED}")
_UNKNOWN_VARIABLE = re.compile("unknown variable: (.+)")
_OUT_OF_REACH = ("file not found", "failed to load file", "cannot read file outside")


def jinja_problem(error: Exception) -> Problem:
    """Return the problem behind an error that Jinja raised."""
    reason = str(error).rstrip(".")
    if isinstance(error, UnprintableError):
        return Problem("documents.template-unprintable", {"kind": reason})
    if isinstance(error, RecursionError):
        return Problem("documents.template-includes-itself")
    if isinstance(error, TemplateNotFound):
        return Problem("documents.template-no-such-part", {"name": error.name or reason})
    return _problem_from_message(error, reason)


def _problem_from_message(error: Exception, reason: str) -> Problem:
    """Return the problem behind an error that only its message identifies."""
    if isinstance(error, UndefinedError):
        found = next((match[1] for each in _UNDEFINED if (match := each.search(reason))), None)
        return _unknown(found, reason)
    if isinstance(error, SecurityError) and (unsafe := _UNSAFE.search(reason)):
        return Problem("documents.template-forbidden-word", {"word": unsafe[1]})
    if isinstance(error, TemplateSyntaxError):
        tool = _UNKNOWN_TOOL.match(reason)
        return _unknown(tool[1], reason) if tool else _fault("documents.template-syntax", reason)
    return _fault("documents.template-fault", reason)


def typst_problem(message: str) -> Problem:
    """Return the problem of a template behind an error message of Typst."""
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

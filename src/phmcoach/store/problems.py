"""Translate the errors of the TOML parser and of Pydantic into problems for the user.

Their own messages speak of tables, literals and instances. Here each becomes a problem with a line
and a key, and all problems of a file are reported at once, so that the user can fix them in one
go. Nothing here runs as long as files are valid.
"""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from phmcoach.domain.base import Record
from phmcoach.domain.shape.validation import InvalidRecordError
from phmcoach.errors import Place, Problem
from phmcoach.store.schema import keys_at
from phmcoach.store.toml.data import UnusualNumberError, parse_toml
from phmcoach.store.toml.statements import (
    KeyPath,
    Statement,
    find_line,
    scan_statements,
    starts_with,
)
from phmcoach.value import replace

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_DATE = Problem("store.expected-date")
_TIME = Problem("store.expected-time")
_MOMENT = Problem("store.expected-moment")
_AMOUNT = Problem("store.expected-amount")
_WHOLE = Problem("store.expected-whole-number")
_LIST = Problem("store.expected-list")
_TABLE = Problem("store.expected-table")
_UNFIT = Problem("store.unfit-value")

_PLAIN_ERRORS = {
    "date_type": _DATE,
    "date_from_datetime_inexact": _DATE,
    "time_type": _TIME,
    "datetime_type": _MOMENT,
    "timezone_aware": Problem("store.expected-zone"),
    "is_instance_of": _AMOUNT,
    "decimal_type": _AMOUNT,
    "decimal_parsing": _AMOUNT,
    "finite_number": _AMOUNT,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "string_type": Problem("store.expected-text"),
    "bool_type": Problem("store.expected-true-or-false"),
    "list_type": _LIST,
    "tuple_type": _LIST,
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
    "dict_type": _TABLE,
    "missing": Problem("store.missing-key"),
}
"""Errors whose sentence needs only the key, by Pydantic's name of the error."""

_LIMITS = {
    "greater_than": (Problem("store.too-low"), "gt"),
    "greater_than_equal": (Problem("store.below-minimum"), "ge"),
    "less_than": (Problem("store.too-high"), "lt"),
    "less_than_equal": (Problem("store.above-maximum"), "le"),
    "decimal_max_places": (Problem("store.too-many-decimals"), "decimal_places"),
    "decimal_max_digits": (Problem("store.too-many-digits"), "max_digits"),
    "decimal_whole_digits": (Problem("store.too-many-digits"), "whole_digits"),
    "string_too_long": (Problem("store.too-long"), "max_length"),
    "string_too_short": (Problem("store.too-short"), "min_length"),
    "too_long": (Problem("store.too-many"), "max_length"),
    "too_short": (Problem("store.too-few"), "min_length"),
}
"""Errors whose sentence names a limit, and Pydantic's name of that limit."""

_SYNTAX = (
    ("Cannot overwrite", Problem("store.toml-duplicate")),
    ("Cannot declare", Problem("store.toml-duplicate")),
    ("Cannot mutate", Problem("store.toml-duplicate")),
    ("Duplicate", Problem("store.toml-duplicate")),
    ("Unterminated string", Problem("store.toml-open-quote")),
    ("Illegal character '\\n'", Problem("store.toml-open-quote")),
    ("Illegal character", Problem("store.toml-hidden-character")),
    ("Unescaped", Problem("store.toml-backslash")),
    ("Unclosed", Problem("store.toml-open-bracket")),
    ("Expected ']", Problem("store.toml-open-bracket")),
    ("Expected '='", Problem("store.toml-no-equals")),
    ("Invalid date", Problem("store.toml-no-such-date")),
    ("Invalid value", Problem("store.toml-bad-value")),
    ("Expected newline", Problem("store.toml-bad-value")),
)
"""The beginnings of tomli's messages; "Expected newline" means an unquoted text or 1,50."""

_SCHEMA: KeyPath = ("schema",)
"""Where a file says which version of the format it has."""

_CHOICE = r"'([^']*)'|\b(\d+)\b"


_MERGE_MARK = "(?m)^<{7}( |$)"
"""What Git writes into a file of which it could not choose one version."""


def _is_empty(text: str) -> bool:
    """Whether a text is blank, or the zeros that a power cut leaves of a file."""
    return not text.strip("\0 \t\n")


def find_syntax_problem(error: Exception, path: Path, text: str) -> Problem:
    """Return the problem behind an error that `parse_toml` raised."""
    if _is_empty(text):
        return Problem("store.empty-file", place=Place(path))
    if marks := re.search(_MERGE_MARK, text):
        return Problem(
            "store.merge-marks", place=Place(path, text.count("\n", 0, marks.start()) + 1)
        )
    if isinstance(error, UnusualNumberError):
        place = Place(path, _line_of_number(text))
        return Problem("store.unusual-number", {"number": str(error)}, place=place)
    message = getattr(error, "msg", "")
    known = (problem for start, problem in _SYNTAX if message.startswith(start))
    line = getattr(error, "lineno", None)
    return replace(next(known, Problem("store.toml-broken")), place=Place(path, line))


def problems_of(
    error: InvalidRecordError,
    path: Path | None,
    text: str | None,
    *,
    model: type[Record] | None = None,
) -> tuple[Problem, ...]:
    """Return all problems of a validation error, in the order of the lines.

    `text` is the text of the file, which gives the lines; without it places have no line, and
    without `path` problems have no place. With `model`, an unknown key is compared with the known
    ones.
    """
    if path is not None and text is not None and _is_empty(text):
        return (Problem("store.empty-file", place=Place(path)),)
    statements = scan_statements(text) if text is not None else []
    found: dict[KeyPath, list[tuple[Problem, int | None]]] = {}
    details = error.details
    newer = any(_is_newer_schema(detail) for detail in details)
    for detail in details:
        where = _path_of(detail)
        if detail["type"] == "too_short" and any(_is_inside(other, where) for other in details):
            continue  # Pydantic counts only the valid elements
        line = find_line(statements, where)
        place = Place(path, line, dotted_key(where) or None) if path is not None else None
        problem = replace(_describe(detail, where, model), place=place)
        found.setdefault(where, []).append((problem, line))
    merged = {where: _merge(problems) for where, problems in found.items()}
    if newer:  # this version does not know the format: the other complaints mean nothing
        return (merged[_SCHEMA][0],)
    return tuple(one for one, _ in sorted(merged.values(), key=lambda pair: pair[1] or 0))


def _path_of(detail: "ErrorDetails") -> KeyPath:
    """Return the path of the key or the item of the file that is wrong.

    Pydantic adds a "[key]" to the name of a table if the name itself is wrong. And for Pydantic, a
    rule about several keys is an error of the whole table: our own rules add their path as `at`.
    """
    where: KeyPath = detail["loc"]
    if where[-1:] == ("[key]",) and detail["type"] != "extra_forbidden":
        where = where[:-1]
    inside: KeyPath = detail.get("ctx", {}).get("at", ())
    return where + inside


def dotted_key(path: KeyPath) -> str:
    """Return a path with indices counted from 1: `sessions.3.minutes` is in the third session."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def _is_inside(detail: "ErrorDetails", where: KeyPath) -> bool:
    return len(detail["loc"]) > len(where) and starts_with(detail["loc"], where)


def _merge(problems: list[tuple[Problem, int | None]]) -> tuple[Problem, int | None]:
    """Merge the problems of one place: the name of a table, and the value with that name."""
    first, line = problems[0]
    if len(problems) == 1:
        return first, line
    return replace(_UNFIT, args={"key": first.args.get("key", "")}, place=first.place), line


def _describe(detail: "ErrorDetails", where: KeyPath, model: type[Record] | None) -> Problem:
    kind: str = detail["type"]
    context = detail.get("ctx", {})
    names = [part for part in where if isinstance(part, str)]
    args: dict[str, object] = {"key": names[-1] if names else ""}
    if "." in kind:  # one of our own rules: its name is the message id
        return Problem(kind, {name: it for name, it in context.items() if name != "at"})
    if kind == "extra_forbidden":
        return _describe_unknown_key(where, model, args)
    if kind == "literal_error":
        return _describe_choice(detail, args)
    if kind in _LIMITS:
        problem, limit = _LIMITS[kind]
        return replace(problem, args=args | {"limit": _limit_of(context[limit])})
    if kind == "string_pattern_mismatch":
        return Problem("store.bad-form", args)
    return replace(_PLAIN_ERRORS.get(kind, _UNFIT), args=args)


def _limit_of(limit: object) -> object:
    """Return a limit as it is declared: Pydantic's errors contain a day as text, a 0 as Decimal."""
    if isinstance(limit, str):
        return date.fromisoformat(limit)
    return int(limit) if isinstance(limit, Decimal) and limit == int(limit) else limit


def _describe_unknown_key(
    where: KeyPath, model: type[Record] | None, args: dict[str, object]
) -> Problem:
    from difflib import get_close_matches

    key = str(where[-1])
    known = keys_at(model, where[:-1]) if model is not None else ()
    near = get_close_matches(key, known, n=1)
    if near:
        return Problem("store.unknown-key-near", args | {"near": near[0]})
    if model is not None and len(where) > 1 and key in keys_at(model, ()):
        return Problem("store.misplaced-key", args)
    if known:
        return Problem("store.unknown-key-known", args | {"known": known})
    return Problem("store.unknown-key", args)


def _is_newer_schema(detail: "ErrorDetails") -> bool:
    """Whether a file says that a later version of the program wrote it."""
    if detail["type"] != "literal_error" or detail["loc"] != _SCHEMA:
        return False
    value: object = detail["input"]
    return isinstance(value, int) and value > int(_choices_of(detail)[-1])


def _choices_of(detail: "ErrorDetails") -> tuple[str, ...]:
    expected = str(detail.get("ctx", {}).get("expected", ""))
    return tuple(word or number for word, number in re.findall(_CHOICE, expected))


def _describe_choice(detail: "ErrorDetails", args: dict[str, object]) -> Problem:
    from difflib import get_close_matches

    choices = _choices_of(detail)
    value: object = detail["input"]
    if _is_newer_schema(detail):
        return Problem("store.newer-schema", args)
    near = get_close_matches(str(value), choices, n=1)
    if near:
        return Problem("store.not-one-of-near", args | {"typed": str(value), "near": near[0]})
    return Problem("store.not-one-of", args | {"choices": choices})


def _line_of_number(text: str) -> int | None:
    lines = text.split("\n")
    for statement in _readable_statements(text):
        try:
            parse_toml("\n".join(lines[statement.start : statement.end]))
        except UnusualNumberError:
            return statement.start + 1
    return None


def _readable_statements(text: str) -> list[Statement]:
    try:
        return scan_statements(text)
    except ValueError:  # there is another error after the number
        return []

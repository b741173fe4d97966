"""Values of the program as JSON that scripts can rely on.

Dates are ISO, amounts are strings (a float would round them), keys keep the order of the fields
and are there whatever their value, and no text is altered: what could drive a terminal is written
as an escape, which reads back as itself. docs/json.md describes every key, and a test compares.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from enum import Enum
from pathlib import Path

from phmcoach.cli.shell.remedy_lines import find_command
from phmcoach.domain.base import Record
from phmcoach.errors import Problem
from phmcoach.value import Value, fields_of

SCHEMA = 1
"""The first key of every answer; its number changes when a key goes or changes its meaning."""

# JSON escapes the controls below U+0020 by itself, not these: DEL and C1, line separators, marks
# that reorder a line, and halves of a surrogate pair that no encoding can write.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def encode_json(value: object, tell: Callable[[Problem], str], *, ascii_only: bool = False) -> str:
    """Return the JSON of a value; `tell` writes the sentences of its problems.

    Raises TypeError for what has no meaning outside the program.
    """
    text = json.dumps(_plain(value, tell), ensure_ascii=ascii_only, indent=2)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _plain(value: object, tell: Callable[[Problem], str]) -> object:
    if isinstance(value, Mapping):
        return {str(_plain_scalar(key)): _plain(item, tell) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, tell) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(str(_plain(item, tell)) for item in value)
    if isinstance(value, Problem):
        return _plain_problem(value, tell)
    facts = _facts(value)
    return _plain_scalar(value) if facts is None else _plain(facts, tell)


def _plain_problem(
    problem: Problem, tell: Callable[[Problem], str], *, inner: bool = False
) -> dict[str, object]:
    """Return a problem in the form of a verdict: its code, its facts and its sentence.

    A problem inside another leaves the command to the outer one.
    """
    command = None if inner else find_command(problem)
    return {
        "code": problem.message,
        "sentence": tell(problem),
        "args": {
            name: _plain_problem(value, tell, inner=True)
            if isinstance(value, Problem)
            else _plain(value, tell)
            for name, value in problem.args.items()
        },
        "fix": command and command.line,
        "place": _plain(problem.place, tell),
    }


def _facts(value: object) -> Mapping[str, object] | None:
    """Return the fields of a value, those of a record by their keys, or None for anything else."""
    if isinstance(value, Record):
        return {value.keys[name]: each for name, each in fields_of(value).items()}
    if isinstance(value, Value):
        return fields_of(value)
    return None


def _plain_scalar(value: object) -> object:
    if isinstance(value, Enum):
        return _plain_scalar(value.value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(value)

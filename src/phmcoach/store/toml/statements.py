"""Map the lines of a TOML file to its keys; errors and edits use this map.

A TOML file is a list of statements: headers and `key = value`. A complete statement is a valid
TOML file of its own, so the parser itself finds where each one ends, whatever strings, comments
and brackets it contains, and no second grammar is needed. Its answers about a statement are kept,
because an edit of several values scans the file again after each.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, TypeAlias

import tomli

from phmcoach.value import Value

KeyPath: TypeAlias = tuple[str | int, ...]
"""The path to a value in the data: keys, and indices in lists, counted from 0."""

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEY = rf"\s*{_PART}(?:\s*\.\s*{_PART})*\s*="
_KEPT = 2000


class Statement(Value):
    """Lines `start` to `end` (counted from 0, the end excluded) and the key that they set.

    `section` is the table that contains the statement (for a header, the table that it opens);
    `path` is the path of the value that it sets.
    """

    kind: Literal["table", "element", "pair"]
    start: int
    end: int
    section: KeyPath
    path: KeyPath


def scan_statements(text: str) -> list[Statement]:
    """Return the statements of a valid TOML text, in the order of its lines."""
    lines = text.split("\n")
    found: list[Statement] = []
    counts: dict[KeyPath, int] = {}
    section: KeyPath = ()
    start = 0
    while start < len(lines):
        line = lines[start].strip()
        if not line or line.startswith("#"):
            start += 1
            continue
        end = _end_of_statement(lines, start)
        if line.startswith("["):
            is_element = line.startswith("[[")
            section = _open_section(_keys_of(tomli.loads(line)), counts, is_element=is_element)
            kind: Literal["table", "element", "pair"] = "element" if is_element else "table"
            found.append(Statement(kind, start, end, section, section))
        else:
            path = (*section, *_key_path("\n".join(lines[start:end])))
            found.append(Statement("pair", start, end, section, path))
        start = end
    return found


def find_line(statements: Sequence[Statement], path: KeyPath) -> int | None:
    """Return the line, counted from 1, that sets the value at `path`.

    For a missing key, this is the line of the table that should hold it; None if that table is
    the top level of the file or is missing as well.
    """
    exact = [one for one in statements if one.path == path]
    inside = [one for one in statements if path and starts_with(one.path, path)]
    around = sorted(
        (one for one in statements if starts_with(path, one.path)), key=lambda one: -len(one.path)
    )
    nearest = next(iter((*exact, *inside, *around)), None)
    return None if nearest is None else nearest.start + 1


def starts_with(path: KeyPath, prefix: KeyPath) -> bool:
    """Whether `path` is `prefix` or lies inside it."""
    return path[: len(prefix)] == prefix


def _end_of_statement(lines: Sequence[str], start: int) -> int:
    for end in range(start + 1, len(lines) + 1):
        if _is_complete("\n".join(lines[start:end])):
            return end
    message = "the text has not been parsed before its statements were asked for"
    raise ValueError(message)


@lru_cache(maxsize=_KEPT)
def _is_complete(text: str) -> bool:
    try:
        tomli.loads(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=_KEPT)
def _key_path(statement: str) -> KeyPath:
    match = re.match(_KEY, statement)
    if match is None:
        message = "the text has not been parsed before its statements were asked for"
        raise ValueError(message)
    return tuple(_keys_of(tomli.loads(f"{match.group()} 0")))


def _keys_of(data: object) -> list[str]:
    keys: list[str] = []
    while isinstance(data, dict) and data:
        ((key, data),) = data.items()
        keys.append(key)
    return keys


def _open_section(keys: list[str], counts: dict[KeyPath, int], *, is_element: bool) -> KeyPath:
    path: KeyPath = ()
    for key in keys[:-1]:
        path = (*path, key)
        if path in counts:
            path = (*path, counts[path] - 1)
    path = (*path, keys[-1])
    if not is_element:
        return path
    counts[path] = counts.get(path, 0) + 1
    return (*path, counts[path] - 1)

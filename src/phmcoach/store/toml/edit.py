"""Minimal edits of a TOML text: only the named keys change.

Users edit these files by hand, and their comments, their order and their blank lines must survive.
A TOML library that writes the whole document back moves comments away from what they explain,
reorders tables and changes line ends. So the library only ever gets the lines of one statement;
every other line stays as it is. The result is parsed again and must equal the old data plus the
change, with the same types; otherwise the edit fails.
"""

from collections.abc import Mapping
from copy import deepcopy
from itertools import pairwise

from phmcoach.domain.values.same import are_same
from phmcoach.store.toml import layout
from phmcoach.store.toml.data import Data, is_tables, parse_toml, plain_value
from phmcoach.store.toml.layout import EditError
from phmcoach.store.toml.statements import KeyPath

__all__ = ["EditError", "append_table", "find_value", "set_values"]


def append_table(text: str, array: str, table: Mapping[str, object]) -> str:
    """Return `text` with one more table at the end of an array of tables.

    `array` is the dotted name of the array; it need not exist yet. The table becomes a `[[array]]`
    section after the last line of the array; an inline array gets it inside its brackets.
    Raises TypeError for a value that TOML cannot hold, EditError if the result is wrong.
    """
    path: KeyPath = tuple(array.split("."))
    new = {key: plain_value(value) for key, value in table.items() if value is not None}
    expected = parse_toml(text)
    old = find_value(expected, path)
    if old is None:
        old = []
        _put(expected, path, old)
    if not isinstance(old, list):
        message = f"{array} is not a list"
        raise EditError(message)
    edited = layout.append(text, path, new, is_empty=not old)
    old.append(new)
    return _verified(edited, expected)


def set_values(text: str, changes: Mapping[KeyPath, object]) -> str:
    """Return `text` with single values set, added or, if the value is None, removed.

    A path is made of keys, and of indices for elements of a list (`("sessions", 0, "minutes")`).
    A missing table is created; removing a missing key changes nothing.
    Raises TypeError for a value that TOML cannot hold, EditError if the result is wrong, if a whole
    table would be replaced, or if an element of a list does not exist.
    """
    for path, value in changes.items():
        text = _remove(text, path) if value is None else _set(text, path, plain_value(value))
    return text


def find_value(data: Data, path: KeyPath) -> object:
    """Return the value at a path, or None."""
    found: object = data
    for part in path:
        found = _inner(found, part)
    return found


def _set(text: str, path: KeyPath, value: object) -> str:
    expected = parse_toml(text)
    old = find_value(expected, path)
    _put(expected, path, value)
    if old is None and is_tables(value) and all(isinstance(part, str) for part in path):
        for table in value:
            text = append_table(text, ".".join(str(part) for part in path), table)
        return text
    return _verified(layout.put(text, path, value), expected)


def _remove(text: str, path: KeyPath) -> str:
    expected = parse_toml(text)
    if find_value(expected, path) is None:
        return text
    holder = find_value(expected, path[:-1])
    if isinstance(holder, (dict, list)):
        del holder[path[-1]]  # type: ignore[arg-type]  # find_value has found it there
    # A table without a header of its own disappears with its last key.
    pruned = deepcopy(expected)
    for depth in range(len(path) - 1, 0, -1):
        above = find_value(pruned, path[: depth - 1])
        if isinstance(above, dict) and not find_value(pruned, path[:depth]):
            del above[str(path[depth - 1])]
    return _verified(layout.remove(text, path), expected, pruned)


def _inner(holder: object, part: str | int) -> object:
    if isinstance(holder, dict):
        return holder.get(part)
    if isinstance(holder, list) and isinstance(part, int) and 0 <= part < len(holder):
        return holder[part]
    return None


def _put(data: Data, path: KeyPath, value: object) -> None:
    holder: object = data
    for part, following in pairwise(path):
        if isinstance(holder, dict) and isinstance(following, str):
            holder = holder.setdefault(part, {})
        else:
            holder = _inner(holder, part)
    is_table = isinstance(holder, dict) and isinstance(path[-1], str)
    if isinstance(holder, (dict, list)) and (is_table or _inner(holder, path[-1]) is not None):
        holder[path[-1]] = value  # type: ignore[index]  # as looked up
        return
    message = f"{path} does not exist"
    raise EditError(message)


def _verified(text: str, *expected: Data) -> str:
    try:
        found = parse_toml(text)
    except ValueError as error:
        message = "the edited text is not TOML"
        raise EditError(message) from error
    if not any(are_same(found, one) for one in expected):
        message = "the edited text is not the old one plus the change"
        raise EditError(message)
    return text

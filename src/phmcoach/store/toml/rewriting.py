"""Edit a text until it holds given data: comments, order and blank lines of the rest survive."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import deepcopy

from phmcoach.domain.values.same import are_same
from phmcoach.store.toml.data import Data, is_tables, parse_toml, render_document
from phmcoach.store.toml.edit import EditError, append_table, set_values
from phmcoach.store.toml.statements import KeyPath

KeysOf = Callable[[KeyPath], Sequence[str]]
"""The keys that tell apart the tables of a list, by its path; none if only their content does."""


def rewrite(text: str, data: Data, keys_of: KeysOf) -> str:
    """Return `text` with as few edits as it takes to hold `data`.

    A list of tables whose order is another one is written anew, and so is a text that cannot be
    edited: then the comments in it are lost.
    """
    with suppress(EditError):
        edited = _edit_table(text, (), data, keys_of)
        if are_same(parse_toml(edited), data):
            return edited
    return render_document(data)


def _at(text: str, path: KeyPath) -> object:
    """Return the value at a path of a text."""
    found: object = parse_toml(text)
    for part in path:
        found = found[part]  # type: ignore[index]  # the caller has found it there
    return found


def _edit_table(text: str, path: KeyPath, wanted: Data, keys_of: KeysOf) -> str:
    old = deepcopy(_at(text, path))
    if not isinstance(old, dict):
        raise EditError(path)
    for key in old:
        if key not in wanted:
            text = set_values(text, {(*path, key): None})
    for key, value in wanted.items():
        before, inner = old.get(key), (*path, key)
        if are_same(before, value):
            continue
        if isinstance(before, dict) and isinstance(value, dict):
            text = _edit_table(text, inner, value, keys_of)
        elif isinstance(before, list) and is_tables(before) and is_tables(value):
            records = [dict(each) for each in before], [dict(each) for each in value]
            text = _edit_records(text, inner, *records, keys_of)
        else:
            is_other = isinstance(before, (dict, list)) and (isinstance(before, dict) or before)
            if is_other:
                text = set_values(text, {inner: None})
            text = set_values(text, {inner: value})
    return text


def _edit_records(
    text: str, path: KeyPath, old: Sequence[Data], wanted: list[Data], keys_of: KeysOf
) -> str:
    """Edit the tables of a list, remove those that are gone, and append the new ones."""
    names = [_name(each, keys_of(path)) for each in old]
    kept = [each for each in wanted if _name(each, keys_of(path)) in names]
    places = [names.index(_name(each, keys_of(path))) for each in kept]
    if places != sorted({*places}) or kept != wanted[: len(kept)]:
        kept, places = [], []
    for at in reversed(range(len(old))):
        if at not in places:
            text = set_values(text, {(*path, at): None})
    for at, each in enumerate(kept):
        text = _edit_table(text, (*path, at), each, keys_of)
    if not all(isinstance(part, str) for part in path):
        if kept == wanted:
            return text
        return set_values(set_values(text, {path: None}), {path: wanted})
    for each in wanted[len(kept) :]:
        text = append_table(text, ".".join(map(str, path)), each)
    return text


def _name(table: Data, keys: Sequence[str]) -> object:
    return [table.get(key) for key in keys] if keys else table

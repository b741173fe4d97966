"""The keys that a model allows at each place of a file, read from its types.

Pydantic's locations mix the keys of the file with the names of the union members that it tried.
This module walks the model's types along such a location, to drop what is not in the file and to
list the keys that a table may have.
"""

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

from phmcoach.domain.base import Record, annotations_of
from phmcoach.store.statements import KeyPath


def keys_at(model: type[Record], path: KeyPath) -> tuple[str, ...]:
    """Return the keys that the table at `path` may have, as they are written in the file."""
    types: list[object] = [model]
    for part in path:
        types = _step(types, part)
    return tuple(dict.fromkeys(key for one in _members(types) for key in _fields(one)))


def drop_union_tags(model: type[Record], path: KeyPath, *, is_unknown: bool) -> KeyPath:
    """Return a location of Pydantic, reduced to the keys and indices of the file.

    `is_unknown` means that the last part is a key of the file that the model does not know.
    """
    types: list[object] = [model]
    kept: list[str | int] = []
    for left, part in zip(range(len(path) - 1, -1, -1), path, strict=True):
        inner = _step(types, part)
        if inner:
            types = inner
        if inner or (is_unknown and not left):
            kept.append(part)
    return tuple(kept)


def _step(types: list[object], part: str | int) -> list[object]:
    found: list[object] = []
    for one in _members(types):
        arguments = get_args(one)
        if isinstance(part, str) and part in _fields(one):
            found.append(_fields(one)[part])
        elif isinstance(part, str) and get_origin(one) in (dict, Mapping):
            found.append(arguments[1])
        elif isinstance(part, int) and get_origin(one) in (tuple, list):
            found.append(arguments[0])
    return found


def _members(types: list[object]) -> Iterator[object]:
    for one in types:
        if get_origin(one) is Annotated:
            yield from _members([get_args(one)[0]])
        elif get_origin(one) in (Union, UnionType):
            yield from _members(list(get_args(one)))
        else:
            yield one


def _fields(one: object) -> dict[str, object]:
    if not isinstance(one, type) or not issubclass(one, Record):
        return {}
    return {one.keys[name]: annotation for name, annotation in annotations_of(one).items()}

"""The keys that a record allows at each place of its file, read from its annotations."""

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Annotated, Union, get_args, get_origin

from phmcoach.domain.base import annotations_of, is_record
from phmcoach.store.toml.statements import KeyPath


def keys_at(model: object, path: KeyPath) -> tuple[str, ...]:
    """Return the keys that the table at `path` may have, as they are written in the file."""
    found = model
    for part in path:
        found = _step(_bare(found), part)
    return tuple(_fields(_bare(found)))


def _step(kind: object, part: str | int) -> object:
    """Return what is annotated for a key or an item, or None if there is no such place."""
    if isinstance(part, int):
        return get_args(kind)[0] if get_origin(kind) is tuple else None
    return get_args(kind)[1] if get_origin(kind) is Mapping else _fields(kind).get(part)


def _bare(annotation: object) -> object:
    """Return the type of an annotation, without its marks and without None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        (inner,) = (each for each in get_args(annotation) if each is not NoneType)
        return _bare(inner)
    return annotation


def _fields(kind: object) -> dict[str, object]:
    if not is_record(kind):
        return {}
    return {kind.keys[name]: annotation for name, annotation in annotations_of(kind).items()}

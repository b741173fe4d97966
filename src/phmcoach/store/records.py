"""A file and the value in it, which are read, changed and written together.

A file that could not be read as a whole, every key of it, is never written: what the program did
not understand it would drop. And a file is only replaced while it still holds the bytes that the
change was made from, so that what its owner typed meanwhile is never lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from phmcoach.errors import InvalidDataError
from phmcoach.store.edit import EditError, append_table, set_values
from phmcoach.store.files import make_folder, read_file, replace_file, write_new
from phmcoach.store.problems import find_syntax_problem, problems_of
from phmcoach.store.statements import KeyPath, find_line, scan_statements
from phmcoach.store.text import SourceText
from phmcoach.store.toml import Data, are_same, parse_toml, plain_value, render_document

__all__ = [
    "Loaded",
    "create_record",
    "edit_record",
    "load_record",
    "parse_record",
    "problems_of",
    "save_record",
    "validate_data",
]

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Loaded(Generic[T]):
    """What stands in a file, as a value and as its owner wrote it."""

    value: T
    path: Path
    source: SourceText
    data: Data

    @cached_property
    def sha256(self) -> str:
        """The digest of the file's bytes, in hexadecimal; only writers ask for it."""
        from hashlib import sha256

        return sha256(self.source.raw).hexdigest()

    def line_of(self, *key: str | int) -> int | None:
        """Return the line on which a key stands, or the one where it would stand."""
        return find_line(scan_statements(self.source.text), key)


def load_record(path: Path, model: type[T]) -> Loaded[T]:
    """Read a file.

    Raise MissingError where there is none, StorageError where it cannot be read, and
    InvalidDataError with all that is wrong in it.
    """
    return parse_record(read_file(path), path, model)


def parse_record(raw: bytes, path: Path, model: type[T]) -> Loaded[T]:
    """Read bytes that are, or may become, those of `path`; raise InvalidDataError."""
    source = SourceText.from_bytes(raw, path)
    try:
        data = parse_toml(source.text)
    except (ValueError, RecursionError) as error:
        raise InvalidDataError(find_syntax_problem(error, path, source.text)) from None
    return Loaded(_validate(path, model, data, source.text), path, source, data)


def validate_data(path: Path, model: type[T], data: Mapping[str, object]) -> T:
    """Return the value of data that is not in a file yet; raise InvalidDataError without lines."""
    return _validate(path, model, data, None)


def edit_record(
    loaded: Loaded[T],
    *,
    appends: Sequence[tuple[str, Mapping[str, object]]] = (),
    values: Mapping[KeyPath, object] | None = None,
) -> Loaded[T]:
    """Return the file with tables appended and single values set, added or (None) removed.

    Nothing is written. Raise InvalidDataError where the changed file would not be valid; a line
    is then one of the file as it is, where the wrong value would stand.
    """
    text = loaded.source.text
    for array, table in appends:
        text = append_table(text, array, table)
    source = loaded.source.with_text(set_values(text, values or {}))
    model = type(loaded.value)
    reread = SourceText.from_bytes(source.raw, loaded.path)
    if reread != source:
        message = "the bytes to write are not those of the edited text"
        raise EditError(message)
    data = parse_toml(reread.text)
    return Loaded(
        _validate(loaded.path, model, data, loaded.source.text), loaded.path, source, data
    )


def save_record(new: Loaded[T], previous: Loaded[T]) -> None:
    """Replace the file of `previous` by `new`, in one step.

    Raise ConflictError where the file has changed since `previous` was read.
    """
    replace_file(previous.path, new.source.raw, previous.sha256)


def create_record(path: Path, model: type[T], data: Mapping[str, object]) -> Loaded[T]:
    """Write a new file from data whose keys are those of the file; None is left out.

    Raise InvalidDataError where the data is not valid, ConflictError where the file exists.
    """
    plain = {key: plain_value(value) for key, value in data.items() if value is not None}
    _validate(path, model, plain, None)
    made = parse_record(render_document(plain).encode(), path, model)
    if not are_same(made.data, plain):
        message = "the text to write does not hold the data"
        raise EditError(message)
    make_folder(path.parent)
    write_new(path, made.source.raw)
    return made


def _validate(path: Path, model: type[T], data: Mapping[str, object], text: str | None) -> T:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = problems_of(error, path, text, model=model)
    raise InvalidDataError(*problems)

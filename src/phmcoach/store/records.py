"""Read, change and write a file together with the record in it.

A file is never written unless every key of it was read: the program would drop what it did not
understand. And a file is replaced only while it still holds the bytes that the change is based
on, so that no edit made meanwhile is lost.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Generic, TypeVar

from phmcoach.domain.base import Record
from phmcoach.domain.shape.accepted import NotAcceptedError, build_accepted
from phmcoach.domain.shape.validation import InvalidRecordError, validate
from phmcoach.domain.values.same import are_same
from phmcoach.errors import InvalidDataError
from phmcoach.store.files import make_folder, read_file, replace_file, write_new
from phmcoach.store.folder import Folder
from phmcoach.store.known_files import KnownFiles
from phmcoach.store.problems import find_syntax_problem, problems_of
from phmcoach.store.record_files import read_own_file
from phmcoach.store.toml.data import Data, parse_toml, plain_value, render_document
from phmcoach.store.toml.edit import EditError, append_table, set_values
from phmcoach.store.toml.statements import KeyPath, find_line, scan_statements
from phmcoach.store.toml.text import SourceText
from phmcoach.store.two_files import Aside, NewText, StuckPlanError, find_left, plan_file, read_plan
from phmcoach.value import Value

__all__ = [
    "Loaded",
    "create_record",
    "edit_record",
    "load_own_record",
    "load_record",
    "parse_record",
    "parse_sealed",
    "render_record",
    "save_record",
    "validate_data",
    "validate_taken",
]

T = TypeVar("T", bound=Record)


class Loaded(Value, Generic[T]):
    """The content of a file: the record, and the text as its owner wrote it."""

    value: T
    path: Path
    source: SourceText
    data: Data

    @cached_property
    def sha256(self) -> str:
        """The digest of the file's bytes, in hexadecimal; only writers need it."""
        return sha256(self.source.raw).hexdigest()

    def line_of(self, *key: str | int) -> int | None:
        """Return the line of a key, or of the table that would hold it."""
        return find_line(scan_statements(self.source.text), key)


def load_record(path: Path, model: type[T], known: KnownFiles | None = None) -> Loaded[T]:
    """Read a file and validate it, unless it is among the `known` ones.

    Raises MissingError if it does not exist, StorageError if it cannot be read, and
    InvalidDataError with all its problems if it is not valid.
    """
    return parse_record(read_file(path), path, model, known)


def load_own_record(
    path: Path, root: Path, model: type[T], known: KnownFiles | None = None
) -> Loaded[T]:
    """Read a file of the practice in `root` as `load_record` does.

    Raises StorageError for a link that leaves the practice, too.
    """
    return parse_record(read_own_file(path, root), path, model, known)


def parse_record(
    raw: bytes, path: Path, model: type[T], known: KnownFiles | None = None
) -> Loaded[T]:
    """Read the current or future bytes of `path`; raises InvalidDataError."""
    source = SourceText.from_bytes(raw, path)
    data = _parse(source, path)
    return Loaded(_value_of(path, model, data, source, known), path, source, data)


def parse_sealed(raw: bytes, path: Path, model: type[T]) -> T:
    """Return the record in bytes whose digest says that we wrote them, and validated them then.

    A limit that was tightened since changes nothing of what was signed, so only keys and types are
    looked at. Raises InvalidDataError for what this program does not understand.
    """
    source = SourceText.from_bytes(raw, path)
    data = _parse(source, path)
    with suppress(NotAcceptedError):
        return build_accepted(model, data)
    return _validate(path, model, data, source.text)


def _parse(source: SourceText, path: Path) -> Data:
    try:
        return parse_toml(source.text)
    except (ValueError, RecursionError) as error:
        raise InvalidDataError(find_syntax_problem(error, path, source.text)) from None


def _value_of(
    path: Path, model: type[T], data: Data, source: SourceText, known: KnownFiles | None
) -> T:
    """Return the record in a file; Pydantic is not even imported for a known one."""
    if known is None:
        return _validate(path, model, data, source.text)
    digest = known.digest_of(source.raw, model)
    if known.knows(digest):
        with suppress(NotAcceptedError):
            value = build_accepted(model, data)
            known.taken.append((path, model))
            return value
    value = _validate(path, model, data, source.text)
    known.add(digest)
    return value


def validate_taken(known: KnownFiles) -> None:
    """Validate the files that were read without it; raises the first error, as `load_record`."""
    for path, model in known.taken:
        load_record(path, model)


def validate_data(path: Path, model: type[T], data: Mapping[str, object]) -> T:
    """Return the record in data that is not in a file yet; its errors have no lines.

    Raises InvalidDataError.
    """
    return _validate(path, model, data, None)


def edit_record(
    loaded: Loaded[T],
    *,
    appends: Sequence[tuple[str, Mapping[str, object]]] = (),
    values: Mapping[KeyPath, object] | None = None,
) -> Loaded[T]:
    """Return the file with tables appended and single values set, added or (None) removed.

    Nothing is written. Raises InvalidDataError if the changed file would not be valid; its lines
    are those of the unchanged file, where the wrong value would go.
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
    """Replace the file of `previous` with `new`, in one step.

    Raises ConflictError if the file has changed since `previous` was read.
    """
    replace_file(previous.path, new.source.raw, previous.sha256)


def create_record(path: Path, model: type[T], data: Mapping[str, object]) -> Loaded[T]:
    """Write a new file from data with the keys of the file; None is left out.

    Raises InvalidDataError if the data is not valid, ConflictError if the file exists.
    """
    made = render_record(path, model, data)
    make_folder(path.parent)
    write_new(path, made.source.raw)
    return made


def render_record(path: Path, model: type[T], data: Mapping[str, object]) -> Loaded[T]:
    """Return the new file that `create_record` would write, without writing it."""
    plain = {key: plain_value(value) for key, value in data.items() if value is not None}
    value = _validate(path, model, plain, None)
    source = SourceText.from_bytes(render_document(plain).encode(), path)
    made = Loaded(value, path, source, parse_toml(source.text))
    if not are_same(made.data, plain):
        message = "the text to write does not hold the data"
        raise EditError(message)
    return made


def _validate(path: Path, model: type[T], data: Mapping[str, object], text: str | None) -> T:
    try:
        return validate(model, data)
    except InvalidRecordError as error:
        problems = problems_of(error, path, text, model=model)
    raise InvalidDataError(*problems)


def refuse_waiting(folder: Folder, ref: str) -> None:
    """Raise StorageError if nobody can finish the plan that contains an engagement's file.

    Of a damaged plan, nobody knows what it contains: whoever needs another one is refused.
    """
    if not plan_file(folder).exists():
        return
    try:
        plan = read_plan(folder)
    except StuckPlanError:
        return
    parts: tuple[NewText | Aside, ...] = (*plan.texts, *plan.asides) if plan else ()
    if plan and any(each.ref == ref for each in parts):
        find_left(folder, plan)

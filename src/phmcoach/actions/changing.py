"""Writing what a command was told, and nothing else.

What the file held was valid when it was read, so what is wrong after a change is what was typed:
it is told as a mistake of the command line, and the file stays as it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel

from phmcoach.errors import InvalidDataError, Problem, UsageError
from phmcoach.store.records import Loaded, edit_record, save_record

T = TypeVar("T", bound=BaseModel)
Path = tuple[str | int, ...]


def without_none(data: Mapping[str, object]) -> dict[str, object]:
    """Keep what was given: TOML has no word for nothing."""
    return {key: value for key, value in data.items() if value is not None}


@contextmanager
def as_typed() -> Iterator[None]:
    """Tell what is invalid in here as a mistake of the command line (exit 2), without a line."""
    try:
        yield
    except InvalidDataError as error:
        problems = (_without_line(problem) for problem in error.problems)
        raise UsageError(*problems) from None


def _without_line(problem: Problem) -> Problem:
    place = problem.place
    return replace(problem, place=replace(place, line=None) if place else None)


def change_record(
    loaded: Loaded[T],
    *,
    appends: Sequence[tuple[str, dict[str, object]]] = (),
    values: Mapping[Path, object] | None = None,
) -> Loaded[T]:
    """Append tables and set values, checked but not written yet."""
    with as_typed():
        return edit_record(loaded, appends=appends, values=values or {})


def save_change(
    loaded: Loaded[T],
    *,
    appends: Sequence[tuple[str, dict[str, object]]] = (),
    values: Mapping[Path, object] | None = None,
) -> Loaded[T]:
    """Append tables and set values in one file, checked and swapped in one step."""
    changed = change_record(loaded, appends=appends, values=values)
    save_record(changed, loaded)
    return changed

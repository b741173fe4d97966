"""What a reader may see of a record, taken out of it before anything is written.

A document that filters while it prints leaks on the day someone edits its template. So a record
is filtered first, by the audiences that its own class names, and what is left is a plain value:
a field that a reader may not see is not empty there, it does not exist.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from phmcoach.domain.base import Audience, Reader, Record

Disclosed = Mapping[str, Any]
"""Field names and what they hold: plain values, tuples, and further `Disclosed`."""

_FROM_NARROW_TO_WIDE = (Reader.COACH, Reader.BENEFICIARY, Reader.SPONSOR, Reader.ACCOUNTING)


Opener = Callable[[str, Record], bool]
"""Whether a condition is met for a record that cannot know it itself: its name, and the record."""


def opens_nothing(condition: str, record: Record) -> bool:
    """Open nothing: what a record does not open itself stays closed."""
    del condition, record
    return False


def disclose(record: Record, reader: Reader, opener: Opener = opens_nothing) -> Disclosed:
    """Return only the fields of a record that a reader may see, all the way down.

    A field is seen by its widest reader and by every narrower one. The sponsor also sees a field
    whose condition holds on the record itself, or is met for it by the `opener`. A nested record
    of which nothing is left disappears, from a tuple as from its owner.
    """
    seen: dict[str, Any] = {}
    for name, audience in type(record).audiences.items():
        if not _may_see(record, audience, reader, opener):
            continue
        value = getattr(record, name)
        shown = _shown(value, reader, opener)
        if shown or not isinstance(value, Record):
            seen[name] = shown
    return MappingProxyType(seen)


def _may_see(record: Record, audience: Audience, reader: Reader, opener: Opener) -> bool:
    widest = _FROM_NARROW_TO_WIDE.index(audience.reader)
    if _FROM_NARROW_TO_WIDE.index(reader) <= widest:
        return True
    condition = audience.opened_by
    if condition is None or reader is not Reader.SPONSOR:
        return False
    return bool(getattr(record, condition)) or opener(condition, record)


def _shown(value: object, reader: Reader, opener: Opener) -> object:
    match value:
        case Record():
            return disclose(value, reader, opener)
        case tuple():
            shown = ((each, _shown(each, reader, opener)) for each in value)
            return tuple(seen for each, seen in shown if seen or not isinstance(each, Record))
        case dict():
            inner = ((key, each, _shown(each, reader, opener)) for key, each in value.items())
            return MappingProxyType(
                {key: seen for key, each, seen in inner if seen or not isinstance(each, Record)}
            )
        case _:
            return value

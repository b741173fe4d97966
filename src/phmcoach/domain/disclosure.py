"""Disclosure: reduce a record to the fields that a reader may see, before anything is written.

A document that filters while it prints would leak as soon as someone edits its template. So a
record is filtered first, by the audiences that its class declares, and the result is a plain value.
A field that the reader may not see is not empty in it: it is absent.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from phmcoach.domain.base import Audience, Reader, Record

Disclosed = Mapping[str, Any]
"""Field names with their values: plain values, tuples, and nested `Disclosed`."""

_FROM_NARROW_TO_WIDE = (Reader.COACH, Reader.BENEFICIARY, Reader.SPONSOR, Reader.ACCOUNTING)


Opener = Callable[[str, Record], bool]
"""A function from a condition's name and a record to whether the condition is met.

It answers for the conditions that a record cannot check itself."""


def opens_nothing(condition: str, record: Record) -> bool:
    """Answer no: only the conditions that a record checks itself can open a field."""
    del condition, record
    return False


def disclose(record: Record, reader: Reader, opener: Opener = opens_nothing) -> Disclosed:
    """Return only the fields of a record that a reader may see, including those of nested records.

    A field is visible to its widest reader and to every narrower one. The sponsor also sees a field
    whose condition the record itself or the `opener` confirms. A nested record without any visible
    field is left out, from a tuple too.
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
        case Mapping():
            inner = ((key, each, _shown(each, reader, opener)) for key, each in value.items())
            return MappingProxyType(
                {key: seen for key, each, seen in inner if seen or not isinstance(each, Record)}
            )
        case _:
            return value

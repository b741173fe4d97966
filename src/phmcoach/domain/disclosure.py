"""What a reader may see of a record, taken out of it before anything is written.

A document that filters while it prints leaks on the day someone edits its template. So a record
is filtered first, by the audiences that its own class names, and what is left is a plain value:
a field that a reader may not see is not empty there, it does not exist.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from phmcoach.domain.base import Audience, Reader, Record

Disclosed = Mapping[str, Any]
"""Field names and what they hold: plain values, tuples, and further `Disclosed`."""

_FROM_NARROW_TO_WIDE = (Reader.COACH, Reader.BENEFICIARY, Reader.SPONSOR, Reader.ACCOUNTING)


def disclose(record: Record, reader: Reader) -> Disclosed:
    """Return only the fields of a record that a reader may see, all the way down.

    A field is seen by its widest reader and by all before him; the sponsor also sees a field
    whose condition holds on the record. Of nested records, those of which nothing is left
    disappear, from tuples and from their owner alike.
    """
    seen: dict[str, Any] = {}
    for name, audience in type(record).audiences.items():
        if not _may_see(record, audience, reader):
            continue
        value = getattr(record, name)
        shown = _shown(value, reader)
        if shown or not isinstance(value, Record):
            seen[name] = shown
    return MappingProxyType(seen)


def _may_see(record: Record, audience: Audience, reader: Reader) -> bool:
    widest = _FROM_NARROW_TO_WIDE.index(audience.reader)
    if _FROM_NARROW_TO_WIDE.index(reader) <= widest:
        return True
    opened = audience.opened_by is not None and bool(getattr(record, audience.opened_by))
    return opened and reader is Reader.SPONSOR


def _shown(value: object, reader: Reader) -> object:
    match value:
        case Record():
            return disclose(value, reader)
        case tuple():
            shown = ((each, _shown(each, reader)) for each in value)
            return tuple(seen for each, seen in shown if seen or not isinstance(each, Record))
        case dict():
            inner = ((key, each, _shown(each, reader)) for key, each in value.items())
            return MappingProxyType(
                {key: seen for key, each, seen in inner if seen or not isinstance(each, Record)}
            )
        case _:
            return value

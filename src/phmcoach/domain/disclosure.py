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
    whose condition holds on the record, or is met for it by a record around it. Of nested records,
    those of which nothing is left disappear, from tuples and from their owner alike.
    """
    return _disclosed(record, reader, ())


def _disclosed(record: Record, reader: Reader, around: tuple[Record, ...]) -> Disclosed:
    seen: dict[str, Any] = {}
    for name, audience in type(record).audiences.items():
        if not _may_see(record, audience, reader, around):
            continue
        value = getattr(record, name)
        shown = _shown(value, reader, (*around, record))
        if shown or not isinstance(value, Record):
            seen[name] = shown
    return MappingProxyType(seen)


def _may_see(
    record: Record, audience: Audience, reader: Reader, around: tuple[Record, ...]
) -> bool:
    widest = _FROM_NARROW_TO_WIDE.index(audience.reader)
    if _FROM_NARROW_TO_WIDE.index(reader) <= widest:
        return True
    condition = audience.opened_by
    if condition is None or reader is not Reader.SPONSOR:
        return False
    own = bool(getattr(record, condition))
    return own or any(owner.opens(condition, record) for owner in around)


def _shown(value: object, reader: Reader, around: tuple[Record, ...]) -> object:
    match value:
        case Record():
            return _disclosed(value, reader, around)
        case tuple():
            shown = ((each, _shown(each, reader, around)) for each in value)
            return tuple(seen for each, seen in shown if seen or not isinstance(each, Record))
        case dict():
            inner = ((key, each, _shown(each, reader, around)) for key, each in value.items())
            return MappingProxyType(
                {key: seen for key, each, seen in inner if seen or not isinstance(each, Record)}
            )
        case _:
            return value

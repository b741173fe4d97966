"""Write events as an iCalendar file (RFC 5545), which any calendar program imports.

The file contains the rules of its time zone for the years of its events: hours are written as the
clock on the wall shows them, so that a session at 9 stays at 9 when the clocks change.

The icalendar library, which reads these files in the tests, would fold and escape in place of a
dozen lines here. The rules of a zone would have to stay, because its version 7.3 writes each change
in spring an hour late; and it would bring two more libraries to each installation.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from phmcoach.errors import StorageError
from phmcoach.value import Value

PRODUCT = "-//phmcoach//coach export ics//EN"
FIRST_LINES = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODUCT}\r\n"
"""How every calendar that was written here begins."""

_LONGEST = 75
"""The octets of a line without its end (RFC 5545, 3.1)."""

_HOUR = timedelta(hours=1)


class IcsEvent(Value):
    """An event of a calendar: a local time without an offset, or a whole day.

    `minutes` are real ones, also when the clocks change meanwhile.
    """

    uid: str
    sequence: int
    title: str
    start: datetime | date
    minutes: int
    cancelled: bool


def write_ics(events: Sequence[IcsEvent], *, name: str, zone: str, stamp: datetime) -> str:
    """Return a calendar of events in a time zone; `stamp` is the moment of writing.

    Raises StorageError if the system does not know the zone.
    """
    try:
        local = ZoneInfo(zone)
    except ZoneInfoNotFoundError:
        raise StorageError.of("store.system-error", reason=zone) from None
    lines = [
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escape(name)}",
        f"X-WR-TIMEZONE:{zone}",
        *_time_zone(zone, local, _years_of(events, stamp)),
        *(line for event in events for line in _event(event, zone, local, stamp)),
        "END:VCALENDAR",
    ]
    return FIRST_LINES + "".join(f"{_fold(line)}\r\n" for line in lines)


def _event(event: IcsEvent, zone: str, local: ZoneInfo, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_utc(stamp)}"
    yield f"SEQUENCE:{event.sequence}"
    if isinstance(event.start, datetime):
        yield f"DTSTART;TZID={zone}:{_local(event.start)}"
        begun = event.start.replace(tzinfo=local).astimezone(UTC)
        ended = begun + timedelta(minutes=event.minutes)
        shown = ended.astimezone(local)
        # An hour that exists twice would be read as the first one, so the second is written in UTC.
        yield f"DTEND:{_utc(ended)}" if shown.fold else f"DTEND;TZID={zone}:{_local(shown)}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.start:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.start + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"  # the hour is not known, so the day is not taken
    yield f"SUMMARY:{_escape(event.title)}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def _years_of(events: Iterable[IcsEvent], stamp: datetime) -> range:
    """Return the years in which events are, or this one if there are none."""
    days = [each.start for each in events] or [stamp]
    return range(min(day.year for day in days), max(day.year for day in days) + 1)


def _time_zone(name: str, local: ZoneInfo, years: range) -> Iterator[str]:
    """Yield the VTIMEZONE of some years: what held on the day before, and each change since.

    Each is written by itself, because the rule of a zone may change from one year to the next.
    """
    first = datetime(years.start - 1, 12, 31, tzinfo=UTC)
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{name}"
    yield from _observance(local, first, first - _HOUR)
    for change in _find_changes(local, first, datetime(years.stop, 1, 2, tzinfo=UTC)):
        yield from _observance(local, change, change - _HOUR)
    yield "END:VTIMEZONE"


def _observance(local: ZoneInfo, since: datetime, before: datetime) -> Iterator[str]:
    """Yield what holds from a moment on; its start is written by the clock that held before."""
    old, new = before.astimezone(local), since.astimezone(local)
    kind = "DAYLIGHT" if new.dst() else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{_local((since + (old.utcoffset() or timedelta(0))).replace(tzinfo=None))}"
    yield f"TZOFFSETFROM:{old:%z}"
    yield f"TZOFFSETTO:{new:%z}"
    yield f"TZNAME:{new:%Z}"
    yield f"END:{kind}"


def _find_changes(local: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the moments at which the offset of a zone changes, to the minute."""
    day = timedelta(days=1)
    while start < end:
        after = start + day
        if _offset(start, local) != _offset(after, local):
            low, high = start, after
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) // timedelta(minutes=2) * timedelta(minutes=1)
                same = _offset(middle, local) == _offset(start, local)
                low, high = (middle, high) if same else (low, middle)
            yield high
        start = after


def _offset(at: datetime, local: ZoneInfo) -> timedelta | None:
    return at.astimezone(local).utcoffset()


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _local(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%S}"


def _escape(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def _fold(line: str) -> str:
    """Break a line after 75 octets at most, never inside a character."""
    parts, size = [""], 0
    for mark in line:
        size += len(mark.encode())
        if size > _LONGEST:
            parts.append("")
            size = 1 + len(mark.encode())  # the space that continues a line
        parts[-1] += mark
    return "\r\n ".join(parts)

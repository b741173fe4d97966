"""Time zones: the clock on the wall changes twice a year, and an hour of notice does not."""

from datetime import UTC, datetime, timedelta

from phmcoach.domain.values.marks import ShapeError
from phmcoach.errors import StorageError

HOME_ZONE = "Europe/Paris"
ONE_MINUTE = timedelta(minutes=1)


def known_zone(name: str) -> str:
    """Return the name of a time zone; raise ShapeError if there is none of this name."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones is no zone either
        raise ShapeError("shape.unknown-time-zone") from None
    return name


def minutes_between(start: datetime, end: datetime, zone: str) -> int:
    """Return the real minutes between two local times of a zone, rounded down.

    An hour that exists twice is the first one; one that does not exist is counted as if the clock
    had not changed yet. Raises StorageError if the system cannot read what it knows of the zone.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        local = ZoneInfo(zone)
    except ZoneInfoNotFoundError:
        raise StorageError.of("store.system-error", reason=zone) from None
    first, last = (each.replace(tzinfo=local, fold=0).astimezone(UTC) for each in (start, end))
    return (last - first) // ONE_MINUTE

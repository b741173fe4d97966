"""The calendar that is written, read again by another program's library."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from phmcoach.errors import StorageError
from phmcoach.exports.ics import IcsEvent, write_ics

STAMP = datetime(2026, 6, 15, 12, tzinfo=UTC)
PARIS = "Europe/Paris"


def event(start: date, *, minutes: int = 120, title: str = "Séance", sequence: int = 0) -> IcsEvent:
    return IcsEvent("u1@phmcoach", sequence, title, start, minutes, cancelled=False)


def written(*events: IcsEvent, zone: str = PARIS) -> str:
    return write_ics(events, name="Séances", zone=zone, stamp=STAMP)


def read(*events: IcsEvent, zone: str = PARIS) -> list[Event]:
    calendar = Calendar.from_ical(written(*events, zone=zone))
    return [each for each in calendar.walk("VEVENT") if isinstance(each, Event)]


def test_a_whole_file() -> None:
    text = written(
        event(datetime(2026, 7, 3, 9, 30)),  # noqa: DTZ001 - by the clock of the practice
        IcsEvent("u2@phmcoach", 3, "Rendez-vous", date(2026, 7, 6), 60, cancelled=True),
    )
    assert (
        text.replace("\r\n", "\n")
        == """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//phmcoach//coach export ics//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:Séances
X-WR-TIMEZONE:Europe/Paris
BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:STANDARD
DTSTART:20251231T010000
TZOFFSETFROM:+0100
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20260329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20261025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:u1@phmcoach
DTSTAMP:20260615T120000Z
SEQUENCE:0
DTSTART;TZID=Europe/Paris:20260703T093000
DTEND;TZID=Europe/Paris:20260703T113000
SUMMARY:Séance
STATUS:CONFIRMED
CLASS:PRIVATE
END:VEVENT
BEGIN:VEVENT
UID:u2@phmcoach
DTSTAMP:20260615T120000Z
SEQUENCE:3
DTSTART;VALUE=DATE:20260706
DTEND;VALUE=DATE:20260707
TRANSP:TRANSPARENT
SUMMARY:Rendez-vous
STATUS:CANCELLED
CLASS:PRIVATE
END:VEVENT
END:VCALENDAR
"""
    )
    assert text.count("\r\n") == text.count("\n")


@pytest.mark.parametrize(
    ("zone", "local", "in_utc"),
    [
        (PARIS, "2026-03-27 09:00", "2026-03-27 08:00"),
        (PARIS, "2026-03-30 09:00", "2026-03-30 07:00"),
        (PARIS, "2026-10-23 09:00", "2026-10-23 07:00"),
        (PARIS, "2026-10-26 09:00", "2026-10-26 08:00"),
        (PARIS, "2027-01-01 00:30", "2026-12-31 23:30"),
        ("Indian/Reunion", "2026-07-03 09:00", "2026-07-03 05:00"),
        ("America/Martinique", "2026-07-03 09:00", "2026-07-03 13:00"),
        ("Australia/Sydney", "2026-01-05 09:00", "2026-01-04 22:00"),
    ],
)
def test_an_hour_stays_what_the_clock_on_the_wall_shows(zone: str, local: str, in_utc: str) -> None:
    """The reader is given the rules of the file alone: it does not know the name of the zone."""
    text = written(event(datetime.fromisoformat(local)), zone=zone).replace(
        zone, f"Elsewhere/{zone}"
    )
    (found,) = Calendar.from_ical(text).walk("VEVENT")
    assert isinstance(found, Event)
    start = found.start
    assert isinstance(start, datetime)
    assert start.astimezone(UTC) == datetime.fromisoformat(in_utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "minutes"),
    [
        ("2026-03-29 01:30", 60),  # over the hour that does not exist
        ("2026-10-25 01:30", 60),
        ("2026-10-25 01:30", 120),  # into the hour that exists twice
        ("2026-10-25 02:30", 60),
        ("2026-07-03 23:30", 120),
    ],
)
def test_a_session_lasts_as_long_as_it_is_when_the_clocks_change(start: str, minutes: int) -> None:
    (found,) = read(event(datetime.fromisoformat(start), minutes=minutes))
    first, last = found.start, found.end
    assert isinstance(first, datetime)
    assert isinstance(last, datetime)
    assert last.astimezone(UTC) - first.astimezone(UTC) == timedelta(minutes=minutes)


def test_no_line_has_more_than_75_octets_and_no_character_is_cut() -> None:
    title = "Séance à l’été, « déjà vu » ; " * 6
    text = written(event(date(2026, 7, 3), title=title))
    assert max(len(line) for line in text.encode().split(b"\r\n")) <= 75
    assert [str(found["SUMMARY"]) for found in read(event(date(2026, 7, 3), title=title))] == [
        title
    ]


def test_a_calendar_without_events_is_one() -> None:
    calendar = Calendar.from_ical(written())
    assert calendar.walk("VEVENT") == []
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == [PARIS]


def test_a_zone_that_the_system_does_not_know_is_refused() -> None:
    with pytest.raises(StorageError):
        written(zone="Europe/Nowhere")


def test_the_changes_of_the_clock_are_those_of_the_system() -> None:
    """For each hour of a year, the rules that the file lists say what the system says."""
    calendar: Any = Calendar.from_ical(written(event(datetime(2026, 7, 3, 9))))  # noqa: DTZ001
    (zone,) = calendar.walk("VTIMEZONE")
    rules = sorted(
        (each["DTSTART"].dt - each["TZOFFSETFROM"].td, each["TZOFFSETTO"].td)
        for each in zone.subcomponents
    )
    for hour in range(365 * 24):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        expected = [offset for since, offset in rules if since <= at.replace(tzinfo=None)][-1]
        assert at.astimezone(ZoneInfo(PARIS)).utcoffset() == expected, at

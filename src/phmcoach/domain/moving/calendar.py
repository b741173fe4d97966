"""The sessions as events of a calendar that others may see: no name, no place, no subject.

A letter or an e-mail is no event. An absence keeps the hour that was reserved for it; a session
that was called off or moved is a cancelled event, and the moved one is another session.
"""

from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256

from phmcoach.domain.case import Dossier
from phmcoach.domain.records.calendar import CalendarEvent, CalendarLog
from phmcoach.domain.records.session import MEETING_KINDS
from phmcoach.value import replace
from phmcoach.words import SessionStatus

TAKES_PLACE: tuple[SessionStatus, ...] = ("planned", "held", "no-show")
"""The statuses of a session whose hour was kept."""


def event_uid(key: str, ref: str, session: str) -> str:
    """Return the UID of a session, which no other practice has.

    Without the key of the practice nobody can tell whether it is made of some name.
    """
    digest = sha256(f"{key}/{ref}/{session}".encode()).hexdigest()
    return f"{digest[:32]}@phmcoach"


def list_events(dossiers: Iterable[Dossier], key: str) -> Iterator[CalendarEvent]:
    """Yield the meetings of engagements as events that were never exported."""
    for dossier in dossiers:
        for session in dossier.engagement.sessions:
            if MEETING_KINDS[session.type].meets is not None:
                yield CalendarEvent(
                    engagement=dossier.ref,
                    session=session.id,
                    uid=event_uid(key, dossier.ref, session.id),
                    on=session.on,
                    at=session.at,
                    minutes=session.minutes,
                    type=session.type,
                    reference=dossier.engagement.contract_reference,
                    cancelled=session.status not in TAKES_PLACE,
                )


def update_log(
    known: CalendarLog | None,
    found: Iterable[CalendarEvent],
    *,
    time_zone: str,
    key: str,
    kept: Collection[str],
) -> CalendarLog:
    """Return what the next calendar says: the found events, and those that are gone as cancelled.

    An event keeps its UID, whatever made it. The sequence of one that has changed rises by one, and
    so does that of all if the time zone is another one. `kept` are the engagements whose sessions
    were not read, archived ones for instance: their events stay as they are.
    """
    earlier = {_name(each): each for each in known.events} if known else {}
    moved = known is not None and known.time_zone != time_zone
    current = {_name(each): each for each in found}
    gone = {
        name: each if each.engagement in kept else replace(each, cancelled=True)
        for name, each in earlier.items()
        if name not in current
    }
    events = (
        _numbered(each, earlier.get(name), moved=moved) for name, each in (gone | current).items()
    )
    ordered = sorted(events, key=lambda each: (each.on, str(each.at or ""), *_name(each)))
    return CalendarLog(schema_version=1, time_zone=time_zone, key=key, events=tuple(ordered))


def _name(event: CalendarEvent) -> tuple[str, str]:
    return event.engagement, event.session


def _numbered(event: CalendarEvent, earlier: CalendarEvent | None, *, moved: bool) -> CalendarEvent:
    if earlier is None:
        return event
    same = replace(event, uid=earlier.uid, sequence=earlier.sequence)
    return same if same == earlier and not moved else replace(same, sequence=same.sequence + 1)

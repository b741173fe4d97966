"""The last exported calendar, so that importing the next one changes events in place.

A calendar program keeps an event unless one with the same UID has a higher SEQUENCE, and it never
removes one by itself. Neither can be derived from the sessions: another hour leaves no trace in
them, and a session that was removed is not there any more.

The UID of an event is a digest that others see. The number of the practice is public, and the
reference of an engagement is easily guessed from a name, so a random key is part of it.
"""

from datetime import time
from typing import Annotated, Literal

from phmcoach.domain.base import COACH, Day, Line, Minutes, Record, Slug
from phmcoach.domain.records.engagement import ContractReference
from phmcoach.domain.records.session import SessionId
from phmcoach.domain.values.marks import Key, Limits
from phmcoach.words import SessionType

CalendarKey = Annotated[str, Limits(pattern=r"^[0-9a-f]{32}$")]


class CalendarEvent(Record):
    """A session as an event without any name; `reference` is the number of its contract.

    `sequence` rises with each change that was exported. A cancelled event was called off, or its
    session is gone.
    """

    engagement: Annotated[Slug, COACH]
    session: Annotated[SessionId, COACH]
    uid: Annotated[Line, COACH]
    sequence: Annotated[int, Limits(ge=0), COACH] = 0
    on: Annotated[Day, COACH]
    at: Annotated[time | None, COACH] = None
    minutes: Annotated[Minutes, COACH]
    type: Annotated[SessionType, COACH]
    reference: Annotated[ContractReference | None, COACH] = None
    cancelled: Annotated[bool, COACH] = False


class CalendarLog(Record):
    """All events that were exported, in the time zone of the last export.

    `key` makes the UIDs of new events.
    """

    schema_version: Annotated[Literal[1], Key("schema"), COACH]
    time_zone: Annotated[Line, COACH]
    key: Annotated[CalendarKey, COACH]
    events: Annotated[tuple[CalendarEvent, ...], COACH] = ()

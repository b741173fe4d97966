"""The calendar of the sessions, for the coach's own calendar program."""

import os
from datetime import date, datetime
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.opening import open_all, open_practice
from phmcoach.actions.practice.calendar_log import read_calendar_log, save_calendar_log
from phmcoach.actions.practice.export_targets import refuse_in_use, refuse_other_file
from phmcoach.actions.sessions.each_once import each_once
from phmcoach.domain.moving.calendar import list_events, update_log
from phmcoach.domain.records.calendar import CalendarEvent
from phmcoach.errors import Problem, errors_of, warnings_of
from phmcoach.exports.ics import FIRST_LINES, IcsEvent, write_ics
from phmcoach.i18n import Translator
from phmcoach.store.files import replace_file
from phmcoach.store.folder import Listing, list_archived
from phmcoach.store.lock import lock_folder
from phmcoach.store.record_files import refuse_link_outside
from phmcoach.value import Value
from phmcoach.words import Language, SessionType


class WrittenCalendar(Value):
    """A written calendar, and how many of its events are new, changed and cancelled.

    All are new in a file that was not there, also if an earlier command could not write it.

    `errors` are of engagements that it lacks; `refused` says that the system refused to read one.
    """

    path: Path
    events: int
    changed: int
    cancelled: int
    warnings: tuple[Problem, ...]
    errors: tuple[Problem, ...]
    refused: bool


def export_calendar(
    context: Context, language: Language, path: Path | None = None
) -> WrittenCalendar:
    """Write the sessions of all open engagements into a calendar, over an earlier one.

    What was called off, moved or removed is cancelled in it. An engagement that cannot be read
    keeps its events as they were. Raises ConflictError if the file is not a calendar of this
    program, RuleRefusedError if it lies among the files of the program.
    """
    folder = context.folder
    words = Translator(language)
    target = path or folder.exports_dir / "coach.ics"
    refuse_in_use(folder, target, "ics")
    with lock_folder(folder):
        practice = open_practice(folder)
        listing = Listing(folder)
        everything = open_all(folder, practice, listing=listing)
        known = read_calendar_log(folder)
        readable = {each.ref for each in everything.opened}
        named = (*listing.engagements.names, *(ref for _, ref in list_archived(listing)))
        earlier = known.value if known else None
        key = earlier.key if earlier else make_key()
        log = update_log(
            earlier,
            list_events((each.case for each in each_once(folder, everything)), key),
            time_zone=practice.time_zone,
            key=key,
            kept={*named, *listing.engagements.unusable} - readable,
        )
        content = write_ics(
            [_event_of(each, words) for each in log.events],
            name=words.text("calendar.name"),
            zone=log.time_zone,
            stamp=context.now,
        ).encode()
        refuse_other_file(target, FIRST_LINES.encode(), "ics")
        refuse_link_outside(folder.exports_dir, folder.root)
        before = set(earlier.events) if earlier and target.exists() else set()
        save_calendar_log(folder, known, log)
        replace_file(target, content, None)
    return WrittenCalendar(
        path=target,
        events=len(log.events),
        changed=sum(each not in before for each in log.events),
        cancelled=sum(each.cancelled for each in log.events),
        warnings=warnings_of(everything.problems),
        errors=errors_of(everything.problems),
        refused=everything.refused,
    )


def make_key() -> str:
    """Return a random key for the UIDs of a practice."""
    return os.urandom(16).hex()


def _event_of(event: CalendarEvent, words: Translator) -> IcsEvent:
    name = _name_of(event.type, words)
    title = f"{name} {event.reference}" if event.reference else name
    start: date = datetime.combine(event.on, event.at) if event.at else event.on
    return IcsEvent(event.uid, event.sequence, title, start, event.minutes, event.cancelled)


def _name_of(kind: SessionType, words: Translator) -> str:
    """Return a neutral name: all types are meetings, because a type would say too much."""
    match kind:
        case "in-person" | "video":
            return words.text("calendar.session")
        case "phone":
            return words.text("calendar.call")
        case _:
            return words.text("calendar.meeting")

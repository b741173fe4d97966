"""Calling off a planned session, and moving it to another day.

A session that is called off stays in the file; the notice that was given decides whether it is
billed. A moved session is called off on its old day and planned anew, so that the old day is kept;
one that only gets another hour of its day in time stays the same session.
"""

from datetime import date, datetime, time

from phmcoach.actions.changing import KeyPath, change_record, without_none
from phmcoach.actions.context import Context
from phmcoach.actions.opening import Opened, open_engagement, open_practice
from phmcoach.actions.sessions.planning import (
    PlannedSession,
    planned_session,
    planning_remarks,
    refuse_day,
    save_planned,
)
from phmcoach.actions.sessions.shared_steps import (
    find_session,
    open_for_sessions,
    read_standing,
    refuse_early_notice,
    refuse_if_shown,
    session_table,
    written_session,
)
from phmcoach.domain.base import as_data
from phmcoach.domain.cadence.summary import CadenceSummary, report_effect
from phmcoach.domain.contract.coverage import in_order, is_contracted_type
from phmcoach.domain.contract.notice import Notice, called_off_status, measure_notice
from phmcoach.domain.contract.planning import late_move_problems
from phmcoach.domain.records.session import Session
from phmcoach.errors import Problem, RuleRefusedError, UsageError, about, refuse
from phmcoach.store.ledger import refuse_damage
from phmcoach.store.lock import lock_folder
from phmcoach.value import Value, replace
from phmcoach.words import CalledOffBy


class CalledOff(Value):
    """A session that was called off, its notice if one was measured, and its replacement."""

    ref: str
    session: Session
    is_session: bool
    notice: Notice | None
    moved: PlannedSession | None
    warnings: tuple[Problem, ...]
    effect: Problem | None
    standing: CadenceSummary


def next_planned(context: Context, ref: str) -> str:
    """Return the id of the next planned session, else of the last one whose day is over.

    Raises RuleRefusedError if none is planned.
    """
    opened = open_engagement(context.folder, ref)
    planned = [s for s in in_order(opened.engagement.sessions) if s.status == "planned"]
    if not planned:
        raise RuleRefusedError.of("session.none-planned", about=opened.ref)
    return next((s.id for s in planned if s.on >= context.today), planned[-1].id)


def refuse_unplanned(context: Context, ref: str, session_id: str) -> None:
    """Refuse a session that is not there, or is planned no more; raises as `call_off_session`."""
    opened, damage, _ = open_for_sessions(context, ref, open_practice(context.folder))
    refuse_damage(damage)
    _find_planned(context, opened, session_id)


def _find_planned(context: Context, opened: Opened, session_id: str) -> Session:
    known = find_session(opened, session_id)
    if known.status != "planned":
        if known.id in opened.case.billed.sessions:
            refuse_if_shown(context, opened, None, known.id)
        raise RuleRefusedError.of(
            "session.not-planned", id=known.id, status=known.status, about=opened.ref
        )
    return known


def call_off_session(
    context: Context,
    *,
    ref: str,
    session_id: str,
    by: CalledOffBy = "beneficiary",
    notified_at: datetime | None = None,
    moved_to: date | None = None,
    at: time | None = None,
    anyway: bool = False,
) -> CalledOff:
    """Call off a planned session, and plan it anew on `moved_to` if that is given.

    `at` without a day, or with that of the session, is another hour of its day.
    If the beneficiary calls it off, the notice between `notified_at` and its hour (or the end of
    its day) decides whether it was cancelled in time or late. The new session keeps the values of
    the old one, including its hour unless `at` is given. Raises MissingError for an unknown
    session, UsageError if the beneficiary's announcement has no moment, and RuleRefusedError if the
    session is no longer planned, or is planned then already, or the announcement came after its
    hour, and for the new day as
    `plan_sessions` does. If a late move exceeds the number, the error also suggests the waiver.
    """
    if by == "beneficiary" and notified_at is None:
        raise UsageError.of("session.no-moment")
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened, damage, number = open_for_sessions(context, ref, practice)
        refuse_damage(damage)
        known = _find_planned(context, opened, session_id)
        refuse_early_notice(context, notified_at)
        notice = _measure(opened, known, by, notified_at)
        day = moved_to or (known.on if at is not None else None)
        is_other_hour = day == known.on and at not in (None, known.at)
        if day == known.on and not is_other_hour:
            raise RuleRefusedError.of("session.same-moment", id=known.id, on=known.on)
        if day is not None:
            besides = known if is_other_hour else None
            refuse_day(context, opened, day, known.type, anyway=anyway, besides=besides)
        place = opened.engagement.sessions.index(known)
        if is_other_hour and (notice is None or notice.is_in_time):
            new: str | None = known.id
            changed = change_record(opened.loaded, values={("sessions", place, "at"): at})
        else:
            values: dict[KeyPath, object] = {
                ("sessions", place, "status"): called_off_status(by, notice),
                ("sessions", place, "notified_at"): notified_at,
            }
            new = f"s{number}" if day else None
            tables = [] if day is None else [_moved_table(opened, known, f"s{number}", day, at)]
            changed = change_record(
                opened.loaded, appends=[("sessions", table) for table in tables], values=values
            )
            if new is not None and notice is not None and not anyway:
                after = opened.case.having(changed.value)
                refuse(late_move_problems(after, known, new, notice), about=opened.ref)
        warnings = save_planned(context, opened, changed, anyway=anyway)
    after = opened.case.having(changed.value)
    session = written_session(after, known.id)
    return CalledOff(
        ref=opened.ref,
        session=session,
        is_session=is_contracted_type(after, session.type),
        notice=notice,
        moved=planned_session(after, new) if new else None,
        warnings=about(
            opened.ref,
            (*warnings, *planning_remarks(after, [new] if new else [])),
        ),
        effect=report_effect(after, session),
        standing=read_standing(after, practice, context.today),
    )


def _measure(
    opened: Opened, known: Session, by: CalledOffBy, notified_at: datetime | None
) -> Notice | None:
    """Return the beneficiary's own notice; refuse one after the hour, which is an absence."""
    if by != "beneficiary" or notified_at is None:
        return None
    notice = measure_notice(opened.case, known, notified_at)
    if notice.minutes < 0:
        raise RuleRefusedError.of(
            "session.notified-too-late", id=known.id, on=known.on, about=opened.ref
        )
    return notice


def _moved_table(
    opened: Opened, known: Session, name: str, on: date, at: time | None
) -> dict[str, object]:
    given = {
        **as_data(replace(known, travel=()), defaults=False),
        "id": name,
        "on": on,
        "status": "planned",
        **without_none({"at": at or known.at}),
    }
    given.pop("notified_at", None)
    return session_table(opened, name, known.type, given)

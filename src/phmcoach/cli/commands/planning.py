"""Commands about sessions to come: planning them, moving them, calling them off."""

from datetime import date, datetime, time
from typing import Annotated

import typer

from phmcoach.cli.shell.options import (
    Json,
    Proposed,
    Purpose,
    Reference,
    choice_option,
    date_option,
    integer_option,
    interval_option,
    minutes_option,
    moment_option,
    text_option,
    time_option,
)
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState, current
from phmcoach.formats import Interval
from phmcoach.words import (
    CALLED_OFF_BY,
    MEETING_PURPOSES,
    SESSION_TYPES,
    CalledOffBy,
    SessionType,
)

panel = Panel("sessions")

Planned = Annotated[str | None, text_option("--session", help="option.planned-session")]
Notified = Annotated[datetime | None, moment_option("--notified", help="option.notified")]
By = Annotated[
    CalledOffBy | None,
    choice_option("--by", choices=CALLED_OFF_BY, help="option.called-off-by"),
]
At = Annotated[time | None, time_option("--at", help="option.at")]
Anyway = Annotated[bool, typer.Option("--anyway", help="option.plan-anyway")]


@panel.command("plan")
def plan(
    ref: Reference = None,
    on: Annotated[date | None, date_option("--on", help="option.planned-on")] = None,
    at: At = None,
    hours: Annotated[int | None, minutes_option("--hours", help="option.length")] = None,
    kind: Annotated[
        SessionType | None,
        choice_option("--type", choices=SESSION_TYPES, help="option.session-type"),
    ] = None,
    purpose: Purpose = None,
    proposed: Proposed = False,
    every: Annotated[
        Interval | None,
        interval_option("--every", help="option.every"),
    ] = None,
    times: Annotated[int | None, integer_option("--times", help="option.times")] = None,
    anyway: Anyway = False,
    json: Json = False,
) -> None:
    state = current()
    from phmcoach.actions.sessions import planning, recording
    from phmcoach.cli.pages.session import tell_planned

    with state.asking() as ask:
        ref = ask.engagement(ref)
        on = ask.date("--on", on)
        if hours is None and (usual := recording.usual_minutes(state.context(), ref, on, kind)):
            hours = usual
        if hours is None:
            hours = ask.minutes("--hours", hours)
        if kind == "three-way":
            purpose = ask.choice("--purpose", purpose, MEETING_PURPOSES)
        if every is not None:
            times = ask.integer("--times", times)
    with state.offering_flag():
        planned = planning.plan_sessions(
            state.context(),
            ref=ref,
            days=planning.series(on, every, times),
            at=at,
            minutes=hours,
            kind=kind,
            purpose=purpose,
            proposed_by_beneficiary=proposed,
            anyway=anyway,
        )
    tell_planned(state.out, planned, json=json)


@panel.command("reschedule")
def reschedule(
    ref: Reference = None,
    session: Planned = None,
    to: Annotated[date | None, date_option("--to", help="option.moved-to")] = None,
    at: Annotated[time | None, time_option("--at", help="option.moved-at")] = None,
    notified: Notified = None,
    by: By = None,
    anyway: Anyway = False,
    json: Json = False,
) -> None:
    state = current()
    from phmcoach.actions.sessions.calling_off import call_off_session
    from phmcoach.cli.pages.session import tell_called_off

    with state.asking() as ask:
        ref = ask.engagement(ref)
        session = ask.text("--session", session, default=_next_planned(state, ref))
        to = ask.date("--to", to)
        if by in (None, "beneficiary"):
            notified = ask.moment("--notified", notified, default=state.local_now)
    with state.offering_flag():
        called_off = call_off_session(
            state.context(),
            ref=ref,
            session_id=session,
            by=by or "beneficiary",
            notified_at=notified,
            moved_to=to,
            at=at,
            anyway=anyway,
        )
    tell_called_off(state.out, called_off, json=json)


@panel.command("cancel-session")
def cancel_session(
    ref: Reference = None,
    session: Planned = None,
    notified: Notified = None,
    by: By = None,
    json: Json = False,
) -> None:
    state = current()
    from phmcoach.actions.sessions.calling_off import call_off_session
    from phmcoach.cli.pages.session import tell_called_off

    with state.asking() as ask:
        ref = ask.engagement(ref)
        session = ask.text("--session", session, default=_next_planned(state, ref))
        if by in (None, "beneficiary"):
            notified = ask.moment("--notified", notified, default=state.local_now)
    called_off = call_off_session(
        state.context(),
        ref=ref,
        session_id=session,
        by=by or "beneficiary",
        notified_at=notified,
    )
    tell_called_off(state.out, called_off, json=json)


def _next_planned(state: CliState, ref: str) -> str | None:
    """Offer the session that comes next to a person; a script names the one that it means."""
    if not state.interactive:
        return None
    from phmcoach.actions.sessions.calling_off import next_planned

    return next_planned(state.context(), ref)

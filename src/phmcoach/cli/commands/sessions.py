"""Commands about sessions: what happened, who signs for it, and whether the rhythm holds."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated

import typer

from phmcoach.cli.shell.completion import complete_references
from phmcoach.cli.shell.options import (
    AsOf,
    Json,
    Proposed,
    Purpose,
    Reference,
    amount_option,
    choice_option,
    date_option,
    minutes_option,
    moment_option,
    text_option,
    time_option,
)
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import current
from phmcoach.errors import InvalidDataError
from phmcoach.exits import ExitCode
from phmcoach.words import (
    MEETING_PURPOSES,
    SESSION_STATUSES,
    SESSION_TYPES,
    SessionStatus,
    SessionType,
)

panel = Panel("sessions")


@panel.command("log-session")
def log_session(
    ref: Reference = None,
    on: Annotated[date | None, date_option("--on", help="option.held-on")] = None,
    at: Annotated[time | None, time_option("--at", help="option.at")] = None,
    hours: Annotated[int | None, minutes_option("--hours", help="option.length")] = None,
    kind: Annotated[
        SessionType | None,
        choice_option("--type", choices=SESSION_TYPES, help="option.session-type"),
    ] = None,
    status: Annotated[
        SessionStatus | None,
        choice_option("--status", choices=SESSION_STATUSES, help="option.session-status"),
    ] = None,
    purpose: Purpose = None,
    notified: Annotated[
        datetime | None, moment_option("--notified", help="option.notified-status")
    ] = None,
    travel: Annotated[Decimal | None, amount_option("--travel", help="option.travel")] = None,
    travel_label: Annotated[
        str | None, text_option("--travel-label", help="option.travel-label")
    ] = None,
    debrief: Annotated[int | None, minutes_option("--debrief", help="option.debrief")] = None,
    proposed: Proposed = False,
    session: Annotated[str | None, text_option("--session", help="option.session")] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="option.anyway")] = False,
    json: Json = False,
) -> None:
    state = current()
    from phmcoach.actions.sessions import recording
    from phmcoach.cli.pages.session import tell_logged

    with state.asking() as ask:
        ref = ask.engagement(ref)
        if session is None:
            on = ask.date("--on", on, default=state.today)
        if hours is None and session is None:
            usual = recording.usual_minutes(state.context(), ref, on, kind)
            if usual or state.interactive:
                hours = ask.minutes("--hours", hours, default=usual, default_when_piped=True)
        if kind == "three-way":
            purpose = ask.choice("--purpose", purpose, MEETING_PURPOSES)
        if travel is not None or travel_label is not None:
            travel = ask.amount("--travel", travel)
            travel_label = ask.text("--travel-label", travel_label)
    with state.offering_flag():
        logged = recording.log_session(
            state.context(),
            ref=ref,
            on=on,
            at=at,
            minutes=hours,
            kind=kind,
            status=status,
            purpose=purpose,
            notified_at=notified,
            travel=None if travel is None else recording.travel_cost(travel, travel_label or ""),
            debrief_minutes=debrief,
            proposed_by_beneficiary=proposed,
            session_id=session,
            anyway=anyway,
        )
    tell_logged(state.out, logged, json=json)


@panel.command("attendance")
def attendance(
    ref: Reference = None,
    start: Annotated[date | None, date_option("--from", help="option.attendance-from")] = None,
    end: Annotated[date | None, date_option("--to", help="option.attendance-to")] = None,
) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.engagement(ref)
    from phmcoach.actions.sessions.attendance import write_attendance

    written = write_attendance(state.context(), ref=ref, start_on=start, end_on=end)
    for problem in written.warnings:
        state.out.warn(problem)
    sheet = written.attendance
    state.out.say(
        "said.attendance-open" if sheet.dates_open else "said.attendance",
        count=len(sheet.presences),
        minutes=sum(presence.minutes for presence in sheet.presences),
    )
    state.out.result(str(written.path))


@panel.command("check-cadence")
def check_cadence(
    refs: Annotated[
        list[str] | None,
        typer.Argument(metavar="REF", help="option.refs", autocompletion=complete_references),
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    from phmcoach.actions.sessions import cadence
    from phmcoach.cli.pages.cadence import cadence_data, print_cadence

    state = current()
    found = cadence.check_cadence(state.context(as_of=as_of), refs=refs or ())
    checked = found.checked
    if json:
        engagements = [cadence_data(each, state.tr) for each in checked]
        state.out.emit_json({"engagements": engagements, "problems": found.problems})
    elif checked or not found.problems:
        print_cadence(state.out, checked)
    for problem in (problem for each in checked for problem in each.warnings):
        state.out.warn(problem)
    if found.problems:
        raise InvalidDataError(*found.problems)
    if any(each.report.level == "breach" for each in checked):
        raise typer.Exit(ExitCode.FINDING)

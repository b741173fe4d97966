"""Commands about sessions: what happened, and whether the rhythm holds."""

from datetime import date, time
from decimal import Decimal
from typing import Annotated

import typer

from phmcoach.cli.completion import complete_references
from phmcoach.cli.options import (
    AsOf,
    Json,
    Reference,
    amount_option,
    choice_option,
    date_option,
    minutes_option,
    text_option,
    time_option,
)
from phmcoach.cli.panels import Panel
from phmcoach.cli.state import current
from phmcoach.words import SESSION_STATUSES, SESSION_TYPES, SessionStatus, SessionType

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
    travel: Annotated[Decimal | None, amount_option("--travel", help="option.travel")] = None,
    travel_label: Annotated[
        str | None, text_option("--travel-label", help="option.travel-label")
    ] = None,
    debrief: Annotated[int | None, minutes_option("--debrief", help="option.debrief")] = None,
    session: Annotated[str | None, text_option("--session", help="option.session")] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="option.anyway")] = False,
) -> None:
    state = current()
    from phmcoach.actions import sessions

    with state.asking() as ask:
        ref = ask.text("REF", ref)
        on = ask.date("--on", on, default=state.today)
        if hours is None and session is None:
            usual = sessions.usual_minutes(state.context(), ref)
            if usual or state.interactive:
                hours = ask.minutes("--hours", hours, default=usual, default_when_piped=True)
        if travel is not None:
            travel_label = ask.text("--travel-label", travel_label)
    logged = sessions.log_session(
        state.context(),
        ref=ref,
        on=on,
        at=at,
        minutes=hours,
        kind=kind,
        status=status or "held",
        travel=sessions.travel_cost(travel, travel_label or "") if travel is not None else None,
        debrief_minutes=debrief,
        session_id=session,
        anyway=anyway,
    )
    for problem in (*logged.problems, *logged.warnings):
        state.out.warn(problem)
    state.out.say(
        "said.session-logged" if logged.contracted else "said.session-logged-uncontracted",
        ref=logged.ref,
        id=logged.session.id,
        on=logged.session.on,
        minutes=logged.session.minutes,
        status=logged.session.status,
        counted=logged.counted,
        contracted=logged.contracted,
    )


@panel.command("check-cadence")
def check_cadence(
    refs: Annotated[
        list[str] | None,
        typer.Argument(metavar="REF", help="option.refs", autocompletion=complete_references),
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    from phmcoach.actions import cadence
    from phmcoach.cli.cadence_page import cadence_data, print_cadence

    state = current()
    checked = cadence.check_cadence(state.context(as_of=as_of), refs=refs or ())
    if json:
        state.out.emit_json([cadence_data(each, state.tr) for each in checked])
    else:
        print_cadence(state.out, checked)
    for problem in (problem for each in checked for problem in each.warnings):
        state.out.warn(problem)
    if any(each.report.level == "breach" for each in checked):
        raise typer.Exit(1)

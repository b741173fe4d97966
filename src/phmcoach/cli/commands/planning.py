"""Commands about future sessions: planning them, moving them, calling them off."""

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from phmcoach.cli.commands.groups import CallOff, ProposedOption, PurposeOption, SessionFacts
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import (
    DATE,
    INTEGER,
    INTERVAL,
    MINUTES,
    MOMENT,
    TEXT,
    TIME,
    one_of,
    parse_word,
)
from phmcoach.cli.shell.options import Json, Reference, Yes, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import MissingError
from phmcoach.formats import Interval
from phmcoach.words import MEETING_PURPOSES, WEEKDAYS

if TYPE_CHECKING:
    from phmcoach.cli.shell.prompts import Asking

panel = Panel("sessions")

SessionOption = Annotated[str | None, option("--session", TEXT, "option.planned-session")]
Anyway = Annotated[bool, flag("--anyway", "option.plan-anyway")]


@panel.command("plan")
def plan(
    *,
    ref: Reference = None,
    on: Annotated[date | None, option("--on", DATE, "option.planned-on")] = None,
    facts: SessionFacts,
    purpose: PurposeOption = None,
    proposed: ProposedOption = False,
    every: Annotated[
        Interval | None,
        option("--every", INTERVAL, "option.every"),
    ] = None,
    times: Annotated[int | None, option("--times", INTEGER, "option.times")] = None,
    propose: Annotated[bool, flag("--propose", "option.propose")] = False,
    weekday: Annotated[
        list[str] | None, option("--weekday", one_of(WEEKDAYS), "option.weekday")
    ] = None,
    yes: Yes = False,
    anyway: Anyway = False,
    json: Json = False,
) -> None:
    state = current()
    if propose:
        with asking() as ask:
            ref = ask.engagement(ref)
        _plan_proposed(
            state,
            ref,
            facts,
            {
                "first_on": on,
                "weekdays": [parse_word(each, WEEKDAYS) for each in weekday or ()],
                "every": every,
                "times": times,
            },
            yes=yes,
            json=json,
        )
        return
    from phmcoach.actions.sessions import planning
    from phmcoach.actions.sessions.shared_steps import UnknownLengthError
    from phmcoach.cli.pages.session import show_planned

    with asking() as ask:
        ref = ask.engagement(ref)
        on = ask.value("--on", DATE, on)
        if facts.kind == "three-way":
            purpose = ask.choice("--purpose", purpose, MEETING_PURPOSES)
        if every is not None:
            times = ask.value("--times", INTEGER, times)
    plan_of = partial(
        planning.plan_sessions,
        state.context(),
        ref=ref,
        days=planning.series(on, every, times),
        at=facts.at,
        kind=facts.kind,
        purpose=purpose,
        proposed_by_beneficiary=proposed,
        anyway=anyway,
    )
    try:
        planned = plan_of(minutes=facts.hours)
    except UnknownLengthError:
        with asking() as ask:
            minutes = ask.value("--hours", MINUTES, None)
        planned = plan_of(minutes=minutes)
    show_planned(state.out, planned, json=json)


def _plan_proposed(
    state: CliState,
    ref: str,
    facts: SessionFacts,
    wanted: Mapping[str, Any],
    *,
    yes: bool,
    json: bool,
) -> None:
    """Show free days for the sessions left, and plan them on a yes."""
    from phmcoach.actions.sessions.planning import plan_sessions
    from phmcoach.actions.sessions.proposing import propose_sessions
    from phmcoach.cli.pages.proposal import say_waiting, show_proposed
    from phmcoach.cli.pages.session import show_planned

    context = state.context()
    found = propose_sessions(
        context, ref=ref, at=facts.at, minutes=facts.hours, kind=facts.kind, **wanted
    )
    asks = state.interactive and not json
    show_proposed(state.out, found, json=json and not yes)
    if not yes and not asks:
        if not json:
            say_waiting(state.out, state.line.words)
        return
    if yes or state.confirm("confirm.plan", count=len(found.days)):
        planned = plan_sessions(
            context,
            ref=found.ref,
            days=found.days,
            at=found.at,
            minutes=facts.hours,
            kind=facts.kind,
        )
        show_planned(state.out, planned, json=json)


@panel.command("reschedule")
def reschedule(
    *,
    ref: Reference = None,
    session: SessionOption = None,
    to: Annotated[date | None, option("--to", DATE, "option.moved-to")] = None,
    at: Annotated[time | None, option("--at", TIME, "option.moved-at")] = None,
    call_off: CallOff,
    anyway: Anyway = False,
    json: Json = False,
) -> None:
    state = current()
    from phmcoach.actions.sessions.calling_off import call_off_session
    from phmcoach.cli.pages.session import show_called_off

    with asking() as ask:
        ref = ask.engagement(ref)
        session = _ask_session(ask, state, ref, session)
        if at is None:
            to = ask.value("--to", DATE, to)
        notified = _ask_notified(ask, state, call_off)
    called_off = call_off_session(
        state.context(),
        ref=ref,
        session_id=session,
        by=call_off.by or "beneficiary",
        notified_at=notified,
        moved_to=to,
        at=at,
        anyway=anyway,
    )
    show_called_off(state.out, called_off, json=json)


@panel.command("cancel-session")
def cancel_session(
    *,
    ref: Reference = None,
    session: SessionOption = None,
    call_off: CallOff,
    json: Json = False,
) -> None:
    state = current()
    from phmcoach.actions.sessions.calling_off import call_off_session
    from phmcoach.cli.pages.session import show_called_off

    with asking() as ask:
        ref = ask.engagement(ref)
        session = _ask_session(ask, state, ref, session)
        notified = _ask_notified(ask, state, call_off)
    called_off = call_off_session(
        state.context(),
        ref=ref,
        session_id=session,
        by=call_off.by or "beneficiary",
        notified_at=notified,
    )
    show_called_off(state.out, called_off, json=json)


def _ask_notified(ask: "Asking", state: CliState, call_off: CallOff) -> datetime | None:
    """Ask when the beneficiary gave notice; nobody else has to give any."""
    if call_off.by in (None, "beneficiary"):
        return ask.value("--notified", MOMENT, call_off.notified, default=state.local_now)
    return call_off.notified


def _ask_session(ask: "Asking", state: CliState, ref: str, session: str | None) -> str:
    """Ask which planned session is called off; one that was named is looked for first."""
    from phmcoach.actions.sessions.calling_off import refuse_unplanned

    if session is not None:
        ask.named(lambda: refuse_unplanned(state.context(), ref, session))
    return ask.text("--session", session, default=_next_planned(state, ref, session))


def _next_planned(state: CliState, ref: str, session: str | None) -> str | None:
    """Return the session to offer if none was named; refuse if none is planned.

    Off a terminal an unknown engagement is reported after all that is missing.
    """
    if session is not None:
        return None
    from phmcoach.actions.sessions.calling_off import next_planned

    try:
        return next_planned(state.context(), ref)
    except MissingError:
        if state.interactive:
            raise
        return None

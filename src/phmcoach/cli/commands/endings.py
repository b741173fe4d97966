"""Standing still and stopping: pauses, a demand declined, an early end, the close, the archive."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated

from phmcoach.cli.shell.options import Json, Reference, choice_option, date_option, text_option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState, current
from phmcoach.errors import Problem, UsageError
from phmcoach.words import (
    DECLINE_GROUNDS,
    PARTIES,
    PAUSE_REASONS,
    DeclineGround,
    Party,
    PauseReason,
)

if TYPE_CHECKING:
    from phmcoach.actions.contract.ending import Ended

panel = Panel("engagement")


@panel.command("pause")
def pause(
    ref: Reference = None,
    start: Annotated[date | None, date_option("--from", help="option.paused-from")] = None,
    end: Annotated[date | None, date_option("--to", help="option.paused-to")] = None,
    reason: Annotated[
        PauseReason | None,
        choice_option("--reason", choices=PAUSE_REASONS, help="option.pause-reason"),
    ] = None,
    json: Json = False,
) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.engagement(ref)
        start = ask.date("--from", start, question="ask.paused-from")
        end = ask.date("--to", end, question="ask.paused-to")
        reason = ask.choice("--reason", reason, PAUSE_REASONS, question="ask.pause-reason")
    from phmcoach.actions.contract import pausing
    from phmcoach.cli.pages.pause import pause_data, print_pause

    paused = pausing.pause(state.context(), ref=ref, start_on=start, end_on=end, reason=reason)
    if json:
        state.out.emit_json(pause_data(paused))
    else:
        print_pause(state.out, paused)


@panel.command("decline")
def decline(
    ref: Reference = None,
    by: Annotated[
        Party | None, choice_option("--by", choices=PARTIES, help="option.decided-by")
    ] = None,
    on: Annotated[date | None, date_option("--on", help="option.declined-on")] = None,
    ground: Annotated[
        DeclineGround | None,
        choice_option("--ground", choices=DECLINE_GROUNDS, help="option.ground"),
    ] = None,
    reason: Annotated[str | None, text_option("--reason", help="option.own-reason")] = None,
) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.engagement(ref)
        by = ask.choice("--by", by, PARTIES, question="ask.declined-by")
        on = ask.date("--on", on, default=state.today, question="ask.declined-on")
        if by == "coach" and state.interactive:
            ground = ask.choice("--ground", ground, DECLINE_GROUNDS)
    from phmcoach.actions.contract import ending

    opened = ending.decline(
        state.context(), ref=ref, on=on, by=by, ground=ground, reason=_said(reason)
    )
    name = opened.engagement.beneficiary.name
    state.out.say("said.declined", ref=opened.ref, name=name, on=on)


@panel.command("end")
def end(
    ref: Reference = None,
    by: Annotated[
        Party | None, choice_option("--by", choices=PARTIES, help="option.decided-by")
    ] = None,
    on: Annotated[date | None, date_option("--on", help="option.ended-on")] = None,
    reason: Annotated[str | None, text_option("--reason", help="option.own-reason")] = None,
    json: Json = False,
) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.engagement(ref)
        by = ask.choice("--by", by, PARTIES, question="ask.ended-by")
        on = ask.date("--on", on, default=state.today, question="ask.ended-on")
    from phmcoach.actions.contract import ending

    ended = ending.end(state.context(), ref=ref, on=on, by=by, reason=_said(reason))
    if json:
        state.out.emit_json(_end_data(ended, on))
        return
    message = "said.ended-private" if ended.private else "said.ended"
    state.out.say(message, ref=ended.ref, name=ended.name, on=on)
    _print_steps(state, ended.steps)


@panel.command("close")
def close(
    ref: Reference = None,
    on: Annotated[date | None, date_option("--on", help="option.closed-on")] = None,
    json: Json = False,
) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.engagement(ref)
    from phmcoach.actions.contract import ending

    day = on or state.today
    closed = ending.close(state.context(), ref=ref, on=day)
    if json:
        state.out.emit_json(_end_data(closed, day))
        return
    state.out.say("said.closed", ref=closed.ref, name=closed.name, on=day)
    _print_steps(state, closed.steps)


@panel.command("archive")
def archive(ref: Reference = None) -> None:
    from phmcoach.actions.contract import archiving

    state = current()
    moved, held = archiving.archive(state.context(), ref=ref)
    for problem in held:
        state.out.warn(problem)
    for each in moved:
        state.out.say("said.engagement-archived", ref=each.ref)
        state.out.result(str(each.path))


def _said(reason: str | None) -> str | None:
    """Refuse a reason that was given and says nothing."""
    if reason is not None and not reason.strip():
        problem = Problem("usage.empty")
        raise UsageError.of("usage.in-option", option="--reason", problem=problem)
    return reason


def _end_data(ended: "Ended", on: date) -> dict[str, object]:
    """Return an end or a close for a program, with what is left to do."""
    return {"ref": ended.ref, "on": on, "next_steps": ended.steps}


def _print_steps(state: CliState, steps: Iterable[Problem]) -> None:
    """Print what is left to do, each with its command."""
    for problem in steps:
        state.out.finding(problem, "show.next-label", "risk")

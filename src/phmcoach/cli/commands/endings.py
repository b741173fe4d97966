"""Pausing and stopping: pauses, a declined demand, an early end, the close, the archive."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from phmcoach.cli.commands.groups import TakeBack
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import DATE, TEXT, one_of
from phmcoach.cli.shell.options import Json, Reference, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import Problem, UsageError
from phmcoach.remedy import Remedy
from phmcoach.words import (
    DECLINE_GROUNDS,
    PARTIES,
    PAUSE_REASONS,
    DeclineGround,
    Party,
    PauseReason,
    Withdrawal,
)

if TYPE_CHECKING:
    from phmcoach.actions.contract.reopening import Retractable

panel = Panel("engagement")


@panel.command("pause")
def pause(
    ref: Reference = None,
    start: Annotated[date | None, option("--from", DATE, "option.paused-from")] = None,
    end: Annotated[date | None, option("--to", DATE, "option.paused-to")] = None,
    reason: Annotated[
        PauseReason | None,
        option("--reason", one_of(PAUSE_REASONS), "option.pause-reason"),
    ] = None,
    take_back: TakeBack = False,
    json: Json = False,
) -> None:
    state = current()
    if take_back:
        _resume(state, ref, start, end, json=json)
        return
    from phmcoach.actions.contract import pausing
    from phmcoach.cli.pages.endings import show_pause

    with asking() as ask:
        ref = ask.engagement(ref)
        first = ask.value("--from", DATE, start, question="ask.paused-from")

        def read_last(answer: str) -> date:
            last = DATE.parse(answer, state)
            pausing.read_pause(first, last, mistyped=Remedy.NOTHING)
            return last

        end = ask.value("--to", DATE, end, question="ask.paused-to", read=read_last)
        reason = ask.choice("--reason", reason, PAUSE_REASONS, question="ask.pause-reason")

    paused = pausing.pause(state.context(), ref=ref, start_on=first, end_on=end, reason=reason)
    show_pause(state.out, paused, json=json)


def _resume(
    state: CliState, ref: str | None, start: date | None, end: date | None, *, json: bool
) -> None:
    with asking() as ask:
        ref = ask.engagement(ref)
    from phmcoach.actions.contract import pausing
    from phmcoach.cli.pages.endings import show_resumed

    resumed = pausing.take_back_pause(state.context(), ref=ref, start_on=start, end_on=end)
    show_resumed(state.out, resumed, json=json)


@panel.command("decline")
def decline(
    ref: Reference = None,
    by: Annotated[Party | None, option("--by", one_of(PARTIES), "option.decided-by")] = None,
    on: Annotated[date | None, option("--on", DATE, "option.declined-on")] = None,
    ground: Annotated[
        DeclineGround | None,
        option("--ground", one_of(DECLINE_GROUNDS), "option.ground"),
    ] = None,
    reason: Annotated[str | None, option("--reason", TEXT, "option.own-reason")] = None,
    take_back: TakeBack = False,
) -> None:
    state = current()
    if take_back:
        _reopen(state, ref, "declined")
        return
    with asking() as ask:
        ref = ask.engagement(ref)
        by = ask.choice("--by", by, PARTIES, question="ask.declined-by")
        on = ask.value("--on", DATE, on, default=state.today, question="ask.declined-on")
        if by == "coach" and state.interactive:
            ground = ask.choice("--ground", ground, DECLINE_GROUNDS)
    from phmcoach.actions.contract import ending
    from phmcoach.cli.pages.endings import show_end

    ended = ending.decline(
        state.context(), ref=ref, on=on, by=by, ground=ground, reason=_check_reason(reason)
    )
    show_end(state.out, ended, "said.declined", on, json=False)


@panel.command("end")
def end(
    ref: Reference = None,
    by: Annotated[Party | None, option("--by", one_of(PARTIES), "option.decided-by")] = None,
    on: Annotated[date | None, option("--on", DATE, "option.ended-on")] = None,
    reason: Annotated[str | None, option("--reason", TEXT, "option.own-reason")] = None,
    withdrawal: Annotated[bool, flag("--withdrawal", "option.withdrawal")] = False,
    not_informed: Annotated[bool, flag("--not-informed", "option.not-informed")] = False,
    take_back: TakeBack = False,
    json: Json = False,
) -> None:
    state = current()
    if take_back:
        _reopen(state, ref, "ended", json=json)
        return
    with asking() as ask:
        ref = ask.engagement(ref)
        if not withdrawal:
            by = ask.choice("--by", by, PARTIES, question="ask.ended-by")
        on = ask.value("--on", DATE, on, default=state.today, question="ask.ended-on")
    from phmcoach.actions.contract import ending
    from phmcoach.cli.pages.endings import show_end

    ended = ending.end(
        state.context(),
        ref=ref,
        on=on,
        by=by,
        reason=_check_reason(reason),
        withdrawal=_withdrawal(withdrawal, not_informed),
    )
    message = "said.ended-private" if ended.private else "said.ended"
    if ended.withdrawal is not None:
        is_told = ended.withdrawal.kind == "informed"
        message = "said.withdrawn" if is_told else "said.withdrawn-uninformed"
    show_end(state.out, ended, message, on, json=json)


def _withdrawal(given: bool, not_informed: bool) -> Withdrawal | None:
    if not given:
        return None
    return "not-informed" if not_informed else "informed"


@panel.command("close")
def close(
    ref: Reference = None,
    on: Annotated[date | None, option("--on", DATE, "option.closed-on")] = None,
    take_back: TakeBack = False,
    json: Json = False,
) -> None:
    state = current()
    if take_back:
        _reopen(state, ref, "closed", json=json)
        return
    with asking() as ask:
        ref = ask.engagement(ref)
    from phmcoach.actions.contract import ending
    from phmcoach.cli.pages.endings import show_end

    day = on or state.today
    closed = ending.close(state.context(), ref=ref, on=day)
    show_end(state.out, closed, "said.closed", day, json=json)


@panel.command("archive")
def archive(ref: Reference = None, take_back: TakeBack = False) -> None:
    from phmcoach.actions.contract import ending, reopening

    state = current()
    if take_back:
        with asking() as ask:
            ref = ask.text("REF", ref)
        back = reopening.take_back_archive(state.context(), ref=ref)
        state.out.wrote("said.archive-taken-back", back.path, ref=back.ref)
        return
    moved, held = ending.archive(state.context(), ref=ref)
    state.out.warn_all(held)
    for each in moved:
        state.out.wrote("said.engagement-archived", each.path, ref=each.ref)


def _reopen(state: CliState, ref: str | None, what: "Retractable", *, json: bool = False) -> None:
    with asking() as ask:
        ref = ask.engagement(ref)
    from phmcoach.actions.contract import reopening
    from phmcoach.cli.pages.endings import show_reopened

    reopened = reopening.take_back(state.context(), ref=ref, what=what)
    show_reopened(state.out, reopened, what, json=json)


def _check_reason(reason: str | None) -> str | None:
    """Return the reason; UsageError for a blank one."""
    if reason is not None and not reason.strip():
        problem = Problem("usage.empty")
        raise UsageError.of("usage.in-option", option="--reason", problem=problem)
    return reason

"""A pause, an early end or a close on the coach's own screen, and what it leaves to do."""

from datetime import date
from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Output
from phmcoach.domain.cadence.verdicts import name_pause
from phmcoach.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from phmcoach.actions.contract.ending import Ended
    from phmcoach.actions.contract.pausing import Paused


def show_pause(out: Output, paused: "Paused", *, json: bool) -> None:
    """Show what was recorded, and each thing that it changes: the rhythm, the sessions, the end."""
    if json:
        out.emit_json(
            {
                "ref": paused.ref,
                "start_on": paused.start_on,
                "end_on": paused.end_on,
                "reason": paused.reason,
                "effect": paused.effect,
            }
        )
        return
    effect = paused.effect
    pause = name_pause(paused.reason, paused.start_on, paused.end_on)
    out.say("said.paused", ref=paused.ref, name=paused.name, pause=pause)
    if effect.days:
        out.result(out.tr.text("pause.days-lost", count=effect.days))
    else:
        out.result(out.tr.text("pause.no-day-lost"))
    if effect.gap_before is not None and effect.gap_after is not None:
        message = "pause.gap-same" if effect.gap_before == effect.gap_after else "pause.gap"
        out.result(out.tr.text(message, before=effect.gap_before, after=effect.gap_after))
    _print_steps(out, _pause_steps(paused))


def _pause_steps(paused: "Paused") -> "Iterable[Problem]":
    """Return what a pause leaves to do: the sessions inside it, and the end to agree anew."""
    ref, effect = paused.ref, paused.effect
    for session in effect.planned:
        args: dict[str, object] = {"id": session.id, "on": session.on}
        yield Problem("pause.session-planned", args, ref=ref)
    for session in effect.held:
        args = {"id": session.id, "on": session.on, "status": session.status}
        yield Problem("pause.session-held", args, ref=ref)
    proposed = {effect.restored_end_on: "pause.amend-end"}
    proposed.setdefault(effect.all_restored_end_on, "pause.amend-end-all")
    for restored, message in proposed.items():
        if restored != effect.end_on:
            args = {"end_on": effect.end_on, "restored": restored}
            yield Problem(message, args, ref=ref)


def show_end(out: Output, ended: "Ended", message: str, on: date, *, json: bool) -> None:
    """Show an end or a close, and what is left to do, each with its command."""
    if json:
        facts: dict[str, object] = {"ref": ended.ref, "on": on}
        if ended.called_off is not None:
            facts["called_off"] = [
                {"id": each.id, "on": each.on, "status": each.status} for each in ended.called_off
            ]
        out.emit_json(facts | {"next_steps": ended.steps})
        return
    out.say(message, ref=ended.ref, name=ended.name, on=on)
    for each in ended.called_off or ():
        out.say("said.called-off-by-end", id=each.id, on=each.on, status=each.status)
    _print_steps(out, ended.steps)


def _print_steps(out: Output, steps: "Iterable[Problem]") -> None:
    for problem in steps:
        out.finding(problem, "show.next-label", "risk")

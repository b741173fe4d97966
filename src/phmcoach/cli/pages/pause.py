"""What a pause changed, on the coach's own screen: the rhythm, the sessions booked, the end."""

from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Output
from phmcoach.errors import Problem

if TYPE_CHECKING:
    from phmcoach.actions.contract.pausing import Paused


def pause_data(paused: "Paused") -> dict[str, object]:
    """Return a pause for a program, with what it changes."""
    return {
        "ref": paused.ref,
        "start_on": paused.start_on,
        "end_on": paused.end_on,
        "reason": paused.reason,
        "effect": paused.effect,
    }


def print_pause(out: Output, paused: "Paused") -> None:
    """Say what was recorded, then print each thing that it changes."""
    from phmcoach.domain.cadence.verdicts import name_pause

    effect = paused.effect
    words = name_pause(paused.reason, paused.start_on, paused.end_on)
    out.say("said.paused", ref=paused.ref, name=paused.name, pause=words)
    if not effect.days:
        out.result(out.tr.text("pause.no-day-lost"))
    else:
        out.result(out.tr.text("pause.days-lost", count=effect.days))
    if effect.gap_before is not None and effect.gap_after is not None:
        same = effect.gap_before == effect.gap_after
        gaps = {"before": effect.gap_before, "after": effect.gap_after}
        out.result(out.tr.text("pause.gap-same" if same else "pause.gap", **gaps))
    for session in effect.planned:
        booked = {"id": session.id, "on": session.on}
        problem = Problem("pause.session-planned", booked, ref=paused.ref)
        out.finding(problem, "show.next-label", "risk")
    for session in effect.held:
        args = {"id": session.id, "on": session.on, "status": session.status}
        problem = Problem("pause.session-held", args, ref=paused.ref)
        out.finding(problem, "show.next-label", "risk")
    proposed = {effect.restored_end_on: "pause.amend-end"}
    proposed.setdefault(effect.all_restored_end_on, "pause.amend-end-all")
    for restored, message in proposed.items():
        if restored != effect.end_on:
            args = {"end_on": effect.end_on, "restored": restored}
            problem = Problem(message, args, ref=paused.ref)
            out.finding(problem, "show.next-label", "risk")

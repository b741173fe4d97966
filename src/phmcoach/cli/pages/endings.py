"""A pause, an early end or a close on the coach's own screen, and what it leaves to do."""

from datetime import date
from typing import TYPE_CHECKING

from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.output import Output
from phmcoach.domain.cadence.verdicts import name_pause
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from phmcoach.actions.contract.ending import Ended
    from phmcoach.actions.contract.pausing import Paused
    from phmcoach.actions.contract.reopening import Reopened, Retractable
    from phmcoach.actions.contract.taking_back import TakenBack
    from phmcoach.domain.contract.pausing import PauseEffect


def show_pause(out: Output, paused: "Paused", *, json: bool) -> None:
    """Show what was recorded, and each thing that it changes: the rhythm, the sessions, the end."""
    if json:
        _emit_pause(out, paused)
        return
    effect = paused.effect
    pause = name_pause(paused.reason, paused.start_on, paused.end_on)
    out.say("said.paused", ref=paused.ref, name=paused.name, pause=pause)
    out.warn_all(paused.warnings)
    if effect.days:
        out.result(out.tr.text("pause.days-lost", count=effect.days))
    else:
        out.result(out.tr.text("pause.no-day-lost"))
    _print_gap(out, paused)
    _print_steps(out, _pause_steps(paused))


def show_resumed(out: Output, resumed: "Paused", *, json: bool) -> None:
    """Show the days that are no longer paused, and how that changes the rhythm."""
    out.warn_all(resumed.warnings)
    if json:
        _emit_pause(out, resumed)
        return
    pause = name_pause(resumed.reason, resumed.start_on, resumed.end_on)
    out.say("said.resumed", ref=resumed.ref, name=resumed.name, pause=pause)
    _print_gap(out, resumed)


def _emit_pause(out: Output, paused: "Paused") -> None:
    out.emit_json(
        {
            "ref": paused.ref,
            "start_on": paused.start_on,
            "end_on": paused.end_on,
            "reason": paused.reason,
            "effect": paused.effect,
            "warnings": paused.warnings,
        }
    )


def _print_gap(out: Output, paused: "Paused") -> None:
    effect = paused.effect
    if effect.gap_before is None or effect.gap_after is None:
        return
    before, after = (out.tr.word_gap(each) for each in (effect.gap_before, effect.gap_after))
    message = "pause.gap-same" if before == after else "pause.gap"
    if effect.gap_after == 0:
        message = "pause.no-day-left"
    out.result(out.tr.text(message, before=effect.gap_before, after=effect.gap_after))


def _pause_steps(paused: "Paused") -> "Iterable[Problem]":
    """Return what a pause leaves to do: the sessions inside it, and the end to agree anew."""
    yield from sessions_in_pause(paused.ref, paused.effect, paused.end_on)
    yield from paused.steps


def sessions_in_pause(ref: str, effect: "PauseEffect", until: date) -> "Iterable[Problem]":
    """Return what a pause leaves to do about the sessions on its days.

    A planned one is moved or, if the pause lasts `until` the end of the contract, called off.
    """
    remedy = Remedy.WAIVE_CANCELLATION if until >= effect.end_on else None
    for session in effect.planned:
        args: dict[str, object] = {"id": session.id, "on": session.on}
        yield Problem("pause.session-planned", args, ref=ref, remedy=remedy)
    for session in effect.held:
        args = {"id": session.id, "on": session.on, "status": session.status}
        yield Problem("pause.session-held", args, ref=ref)


def show_end(out: Output, ended: "Ended", message: str, on: date, *, json: bool) -> None:
    """Show an end or a close, and what is left to do, each with its command."""
    confirmed = ended.withdrawal
    if json:
        facts: dict[str, object] = {"ref": ended.ref, "on": on}
        if ended.called_off is not None:
            facts["called_off"] = [
                {"id": each.id, "on": each.on, "status": each.status} for each in ended.called_off
            ]
            facts["mail"] = confirmed and confirmed.mail
            facts["refund_by"] = confirmed and confirmed.refund_by
        warnings = confirmed.warnings if confirmed else ()
        out.emit_json(facts | {"next_steps": ended.steps, "warnings": warnings})
        return
    out.say(message, ref=ended.ref, name=ended.name, on=on, by=confirmed and confirmed.refund_by)
    if confirmed is not None:
        out.warn_all(confirmed.warnings)
    if confirmed is not None and confirmed.mail is not None:
        out.wrote("said.withdrawal-mail", confirmed.mail)
    for each in ended.called_off or ():
        out.say("said.called-off-by-end", id=each.id, on=each.on, status=each.status)
    _print_steps(out, ended.steps)


def take_back_fact(ref: str | None, take_back: "Callable[..., TakenBack]", message: str) -> None:
    """Take back a fact of an engagement; say so, and name the papers that were made with it."""
    state = current()
    with asking() as ask:
        ref = ask.engagement(ref)
    taken = take_back(state.context(), ref=ref)
    said = "said.evaluation-unplanned" if taken.unplanned else message
    said = "said.reports-put-aside" if taken.reports_only else said
    state.out.say(said, ref=taken.ref, parties=taken.parties, number=taken.number)
    if taken.files:
        state.out.say("said.signed-files-stay", names=taken.files, count=len(taken.files))
    state.out.warn_all(taken.warnings)


_REOPENED: "Mapping[Retractable, str]" = {
    "declined": "said.decline-taken-back",
    "ended": "said.end-taken-back",
    "closed": "said.close-taken-back",
}


def show_reopened(out: Output, reopened: "Reopened", what: "Retractable", *, json: bool) -> None:
    """Show that an end was taken back, and the sessions that are planned again."""
    if json:
        facts: dict[str, object] = {"ref": reopened.ref, "on": reopened.was_on}
        if reopened.planned is not None:
            facts["called_off"] = [
                {"id": each.id, "on": each.on, "status": each.status} for each in reopened.planned
            ]
        out.emit_json(facts | {"next_steps": reopened.warnings, "warnings": ()})
        return
    out.say(_REOPENED[what], ref=reopened.ref, name=reopened.name)
    for each in reopened.planned or ():
        out.say("said.planned-again", id=each.id, on=each.on)
    out.warn_all(reopened.warnings)


def _print_steps(out: Output, steps: "Iterable[Problem]") -> None:
    for problem in steps:
        out.finding(problem, "show.next-label", "risk")

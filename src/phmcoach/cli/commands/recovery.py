"""The command for what holds up the ledger, and that no other command changes."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from phmcoach.cli.commands.groups import GapReason, LastNumber
from phmcoach.cli.shell.click_language import current
from phmcoach.cli.shell.kinds import one_of
from phmcoach.cli.shell.options import Json, TodayIs, argument
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import RuleRefusedError
from phmcoach.value import fields_of
from phmcoach.words import RECOVERABLE, Recoverable

if TYPE_CHECKING:
    from phmcoach.actions.context import Context
    from phmcoach.actions.keeping.lost_ledger import LostPart, Settled

panel = Panel("practice")


@panel.command("recover")
def recover(
    what: Annotated[
        Recoverable | None,
        argument("WHAT", "option.recover", kind=one_of(RECOVERABLE), optional=True),
    ] = None,
    today_is: TodayIs = None,
    last_number: LastNumber = None,
    reason: GapReason = None,
    json: Json = False,
) -> None:
    state = current()
    context = state.context(today_is=today_is)
    if what is None:
        _show(state, context, json=json)
    elif what == "clock":
        _recover_clock(state, context, today_is, json=json)
    elif what == "fork":
        _settle_fork(state, context, json=json)
    elif what == "entry":
        _fill(state, context, reason, json=json)
    else:
        _settle(state, context, what, last_number, reason, json=json)


def _show(state: CliState, context: "Context", *, json: bool) -> None:
    from phmcoach.actions.keeping.lost_ledger import find_lost_parts
    from phmcoach.actions.money.recovering import find_recoverable

    lost = tuple(find_lost_parts(context))
    found = lost or find_recoverable(context)
    if json:
        state.out.emit_json({"found": found})
        return
    for problem in found:
        state.out.finding(problem, "said.to-recover", "warning")
    if not found:
        state.out.result(state.tr.text("said.nothing-to-recover", today=context.today))


def _recover_clock(
    state: CliState, context: "Context", today_is: date | None, *, json: bool
) -> None:
    from phmcoach.actions.money.recovering import recover_clock, refuse_right_clock

    if today_is is None:
        refuse_right_clock(context)
        _confirm_today(state, context)
    recovered = recover_clock(context)
    recovery = recovered.recovery
    warnings = (*recovered.warnings, *recovered.left)
    if json:
        state.out.emit_json({"place": recovered.place, **fields_of(recovery), "warnings": warnings})
        return
    state.out.result(
        state.tr.text(
            "said.clock-recovered",
            n=recovered.place,
            wrong_from=recovery.wrong_from,
            wrong_to=recovery.wrong_to,
            right_on=recovery.right_on,
        )
    )
    state.out.warn_all(warnings)


def _settle(
    state: CliState,
    context: "Context",
    part: "LostPart",
    typed: list[str] | None,
    reason: str | None,
    *,
    json: bool,
) -> None:
    from phmcoach.actions.keeping.lost_ledger import ask_about, settle
    from phmcoach.cli.pages.keeping.last_numbers import last_numbers, usual_reason

    numbering = ask_about(context, part)
    numbers = last_numbers(state, numbering, typed)
    usual = "said.reason-head" if part == "head" else "said.reason-numbers"
    done = settle(context, part, numbers, reason or usual_reason(numbering.language, usual))
    if json:
        _emit(state, done)
        return
    message = "said.head-again" if part == "head" else "said.numbers-settled"
    state.out.result(state.tr.text(message, count=done.entries))
    _say_lost(state, done)
    state.out.warn_all(done.warnings)


def _fill(state: CliState, context: "Context", reason: str | None, *, json: bool) -> None:
    from phmcoach.actions.keeping.lost_ledger import ask_about_entries, settle_entries
    from phmcoach.actions.opening import open_practice
    from phmcoach.cli.pages.keeping.last_numbers import usual_reason

    lost = ask_about_entries(context)
    if state.interactive and not json:
        state.out.finding(lost, "said.to-recover", "warning")
    if not state.confirm("confirm.fill-places"):
        return
    language = open_practice(context.folder).language
    done = settle_entries(context, reason or usual_reason(language, "said.reason-entry"))
    if json:
        _emit(state, done)
        return
    state.out.result(state.tr.text("said.places-filled", count=done.entries))
    _say_lost(state, done)


def _say_lost(state: CliState, done: "Settled") -> None:
    from phmcoach.cli.pages.keeping.last_numbers import say_gaps

    say_gaps(state, tuple(each for each in done.gaps if each.numbers))
    if done.has_lost_receipts:
        state.out.say("said.lost-receipts")


def _settle_fork(state: CliState, context: "Context", *, json: bool) -> None:
    from phmcoach.actions.keeping.forked import settle_fork

    if not state.confirm("confirm.put-apart"):
        return
    done = settle_fork(context)
    if json:
        state.out.emit_json({**fields_of(done)})
        return
    state.out.result(state.tr.text("said.put-apart", count=done.entries))
    state.out.say("said.after-fork", folder=str(done.folder))
    state.out.warn_all(done.warnings)


def _emit(state: CliState, done: "Settled") -> None:
    state.out.emit_json({"gaps": done.gaps, "entries": done.entries, "warnings": done.warnings})


def _confirm_today(state: CliState, context: "Context") -> None:
    """Ask whether the clock is right now, since nothing else says it; off a terminal, refuse."""
    if not state.interactive:
        from phmcoach.remedy import Remedy

        raise RuleRefusedError.of(
            "recover.today-unconfirmed", today=context.today, remedy=Remedy.TODAY_IS
        )
    if not state.confirm("confirm.today", today=context.today):
        state.end_for_clock()

"""The command for what holds up the ledger, and that no other command changes."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from phmcoach.cli.shell.click_language import current
from phmcoach.cli.shell.kinds import one_of
from phmcoach.cli.shell.options import Json, TodayIs, argument
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import RuleRefusedError
from phmcoach.words import RECOVERABLE, Recoverable

if TYPE_CHECKING:
    from phmcoach.actions.context import Context

panel = Panel("practice")


@panel.command("recover")
def recover(
    what: Annotated[
        Recoverable | None,
        argument("WHAT", "option.recover", kind=one_of(RECOVERABLE), optional=True),
    ] = None,
    today_is: TodayIs = None,
    json: Json = False,
) -> None:
    state = current()
    context = state.context(today_is=today_is)
    if what is None:
        _show(state, context, json=json)
    else:
        _recover_clock(state, context, today_is, json=json)


def _show(state: CliState, context: "Context", *, json: bool) -> None:
    from phmcoach.actions.money.recovering import find_recoverable

    found = find_recoverable(context)
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
    from phmcoach.actions.money.recovering import recover_clock
    from phmcoach.value import fields_of

    if today_is is None:
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


def _confirm_today(state: CliState, context: "Context") -> None:
    """Ask whether the clock is right now, since nothing else says it; off a terminal, refuse."""
    if not state.interactive:
        from phmcoach.remedy import Remedy

        raise RuleRefusedError.of(
            "recover.today-unconfirmed", today=context.today, remedy=Remedy.TODAY_IS
        )
    if not state.confirm("confirm.today", today=context.today):
        state.end_for_clock()

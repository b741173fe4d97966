"""Recording a pause, with its effects on the cadence and on the end of the contract."""

from datetime import date

from phmcoach.actions.context import Context
from phmcoach.actions.money.invoiced import Invoiced
from phmcoach.actions.opening import open_engagement, open_practice
from phmcoach.actions.saving import save_change
from phmcoach.domain.cadence.report import assess_cadence
from phmcoach.domain.contract.pausing import PauseEffect, measure_pause, pause_problems
from phmcoach.errors import InvalidDataError, UsageError, refuse
from phmcoach.store.lock import lock_folder
from phmcoach.value import Value
from phmcoach.words import PauseReason


class Paused(Value):
    """A recorded pause, and its effects."""

    ref: str
    name: str
    start_on: date
    end_on: date
    reason: PauseReason
    effect: PauseEffect


def pause(
    context: Context, *, ref: str, start_on: date, end_on: date, reason: PauseReason
) -> Paused:
    """Append a pause, future or past. The end of the contract does not move.

    Raises RuleRefusedError outside a contract, and if the days are paused already.
    """
    if end_on < start_on:
        raise UsageError.of("pause.ends-before-start", start_on=start_on, end_on=end_on)
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref, practice)
        invoiced = Invoiced(context.folder)
        before = opened.with_billed(invoiced.of(opened)).case
        if invoiced.damage:
            raise InvalidDataError(*invoiced.damage)
        refuse(pause_problems(before, start_on=start_on, end_on=end_on), about=opened.ref)
        table: dict[str, object] = {"start_on": start_on, "end_on": end_on, "reason": reason}
        after = save_change(context, opened, appends=[("pauses", table)])
    cadence_before, cadence_after = (
        assess_cadence(case, habits=practice.cadence, as_of=context.today)
        for case in (before, before.having(after.engagement))
    )
    effect = measure_pause(
        before,
        (start_on, end_on),
        gap_before=cadence_before.required_gap,
        gap_after=cadence_after.required_gap,
    )
    name = before.engagement.beneficiary.name
    return Paused(opened.ref, name, start_on, end_on, reason, effect)

"""Recording a pause, and saying what it changes of the rhythm and of the contract's end."""

from dataclasses import dataclass
from datetime import date

from phmcoach.actions.changing import save_change
from phmcoach.actions.context import Context
from phmcoach.actions.money.invoiced import Invoiced
from phmcoach.actions.opening import Opened, open_engagement, open_practice
from phmcoach.domain.cadence.report import CadenceReport, assess_cadence
from phmcoach.domain.contract.amending import agreed_terms
from phmcoach.domain.contract.pausing import PauseEffect, measure_pause, pause_problems
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import RuleRefusedError, UsageError
from phmcoach.store.lock import lock_folder
from phmcoach.words import PauseReason


@dataclass(frozen=True)
class Paused:
    """A pause that was recorded, and what it changed."""

    ref: str
    name: str
    start_on: date
    end_on: date
    reason: PauseReason
    effect: PauseEffect


def pause(
    context: Context, *, ref: str, start_on: date, end_on: date, reason: PauseReason
) -> Paused:
    """Append a pause, planned or past. The end of the contract stays where it was signed.

    Raises RuleRefusedError outside a contract, and for days that are paused already.
    """
    if end_on < start_on:
        raise UsageError.of("pause.ends-before-start", start_on=start_on, end_on=end_on)
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        practice = open_practice(context.folder)
        before = opened.engagement
        problems = pause_problems(
            before, private=opened.private, ref=opened.ref, start_on=start_on, end_on=end_on
        )
        terms = agreed_terms(before)
        if problems or terms is None:
            raise RuleRefusedError(*problems)
        table: dict[str, object] = {"start_on": start_on, "end_on": end_on, "reason": reason}
        changed = save_change(opened.loaded, appends=[("pauses", table)])
    effect = measure_pause(
        before,
        terms,
        (start_on, end_on),
        closures=[(each.start_on, each.end_on) for each in practice.closures],
        gap_before=_assess(context, opened, practice, before).required_gap,
        gap_after=_assess(context, opened, practice, changed.value).required_gap,
    )
    return Paused(opened.ref, before.beneficiary.name, start_on, end_on, reason, effect)


def _assess(
    context: Context, opened: Opened, practice: Practice, engagement: Engagement
) -> CadenceReport:
    return assess_cadence(
        engagement,
        private=opened.private,
        billed=Invoiced(context.folder).of(opened),
        closures=practice.closures,
        habits=practice.cadence,
        as_of=context.today,
    )

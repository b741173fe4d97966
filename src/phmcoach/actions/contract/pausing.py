"""Recording a pause or taking it back, with its effects on the cadence and on the end."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from phmcoach.actions.changing import KeyPath, change_record
from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import refuse_over
from phmcoach.actions.money.invoiced import Invoiced
from phmcoach.actions.opening import Opened, open_engagement, open_practice
from phmcoach.actions.saving import save_change, save_engagement
from phmcoach.domain.base import as_data
from phmcoach.domain.cadence.report import assess_cadence
from phmcoach.domain.case import Billed, Case, NotRead
from phmcoach.domain.contract.ending import declined_problems
from phmcoach.domain.contract.gates import contract_gate, new_breaches
from phmcoach.domain.contract.pausing import (
    PauseEffect,
    find_pauses,
    making_up,
    measure_pause,
    not_paused_yet,
    pause_problems,
    pause_remarks,
    resuming_problems,
)
from phmcoach.domain.records.engagement import Pause
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.values.pauses import ONE_DAY, DayRange
from phmcoach.errors import (
    InvalidDataError,
    Problem,
    RuleRefusedError,
    UsageError,
    about,
    refuse,
    without_remedy,
)
from phmcoach.remedy import Remedy
from phmcoach.store.lock import lock_folder
from phmcoach.value import Value, replace
from phmcoach.words import PauseReason


class Paused(Value):
    """A recorded pause, or days that are no longer paused, and the effects.

    `warnings` name the bounds that an amendment breaks without these days, or say how many were
    paused before. `steps` are the ends that make up for the pause.
    """

    ref: str
    name: str
    start_on: date
    end_on: date
    reason: PauseReason
    effect: PauseEffect
    warnings: tuple[Problem, ...] = ()
    steps: tuple[Problem, ...] = ()


def read_pause(
    start_on: date | None,
    end_on: date | None,
    reason: PauseReason | None = None,
    *,
    mistyped: Remedy = Remedy.LAST_AMENDED_PAUSE_DAY,
) -> Pause | None:
    """Return the pause that was typed, or None; UsageError for an end before the start.

    `mistyped` corrects the end in the command that was typed, by default that of an amendment.
    """
    if start_on is None or end_on is None:
        return None
    if end_on < start_on:
        raise UsageError.of(
            "pause.ends-before-start", start_on=start_on, end_on=end_on, remedy=mistyped
        )
    return Pause(start_on=start_on, end_on=end_on, reason=reason or "other")


def pause(
    context: Context, *, ref: str, start_on: date, end_on: date, reason: PauseReason
) -> Paused:
    """Append a pause, future or past. The end of the contract does not move.

    Of days that are paused already, the others are appended; a warning says so. Raises
    RuleRefusedError outside a contract, and if all days are paused already.
    """
    read_pause(start_on, end_on, reason, mistyped=Remedy.LAST_DAY)
    given = Pause(start_on=start_on, end_on=end_on, reason=reason)
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref, practice)
        before = opened.with_billed(_read_billed(context, opened)).case
        refuse(declined_problems(before), about=opened.ref)
        found = pause_problems(before, start_on=start_on, end_on=end_on, reason=reason)
        lacking = contract_gate(before) if before.contracted_on is None else ()
        refuse_over(context, opened, (*without_remedy(found), *lacking) if lacking else found)
        tables = [("pauses", as_data(each)) for each in not_paused_yet(before, given)]
        after = before.having(save_change(context, opened, appends=tables).engagement)
    gap_before, gap_after = _gaps(context, practice, before, after)
    effect = measure_pause(before, (start_on, end_on), gap_before=gap_before, gap_after=gap_after)
    name, warnings = before.beneficiary.name, about(opened.ref, pause_remarks(before, given))
    steps = tuple(making_up(after, effect))
    return Paused(opened.ref, name, start_on, end_on, reason, effect, warnings, steps)


def take_back_pause(
    context: Context, *, ref: str, start_on: date | None = None, end_on: date | None = None
) -> Paused:
    """Take days out of the pauses, and return them with the effect of that.

    They are all days of the last pause, or those from `start_on` to the end of its pause or to
    `end_on`. Of two pauses with just these days, the last is removed. Raises RuleRefusedError if
    not all are paused.
    """
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref, practice)
        before = opened.with_billed(_read_billed(context, opened)).case
        pauses = find_pauses(before, start_on)
        if not pauses:
            raise RuleRefusedError.of("pause.none", about=opened.ref)
        found = pauses[-1]
        days = (start_on or found.start_on, end_on or found.end_on)
        refuse(resuming_problems(before, pauses, days), about=opened.ref)
        places = _places_of(opened.engagement.pauses, days)
        appends, values = _cut_all(opened.engagement.pauses, places, days)
        changed = change_record(opened.loaded, appends=appends, values=values)
        after = before.having(save_engagement(context, opened, changed).engagement)
    gap_before, gap_after = _gaps(context, practice, before, after)
    effect = measure_pause(after, days, gap_before=gap_before, gap_after=gap_after)
    end = effect.end_on
    resumed = replace(effect, restored_end_on=end, all_restored_end_on=end, planned=(), held=())
    name = before.beneficiary.name
    warnings = about(opened.ref, new_breaches(before, after))
    taken = found if len(places) > 1 else opened.engagement.pauses[places[0]]
    return Paused(opened.ref, name, *days, taken.reason, resumed, warnings)


def _places_of(pauses: Sequence[Pause], days: DayRange) -> list[int]:
    """Return the place of each pause that has some of the days.

    If a pause of just these days is there twice by mistake, return the last place that it has: it
    stays once.
    """
    equal = [place for place, each in enumerate(pauses) if (each.start_on, each.end_on) == days]
    if len(equal) > 1:
        return equal[-1:]
    return [place for place, each in enumerate(pauses) if _overlap(each, days)]


def _cut_all(
    pauses: Sequence[Pause], places: Sequence[int], days: DayRange
) -> tuple[list[tuple[str, dict[str, object]]], dict[KeyPath, object]]:
    """Return the tables to append and the values to set that leave the other days of pauses."""
    appends: list[tuple[str, dict[str, object]]] = []
    values: dict[KeyPath, object] = {}
    for place in reversed(places):
        first, last = max(days[0], pauses[place].start_on), min(days[1], pauses[place].end_on)
        tables, edits = _cut(place, pauses[place], (first, last))
        appends, values = [*appends, *tables], values | edits
    return appends, values


def _overlap(pause: Pause, days: DayRange) -> bool:
    return pause.start_on <= days[1] and days[0] <= pause.end_on


def _cut(
    place: int, pause: Pause, days: DayRange
) -> tuple[list[tuple[str, dict[str, object]]], dict[KeyPath, object]]:
    """Return the tables to append and the values to set that leave the other days of a pause."""
    last_before, first_after = days[0] - ONE_DAY, days[1] + ONE_DAY
    if last_before < pause.start_on and pause.end_on < first_after:
        return [], {("pauses", place): None}
    if last_before < pause.start_on:
        return [], {("pauses", place, "start_on"): first_after}
    rest: dict[str, object] = {
        "start_on": first_after,
        "end_on": pause.end_on,
        "reason": pause.reason,
    }
    appends = [("pauses", rest)] if first_after <= pause.end_on else []
    return appends, {("pauses", place, "end_on"): last_before}


def _read_billed(context: Context, opened: Opened) -> Billed | NotRead:
    """Return what is billed if a rule needs it; refuse a damaged ledger then."""
    invoiced = Invoiced(context.folder)
    billed = invoiced.of(opened)
    if invoiced.damage:
        raise InvalidDataError(*invoiced.damage)
    return billed


def effect_of(case: Case, pause: Pause | None) -> PauseEffect | None:
    """Return the effect of a pause that an amendment records, without that on the gaps."""
    if pause is None:
        return None
    return measure_pause(case, (pause.start_on, pause.end_on), gap_before=None, gap_after=None)


def _gaps(
    context: Context, practice: Practice, before: Case, after: Case
) -> tuple[Decimal | None, Decimal | None]:
    """Return the days per remaining session before and after a change."""
    first, second = (
        assess_cadence(case, habits=practice.cadence, as_of=context.today).required_gap
        for case in (before, after)
    )
    return first, second

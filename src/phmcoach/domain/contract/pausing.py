"""Pauses of one engagement: the rules for recording one, and its effects.

The days of a pause are deducted from the cadence at once. Only a signed amendment moves the end of
the contract, so a new end that makes up for the lost days is proposed, never set.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.amended_bounds import needs_reason
from phmcoach.domain.contract.coverage import in_order, session_effects
from phmcoach.domain.contract.ending import ending_of, last_session_day, over_problems
from phmcoach.domain.contract.lifecycle import amending_remedy
from phmcoach.domain.history import Step
from phmcoach.domain.records.engagement import Pause
from phmcoach.domain.records.session import Session
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.values.pauses import (
    DayRange,
    count_open_days,
    count_paused_days,
    find_open_ranges,
    merge_pauses,
)
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import Value, replace
from phmcoach.words import PauseReason


class PauseEffect(Value):
    """The effects of a pause on a contract.

    `days` are the open days that it removes; `restored_end_on` is the end that makes up for them,
    equal to `end_on` if none is lost, and once the contract is over, when nothing is amended.
    `all_restored_end_on` makes up for all pauses of the engagement, in case the contract was not
    amended for the earlier ones; it counts from the end of the contract as first signed, so that no
    day is made up for twice. Gaps are the days per remaining session, before and after the
    pause, None if no cadence is required. `planned` are the sessions planned during the pause,
    `held` the sessions during it that count.
    """

    days: int
    end_on: date
    restored_end_on: date
    all_restored_end_on: date
    gap_before: Decimal | None
    gap_after: Decimal | None
    planned: tuple[Session, ...]
    held: tuple[Session, ...]


def pause_problems(
    case: Case, *, start_on: date, end_on: date, reason: PauseReason = "other"
) -> tuple[Problem, ...]:
    """Return the problems that prevent a pause: over, no contract, or no open day in it.

    An amendment that is prepared counts for the days of the contract. A pause after them needs one
    that moves the end, and the same amendment can record the pause.
    """
    ending = ending_of(case)
    if ending is not None and start_on > ending.on:
        return over_problems(case)
    terms = case.agreed_terms
    if terms is None or case.contracted_on is None:
        return (Problem("pause.without-contract"),)
    if outside := tuple(_outside(case, (start_on, end_on))):
        is_late = start_on > terms.end_on
        later = amending_remedy(case, Remedy.AMEND_WITH_PAUSE)
        remedy, number = later if is_late else (Remedy.OTHER_PAUSE, {})
        words = {"reason": () if reason == "other" else (reason,), **number}
        return tuple(replace(each, remedy=remedy, words=words) for each in outside)
    if not count_open_days(start_on, end_on, case.own_pauses):
        args = {"start_on": start_on, "end_on": end_on}
        return (Problem("pause.already-there", args),)
    return ()


def paused_until(case: Case, day: date) -> date | None:
    """Return the last day of the pause around a day, or None if there is none."""
    pauses = merge_pauses(case.own_pauses)
    return next((last for first, last in pauses if first <= day <= last), None)


def moving_remedy(case: Case, on: date) -> Remedy:
    """Return what is done with a session planned in a pause: it is moved behind it.

    If the pause lasts to the end of the contract, no day is left, and the session is called off.
    """
    until, terms = paused_until(case, on), case.agreed_terms
    is_to_the_end = until is not None and terms is not None and until >= terms.end_on
    return Remedy.WAIVE_CANCELLATION if is_to_the_end else Remedy.MOVE_SESSION


def not_paused_yet(dossier: Dossier, pause: Pause | None) -> tuple[Pause, ...]:
    """Return the days of a pause that are in no other one: a day is in one pause, with one reason.

    So a pause that is taken back frees all its days.
    """
    if pause is None:
        return ()
    ranges = find_open_ranges(pause.start_on, pause.end_on, dossier.own_pauses)
    return tuple(replace(pause, start_on=first, end_on=last) for first, last in ranges)


def pause_remarks(dossier: Dossier, pause: Pause | None) -> tuple[Problem, ...]:
    """Return a remark on the days of a pause that were paused before."""
    if pause is None:
        return ()
    count = count_paused_days(pause.start_on, pause.end_on, dossier.own_pauses)
    return (Problem("pause.partly-there", {"count": count}, level="warning"),) if count else ()


def find_pauses(dossier: Dossier, day: date | None) -> tuple[Pause, ...]:
    """Return the pause that contains a day, or all if none does; without a day, the last one."""
    pauses = sorted(dossier.engagement.pauses, key=lambda pause: pause.start_on)
    inside = [each for each in pauses if day is None or each.start_on <= day <= each.end_on]
    return tuple(inside[-1:] or pauses)


def resuming_problems(case: Case, pauses: Iterable[Pause], days: DayRange) -> tuple[Problem, ...]:
    """Return the problems that prevent taking back paused days: some of them are in no pause.

    They name the given `pauses`, where such days may be.
    """
    if case.agreed_terms is None or case.contracted_on is None:
        return (Problem("pause.without-contract"),)
    if days[0] <= days[1] and not count_open_days(*days, case.own_pauses):
        return ()
    return tuple(
        Problem("pause.not-there", {"from_on": each.start_on, "to_on": each.end_on})
        for each in pauses
    )


def pause_breaches(case: Case) -> Iterator[Problem]:
    """Yield all problems of the pauses that a hand edit can cause."""
    seen: set[DayRange] = set()
    signed_on = case.contracted_on
    for pause in case.engagement.pauses:
        days = (pause.start_on, pause.end_on)
        if days in seen:
            args = {"start_on": pause.start_on, "end_on": pause.end_on}
            yield Problem("gate.pause-twice", args)
        seen.add(days)
        if signed_on is None:
            args = {"start_on": pause.start_on, "end_on": pause.end_on}
            yield Problem("gate.pause-without-contract", args)
        else:
            yield from _outside(case, days)


def _outside(case: Case, pause: DayRange) -> Iterator[Problem]:
    """Yield a problem if no day of a pause is in the contract, as agreed or as prepared."""
    known = [terms for terms in (case.agreed_terms, _prepared_terms(case)) if terms is not None]
    start_on, end_on = pause
    if not known or any(start_on <= each.end_on and end_on >= each.start_on for each in known):
        return
    args = {
        "start_on": start_on,
        "end_on": end_on,
        "from_on": min(each.start_on for each in known),
        "to_on": max(each.end_on for each in known),
    }
    yield Problem("gate.pause-outside-contract", args)


def _prepared_terms(case: Case) -> Terms | None:
    return case.history[-1].after.terms if case.history else None


def pauses_left_out(before: Case, after: Case) -> Iterator[Problem]:
    """Yield a problem for each pause that a change of the contract leaves outside it."""
    for pause in before.engagement.pauses:
        days = (pause.start_on, pause.end_on)
        if not any(_outside(before, days)):
            for each in _outside(after, days):
                yield replace(each, remedy=Remedy.ENDING_LATER)


def pauses_outside(case: Case) -> tuple[Problem, ...]:
    """Return a problem for each pause that is outside the contract, such as after another end."""
    if case.contracted_on is None:
        return ()
    days = ((each.start_on, each.end_on) for each in case.engagement.pauses)
    return tuple(problem for each in days for problem in _outside(case, each))


def making_up(case: Case, effect: PauseEffect) -> Iterator[Problem]:
    """Yield each end that makes up for a pause of the engagement, with what agrees on it."""
    proposed = {effect.restored_end_on: "pause.amend-end"}
    proposed.setdefault(effect.all_restored_end_on, "pause.amend-end-all")
    for restored, message in proposed.items():
        if restored != effect.end_on:
            args = {"end_on": effect.end_on, "restored": restored}
            is_beyond = needs_reason(case, end_on=restored)
            later = Remedy.LATER_END_ANYWAY if is_beyond else None
            remedy, words = amending_remedy(case, later)
            words = {"on": restored, **words}
            yield Problem(message, args, ref=case.ref, remedy=remedy, words=words)


def ends_to_agree(before: Case, step: Step, after: Case) -> Iterator[Problem]:
    """Yield the ends that make up for the pauses recorded while an amendment was half signed.

    No other one could be prepared then. Once an amendment has moved the end, what it makes up for
    is not known, so nothing is proposed.
    """
    days, is_over = step.amendment.signatures.days, last_session_day(after) is not None
    is_moved = any(each.amendment.end_on is not None for each in after.history)
    if not days or is_over or is_moved or step.place not in {it.place for it in after.binding}:
        return
    pauses = after.engagement.pauses
    last = max(pauses, key=lambda each: each.start_on, default=None)
    if last is not None and last.end_on >= min(days):
        others = tuple(each for each in pauses if each != last)
        without = before.having(replace(before.engagement, pauses=others))
        paused = last.start_on, last.end_on
        yield from making_up(after, measure_pause(without, paused, gap_before=None, gap_after=None))


def measure_pause(
    case: Case, pause: DayRange, *, gap_before: Decimal | None, gap_after: Decimal | None
) -> PauseEffect:
    """Return the effects of a pause that the engagement does not contain yet.

    The end is that of an amendment in preparation, if any: it may make up for other pauses.
    """
    terms = _prepared_terms(case) or case.agreed_terms
    if terms is None:
        message = "a pause is recorded in a contract"
        raise ValueError(message)
    always, old = case.closed_days, case.pauses
    new = (*old, pause)
    start, end = terms.start_on, terms.end_on
    is_over = last_session_day(case) is not None
    first_end = end if case.engagement.terms is None else min(case.engagement.terms.end_on, end)
    inside = [s for s in in_order(case.engagement.sessions) if pause[0] <= s.on <= pause[1]]
    lost = count_paused_days(start, end, new) - count_paused_days(start, end, old)
    restored = end if is_over else restore_end(start, end, old=old, new=new)
    all_restored = end if is_over else restore_end(start, first_end, old=always, new=new)
    return PauseEffect(
        days=lost,
        end_on=end,
        restored_end_on=restored,
        all_restored_end_on=max(restored, all_restored),
        gap_before=gap_before,
        gap_after=gap_after,
        planned=tuple(session for session in inside if session.status == "planned"),
        held=tuple(s for s in inside if session_effects(case, s).counts),
    )


def end_without_pauses(case: Case) -> date:
    """Return the end that makes up for all pauses of the engagement, later than the agreed one.

    It counts from the end of the contract as first signed, which no amendment moved for a pause.
    """
    terms, first = case.agreed_terms, case.engagement.terms
    if terms is None or first is None:
        message = "a pause is recorded in a contract"
        raise ValueError(message)
    end_on = min(first.end_on, terms.end_on)
    restored = restore_end(terms.start_on, end_on, old=case.closed_days, new=case.pauses)
    return max(restored, restore_end(terms.end_on, terms.end_on, old=(), new=case.pauses))


def restore_end(
    start: date, end: date, *, old: Iterable[DayRange], new: Iterable[DayRange]
) -> date:
    """Return the first end that leaves as many open days under `new` pauses as `end` under `old`.

    The added days may fall into a closure, which moves the end further.
    """
    known = tuple(new)
    wanted = count_open_days(start, end, old)
    while (lacking := wanted - count_open_days(start, end, known)) > 0:
        end += timedelta(days=lacking)
    return end

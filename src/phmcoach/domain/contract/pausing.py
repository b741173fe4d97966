"""A pause of one engagement: whether it may be recorded, and what it changes.

A pause stops the clock. Its days leave the rhythm at once; the end of the contract moves only by an
amendment that is signed, so the day that would give the lost days back is proposed, never set.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from phmcoach.domain.case import Case
from phmcoach.domain.contract.coverage import in_order, session_effects
from phmcoach.domain.contract.ending import ending_of
from phmcoach.domain.records.session import Session
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.values.pauses import DayRange, count_open_days, count_paused_days
from phmcoach.errors import Problem, without_remedy


@dataclass(frozen=True)
class PauseEffect:
    """What a pause changes of a contract.

    `days` are the open days that it takes out; `restored_end_on` is the end that gives them back,
    and `end_on` itself where none is lost. `all_restored_end_on` gives back the days of all pauses
    of the engagement, for whoever has not amended the contract for the earlier ones. Gaps are days
    for each session left, before and after, None where no rhythm is asked for. `planned` are
    sessions that were planned on its days, `held` those of its days that used up the contract.
    """

    days: int
    end_on: date
    restored_end_on: date
    all_restored_end_on: date
    gap_before: Decimal | None
    gap_after: Decimal | None
    planned: tuple[Session, ...]
    held: tuple[Session, ...]


def pause_problems(case: Case, *, start_on: date, end_on: date) -> tuple[Problem, ...]:
    """Return what stands in the way of a pause: no contract, none any more, or nothing to pause."""
    ending = ending_of(case)
    if ending is not None and start_on > ending.on:
        args: dict[str, object] = {"on": ending.on, "state": ending.state}
        return (Problem("outcome.already-over", args),)
    terms = case.agreed_terms
    if terms is None or case.contracted_on is None:
        return (Problem("pause.without-contract"),)
    outside = tuple(_outside(terms, start_on, end_on))
    if outside:
        return without_remedy(outside)
    if not count_open_days(start_on, end_on, case.own_pauses):
        args = {"start_on": start_on, "end_on": end_on}
        return (Problem("pause.already-there", args),)
    return ()


def pause_breaches(case: Case) -> Iterator[Problem]:
    """Yield what a hand edit of the pauses, or of what they suspend, can have made wrong."""
    seen: set[DayRange] = set()
    terms = case.agreed_terms
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
        elif terms is not None:
            yield from _outside(terms, *days)


def _outside(terms: Terms, start_on: date, end_on: date) -> Iterator[Problem]:
    if end_on < terms.start_on or start_on > terms.end_on:
        args = {
            "start_on": start_on,
            "end_on": end_on,
            "from_on": terms.start_on,
            "to_on": terms.end_on,
        }
        yield Problem("gate.pause-outside-contract", args)


def measure_pause(
    case: Case, pause: DayRange, *, gap_before: Decimal | None, gap_after: Decimal | None
) -> PauseEffect:
    """Return what a pause changes of an engagement that does not hold it yet."""
    terms = case.agreed_terms
    if terms is None:
        message = "a pause is recorded in a contract"
        raise ValueError(message)
    always, old = case.closed_days, case.pauses
    new = (*old, pause)
    start, end = terms.start_on, terms.end_on
    inside = [s for s in in_order(case.engagement.sessions) if pause[0] <= s.on <= pause[1]]
    lost = count_paused_days(start, end, new) - count_paused_days(start, end, old)
    return PauseEffect(
        days=lost,
        end_on=end,
        restored_end_on=restore_end(start, end, old=old, new=new),
        all_restored_end_on=restore_end(start, end, old=always, new=new),
        gap_before=gap_before,
        gap_after=gap_after,
        planned=tuple(session for session in inside if session.status == "planned"),
        held=tuple(s for s in inside if session_effects(case, s).counts),
    )


def restore_end(
    start: date, end: date, *, old: Iterable[DayRange], new: Iterable[DayRange]
) -> date:
    """Return the first end that leaves as many open days under `new` pauses as `end` under `old`.

    The days that are added may meet a closure themselves, which puts the end off further.
    """
    known = tuple(new)
    wanted = count_open_days(start, end, old)
    while (lacking := wanted - count_open_days(start, end, known)) > 0:
        end += timedelta(days=lacking)
    return end

"""The first question of the cadence: whether every month had its sessions.

Each month is judged separately and keeps its figures (sessions held, days deducted), because a
coach who reads that a month lacks a session first asks which month.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from phmcoach.domain.cadence.rhythm import SignedCase
from phmcoach.domain.values.months import Month, contract_months
from phmcoach.domain.values.pauses import DayRange, clip_pauses, count_days
from phmcoach.value import Value
from phmcoach.words import Level

WARNING_DAYS = 10
"""Number of open days before the end of a month within which a missing session is a risk."""

MonthState = Literal["past", "current", "future"]


class MonthFloor(Value):
    """One month of the contract: sessions held and required, and the days of pauses.

    `required` is 0 if no session can be required: the profile has no floor, the month has no open
    day, it ended before the signature, or it was not over when the rhythm stopped. `counted`
    sessions kept the rhythm, `booked` ones are still planned. Both ends are included.
    """

    start_on: date
    end_on: date
    state: MonthState
    counted: int
    booked: int
    required: int
    pauses: tuple[DayRange, ...]
    level: Level

    @property
    def paused_days(self) -> int:
        """Number of days of the month that are deducted."""
        return sum(count_days(first, last) for first, last in self.pauses)


def assess_floor(signed: SignedCase) -> tuple[MonthFloor, ...]:
    """Judge each month of a contract on a day.

    A past month that lacks a session is a breach. The current month is a risk once it has no more
    than `WARNING_DAYS` open days left and too few booked sessions. A session counts in the month of
    its day, even during a pause. A past month is only a risk if a session that is not recorded may
    have been held in it.
    """
    terms, rhythm, stop, as_of = signed.terms, signed.rhythm, signed.stop, signed.as_of
    first_on = signed.rhythm_from
    pauses, counting = signed.case.pauses, signed.habits.months
    floor = terms.bounds.sessions_per_month_min or 0

    def judge() -> Iterator[MonthFloor]:
        for month in contract_months(terms.start_on, terms.end_on, pauses, counting=counting):
            start, end = month.start_on, month.end_on
            asked = (
                signed.count_open_days(start, end) > 0
                and end >= signed.signed_on
                and first_on is not None
                and start >= first_on
                and (stop is None or end < stop.on)
            )
            required = floor if asked else 0
            counted, booked = rhythm.count_met(start, end), rhythm.count_planned(start, end)
            state = _state(month, as_of)
            level: Level = "ok"
            if state == "past" and counted < required:
                perhaps = counted + rhythm.count_unrecorded(start, end)
                level = "risk" if perhaps >= required else "breach"
            elif state == "current" and counted + booked < required:
                ends_soon = signed.count_open_days(as_of, end) <= WARNING_DAYS
                level = "risk" if ends_soon else "ok"
            deducted = clip_pauses(pauses, start, end)
            yield MonthFloor(start, end, state, counted, booked, required, deducted, level)

    return tuple(judge())


def _state(month: Month, as_of: date) -> MonthState:
    if as_of in month:
        return "current"
    return "past" if month.end_on < as_of else "future"

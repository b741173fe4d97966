"""The attendance sheet: a list of the held sessions, for coach and beneficiary to sign.

It states when two people met and for how long, but not why. Only the beneficiary may receive it,
unless the contract discloses the days of sessions to the organisation (`terms.session_dates`).
The organisation never learns whether a session was held at a distance.
"""

from collections.abc import Iterable
from datetime import date, time
from typing import Annotated

from phmcoach.domain.base import BENEFICIARY, COACH, SPONSOR, Day, Line, Minutes, Reader, Record
from phmcoach.domain.case import Case
from phmcoach.domain.contract.coverage import in_order, session_effects
from phmcoach.domain.records.session import MEETING_KINDS, Session


class Presence(Record):
    """One held session; of its mode the sheet states only `at_a_distance`."""

    on: Annotated[Day, BENEFICIARY.when("dates_open")]
    at: Annotated[time | None, BENEFICIARY.when("dates_open")] = None
    minutes: Annotated[Minutes, SPONSOR]
    at_a_distance: Annotated[bool, BENEFICIARY]
    dates_open: Annotated[bool, COACH]


class Attendance(Record):
    """The held sessions of a period, in order, with the names of beneficiary and client."""

    beneficiary: Annotated[Line, SPONSOR]
    client: Annotated[Line, SPONSOR]
    presences: Annotated[tuple[Presence, ...], SPONSOR]
    dates_open: Annotated[bool, SPONSOR]

    @property
    def reader(self) -> Reader:
        """The widest reader who may receive this sheet."""
        return Reader.SPONSOR if self.dates_open else Reader.BENEFICIARY


def record_attendance(case: Case, *, start_on: date | None, end_on: date | None) -> Attendance:
    """Collect the sessions held between two days, both included; None leaves a side open.

    A private client is the beneficiary and sees everything; nobody else sees anything.
    """
    terms = case.agreed_terms
    dates_open = terms is not None and terms.session_dates and not case.private
    return Attendance(
        beneficiary=case.beneficiary.name,
        client=case.client.name,
        presences=tuple(
            Presence(
                on=session.on,
                at=session.at,
                minutes=session.minutes,
                at_a_distance=MEETING_KINDS[session.type].at_a_distance,
                dates_open=dates_open,
            )
            for session in _held(case)
            if (start_on is None or session.on >= start_on)
            and (end_on is None or session.on <= end_on)
        ),
        dates_open=dates_open,
    )


def _held(case: Case) -> Iterable[Session]:
    """Yield the sessions that both attended and that count or are billed, unlike a short call.

    An observation is listed with its whole length, because both were present. A preliminary meeting
    neither counts nor is billed.
    """
    for session in in_order(case.engagement.sessions):
        does = session_effects(case, session)
        held = session.status == "held" and MEETING_KINDS[session.type].meets is not None
        if held and (does.counts or does.billed_minutes):
            yield session

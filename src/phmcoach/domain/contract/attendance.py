"""The attendance sheet: which sessions were held, for those who were there to sign.

It says that two people met, when and how long, and nothing of what for. The days of the sessions
are the beneficiary's, and so is the sheet, unless the contract opens them to the organisation
(`terms.session_dates`); how they met is never the organisation's to know.
"""

from collections.abc import Iterable
from datetime import date, time
from typing import Annotated

from pydantic import Field

from phmcoach.domain.base import BENEFICIARY, COACH, SPONSOR, Day, Line, Minutes, Reader, Record
from phmcoach.domain.case import Case
from phmcoach.domain.contract.coverage import in_order, session_effects
from phmcoach.domain.records.session import Session
from phmcoach.words import SessionType

AT_A_DISTANCE: tuple[SessionType, ...] = ("video", "phone")
NOT_TOGETHER: tuple[SessionType, ...] = ("letter", "email", "reflection", "preliminary")
"""What nobody was present at, and what came before the contract."""


class Presence(Record):
    """One session that was held; `at_a_distance` is all that is said of how."""

    on: Annotated[Day, BENEFICIARY.when("dates_open")]
    at: Annotated[time | None, BENEFICIARY.when("dates_open")] = None
    minutes: Annotated[Minutes, SPONSOR]
    at_a_distance: Annotated[bool, BENEFICIARY]
    dates_open: Annotated[bool, COACH]


class Attendance(Record):
    """The sessions of a period, in order, and who met."""

    beneficiary: Annotated[Line, SPONSOR]
    client: Annotated[Line, SPONSOR]
    presences: Annotated[tuple[Presence, ...], Field(strict=False), SPONSOR]
    dates_open: Annotated[bool, SPONSOR]

    @property
    def reader(self) -> Reader:
        """The widest reader whom this sheet may reach."""
        return Reader.SPONSOR if self.dates_open else Reader.BENEFICIARY


def record_attendance(case: Case, *, start_on: date | None, end_on: date | None) -> Attendance:
    """Gather the sessions that were held from a day to a day, both included, or all of them.

    A private client is told everything as the beneficiary is; nothing is opened to anyone else.
    """
    terms = case.agreed_terms
    dates_open = terms is not None and terms.session_dates and not case.private
    return Attendance(
        beneficiary=case.engagement.beneficiary.name,
        client=case.client.name,
        presences=tuple(
            Presence(
                on=session.on,
                at=session.at,
                minutes=session.minutes,
                at_a_distance=session.type in AT_A_DISTANCE,
                dates_open=dates_open,
            )
            for session in _held(case)
            if (start_on is None or session.on >= start_on)
            and (end_on is None or session.on <= end_on)
        ),
        dates_open=dates_open,
    )


def _held(case: Case) -> Iterable[Session]:
    """Yield what was held in presence of both and counts or is billed: a chat on the phone is not.

    Of an observation the whole time is meant, for both were there.
    """
    for session in in_order(case.engagement.sessions):
        does = session_effects(case, session)
        held = session.status == "held" and session.type not in NOT_TOGETHER
        if held and (does.counts or does.billed_minutes):
            yield session

"""Signatures, and the amendments that change a contract once it is signed."""

from datetime import date
from typing import Annotated

from pydantic import Field

from phmcoach.domain.base import (
    ACCOUNTING,
    COACH,
    SPONSOR,
    Day,
    Line,
    Minutes,
    Money,
    Percent,
    Record,
    Text,
)
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.terms import CHANGEABLE, marked_terms
from phmcoach.words import PARTIES, BilledExtra, Party, SessionMode


class SignedDays(Record):
    """When each party signed a paper."""

    coach: Annotated[Day | None, SPONSOR] = None
    beneficiary: Annotated[Day | None, SPONSOR] = None
    sponsor: Annotated[Day | None, SPONSOR] = None

    def signed_on(self, party: Party) -> date | None:
        """Return the day a party signed, or None."""
        signed: date | None = getattr(self, party)
        return signed

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the signatures that there are."""
        return tuple(on for party in PARTIES if (on := self.signed_on(party)) is not None)

    @property
    def first_on(self) -> date | None:
        """The day of the first signature, from which on nothing that is signed may change."""
        return min(self.days, default=None)


class Signatures(SignedDays):
    """When each party signed the contract.

    `express_request_on` is the day on which a private client asked in writing that the sessions
    begin before his time to withdraw is over (C. conso. L221-25).
    """

    express_request_on: Annotated[Day | None, SPONSOR] = None


class Amendment(Record):
    """A dated, numbered change of the signed contract: only what changes, and who signed it.

    In force once all whose contract it changes have signed it, from `effective_on`: whoever signed
    the contract, and of a pair the parties of each paper that changes. The keys of `Terms` have
    their meaning there. `applies_from` makes the contract hold for sessions from an
    earlier day than its signature. An objective with a known id takes the place of that one;
    `dropped` are the ids of those that fall away. Personal objectives stand in no paper that the
    organisation signs, so they never stand here.
    """

    number: Annotated[int, Field(ge=1, le=999), SPONSOR]
    set_on: Annotated[Day, SPONSOR]
    effective_on: Annotated[Day, SPONSOR]
    reason: Annotated[Text | None, COACH] = None
    sessions: Annotated[int | None, Field(ge=1, le=500), SPONSOR] = None
    session_minutes: Annotated[Minutes | None, SPONSOR] = None
    start_on: Annotated[Day | None, SPONSOR] = None
    end_on: Annotated[Day | None, SPONSOR] = None
    hourly_rate: Annotated[Money | None, ACCOUNTING] = None
    package_price: Annotated[Money | None, ACCOUNTING] = None
    modes: Annotated[tuple[SessionMode, ...] | None, Field(strict=False, min_length=1), SPONSOR] = (
        None
    )
    place: Annotated[Line | None, SPONSOR] = None
    also_billed: Annotated[tuple[BilledExtra, ...] | None, Field(strict=False), SPONSOR] = None
    notice_hours: Annotated[int | None, Field(ge=0, le=720), SPONSOR] = None
    late_cancel_percent: Annotated[Percent | None, SPONSOR] = None
    payment_days: Annotated[int | None, Field(ge=0, le=45), SPONSOR] = None
    session_dates: Annotated[bool | None, SPONSOR] = None
    applies_from: Annotated[Day | None, SPONSOR] = None
    objectives: Annotated[tuple[Objective, ...], Field(strict=False), SPONSOR] = ()
    dropped: Annotated[tuple[str, ...], Field(strict=False), COACH] = ()
    signatures: Annotated[SignedDays, Field(default_factory=SignedDays), SPONSOR]
    seal: Annotated[dict[str, str], Field(default_factory=dict), COACH]

    @property
    def changed_terms(self) -> dict[str, object]:
        """The terms that the amendment changes, by their keys."""
        values = ((key, getattr(self, key)) for key in CHANGEABLE_KEYS)
        return {key: value for key, value in values if value is not None}


CHANGEABLE_KEYS = tuple(key for key in Amendment.model_fields if key in marked_terms(CHANGEABLE))
"""The keys of the terms that an amendment may change, in the order of its papers."""

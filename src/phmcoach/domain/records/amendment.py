"""Signatures, and the amendments that change a signed contract."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

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
    Slug,
    Text,
)
from phmcoach.domain.records.billing import PaymentDays
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.terms import (
    CHANGEABLE,
    Extras,
    Modes,
    NoticeHours,
    SessionCount,
    marked_terms,
)
from phmcoach.domain.values.marks import Limits
from phmcoach.value import NOTHING, field_names
from phmcoach.words import PARTIES, Party


class SignedDays(Record):
    """The day on which each party signed a paper."""

    coach: Annotated[Day | None, SPONSOR] = None
    beneficiary: Annotated[Day | None, SPONSOR] = None
    sponsor: Annotated[Day | None, SPONSOR] = None

    def signed_on(self, party: Party) -> date | None:
        """Return the day a party signed, or None."""
        signed: date | None = getattr(self, party)
        return signed

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the recorded signatures."""
        return tuple(on for party in PARTIES if (on := self.signed_on(party)) is not None)

    @property
    def first_on(self) -> date | None:
        """The day of the first signature; from then on the signed content may not change."""
        return min(self.days, default=None)


class Signatures(SignedDays):
    """The day on which each party signed the contract.

    `express_request_on` is the day on which a private client requested in writing that the sessions
    begin before their withdrawal period is over (C. conso. L221-25).
    """

    express_request_on: Annotated[Day | None, SPONSOR] = None


class Amendment(Record):
    """A dated, numbered change of the signed contract: the changed terms and the signatures.

    It is in force from `effective_on`, once everyone concerned has signed it: the parties of the
    contract, or in a pair the parties of each paper that changes. The keys of `Terms` keep their
    meaning. `applies_from` extends the contract to sessions before its signature. An objective with
    a known id replaces that one; `dropped` lists the ids of removed ones. Personal objectives are
    in no paper that the organisation signs, so they are never listed here.

    `exception` is the reason for more sessions or a longer span than the bounds of the contract
    allow; the paper prints it. `client` is the organisation that succeeds the present one in the
    contract, `contact` and `contact_role` are who represents the organisation from then on.
    `beneficiary` is the name of the person, if the contract names them wrongly or it changed, and
    `beneficiary_role` another role of theirs in the organisation.
    """

    number: Annotated[int, Limits(ge=1, le=999), SPONSOR]
    set_on: Annotated[Day, SPONSOR]
    effective_on: Annotated[Day, SPONSOR]
    reason: Annotated[Text | None, COACH] = None
    sessions: Annotated[SessionCount | None, SPONSOR] = None
    session_minutes: Annotated[Minutes | None, SPONSOR] = None
    start_on: Annotated[Day | None, SPONSOR] = None
    end_on: Annotated[Day | None, SPONSOR] = None
    hourly_rate: Annotated[Money | None, ACCOUNTING] = None
    package_price: Annotated[Money | None, ACCOUNTING] = None
    modes: Annotated[Modes | None, SPONSOR] = None
    place: Annotated[Line | None, SPONSOR] = None
    also_billed: Annotated[Extras | None, SPONSOR] = None
    notice_hours: Annotated[NoticeHours | None, SPONSOR] = None
    late_cancel_percent: Annotated[Percent | None, SPONSOR] = None
    payment_days: Annotated[PaymentDays | None, SPONSOR] = None
    purchase_order: Annotated[Line | None, ACCOUNTING] = None
    session_dates: Annotated[bool | None, SPONSOR] = None
    name_on_invoices: Annotated[bool | None, SPONSOR] = None
    applies_from: Annotated[Day | None, SPONSOR] = None
    exception: Annotated[Line | None, SPONSOR] = None
    client: Annotated[Slug | None, ACCOUNTING] = None
    contact: Annotated[Line | None, SPONSOR] = None
    contact_role: Annotated[Line | None, SPONSOR] = None
    beneficiary: Annotated[Line | None, ACCOUNTING] = None
    beneficiary_role: Annotated[Line | None, SPONSOR] = None
    objectives: Annotated[tuple[Objective, ...], SPONSOR] = ()
    dropped: Annotated[tuple[str, ...], COACH] = ()
    signatures: Annotated[SignedDays, SPONSOR] = SignedDays()
    seal: Annotated[Mapping[str, str], COACH] = NOTHING

    @property
    def changed_terms(self) -> dict[str, Any]:
        """The changed terms by their keys."""
        values = ((key, getattr(self, key)) for key in CHANGEABLE_KEYS)
        return {key: value for key, value in values if value is not None}


_TERMS = marked_terms(CHANGEABLE)
CHANGEABLE_KEYS = tuple(key for key in field_names(Amendment) if key in _TERMS)
"""The keys of the terms that an amendment may change, in the order of the papers."""

SIGNED_KEYS = tuple(
    key for key in field_names(Amendment) if key not in ("reason", "signatures", "seal")
)
"""What the parties sign of an amendment: all but the coach's reason, in the order of the file."""

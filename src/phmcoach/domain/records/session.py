"""A session, and the four effects of its type and status.

A session may count toward the contract, be billed, keep the cadence and count as coaching hours,
each independently: a no-show is billed and counts toward the contract, but it neither keeps the
rhythm nor counts as coaching hours.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, time
from typing import Annotated, Literal

from phmcoach.domain.base import (
    ACCOUNTING,
    BENEFICIARY,
    COACH,
    SPONSOR,
    Day,
    Line,
    Minutes,
    Money,
    Record,
)
from phmcoach.domain.values.marks import Check, ShapeError, written_as
from phmcoach.value import Value
from phmcoach.words import BILLABLE_STATUSES, MeetingPurpose, SessionStatus, SessionType


def _is_local(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise ShapeError("shape.not-local-time")
    return moment


LocalTime = Annotated[datetime, Check(_is_local)]
"""A date and time of the coach's clock, without an offset."""


SessionId = Annotated[str, written_as("s[0-9]{1,6}", "shape.bad-session-id")]


class TravelCost(Record):
    """A travel cost, billed in addition to the fee, in the price basis of the contract."""

    amount: Annotated[Money, ACCOUNTING]
    label: Annotated[Line, ACCOUNTING]


class Session(Record):
    """One meeting. Its `id` is set once and never changes, because invoices refer to it.

    `notified_at` is the local date and time at which a cancellation was announced. `purpose` says
    why the three parties met. `proposed_by_beneficiary` says who proposed an observation.
    `earlier_invoice` is the number of an invoice of an earlier tool, which bills it. `next` is what
    was promised or left open for the next one, in the coach's own words.
    """

    id: Annotated[SessionId, ACCOUNTING]
    on: Annotated[Day, BENEFICIARY.when("dates_disclosed")]
    at: Annotated[time | None, BENEFICIARY.when("dates_disclosed")] = None
    minutes: Annotated[Minutes, ACCOUNTING]
    type: Annotated[SessionType, BENEFICIARY] = "in-person"
    status: Annotated[SessionStatus, BENEFICIARY] = "planned"
    purpose: Annotated[MeetingPurpose | None, SPONSOR] = None
    debrief_minutes: Annotated[Minutes | None, BENEFICIARY] = None
    notified_at: Annotated[LocalTime | None, COACH] = None
    proposed_by_beneficiary: Annotated[bool, COACH] = False
    travel: Annotated[tuple[TravelCost, ...], ACCOUNTING] = ()
    earlier_invoice: Annotated[Line | None, ACCOUNTING] = None
    next: Annotated[Line | None, COACH] = None

    @property
    def dates_disclosed(self) -> bool:
        """False: the session cannot know whether the contract discloses dates; the opener does."""
        return False

    def check(self) -> None:
        """Refuse what contradicts the length, the type or the status of the session."""
        if self.debrief_minutes is not None and self.debrief_minutes > self.minutes:
            raise ShapeError("shape.debrief-too-long", at=("debrief_minutes",))
        if self.purpose is not None and self.type != "three-way":
            raise ShapeError("shape.purpose-not-three-way", at=("purpose",))
        if self.earlier_invoice is not None and self.status not in BILLABLE_STATUSES:
            raise ShapeError("shape.unbillable-and-billed", at=("earlier_invoice",))


class Effects(Value):
    """The effects of one session on number, bill, cadence and hours.

    `billed_minutes` may be billed, at the percentage of the contract if `reserved_only` is true;
    `coaching_minutes` may have been coaching: a log of hours claims those that keep the rhythm.
    """

    counts: bool = False
    billed_minutes: int = 0
    reserved_only: bool = False
    keeps_cadence: bool = False
    coaching_minutes: int = 0


NO_EFFECTS = Effects()


class MeetingKind(Value):
    """The effects of a type of session by itself, whatever the contract agrees.

    `meets` says where people meet, None if they do not; `always_session` whether it is a session of
    every contract, and not only of one that names its type.
    """

    meets: Literal["in-one-place", "at-a-distance", "either"] | None
    always_session: bool = False

    @property
    def in_one_place(self) -> bool:
        """Whether people meet in one place."""
        return self.meets == "in-one-place"

    @property
    def at_a_distance(self) -> bool:
        """Whether people meet by phone or video."""
        return self.meets == "at-a-distance"


HAPPENED: tuple[SessionStatus, ...] = ("held", "no-show")
"""What can only be said of a day that has come; a session may be cancelled late before its day."""

MEETING_KINDS: Mapping[SessionType, MeetingKind] = {
    "in-person": MeetingKind("in-one-place", always_session=True),
    "video": MeetingKind("at-a-distance", always_session=True),
    "phone": MeetingKind("at-a-distance"),
    "letter": MeetingKind(None),
    "email": MeetingKind(None),
    "shadowing": MeetingKind("in-one-place", always_session=True),
    "training-input": MeetingKind("either"),
    "reflection": MeetingKind(None),
    "three-way": MeetingKind("in-one-place"),
    "preliminary": MeetingKind("in-one-place"),
}


def effects(
    session: Session, *, as_sessions: Collection[str], also_billed: Collection[str]
) -> Effects:
    """Return the effects of a session under its contract.

    `as_sessions` are the types that the contract names as sessions besides meetings (phone),
    `also_billed` the exchanges and extras that it bills but does not count.
    """
    kind = session.type
    is_session = MEETING_KINDS[kind].always_session or kind in as_sessions
    if session.status in ("cancelled-late", "no-show"):
        if not is_session:
            return NO_EFFECTS
        return Effects(counts=True, billed_minutes=session.minutes, reserved_only=True)
    if session.status != "held":
        return NO_EFFECTS
    if kind == "shadowing":
        debrief = session.debrief_minutes or 0
        return Effects(
            counts=debrief > 0,
            billed_minutes=session.minutes,
            keeps_cadence=debrief > 0,
            coaching_minutes=debrief,
        )
    if is_session:
        return Effects(
            counts=True,
            billed_minutes=session.minutes,
            keeps_cadence=True,
            coaching_minutes=session.minutes,
        )
    return Effects(
        billed_minutes=session.minutes if kind in also_billed else 0,
        coaching_minutes=session.minutes if kind == "phone" else 0,
    )

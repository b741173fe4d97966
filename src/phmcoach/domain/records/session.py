"""A session, and the four effects of its type and status.

A session may count toward the contract, be billed, keep the cadence and count as coaching hours,
each independently: a no-show is billed and counts toward the contract, but it neither keeps the
rhythm nor counts as coaching hours.
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

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
    written_as,
)
from phmcoach.words import MeetingPurpose, SessionStatus, SessionType


class TravelCost(Record):
    """A travel cost, billed in addition to the fee, in the price basis of the contract."""

    amount: Annotated[Money, ACCOUNTING]
    label: Annotated[Line, ACCOUNTING]


class Session(Record):
    """One meeting. Its `id` is set once and never changes, because invoices refer to it.

    `notified_at` is the local date and time at which a cancellation was announced. `purpose` says
    why the three parties met. `proposed_by_beneficiary` says who proposed an observation.
    """

    id: Annotated[str, written_as("s[0-9]{1,6}", "shape.bad-session-id"), ACCOUNTING]
    on: Annotated[Day, BENEFICIARY.when("dates_disclosed")]
    at: Annotated[time | None, BENEFICIARY.when("dates_disclosed")] = None
    minutes: Annotated[Minutes, ACCOUNTING]
    type: Annotated[SessionType, BENEFICIARY] = "in-person"
    status: Annotated[SessionStatus, BENEFICIARY] = "planned"
    purpose: Annotated[MeetingPurpose | None, SPONSOR] = None
    debrief_minutes: Annotated[Minutes | None, BENEFICIARY] = None
    notified_at: Annotated[datetime | None, COACH] = None
    proposed_by_beneficiary: Annotated[bool, COACH] = False
    travel: Annotated[tuple[TravelCost, ...], Field(strict=False), ACCOUNTING] = ()

    @property
    def dates_disclosed(self) -> bool:
        """False: the session cannot know whether the contract discloses dates; the opener does."""
        return False

    @model_validator(mode="after")
    def _debrief_fits(self) -> Self:
        if self.debrief_minutes is not None and self.debrief_minutes > self.minutes:
            at = {"at": ("debrief_minutes",)}
            raise PydanticCustomError("shape.debrief-too-long", "longer than the session", at)
        return self

    @model_validator(mode="after")
    def _purpose_fits(self) -> Self:
        if self.purpose is not None and self.type != "three-way":
            at = {"at": ("purpose",)}
            raise PydanticCustomError("shape.purpose-not-three-way", "the purpose of what?", at)
        return self

    @field_validator("notified_at")
    @classmethod
    def _is_local(cls, moment: datetime | None) -> datetime | None:
        if moment is not None and moment.tzinfo is not None:
            raise PydanticCustomError("shape.not-local-time", "a time with an offset")
        return moment


@dataclass(frozen=True)
class Effects:
    """The effects of one session on number, bill, cadence and hours.

    `billed_minutes` may be billed, at the percentage of the contract if `reserved_only` is true;
    `coaching_minutes` may be claimed in a log of coaching hours.
    """

    counts: bool = False
    billed_minutes: int = 0
    reserved_only: bool = False
    keeps_cadence: bool = False
    coaching_minutes: int = 0


NO_EFFECTS = Effects()

FACE_TO_FACE: tuple[SessionType, ...] = ("in-person", "video")


def effects(
    session: Session, *, as_sessions: frozenset[str], also_billed: frozenset[str]
) -> Effects:
    """Return the effects of a session under its contract.

    `as_sessions` are the types that the contract names as sessions besides meetings (phone),
    `also_billed` the exchanges and extras that it bills but does not count.
    """
    kind = session.type
    is_session = kind in FACE_TO_FACE or kind == "shadowing" or kind in as_sessions
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

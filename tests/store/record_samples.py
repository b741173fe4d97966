"""Small records in the manner of the product's own, for the tests of files."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Literal

from phmcoach.domain.base import COACH, Record
from phmcoach.domain.values.marks import Check, Key, Limits, ShapeError
from phmcoach.value import NOTHING


def _check_name(value: str) -> str:
    if value == "Nobody":
        raise ShapeError("shape.nobody", name=value)
    if value == "Error":
        raise ValueError(value)
    return value


Money = Annotated[Decimal, Limits(ge=0, lt=1000, decimal_places=2)]


class Travel(Record):
    """A cost."""

    amount: Annotated[Money, COACH]
    label: Annotated[str, Limits(min_length=2, max_length=10), COACH]


class Session(Record):
    """A meeting."""

    on: Annotated[date, COACH]
    minutes: Annotated[int, Limits(gt=0, le=1440), COACH]
    at: Annotated[time | None, COACH] = None
    told_at: Annotated[datetime | None, COACH] = None
    kind: Annotated[Literal["video", "phone"], COACH] = "video"
    late: Annotated[bool, COACH] = False
    travel: Annotated[tuple[Travel, ...], Limits(max_length=2), COACH] = ()
    weight: Annotated[Decimal | None, COACH] = None


class Terms(Record):
    """What was agreed."""

    rate: Annotated[Money, COACH]
    modes: Annotated[tuple[str, ...], Limits(min_length=1), COACH] = ("video",)
    share: Annotated[Decimal, Limits(max_digits=3), COACH] = Decimal(1)
    reference: Annotated[str | None, Limits(pattern="^[a-z]+$"), COACH] = None

    def check(self) -> None:
        """Refuse a price of nothing."""
        if self.rate == 0:
            raise ShapeError("shape.free")


class Engagement(Record):
    """A file."""

    schema_version: Annotated[Literal[1], Key("schema"), COACH]
    client: Annotated[str, Check(_check_name), COACH]
    terms: Annotated[Terms | None, COACH] = None
    profiles: Annotated[Mapping[Annotated[str, Limits(max_length=9)], Terms], COACH] = NOTHING
    sessions: Annotated[tuple[Session, ...], COACH] = ()
    note: Annotated[str | None, COACH] = None

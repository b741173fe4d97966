"""Law as dated data: what held on a day, and where it is written.

A day outside the dates that are known is refused. The program never extrapolates the law.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from phmcoach.domain.base import ACCOUNTING, Day, Line, Percent, Record
from phmcoach.errors import RuleRefusedError

VatCategory = Literal["S", "E"]


class Dated(Record):
    """Something that holds from a day to a day, both included, and the text that says so."""

    valid_from: Annotated[Day, ACCOUNTING]
    valid_to: Annotated[Day | None, ACCOUNTING] = None
    source: Annotated[Line, ACCOUNTING]

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise PydanticCustomError("shape.ends-before-start", "ends before it starts")
        return self

    def holds(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class VatRule(Dated):
    """The VAT of a regime: its category in EN 16931 and its rate in percent."""

    liable: Annotated[bool, ACCOUNTING]
    category: Annotated[VatCategory, ACCOUNTING]
    rate: Annotated[Percent, ACCOUNTING]


class Mention(Dated):
    """A sentence that a document must carry, word for word."""

    id: Annotated[Line, ACCOUNTING]
    text: Annotated[str, ACCOUNTING]


T = TypeVar("T")


class Law(Record):
    """Everything that the program knows of the law."""

    vat: Annotated[tuple[VatRule, ...], Field(strict=False), ACCOUNTING]
    mentions: Annotated[tuple[Mention, ...], Field(strict=False), ACCOUNTING]

    def vat_rule(self, *, liable: bool, on: date) -> VatRule:
        """Return the VAT of a practice that owes it, or does not, on a day."""
        return _only(
            (rule for rule in self.vat if rule.liable == liable and rule.holds(on)), "vat", on
        )

    def mention(self, name: str, on: date) -> str:
        """Return the sentence that the law wants on a day."""
        found = (item for item in self.mentions if item.id == name and item.holds(on))
        return _only(found, name, on).text


def _only(found: Iterator[T], what: str, on: date) -> T:
    held = next(found, None)
    if held is None:
        raise RuleRefusedError.of("law.unknown-date", what=what, on=on)
    return held

"""What all records share: their strictness, their kinds of text, and who may see each field.

A field without an audience is a leak waiting for a template, so a record that leaves one out
cannot even be defined. The audience names the widest reader, and each one includes those before:

- COACH: the coach alone. His reasons, his settings.
- BENEFICIARY: the person who is coached.
- SPONSOR: the organisation that asks for the coaching.
- ACCOUNTING: the accountant and the tax office; it may stand on an invoice.

A field of a narrower audience can be opened to the sponsor by a named condition that is checked
on the record itself (`BENEFICIARY.when("shared")`); nothing opens a field that names none.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar, LiteralString

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
)
from pydantic_core import PydanticCustomError

from phmcoach.domain.values.money import BEYOND


class Reader(StrEnum):
    """Who a value may be shown to."""

    COACH = "coach"
    BENEFICIARY = "beneficiary"
    SPONSOR = "sponsor"
    ACCOUNTING = "accounting"


@dataclass(frozen=True)
class Audience:
    """The widest reader of a field, and the condition that opens it to the sponsor, if any."""

    reader: Reader
    opened_by: str | None = None

    def when(self, condition: str) -> "Audience":
        """Return the same audience, open to the sponsor where the record meets `condition`."""
        return Audience(self.reader, condition)


COACH = Audience(Reader.COACH)
BENEFICIARY = Audience(Reader.BENEFICIARY)
SPONSOR = Audience(Reader.SPONSOR)
ACCOUNTING = Audience(Reader.ACCOUNTING)


class Record(BaseModel):
    """A frozen value that refuses unknown keys and silent conversions.

    A record answers the condition that opens one of its fields with a property of that name. Where
    the answer stands outside the record, `disclose` is handed who opens the field.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        defer_build=True,
        validate_default=False,
        hide_input_in_errors=True,
    )

    audiences: ClassVar[dict[str, Audience]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:  # noqa: ANN401 - pydantic's signature
        """Refuse a record with a field whose readers are not said."""
        super().__pydantic_init_subclass__(**kwargs)
        found: dict[str, Audience] = {}
        for name, info in cls.model_fields.items():
            named = [mark for mark in info.metadata if isinstance(mark, Audience)]
            if len(named) != 1:
                message = f"{cls.__name__}.{name} must name exactly one audience"
                raise TypeError(message)
            found[name] = named[0]
            condition = named[0].opened_by
            known = condition is None or hasattr(cls, condition) or condition in cls.model_fields
            if not known:
                message = f"{cls.__name__}.{name} is opened by an unknown {condition!r}"
                raise TypeError(message)
        cls.audiences = found


# C0 and C1 controls, the byte-order mark, and the marks that reorder what a reader sees.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def _is_visible(mark: str) -> bool:
    """Whether a character is neither a space nor a format mark such as U+200B."""
    return not mark.isspace() and unicodedata.category(mark) != "Cf"


def _plain(value: str) -> str:
    hidden = _FORBIDDEN.search(value)
    if hidden:
        name = unicodedata.name(hidden.group(), f"U+{ord(hidden.group()):04X}")
        raise PydanticCustomError("shape.hidden-character", "{name}", {"name": name})
    if not any(_is_visible(mark) for mark in value):
        raise PydanticCustomError("shape.empty", "empty")
    return value


def _one_line(value: str) -> str:
    if any(mark in value for mark in "\r\n\t"):
        raise PydanticCustomError("shape.several-lines", "several lines")
    return _plain(value)


Line = Annotated[str, Field(max_length=200), AfterValidator(_one_line)]
"""A name, a label, an address line: one line of text that people read."""

Text = Annotated[str, Field(max_length=5000), AfterValidator(_plain)]
"""Some sentences or paragraphs."""


def written_as(pattern: str, message: LiteralString) -> AfterValidator:
    """Make a validator of a form; `message` says what the form is, which a pattern does not."""
    form = re.compile(pattern)

    def check(value: str) -> str:
        if not form.fullmatch(value):
            raise PydanticCustomError(message, "not in its form")
        return value

    return AfterValidator(check)


Email = Annotated[Line, written_as(r"[^@\s]+@[^@\s]+\.[^@\s.]+", "shape.bad-email")]
"""An e-mail address, as far as its form tells: only a message sent to it shows that it exists."""

Slug = Annotated[str, Field(max_length=60), written_as("[a-z0-9][a-z0-9-]*", "shape.bad-reference")]
"""The name of a file, and so of what stands in it."""


def _number(value: object) -> object:
    if isinstance(value, bool):
        return value  # refused by the strict Decimal that follows
    return Decimal(value) if isinstance(value, int) else value


def _cents(value: Decimal) -> Decimal:
    if value != value.quantize(Decimal("0.01")):
        raise PydanticCustomError("shape.more-than-cents", "more than two decimals")
    return value.quantize(Decimal("0.01")) + Decimal(0)  # -0.0 is zero, and reads so


Money = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(ge=0, lt=BEYOND, allow_inf_nan=False),
    AfterValidator(_cents),
]
"""Euros, at most two decimals, never negative: corrections are documents, not signs."""

SignedMoney = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(gt=-BEYOND, lt=BEYOND, allow_inf_nan=False),
    AfterValidator(_cents),
]
"""Euros with a sign, for the cent alone that a rounding moves between a price and its VAT."""

Percent = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, le=100, allow_inf_nan=False)]
Weight = Annotated[Decimal, BeforeValidator(_number), Field(gt=0, le=1000, allow_inf_nan=False)]
Minutes = Annotated[int, Field(gt=0, le=24 * 60)]
Day = Annotated[date, Field(ge=date(1990, 1, 1), lt=date(2200, 1, 1))]


__all__ = [
    "ACCOUNTING",
    "BENEFICIARY",
    "COACH",
    "SPONSOR",
    "Audience",
    "Day",
    "Line",
    "Minutes",
    "Money",
    "Percent",
    "Reader",
    "Record",
    "SignedMoney",
    "Slug",
    "Text",
    "Weight",
]

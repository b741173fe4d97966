"""The base class of all records, the types of their fields, and who may see each field.

A field without an audience is a leak waiting to happen, so defining a record with such a field
fails. The audience names the widest reader; each of these includes those before it:

- COACH: only the coach, for instance private reasons and settings.
- BENEFICIARY: the person who is coached.
- SPONSOR: the organisation that asks for the coaching.
- ACCOUNTING: the accountant and the tax office; the field may be printed on an invoice.

A condition can open a field of a narrower audience to the sponsor (`BENEFICIARY.when("shared")`);
it is checked on the record itself. A field without a condition is never opened.
"""

import re
import unicodedata
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

from phmcoach.domain.values.money import AMOUNT_LIMIT
from phmcoach.value import Value


class Reader(StrEnum):
    """The people to whom a value may be shown, from the narrowest to the widest."""

    COACH = "coach"
    BENEFICIARY = "beneficiary"
    SPONSOR = "sponsor"
    ACCOUNTING = "accounting"


class Audience(Value):
    """The widest reader of a field, and the condition that opens it to the sponsor, if any."""

    reader: Reader
    opened_by: str | None = None

    def when(self, condition: str) -> "Audience":
        """Return the same audience, opened to the sponsor if the record meets `condition`."""
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
        """Reject a record class with a field that does not name exactly one audience."""
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


# C0 and C1 control characters, the byte-order mark and bidirectional marks.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def _is_visible(mark: str) -> bool:
    """Whether a character is neither a space nor a format character such as U+200B."""
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
"""One line of text, such as a name, a label or a line of an address."""

Text = Annotated[str, Field(max_length=5000), AfterValidator(_plain)]
"""A text of several sentences or paragraphs."""


def written_as(pattern: str, message: LiteralString) -> AfterValidator:
    """Return a validator that requires a pattern; `message` is the id of its explanation."""
    form = re.compile(pattern)

    def check(value: str) -> str:
        if not form.fullmatch(value):
            raise PydanticCustomError(message, "not in its form")
        return value

    return AfterValidator(check)


Email = Annotated[Line, written_as(r"[^@\s]+@[^@\s]+\.[^@\s.]+", "shape.bad-email")]
"""A text in the form of an e-mail address; whether the address exists is not checked."""

Slug = Annotated[str, Field(max_length=60), written_as("[a-z0-9][a-z0-9-]*", "shape.bad-reference")]
"""A reference: the name of a client's or an engagement's file."""


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
    Field(ge=0, lt=AMOUNT_LIMIT, allow_inf_nan=False),
    AfterValidator(_cents),
]
"""Euros with at most two decimals, never negative: a correction is a document of its own."""

SignedMoney = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(gt=-AMOUNT_LIMIT, lt=AMOUNT_LIMIT, allow_inf_nan=False),
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

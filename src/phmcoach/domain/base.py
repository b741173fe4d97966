"""The base class of all records, the types of their fields, and who may see each field.

A record is a plain value. What a field may hold stands in its annotation: `Limits`, and a `Check`
of its own; what several fields may hold together is the record's `check`. `domain.shape` makes the
schema of these with which Pydantic validates every record before it is written.

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
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, dataclass_transform

from phmcoach.domain.values.marks import Check, Key, Limits, ShapeError, written_as
from phmcoach.domain.values.money import AMOUNT_LIMIT
from phmcoach.references import LONGEST, PATTERN
from phmcoach.value import NOTHING, Value, field_defaults, field_names, fields_of

if TYPE_CHECKING:
    from typing_extensions import TypeIs


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


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Record(Value):
    """A frozen value that is stored: each field names its type, its limits and its audience.

    A record answers the condition that opens one of its fields with a property of that name. Where
    the answer stands outside the record, `disclose` is handed who opens the field.
    """

    audiences: ClassVar[Mapping[str, Audience]] = NOTHING
    keys: ClassVar[Mapping[str, str]] = NOTHING
    annotations: ClassVar[Mapping[str, Any]] = NOTHING

    def __init_subclass__(cls) -> None:
        """Reject a record class with a field that does not name exactly one audience."""
        super().__init_subclass__(kw_only=True)
        audiences = dict(cls.audiences)
        keys = dict(cls.keys)
        annotations = dict(cls.annotations)
        known = field_names(cls)
        for name, annotation in cls.__annotations__.items():
            if name not in known:
                continue
            marks = getattr(annotation, "__metadata__", ())
            named = [mark for mark in marks if type(mark) is Audience]
            if len(named) != 1:
                message = f"{cls.__name__}.{name} must name exactly one audience"
                raise TypeError(message)
            audiences[name] = named[0]
            annotations[name] = annotation
            keys[name] = next((mark.name for mark in marks if type(mark) is Key), name)
            condition = named[0].opened_by
            if condition is not None and not (hasattr(cls, condition) or condition in known):
                message = f"{cls.__name__}.{name} is opened by an unknown {condition!r}"
                raise TypeError(message)
        cls.audiences, cls.keys, cls.annotations = audiences, keys, annotations

    def check(self) -> None:
        """Raise ShapeError if fields that are valid by themselves contradict each other."""


def is_record(annotation: object) -> "TypeIs[type[Record]]":
    """Whether an annotation is a class of records."""
    return isinstance(annotation, type) and issubclass(annotation, Record)


def annotations_of(kind: type[Record]) -> Mapping[str, Any]:
    """Return the annotations of the fields of a record by their names, those of its bases too."""
    return kind.annotations


def marks_of(kind: type[Record], name: str) -> tuple[object, ...]:
    """Return everything that the annotation of a field says besides its type."""
    marks: tuple[object, ...] = annotations_of(kind)[name].__metadata__
    return marks


def as_data(record: Record, *, defaults: bool = True) -> dict[str, Any]:
    """Return a record as the data of a file: its keys in order, tables for records, no None.

    Without `defaults`, fields that equal their default are left out too.
    """
    own = field_defaults(type(record))
    return {
        record.keys[name]: _data_of(value, defaults=defaults)
        for name, value in fields_of(record).items()
        if value is not None and (defaults or name not in own or value != own[name])
    }


def _data_of(value: object, *, defaults: bool) -> object:
    match value:
        case Record():
            return as_data(value, defaults=defaults)
        case tuple():
            return tuple(_data_of(each, defaults=defaults) for each in value)
        case Mapping():
            return {key: _data_of(each, defaults=defaults) for key, each in value.items()}
        case _:
            return value


# C0 and C1 control characters, the byte-order mark and bidirectional marks. Like all patterns of
# checks, it is compiled when a text is checked: reading a known file needs none.
_FORBIDDEN = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def _is_visible(mark: str) -> bool:
    """Whether a character is neither a space nor a format character such as U+200B."""
    return not mark.isspace() and unicodedata.category(mark) != "Cf"


def _plain(value: str) -> str:
    hidden = re.search(_FORBIDDEN, value)
    if hidden:
        name = unicodedata.name(hidden.group(), f"U+{ord(hidden.group()):04X}")
        raise ShapeError("shape.hidden-character", name=name)
    if not any(_is_visible(mark) for mark in value):
        raise ShapeError("shape.empty")
    return value


def _one_line(value: str) -> str:
    if any(mark in value for mark in "\r\n\t"):
        raise ShapeError("shape.several-lines")
    return _plain(value)


Line = Annotated[str, Limits(max_length=200), Check(_one_line)]
"""One line of text, such as a name, a label or a line of an address."""

Text = Annotated[str, Limits(max_length=5000), Check(_plain)]
"""A text of several sentences or paragraphs."""


Email = Annotated[Line, written_as(r"[^@\s]+@[^@\s]+\.[^@\s.]+", "shape.bad-email")]
"""A text in the form of an e-mail address; whether the address exists is not checked."""

Slug = Annotated[str, Limits(max_length=LONGEST), written_as(PATTERN, "shape.bad-reference")]
"""A reference: the name of a client's or an engagement's file."""


def _cents(value: Decimal) -> Decimal:
    if value != value.quantize(Decimal("0.01")):
        raise ShapeError("shape.more-than-cents")
    return value.quantize(Decimal("0.01")) + Decimal(0)  # -0.0 is zero, and reads so


Money = Annotated[
    Decimal,
    Limits(ge=0, lt=AMOUNT_LIMIT),
    Check(_cents, accepted=_cents),
]
"""Euros with at most two decimals, never negative: a correction is a document of its own."""

SignedMoney = Annotated[
    Decimal,
    Limits(gt=-AMOUNT_LIMIT, lt=AMOUNT_LIMIT),
    Check(_cents, accepted=_cents),
]
"""Euros with a sign, for the cent alone that a rounding moves between a price and its VAT."""

Percent = Annotated[Decimal, Limits(ge=0, le=100)]
Weight = Annotated[Decimal, Limits(gt=0, le=1000)]
Minutes = Annotated[int, Limits(gt=0, le=24 * 60)]
Day = Annotated[date, Limits(ge=date(1990, 1, 1), lt=date(2200, 1, 1))]


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
    "as_data",
]

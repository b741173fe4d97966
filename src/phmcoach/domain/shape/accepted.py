"""Build a record from data that was validated before, without Pydantic.

Pydantic takes longer to start than most commands take to run, and the same bytes always give the
same record. So a reader who knows that a file was valid builds the record from the same
annotations here: types are looked at, limits and checks are not. A missing key, an unknown key or a
value of another type is never taken: the reader then lets Pydantic validate it, and explain it.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from phmcoach.domain.base import Record, annotations_of, is_record
from phmcoach.domain.values.marks import Check, ShapeError
from phmcoach.value import Value, field_defaults, field_names, made_of

R = TypeVar("R", bound=Record)

Convert = Callable[[Any], object]
"""A function from a value of the data to that of the record; raises NotAcceptedError."""


class NotAcceptedError(ValueError):
    """Data that cannot have been valid, or that only Pydantic can read."""


class _Plan(Value):
    """The way to build a record: keys of the file, name and conversion of each field."""

    fields: Mapping[str, tuple[str, Convert]]
    defaults: Mapping[str, object]
    number: int


_PLANS: dict[type[Record], _Plan] = {}


def build_accepted(kind: type[R], data: object) -> R:
    """Return the record that `validate` would make of valid data.

    Raises NotAcceptedError if the data has other keys or types than the record.
    """
    try:
        return _build(kind, data)
    except (ShapeError, ArithmeticError) as error:
        raise NotAcceptedError from error


def _build(kind: type[R], data: object) -> R:
    plan = _PLANS.get(kind) or _plan_of(kind)
    if type(data) is not dict:
        raise NotAcceptedError
    given = dict(plan.defaults)
    for key, value in data.items():
        field = plan.fields.get(key)
        if field is None:
            raise NotAcceptedError
        name, convert = field
        given[name] = convert(value)
    if len(given) != plan.number:
        raise NotAcceptedError
    return made_of(kind, given)


def _plan_of(kind: type[Record]) -> _Plan:
    fields = {
        kind.keys[name]: (name, _conversion_of(annotation))
        for name, annotation in annotations_of(kind).items()
    }
    plan = _PLANS[kind] = _Plan(fields, field_defaults(kind), len(field_names(kind)))
    return plan


def _conversion_of(annotation: Any) -> Convert:  # noqa: ANN401 - a type, as typing returns it
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is None:
        return _plain_conversion_of(annotation)
    if origin is Literal:
        return _one_of(frozenset(arguments))
    if origin in (Union, UnionType):  # a file has no None
        (inner,) = (each for each in arguments if each is not NoneType)
        return _conversion_of(inner)
    convert = _conversion_of(arguments[1 if origin is Mapping else 0])
    if origin is Annotated:
        return _then(convert, annotation.__metadata__)
    return _each(convert) if origin is tuple else _values(convert)


def _plain_conversion_of(kind: Any) -> Convert:  # noqa: ANN401 - a class
    if is_record(kind):
        return lambda data: _build(kind, data)
    return _decimal if kind is Decimal else _of_type(kind)


def _then(convert: Convert, marks: tuple[object, ...]) -> Convert:
    """Return a conversion with the normal forms that the checks of an annotation leave."""
    for mark in marks:
        if isinstance(mark, Check) and mark.accepted is not None:
            convert = _both(convert, mark.accepted)
    return convert


def _both(first: Convert, second: Convert) -> Convert:
    return lambda value: second(first(value))


def _of_type(kind: type[str | bool | int | date | datetime | time]) -> Convert:
    def convert(value: object) -> object:
        if type(value) is not kind:
            raise NotAcceptedError
        return value

    return convert


def _decimal(value: object) -> Decimal:
    if type(value) is Decimal:
        return value
    if type(value) is int:
        return Decimal(value)
    raise NotAcceptedError


def _one_of(words: frozenset[str | int]) -> Convert:
    kinds = frozenset(map(type, words))

    def convert(value: object) -> object:
        if type(value) not in kinds or value not in words:
            raise NotAcceptedError
        return value

    return convert


def _each(convert: Convert) -> Convert:
    def convert_all(values: object) -> object:
        if type(values) is not list:
            raise NotAcceptedError
        return tuple([convert(value) for value in values])

    return convert_all


def _values(convert: Convert) -> Convert:
    def convert_all(table: object) -> object:
        if type(table) is not dict:
            raise NotAcceptedError
        return {key: convert(value) for key, value in table.items()}

    return convert_all

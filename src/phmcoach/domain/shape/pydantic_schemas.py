"""The schemas with which Pydantic validates records, made from the annotations of their fields.

Pydantic has two parts. `pydantic` turns a class of models into a schema, and `pydantic_core`, its
engine, validates data with the schema. Our records are no models: their annotations are turned into
a schema here, because importing `pydantic` and defining the models takes longer than most commands
take to run. What the engine then accepts and how it explains an error is the same, and
tests/domain/test_pydantic_schemas.py compares it with models that Pydantic makes.
"""

from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic_core import PydanticCustomError, SchemaValidator, core_schema
from pydantic_core.core_schema import CoreConfig, CoreSchema

from phmcoach.domain.base import Record, annotations_of, as_data, is_record
from phmcoach.domain.values.marks import Check, Limits, ShapeError
from phmcoach.value import NOTHING, field_defaults, fields_of

R = TypeVar("R", bound=Record)

_STRICT = CoreConfig(extra_fields_behavior="forbid", strict=True, hide_input_in_errors=True)


def validate_with_pydantic(annotation: Any, value: object) -> Any:  # noqa: ANN401 - as annotated
    """Return a value in the normal form of its annotation, a record from the data of its file.

    Raises Pydantic's ValidationError.
    """
    return _validator_of(annotation).validate_python(value)


@cache
def _validator_of(annotation: Hashable) -> SchemaValidator:
    return SchemaValidator(_schema_of(annotation), _STRICT)


def _schema_of(
    annotation: Any,  # noqa: ANN401 - a type, as typing returns it
    limits: Mapping[str, Any] = NOTHING,
) -> CoreSchema:
    """Return the schema of an annotation; the limits are those of the annotation around it."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is None:
        return _schema_of_class(annotation, limits)
    if origin is Annotated:
        return _schema_with(annotation.__metadata__, arguments[0])
    if origin in (Union, UnionType):  # of a type and None
        (inner,) = (each for each in arguments if each is not NoneType)
        return core_schema.nullable_schema(_schema_of(inner, limits))
    if origin is tuple:  # a list in the file
        items = _schema_of(arguments[0])
        return core_schema.tuple_variable_schema(items, strict=False, **limits)
    if origin is Mapping:
        return core_schema.dict_schema(*map(_schema_of, arguments), **limits)
    return core_schema.literal_schema(list(arguments), **limits)


def _schema_with(marks: tuple[object, ...], annotation: object) -> CoreSchema:
    """Return the schema of an annotation with the limits and then the checks that it names.

    The other marks do not matter here: who may see the field, its key, properties of terms.
    """
    limits: dict[str, Any] = {}
    for mark in marks:
        if isinstance(mark, Limits):
            limits |= {name: it for name, it in fields_of(mark).items() if it is not None}
    schema = _schema_of(annotation, limits)
    for mark in marks:
        if isinstance(mark, Check):
            schema = core_schema.no_info_after_validator_function(_reporting(mark.rule), schema)
    return schema


def _decimal_schema(**limits: Any) -> CoreSchema:  # noqa: ANN401 - as in Limits
    schema = core_schema.decimal_schema(**limits)
    return core_schema.no_info_before_validator_function(_whole_or_decimal, schema)


_PLAIN: Mapping[type, Callable[..., CoreSchema]] = {
    str: core_schema.str_schema,
    bool: core_schema.bool_schema,
    int: core_schema.int_schema,
    Decimal: _decimal_schema,
    date: core_schema.date_schema,
    time: core_schema.time_schema,
    datetime: core_schema.datetime_schema,
}


def _schema_of_class(kind: Any, limits: Mapping[str, Any]) -> CoreSchema:  # noqa: ANN401 - a class
    return _record_schema(kind, **limits) if is_record(kind) else _PLAIN[kind](**limits)


def _record_schema(kind: type[Record]) -> CoreSchema:
    """Return the schema of the table of a file, which then becomes a record."""
    fields = {
        name: core_schema.typed_dict_field(
            _schema_of(annotation),
            required=name not in field_defaults(kind),
            validation_alias=kind.keys[name],
        )
        for name, annotation in annotations_of(kind).items()
    }
    table = core_schema.typed_dict_schema(fields, config=_STRICT)
    given = core_schema.no_info_before_validator_function(_as_table, table)
    return core_schema.no_info_after_validator_function(_reporting(_maker(kind)), given)


def _as_table(value: object) -> object:
    """Return the data of a record that the program made, and anything else as it is."""
    return as_data(value) if isinstance(value, Record) else value


def _maker(kind: type[R]) -> Callable[[dict[str, Any]], R]:
    def make(fields: dict[str, Any]) -> R:
        record = kind(**fields)
        record.check()
        return record

    return make


def _reporting(rule: Callable[[Any], object]) -> Callable[[Any], object]:
    """Return a rule whose error has the form in which Pydantic collects several."""

    def apply(value: object) -> object:
        try:
            return rule(value)
        except ShapeError as error:
            context = {"at": error.at, **error.args_of_message}
            raise PydanticCustomError(error.message, error.message, context) from None

    return apply


def _whole_or_decimal(value: object) -> object:
    if isinstance(value, bool):
        return value  # refused by the strict Decimal that follows
    return Decimal(value) if isinstance(value, int) else value

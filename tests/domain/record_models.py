"""The models that Pydantic itself makes of the annotations of our records.

The program does without them, because they take long to define. They say what it must accept, and
what is wrong with all the rest.
"""

from collections.abc import Callable, Hashable, Mapping
from decimal import Decimal
from functools import cache
from types import GenericAlias, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

from phmcoach.domain.base import Record, annotations_of, as_data, is_record
from phmcoach.domain.values.marks import Check, Limits, ShapeError
from phmcoach.value import field_defaults, field_names, fields_of

R = TypeVar("R", bound=Record)

_STRICT = ConfigDict(
    extra="forbid",
    strict=True,
    hide_input_in_errors=True,
    defer_build=True,  # a model inside another is only built with it
)


def validate_with_models(annotation: Any, value: object) -> Any:  # noqa: ANN401 - as annotated
    """Return a value in the normal form of its annotation, a record from the data of its file.

    Raises Pydantic's ValidationError.
    """
    return _adapter(annotation).validate_python(value)


@cache
def _adapter(annotation: Hashable) -> TypeAdapter[Any]:
    kind = _pydantic_type(annotation)
    is_model = isinstance(kind, type) and issubclass(kind, BaseModel)
    return TypeAdapter(kind, config=None if is_model else _STRICT)


_MODELS: dict[type[Record], type[BaseModel]] = {}


def _model_of(kind: type[Record]) -> type[BaseModel]:
    if kind not in _MODELS:
        annotations, defaults = annotations_of(kind), field_defaults(kind)
        fields: dict[str, Any] = {}
        for name in field_names(kind):
            info: Any = Field(alias=kind.keys[name])
            if name in defaults:
                info = Field(alias=kind.keys[name], default_factory=_always(defaults[name]))
            fields[name] = (_pydantic_type(annotations[name]), info)
        wrap: Any = model_validator(mode="wrap")
        _MODELS[kind] = create_model(
            kind.__name__,
            __config__=_STRICT,
            __validators__={"_make": wrap(_maker(kind))},
            **fields,
        )
    return _MODELS[kind]


def _pydantic_type(annotation: Any) -> Any:  # noqa: ANN401 - a type, as typing returns it
    """Return the annotation with which Pydantic validates what a record's annotation says."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        marks = map(_pydantic_mark, annotation.__metadata__)
        return _annotated(arguments[0], *(mark for mark in marks if mark is not None))
    if origin in (Union, UnionType):
        return Union[tuple(map(_pydantic_type, arguments))]  # noqa: UP007 - of values
    if origin is Mapping:
        return GenericAlias(dict, tuple(map(_pydantic_type, arguments)))
    if origin is tuple:  # a list in the file
        items = GenericAlias(tuple, (_pydantic_type(arguments[0]), ...))
        return Annotated[items, Field(strict=False)]
    if annotation is Decimal:
        return Annotated[Decimal, BeforeValidator(_whole_or_decimal)]
    return _model_of(annotation) if is_record(annotation) else annotation


def _annotated(annotation: object, *marks: object) -> Any:  # noqa: ANN401 - a type
    inner = _pydantic_type(annotation)
    return Annotated[(inner, *marks)] if marks else inner


def _pydantic_mark(mark: object) -> Any:  # noqa: ANN401 - an annotation of Pydantic, or None
    match mark:
        case Limits():
            limits = {name: it for name, it in fields_of(mark).items() if it is not None}
            # In an error, Pydantic's own check would show Decimal(10) as "Decimal('10')".
            whole = {name: int(it) for name, it in limits.items() if isinstance(it, Decimal)}
            return Field(**limits | whole)
        case Check():
            return AfterValidator(_reporting(mark.rule))
        case _:  # who may see the field, its key, properties of terms
            return None


def _maker(kind: type[R]) -> Callable[[Any, Callable[[object], BaseModel]], R]:
    """Return the end of the validation of a record: the plain value, with its fields checked."""

    def make(data: object, validate_fields: Callable[[object], BaseModel]) -> R:
        fields = validate_fields(as_data(data) if isinstance(data, kind) else data)
        record = kind(**fields.__dict__)
        try:
            record.check()
        except ShapeError as error:
            raise _reported(error) from None
        return record

    return make


def _reporting(rule: Callable[[Any], object]) -> Callable[[Any], object]:
    def apply(value: object) -> object:
        try:
            return rule(value)
        except ShapeError as error:
            raise _reported(error) from None

    return apply


def _reported(error: ShapeError) -> PydanticCustomError:
    """Return an error in the form in which Pydantic collects several."""
    context = {"at": error.at, **error.args_of_message}
    return PydanticCustomError(error.message, error.message, context)


def _whole_or_decimal(value: object) -> object:
    if isinstance(value, bool):
        return value  # refused by the strict Decimal that follows
    return Decimal(value) if isinstance(value, int) else value


def _always(value: object) -> Callable[[], object]:
    """Return a factory for a default: Pydantic would copy a mapping before each use."""
    return lambda: value

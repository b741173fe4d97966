"""The validation of records: Pydantic checks all data before it is used or written.

What a field may hold is stated once, in the annotation of the record, and the schema for Pydantic
is made from it. Its engine, `pydantic_core`, is imported with the first value to validate.
"""

from typing import TYPE_CHECKING, Any, TypeVar

from phmcoach.domain.base import Record, as_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import ErrorDetails

R = TypeVar("R", bound=Record)


class InvalidRecordError(ValueError):
    """Data that is no record; `details` are all its errors, as Pydantic describes them."""

    def __init__(self, details: "Sequence[ErrorDetails]") -> None:
        """Name the kinds of the errors; a message of values could show what is confidential."""
        super().__init__(", ".join(detail["type"] for detail in details))
        self.details = details


def validate(kind: type[R], data: object) -> R:
    """Return the record in the data of a file; raises InvalidRecordError."""
    record: R = validate_value(kind, data)
    return record


def validate_value(annotation: Any, value: object) -> Any:  # noqa: ANN401 - as annotated
    """Return one value in the normal form of its annotation; raises InvalidRecordError."""
    from pydantic_core import ValidationError

    from phmcoach.domain.shape.pydantic_schemas import validate_with_pydantic

    try:
        return validate_with_pydantic(annotation, value)
    except ValidationError as error:
        raise InvalidRecordError(error.errors(include_url=False)) from None


def checked(record: R) -> R:
    """Return a record that the program made, in the form in which it would be read again.

    Raises InvalidRecordError.
    """
    return validate(type(record), as_data(record))

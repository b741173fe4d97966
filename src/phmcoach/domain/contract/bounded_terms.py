"""The Pydantic model that new terms of a contract must pass: all bounds of their profile."""

from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from phmcoach.domain.contract.bounds import broken_bounds
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.shape.validation import InvalidRecordError
from phmcoach.domain.values.pauses import DayRange


class BoundedTerms(BaseModel):
    """Terms that keep the bounds of their profile, with the paused days of their span.

    The standard profile asks for 10 to 20 sessions of 1 to 3 hours over 3 to 6 months, at least one
    a month.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    terms: Terms
    pauses: tuple[DayRange, ...] = ()

    @model_validator(mode="after")
    def _keeps_its_bounds(self) -> Self:
        broken = broken_bounds(self.terms, self.pauses)
        if broken:
            raise ValidationError.from_exception_data(
                "Terms",
                [
                    InitErrorDetails(
                        type=PydanticCustomError(bound.message, bound.message, dict(bound.args)),
                        loc=(bound.key,),
                        input=None,
                    )
                    for bound in broken
                ],
            )
        return self


def check_bounds(terms: Terms, pauses: tuple[DayRange, ...]) -> None:
    """Raise InvalidRecordError, with the key of each bound that the terms break."""
    try:
        BoundedTerms(terms=terms, pauses=pauses)
    except ValidationError as error:
        raise InvalidRecordError(error.errors(include_url=False)) from None

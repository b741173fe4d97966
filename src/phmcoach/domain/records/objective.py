"""An objective of a coaching, with the scale on which its outcome can be measured."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from phmcoach.domain.base import BENEFICIARY, Day, Line, Record, Text, Weight, written_as
from phmcoach.domain.values.gas import ATTAINMENT_LEVELS


def _five_apart(levels: tuple[str, ...]) -> tuple[str, ...]:
    if levels and len(levels) != len(ATTAINMENT_LEVELS):
        raise PydanticCustomError("shape.levels-not-five", "a scale has five levels")
    if len({" ".join(level.casefold().split()) for level in levels}) < len(levels):
        raise PydanticCustomError("shape.levels-alike", "two levels say the same")
    return levels


class Objective(Record):
    """An objective of the contract, with its expected result and the indicator that shows it.

    It may have a scale: a description of each of five levels, from -2 to +2, written on a day
    (`scaled_on`) before the outcome is known, and the weight of the objective among the others.
    """

    id: Annotated[
        str, written_as("o[0-9]{1,4}", "shape.bad-objective-id"), BENEFICIARY.when("shared")
    ]
    statement: Annotated[Text, BENEFICIARY.when("shared")]
    expected_result: Annotated[Text | None, BENEFICIARY.when("shared")] = None
    indicator: Annotated[Text | None, BENEFICIARY.when("shared")] = None
    personal: Annotated[bool, BENEFICIARY] = False
    levels: Annotated[
        tuple[Line, ...],
        Field(strict=False),
        AfterValidator(_five_apart),
        BENEFICIARY.when("shared"),
    ] = ()
    weight: Annotated[Weight, BENEFICIARY.when("shared")] = Decimal(1)
    scaled_on: Annotated[Day | None, BENEFICIARY.when("shared")] = None

    @model_validator(mode="after")
    def _scale_is_whole(self) -> Self:
        if bool(self.levels) != (self.scaled_on is not None):
            raise PydanticCustomError("shape.scale-without-day", "a scale has its day")
        return self

    @property
    def shared(self) -> bool:
        """Whether the sponsor may see it: it is in the annex that the sponsor signs."""
        return not self.personal

    @property
    def is_complete(self) -> bool:
        """Whether the expected result and the indicator are set."""
        return bool(self.expected_result and self.indicator)

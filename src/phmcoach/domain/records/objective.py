"""An objective of a coaching, with the scale on which its outcome can be measured."""

from decimal import Decimal
from typing import Annotated

from phmcoach.domain.base import BENEFICIARY, Day, Line, Record, Text, Weight
from phmcoach.domain.values.gas import ATTAINMENT_LEVELS
from phmcoach.domain.values.marks import Check, ShapeError, written_as


def _five_apart(levels: tuple[str, ...]) -> tuple[str, ...]:
    if levels and len(levels) != len(ATTAINMENT_LEVELS):
        raise ShapeError("shape.levels-not-five")
    if len({" ".join(level.casefold().split()) for level in levels}) < len(levels):
        raise ShapeError("shape.levels-alike")
    return levels


ObjectiveId = Annotated[str, written_as("o[0-9]{1,4}", "shape.bad-objective-id")]


class Objective(Record):
    """An objective of the contract, with its expected result and the indicator that shows it.

    It may have a scale: a description of each of five levels, from -2 to +2, written on a day
    (`scaled_on`) before the outcome is known, and the weight of the objective among the others.
    """

    id: Annotated[ObjectiveId, BENEFICIARY.when("shared")]
    statement: Annotated[Text, BENEFICIARY.when("shared")]
    expected_result: Annotated[Text | None, BENEFICIARY.when("shared")] = None
    indicator: Annotated[Text | None, BENEFICIARY.when("shared")] = None
    personal: Annotated[bool, BENEFICIARY] = False
    levels: Annotated[
        tuple[Line, ...],
        Check(_five_apart),
        BENEFICIARY.when("shared"),
    ] = ()
    weight: Annotated[Weight, BENEFICIARY.when("shared")] = Decimal(1)
    scaled_on: Annotated[Day | None, BENEFICIARY.when("shared")] = None

    def check(self) -> None:
        """Refuse a scale without the day on which it was written."""
        if bool(self.levels) != (self.scaled_on is not None):
            raise ShapeError("shape.scale-without-day")

    @property
    def shared(self) -> bool:
        """Whether the sponsor may see it: it is in the annex that the sponsor signs."""
        return not self.personal

    @property
    def is_complete(self) -> bool:
        """Whether the expected result and the indicator are set."""
        return bool(self.expected_result and self.indicator)

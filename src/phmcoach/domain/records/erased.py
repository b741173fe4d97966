"""The line in the place of what `coach privacy erase` removed, without a word of it."""

from typing import Annotated, Literal, get_args

from phmcoach.domain.base import COACH, Day, Record
from phmcoach.domain.values.marks import Limits
from phmcoach.words import Situation

ErasedPart = Literal[
    "demand",
    "objectives",
    "evaluation",
    "reasons",
    "next",
    "notes",
    "drafts",
    "papers",
    "engagement",
]
ERASED_PARTS: tuple[ErasedPart, ...] = get_args(ErasedPart)
"""What is taken out; `engagement` is all that names somebody, once the contract's day is past."""

ErasureReason = Literal["asked", "due"]
"""Why: somebody asked for it, or the law's day was past."""

ERASED_TEXT = "—"
"""What stands for a text or a name that a rule needs, once it is erased."""

NO_SITUATION: tuple[Situation, ...] = ("other",)
"""What stands for the situations of a demand, which must name one, once they are erased."""


class Erased(Record):
    """An erased part of an engagement: the day, the part, the number of pieces, the reason."""

    on: Annotated[Day, COACH]
    what: Annotated[ErasedPart, COACH]
    count: Annotated[int, Limits(ge=1), COACH]
    reason: Annotated[ErasureReason, COACH]

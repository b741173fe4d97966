"""The evaluation: where each objective stood and stands, what changed, what remains.

Its day is the engagement's (`outcome.evaluated_on`). It is written for the beneficiary; what the
organisation may read of it is opened by his dated agreement to the very content that he was
shown, which is why a digest of that content is kept beside both days.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from phmcoach.domain.base import BENEFICIARY, COACH, SPONSOR, Day, Record, Text, written_as
from phmcoach.words import EvaluationMode

LevelReached = Annotated[int, Field(ge=-2, le=2)]
"""A level of a scale: -2 much less than expected, 0 as expected, +2 much more."""

OutOfTen = Annotated[int, Field(ge=0, le=10)]
Digest = Annotated[str, written_as("[0-9a-f]{64}", "shape.bad-digest")]


class Rating(Record):
    """What became of one objective: levels of its scale, or its indicator in words."""

    objective: Annotated[
        str, written_as("o[0-9]{1,4}", "shape.bad-objective-id"), BENEFICIARY.when("agreed")
    ]
    start: Annotated[LevelReached | None, BENEFICIARY.when("agreed")] = None
    end: Annotated[LevelReached | None, BENEFICIARY.when("agreed")] = None
    attainment: Annotated[Text | None, BENEFICIARY.when("agreed")] = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.end is None and self.attainment is None:
            raise PydanticCustomError("shape.rating-empty", "a rating says what became of it")
        return self

    @property
    def agreed(self) -> bool:
        """Closed on the rating itself: only the beneficiary's agreement opens it."""
        return False


class Alliance(Record):
    """How the beneficiary rates the work together, from 0 to 10: for him and the coach alone.

    The four statements are our own: it matters what we work on, the way of working suits, anything
    can be said, something is there to be tried afterwards.
    """

    matters: Annotated[OutOfTen, BENEFICIARY]
    method: Annotated[OutOfTen, BENEFICIARY]
    freedom: Annotated[OutOfTen, BENEFICIARY]
    takeaway: Annotated[OutOfTen, BENEFICIARY]


class EvaluationContent(Record):
    """What was said at the evaluation, by two or by three.

    `observations` are the own words of the sponsor's contact, `shared_words` those that the
    beneficiary chose for the organisation.
    """

    mode: Annotated[EvaluationMode, SPONSOR]
    changed: Annotated[Text | None, BENEFICIARY] = None
    remains: Annotated[Text | None, BENEFICIARY] = None
    next: Annotated[Text | None, BENEFICIARY] = None
    observations: Annotated[Text | None, SPONSOR] = None
    shared_words: Annotated[Text | None, BENEFICIARY.when("agreed")] = None
    alliance: Annotated[Alliance | None, BENEFICIARY] = None
    ratings: Annotated[tuple[Rating, ...], Field(strict=False), SPONSOR] = ()

    @property
    def agreed(self) -> bool:
        """Closed on the evaluation itself: what was agreed to is compared with what is there."""
        return False

    def rating(self, objective: str) -> Rating | None:
        """Return what became of an objective, or None."""
        return next((rating for rating in self.ratings if rating.objective == objective), None)


class EvaluationForm(EvaluationContent):
    """The form that `coach evaluate` reads: what was said, and on which day."""

    on: Annotated[Day, COACH]


class Evaluation(EvaluationContent):
    """What was said, and how far the beneficiary's agreement to it is.

    `shown_*` say when he was given his version and what it held, `approved_*` when he agreed and
    to which content, `score_shared` whether to the T-score too.
    """

    shown_on: Annotated[Day | None, BENEFICIARY] = None
    shown_sha256: Annotated[Digest | None, COACH] = None
    approved_on: Annotated[Day | None, BENEFICIARY.when("agreed")] = None
    approved_sha256: Annotated[Digest | None, COACH] = None
    score_shared: Annotated[bool, BENEFICIARY.when("agreed")] = False

    @model_validator(mode="after")
    def _consent_is_whole(self) -> Self:
        shown = (self.shown_on is None) == (self.shown_sha256 is None)
        approved = (self.approved_on is None) == (self.approved_sha256 is None)
        if not shown or not approved or (self.score_shared and self.approved_on is None):
            raise PydanticCustomError("shape.consent-not-whole", "a day and a digest")
        return self


CONSENTS = frozenset(Evaluation.model_fields) - frozenset(EvaluationContent.model_fields)
"""The keys that speak of the evaluation, and are none of what was said at it."""


def digest_content(
    evaluation: Evaluation,
    objectives: Iterable[Record],
    evaluated_on: date | None,
    recalled: Mapping[str, object],
) -> str:
    """Return the SHA-256 of what the beneficiary's version says of the coaching.

    `recalled` is what it recalls of the contract. Left out are the days of consent, and the names
    of the parties, which he need not agree to. What stands at its default in the evaluation or an
    objective is left out too, so that a key that does not exist yet will change no digest.
    """
    content = {
        "evaluated_on": None if evaluated_on is None else evaluated_on.isoformat(),
        "evaluation": evaluation.model_dump(
            mode="json", exclude=set(CONSENTS), exclude_defaults=True
        ),
        "objectives": [each.model_dump(mode="json", exclude_defaults=True) for each in objectives],
        "recalled": recalled,
    }
    written = json.dumps(
        content, default=str, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return sha256(written.encode()).hexdigest()

"""The evaluation: the outcome of each objective, what changed, what remains to do.

Its day is stored in the engagement (`outcome.evaluated_on`). It is written for the beneficiary. The
organisation may read the parts that the beneficiary agreed to, on a recorded day and for exactly
the content that they were shown; so a digest of that content is stored with both days.
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
    """The outcome of one objective: levels of its scale, or its indicator in words."""

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
        """False: the rating cannot know whether the beneficiary agreed; the opener does."""
        return False


class Alliance(Record):
    """How the beneficiary rates the work with the coach, from 0 to 10; only the two may see it.

    The program uses four statements of its own: the topics matter, the method suits, anything can
    be said, there is something to try afterwards.
    """

    matters: Annotated[OutOfTen, BENEFICIARY]
    method: Annotated[OutOfTen, BENEFICIARY]
    freedom: Annotated[OutOfTen, BENEFICIARY]
    takeaway: Annotated[OutOfTen, BENEFICIARY]


class EvaluationContent(Record):
    """What was said at the evaluation, by two or three people.

    `observations` are in the words of the sponsor's contact; `shared_words` are the words that the
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
        """False: only the opener can compare the agreed content with the present one."""
        return False

    def rating(self, objective: str) -> Rating | None:
        """Return the rating of an objective, or None."""
        return next((rating for rating in self.ratings if rating.objective == objective), None)


class EvaluationForm(EvaluationContent):
    """The form that `coach evaluate` reads: the content of the evaluation and its day."""

    on: Annotated[Day, COACH]


class Evaluation(EvaluationContent):
    """The content of the evaluation, and the beneficiary's agreement to it.

    `shown_*` record when the beneficiary received their version and its digest, `approved_*` when
    they agreed and to which digest, `score_shared` whether the agreement includes the T-score.
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
"""The keys that record the agreement, as opposed to the content of the evaluation."""


def digest_content(
    evaluation: Evaluation,
    objectives: Iterable[Record],
    evaluated_on: date | None,
    recalled: Mapping[str, object],
) -> str:
    """Return the SHA-256 of the content of the beneficiary's version.

    `recalled` are the parts of the contract that it repeats. The days of consent and the names of
    the parties are left out, because they need no agreement. Values of the evaluation and the
    objectives that equal their default are left out too, so that a future key changes no digest.
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

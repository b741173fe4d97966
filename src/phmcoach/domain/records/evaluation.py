"""The evaluation: the outcome of each objective, what changed, what remains to do.

Its day is stored in the engagement (`outcome.evaluated_on`). It is written for the beneficiary. The
organisation may read the parts that the beneficiary agreed to, on a recorded day and for exactly
the content that they were shown; so a digest of that content is stored with both days.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Annotated

from phmcoach.domain.base import BENEFICIARY, COACH, SPONSOR, Day, Record, Text, as_data
from phmcoach.domain.records.objective import ObjectiveId
from phmcoach.domain.values.marks import Limits, ShapeError, written_as
from phmcoach.value import field_names
from phmcoach.words import EvaluationMode

LevelReached = Annotated[int, Limits(ge=-2, le=2)]
"""A level of a scale: -2 much less than expected, 0 as expected, +2 much more."""

OutOfTen = Annotated[int, Limits(ge=0, le=10)]
Digest = Annotated[str, written_as("[0-9a-f]{64}", "shape.bad-digest")]


class Rating(Record):
    """The outcome of one objective: levels of its scale, or its indicator in words."""

    objective: Annotated[ObjectiveId, BENEFICIARY.when("agreed")]
    start: Annotated[LevelReached | None, BENEFICIARY.when("agreed")] = None
    end: Annotated[LevelReached | None, BENEFICIARY.when("agreed")] = None
    attainment: Annotated[Text | None, BENEFICIARY.when("agreed")] = None

    def check(self) -> None:
        """Refuse a rating that says nothing."""
        if self.end is None and self.attainment is None:
            raise ShapeError("shape.rating-empty")

    @property
    def agreed(self) -> bool:
        """False: the rating cannot know whether the beneficiary agreed; the opener does."""
        return False


class Alliance(Record):
    """The beneficiary's ratings of the work, from 0 to 10; only the coach sees them besides.

    The program uses four statements of its own: the topics matter, the method suits, anything can
    be said, there is something to try afterwards.
    """

    matters: Annotated[OutOfTen, BENEFICIARY]
    method: Annotated[OutOfTen, BENEFICIARY]
    freedom: Annotated[OutOfTen, BENEFICIARY]
    takeaway: Annotated[OutOfTen, BENEFICIARY]


class EvaluationContent(Record):
    """The evaluation, by two or three people.

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
    ratings: Annotated[tuple[Rating, ...], SPONSOR] = ()

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

    def check(self) -> None:
        """Refuse a consent without its day or its digest."""
        shown = (self.shown_on is None) == (self.shown_sha256 is None)
        approved = (self.approved_on is None) == (self.approved_sha256 is None)
        if not shown or not approved or (self.score_shared and self.approved_on is None):
            raise ShapeError("shape.consent-not-whole")


CONSENTS = frozenset(field_names(Evaluation)) - frozenset(field_names(EvaluationContent))
"""The keys that record the agreement, as opposed to the content of the evaluation."""


APPROVAL = frozenset(("approved_on", "approved_sha256", "score_shared"))
"""The keys that record what the beneficiary agreed to, once they were shown it."""


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
    import json

    content = {
        "evaluated_on": None if evaluated_on is None else evaluated_on.isoformat(),
        "evaluation": {
            key: value
            for key, value in as_data(evaluation, defaults=False).items()
            if key not in CONSENTS
        },
        "objectives": [as_data(each, defaults=False) for each in objectives],
        "recalled": recalled,
    }
    written = json.dumps(
        content, default=str, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return sha256(written.encode()).hexdigest()

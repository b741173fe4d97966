"""Goal Attainment Scaling: one score for several objectives, each with its own scale.

The score measures how far a person's results are from what that person expected, and nothing else:
it cannot compare people. It supplements the levels, which are described in words.
"""

from collections.abc import Iterable
from decimal import Decimal

from phmcoach.value import Value

LOWEST, HIGHEST = -2, 2
ATTAINMENT_LEVELS = tuple(range(LOWEST, HIGHEST + 1))
"""Much less than expected, less, as expected, more, much more than expected."""

RHO = Decimal("0.3")
"""The assumed correlation between the objectives of one person."""

MEAN, SPREAD = 50, 10


def score_attainment(
    reached: Iterable[tuple[Decimal, int]], *, rho: Decimal = RHO
) -> Decimal | None:
    """Return the T-score of pairs of a weight and a level reached; None without any pair.

    T = 50 + 10·Σ(w·x) / √((1 - rho)·Σw² + rho·(Σw)²), Kiresuk & Sherman 1968: 50 means that the
    results are, on the whole, as expected. Raises ValueError for a weight that is not positive and
    for an unknown level.
    """
    pairs = tuple(reached)
    if any(weight <= 0 or level not in ATTAINMENT_LEVELS for weight, level in pairs):
        message = "a goal has a positive weight and one of five levels"
        raise ValueError(message)
    if not pairs:
        return None
    weighted = sum((weight * level for weight, level in pairs), Decimal())
    squares = sum((weight * weight for weight, _ in pairs), Decimal())
    total = sum((weight for weight, _ in pairs), Decimal())
    return MEAN + SPREAD * weighted / ((1 - rho) * squares + rho * total * total).sqrt()


class Scores(Value):
    """T-scores of the same objectives at the end and, if known, at the start."""

    end: Decimal
    start: Decimal | None


def score_change(rated: Iterable[tuple[Decimal, int | None, int]]) -> Scores | None:
    """Return the scores for tuples of a weight, a level at the start and one at the end.

    Returns None without any tuple. If the start of one objective is unknown, there is no start
    score: two scores are comparable only if they cover the same objectives.
    """
    all_rated = tuple(rated)
    end = score_attainment((weight, level) for weight, _, level in all_rated)
    if end is None:
        return None
    starts = [(weight, start) for weight, start, _ in all_rated if start is not None]
    known = len(starts) == len(all_rated)
    return Scores(end, score_attainment(starts) if known else None)

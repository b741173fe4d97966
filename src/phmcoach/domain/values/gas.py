"""Goal Attainment Scaling: one figure for several objectives, each on a scale of its own.

The score says how far a person came from where he expected to come, and nothing else: it compares
no one with anyone. It comes second after the levels themselves, which are words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

LOWEST, HIGHEST = -2, 2
LEVELS = tuple(range(LOWEST, HIGHEST + 1))
"""Much less than expected, less, as expected, more, much more than expected."""

RHO = Decimal("0.3")
"""How much the objectives of one person are supposed to go together."""

MEAN, SPREAD = 50, 10


def score_attainment(
    reached: Iterable[tuple[Decimal, int]], *, rho: Decimal = RHO
) -> Decimal | None:
    """Return the T-score of weights and the levels reached, or None without any.

    T = 50 + 10·Σ(w·x) / √((1 - rho)·Σw² + rho·(Σw)²), Kiresuk & Sherman 1968: 50 where all came out
    as expected on the whole. Raises ValueError for a weight that is not positive and for a level
    that is none.
    """
    pairs = tuple(reached)
    if any(weight <= 0 or level not in LEVELS for weight, level in pairs):
        message = "a goal has a positive weight and one of five levels"
        raise ValueError(message)
    if not pairs:
        return None
    weighted = sum((weight * level for weight, level in pairs), Decimal())
    squares = sum((weight * weight for weight, _ in pairs), Decimal())
    total = sum((weight for weight, _ in pairs), Decimal())
    return MEAN + SPREAD * weighted / ((1 - rho) * squares + rho * total * total).sqrt()


@dataclass(frozen=True)
class Scores:
    """T-scores of the same objectives: where they stand, and where they stood, if that is known."""

    end: Decimal
    start: Decimal | None


def score_change(rated: Iterable[tuple[Decimal, int | None, int]]) -> Scores | None:
    """Return the scores of weights, levels at the start and levels at the end; None without any.

    A start that is not known of one objective is known of none: two scores are compared only
    where they are of the same objectives.
    """
    all_rated = tuple(rated)
    end = score_attainment((weight, level) for weight, _, level in all_rated)
    if end is None:
        return None
    starts = [(weight, start) for weight, start, _ in all_rated if start is not None]
    known = len(starts) == len(all_rated)
    return Scores(end, score_attainment(starts) if known else None)

"""The T-score of Goal Attainment Scaling, by its published values and its laws."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phmcoach.domain.values.gas import ATTAINMENT_LEVELS, score_attainment

WEIGHTS = st.decimals(min_value="0.5", max_value=100, places=1)
GOALS = st.lists(st.tuples(WEIGHTS, st.sampled_from(ATTAINMENT_LEVELS)), min_size=1, max_size=8)


def score(*goals: tuple[int, int], rho: str = "0.3") -> Decimal:
    found = score_attainment([(Decimal(w), x) for w, x in goals], rho=Decimal(rho))
    assert found is not None
    return found.quantize(Decimal("0.0001"))


@pytest.mark.parametrize(
    ("goals", "expected"),
    [
        ([(1, 0)], "50"),
        ([(1, 1)], "60"),
        ([(1, -2)], "30"),
        ([(1, 1)] * 3, "63.6931"),
        ([(1, -2)] * 3, "22.6139"),
        ([(1, 2)] * 3, "77.3861"),
        ([(1, -1)] * 4, "35.4905"),
        ([(3, 1), (2, 0), (1, -1)], "54.4065"),
        ([(6, 1), (4, 0), (2, -1)], "54.4065"),
        ([(3, 1), (2, 1), (1, 0)], "61.0163"),
    ],
)
def test_the_score_is_that_of_the_golden_values(
    goals: list[tuple[int, int]], expected: str
) -> None:
    assert score(*goals) == Decimal(expected)


@pytest.mark.parametrize(("rho", "expected"), [("0", "67.3205"), ("0.5", "62.2474")])
def test_the_score_depends_on_how_much_objectives_go_together(rho: str, expected: str) -> None:
    assert score(*[(1, 1)] * 3, rho=rho) == Decimal(expected)


def test_nothing_rated_has_no_score() -> None:
    assert score_attainment([]) is None


@pytest.mark.parametrize("goal", [(Decimal(0), 1), (Decimal(-1), 1), (Decimal(1), 3)])
def test_a_weight_that_is_not_positive_and_an_unknown_level_are_refused(
    goal: tuple[Decimal, int],
) -> None:
    with pytest.raises(ValueError, match="positive weight"):
        score_attainment([goal])


@given(GOALS)
def test_the_opposite_levels_mirror_the_score_around_fifty(
    goals: list[tuple[Decimal, int]],
) -> None:
    there, back = score_attainment(goals), score_attainment([(w, -x) for w, x in goals])

    assert there is not None
    assert back is not None
    assert abs(there + back - 100) < Decimal("1e-20")


@given(GOALS, st.sampled_from([Decimal(2), Decimal("0.25"), Decimal(7)]))
def test_scaling_all_weights_changes_nothing(
    goals: list[tuple[Decimal, int]], factor: Decimal
) -> None:
    plain, scaled = score_attainment(goals), score_attainment([(w * factor, x) for w, x in goals])

    assert plain is not None
    assert scaled is not None
    assert abs(plain - scaled) < Decimal("1e-20")


@given(GOALS)
def test_the_score_is_fifty_exactly_where_the_weighted_sum_is_zero(
    goals: list[tuple[Decimal, int]],
) -> None:
    assert (score_attainment(goals) == 50) == (sum(w * x for w, x in goals) == 0)

from functools import cached_property
from typing import Any, ClassVar

import pytest

from phmcoach.value import NOTHING, Value, field_defaults, field_names, fields_of, replace, unfold


class Point(Value):
    """A value with a default and something cached."""

    x: int
    y: int = 0
    made: ClassVar[list[str]] = []

    @cached_property
    def far(self) -> int:
        self.made.append("far")
        return self.x * 100


class Named(Point):
    """A value with the fields of another."""

    name: str = "a"


class Line(Value, kw_only=True):
    """A value whose fields have no position."""

    points: tuple[Point, ...] = ()
    length: int


class Even(Value):
    """A value that completes its field."""

    number: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", self.number // 2 * 2)


def test_fields_are_given_by_position_or_by_name_and_may_have_a_default() -> None:
    assert fields_of(Point(1)) == {"x": 1, "y": 0}
    assert fields_of(Point(1, y=2)) == {"x": 1, "y": 2}
    assert fields_of(Named(1, 2, "b")) == {"x": 1, "y": 2, "name": "b"}


def test_a_default_may_stand_before_a_field_that_is_only_given_by_name() -> None:
    assert fields_of(Line(length=3)) == {"points": (), "length": 3}


@pytest.mark.parametrize(
    ("kind", "args", "given", "words"),
    [
        (Point, (), {}, "missing ['x'], unknown [], 0 positional"),
        (Point, (1,), {"z": 2}, "missing [], unknown ['z'], 1 positional"),
        (Point, (), {"y": 1, "z": 2}, "missing ['x'], unknown ['z'], 0 positional"),
        (Point, (1, 2, 3), {}, "missing [], unknown [], 3 positional"),
        (Point, (1,), {"x": 1}, "missing [], unknown [], 1 positional"),
        (Line, ((),), {}, "missing ['length'], unknown [], 1 positional"),
    ],
)
def test_wrong_arguments_are_refused(
    kind: type[Any], args: tuple[object, ...], given: dict[str, object], words: str
) -> None:
    with pytest.raises(TypeError) as refused:
        kind(*args, **given)
    assert str(refused.value).endswith(words)


def test_a_value_never_changes() -> None:
    point = Point(1)
    with pytest.raises(AttributeError, match="cannot change 'x' of a Point"):
        point.x = 2  # type: ignore[misc]  # the test tries this
    with pytest.raises(AttributeError, match="cannot delete 'x' of a Point"):
        del point.x
    assert point == Point(1)


def test_values_are_equal_if_their_class_and_fields_are() -> None:
    assert Point(1) == Point(1, 0)
    assert Point(1) != Point(2)
    assert Point(1) != Named(1)
    assert len({Point(1), Point(1, 0), Point(2)}) == 2


def test_what_is_cached_is_no_field_and_is_not_copied() -> None:
    point = Point(1)
    assert (point.far, point.far) == (100, 100)
    assert point == Point(1)
    assert replace(point, x=2).far == 200
    assert point.made == ["far", "far"]


def test_a_class_may_complete_its_fields() -> None:
    assert Even(7) == Even(6)
    assert replace(Even(4), number=9).number == 8


def test_the_fields_of_a_class_are_known_in_order_with_their_defaults() -> None:
    assert field_names(Named) == ("x", "y", "name")
    assert field_defaults(Named) == {"y": 0, "name": "a"}


def test_values_inside_a_value_are_unfolded() -> None:
    line = Line(points=(Point(1), Point(2, 3)), length=4)
    assert unfold(line) == {"points": ({"x": 1, "y": 0}, {"x": 2, "y": 3}), "length": 4}
    assert repr(line) == "Line(points=(Point(x=1, y=0), Point(x=2, y=3)), length=4)"


def test_the_empty_default_cannot_be_filled() -> None:
    with pytest.raises(TypeError):
        NOTHING["a"] = 1  # type: ignore[index]  # the test tries this
